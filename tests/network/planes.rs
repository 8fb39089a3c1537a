//! Planes: coordinates there and back, and what spans them.

use crate::nets::{dot, iris_net, moons_net, norm, principal};
use fallline::objective::network::{Activation, NetworkLoss};
use fallline::objective::plane::{
    Centre, Explained, Normalisation, Plane, PlaneConfig, Principal, Sharpest, WeightPath,
    normalise,
};

#[test]
fn coordinates_come_back_also_from_a_skew_plane() {
    let origin = vec![1.0, -2.0, 0.5, 3.0];
    let directions = [vec![1.0, 2.0, 0.0, -1.0], vec![0.9, 2.1, 0.3, -1.0]];
    let plane = Plane::new(origin, directions).unwrap();
    let (coordinates, distance) = plane.project(&plane.point([0.75, -1.5]));
    assert!((coordinates[0] - 0.75).abs() < 1e-12 && (coordinates[1] + 1.5).abs() < 1e-12);
    assert!(distance < 1e-14);
    // Off the plane along a normal: the same coordinates, and the normal's length as the distance.
    let mut normal = vec![0.3, -0.2, 0.7, 0.4];
    let other = Plane::new(vec![0.0; 4], plane.directions().clone()).unwrap();
    let within = other.point(other.project(&normal).0);
    normal.iter_mut().zip(&within).for_each(|(n, w)| *n -= w);
    assert!(plane.directions().iter().all(|d| dot(d, &normal).abs() < 1e-13));
    let off: Vec<f64> = plane.point([2.0, 1.0]).iter().zip(&normal).map(|(p, n)| p + n).collect();
    let (coordinates, distance) = plane.project(&off);
    assert!((coordinates[0] - 2.0).abs() < 1e-12 && (coordinates[1] - 1.0).abs() < 1e-12);
    assert!((distance - norm(&normal)).abs() < 1e-14);
    assert_eq!(plane.slope(&[1.0, 0.0, 0.0, 0.0]), [1.0, 0.9]);
}

#[test]
fn two_parameters_are_coordinates_themselves() {
    let network = iris_net();
    let theta = network.initial();
    let names = ["layer1.weight[3,2]", "layer2.bias[1]"];
    let plane = Plane::of_parameters(network.layout(), &theta, names).unwrap();
    let axes = names.map(|name| network.layout().find(name).unwrap());
    assert_eq!(axes, [3 * 4 + 2, 16 * 4 + 16 + 3 * 16 + 1]);
    let moved = plane.point([5.0, -7.0]);
    for (index, value) in moved.iter().enumerate() {
        let wanted = [(axes[0], 5.0), (axes[1], -7.0)].into_iter().find(|(axis, _)| *axis == index);
        assert_eq!(*value, wanted.map_or(theta[index], |(_, value)| value));
    }
    assert_eq!(plane.project(&theta), ([theta[axes[0]], theta[axes[1]]], 0.0));
    let all = network.parameter_names();
    assert_eq!(all.len(), 131);
    for (index, name) in all.iter().enumerate() {
        assert_eq!(network.layout().find(name), Ok(index));
    }
}

#[test]
fn random_directions_have_the_lengths_of_filters_or_layers() {
    let network =
        moons_net(&[(6, Activation::Relu), (5, Activation::Relu)], NetworkLoss::MeanSquared);
    let (layout, theta) = (network.layout(), network.initial());
    let make = |normalisation, biases, seed| {
        Plane::random(layout, &theta, normalisation, biases, seed).unwrap()
    };
    let same = |a: f64, b: f64| assert!((a - b).abs() < 1e-14 * b.max(1.0), "{a} {b}");
    for direction in make(Normalisation::Filter, false, 1).directions() {
        for filter in layout.filters() {
            let (own, wanted) =
                (norm(&direction[filter.parameters.clone()]), norm(&theta[filter.parameters]));
            same(own, if filter.is_bias { 0.0 } else { wanted });
        }
    }
    for direction in make(Normalisation::Layer, true, 1).directions() {
        for group in layout.layer_groups() {
            same(norm(&direction[group.parameters.clone()]), norm(&theta[group.parameters]));
        }
    }
    let raw = make(Normalisation::Raw, true, 1);
    let mut scaled = raw.directions()[0].clone();
    normalise(layout, &theta, Normalisation::Filter, true, &mut scaled);
    assert_eq!(&scaled, &make(Normalisation::Filter, true, 1).directions()[0], "the same draws");
    assert_ne!(raw, make(Normalisation::Raw, true, 2));
}

#[test]
fn filter_normalised_planes_do_not_see_the_scale_of_rectified_layers() {
    // Li et al. 2018, section 4: layer 1 times 8 and layer 2 over 8 compute the same, so the surface must be the same.
    let network = moons_net(&[(9, Activation::Relu)], NetworkLoss::BinaryCrossEntropy);
    let theta = network.initial();
    let mut scaled = theta.clone();
    let layers = network.layout().layers();
    scaled[layers[0].at..layers[0].biases().end].iter_mut().for_each(|w| *w *= 8.0);
    scaled[layers[1].weights()].iter_mut().for_each(|w| *w /= 8.0);
    let mut scratch = network.scratch();
    let losses = |theta: &[f64], scratch: &mut _| {
        let normalisation = Normalisation::Filter;
        let plane = Plane::random(network.layout(), theta, normalisation, true, 3).unwrap();
        [[0.5, 0.2], [-1.0, 1.0]].map(|at| network.loss(&plane.point(at), scratch))
    };
    let (one, other) = (losses(&theta, &mut scratch), losses(&scaled, &mut scratch));
    assert!(one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-14), "{one:?} {other:?}");
    assert!((one[0] - one[1]).abs() > 1e-3, "the surface is not flat");
}

#[test]
fn a_plane_through_three_points_contains_them() {
    let points = [vec![1.0, 0.0, 2.0, -1.0], vec![0.0, 1.0, 5.0, 1.0], vec![3.0, 3.0, -1.0, 0.5]];
    let plane = Plane::through([&points[0], &points[1], &points[2]]).unwrap();
    assert_eq!(plane.project(&points[0]), ([0.0, 0.0], 0.0));
    let ([a, b], distance) = plane.project(&points[1]);
    let length = (1.0_f64 + 1.0 + 9.0 + 4.0).sqrt();
    assert!((a - length).abs() < 1e-14 && b.abs() < 1e-14 && distance < 1e-14);
    let ([_, b], distance) = plane.project(&points[2]);
    assert!(b > 0.0 && distance < 1e-14);
    let [first, second] = plane.directions();
    assert!(dot(first, second).abs() < 1e-15 && (norm(first) - 1.0).abs() < 1e-15);
}

#[test]
fn principal_components_of_points_on_a_plane_and_on_a_line() {
    // An ellipse with the half axes 3 and 1 about (1, 2, 3, 4): the shares are 9 to 1.
    let angle = |k: usize| std::f64::consts::TAU * k as f64 / 40.0;
    let point = |k: usize| [1.0 + 3.0 * angle(k).cos(), 2.0, 3.0 - angle(k).sin(), 4.0];
    let path: Vec<f64> = (0..40).flat_map(point).collect();
    let Principal { plane, explained } = principal(&[&path], 4, Centre::Mean).unwrap();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-13, "{a} {b}");
    near(explained[0], 0.9);
    near(explained[1], 0.1);
    near(plane.directions()[0][0], 1.0);
    near(plane.directions()[1][2], 1.0);
    near(plane.explained_variance(&path), 1.0);
    let line: Vec<f64> = (0..5).flat_map(|k| [f64::from(k), 2.0 * f64::from(k), 0.0]).collect();
    let Principal { plane, explained } = principal(&[&line], 3, Centre::Final).unwrap();
    assert_eq!(plane.origin(), [4.0, 8.0, 0.0]);
    near(explained[0], 1.0);
    near(explained[1], 0.0);
    near(plane.directions()[0][1], 2.0 / 5.0_f64.sqrt());
    near(dot(&plane.directions()[0], &plane.directions()[1]), 0.0);
    // A plane that sees only half of the variance says so.
    let axes = [vec![1.0, 0.0, 0.0], vec![0.0, 0.0, 1.0]];
    let side = Plane::new(vec![4.0, 8.0, 0.0], axes).unwrap();
    near(side.explained_variance(&line), 0.2);
}

#[test]
fn the_sharpest_plane_curves_as_its_eigenvalues_say() {
    let network = moons_net(&[(8, Activation::Tanh)], NetworkLoss::BinaryCrossEntropy);
    let theta = network.initial();
    let sharpest = Sharpest::at(&network, &theta).unwrap();
    let [first, second] = sharpest.eigenvalues;
    assert!(first > second);
    let mut scratch = network.scratch();
    let mut product = vec![0.0; theta.len()];
    for (direction, value) in sharpest.plane.directions().iter().zip(sharpest.eigenvalues) {
        network.hessian_vector(&theta, direction, &mut product, &mut scratch);
        // The residual of the eigenvector, asked to 1e-14 of the largest eigenvalue; rounding has its share.
        let off = product.iter().zip(direction).map(|(p, d)| (p - value * d).abs());
        assert!(off.fold(0.0, f64::max) < 1e-12 * first);
    }
}

#[test]
fn a_description_in_toml_makes_the_plane_of_its_kind() {
    let network = iris_net();
    let layout = network.layout();
    let theta = network.initial();
    let path: Vec<f64> = (0..5).flat_map(|k| theta.iter().map(move |t| t + f64::from(k))).collect();
    let points: Vec<Vec<f64>> = (0..3)
        .map(|k| theta.iter().enumerate().map(|(i, t)| t * (i % 3 * k) as f64).collect())
        .collect();
    let steps = (0..5).collect();
    let paths = [WeightPath { points: path.clone(), steps }];
    let plane = |text: &str| {
        let config: PlaneConfig = toml::from_str(text).map_err(|error| error.to_string())?;
        let again: PlaneConfig = toml::from_str(&toml::to_string(&config).unwrap()).unwrap();
        assert_eq!(again, config);
        let files = if config.files.is_empty() { &[][..] } else { &points[..] };
        let made = config.make(&network, &paths, files);
        made.map(|made| made.plane).map_err(|error| error.to_string())
    };
    let filter = Normalisation::Filter;
    assert_eq!(
        plane("kind = 'random'\ncentre = 'initial'"),
        Ok(Plane::random(layout, &theta, filter, false, 0).unwrap())
    );
    let layer = Plane::random(layout, &theta, Normalisation::Layer, true, 7).unwrap();
    let text = "kind = 'random'\ncentre = 0\nnormalisation = 'layer'\nbiases = true\nseed = 7";
    assert_eq!(plane(text), Ok(layer));
    let names = ["layer1.bias[0]", "layer2.bias[1]"];
    assert_eq!(
        plane(
            "kind = 'parameters'\ncentre = 'initial'\nparameters = ['layer1.bias[0]', 'layer2.bias[1]']"
        ),
        Ok(Plane::of_parameters(layout, &theta, names).unwrap())
    );
    let principal = principal(&[&path], 131, Centre::Mean).unwrap();
    assert_eq!(plane("kind = 'principal'\ncentre = 'mean'"), Ok(principal.plane));
    assert_eq!(
        plane("kind = 'sharpest'\ncentre = 'initial'"),
        Ok(Sharpest::at(&network, &theta).unwrap().plane)
    );
    let collinear = plane("kind = 'points'\nfiles = ['a.npz', 'b.npz', 'c.npz']").unwrap_err();
    assert!(collinear.contains("lie on one line"), "{collinear}");
    let few = plane("kind = 'points'").unwrap_err();
    assert!(few.contains("three") && few.contains('1'), "{few}");
    assert!(plane("runs = [2]").unwrap_err().contains("no run 2"));
    assert!(plane("kind = 'parameters'").unwrap_err().contains("names of two"));
    assert!(plane("centre = 'end'").unwrap_err().contains("\"final\""));
    assert!(plane("kind = 'random'\nsed = 1").unwrap_err().contains("sed"));
    assert!(plane("kind = 'ranom'").unwrap_err().contains("ranom"));
}

#[test]
fn what_a_plane_shows_of_paths_is_measured_from_its_centre() {
    let axis = |k: usize| (0..4).map(|i| f64::from(u8::from(i == k))).collect::<Vec<_>>();
    let plane = Plane::new(vec![1.0; 4], [axis(0), axis(1)]).unwrap();
    let within: Vec<f64> = [[3.0, 0.5], [-2.0, 1.0]].map(|at| plane.point(at)).concat();
    let across: Vec<f64> = vec![1.0, 1.0, 4.0, 1.0, 1.0, 1.0, 1.0, -2.0];
    assert_eq!(plane.explained_variance(&within), 1.0);
    assert_eq!(plane.explained_variance(&across), 0.0);
    let gathered = |path: &[f64]| {
        let mut explained = Explained::default();
        path.chunks(4).for_each(|theta| explained.add(&plane, plane.project(theta)));
        explained
    };
    // Squares of 9 + 0.25 + 4 + 1 within and of 9 + 9 across.
    let both = gathered(&within).and(gathered(&across)).share();
    assert!((both - 14.25 / 32.25).abs() < 1e-15, "{both}");
    assert_eq!(both, plane.explained_variance(&[within, across].concat()));
    assert_eq!(Explained::default().share(), 1.0);

    // The origin of a plane of two parameters is where both are zero, but the path spreads about its centre.
    let network = iris_net();
    let mut theta = network.initial();
    theta[0] = 50.0;
    let names = ["layer1.weight[0,0]", "layer1.weight[0,1]"];
    let plane = Plane::of_parameters(network.layout(), &theta, names).unwrap();
    let mut moved = theta.clone();
    moved[2] += 1.0;
    assert_eq!(plane.explained_variance(&moved), 0.0, "a large weight that rests explains nothing");
    moved[0] += 2.0;
    assert!((plane.explained_variance(&moved) - 0.8).abs() < 1e-12);
}
