//! The GPU's field against the CPU's losses, within the error bound that the operators' tolerances give at each point.

use std::sync::Arc;

use fallline::expr::operator::{Form, Operator};
use fallline::expr::{Measured, Op};
use fallline::gpu::{Gpu, Prefer, evaluate};
use fallline::objective::library::entries;
use fallline::objective::{Constant, Domain, Fit, Inputs, Interval, Metric, Objective, Synthetic};
use fallline::scene::Grid;

/// A software adapter first. Without any: a failure where `REQUIRE_GPU=1`, a printed line otherwise.
fn gpu() -> Option<Gpu> {
    match Gpu::headless(Prefer::Software) {
        Ok(gpu) => Some(gpu),
        Err(error) if std::env::var("REQUIRE_GPU").as_deref() == Ok("1") => panic!("{error}"),
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// What a comparison found.
struct Comparison {
    /// The share of points at which nothing is promised.
    unbounded: f64,
    /// The largest error as a share of its bound.
    worst: f64,
}

/// Compares every sample of a grid; panics at the first that lies outside its bound.
fn compare(gpu: &Gpu, objective: &Objective, nx: u32, ny: u32) -> Comparison {
    let domain = objective.domain;
    let objective = Arc::new(objective.clone());
    let (field, _) =
        evaluate(gpu, &objective, Grid { domain, nx, ny }).expect("the adapter evaluates");
    let heights = field.read(gpu).expect("the field can be read");
    let bound = objective.error_bound();
    let mut comparison = Comparison { unbounded: 0.0, worst: 0.0 };
    for (index, height) in heights.iter().enumerate() {
        let point = domain.grid_point(index, nx as usize, ny as usize);
        // the shader's share is a quotient (2.5 ulp), and mix makes two products and a sum of the ends, which are rounded too
        let measured = [(point[0], domain.x), (point[1], domain.y)].map(|(value, ends)| Measured {
            value,
            error: 6.0 * f64::from(f32::EPSILON) * ends.min.abs().max(ends.max.abs()),
        });
        let bound = bound.at(measured);
        if !bound.error.is_finite() {
            comparison.unbounded += 1.0 / heights.len() as f64;
            continue;
        }
        let error = (f64::from(*height) - bound.value).abs();
        assert!(
            error <= bound.error,
            "{} at {point:?}: {height}, error {error:e}, {bound:?}",
            objective.name
        );
        comparison.worst = comparison.worst.max(error / bound.error);
    }
    comparison
}

#[test]
fn the_library_agrees() {
    let Some(gpu) = gpu() else { return };
    for entry in entries() {
        let Comparison { unbounded, .. } = compare(&gpu, &entry.objective(), 129, 65);
        // along the axes and the circle of the cross-in-tray a power of almost 0 is taken, which f32 rounds to 0 or below
        let allowed = if entry.name == "cross-in-tray" { 0.05 } else { 0.001 };
        assert!(unbounded <= allowed, "{}: no bound at {unbounded} of the points", entry.name);
    }
}

#[test]
fn fits_agree() {
    let Some(gpu) = gpu() else { return };
    for (model, metric) in [
        ("a*x + b", Metric::Mse),
        ("a*x^3 + b*x^2", Metric::Mae),
        ("sin(b*cos(a*x))", Metric::Mse),
        ("k*tanh(a*x) + b", Metric::Huber),
    ] {
        let parameters = vec!["a".to_owned(), "b".to_owned()];
        let data = Synthetic {
            input: "x".into(),
            target: "y".into(),
            inputs: Inputs::Linspace { range: Interval::new(-1.0, 1.0), count: 200 },
            model: model.replace("k*", "2*"),
            parameters: parameters.clone(),
            truth: vec![1.2, 2.5],
            noise: 0.1,
            seed: 3,
        };
        let fit = Fit { model: model.into(), parameters, target: "y".into(), metric };
        let constants = vec![Constant { name: "k".into(), value: 2.1, min: 0.0, max: 5.0 }];
        let data = data.generate().unwrap();
        let objective =
            Objective::from_fit(fit, data, Domain::square(-2.0, 7.0), constants).unwrap();
        assert_eq!(compare(&gpu, &objective, 33, 21).unbounded, 0.0, "{model}");
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
        let found = compare(&gpu, &objective, 515, 7);
        eprintln!("{call}: {:.3} of the bound, no bound at {:.4}", found.worst, found.unbounded);
        assert!(found.unbounded < 0.01, "{call}");
    }
}

/// Formula, and where on [-2, 2] x [-2, 2] its value is NaN or infinite, and so a hole.
#[test]
fn holes_are_holes_on_the_gpu_too() {
    let Some(gpu) = gpu() else { return };
    let everywhere = |_: f64, _: f64| true;
    let nowhere = |_: f64, _: f64| false;
    type Hole = fn(f64, f64) -> bool;
    let left: Hole = |x, _| x < 0.0;
    let cases: [(&str, Hole); 19] = [
        ("0*log(x)", |x, _| x <= 0.0),
        ("0*(y/x) + 0/y", |x, y| x == 0.0 || y == 0.0),
        ("log(x)", |x, _| x <= 0.0),
        ("log2(x) + log10(x)", |x, _| x <= 0.0),
        ("sqrt(x)", left),
        ("asin(x)", |x, _| x.abs() > 1.0),
        ("acos(x)", |x, _| x.abs() > 1.0),
        ("x^1.5", left),
        ("x^y", |x, y| x < 0.0 && y.fract() != 0.0 || x == 0.0 && y < 0.0),
        ("1/x", |x, _| x == 0.0),
        ("mod(x, 0*y)", everywhere),
        ("max(sqrt(x), 1)", left),
        ("min(1, sqrt(x))", left),
        ("relu(sqrt(x)) + step(sqrt(x)) + sign(sqrt(x))", left),
        ("abs(sqrt(x)) + floor(sqrt(x)) + ceil(sqrt(x))", left),
        ("1e30*1e30*x", everywhere),
        ("0/0 + x", everywhere),
        ("sigmoid(1e30*x) + tanh(1e30*y) + softplus(x)", nowhere),
        ("x^0 + 0^x*0", |x, _| x < 0.0),
    ];
    let domain = Domain::square(-2.0, 2.0);
    for (formula, hole) in cases {
        let objective = Arc::new(Objective::from_formula(formula, domain, Vec::new()).unwrap());
        let (field, range) = evaluate(&gpu, &objective, Grid { domain, nx: 17, ny: 9 }).unwrap();
        let heights = field.read(&gpu).unwrap();
        let mut holes = 0;
        for (index, height) in heights.iter().enumerate() {
            let [x, y] = domain.grid_point(index, 17, 9);
            assert_eq!(height.is_nan(), hole(x, y), "{formula} at {x}, {y}: {height}");
            holes += usize::from(height.is_nan());
        }
        assert_eq!(range.finite as usize, heights.len() - holes, "{formula}");
    }
}
