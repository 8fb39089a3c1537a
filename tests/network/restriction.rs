//! The loss on a plane with the first layer evaluated once, against the loss at each point by itself.

use fallline::objective::network::{
    Activation, LayerConfig, Network, NetworkConfig, NetworkLoss, Restriction,
};
use fallline::objective::plane::{Normalisation, Plane};
use fallline::objective::{Domain, Landscape, Objective};

use crate::nets::{iris, iris_net, moons_net};

const SIDE: usize = 13;

#[track_caller]
fn agrees(what: &str, network: &Network) {
    let theta = network.initial();
    let plane = Plane::random(network.layout(), &theta, Normalisation::Filter, true, 3).unwrap();
    let domain = Domain::square(-2.0, 2.5);
    let ours = network.losses_on_grid(&plane, &domain, SIDE, SIDE);
    let mut scratch = network.scratch();
    let point = |index| domain.grid_point(index, SIDE, SIDE);
    let twins: Vec<f64> = (0..SIDE * SIDE)
        .map(|index| network.loss(&plane.point(point(index)), &mut scratch))
        .collect();
    let ends = |ends: (f64, f64), x: &f64| (ends.0.min(*x), ends.1.max(*x));
    let (low, high) = twins.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    for (ours, twin) in ours.iter().zip(&twins) {
        // A sum of a few inputs and three blended numbers is rounded ten times or so, 1e-16 each of numbers of the order
        // of the sums, and a mean over hundreds of rows a few times more: 1e-12 leaves a factor of a hundred.
        assert!((ours - twin).abs() <= 1e-12 * (high - low), "{what}: {ours} for {twin}");
    }
    let landscape = Landscape::new(network.clone(), plane);
    let objective =
        Objective::from_landscape(landscape, ["a", "b"].map(str::to_owned).to_vec(), domain);
    assert_eq!(objective.unwrap().losses_on_grid(&domain, SIDE, SIDE), ours, "{what}");
}

#[test]
fn every_depth_activation_and_loss_agrees_with_the_loss_at_the_point() {
    agrees("iris", &iris_net());
    for activation in Activation::ALL {
        for loss in [NetworkLoss::MeanSquared, NetworkLoss::BinaryCrossEntropy] {
            for layers in [&[][..], &[(7, activation)], &[(5, activation); 4]] {
                agrees(&format!("{layers:?} {loss:?}"), &moons_net(layers, loss));
            }
        }
    }
}

#[test]
fn penalties_and_layers_without_biases_agree_with_the_loss_at_the_point() {
    for (l2, l2_biases) in [(0.0, false), (0.5, false), (0.5, true)] {
        for bias in [false, true] {
            let layer = |units| LayerConfig { bias, ..LayerConfig::new(units, Activation::Gelu) };
            let layers = vec![layer(6), layer(3)];
            let config = NetworkConfig { layers, l2, l2_biases, ..NetworkConfig::default() };
            agrees(&format!("{config:?}"), &Network::new(&config, &iris()).unwrap());
        }
    }
}

#[test]
fn the_first_layers_sums_are_linear_in_the_coordinates() {
    // More rows than a block has, and a last block that is not full.
    let network = moons_net(&[(7, Activation::Identity)], NetworkLoss::MeanSquared);
    let theta = network.initial();
    let plane = Plane::random(network.layout(), &theta, Normalisation::Raw, true, 1).unwrap();
    let restriction = Restriction::new(&network, &plane);
    let vectors = [plane.origin(), &plane.directions()[0], &plane.directions()[1]];
    for row in [0, 255, 256, 599] {
        let one = network.over_rows(&[row]);
        for unit in 0..7 {
            let sums = restriction.sums(row as usize, unit);
            for (sum, vector) in sums.iter().zip(vectors) {
                // The unit alone, with weight 1, is the output; the target of the row is t, so that the loss is (sum - t)^2.
                let mut theta = vector.to_vec();
                theta[21..].fill(0.0);
                theta[21 + unit] = 1.0;
                let outputs = one.outputs(&theta, &row_of(row as usize));
                // One order of additions against another: a rounding of numbers of order 1 each.
                assert!((outputs[0] - sum).abs() < 1e-14 * sum.abs().max(1.0), "{row} {unit}");
            }
        }
    }
}

/// The features of a row of the moons that `moons_net` has.
fn row_of(row: usize) -> [f64; 2] {
    let data = fallline::objective::network::MadeData::Moons.generate(600, 0.1, 4).unwrap();
    [data.features[0][row], data.features[1][row]]
}
