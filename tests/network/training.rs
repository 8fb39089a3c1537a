//! Networks under optimizers: mini-batches, first weights, and what they learn.

use crate::nets::{iris, iris_net, moons_net};
use fallline::objective::network::{Activation, Init, Network, NetworkConfig, NetworkLoss};
use fallline::optim::{Batches, NetworkSource, Optimizer, Run, RunSettings, Source};

fn trained(network: &Network, optimizer: &str, steps: u64, batch: Option<u64>) -> Vec<f64> {
    let optimizer = Optimizer::parse(optimizer).unwrap();
    let settings = RunSettings::new(optimizer, &network.initial(), steps);
    let mut run = Run::new(&settings, NetworkSource::new(network, batch, 9)).unwrap();
    while run.next_row().is_some() {}
    run.point().to_vec()
}

#[test]
fn iris_and_moons_are_learned() {
    let config = NetworkConfig { init: Init::Pytorch, ..NetworkConfig::two_layer(16, 3) };
    let iris = Network::new(&config, &iris().standardised()).unwrap();
    let theta = trained(&iris, "adam:lr=0.05", 300, None);
    let accuracy = iris.accuracy(&theta, &mut iris.scratch()).unwrap();
    assert!(accuracy > 0.97, "three irises are known to lie among another species: {accuracy}");
    let moons = moons_net(&[(16, Activation::Tanh)], NetworkLoss::BinaryCrossEntropy);
    let theta = trained(&moons, "adam:lr=0.05", 300, Some(32));
    let accuracy = moons.accuracy(&theta, &mut moons.scratch()).unwrap();
    assert!(accuracy > 0.99, "noise of 0.1 hardly mixes the moons: {accuracy}");
}

#[test]
fn a_step_sees_its_own_batch_and_a_row_reports_the_whole() {
    let network = iris_net();
    let theta = network.initial();
    let mut source = NetworkSource::new(&network, Some(20), 9);
    let mut batches = Batches::new(150, 20, 9);
    let mut scratch = network.scratch();
    let [mut ours, mut theirs] = [(); 2].map(|()| vec![0.0; theta.len()]);
    // An epoch has seven batches of 20 and one of 10.
    for step in [0, 1, 7, 8, 3] {
        source.begin_step(step);
        let loss = source.gradient(&theta, &mut ours);
        let batch = network.over_rows(batches.of_step(step));
        assert_eq!(loss, batch.gradient(&theta, &mut theirs, &mut scratch));
        assert_eq!(ours, theirs);
        assert_eq!(source.loss(&theta), batch.loss(&theta, &mut scratch));
        assert_eq!(source.reported_loss(&theta, loss), network.loss(&theta, &mut scratch));
    }
}

#[test]
fn evaluations_allocate_nothing() {
    let network = iris_net();
    let theta = network.initial();
    let mut source = NetworkSource::new(&network, Some(40), 9);
    let mut scratch = network.scratch();
    let [mut gradient, mut product] = [(); 2].map(|()| vec![0.0; theta.len()]);
    // The first batch has the rows of its own that later ones reuse.
    source.begin_step(0);
    let counted = allocation_counter::measure(|| {
        network.loss(&theta, &mut scratch);
        network.gradient(&theta, &mut gradient, &mut scratch);
        network.hessian_vector(&theta, &gradient, &mut product, &mut scratch);
        for step in 1..12 {
            source.begin_step(step);
            let loss = source.gradient(&theta, &mut gradient);
            source.reported_loss(&theta, loss);
        }
    });
    assert_eq!(counted.count_total, 0);
    let one = allocation_counter::measure(|| drop(std::hint::black_box(vec![0.0; 9])));
    assert_eq!(one.count_total, 1, "allocations are counted");
}

#[test]
fn the_whole_hessian_is_its_products() {
    let network = moons_net(&[(3, Activation::Tanh)], NetworkLoss::BinaryCrossEntropy);
    let (theta, n) = (network.initial(), network.parameters());
    let mut hessian = vec![0.0; n * n];
    assert!(NetworkSource::new(&network, None, 0).hessian(&theta, &mut hessian));
    let direction: Vec<f64> = (0..n).map(|k| (k as f64).cos()).collect();
    let mut product = vec![0.0; n];
    network.hessian_vector(&theta, &direction, &mut product, &mut network.scratch());
    for (row, wanted) in hessian.chunks_exact(n).zip(&product) {
        let ours: f64 = row.iter().zip(&direction).map(|(h, d)| h * d).sum();
        assert!((ours - wanted).abs() < 1e-14 * n as f64, "{ours} {wanted}");
    }
}

#[test]
fn first_weights_follow_the_rule_and_the_seed() {
    let draw = |init, seed| {
        let config = NetworkConfig { init, seed, ..NetworkConfig::two_layer(400, 3) };
        Network::new(&config, &iris()).unwrap()
    };
    let pytorch = draw(Init::Pytorch, 1);
    let (theta, layers) = (pytorch.initial(), pytorch.layout().layers());
    for layer in layers {
        let bound = 1.0 / (layer.inputs as f64).sqrt();
        let own = &theta[layer.at..layer.biases().end];
        assert!(own.iter().all(|w| w.abs() < bound));
        // Of over a thousand uniform numbers the largest is within 1% of the bound, but once in 10^4 times.
        assert!(own.iter().any(|w| w.abs() > 0.99 * bound));
    }
    let textbook = draw(Init::Textbook, 1).initial();
    assert!(layers.iter().all(|layer| textbook[layer.biases()].iter().all(|b| *b == 0.0)));
    let weights: Vec<f64> =
        layers.iter().flat_map(|layer| textbook[layer.weights()].to_vec()).collect();
    let square = weights.iter().map(|w| w * w).sum::<f64>() / weights.len() as f64;
    // Four standard errors of the mean of n squares of normal numbers.
    let error = 4.0 * (2.0 / weights.len() as f64).sqrt();
    assert!((square / 1e-4 - 1.0).abs() < error, "{square}");
    assert_eq!(draw(Init::Textbook, 1).initial(), textbook);
    assert_ne!(draw(Init::Textbook, 2).initial(), textbook);
}
