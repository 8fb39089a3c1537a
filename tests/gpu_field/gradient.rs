//! The GPU's gradients against `Objective::gradient`, each component within the error bound that its operators'
//! tolerances give at each point.

use std::sync::Arc;

use fallline::expr::Measured;
use fallline::gpu::{Gpu, gradients};
use fallline::objective::library::entries;
use fallline::objective::{Domain, Metric, Objective};
use fallline::scene::Grid;

use crate::agreement::Coordinates;
use crate::common::{gpu, noisy_fit};

/// Compares the gradient at every point of a grid; panics at the first that lies outside its bound. Returns the
/// share of components for which nothing is promised.
fn compare(gpu: &Gpu, objective: Objective, nx: u32, ny: u32) -> f64 {
    let (domain, objective) = (objective.domain, Arc::new(objective));
    let points = Grid { domain, nx, ny };
    let slopes = gradients(gpu, &objective, points).unwrap();
    let (nx, ny) = (nx as usize, ny as usize);
    let twins = objective.gradients_on_grid(&domain, nx, ny);
    let bounds = objective.gradient_error_bounds();
    let (coordinates, mut unbounded) = (Coordinates::new(), 0.0);
    for (index, (slopes, twin)) in slopes.iter().zip(twins).enumerate() {
        let measured = [
            coordinates.measured(domain.x, index % nx, nx),
            coordinates.measured(domain.y, index / nx, ny),
        ];
        for (k, bound) in bounds.iter().enumerate() {
            let allowed = bound.at(measured).error;
            if !allowed.is_finite() {
                unbounded += 0.5 / (nx * ny) as f64;
                continue;
            }
            // The twin rounds too, in f64: less than a millionth of a bound in f32, or of the smallest f32.
            let off = (f64::from(slopes[k + 1]) - twin[k + 1]).abs();
            let place = measured.map(|Measured { value, .. }| value);
            assert!(
                off <= allowed * (1.0 + 1e-6) + f64::from(f32::MIN_POSITIVE),
                "{} at {place:?}, derivative {k}: {} for {}, allowed {allowed:e}",
                objective.name,
                slopes[k + 1],
                twin[k + 1]
            );
        }
    }
    unbounded
}

#[test]
fn the_gradients_of_the_library_agree() {
    let Some(gpu) = gpu() else { return };
    for entry in entries() {
        let unbounded = compare(&gpu, entry.objective(), 65, 49);
        eprintln!("{}: no bound at {unbounded:.4}", entry.name);
        // At a kink, such as that of `abs`, rounding may choose the other side; nowhere else.
        assert!(unbounded < 0.05, "{}: no bound at {unbounded}", entry.name);
    }
}

#[test]
fn the_gradients_of_fits_agree() {
    let Some(gpu) = gpu() else { return };
    for (model, rows) in [
        ("a*x + b", 1000),
        ("a*x^3 + b*x^2", 200),
        ("sin(b*cos(a*x))", 200),
        ("k*tanh(a*x) + b", 33),
    ] {
        for metric in Metric::ALL {
            let unbounded = compare(&gpu, noisy_fit(model, metric, rows), 9, 7);
            assert_eq!(unbounded, 0.0, "{} of {model}", metric.name());
        }
    }
}

#[test]
fn one_row_and_one_point_are_grids_too() {
    let Some(gpu) = gpu() else { return };
    let bowl = Objective::from_formula("x^2 + 3*y", Domain::square(-2.0, 2.0), Vec::new()).unwrap();
    let (bowl, domain) = (Arc::new(bowl), Domain::square(-2.0, 2.0));
    // Small whole numbers are exact in f32.
    let row = gradients(&gpu, &bowl, Grid { domain, nx: 3, ny: 1 }).unwrap();
    assert_eq!(row, [[-2.0, -4.0, 3.0], [-6.0, 0.0, 3.0], [-2.0, 4.0, 3.0]]);
    let point = gradients(&gpu, &bowl, Grid { domain, nx: 1, ny: 1 }).unwrap();
    assert_eq!(point, [[-2.0, -4.0, 3.0]]);
}

#[test]
fn holes_stay_holes() {
    let Some(gpu) = gpu() else { return };
    let ring =
        Objective::from_formula("sqrt(x - 1)", Domain::square(0.0, 2.0), Vec::new()).unwrap();
    let (ring, domain) = (Arc::new(ring), Domain::square(0.0, 2.0));
    let slopes = gradients(&gpu, &ring, Grid { domain, nx: 3, ny: 1 }).unwrap();
    assert!(slopes[0][0].is_nan(), "{slopes:?}");
    assert!(!slopes[1][1].is_finite(), "the root is upright at 1: {slopes:?}");
    assert_eq!(slopes[2], [1.0, 0.5, 0.0]);
}
