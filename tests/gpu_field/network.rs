//! The loss of networks over planes: the GPU against the CPU, for every activation and loss and many shapes.

use std::sync::Arc;

use fallline::gpu::{FieldJob, FieldProgram, Gpu, RangePass, evaluate};
use fallline::objective::network::{
    Activation, Dataset, LayerConfig, Network, NetworkConfig, NetworkLoss,
};
use fallline::objective::plane::{Normalisation, Plane};
use fallline::objective::{Domain, Landscape, Objective};
use fallline::scene::Grid;

use crate::common::gpu;

/// The GPU's f32 may stray from the CPU's f64 by so much of the range of the grid: what is promised of a network's surface.
const TOLERANCE: f64 = 1e-4;

/// Rows of two features on waves, with the targets that a loss of so many outputs takes.
pub(crate) fn waves(rows: usize, features: usize, loss: NetworkLoss, outputs: usize) -> Dataset {
    let column = |c: usize| {
        (0..rows).map(|r| (0.37 * (r * (c + 1)) as f64 + c as f64).sin() * 1.5).collect()
    };
    let names = |what: &str, count: usize| (0..count).map(|c| format!("{what}{c}")).collect();
    let targets: Vec<Vec<f64>> = match loss {
        NetworkLoss::CrossEntropy => vec![(0..rows).map(|r| (r * r % outputs) as f64).collect()],
        NetworkLoss::BinaryCrossEntropy => {
            (0..outputs).map(|c| (0..rows).map(|r| ((r + c) % 3 / 2) as f64).collect()).collect()
        }
        NetworkLoss::MeanSquared => (0..outputs).map(|c| column(c + features)).collect(),
    };
    Dataset {
        feature_names: names("x", features),
        features: (0..features).map(column).collect(),
        target_names: names("y", targets.len()),
        targets,
        ..Dataset::default()
    }
}

/// A network of these layers over `rows` rows of two features, with weights as PyTorch begins.
pub(crate) fn net(layers: &[LayerConfig], loss: NetworkLoss, rows: usize) -> Network {
    net_with(NetworkConfig { layers: layers.to_vec(), loss, ..NetworkConfig::default() }, rows, 2)
}

fn net_with(config: NetworkConfig, rows: usize, features: usize) -> Network {
    let outputs = config.layers.last().unwrap().units;
    let data = waves(rows, features, config.loss, outputs);
    Network::new(&NetworkConfig { seed: 5, ..config }, &data).unwrap()
}

/// Its loss on a random plane, biases included, over [-2, 2] squared.
pub(crate) fn objective(network: Network) -> Arc<Objective> {
    let theta = network.initial();
    let plane = Plane::random(network.layout(), &theta, Normalisation::Filter, true, 7).unwrap();
    on_plane(network, plane)
}

fn on_plane(network: Network, plane: Plane) -> Arc<Objective> {
    let landscape = Landscape { network, plane: Arc::new(plane) };
    let names = ["a", "b"].map(str::to_owned);
    Arc::new(Objective::from_landscape(landscape, names, Domain::square(-2.0, 2.0)).unwrap())
}

#[track_caller]
fn agrees(gpu: &Gpu, what: &str, network: Network) -> f64 {
    let objective = objective(network);
    let grid = Grid { domain: objective.domain, nx: 21, ny: 21 };
    let (field, range) = evaluate(gpu, &objective, grid).unwrap();
    let (ours, twins) = (field.read(gpu).unwrap(), objective.losses_on_grid(&grid.domain, 21, 21));
    let ends = |ends: (f64, f64), x: &f64| (ends.0.min(*x), ends.1.max(*x));
    let (low, high) = twins.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
    assert!(high > low, "{what} is flat");
    let mut worst = 0.0_f64;
    for (ours, twin) in ours.iter().zip(&twins) {
        let error = (f64::from(*ours) - twin).abs() / (high - low);
        assert!(error <= TOLERANCE, "{what}: {ours} for {twin} in {low} to {high}");
        worst = worst.max(error);
    }
    assert_eq!(range.finite, 441, "{what}");
    assert!((range.max - high).abs() <= TOLERANCE * (high - low), "{what}: {range:?}");
    worst
}

#[test]
fn every_activation_agrees_with_every_loss() {
    let Some(gpu) = gpu() else { return };
    for activation in Activation::ALL {
        for loss in NetworkLoss::ALL {
            let layers = [LayerConfig::new(7, activation), LayerConfig::new(3, activation)];
            let what = format!("{} and {}", activation.name(), loss.name());
            let worst = agrees(&gpu, &what, net(&layers, loss, 150));
            eprintln!("{what}: {worst:.1e}");
        }
    }
}

#[test]
#[ignore]
fn timing() {
    let Some(gpu) = gpu() else { return };
    let layers =
        [LayerConfig::new(16, Activation::Sigmoid), LayerConfig::new(3, Activation::Identity)];
    let iris = objective(net_with(
        NetworkConfig { layers: layers.to_vec(), ..NetworkConfig::default() },
        150,
        4,
    ));
    let layers =
        [LayerConfig::new(64, Activation::Relu), LayerConfig::new(10, Activation::Identity)];
    let digits = objective(net_with(
        NetworkConfig { layers: layers.to_vec(), ..NetworkConfig::default() },
        1000,
        784,
    ));
    let layers = [
        LayerConfig::new(32, Activation::Tanh),
        LayerConfig::new(32, Activation::Tanh),
        LayerConfig::new(1, Activation::Identity),
    ];
    let deep = objective(net(&layers, NetworkLoss::MeanSquared, 300));
    let layers = [
        LayerConfig::new(64, Activation::Tanh),
        LayerConfig::new(64, Activation::Tanh),
        LayerConfig::new(1, Activation::Identity),
    ];
    let wide = objective(net(&layers, NetworkLoss::MeanSquared, 300));
    let cpu = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<f64> =
            stat.split(' ').skip(13).take(2).map(|t| t.parse().unwrap()).collect();
        (fields[0] + fields[1]) / 100.0
    };
    for (what, objective, n) in
        [("iris", iris, 256), ("digits", digits, 51), ("deep", deep, 64), ("wide", wide, 64)]
    {
        if std::env::var("ONLY").is_ok_and(|o| o != what) {
            continue;
        }
        let program = FieldProgram::new(&gpu, &objective).unwrap();
        let pass = RangePass::new(&gpu);
        for n in [3, n] {
            let grid = Grid { domain: objective.domain, nx: n, ny: n };
            let (begin, used) = (std::time::Instant::now(), cpu());
            let mut job = FieldJob::new(&gpu, &program, &objective, grid).unwrap();
            job.finish(&gpu, &program, &pass).unwrap();
            eprintln!("{what} {n}: {:?}, cpu {:.2}", begin.elapsed(), cpu() - used);
        }
    }
}
