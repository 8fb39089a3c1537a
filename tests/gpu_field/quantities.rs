//! Gradient norm, curvature and condition number on the GPU against their CPU twins, within bounds that follow from those
//! of the means behind them.

use std::sync::Arc;

use fallline::expr::Measured;
use fallline::gpu::{Gpu, evaluate_quantity};
use fallline::objective::library::entries;
use fallline::objective::{Domain, Metric, Objective, Quantity};
use fallline::scene::Grid;

use crate::agreement::Coordinates;
use crate::common::{gpu, noisy_fit};

/// Roundings from the means to the quantity, each of at most the size of the largest number on the way: WGSL allows a square
/// root and a division 2.5 units in the last place each, and there are about ten.
const ROUNDINGS: f64 = 32.0 * f32::EPSILON as f64;

/// The least and the largest value that the GPU may have for a quantity whose means have these values and errors.
fn allowed(quantity: Quantity, means: &[Measured], twin: f64) -> [f64; 2] {
    let sizes = || means.iter().map(|mean| mean.value.abs() + mean.error);
    let size = sizes().map(|s| s * s).sum::<f64>().sqrt();
    // Norms and eigenvalues move by at most the norm of what the vector or matrix moves by; off the diagonal twice.
    let moved = 2.0 * means.iter().map(|mean| mean.error * mean.error).sum::<f64>().sqrt();
    let error = moved + ROUNDINGS * 2.0 * size;
    if quantity != Quantity::ConditionNumber {
        return [twin - error, twin + error];
    }
    let [a, b, c] = [0, 1, 2].map(|k: usize| means[k].value);
    let (middle, reach) = (0.5 * (a + c), (0.5 * (a - c)).hypot(b));
    let far = middle.abs() + reach;
    let near = (a * c - b * b).abs() / far;
    // Where the smaller eigenvalue may be 0, the ratio may be anything, and not a number.
    if near.is_nan() || near <= error {
        return [f64::NEG_INFINITY, f64::INFINITY];
    }
    [(far - error) / (near + error), (far + error) / (near - error)]
}

/// Compares a quantity on a grid; the share of points at which something is promised.
fn compare(gpu: &Gpu, objective: &Arc<Objective>, quantity: Quantity, [nx, ny]: [u32; 2]) -> f64 {
    let domain = objective.domain;
    let grid = Grid { domain, nx, ny };
    let (field, _) = evaluate_quantity(gpu, objective, quantity, grid).unwrap();
    let values = field.read(gpu).unwrap();
    let (nx, ny) = (nx as usize, ny as usize);
    let twins = objective.quantities_on_grid(quantity, &domain, nx, ny);
    let (coordinates, bounds) = (Coordinates::new(), objective.error_bounds(quantity));
    let mut promised = 0;
    for (index, (value, twin)) in values.iter().zip(twins).enumerate() {
        let point = [
            coordinates.measured(domain.x, index % nx, nx),
            coordinates.measured(domain.y, index / nx, ny),
        ];
        let means: Vec<Measured> = bounds
            .iter()
            .map(|bound| bound.at(point))
            .map(|bound| Measured { value: bound.value, error: bound.error })
            .collect();
        if means.iter().any(|mean| !mean.error.is_finite()) {
            continue;
        }
        let [low, high] = allowed(quantity, &means, twin);
        if low == f64::NEG_INFINITY {
            continue;
        }
        promised += 1;
        let place = point.map(|measured| measured.value);
        let is_right = (low..=high).contains(&f64::from(*value));
        assert!(
            is_right,
            "{quantity:?} of {} at {place:?}: {value} for {twin}, {low} to {high}",
            objective.name
        );
    }
    f64::from(promised) / values.len() as f64
}

#[test]
fn quantities_of_the_library_agree() {
    let Some(gpu) = gpu() else { return };
    let mut shares = [0.0; 3];
    let mut count = 0.0;
    for objective in entries().iter().map(|entry| Arc::new(entry.objective())) {
        for (share, quantity) in shares.iter_mut().zip(&Quantity::ALL[1..]) {
            let promised = compare(&gpu, &objective, *quantity, [33, 27]);
            eprintln!("{quantity:?} of {}: promised at {promised:.3}", objective.name);
            *share += promised;
        }
        count += 1.0;
    }
    // Kinks, poles and flat places promise nothing; most of the library has few.
    let [gradient, curvature, condition] = shares.map(|share| share / count);
    assert!(gradient > 0.9 && curvature > 0.85 && condition > 0.6, "{shares:?} of {count}");
}

#[test]
fn quantities_of_fits_agree() {
    let Some(gpu) = gpu() else { return };
    for (model, rows) in [("a*x + b", 300), ("a*x^3 + b*x^2", 65), ("k*tanh(a*x) + b", 33)] {
        let objective = Arc::new(noisy_fit(model, Metric::Mse, rows));
        for quantity in &Quantity::ALL[1..] {
            let promised = compare(&gpu, &objective, *quantity, [15, 11]);
            assert!(promised > 0.5, "{quantity:?} of {model}: promised at {promised}");
        }
    }
}

#[test]
fn known_values_are_those_of_the_gpu_too() {
    let Some(gpu) = gpu() else { return };
    let domain = Domain::square(-2.0, 2.0);
    let grid = Grid { domain, nx: 9, ny: 5 };
    let values = |formula: &str, quantity| {
        let objective = Arc::new(Objective::from_formula(formula, domain, Vec::new()).unwrap());
        evaluate_quantity(&gpu, &objective, quantity, grid).unwrap().0.read(&gpu).unwrap()
    };
    for (index, norm) in values("x^2 + y^2", Quantity::GradientNorm).into_iter().enumerate() {
        let [x, y] = domain.grid_point(index, 9, 5);
        // 2r: a few roundings of a norm up to 6.
        assert!((f64::from(norm) - 2.0 * x.hypot(y)).abs() < 4e-6, "{norm} at {x}, {y}");
    }
    assert!(values("x^2 + y^2", Quantity::Curvature).iter().all(|value| *value == 2.0));
    assert!(values("x^2 + y^2", Quantity::ConditionNumber).iter().all(|value| *value == 1.0));
    // Ten thousand, of which single precision keeps about four digits in the determinant.
    let narrow = values("1e4*(x + y)^2 + (x - y)^2", Quantity::ConditionNumber);
    assert!(narrow.iter().all(|value| (value / 1e4 - 1.0).abs() < 2e-3), "{narrow:?}");
    // A Hessian without a bend along y has no condition number: no value, not a number that looks like one.
    assert!(values("x^2 + y", Quantity::ConditionNumber).iter().all(|value| value.is_nan()));
    assert!(values("x + y", Quantity::Curvature).iter().all(|value| *value == 0.0));
}

#[test]
fn a_residual_on_the_gpu_is_that_of_the_cpu() {
    let Some(gpu) = gpu() else { return };
    let loss = noisy_fit("a*x + b", Metric::Mse, 100);
    let residual = Arc::new(loss.minus("a^2/3 + (b - 2.5)^2").unwrap());
    // As any loss: within the bound of its own graph.
    let promised = compare(&gpu, &residual, Quantity::Loss, [15, 11]);
    assert_eq!(promised, 1.0);
}
