//! Every optimizer against the stored paths of its reference implementation, step for step.
//!
//! `tests/reference/generate.py` wrote the fixtures and says what "exact_until" means.

use crate::losses::formula;
use fallline::optim::methods::METHODS;
use fallline::optim::schedule::KINDS;
use fallline::optim::{
    Family, Method, Optimizer, Run, RunSettings, Schedule, Settings, Stop, Table,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Agreement at every stored step, relative to `max(1, |p|)`.
const TOLERANCE: f64 = 1e-9;

/// The methods whose reference is one of the libraries of `generate.py`.
pub(crate) fn referenced() -> impl Iterator<Item = &'static Method> {
    METHODS.iter().copied().filter(|method| method.family == Family::Learning)
}

/// A fixture file as it stands.
pub(crate) fn fixture(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/fixtures");
    let path = folder.join(format!("{name}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// A stored path and how far it is determined.
struct Case<'a> {
    fixture: &'a Value,
    formula: &'a str,
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
        let steps = *self.steps.last().unwrap() as u64;
        let optimizer = Optimizer::parse(self.text("optimizer")).unwrap();
        RunSettings { schedule, ..RunSettings::new(optimizer, &self.start, steps) }
    }

    /// Compares the determined rows; returns how many they are, and the largest error.
    fn check(&self) -> (usize, f64) {
        let settings = self.settings();
        let mut run = Run::new(&settings, formula(self.formula)).unwrap();
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
    let file_content = fixture(file);
    let steps = numbers(&file_content["steps"]);
    let (mut compared, mut stored, mut worst) = (0, 0, 0.0_f64);
    for fixture in file_content["cases"].as_array().unwrap() {
        let loss = &file_content["losses"][fixture["loss"].as_str().unwrap()];
        let formula = loss["formula"].as_str().unwrap();
        let case = Case { fixture, formula, steps: &steps, start: numbers(&loss["start"]) };
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
    for method in referenced() {
        check(method.table.name);
    }
}

#[test]
fn scheduled_paths_and_rates_equal_the_reference() {
    check("schedules");
}

/// Checks that the settings among `texts` differ often enough, and that each hyperparameter is off its default in one.
fn check_settings(table: &Table, texts: &BTreeSet<&str>, read: impl Fn(&str) -> Settings) {
    let settings: Vec<_> = texts.iter().map(|text| read(text)).collect();
    for (index, line) in table.hyperparameters.iter().enumerate() {
        let is_varied =
            |settings: &Settings| *settings.iter().nth(index).unwrap().1 != line.default;
        assert!(settings.iter().any(is_varied), "{} of {} is never varied", line.name, table.name);
    }
}

#[test]
fn every_hyperparameter_is_compared_off_its_default() {
    for method in referenced() {
        let content = fixture(method.table.name);
        let cases = content["cases"].as_array().unwrap();
        let texts = |key: &str| -> BTreeSet<&str> {
            cases.iter().map(|case| case[key].as_str().unwrap()).collect()
        };
        let (settings, losses) = (texts("optimizer"), texts("loss"));
        assert!(settings.len() >= 3 && losses.len() >= 6, "{}", method.table.name);
        assert_eq!(cases.len(), settings.len() * losses.len(), "{}", method.table.name);
        check_settings(&method.table, &settings, |text| {
            Optimizer::parse(text).unwrap().settings().clone()
        });
    }
}

#[test]
fn every_schedule_is_compared_with_sgd_and_with_adam() {
    let content = fixture("schedules");
    let cases = content["cases"].as_array().unwrap();
    let single = |case: &&Value| case["schedules"].as_array().unwrap().len() == 1;
    for kind in KINDS {
        let prefix = format!("{}:", kind.table.name);
        let of_kind = cases.iter().filter(single).filter(|case| {
            case["schedules"][0].as_str().is_some_and(|schedule| schedule.starts_with(&prefix))
        });
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let pairs: BTreeSet<_> = of_kind
            .clone()
            .map(|case| {
                let optimizer = text(&case["optimizer"]);
                (optimizer.split(':').next().unwrap().to_owned(), text(&case["loss"]))
            })
            .collect();
        assert_eq!(pairs.len(), 2 * 6, "{}: sgd and adam on six losses", kind.table.name);
        let settings = of_kind.map(|case| case["schedules"][0].as_str().unwrap()).collect();
        check_settings(&kind.table, &settings, |text| {
            Schedule::parse(text).unwrap().parts()[0].clone()
        });
    }
}
