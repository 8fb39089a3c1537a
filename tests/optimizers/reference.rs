//! Every optimizer against the stored paths of its reference implementation, step for step.
//!
//! `tests/reference/generate.py` wrote the fixtures and says what "exact_until" means.

use fallline::optim::methods::METHODS;
use fallline::optim::{Optimizer, Run, RunSettings, Schedule, Stop};
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

/// A stored path and how far it is determined.
struct Case<'a> {
    fixture: &'a Value,
    steps: &'a [f64],
    start: Vec<f64>,
}

impl Case<'_> {
    fn text(&self, key: &str) -> &str {
        self.fixture[key].as_str().unwrap()
    }

    fn list(&self, key: &str) -> &[Value] {
        self.fixture[key].as_array().map_or(&[], Vec::as_slice)
    }

    fn name(&self) -> String {
        let schedules = self.list("schedules");
        format!("{} {schedules:?} on {}", self.text("optimizer"), self.text("loss"))
    }

    fn settings(&self) -> RunSettings {
        let parts =
            self.list("schedules").iter().map(|s| Schedule::parse(s.as_str().unwrap()).unwrap());
        let milestones = self.list("milestones").iter().map(|m| m.as_u64().unwrap()).collect();
        let parts: Vec<_> = parts.collect();
        let schedule =
            (!parts.is_empty()).then(|| Schedule::sequential(parts, milestones).unwrap());
        RunSettings {
            optimizer: Optimizer::parse(self.text("optimizer")).unwrap(),
            schedule,
            start: self.start.clone(),
            steps: *self.steps.last().unwrap() as u64,
            tolerance: None,
            noise: 0.0,
            seed: 0,
        }
    }

    /// Compares the determined rows; returns how many they are, and the largest error.
    fn check(&self) -> (usize, f64) {
        let settings = self.settings();
        let mut run = Run::new(&settings, objective(self.text("loss"))).unwrap();
        let (mut samples, mut evaluations) = (Vec::new(), Vec::new());
        while let Some(sample) = run.next() {
            samples.push(sample);
            // The row's own evaluation is the first of its step.
            evaluations.push((run.evaluations().gradient - 1) as f64);
        }
        let exact_until = self.fixture["exact_until"].as_f64().unwrap();
        let determined = self.steps.iter().take_while(|step| **step <= exact_until);
        let mut worst = 0.0_f64;
        let mut rows = 0;
        for (index, step) in determined.enumerate().take(self.list("points").len()) {
            let place = || format!("{}, step {step}", self.name());
            let sample =
                samples.get(*step as usize).unwrap_or_else(|| panic!("{} is missing", place()));
            let mut pairs = vec![];
            pairs.extend(sample.point.iter().copied().zip(numbers(&self.list("points")[index])));
            if let Some(average) = self.list("averages").get(index) {
                pairs.extend(sample.averaged.clone().unwrap().into_iter().zip(numbers(average)));
            }
            if let Some(spent) = self.list("evaluations").get(index) {
                pairs.push((evaluations[*step as usize], spent.as_f64().unwrap()));
            }
            if let Some(rate) = self.list("rates").get(index) {
                pairs.push((sample.lr, rate.as_f64().unwrap()));
                let momentum = self.list("momenta")[index].as_f64().unwrap();
                pairs.extend(sample.momentum.map(|ours| (ours, momentum)));
            }
            for (ours, theirs) in pairs {
                let error = (ours - theirs).abs() / theirs.abs().max(1.0);
                worst = worst.max(error);
                assert!(error <= TOLERANCE, "{}: {ours} is not {theirs}", place());
            }
            rows += 1;
        }
        let all_rows = self.fixture["rows"].as_u64().unwrap() as usize;
        if all_rows <= settings.steps as usize && exact_until as usize + 1 == all_rows {
            let end = (samples.len(), run.stop());
            assert_eq!(end, (all_rows, Some(Stop::Diverged)), "{}", self.name());
        }
        (rows, worst)
    }
}

/// Checks a fixture file: every determined row agrees, and nearly all rows are determined.
fn check(file: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/fixtures");
    let path = folder.join(format!("{file}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let file_content: Value = serde_json::from_str(&text).unwrap();
    let steps = numbers(&file_content["steps"]);
    let (mut compared, mut stored, mut worst) = (0, 0, 0.0_f64);
    for fixture in file_content["cases"].as_array().unwrap() {
        let start = numbers(&file_content["losses"][fixture["loss"].as_str().unwrap()]["start"]);
        let case = Case { fixture, steps: &steps, start };
        let (rows, error) = case.check();
        compared += rows;
        stored += case.list("points").len();
        worst = worst.max(error);
    }
    println!("{file}: {compared} of {stored} rows agree, the worst to {worst:.1e}");
    assert!(compared * 10 > stored * 8, "{file}: too few rows are determined");
}

#[test]
fn paths_equal_the_reference() {
    for method in METHODS {
        check(method.table.name);
    }
}

#[test]
fn scheduled_paths_and_rates_equal_the_reference() {
    check("schedules");
}
