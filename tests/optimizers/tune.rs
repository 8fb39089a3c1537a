//! Fair tuning: the same budget for all, and the best settings found.

use fallline::objective::{Domain, Objective};
use fallline::optim::tune::{Contest, Entrant, FEWEST_TRIALS, Parameter, Search, Trial, Tuned};
use fallline::optim::{Optimizer, RunSettings};
use fallline::spec::Spec;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const STARTS: [[f64; 2]; 3] = [[1.5, -1.0], [-1.0, 1.2], [0.5, 1.9]];

fn formula(text: &str) -> Objective {
    Objective::from_formula(text, Domain::square(-2.0, 2.0), Vec::new()).unwrap()
}

fn search() -> Search {
    Search { trials: 32, lr: [1e-5, 10.0], parameter: None, repeats: 1 }
}

fn entrant(run: usize, optimizer: &str, steps: u64, key: Option<&str>) -> Entrant {
    let optimizer = Optimizer::parse(optimizer).unwrap();
    let has_parameter = key.is_some_and(|key| optimizer.settings().get(key).is_some());
    let starts = STARTS.map(|start| RunSettings::new(optimizer.clone(), &start, steps));
    Entrant { run, starts: starts.into(), has_parameter }
}

fn contest(optimizers: &[&str], steps: u64, search: Search) -> Contest {
    let key = search.parameter.as_ref().map(|parameter| parameter.key.as_str());
    let entrants = optimizers.iter().enumerate();
    let entrants = entrants.map(|(run, optimizer)| entrant(run, optimizer, steps, key)).collect();
    Contest { entrants, search }
}

fn hold(contest: &Contest, objective: &Objective) -> Vec<Tuned> {
    contest.hold(objective, &AtomicBool::new(false), &|_, _| {}).unwrap()
}

fn momentum(low: f64, high: f64) -> Option<Parameter> {
    Some(Parameter { key: "momentum".to_owned(), range: [low, high] })
}

#[test]
fn gradient_descent_on_a_quadratic_finds_the_inverse_of_its_curvature() {
    // One step of rate 1 / (2 a) on a (x^2 + y^2) ends in the minimum; k steps of rate r leave |1 - 2 a r|^k.
    for curvature in [0.08, 0.8, 30.0, 4000.0] {
        let objective = formula(&format!("{curvature} * (x^2 + y^2)"));
        let tuned = &hold(&contest(&["sgd"], 1, search()), &objective)[0];
        let best = tuned.best().unwrap();
        let wanted = 1.0 / (2.0 * curvature);
        // The finest gaps are 1 % wide, and a number may be moved by a tenth of a gap to be short.
        assert!((best.lr / wanted - 1.0).abs() < 0.012, "{} is not {wanted}", best.lr);
        assert_eq!(tuned.optimizer().unwrap().lr(), best.lr);
        assert!(best.score < 2e-4 * objective.loss(&STARTS[0]), "{best:?}");
        assert!(!tuned.is_at_end([1e-5, 10.0]));
    }
}

#[test]
fn every_optimizer_has_the_same_budget_and_none_exceeds_it() {
    let objective = formula("(1 - x)^2 + 100 * (y - x^2)^2");
    for (trials, parameter) in
        [(32, None), (FEWEST_TRIALS, None), (37, momentum(0.0, 0.99)), (201, momentum(0.1, 0.2))]
    {
        let search = Search { trials, parameter, ..search() };
        let optimizers = ["sgd:momentum=0.5", "adam", "rmsprop", "adagrad", "lion"];
        let contest = contest(&optimizers, 20, search);
        assert_eq!((contest.runs_a_trial(), contest.budget()), (3, u128::from(trials) * 60));
        for tuned in hold(&contest, &objective) {
            assert_eq!(tuned.trials.len(), trials as usize, "{}", tuned.before);
            // A run has a row more than steps.
            assert!(tuned.evaluations().gradient <= u64::from(trials) * 3 * 21);
            let numbers: Vec<u32> = tuned.trials.iter().map(|trial| trial.number).collect();
            assert_eq!(numbers, (0..trials).collect::<Vec<_>>());
            let mut settings: Vec<_> = tuned
                .trials
                .iter()
                .map(|trial| (trial.lr.to_bits(), trial.parameter.map(f64::to_bits)))
                .collect();
            settings.sort_unstable();
            settings.dedup();
            assert_eq!(settings.len(), trials as usize, "no settings are tried twice");
            assert!(tuned.trials.iter().all(|trial| (1e-5..=10.0).contains(&trial.lr)));
        }
    }
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let objective = formula("(1 - x)^2 + 100 * (y - x^2)^2");
    let search = Search { parameter: momentum(0.0, 0.95), repeats: 2, ..search() };
    let mut contest = contest(&["sgd", "adam", "rmsprop"], 50, search);
    contest.entrants.iter_mut().flat_map(|e| &mut e.starts).for_each(|run| run.noise = 0.1);
    let with_threads = |count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        pool.install(|| hold(&contest, &objective))
    };
    assert_eq!(with_threads(1), with_threads(2));
    assert_eq!(with_threads(3), with_threads(2));
}

#[test]
fn noise_is_judged_over_several_seeds() {
    let objective = formula("x^2 + y^2");
    let noisy = |repeats: u32, seed: u64| {
        let mut contest = contest(&["sgd"], 40, Search { repeats, ..search() });
        let runs = contest.entrants.iter_mut().flat_map(|entrant| &mut entrant.starts);
        runs.for_each(|run| (run.noise, run.seed) = (1.0, seed));
        hold(&contest, &objective).remove(0)
    };
    let once = noisy(1, 0);
    let (three, other) = (noisy(3, 0), noisy(3, 5));
    assert_eq!(three.evaluations().gradient, 3 * once.evaluations().gradient);
    assert_ne!(once.trials[3].score, three.trials[3].score);
    assert_ne!(three.trials, other.trials, "seeds matter");
    assert_eq!(three, noisy(3, 0), "and nothing else");
    // A noisy quadratic wants a rate well below that of the quadratic alone, 0.5.
    for tuned in [three, other] {
        assert!((0.01..0.4).contains(&tuned.best().unwrap().lr), "{:?}", tuned.best());
    }
}

#[test]
fn diverged_trials_are_infinite_and_never_the_best() {
    // Gradient descent on x^4 + y^4 from here leaves every bound within 60 steps at rates above about 0.5.
    let objective = formula("x^4 + y^4");
    let tuned = hold(&contest(&["sgd"], 60, search()), &objective).remove(0);
    let (diverged, good): (Vec<&Trial>, Vec<&Trial>) =
        tuned.trials.iter().partition(|trial| trial.score.is_infinite());
    assert!(diverged.iter().any(|trial| trial.lr > 1.0 && trial.diverged == 3));
    assert!(good.iter().all(|trial| trial.diverged <= 1), "the median of three is finite");
    assert!(tuned.best().unwrap().lr < 0.5);
    let hopeless = Search { lr: [100.0, 1000.0], ..search() };
    let tuned = hold(&contest(&["sgd"], 60, hopeless), &objective).remove(0);
    assert_eq!((tuned.best(), tuned.optimizer()), (None, None));
    assert_eq!(tuned.trials.len(), 32);
}

#[test]
fn of_equal_scores_the_smaller_rate_wins() {
    let flat = formula("0 * x + 3");
    let tuned = hold(&contest(&["sgd"], 5, search()), &flat).remove(0);
    let best = tuned.best().unwrap();
    assert_eq!((best.lr, best.score), (1e-5, 3.0));
    assert!(tuned.is_at_end([1e-5, 10.0]));
}

#[test]
fn momentum_is_found_where_it_helps() {
    // Curvatures 1 and 200: after k steps plain descent leaves (199 / 201)^k at best, momentum sqrt(beta)^k with
    // sqrt(beta) = (sqrt(200) - 1) / (sqrt(200) + 1) = 0.868.
    let objective = formula("0.5 * (x^2 + 200 * y^2)");
    let with = Search { parameter: momentum(0.0, 0.99), ..search() };
    let both = contest(&["sgd", "adagrad"], 100, with);
    let tuned = hold(&both, &objective);
    let plain = hold(&contest(&["sgd", "adagrad"], 100, search()), &objective);
    let score = |tuned: &Tuned| tuned.best().unwrap().score;
    assert!(
        score(&tuned[0]) < 1e-3 * score(&plain[0]),
        "{:?} {:?}",
        tuned[0].best(),
        plain[0].best()
    );
    let found = tuned[0].best().unwrap().parameter.unwrap();
    assert!((0.5..0.95).contains(&found), "{found}");
    assert_eq!(
        tuned[0].optimizer().unwrap().settings().get("momentum").unwrap().to_string(),
        found.to_string()
    );
    // Adagrad has no momentum: all of its trials go to its rate.
    assert_eq!((tuned[1].parameter.as_deref(), &tuned[1].trials), (None, &plain[1].trials));
    assert_eq!(
        both.summary(),
        "lr and momentum of 32 trials on 1e-5..10 and 0..0.99, lowest median final loss of 3 starts after 100 steps, \
         seed 0 (lr alone without momentum); at most 9600 steps each"
    );
}

#[test]
fn trials_are_told_as_they_end_and_a_cancelled_search_gives_nothing() {
    let objective = formula("x^2 + y^2");
    let contest = contest(&["sgd", "adam"], 100, search());
    let told: Mutex<Vec<Vec<Trial>>> = Mutex::new(vec![Vec::new(); 2]);
    let heard = |entrant: usize, trial: &Trial| told.lock().unwrap()[entrant].push(trial.clone());
    let tuned = contest.hold(&objective, &AtomicBool::new(false), &heard).unwrap();
    for (mut told, tuned) in told.into_inner().unwrap().into_iter().zip(tuned) {
        told.sort_by_key(|trial| trial.number);
        assert_eq!(told, tuned.trials);
    }
    let (cancel, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let heard = |_: usize, _: &Trial| {
        if count.fetch_add(1, Ordering::Relaxed) == 4 {
            cancel.store(true, Ordering::Relaxed);
        }
    };
    assert_eq!(contest.hold(&objective, &cancel, &heard), None);
    assert!(count.into_inner() < 64, "it stopped early");
}

fn contest_of(text: &str) -> Result<(Contest, Vec<String>), String> {
    let spec =
        Spec::from_toml("t", text, fallline::spec::Origin::default()).map_err(|e| e.to_string())?.0;
    let resolved = spec.resolve().map_err(|error| error.to_string())?;
    let (contest, left_out) =
        resolved.spec.contest(&resolved.plans).map_err(|error| error.to_string())?;
    Ok((contest, left_out.into_iter().map(|left| left.reason).collect()))
}

#[test]
fn who_cannot_be_searched_fairly_is_left_out_with_a_sentence() {
    let text = "[loss]\nname = \"sphere\"\n[[run]]\noptimizer = \"sgd\"\n[[run]]\noptimizer = \"adam\"\nsteps = 5\n\
                [[run]]\noptimizer = \"adam\"\nstart = [1, 1]\n[[run]]\noptimizer = \"sgd\"\nmaximize = true\n\
                [[run]]\noptimizer = \"sgd\"\nschedule = \"one-cycle:max_lr=0.1\"\n\
                [[run]]\noptimizer = \"sgd\"\nschedule = \"cosine:t_max=300\"\n";
    let (contest, left_out) = contest_of(text).unwrap();
    let runs: Vec<usize> = contest.entrants.iter().map(|entrant| entrant.run).collect();
    assert_eq!(runs, [0, 5]);
    for (reason, part) in left_out.iter().zip([
        "run 2 (Adam) has a number of steps of its own",
        "run 3 (Adam) has a start of its own",
        "run 4 (SGD) climbs (maximize)",
        "run 5 (SGD) takes its learning rate from its schedule",
    ]) {
        assert!(reason.starts_with(part), "{reason}");
    }
    assert_eq!(left_out.len(), 4);
}

#[test]
fn a_wrong_search_is_refused_with_key_and_remedy() {
    for (tune, rest, part) in [
        ("trials = 3", "", "tune.trials: a search has 4 to 10000 trials, not 3"),
        ("lr = [0, 1]", "", "tune.lr: learning rates are searched between two positive numbers"),
        ("lr = [1, 0.1]", "", "tune.lr: learning rates"),
        ("lr = [1e-3, inf]", "", "tune.lr: learning rates"),
        ("repeats = 0", "", "tune.repeats: a trial has 1 to 1000 seeds, not 0"),
        ("parameter = \"momentum\"", "", "tune.parameter: `momentum` needs both ends: add `range`"),
        ("range = [0, 1]", "", "tune.range: a range needs its hyperparameter: add `parameter`"),
        (
            "parameter = \"lr\"\nrange = [0, 1]",
            "",
            "tune.parameter: the learning rate is tuned anyway",
        ),
        (
            "parameter = \"momentum\"\nrange = [1, 0]",
            "",
            "tune.range: a hyperparameter is searched between two",
        ),
        ("parameter = \"momentun\"\nrange = [0, 1]", "", "did you mean `momentum`?"),
        (
            "parameter = \"nesterov\"\nrange = [0, 1]",
            "",
            "nesterov of sgd is true or false; only real numbers",
        ),
        (
            "parameter = \"momentum\"\nrange = [-1, 1]",
            "",
            "tune.range: momentum of sgd must be >= 0, not -1",
        ),
        ("trails = 8", "", "did you mean `trials`?"),
        ("", "[runs]\nsteps = 0\n", "runs.steps: tuning compares losses after some steps"),
        ("", "[runs]\nstarts = []\n", "there is no run to tune: add an optimizer and a start"),
    ] {
        let text = format!(
            "[tune]\n{tune}\n{rest}[loss]\nname = \"sphere\"\n[[run]]\noptimizer = \"sgd\"\n"
        );
        let message = contest_of(&text).unwrap_err();
        assert!(message.contains(part), "{tune} {rest}: {message}");
    }
}
