//! Derivatives against differences, and rows against the whole: what needs no reference.

use crate::nets::{dot, iris_net, moons_net, norm, relative_error};
use fallline::objective::network::{Activation, Network, NetworkLoss};

fn deep() -> Network {
    let layers = [(7, Activation::Tanh), (6, Activation::Gelu), (5, Activation::Silu)];
    moons_net(&layers, NetworkLoss::BinaryCrossEntropy)
}

/// One layer and no more: logistic regression.
fn linear() -> Network {
    moons_net(&[], NetworkLoss::BinaryCrossEntropy)
}

/// A wide net, whose products take the other path through the array crate.
fn wide() -> Network {
    moons_net(&[(40, Activation::Tanh), (30, Activation::Softplus)], NetworkLoss::MeanSquared)
}

/// A direction that is none of the axes.
fn direction(network: &Network) -> Vec<f64> {
    (0..network.parameters()).map(|k| (0.7 * k as f64).sin()).collect()
}

fn moved(theta: &[f64], direction: &[f64], by: f64) -> Vec<f64> {
    theta.iter().zip(direction).map(|(t, d)| t + by * d).collect()
}

#[test]
fn gradients_are_the_slopes_of_losses() {
    for network in [linear(), deep(), wide(), iris_net()] {
        let (theta, direction) = (network.initial(), direction(&network));
        let mut scratch = network.scratch();
        let mut gradient = vec![0.0; theta.len()];
        network.gradient(&theta, &mut gradient, &mut scratch);
        // Along the direction, whose length is about that of the square root of half of the parameters.
        let h = 1e-5 / norm(&direction);
        let mut loss = |by| network.loss(&moved(&theta, &direction, by), &mut scratch);
        let slope = (loss(h) - loss(-h)) / (2.0 * h);
        let exact = dot(&gradient, &direction);
        // Rounding of a loss of order 1 divided by the step: 1e-16 / 1e-5 of the direction's length; ten times that.
        assert!((slope - exact).abs() < 1e-10 * norm(&direction), "{slope} {exact}");
    }
}

#[test]
fn hessian_products_are_the_slopes_of_gradients() {
    for network in [linear(), deep(), wide(), iris_net()] {
        let (theta, direction) = (network.initial(), direction(&network));
        let mut scratch = network.scratch();
        let [mut product, mut above, mut below] = [(); 3].map(|()| vec![0.0; theta.len()]);
        network.hessian_vector(&theta, &direction, &mut product, &mut scratch);
        let h = 1e-5 / norm(&direction);
        network.gradient(&moved(&theta, &direction, h), &mut above, &mut scratch);
        network.gradient(&moved(&theta, &direction, -h), &mut below, &mut scratch);
        let slope: Vec<f64> = above.iter().zip(&below).map(|(a, b)| (a - b) / (2.0 * h)).collect();
        // The central difference errs by h^2 and by 1e-16 / h, both about 1e-10 of the product.
        assert!(relative_error(&product, &slope) < 1e-8);
    }
}

#[test]
fn the_hessian_is_symmetric() {
    let network = wide();
    let theta = network.initial();
    let mut scratch = network.scratch();
    let (u, v) = (direction(&network), network.initial());
    let [mut hu, mut hv] = [(); 2].map(|()| vec![0.0; theta.len()]);
    network.hessian_vector(&theta, &u, &mut hu, &mut scratch);
    network.hessian_vector(&theta, &v, &mut hv, &mut scratch);
    // Two sums of a thousand terms in different orders.
    assert!((dot(&hu, &v) - dot(&hv, &u)).abs() < 1e-12 * norm(&hu) * norm(&v));
}

#[test]
fn the_loss_is_the_mean_of_the_losses_of_parts_in_any_order() {
    // 600 rows: two whole blocks and a rest; parts that end within blocks.
    for network in [deep(), wide()] {
        let theta = network.initial();
        let mut scratch = network.scratch();
        let [mut whole, mut part] = [(); 2].map(|()| vec![0.0; theta.len()]);
        let loss = network.gradient(&theta, &mut whole, &mut scratch);
        let order: Vec<u32> = (0..600).map(|row| row * 7 % 600).collect();
        let (mut mean, mut mean_gradient) = (0.0, vec![0.0; theta.len()]);
        let mut batch = network.clone();
        for rows in order.chunks(270) {
            batch.set_rows(&network, rows);
            let share = rows.len() as f64 / 600.0;
            let own = batch.gradient(&theta, &mut part, &mut scratch);
            assert_eq!(own, network.over_rows(rows).loss(&theta, &mut scratch));
            mean += share * own;
            mean_gradient.iter_mut().zip(&part).for_each(|(sum, g)| *sum += share * g);
        }
        // Sums of 600 terms in another order: 600 * 1e-16 at most.
        assert!((loss - mean).abs() < 1e-13 * loss);
        assert!(relative_error(&mean_gradient, &whole) < 1e-13);
        assert_eq!(network.rows(), 600, "the whole is untouched");
    }
}

#[test]
fn a_row_by_itself_has_the_outputs_that_it_has_among_others() {
    let network = wide();
    let theta = network.initial();
    let inputs: Vec<f64> = (0..1000).map(|k| (f64::from(k) * 0.37).sin()).collect();
    let outputs = network.outputs(&theta, &inputs);
    assert_eq!(outputs.len(), 500);
    for row in [0, 255, 256, 499] {
        let alone = network.outputs(&theta, &inputs[2 * row..2 * row + 2]);
        // A product by itself is summed in another order.
        assert!((alone[0] - outputs[row]).abs() < 1e-14, "row {row}");
    }
}

#[test]
fn outputs_are_probabilities_and_accuracy_counts_the_likeliest() {
    let network = iris_net();
    let data = crate::nets::iris();
    let theta: Vec<f64> = direction(&network);
    let rows = |data: &fallline::objective::network::Dataset| {
        (0..150).flat_map(|r| data.features.iter().map(move |c| c[r]).collect::<Vec<_>>()).collect()
    };
    let inputs: Vec<f64> = rows(&data);
    let outputs = network.outputs(&theta, &inputs);
    let mut right = 0;
    for (row, probabilities) in outputs.chunks_exact(3).enumerate() {
        assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-15 * 4.0);
        let label = data.targets[0][row] as usize;
        right += usize::from((0..3).all(|c| probabilities[c] <= probabilities[label]));
    }
    let accuracy = network.accuracy(&theta, &mut network.scratch());
    assert_eq!(accuracy, Some(right as f64 / 150.0));
    // The loss is the mean of -log of the label's probability.
    let loss = |row: usize| -outputs[3 * row + data.targets[0][row] as usize].ln();
    let mean = (0..150).map(loss).sum::<f64>() / 150.0;
    assert!((network.loss(&theta, &mut network.scratch()) - mean).abs() < 1e-13 * mean);
}
