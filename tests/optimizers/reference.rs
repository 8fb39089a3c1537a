//! Every optimizer against the stored paths of its reference implementation, step for step.
//!
//! `tests/reference/generate.py` wrote the fixtures and says what "exact_until" means.

use fallline::optim::methods::METHODS;
use fallline::optim::{Optimizer, Run, RunSettings, Stop};
use serde_json::Value;
use std::path::Path;

/// Agreement at every stored step, relative to `max(1, |p|)`.
const TOLERANCE: f64 = 1e-9;

/// Loss and gradient of the fixtures' losses.
pub(crate) fn objective(name: &str) -> fn(&[f64], &mut [f64]) -> f64 {
    use std::f64::consts::TAU;
    match name {
        "rosenbrock" => |p, g| {
            let (x, y) = (p[0], p[1]);
            let t = y - x * x;
            g[0] = -2.0 * (1.0 - x) - 400.0 * t * x;
            g[1] = 200.0 * t;
            (1.0 - x).powi(2) + 100.0 * t * t
        },
        "beale" => |p, g| {
            let (x, y) = (p[0], p[1]);
            let (a, b, c) = (1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y.powi(3));
            g[0] = 2.0 * (a * (y - 1.0) + b * (y * y - 1.0) + c * (y.powi(3) - 1.0));
            g[1] = 2.0 * (a * x + b * 2.0 * x * y + c * 3.0 * x * y * y);
            a * a + b * b + c * c
        },
        "himmelblau" => |p, g| {
            let (x, y) = (p[0], p[1]);
            let (a, b) = (x * x + y - 11.0, x + y * y - 7.0);
            g[0] = 4.0 * a * x + 2.0 * b;
            g[1] = 2.0 * a + 4.0 * b * y;
            a * a + b * b
        },
        "ill-conditioned" => |p, g| {
            g[0] = 2.0 * p[0];
            g[1] = 200.0 * p[1];
            p[0] * p[0] + 100.0 * p[1] * p[1]
        },
        "rastrigin" => |p, g| {
            for (g, x) in g.iter_mut().zip(p) {
                *g = 2.0 * x + 10.0 * TAU * (TAU * x).sin();
            }
            20.0 + p.iter().map(|x| x * x - 10.0 * (TAU * x).cos()).sum::<f64>()
        },
        "styblinski-tang" => |p, g| {
            for (g, x) in g.iter_mut().zip(p) {
                *g = (4.0 * x.powi(3) - 32.0 * x + 5.0) / 2.0;
            }
            p.iter().map(|x| x.powi(4) - 16.0 * x * x + 5.0 * x).sum::<f64>() / 2.0
        },
        other => panic!("no loss {other}"),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// Checks one fixture file; returns the rows compared and the rows stored.
fn check(method: &str) -> (usize, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("tests/reference/fixtures/{method}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let fixture: Value = serde_json::from_str(&text).unwrap();
    let steps = numbers(&fixture["steps"]);
    let (mut compared, mut stored, mut worst) = (0, 0, 0.0_f64);
    for case in fixture["cases"].as_array().unwrap() {
        let loss = case["loss"].as_str().unwrap();
        let name = format!("{method}:{}", case["settings"].as_str().unwrap());
        let settings = RunSettings {
            optimizer: Optimizer::parse(&name).unwrap(),
            start: numbers(&fixture["losses"][loss]["start"]),
            steps: *steps.last().unwrap() as u64,
            tolerance: None,
            noise: 0.0,
            seed: 0,
        };
        let mut run = Run::new(&settings, objective(loss));
        let samples: Vec<_> = run.by_ref().collect();
        let exact_until = case["exact_until"].as_f64().unwrap();
        for (step, point) in steps.iter().zip(case["points"].as_array().unwrap()) {
            stored += 1;
            if *step > exact_until {
                continue;
            }
            let sample = samples
                .get(*step as usize)
                .unwrap_or_else(|| panic!("{name} on {loss} ends before step {step}"));
            for (ours, theirs) in sample.point.iter().zip(numbers(point)) {
                let error = (ours - theirs).abs() / theirs.abs().max(1.0);
                worst = worst.max(error);
                assert!(
                    error <= TOLERANCE,
                    "{name} on {loss}, step {step}: {ours} is not {theirs}"
                );
            }
            compared += 1;
        }
        let rows = case["rows"].as_u64().unwrap() as usize;
        if rows <= settings.steps as usize && exact_until as usize + 1 == rows {
            assert_eq!(
                (samples.len(), run.stop()),
                (rows, Some(Stop::Diverged)),
                "{name} on {loss}"
            );
        }
    }
    println!("{method}: {compared} of {stored} rows agree, the worst to {worst:.1e}");
    (compared, stored)
}

#[test]
fn paths_equal_the_reference() {
    for method in METHODS {
        let (compared, stored) = check(method.table.name);
        assert!(compared * 10 > stored * 8, "{}: too few rows are determined", method.table.name);
    }
}
