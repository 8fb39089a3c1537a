//! The classical family: it finds minima, counts truly, repeats itself, ends cleanly, and is basin step for step.

use std::cell::RefCell;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use basin::{CostFunction, Executor, Gradient, State, StepOutcome};
use fallline::objective::{Domain, Evaluator, Objective, library};
use fallline::optim::methods::METHODS;
use fallline::optim::{
    Family, Feed, Optimizer, Run, RunSettings, Schedule, Source, Stop, Trajectory,
};
use fallline::spec::Spec;

const START: [f64; 2] = [-1.5, 2.0];
const BOWL: &str = "(x - 0.5)^2 + 3*(y + 0.25)^2 + x*y";

fn domain() -> Domain {
    Domain::square(-4.0, 4.0)
}

fn formula(text: &str) -> Objective {
    Objective::from_formula(text, domain(), Vec::new()).unwrap()
}

fn settings(optimizer: &str, steps: u64) -> RunSettings {
    let optimizer = Optimizer::parse(optimizer).unwrap();
    let bounds = vec![[-4.0, 4.0]; 2];
    RunSettings { bounds, seed: 7, ..RunSettings::new(optimizer, &START, steps) }
}

fn run_of(settings: &RunSettings, objective: &Objective) -> Trajectory {
    finish(Run::of(settings, objective).unwrap())
}

fn finish<G: Source>(run: Run<G>) -> Trajectory {
    let mut path = Trajectory::new(2);
    Feed::sliced(run, 16).finish(&mut path);
    path
}

fn names() -> impl Iterator<Item = &'static str> {
    let classical = METHODS.iter().filter(|method| method.family == Family::Classical);
    classical.map(|method| method.table.name)
}

/// Where a run ended, and why.
fn end(path: &Trajectory) -> ([f64; 2], f64, Option<Stop>) {
    let row = path.last().unwrap();
    ([row.point[0], row.point[1]], row.loss, path.stop)
}

fn gap(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Name, steps, and how near its end comes to a minimum. The first five say themselves when they have arrived: their
/// tolerances leave less than 1e-4 here. Annealing is a walk that cools down to steps of about a thousandth of the domain.
const REACH: [(&str, u64, f64); 10] = [
    ("bfgs", 60, 1e-4),
    ("lbfgsb", 60, 1e-4),
    ("nonlinear-cg", 60, 1e-4),
    ("trust-region", 60, 1e-4),
    ("nelder-mead", 150, 1e-4),
    ("cma-es", 120, 1e-4),
    ("differential-evolution", 120, 1e-3),
    ("particle-swarm", 200, 1e-3),
    ("simulated-annealing", 600, 0.1),
    ("basin-hopping", 5, 1e-4),
];

#[test]
fn every_method_finds_the_bottom_of_a_bowl_and_a_minimum_of_himmelblau() {
    assert!(REACH.map(|(name, ..)| name).into_iter().eq(names()));
    // The gradient of the bowl vanishes where 2 (x - 0.5) + y = 0 and 6 (y + 0.25) + x = 0.
    let bottom = [7.5 / 11.0, -4.0 / 11.0];
    let himmelblau = library::find("himmelblau").unwrap().objective();
    for (name, steps, reach) in REACH {
        let path = run_of(&settings(name, steps), &formula(BOWL));
        assert_eq!((path.steps()[0], path.point(0)), (0, Some(&START[..])), "{name}");
        let (point, ..) = end(&path);
        assert!(gap(point, bottom) < reach, "{name}: {point:?}");
        let path = run_of(&settings(name, steps), &himmelblau);
        let (point, ..) = end(&path);
        let nearest = himmelblau.minima.iter().map(|m| gap(m.point, point)).fold(9.0, f64::min);
        assert!(nearest < reach, "{name}: {point:?}");
        assert!(path.rates().iter().all(|lr| lr.is_nan()), "{name} has no learning rate");
    }
}

#[test]
fn rosenbrock_is_solved_by_those_that_follow_valleys() {
    let rosenbrock = library::find("rosenbrock").unwrap().objective();
    for name in ["bfgs", "lbfgsb", "nonlinear-cg", "trust-region", "nelder-mead", "cma-es"] {
        let (point, _, stop) = end(&run_of(&settings(name, 300), &rosenbrock));
        // The valley is a thousand times flatter than steep, so a gradient of 1e-6 leaves about 1e-5.
        assert!(gap(point, [1.0, 1.0]) < 1e-4, "{name}: {point:?}");
        assert_eq!(stop, Some(Stop::Converged), "{name}");
    }
}

#[test]
fn convergence_is_what_the_method_reports() {
    for name in ["bfgs", "nonlinear-cg", "trust-region"] {
        let text = format!("{name}:absolute_gradient_tolerance=0.001");
        let path = run_of(&settings(&text, 300), &formula(BOWL));
        assert_eq!(path.stop, Some(Stop::Converged), "{name}");
        let norm = |k: usize| path.gradient(k).unwrap().iter().map(|g| g * g).sum::<f64>().sqrt();
        let last = path.len() - 1;
        assert!(norm(last) <= 1e-3 && (0..last).all(|k| norm(k) > 1e-3), "{name}");
    }
    // Nothing that only searches says that it has arrived.
    for name in ["differential-evolution", "particle-swarm", "simulated-annealing"] {
        let path = run_of(&settings(name, 100), &formula("0*x"));
        assert_eq!((path.len(), path.stop), (101, Some(Stop::Steps)), "{name}");
    }
    // A start at the minimum is one row.
    let there = RunSettings { start: vec![0.0, 0.0], ..settings("bfgs", 10) };
    assert_eq!(run_of(&there, &formula("x^2 + y^2")).len(), 1);
}

/// Counts what it is asked.
struct Counted {
    evaluator: Evaluator,
    seen: Arc<[AtomicU64; 3]>,
}

impl Source for Counted {
    fn loss(&mut self, point: &[f64]) -> f64 {
        self.seen[0].fetch_add(1, Ordering::Relaxed);
        self.evaluator.loss(point)
    }

    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        self.seen[1].fetch_add(1, Ordering::Relaxed);
        self.evaluator.gradient(point, gradient)
    }

    fn hessian(&mut self, point: &[f64], hessian: &mut [f64]) -> bool {
        self.seen[2].fetch_add(1, Ordering::Relaxed);
        hessian.copy_from_slice(self.evaluator.hessian(point).as_flattened());
        true
    }
}

#[test]
fn evaluations_are_those_that_the_loss_has_seen() {
    for name in names() {
        let seen: Arc<[AtomicU64; 3]> = Arc::default();
        let source = Counted {
            evaluator: library::find("himmelblau").unwrap().objective().evaluator(),
            seen: Arc::clone(&seen),
        };
        let path = finish(Run::new(&settings(name, 25), source).unwrap());
        let [losses, gradients, hessians] =
            [0, 1, 2].map(|k: usize| seen[k].load(Ordering::Relaxed));
        let counts = path.evaluations;
        // Each row is evaluated once to be shown, which is not counted; a gradient brings its loss with it.
        assert_eq!(counts.gradient, gradients - path.len() as u64, "{name}");
        assert_eq!(counts.loss - counts.gradient, losses, "{name}");
        assert_eq!(counts.hessian, hessians, "{name}");
        assert!(counts.loss > 0 && (counts.hessian > 0) == (name == "trust-region"), "{name}");
    }
}

#[test]
fn a_seed_gives_the_same_run_everywhere_and_another_seed_another() {
    let himmelblau = library::find("himmelblau").unwrap().objective();
    let with = |name: &str, seed| {
        let path = run_of(&RunSettings { seed, ..settings(name, 20) }, &himmelblau);
        let populations: Vec<f64> =
            (0..path.len()).flat_map(|k| path.population(k).to_vec()).collect();
        (path.points().to_vec(), populations)
    };
    for name in names() {
        assert_eq!(with(name, 1), with(name, 1), "{name}");
        let draws = matches!(
            name,
            "cma-es"
                | "differential-evolution"
                | "particle-swarm"
                | "simulated-annealing"
                | "basin-hopping"
        );
        assert_eq!(with(name, 1) != with(name, 2), draws, "{name}");
    }
    // Stored once: the draws are part of the promise.
    let (_, swarm) = with("particle-swarm", 1);
    assert!(swarm[..24].chunks(2).any(|member| member == START), "the start is a particle");
}

#[test]
fn rows_hold_what_the_method_holds() {
    let objective = formula(BOWL);
    let sizes = [
        ("nelder-mead", 3),
        ("cma-es", 6),
        ("cma-es:lambda=9", 9),
        ("differential-evolution", 20),
        ("particle-swarm", 12),
        ("particle-swarm:swarm_size=30", 30),
        ("bfgs", 0),
        ("simulated-annealing", 0),
    ];
    for (text, size) in sizes {
        let path = run_of(&settings(text, 12), &objective);
        for (index, row) in path.rows().enumerate() {
            assert_eq!(row.population.len(), 2 * size, "{text}, row {index}");
        }
        let first: Vec<&[f64]> = path.population(0).chunks(2).collect();
        let has_start = first.contains(&&START[..]);
        assert_eq!(has_start, size > 0 && !text.starts_with("cma-es"), "{text}");
    }
    // The row's point is the best vertex.
    let path = run_of(&settings("nelder-mead", 30), &objective);
    for row in path.rows().skip(1) {
        let lowest = row.population.chunks(2).map(|v| objective.loss(v)).fold(9e9, f64::min);
        assert_eq!(row.loss, lowest);
    }
}

#[test]
fn searches_of_the_domain_stay_inside() {
    let slope = formula("x + 2*y");
    for name in ["lbfgsb", "differential-evolution", "particle-swarm", "simulated-annealing"] {
        let path = run_of(&settings(name, 120), &slope);
        let inside = |numbers: &[f64]| numbers.iter().all(|x| x.abs() <= 4.0);
        for row in path.rows() {
            assert!(inside(row.point) && inside(row.population), "{name}: {row:?}");
        }
    }
    let (point, _, stop) = end(&run_of(&settings("lbfgsb", 120), &slope));
    assert_eq!((point, stop), ([-4.0, -4.0], Some(Stop::Converged)), "the corner, exactly");
    let outside = RunSettings { start: vec![9.0, 0.0], ..settings("lbfgsb", 120) };
    let path = run_of(&outside, &slope);
    assert_eq!(path.point(0), Some(&[9.0, 0.0][..]), "row 0 is the start wherever it lies");
    assert_eq!(end(&path).0, [-4.0, -4.0]);
}

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

/// Himmelblau or Rosenbrock as a problem of basin's own, without fallline's bridge.
struct Problem(RefCell<Evaluator>);

impl CostFunction for Problem {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = Infallible;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Infallible> {
        Ok(self.0.borrow_mut().loss(point))
    }
}

impl Gradient for Problem {
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Infallible> {
        let mut gradient = vec![0.0; 2];
        self.0.borrow_mut().gradient(point, &mut gradient);
        Ok(gradient)
    }
}

/// The iterates of basin's own executor from row 1 on, up to its end.
macro_rules! iterates {
    ($objective:expr, $solver:expr, $state:expr) => {{
        let problem = Problem(RefCell::new($objective.evaluator()));
        let executor = Executor::new(problem, $solver, $state).max_iter(1000);
        let mut stepper = executor.into_stepper().unwrap();
        let mut points = Vec::new();
        while stepper.step().unwrap() == StepOutcome::Continue {
            points.extend_from_slice(stepper.state().param());
        }
        let converged = stepper.finished().unwrap().termination.is_converged();
        (points, converged, *stepper.counts())
    }};
}

#[test]
fn rows_are_the_iterates_of_basin_itself() {
    for name in ["rosenbrock", "himmelblau"] {
        let objective = library::find(name).unwrap().objective();
        let bfgs = basin::Bfgs::new().with_absolute_gradient_tolerance(1e-6);
        let state = basin::FirstOrderState::new(START.to_vec());
        let (points, converged, counts) = iterates!(objective, bfgs, state);
        let path = run_of(&settings("bfgs", 1000), &objective);
        assert_eq!((&path.points()[2..], path.stop), (&points[..], Some(Stop::Converged)));
        assert!(converged && counts.gradient_evals == path.evaluations.gradient);

        // Edges of 0.15 of the domain's width.
        let [x, y] = START;
        let simplex = vec![vec![x, y], vec![x + 0.15 * 8.0, y], vec![x, y + 0.15 * 8.0]];
        let state = basin::SimplexProgress::from_simplex(simplex);
        let (points, converged, counts) = iterates!(objective, basin::NelderMead::new(), state);
        let path = run_of(&settings("nelder-mead", 1000), &objective);
        assert_eq!((&path.points()[2..], path.stop), (&points[..], Some(Stop::Converged)));
        assert!(converged && counts.cost_evals == path.evaluations.loss);
        assert_eq!(path.evaluations.gradient, 0);

        let mean = basin::PopulationProgress::from_point(START.to_vec());
        let cma = basin::CmaEs::<Vec<f64>, basin::DenseMatrix>::new(7, 0.5)
            .with_absolute_distribution_size_tolerance(1e-3);
        let (points, _, counts) = iterates!(objective, cma, mean);
        let text = "cma-es:sigma=0.5,absolute_distribution_size_tolerance=0.001";
        let path = run_of(&settings(text, 1000), &objective);
        assert_eq!((&path.points()[2..], path.stop), (&points[..], Some(Stop::Converged)));
        assert_eq!(path.evaluations.loss, counts.cost_evals);
    }
}

#[test]
fn newton_solves_a_quadratic_in_one_step() {
    for subproblem in ["", ",subproblem=more-sorensen", ",subproblem=dogleg"] {
        let text = format!("trust-region:radius=100,max_radius=100{subproblem}");
        let path = run_of(&settings(&text, 10), &formula(BOWL));
        let point = path.point(1).unwrap();
        // One linear solve: rounding alone.
        let bottom = [7.5 / 11.0, -4.0 / 11.0];
        assert!(gap([point[0], point[1]], bottom) < 1e-12, "{subproblem}: {point:?}");
        assert_eq!((path.len(), path.stop), (2, Some(Stop::Converged)), "{subproblem}");
    }
    // The radius is kept: the step ends on it.
    let path = run_of(&settings("trust-region:radius=0.5", 1), &formula(BOWL));
    let point = path.point(1).unwrap();
    assert!((gap([point[0], point[1]], START) - 0.5).abs() < 1e-9, "{point:?}");
}
