//! What cannot be evaluated is refused with one clear sentence.

use crate::nets::{iris, iris_net, moons_net};
use fallline::objective::network::{
    Activation, Dataset, LayerConfig, MadeData, Network, NetworkConfig, NetworkLoss,
};
use fallline::objective::plane::{
    Line, Normalisation, Plane, PlaneConfig, PlaneKind, Principal, Sharpest, WeightPath,
};

fn refused(config: &NetworkConfig, data: &Dataset) -> String {
    Network::new(config, data).unwrap_err().to_string()
}

#[test]
fn networks_that_do_not_fit_their_data() {
    let config = |units: &[usize], loss| NetworkConfig {
        layers: units.iter().map(|units| LayerConfig::new(*units, Activation::Identity)).collect(),
        loss,
        ..NetworkConfig::default()
    };
    let iris = iris();
    let moons = MadeData::Moons.generate(20, 0.1, 0).unwrap();
    let sine = MadeData::Regression.generate(20, 0.1, 0).unwrap();
    let [softmax, binary, squares] = NetworkLoss::ALL;
    assert!(
        refused(&config(&[], softmax), &iris).starts_with("a network needs at least one layer")
    );
    assert_eq!(
        refused(&config(&[4, 0, 3], softmax), &iris),
        "layer 2 has no units; it needs at least one"
    );
    assert_eq!(
        refused(&config(&[8, 2], softmax), &iris),
        "row 101: the label 2 is not one of the 2 classes, the whole numbers 0 to 1, that the last layer has a unit for; give it 3 units, or correct the label"
    );
    assert!(refused(&config(&[8, 2], softmax), &sine).contains("row 1: the label "));
    assert_eq!(
        refused(&config(&[8, 2], binary), &moons),
        "layer 2, the last, has 2 units, but the data has 1 target column; binary-cross-entropy needs one unit for each"
    );
    assert!(refused(&config(&[3], squares), &moons).starts_with("layer 1, the last, has 3 units"));
    assert!(
        refused(&config(&[1], binary), &iris)
            .starts_with("row 101: the target 2 of `species` is no probability")
    );
    let huge = config(&[60_000_000, 1], squares);
    assert!(refused(&huge, &sine).contains("parameters; 50000000 are the most"));
    let negative = NetworkConfig { l2: -1.0, ..config(&[3], softmax) };
    assert_eq!(refused(&negative, &iris), "`l2` is -1; it must be finite and not negative");
}

#[test]
fn data_that_nobody_can_learn_from() {
    let config = NetworkConfig::two_layer(4, 3);
    let with = |change: &dyn Fn(&mut Dataset)| {
        let mut data = iris();
        change(&mut data);
        refused(&config, &data)
    };
    assert_eq!(
        with(&|data| data.features[1][4] = f64::NAN),
        "row 5 of the column `sepal_width` is NaN, which is no finite number"
    );
    assert!(with(&|data| data.features[0].truncate(149)).contains("equally long"));
    assert!(with(&|data| data.targets.clear()).contains("at least one target"));
    assert!(with(&|data| data.targets[0][0] = 0.5).starts_with("row 1: the label 0.5"));
    let two = |data: &mut Dataset| {
        data.targets.push(data.targets[0].clone());
        data.target_names.push("again".into());
    };
    assert_eq!(with(&two), "cross-entropy needs one target column of class labels, not 2");
    let empty = |data: &mut Dataset| {
        data.features.iter_mut().chain(&mut data.targets).for_each(Vec::clear);
    };
    assert!(with(&empty).contains("no rows"));
}

#[test]
fn planes_that_are_none() {
    let network = iris_net();
    let (layout, theta) = (network.layout(), network.initial());
    let of = |names| Plane::of_parameters(layout, &theta, names).unwrap_err().to_string();
    assert_eq!(
        of(["layer1.weight[3,2]", "layer1.weight[3, 2]"]),
        "`layer1.weight[3,2]` cannot be both axes of the plane; choose two different parameters"
    );
    assert_eq!(
        of(["layer1.weight[16,0]", "layer1.bias[0]"]),
        "the network has no parameter `layer1.weight[16,0]`; layer1 has weight[0,0] to weight[15,3] and bias[0] to bias[15]"
    );
    assert!(of(["w", "layer1.bias[0]"]).ends_with("its layers are layer1 to layer2"));
    assert!(of(["layer3.bias[0]", "w"]).ends_with("its layers are layer1 to layer2"));
    let new = |first: &[f64], second: &[f64]| {
        Plane::new(vec![0.0; 3], [first.to_vec(), second.to_vec()]).unwrap_err().to_string()
    };
    assert_eq!(
        new(&[0.0; 3], &[1.0, 0.0, 0.0]),
        "the first direction of the plane is zero; it must lead somewhere"
    );
    let parallel = new(&[1.0, 2.0, 3.0], &[-0.1, -0.2, -0.3]);
    assert!(parallel.starts_with("the two directions of the plane are parallel"));
    assert!(new(&[1.0, 0.0], &[0.0; 3]).contains("has 2 numbers, but the plane's origin has 3"));
    assert!(new(&[1.0, f64::INFINITY, 0.0], &[1.0; 3]).contains("not finite"));
    let line = Plane::through([&[0.0, 1.0, 0.0], &[1.0, 2.0, 0.0], &[3.0, 4.0, 0.0]]);
    assert!(line.unwrap_err().to_string().contains("lie on one line"));
    let twice = Plane::through([&[0.0, 1.0, 0.0], &[1.0, 2.0, 0.0], &[1.0, 2.0, 0.0]]);
    assert!(twice.unwrap_err().to_string().starts_with("points 2 and 3 of the plane are the same"));
    let zeros = vec![0.0; theta.len()];
    let random = Plane::random(layout, &zeros, Normalisation::Filter, false, 0).unwrap_err();
    assert!(random.to_string().contains("the first direction of the plane is zero"), "{random}");
}

#[test]
fn paths_and_points_without_a_plane() {
    let of = |path: &[f64], parameters| {
        Principal::about(&[path], vec![0.0; parameters]).unwrap_err().to_string()
    };
    let few = "principal components need at least two distinct points; the paths have 1: let a run take steps, or choose another plane";
    assert_eq!(of(&[1.0, 2.0, 1.0, 2.0], 2), few);
    assert!(of(&[], 2).contains("the paths have 0"));
    assert!(of(&[1.0, 2.0, 3.0], 2).contains("a path of 3 numbers cannot be points of 2"));
    assert!(of(&[1.0, 2.0], 1).contains("at least two parameters; there is 1"));
    assert!(of(&[1.0, 2.0, f64::NAN, 1.0], 2).contains("not finite"));
    let network = iris_net();
    let wrong = Sharpest::at(&network, &[1.0]).unwrap_err().to_string();
    assert_eq!(wrong, "a vector of 1 cannot be the network's 131 parameters");
    let mut theta = network.initial();
    theta[14] = f64::NAN;
    let wrong = Sharpest::at(&network, &theta).unwrap_err().to_string();
    assert!(wrong.starts_with("the parameter `layer1.weight[3,2]` is NaN"));
}

#[test]
fn what_can_be_changed_about_weights_without_size_or_curvature_is_said() {
    let network = moons_net(&[(3, Activation::Relu)], NetworkLoss::MeanSquared);
    // Squares of such outputs are beyond the largest number.
    let theta = vec![1e200; network.parameters()];
    assert_eq!(
        Sharpest::at(&network, &theta).unwrap_err().to_string(),
        "the curvature at the plane's centre is no number; choose an earlier centre"
    );
    let zeros = vec![0.0; network.parameters()];
    let line = Line::random(network.layout(), zeros, Normalisation::Filter, false, 0);
    assert_eq!(
        line.unwrap_err().to_string(),
        "the weights where the line begins are all zero, so a direction scaled to them leads nowhere; use normalisation = \"raw\", or another beginning"
    );
    // One weight makes one direction, whatever is drawn.
    let data = MadeData::Regression.generate(20, 0.1, 0).unwrap();
    let layers = vec![LayerConfig::new(1, Activation::Identity)];
    let loss = NetworkLoss::MeanSquared;
    let config = NetworkConfig { layers, loss, ..NetworkConfig::default() };
    let network = Network::new(&config, &data).unwrap();
    let path = WeightPath { points: network.initial(), steps: vec![0] };
    let plane = |biases, normalisation| {
        PlaneConfig { kind: PlaneKind::Random, biases, normalisation, ..PlaneConfig::default() }
            .make(&network, std::slice::from_ref(&path), &[])
    };
    let error = plane(false, Normalisation::Filter).unwrap_err().to_string();
    assert!(error.contains("choose another seed or normalisation, or biases = true"), "{error}");
    assert!(plane(true, Normalisation::Raw).is_ok());
}
