//! The classical family: it finds minima, counts truly, repeats itself, ends cleanly, and is basin step for step.

mod basin_itself;
mod limits;

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
