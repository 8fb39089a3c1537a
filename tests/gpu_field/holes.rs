//! Losses that are not finite are holes: NaN in the field that is read, and left out of its range.

use std::sync::Arc;

use fallline::gpu::evaluate;
use fallline::objective::{Domain, Objective};
use fallline::scene::Grid;

use crate::common::gpu;
use crate::range::assert_range_of;

/// Whether the loss is NaN or infinite at a point.
type Hole = fn(f64, f64) -> bool;

const LEFT: Hole = |x, _| x < 0.0;
const EVERYWHERE: Hole = |_, _| true;
const NOWHERE: Hole = |_, _| false;

/// Formulas with their holes on [-2, 2] squared.
const CASES: [(&str, Hole); 20] = [
    ("0*log(x)", |x, _| x <= 0.0),
    ("0*(y/x) + 0/y", |x, y| x == 0.0 || y == 0.0),
    ("log(x)", |x, _| x <= 0.0),
    ("log2(x) + log10(x)", |x, _| x <= 0.0),
    ("sqrt(x)", LEFT),
    // No sample of the grid lies on this circle, nor within 0.01 of it, so that rounding decides nothing.
    ("sqrt(1.03 - x^2 - y^2)", |x, y| x * x + y * y > 1.03),
    ("asin(x)", |x, _| x.abs() > 1.0),
    ("acos(x)", |x, _| x.abs() > 1.0),
    ("x^1.5", LEFT),
    ("x^y", |x, y| x < 0.0 && y.fract() != 0.0 || x == 0.0 && y < 0.0),
    ("1/x", |x, _| x == 0.0),
    ("mod(x, 0*y)", EVERYWHERE),
    ("max(sqrt(x), 1)", LEFT),
    ("min(1, sqrt(x))", LEFT),
    ("relu(sqrt(x)) + step(sqrt(x)) + sign(sqrt(x))", LEFT),
    ("abs(sqrt(x)) + floor(sqrt(x)) + ceil(sqrt(x))", LEFT),
    // Finite in f64, beyond f32.
    ("1e30*1e30*x", EVERYWHERE),
    ("0/0 + x", EVERYWHERE),
    ("sigmoid(1e30*x) + tanh(1e30*y) + softplus(x)", NOWHERE),
    ("x^0 + 0^x*0", LEFT),
];

#[test]
fn holes_are_holes_on_the_gpu_too() {
    let Some(gpu) = gpu() else { return };
    let domain = Domain::square(-2.0, 2.0);
    let grid = Grid { domain, nx: 17, ny: 9 };
    for (formula, is_hole) in CASES {
        let objective = Arc::new(Objective::from_formula(formula, domain, Vec::new()).unwrap());
        let (field, range) = evaluate(&gpu, &objective, grid).unwrap();
        let losses = field.read(&gpu).unwrap();
        for (index, loss) in losses.iter().enumerate() {
            let [x, y] = domain.grid_point(index, 17, 9);
            assert!(loss.is_finite() || loss.is_nan(), "{formula} at {x}, {y}: {loss}");
            assert_eq!(loss.is_nan(), is_hole(x, y), "{formula} at {x}, {y}: {loss}");
        }
        assert_range_of(&losses, range, formula);
    }
}

#[test]
fn a_loss_that_is_nowhere_finite_has_no_range() {
    let Some(gpu) = gpu() else { return };
    let domain = Domain::square(1.0, 2.0);
    for formula in ["sqrt(-x)", "1/(x - x)", "-1/(x - x)"] {
        let objective = Arc::new(Objective::from_formula(formula, domain, Vec::new()).unwrap());
        let (_, range) = evaluate(&gpu, &objective, Grid { domain, nx: 40, ny: 30 }).unwrap();
        assert_eq!(range.finite, 0, "{formula}");
        assert!(range.min.is_nan() && range.max.is_nan(), "{formula}: {range:?}");
    }
}
