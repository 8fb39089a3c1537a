//! The loss of networks over planes: the GPU against the CPU, for every activation and loss and many shapes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fallline::gpu::{
    FieldJob, FieldProgram, FieldRange, Gpu, RangePass, Renderer, evaluate, evaluate_quantity,
    gradients,
};
use fallline::objective::network::{
    Activation, Dataset, LayerConfig, Network, NetworkConfig, NetworkLoss,
};
use fallline::objective::plane::{Normalisation, Plane};
use fallline::objective::{Domain, Landscape, Objective, Quantity};
use fallline::scene::{Grid, Scene};
use fallline::session::Session;
use fallline::spec::{Origin, Spec};

use crate::common::gpu;
use crate::slices::with_bindings_of;

/// The GPU's f32 may stray from the CPU's f64 by so much of the range of the grid: what is promised of a network's surface.
const TOLERANCE: f64 = 1e-4;

/// Rows of two features on waves, with the targets that a loss of so many outputs takes.
fn waves(rows: usize, features: usize, loss: NetworkLoss, outputs: usize) -> Dataset {
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
fn net(layers: &[LayerConfig], loss: NetworkLoss, rows: usize) -> Network {
    net_with(NetworkConfig { layers: layers.to_vec(), loss, ..NetworkConfig::default() }, rows, 2)
}

fn net_with(config: NetworkConfig, rows: usize, features: usize) -> Network {
    let outputs = config.layers.last().unwrap().units;
    let data = waves(rows, features, config.loss, outputs);
    Network::new(&NetworkConfig { seed: 5, ..config }, &data).unwrap()
}

/// Its loss on a random plane, biases included, over [-2, 2] squared.
fn objective(network: Network) -> Arc<Objective> {
    let theta = network.initial();
    let plane = Plane::random(network.layout(), &theta, Normalisation::Filter, true, 7).unwrap();
    on_plane(network, plane)
}

fn on_plane(network: Network, plane: Plane) -> Arc<Objective> {
    let landscape = Landscape::new(network, plane);
    let names = ["a", "b"].map(str::to_owned).to_vec();
    Arc::new(Objective::from_landscape(landscape, names, Domain::square(-2.0, 2.0)).unwrap())
}

fn agrees(gpu: &Gpu, what: &str, network: Network) -> f64 {
    agrees_on(gpu, what, &objective(network))
}

/// Compares all samples of 21 x 21; the largest error as a share of the range.
#[track_caller]
fn agrees_on(gpu: &Gpu, what: &str, objective: &Arc<Objective>) -> f64 {
    let grid = Grid { domain: objective.domain, nx: 21, ny: 21 };
    let (field, range) = evaluate(gpu, objective, grid).unwrap();
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
            eprintln!("{what}: {worst:.1e} of the range");
        }
    }
}

/// Identity layers of so many units, but for tanh in all layers but the last.
fn stack(units: &[usize]) -> Vec<LayerConfig> {
    let mut layers: Vec<_> =
        units.iter().map(|units| LayerConfig::new(*units, Activation::Tanh)).collect();
    layers.last_mut().unwrap().activation = Activation::Identity;
    layers
}

#[test]
fn every_depth_and_width_agrees() {
    let Some(gpu) = gpu() else { return };
    // Layers in chunks that do and do not come out even, one output and many, rows below, at and beyond multiples of what
    // the shader takes at once.
    let shapes: [(&[usize], usize); 9] = [
        (&[1], 1),
        (&[3], 65),
        (&[12], 130),
        (&[5, 3], 64),
        (&[70, 10], 203),
        (&[6, 11], 31),
        (&[6, 5, 2], 97),
        (&[4, 9, 1], 33),
        (&[5, 4, 7, 6, 12], 150),
    ];
    for (units, rows) in shapes {
        for loss in NetworkLoss::ALL {
            // A single class has no loss.
            if loss != NetworkLoss::CrossEntropy || *units.last().unwrap() > 1 {
                let what = format!("{units:?} with {} over {rows} rows", loss.name());
                agrees(&gpu, &what, net(&stack(units), loss, rows));
            }
        }
    }
}

#[test]
fn penalties_and_layers_without_biases_agree() {
    let Some(gpu) = gpu() else { return };
    for bias in [false, true] {
        for (l2, l2_biases) in [(0.0, false), (0.3, false), (0.3, true)] {
            let mut layers = stack(&[6, 5, 3]);
            layers.iter_mut().for_each(|layer| layer.bias = bias);
            layers[1].bias = !bias;
            let config = NetworkConfig { layers, l2, l2_biases, ..NetworkConfig::default() };
            let what = format!("bias {bias}, l2 {l2} {l2_biases}");
            agrees(&gpu, &what, net_with(config, 70, 2));
        }
    }
}

#[test]
fn losses_beyond_f32_are_holes_and_count_in_no_range() {
    let Some(gpu) = gpu() else { return };
    for loss in NetworkLoss::ALL {
        // Identities: the outputs grow as the square of a coordinate, to 1e46 at the rim.
        let layers = vec![LayerConfig::new(6, Activation::Identity); 2];
        let config = NetworkConfig { layers, loss, ..NetworkConfig::default() };
        let network = net_with(config, 40, 2);
        let theta = network.initial();
        let directions = [0, 1].map(|axis| {
            let wave = |k: usize| (k as f64 + f64::from(axis)).sin() * 1e23;
            (0..theta.len()).map(wave).collect::<Vec<_>>()
        });
        let objective = on_plane(network, Plane::new(theta, directions).unwrap());
        let grid = Grid { domain: objective.domain, nx: 21, ny: 21 };
        let (field, range) = evaluate(&gpu, &objective, grid).unwrap();
        let (ours, twins) =
            (field.read(&gpu).unwrap(), objective.losses_on_grid(&grid.domain, 21, 21));
        // The origin alone is small.
        assert_eq!(range.finite, 1, "{}: {range:?}", loss.name());
        for (index, (ours, twin)) in ours.iter().zip(twins).enumerate() {
            let is_origin = index == 220;
            assert_eq!(ours.is_finite(), is_origin, "{} at {index}: {ours}", loss.name());
            assert!(!is_origin || (f64::from(*ours) - twin).abs() < 1e-5 * twin, "{ours} {twin}");
        }
    }
}

#[test]
fn saturated_units_stay_finite() {
    let Some(gpu) = gpu() else { return };
    for activation in Activation::ALL {
        let network = net(
            &[LayerConfig::new(6, activation), LayerConfig::new(3, Activation::Identity)],
            NetworkLoss::CrossEntropy,
            40,
        );
        let theta = network.initial();
        // The first layer's sums reach thousands, far beyond where e^z overflows.
        let directions = [0, 1].map(|axis| {
            let wave = |k: usize| (k as f64 + f64::from(axis)).sin();
            let first = network.layout().first_parameters();
            (0..theta.len()).map(|k| if k < first { 1e3 * wave(k) } else { wave(k) }).collect()
        });
        let plane = Plane::new(theta, directions).unwrap();
        agrees_on(&gpu, activation.name(), &on_plane(network, plane));
    }
}

#[test]
fn another_plane_needs_no_new_shader_and_another_network_does() {
    let Some(gpu) = gpu() else { return };
    let network = net(&stack(&[5, 3]), NetworkLoss::CrossEntropy, 33);
    let first = objective(network.clone());
    let program = FieldProgram::new(&gpu, &first).unwrap();
    let plane = Plane::of_parameters(
        network.layout(),
        &network.initial(),
        ["layer1.weight[0,0]", "layer2.bias[1]"],
    );
    let second = on_plane(network.clone(), plane.unwrap());
    let fewer = objective(network.over_rows(&[3, 1, 4, 1, 5]));
    let grid = Grid { domain: first.domain, nx: 7, ny: 5 };
    for moved in [&first, &second, &fewer] {
        assert!(program.fits(moved));
        let mut job = FieldJob::new(&gpu, &program, moved, grid).unwrap();
        job.finish(&gpu, &program, &RangePass::new(&gpu)).unwrap();
        let ours = job.take().unwrap().0.read(&gpu).unwrap();
        assert_eq!(ours, evaluate(&gpu, moved, grid).unwrap().0.read(&gpu).unwrap());
    }
    for other in [&[6, 3][..], &[5, 5, 3]] {
        assert!(!program.fits(&objective(net(&stack(other), NetworkLoss::CrossEntropy, 33))));
    }
    assert!(!program.fits(&objective(net(&stack(&[5, 3]), NetworkLoss::MeanSquared, 33))));
}

#[test]
fn slices_and_tiles_hold_the_same_samples() {
    let Some(gpu) = gpu() else { return };
    let small = with_bindings_of(&gpu, 16 << 10);
    let objective = objective(net(&stack(&[5, 3]), NetworkLoss::CrossEntropy, 90));
    // Of 404 bytes a row, 40 rows fit: four slices, and rows that end within an invocation's four samples.
    let grid = Grid { domain: objective.domain, nx: 101, ny: 150 };
    let samples = |gpu: &Gpu| evaluate(gpu, &objective, grid).unwrap().0.read(gpu).unwrap();
    assert_eq!(samples(&small), samples(&gpu));
}

#[test]
fn a_network_beyond_the_adapter_is_refused_with_what_fits() {
    let Some(gpu) = gpu() else { return };
    let small = with_bindings_of(&gpu, 16 << 10);
    let refused = |network: Network| {
        let objective = objective(network);
        let grid = Grid { domain: objective.domain, nx: 5, ny: 5 };
        let error = evaluate(&small, &objective, grid).map(drop).unwrap_err();
        assert!(error.asks_too_much());
        (error.to_string(), evaluate(&gpu, &objective, grid).is_ok())
    };
    // A row takes 16 bytes for each of 20 units and a label, and 16 kB hold 1024 such numbers: 48 rows, or at 60 rows
    // 17 numbers.
    let (message, fits) = refused(net(&stack(&[20, 3]), NetworkLoss::CrossEntropy, 60));
    for part in ["20 units", "60 rows", "48 rows", "16 units", "--device cpu"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(fits);
    let same = |rows, units| net(&stack(&[units, 3]), NetworkLoss::CrossEntropy, rows);
    for network in [same(48, 20), same(60, 16)] {
        let objective = objective(network);
        let grid = Grid { domain: objective.domain, nx: 5, ny: 5 };
        assert!(evaluate(&small, &objective, grid).is_ok(), "what the message says fits");
    }
    let (message, fits) = refused(net(&stack(&[40, 30]), NetworkLoss::MeanSquared, 10));
    assert!(message.contains("behind this network's first layer take") && fits, "{message}");
    let (message, fits) = refused(net(&stack(&[2, 500, 1]), NetworkLoss::MeanSquared, 10));
    assert!(
        message.contains("at most 480 units") && message.contains("need 503") && !fits,
        "{message}"
    );
}

#[test]
fn derivatives_are_those_of_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let objective = objective(net(&stack(&[5, 3]), NetworkLoss::CrossEntropy, 40));
    let (domain, nx, ny) = (objective.domain, 9, 7);
    let grid = Grid { domain, nx: 9, ny: 7 };
    for quantity in Quantity::ALL.into_iter().filter(|quantity| *quantity != Quantity::Loss) {
        let (field, _) = evaluate_quantity(&gpu, &objective, quantity, grid).unwrap();
        let twins = objective.quantities_on_grid(quantity, &domain, nx, ny);
        let twins: Vec<f32> = twins.into_iter().map(|value| value as f32).collect();
        assert_eq!(field.read(&gpu).unwrap(), twins, "{quantity:?}");
    }
    let slopes = gradients(&gpu, &objective, grid).unwrap();
    let twins = objective.gradients_on_grid(&domain, nx, ny);
    for (slopes, twins) in slopes.iter().zip(twins) {
        assert_eq!(*slopes, twins.map(|value| value as f32));
    }
}

/// Polls until a field is there: its grid and range.
fn next_field(renderer: &mut Renderer, scene: &Scene) -> (Grid, FieldRange) {
    let begin = Instant::now();
    loop {
        assert!(begin.elapsed() < Duration::from_secs(120), "the evaluation does not end");
        if let Some(range) = renderer.poll_field(0, scene).unwrap() {
            return (renderer.shown_grid(0).unwrap(), range);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn scene_of(objective: &Arc<Objective>, side: u32) -> Scene {
    let spec = Spec::from_toml("test", "run = []\nloss.formula = \"x\"\n", Origin::default());
    let mut scene = Session::new(spec.unwrap().0).unwrap().scene();
    scene.objective = Arc::clone(objective);
    scene.grid = Grid { domain: objective.domain, nx: side, ny: side };
    scene
}

#[test]
fn a_dear_network_is_shown_coarse_first_and_a_cheap_one_at_once() {
    let Some(gpu) = gpu() else { return };
    let objective = objective(net(&stack(&[12, 3]), NetworkLoss::CrossEntropy, 900));
    let mut renderer = Renderer::new(&gpu);
    // 900 rows of about 6 terms each at 72 x 72 samples are 28 million: more than three tiles of 4 million.
    let scene = scene_of(&objective, 72);
    let fields: Vec<_> = (0..3).map(|_| next_field(&mut renderer, &scene)).collect();
    assert_eq!(fields.iter().map(|(grid, _)| grid.nx).collect::<Vec<_>>(), [9, 24, 72]);
    assert!(!renderer.is_evaluating(0) && renderer.poll_field(0, &scene).unwrap().is_none());
    let whole = fields[2].1;
    assert_eq!(whole.finite, 72 * 72);
    for (grid, range) in &fields {
        assert_eq!(range.finite, u64::from(grid.nx) * u64::from(grid.ny));
        // The corners belong to all grids, but inner points of a coarse one need not be samples of the full one: it may
        // stray by what the loss changes between two samples, here well below a hundredth of the range.
        let slack = 0.01 * (whole.max - whole.min);
        assert!(range.min >= whole.min - slack && range.max <= whole.max + slack, "{range:?}");
        assert!(range.max > whole.min + 0.5 * (whole.max - whole.min), "{range:?} of {whole:?}");
    }
    let cheap = scene_of(&objective, 12);
    assert_eq!(next_field(&mut renderer, &cheap).0.nx, 12);
    // Whoever waits gets the full grid alone.
    let mut renderer = Renderer::new(&gpu);
    let waited = renderer.wait_field(0, &scene).unwrap().unwrap();
    assert_eq!((waited, renderer.shown_grid(0)), (whole, Some(scene.grid)));
}

#[test]
fn a_new_objective_drops_the_finer_fields_of_the_last() {
    let Some(gpu) = gpu() else { return };
    let network = net(&stack(&[12, 3]), NetworkLoss::CrossEntropy, 900);
    let scenes = [network.clone(), network.over_rows(&(0..450).collect::<Vec<_>>())]
        .map(|network| scene_of(&objective(network), 144));
    let mut renderer = Renderer::new(&gpu);
    assert_eq!(next_field(&mut renderer, &scenes[0]).0.nx, 18);
    assert!(renderer.is_evaluating(0) && !renderer.is_behind(0), "finer ones are to come");
    assert!(renderer.poll_field(0, &scenes[1]).unwrap().is_none());
    assert!(renderer.is_behind(0), "nothing is shown of the new one");
    let grids: Vec<_> = (0..3).map(|_| next_field(&mut renderer, &scenes[1]).0.nx).collect();
    assert_eq!(grids, [18, 48, 144]);
}
