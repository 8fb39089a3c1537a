//! Losses, derivatives, grids, directions, paths and spectra against PyTorch.
//!
//! `tests/reference/networks.py` wrote the fixtures.

use crate::nets::{dot, iris, principal, relative_error};
use fallline::objective::Domain;
use fallline::objective::network::{Dataset, LayerConfig, Network, NetworkConfig};
use fallline::objective::plane::{Centre, Normalisation, Plane, Principal, Sharpest, normalise};
use fallline::optim::{NetworkSource, Optimizer, Run, RunSettings};
use serde::Deserialize;
use serde_json::Value;

/// Agreement of a vector, as a share of its largest component.
const TOLERANCE: f64 = 1e-9;

fn cases(kind: &str) -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/fixtures/networks.json");
    let mut all: Value = serde_json::from_str(&std::fs::read_to_string(folder).unwrap()).unwrap();
    serde_json::from_value(all[kind].take()).unwrap()
}

fn read<'a, T: Deserialize<'a>>(case: &'a Value, key: &str) -> T {
    T::deserialize(&case[key]).unwrap_or_else(|error| panic!("{key}: {error}"))
}

fn config(case: &Value) -> NetworkConfig {
    let layer = |layer: &Value| LayerConfig {
        bias: layer[2].as_bool().unwrap_or(true),
        ..LayerConfig::new(
            layer[0].as_u64().unwrap() as usize,
            layer[1].as_str().unwrap().parse().unwrap(),
        )
    };
    NetworkConfig {
        layers: case["layers"].as_array().unwrap().iter().map(layer).collect(),
        loss: read::<String>(case, "loss").try_into().unwrap(),
        l2: read(case, "l2"),
        l2_biases: read(case, "l2_biases"),
        ..NetworkConfig::default()
    }
}

/// The network of a case over its own data, or over iris.
fn network(case: &Value) -> Network {
    let data = if case.get("features").is_none() {
        iris()
    } else {
        let (features, targets): (Vec<Vec<f64>>, Vec<Vec<f64>>) =
            (read(case, "features"), read(case, "targets"));
        let names = |count| (0..count).map(|k: usize| format!("column {k}")).collect();
        Dataset {
            feature_names: names(features.len()),
            target_names: names(targets.len()),
            features,
            targets,
            ..Dataset::default()
        }
    };
    Network::new(&config(case), &data).unwrap()
}

#[track_caller]
fn agree(what: &str, ours: &[f64], theirs: &[f64]) {
    let error = relative_error(ours, theirs);
    assert!(error <= TOLERANCE, "{what}: off by {error:.1e}");
}

/// The same up to the sign of the whole.
#[track_caller]
fn agree_up_to_sign(what: &str, ours: &[f64], theirs: &[f64]) {
    let sign = dot(ours, theirs).signum();
    agree(what, &ours.iter().map(|x| sign * x).collect::<Vec<_>>(), theirs);
}

#[test]
fn losses_gradients_and_hessian_products_of_every_activation_and_loss() {
    let cases = cases("derivatives");
    assert_eq!(cases.len(), 24, "8 activations with 3 losses");
    for case in &cases {
        let what = format!("{} {}", case["loss"], case["layers"]);
        let network = network(case);
        let (theta, direction): (Vec<f64>, Vec<f64>) =
            (read(case, "theta"), read(case, "direction"));
        let mut scratch = network.scratch();
        let [mut gradient, mut product] = [(); 2].map(|()| vec![f64::NAN; theta.len()]);
        let value = [read(case, "value")];
        let losses = [
            network.loss(&theta, &mut scratch),
            network.gradient(&theta, &mut gradient, &mut scratch),
            network.hessian_vector(&theta, &direction, &mut product, &mut scratch),
        ];
        losses.iter().for_each(|loss| agree(&what, &[*loss], &value));
        agree(&what, &gradient, &read::<Vec<f64>>(case, "gradient"));
        agree(&what, &product, &read::<Vec<f64>>(case, "product"));
    }
}

#[test]
fn losses_on_planes() {
    for case in &cases("grids") {
        let network = network(case);
        let plane = Plane::new(read(case, "origin"), read(case, "directions")).unwrap();
        let [min, max] = read(case, "ends");
        let ours = network.losses_on_grid(&plane, &Domain::square(min, max), 21, 21);
        let theirs: Vec<f64> = read(case, "losses");
        assert_eq!(theirs.len(), 441);
        // Each sample by itself, not by the largest.
        for (ours, theirs) in ours.iter().zip(&theirs) {
            agree("a sample", &[*ours], &[*theirs]);
        }
    }
}

#[test]
fn directions_for_given_random_numbers() {
    for case in &cases("directions") {
        let network = network(case);
        let normalisation: Normalisation = read(case, "normalisation");
        let (theta, mut direction): (Vec<f64>, Vec<f64>) =
            (read(case, "theta"), read(case, "direction"));
        normalise(network.layout(), &theta, normalisation, read(case, "biases"), &mut direction);
        agree(&format!("{normalisation:?}"), &direction, &read::<Vec<f64>>(case, "scaled"));
    }
}

/// All points of a training path, one after the other.
fn path(case: &Value, network: &Network) -> (Vec<f64>, Vec<f64>) {
    let optimizer = Optimizer::parse(case["optimizer"].as_str().unwrap()).unwrap();
    let settings = RunSettings::new(optimizer, &read::<Vec<f64>>(case, "start"), 200);
    let mut run = Run::new(&settings, NetworkSource::new(network, None, 0)).unwrap();
    let (mut points, mut losses) = (Vec::new(), Vec::new());
    while let Some(row) = run.next_row() {
        points.extend_from_slice(row.point);
        losses.push(row.loss);
    }
    (points, losses)
}

#[track_caller]
fn check_components(case: &Value, paths: &[&[f64]], parameters: usize) {
    let centre: Centre = read(case, "centre");
    let Principal { plane, explained } = principal(paths, parameters, centre).unwrap();
    agree("explained variance", &explained, &read::<Vec<f64>>(case, "explained"));
    let theirs: [Vec<f64>; 2] = read(case, "directions");
    let signs = [0, 1].map(|k| dot(&plane.directions()[k], &theirs[k]).signum());
    for (ours, theirs) in plane.directions().iter().zip(&theirs) {
        agree_up_to_sign("principal direction", ours, theirs);
    }
    let points = paths.concat();
    let chosen = points.chunks_exact(parameters).step_by(read(case, "every"));
    let (coordinates, distances): (Vec<[f64; 2]>, Vec<f64>) =
        chosen.map(|point| plane.project(point)).unzip();
    let signed = |c: &[f64; 2]| [c[0] * signs[0], c[1] * signs[1]];
    let ours: Vec<f64> = coordinates.iter().flat_map(signed).collect();
    agree("projections", &ours, &read::<Vec<[f64; 2]>>(case, "coordinates").concat());
    agree("distances", &distances, &read::<Vec<f64>>(case, "distances"));
    let shown = plane.explained_variance(&points);
    agree("share shown", &[shown], &[explained[0] + explained[1]]);
}

#[test]
fn training_paths_their_principal_components_and_the_spectrum_at_their_ends() {
    let cases = cases("training");
    let network = network(&cases[0]);
    let (by_optimizer, of_both) = cases.split_at(2);
    let mut paths = Vec::new();
    for case in by_optimizer {
        let (points, losses) = path(case, &network);
        assert_eq!(losses.len(), 201);
        agree("losses", &losses, &read::<Vec<f64>>(case, "losses"));
        let parameters = network.parameters();
        let point = |step: usize| points[step * parameters..][..parameters].to_vec();
        let steps: Vec<usize> = read(case, "steps");
        for (step, theirs) in steps.into_iter().zip(read::<Vec<Vec<f64>>>(case, "points")) {
            agree(&format!("step {step}"), &point(step), &theirs);
        }
        for principal in case["principal"].as_array().unwrap() {
            check_components(principal, &[&points], parameters);
        }
        let sharpest = Sharpest::at(&network, &point(200)).unwrap();
        agree("eigenvalues", &sharpest.eigenvalues, &read::<Vec<f64>>(case, "eigenvalues"));
        let vectors: Vec<Vec<f64>> = read(case, "eigenvectors");
        for (ours, theirs) in sharpest.plane.directions().iter().zip(&vectors) {
            agree_up_to_sign("eigenvector", ours, theirs);
        }
        paths.push(points);
    }
    let paths: Vec<&[f64]> = paths.iter().map(Vec::as_slice).collect();
    check_components(&of_both[0]["principal"][0], &paths, network.parameters());
}
