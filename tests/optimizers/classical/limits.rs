//! Losses that are not numbers, wrong settings, endless searches: all end cleanly.

use super::*;

#[test]
fn losses_that_are_not_numbers_end_cleanly() {
    let nowhere = |_: &[f64], g: &mut [f64]| {
        g.fill(f64::NAN);
        f64::NAN
    };
    // A bowl with its bottom behind the edge of what is defined.
    let cliff = |p: &[f64], g: &mut [f64]| {
        g[0] = 2.0 * (p[0] - 1.0);
        g[1] = 2.0 * p[1];
        if p[0] > 0.5 {
            g.fill(f64::NAN);
            return f64::NAN;
        }
        (p[0] - 1.0).powi(2) + p[1] * p[1]
    };
    for name in names() {
        let path = finish(Run::new(&settings(name, 60), nowhere).unwrap());
        assert_eq!((path.len(), path.stop), (0, Some(Stop::Diverged)), "{name}");
        let path = finish(Run::new(&settings(name, 60), cliff).unwrap());
        assert!(path.stop.is_some() && !path.is_empty(), "{name}");
        assert!(path.losses().iter().all(|loss| loss.is_finite()), "{name}");
        let best = path.losses().iter().copied().fold(f64::INFINITY, f64::min);
        // Without a Hessian Newton's method stands still, and so does L-BFGS-B whose first trial is no number.
        let moves = !matches!(name, "trust-region" | "lbfgsb");
        assert_eq!(best < path.losses()[0], moves, "{name}: {best}");
        let lost = RunSettings { start: vec![f64::NAN, 0.0], ..settings(name, 10) };
        assert_eq!(finish(Run::new(&lost, cliff).unwrap()).stop, Some(Stop::Diverged), "{name}");
    }
}

#[test]
fn poles_and_cliffs_of_formulas_end_cleanly() {
    for text in ["1/(x*y)", "log(x + 1)", "sqrt(x) + sqrt(y)", "-x^4 - y^2", "floor(3*x) + abs(y)"]
    {
        for name in names() {
            for start in [START, [0.0, 0.0], [0.5, 0.5]] {
                for maximize in ["", ":maximize=true"] {
                    let text_of = format!("{name}{maximize}");
                    let settings = RunSettings { start: start.to_vec(), ..settings(&text_of, 40) };
                    let path = run_of(&settings, &formula(text));
                    assert!(path.stop.is_some() && path.len() <= 41, "{name} on {text}");
                }
            }
        }
    }
}

#[test]
fn noise_and_mini_batches_reach_the_family() {
    let (spec, _) = Spec::load("line").unwrap();
    let line = spec.objective().unwrap();
    for name in names() {
        let quiet = RunSettings { start: vec![9.0, 2.0], ..settings(name, 40) };
        let noisy = RunSettings { noise: 0.5, batch: Some(20), ..quiet.clone() };
        let path = run_of(&noisy, &line);
        assert!(!path.is_empty(), "{name}");
        assert_eq!(path.points(), run_of(&noisy, &line).points(), "{name}");
        if path.len() > 1 {
            assert_ne!(path.points(), run_of(&quiet, &line).points(), "{name}");
        }
        for row in path.rows() {
            assert_eq!(row.loss, line.loss(row.point), "{name}: a row is over all data");
        }
    }
}

fn refusal(text: &str) -> String {
    Optimizer::parse(text).expect_err(text).to_string()
}

#[test]
fn bad_settings_are_refused_with_the_rule_of_basin() {
    let rules = [
        ("bfgs:c1=1", "c1 of bfgs must be in (0, 1), not 1 (basin::Bfgs: c1 must be in (0, 1))"),
        ("nelder-mead:beta=1", "\u{3b2} must be > 1"),
        ("cma-es:lambda=3", "CmaEs requires lambda >= 4"),
        ("cma-es:sigma=0", "initial sigma must be finite and positive"),
        ("differential-evolution:pop_size=3", "De requires pop_size >= 4"),
        ("differential-evolution:pop_size=5,mutation=rand2", "De Rand2 requires pop_size >= 6"),
        ("differential-evolution:cr=1.5", "De requires CR in [0, 1]"),
        ("particle-swarm:inertia=-1", "inertia must be finite and nonnegative"),
        ("trust-region:eta=0.25", "eta must be in [0, 1/4)"),
        ("simulated-annealing:alpha=1", "0 < alpha < 1"),
        ("basin-hopping:temperature=0", "Metropolis requires temperature > 0"),
        ("lbfgsb:m_capacity=0", "m_capacity must be \u{2265} 1"),
        ("bfgs:alpha_max=inf", "alpha_max must be finite"),
        ("particle-swarm:swarm_size=1e12", "swarm_size must be at most 10000"),
        ("bfgs:lr=0.1", "bfgs has no hyperparameter `lr`"),
        ("nelder-mede", "did you mean `nelder-mead`?"),
    ];
    for (text, rule) in rules {
        assert!(refusal(text).contains(rule), "{text}: {}", refusal(text));
    }
}

/// Every number at the ends of what its limits admit: what the tables let pass, basin must take.
#[test]
fn whatever_the_tables_admit_runs() {
    let numbers = ["0", "1e-300", "0.2", "0.999", "1", "4", "7", "100", "1e300", "-3"];
    let mut ran = 0;
    for name in names() {
        let method = Optimizer::from_name(name).unwrap();
        for line in method.table().hyperparameters {
            for text in numbers
                .iter()
                .copied()
                .chain(["true", "none"])
                .chain(words(line.limits).iter().copied())
            {
                let mut optimizer = method.clone();
                if optimizer.set_text(line.name, text).is_err() {
                    continue;
                }
                ran += 1;
                let settings = RunSettings { optimizer, ..settings(name, 8) };
                let path = run_of(&settings, &formula(BOWL));
                assert!(path.stop.is_some(), "{name}:{}={text}", line.name);
            }
        }
    }
    assert!(ran > 200, "{ran}");
}

fn words(limits: fallline::optim::Limits) -> &'static [&'static str] {
    match limits {
        fallline::optim::Limits::Choice(words) => words,
        _ => &[],
    }
}

#[test]
fn schedules_say_that_there_is_no_rate() {
    for name in names() {
        let optimizer = Optimizer::from_name(name).unwrap();
        let refusal = Schedule::parse("cosine").unwrap().scheduler(&optimizer, 100).err().unwrap();
        assert!(refusal.to_string().contains("no learning rate to schedule"), "{refusal}");
        assert!(optimizer.lr().is_nan());
    }
}

#[test]
fn a_search_without_end_can_be_cancelled() {
    for name in ["differential-evolution", "basin-hopping", "simulated-annealing"] {
        let run = Run::of(&settings(name, u64::MAX), &formula(BOWL)).unwrap();
        let mut feed = Feed::spawn(run);
        let mut path = Trajectory::new(2);
        while path.is_empty() {
            feed.poll(&mut path);
        }
        feed.cancel();
        feed.finish(&mut path);
        assert_eq!(path.stop, Some(Stop::Cancelled), "{name}");
    }
}

#[test]
fn populations_count_in_a_bounded_trajectory() {
    let mut path = Trajectory::bounded(2, 400);
    let run = Run::of(&settings("particle-swarm:swarm_size=40", 1000), &formula(BOWL)).unwrap();
    let mut whole = Trajectory::new(2);
    for sample in run {
        let row = fallline::optim::Row {
            step: sample.step,
            point: &sample.point,
            loss: sample.loss,
            gradient: &sample.gradient,
            lr: sample.lr,
            momentum: None,
            averaged: None,
            population: &sample.population,
            evaluations: sample.evaluations,
        };
        path.push(row);
        whole.push(row);
    }
    // A row with forty points weighs six.
    assert!((25..=400 / 6 + 1).contains(&path.len()), "{}", path.len());
    assert_eq!((whole.len(), path.last().unwrap().step), (1001, 1000));
    for (index, step) in path.steps().iter().enumerate() {
        assert_eq!(path.population(index), whole.population(*step as usize));
    }
}
