//! Small networks that several tests share.

use fallline::io::network_data;
use fallline::objective::network::{
    Activation, DataConfig, DataSet, Dataset, LayerConfig, MadeData, Network, NetworkConfig,
    NetworkLoss,
};
use fallline::objective::plane::{Centre, PlaneError, Principal, WeightPath};
use std::path::Path;

/// Fisher's irises as they come with the program.
pub(crate) fn iris() -> Dataset {
    let config = DataConfig { set: Some(DataSet::Iris), ..DataConfig::default() };
    network_data(&config, Path::new("")).unwrap()
}

/// The textbook's net of 16 hidden units on iris.
pub(crate) fn iris_net() -> Network {
    Network::new(&NetworkConfig::two_layer(16, 3), &iris()).unwrap()
}

/// A net of these layers, with an identity layer of one output behind them, on 600 noisy moons.
pub(crate) fn moons_net(layers: &[(usize, Activation)], loss: NetworkLoss) -> Network {
    let data = MadeData::Moons.generate(600, 0.1, 4).unwrap();
    let last = [(1, Activation::Identity)];
    let layers = layers.iter().chain(&last).map(|(units, act)| LayerConfig::new(*units, *act));
    let config = NetworkConfig { layers: layers.collect(), loss, ..NetworkConfig::default() };
    Network::new(&config, &data).unwrap()
}

/// The largest difference of two vectors, as a share of the second's largest component.
pub(crate) fn relative_error(ours: &[f64], theirs: &[f64]) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let size = theirs.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    let error = ours.iter().zip(theirs).fold(0.0_f64, |worst, (a, b)| {
        // A NaN on either side is an error, which `max` would hide.
        if (a - b).abs() <= worst { worst } else { (a - b).abs() }
    });
    error / size
}

/// The Euclidean norm.
pub(crate) fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

/// The dot product.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The two principal components of paths, each points of so many numbers, about their centre.
pub(crate) fn principal(
    paths: &[&[f64]],
    parameters: usize,
    centre: Centre,
) -> Result<Principal, PlaneError> {
    let point = |points: &[f64]| {
        let steps = (0..(points.len() / parameters) as u64).collect();
        WeightPath { points: points.to_vec(), steps }.point(centre, parameters)
    };
    // The mean of all points; otherwise that of one point of each path.
    let points = match centre {
        Centre::Mean => point(&paths.concat())?,
        _ => paths.iter().map(|path| point(path)).collect::<Result<Vec<_>, _>>()?.concat(),
    };
    let count = (points.len() / parameters) as f64;
    let mut origin = vec![0.0; parameters];
    for row in points.chunks(parameters) {
        origin.iter_mut().zip(row).for_each(|(sum, x)| *sum += x / count);
    }
    Principal::about(paths, origin)
}
