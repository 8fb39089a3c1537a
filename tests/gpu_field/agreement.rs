//! The GPU's losses against their CPU twins, within the error bound that the operators' tolerances give at each point.

use std::sync::Arc;

use fallline::expr::operator::{Form, Operator};
use fallline::expr::{ErrorBound, Graph, Measured, Op, Scope, parse};
use fallline::gpu::{Gpu, evaluate};
use fallline::objective::library::entries;
use fallline::objective::{Domain, Interval, Metric, Objective};
use fallline::scene::Grid;

use crate::common::{gpu, noisy_fit};

/// What a comparison found.
struct Comparison {
    /// The share of points at which nothing is promised.
    unbounded: f64,
    /// The share of points at which the GPU has a hole.
    holes: f64,
    /// The largest error as a share of its bound.
    worst: f64,
}

/// The error of the shader's coordinates, by the same table of operators: `mix(low, high, index / last)`, of which WGSL
/// promises the accuracy of this formula, with both ends rounded to f32 on the way to the GPU.
pub(crate) struct Coordinates(ErrorBound);

impl Coordinates {
    pub(crate) fn new() -> Self {
        let parameters = ["low", "high", "index", "last"].map(str::to_owned).to_vec();
        let mut graph = Graph::new();
        let mix = "low*(1 - index/last) + high*(index/last)";
        let root = parse(mix, &Scope { parameters, ..Scope::default() }, &mut graph).unwrap();
        Self(ErrorBound::new(&graph, root))
    }

    pub(crate) fn measured(&self, interval: Interval, index: usize, count: usize) -> Measured {
        let inputs = [interval.min, interval.max, index as f64, (count - 1) as f64];
        let bound = self.0.at(&inputs.map(Measured::rounded), &[], &[]);
        Measured { value: interval.sample(index, count), error: bound.error }
    }
}

/// Compares every sample of a grid; panics at the first that lies outside its bound.
fn compare(gpu: &Gpu, objective: Objective, nx: u32, ny: u32) -> Comparison {
    let (domain, objective) = (objective.domain, Arc::new(objective));
    let (field, _) = evaluate(gpu, &objective, Grid { domain, nx, ny }).unwrap();
    let heights = field.read(gpu).unwrap();
    let (nx, ny) = (nx as usize, ny as usize);
    let twins = objective.losses_on_grid(&domain, nx, ny);
    let (coordinates, bound) = (Coordinates::new(), objective.error_bound());
    let mut found = Comparison { unbounded: 0.0, holes: 0.0, worst: 0.0 };
    let share = 1.0 / heights.len() as f64;
    for (index, (height, twin)) in heights.iter().zip(twins).enumerate() {
        let point = [
            coordinates.measured(domain.x, index % nx, nx),
            coordinates.measured(domain.y, index / nx, ny),
        ];
        found.holes += if height.is_nan() { share } else { 0.0 };
        let allowed = bound.at(point).error;
        if !allowed.is_finite() {
            found.unbounded += share;
            continue;
        }
        // The twin rounds too, in f64: less than a millionth of a bound in f32.
        let used = (f64::from(*height) - twin).abs() / (allowed * (1.0 + 1e-6));
        let place = point.map(|measured| measured.value);
        let name = &objective.name;
        assert!(used <= 1.0, "{name} at {place:?}: {height} for {twin}, {used} of {allowed:e}");
        found.worst = found.worst.max(used);
    }
    found
}

#[test]
fn the_library_agrees() {
    let Some(gpu) = gpu() else { return };
    for entry in entries() {
        let Comparison { unbounded, holes, worst } = compare(&gpu, entry.objective(), 65, 49);
        eprintln!("{}: {worst:.4} of the bound, no bound at {unbounded:.4}", entry.name);
        assert_eq!(holes, 0.0, "{} has a value everywhere", entry.name);
        assert_eq!(unbounded, 0.0, "{} has a bound everywhere", entry.name);
    }
}

#[test]
fn fits_agree() {
    let Some(gpu) = gpu() else { return };
    // The bound of the mean counts a rounding for every addition, in whatever order the shader adds.
    for (model, rows) in [
        ("a*x + b", 1000),
        ("a*x^3 + b*x^2", 200),
        ("sin(b*cos(a*x))", 200),
        ("k*tanh(a*x) + b", 33),
        ("a + b*x", 1),
    ] {
        for metric in Metric::ALL {
            let found = compare(&gpu, noisy_fit(model, metric, rows), 15, 11);
            assert_eq!((found.unbounded, found.holes), (0.0, 0.0), "{} of {model}", metric.name());
        }
    }
}

/// A domain of each function on which its value is finite in f32.
fn proper_domain(row: &Operator) -> Domain {
    let (x, y) = match row.name {
        "asin" | "acos" => ((-0.99, 0.99), (0.0, 1.0)),
        "log" | "log2" | "log10" | "sqrt" => ((1e-3, 300.0), (0.0, 1.0)),
        "pow" => ((0.01, 20.0), (-5.0, 5.0)),
        "sinh" | "cosh" | "exp" => ((-30.0, 30.0), (0.0, 1.0)),
        "tan" => ((-1.4, 1.4), (0.0, 1.0)),
        "mod" => ((-20.0, 20.0), (0.3, 3.0)),
        "sin" | "cos" => ((-1000.0, 1000.0), (0.0, 1.0)),
        _ => ((-20.0, 20.0), (-20.0, 20.0)),
    };
    Domain::new(Interval::new(x.0, x.1), Interval::new(y.0, y.1))
}

#[test]
fn every_function_agrees_within_its_own_tolerance() {
    let Some(gpu) = gpu() else { return };
    for row in Op::TABLE.iter().filter(|row| matches!(row.form, Form::Function | Form::Fold)) {
        let call = format!("{}({})", row.name, ["x", "y"][..row.arity].join(", "));
        let objective = Objective::from_formula(&call, proper_domain(row), Vec::new()).unwrap();
        let found = compare(&gpu, objective, 515, 7);
        eprintln!("{call}: {:.3} of the bound, no bound at {:.4}", found.worst, found.unbounded);
        assert!(found.unbounded < 0.01, "{call}");
    }
}

#[test]
fn a_moved_constant_needs_no_new_shader() {
    use fallline::gpu::{FieldJob, FieldProgram, RangePass};
    let Some(gpu) = gpu() else { return };
    let fit = noisy_fit("k*tanh(a*x) + b", Metric::Mse, 33);
    let program = FieldProgram::new(&gpu, &fit).unwrap();
    let pass = RangePass::new(&gpu);
    let grid = Grid { domain: fit.domain, nx: 5, ny: 4 };
    let mut lowest = Vec::new();
    for k in [2.1, 0.5] {
        let moved = Arc::new(fit.with_constants(&[k]).unwrap());
        assert!(program.fits(&moved));
        let mut job = FieldJob::new(&gpu, &program, &moved, grid).unwrap();
        job.finish(&gpu, &program, &pass).unwrap();
        let (field, _) = job.take().unwrap();
        let (fresh, _) = evaluate(&gpu, &moved, grid).unwrap();
        let losses = field.read(&gpu).unwrap();
        assert_eq!(losses, fresh.read(&gpu).unwrap(), "k = {k}");
        lowest.push(losses[0]);
    }
    assert_ne!(lowest[0], lowest[1], "the constant counts");
    assert!(!program.fits(&noisy_fit("k*tanh(a*x) - b", Metric::Mse, 33)));
}
