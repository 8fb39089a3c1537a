//! The terms of a step: numbers by value, the same sum for every method, and words that fit.

use fallline::optim::methods::METHODS;
use fallline::optim::{Optimizer, Part, Run, RunSettings, Sample, Schedule, StepReport, TermValue};

use crate::losses::{formula, objective};

/// The first `steps` steps of a run, taken apart.
fn reports(
    settings: &RunSettings,
    loss: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Vec<(StepReport, Sample, Vec<f64>)> {
    let mut run = Run::new(settings, loss).unwrap();
    let mut before: Option<Sample> = None;
    let mut reports = Vec::new();
    while let Some(row) = run.next_row().map(Sample::from) {
        if let Some(before) = before {
            let report = StepReport::of(&before, &row.point, run.terms(), settings);
            reports.push((report, before, row.point.clone()));
        }
        before = Some(row);
    }
    reports
}

fn settings(optimizer: &str, start: [f64; 2], steps: u64) -> RunSettings {
    RunSettings::new(Optimizer::parse(optimizer).unwrap(), &start, steps)
}

fn numbers(report: &StepReport, name: &str) -> Vec<f64> {
    match &report.term(name).unwrap_or_else(|| panic!("no term {name}: {report:?}")).value {
        TermValue::Scalar(value) => vec![*value],
        TermValue::Vector(values) => values.clone(),
    }
}

/// Equal but for the order in which sums are taken: a few units in the last place.
fn assert_close(ours: &[f64], theirs: &[f64], what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (a, b) in ours.iter().zip(theirs) {
        assert!((a - b).abs() <= 1e-13 * b.abs().max(1e-3), "{what}: {ours:?} is not {theirs:?}");
    }
}

#[test]
fn momentum_on_a_quadratic_has_the_terms_that_the_formulas_give() {
    // f = x² + 2y²: the gradient is (2x, 4y).
    let settings = settings("sgd:lr=0.1,momentum=0.9,weight_decay=0.5", [1.0, -2.0], 9);
    let reports = reports(&settings, formula("x^2 + 2*y^2"));
    let first = &reports[0].0;
    assert_close(&numbers(first, "gradient"), &[2.0, -8.0], "gradient of step 0");
    assert_close(&numbers(first, "gradient_norm"), &[68f64.sqrt()], "norm of step 0");
    assert_close(&numbers(first, "decay_gradient"), &[0.5, -1.0], "decay of step 0");
    assert_close(&numbers(first, "velocity"), &[2.5, -9.0], "velocity of step 0");
    assert_close(&numbers(first, "step"), &[-0.25, 0.9], "step 0");
    assert_close(&numbers(first, "effective_rate"), &[0.125, 0.1125], "rates of step 0");
    // Step 1 from (0.75, -1.1): g = (1.5, -4.4), with the decay (1.875, -4.95), v = 0.9 (2.5, -9) + that.
    let second = &reports[1].0;
    assert_close(&numbers(second, "gradient"), &[1.5, -4.4], "gradient of step 1");
    assert_close(&numbers(second, "velocity"), &[4.125, -13.05], "velocity of step 1");
    assert_close(&numbers(second, "step"), &[-0.4125, 1.305], "step 1");
    let (mut point, mut velocity): ([f64; 2], [f64; 2]) = ([1.0, -2.0], [0.0; 2]);
    for (report, ..) in &reports[..8] {
        let gradient = [2.0 * point[0], 4.0 * point[1]];
        let decayed = [0, 1].map(|k| gradient[k] + 0.5 * point[k]);
        velocity = [0, 1].map(|k| 0.9 * velocity[k] + decayed[k]);
        let step = velocity.map(|v: f64| -0.1 * v);
        if report.step == 7 {
            let rates = [0, 1].map(|k| -step[k] / gradient[k]);
            let [a, b] = [step, gradient].map(|v| v[0].hypot(v[1]));
            let cosine = -(step[0] * gradient[0] + step[1] * gradient[1]) / (a * b);
            assert_close(&numbers(report, "velocity"), &velocity, "velocity of step 7");
            // A step is the difference of two points, so it carries their rounding.
            assert_close(&numbers(report, "step"), &step, "step 7");
            assert_close(&numbers(report, "effective_rate"), &rates, "rates of step 7");
            assert_close(
                &numbers(report, "angle"),
                &[cosine.acos().to_degrees()],
                "angle of step 7",
            );
            assert_close(
                &report.part(Part::Gradient).unwrap(),
                &gradient.map(|g| -0.1 * g),
                "downhill",
            );
            assert_close(
                &report.part(Part::Momentum).unwrap(),
                &step,
                "the momentum makes the step",
            );
            assert_close(&report.part(Part::Decay).unwrap(), &point.map(|p| -0.05 * p), "decay");
        }
        point = [0, 1].map(|k| point[k] + step[k]);
    }
}

#[test]
fn adam_on_a_quadratic_has_the_terms_that_the_formulas_give() {
    let reports = reports(&settings("adam:lr=0.1", [1.0, -2.0], 9), formula("x^2 + 2*y^2"));
    // At the first step the corrected moments are the gradient and its square, so each axis moves by about lr.
    let first = &reports[0].0;
    assert_close(&numbers(first, "mean"), &[0.2, -0.8], "m of step 0");
    assert_close(&numbers(first, "square"), &[0.004, 0.064], "v of step 0");
    assert_close(&numbers(first, "mean_correction"), &[1.0 - 0.9], "correction of m");
    assert_close(&numbers(first, "square_correction_sqrt"), &[(1.0 - 0.999f64).sqrt()], "of √v");
    assert_close(
        &first.part(Part::Momentum).unwrap(),
        &[-0.2, 0.8],
        "m as a step is the gradient's",
    );
    let (mut point, mut m, mut v): ([f64; 2], [f64; 2], [f64; 2]) =
        ([1.0, -2.0], [0.0; 2], [0.0; 2]);
    for (report, ..) in &reports[..8] {
        let gradient = [2.0 * point[0], 4.0 * point[1]];
        m = [0, 1].map(|k| 0.9 * m[k] + 0.1 * gradient[k]);
        v = [0, 1].map(|k| 0.999 * v[k] + 0.001 * gradient[k] * gradient[k]);
        let k = report.step as i32 + 1;
        let corrections: [f64; 2] = [1.0 - 0.9f64.powi(k), 1.0 - 0.999f64.powi(k)];
        let step = [0, 1]
            .map(|i| -0.1 * (m[i] / corrections[0]) / ((v[i] / corrections[1]).sqrt() + 1e-8));
        if [1, 7].contains(&report.step) {
            // Corrections by powf and by powi, and 1 - 0.999 itself, differ in the last places of a small difference.
            let near = |ours: &[f64], theirs: &[f64], what: &str| {
                for (a, b) in ours.iter().zip(theirs) {
                    assert!((a - b).abs() <= 1e-11 * b.abs(), "{what}: {ours:?} is not {theirs:?}");
                }
            };
            near(&numbers(report, "mean"), &m, "m");
            near(&numbers(report, "square"), &v, "v");
            near(&numbers(report, "mean_correction"), &corrections[..1], "correction of m");
            near(&numbers(report, "square_correction_sqrt"), &[corrections[1].sqrt()], "of √v");
            near(&numbers(report, "step"), &step, "step");
            near(
                &report.part(Part::Momentum).unwrap(),
                &m.map(|m| -0.1 * m / corrections[0]),
                "part",
            );
        }
        point = [0, 1].map(|i| point[i] + step[i]);
    }
}

/// Every method as it comes, and the options under which more terms appear.
fn all_methods() -> Vec<String> {
    let options = [
        "sgd:momentum=0.9,nesterov=true,weight_decay=0.1,maximize=true",
        "adam:amsgrad=true,weight_decay=0.1",
        "rmsprop:centered=true,momentum=0.5",
        "adabelief:rectify=true,ams_bound=true,weight_decay=0.1",
        "adan:weight_decay=0.1,max_grad_norm=1",
        "lion:weight_decay=0.1",
        "prodigy:use_bias_correction=true,weight_decay=0.1",
        "schedule-free-adamw:weight_decay=0.1,warmup_steps=3",
        "asgd:weight_decay=0.1",
        "lbfgs:line_search=strong-wolfe",
    ];
    let plain = METHODS.iter().map(|method| method.table.name.to_owned());
    plain.chain(options.map(str::to_owned)).collect()
}

#[test]
fn every_method_reports_its_steps_and_explains_every_term() {
    for name in all_methods() {
        let settings = RunSettings { noise: 0.1, ..settings(&name, [-1.5, 2.0], 12) };
        let reports = reports(&settings, objective("himmelblau"));
        assert!(reports.len() >= 2, "{name}");
        for (report, before, after) in &reports {
            let step: Vec<f64> = after.iter().zip(&before.point).map(|(a, b)| a - b).collect();
            assert_eq!(numbers(report, "step"), step, "{name}");
            assert_eq!(numbers(report, "gradient"), before.gradient, "{name}: noise included");
            for term in &report.terms {
                let entry = report
                    .explain(term.name)
                    .unwrap_or_else(|| panic!("{name}: nobody explains {}", term.name));
                let texts = [entry.title, entry.formula, entry.sentence];
                assert!(texts.iter().all(|text| !text.is_empty()), "{name}: {}", term.name);
                assert!(
                    entry.title.chars().count() <= 24,
                    "too long for its column: {}",
                    entry.title
                );
                assert!(entry.sentence.ends_with('.'), "{name}: {}", term.name);
                assert!(report.source(term.name).iter().all(|text| !text.is_empty()));
            }
            let mut names: Vec<_> = report.terms.iter().map(|term| term.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{name}: {names:?}");
        }
    }
}

#[test]
fn what_a_rule_does_not_use_is_not_reported() {
    for (name, unused) in [
        ("sgd", "velocity"),
        ("adam", "largest_square"),
        ("rmsprop", "mean"),
        ("rmsprop", "velocity"),
        ("adabelief", "trusted"),
        ("adam:weight_decay=0.1", "shrink"),
        ("adam:weight_decay=0.1", "decay_step"),
        ("adamw", "decay_gradient"),
        ("adagrad", "lr"),
    ] {
        let reports = reports(&settings(name, [-1.5, 2.0], 3), objective("himmelblau"));
        assert!(reports[1].0.term(unused).is_none(), "{name}: {unused}");
    }
}

#[test]
fn a_decoupled_decay_is_what_it_adds_to_the_first_step() {
    for (with, without) in [
        ("adamw:weight_decay=0.1", "adamw:weight_decay=0"),
        ("nadam:decoupled_weight_decay=true,weight_decay=0.1", "nadam"),
        ("radam:decoupled_weight_decay=true,weight_decay=0.1", "radam"),
        ("lion:weight_decay=0.1", "lion"),
        ("yogi:weight_decay=0.1,fixed_decay=true", "yogi"),
        ("adabelief:weight_decay=0.1", "adabelief"),
        ("adan:weight_decay=0.1,weight_decouple=true", "adan"),
        ("adan:weight_decay=0.1", "adan"),
        ("adafactor:weight_decay=0.1", "adafactor"),
        ("prodigy:weight_decay=0.1", "prodigy"),
        ("dadapt-adam:decouple=true,weight_decay=0.1", "dadapt-adam"),
        ("schedule-free-adamw:weight_decay=0.1", "schedule-free-adamw"),
        ("asgd:lambd=0.1", "asgd:lambd=0"),
    ] {
        let first = |name: &str| {
            reports(&settings(name, [-1.5, 2.0], 1), objective("himmelblau")).remove(0).0
        };
        let (with_it, without_it) = (first(with), first(without));
        assert!(without_it.part(Part::Decay).is_none(), "{without}");
        let steps = [&with_it, &without_it].map(|report| report.part(Part::Step).unwrap());
        let added: Vec<f64> = steps[0].iter().zip(&steps[1]).map(|(a, b)| a - b).collect();
        let said = with_it.part(Part::Decay).unwrap_or_else(|| panic!("{with}: no decay"));
        for (said, added) in said.iter().zip(&added) {
            // Both steps are differences of points of size 2, so each carries a rounding of some 4e-16.
            assert!((said - added).abs() < 2e-15 && *said != 0.0, "{with}: {said} is not {added}");
        }
    }
}

#[test]
fn schedules_and_averages_are_reported_with_their_own_sources() {
    let schedule = Schedule::parse("one-cycle:max_lr=0.1").unwrap();
    let cycled = RunSettings { schedule: Some(schedule), ..settings("adam", [-1.5, 2.0], 10) };
    for (report, row, _) in reports(&cycled, objective("himmelblau")) {
        assert_eq!(numbers(&report, "momentum"), [row.momentum.unwrap()]);
        assert_eq!(numbers(&report, "learning_rate"), [row.lr]);
        assert_eq!(report.source("momentum")[1], "torch.optim.lr_scheduler.OneCycleLR");
        assert_eq!(report.source("mean")[1], "torch.optim.Adam");
    }
    for name in ["schedule-free-sgd:lr=0.01", "schedule-free-adamw", "asgd:t0=0"] {
        for (report, row, _) in reports(&settings(name, [-1.5, 2.0], 10), objective("himmelblau")) {
            let averaged = row.averaged.unwrap();
            assert_eq!(numbers(&report, "average"), averaged, "{name}");
            let way = report.part(Part::Average).unwrap();
            for k in 0..2 {
                // Adding what was subtracted rounds once.
                assert!((row.point[k] + way[k] - averaged[k]).abs() < 1e-14, "{name}");
            }
        }
    }
}

#[test]
fn maximizing_turns_downhill_round() {
    let negated = |p: &[f64], g: &mut [f64]| {
        let loss = objective("himmelblau")(p, g);
        g.iter_mut().for_each(|g| *g = -*g);
        -loss
    };
    let up = reports(&settings("adam:maximize=true", [-1.5, 2.0], 5), negated);
    let down = reports(&settings("adam", [-1.5, 2.0], 5), objective("himmelblau"));
    for ((up, ..), (down, ..)) in up.iter().zip(&down) {
        for part in [Part::Gradient, Part::Momentum, Part::Step] {
            assert_eq!(up.part(part), down.part(part), "{part:?}");
        }
        for name in ["effective_rate", "angle"] {
            assert_eq!(numbers(up, name), numbers(down, name), "{name}");
        }
    }
}

#[test]
fn a_method_without_a_rate_has_a_step_and_no_plain_descent() {
    let settings = RunSettings::new(Optimizer::parse("bfgs").unwrap(), &[-1.5, 2.0], 20);
    let rows: Vec<Sample> = Run::new(&settings, objective("rosenbrock")).unwrap().collect();
    let report = StepReport::of(&rows[3], &rows[4].point, Vec::new(), &settings);
    assert!(report.term("learning_rate").is_none());
    assert_eq!((report.part_of("gradient"), report.part_of("step")), (None, Some(Part::Step)));
    let step = [0, 1].map(|axis| rows[4].point[axis] - rows[3].point[axis]);
    assert_eq!(report.part(Part::Step).unwrap(), step);
}
