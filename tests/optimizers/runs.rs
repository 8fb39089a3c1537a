//! Runs: rows, stop reasons, counts, noise, and the two feeds.

use crate::losses::objective;
use fallline::objective::Objective;
use fallline::optim::{
    Batches, Family, Feed, Optimizer, Run, RunSettings, Source, Stop, Trajectory,
};
use fallline::spec::Spec;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};

fn settings(optimizer: &str, steps: u64) -> RunSettings {
    let optimizer = Optimizer::parse(optimizer).unwrap();
    RunSettings { seed: 7, ..RunSettings::new(optimizer, &[-1.5, 2.0], steps) }
}

fn trajectory<G: Source>(settings: &RunSettings, objective: G) -> Trajectory {
    let mut trajectory = Trajectory::new(settings.start.len());
    Feed::sliced(Run::new(settings, objective).unwrap(), 7).finish(&mut trajectory);
    trajectory
}

#[test]
fn rows_hold_the_state_before_their_step() {
    let path = trajectory(&settings("sgd:lr=0.001", 100), objective("rosenbrock"));
    assert_eq!((path.len(), path.stop), (101, Some(Stop::Steps)));
    assert_eq!((path.evaluations.loss, path.evaluations.gradient), (101, 101));
    let first = path.row(0).unwrap();
    assert_eq!(
        (first.step, first.point, first.loss, first.gradient),
        (0, &[-1.5, 2.0][..], 12.5, &[-155.0, -50.0][..])
    );
    for (row, next) in path.rows().zip(path.rows().skip(1)) {
        for axis in 0..2 {
            assert_eq!(next.point[axis], row.point[axis] - row.lr * row.gradient[axis]);
        }
    }
}

#[test]
fn no_steps_make_one_row() {
    let path = trajectory(&settings("adam", 0), objective("rosenbrock"));
    assert_eq!((path.len(), path.stop), (1, Some(Stop::Steps)));
}

#[test]
fn tolerance_stops_at_the_first_row_below_it() {
    let settings = RunSettings { tolerance: Some(1e-3), ..settings("sgd:lr=0.004", 100_000) };
    let path = trajectory(&settings, objective("ill-conditioned"));
    let norm = |row: fallline::optim::Row<'_>| row.gradient[0].hypot(row.gradient[1]);
    assert_eq!(path.stop, Some(Stop::Tolerance));
    assert!(
        norm(path.last().unwrap()) < 1e-3 && path.rows().rev().skip(1).all(|row| norm(row) >= 1e-3)
    );
}

#[test]
fn a_diverging_run_ends_with_its_last_good_row() {
    let path = trajectory(&settings("sgd:lr=1", 1000), objective("ill-conditioned"));
    assert_eq!(path.stop, Some(Stop::Diverged));
    let last = path.last().unwrap();
    assert!(last.point.iter().chain(last.gradient).chain([&last.loss]).all(|x| x.abs() <= 1e150));
    // Each step multiplies y by -99, so the loss passes 1e150 in the row after the last.
    assert!(last.loss * 99.0 * 99.0 > 1e150);
    let hopeless = trajectory(&settings("adam", 10), |_: &[f64], g: &mut [f64]| {
        g.fill(0.0);
        f64::NAN
    });
    assert_eq!((hopeless.len(), hopeless.stop), (0, Some(Stop::Diverged)));
}

#[test]
fn noise_follows_its_seed_and_deviation() {
    let noisy = |seed| RunSettings { noise: 0.5, seed, ..settings("sgd:lr=0", 10_000) };
    let flat = |_: &[f64], g: &mut [f64]| {
        g.fill(2.0);
        0.0
    };
    let path = trajectory(&noisy(1), flat);
    assert_eq!(path, trajectory(&noisy(1), flat));
    assert_ne!(path, trajectory(&noisy(2), flat));
    let draws: Vec<f64> = path.rows().flat_map(|row| [row.gradient[0], row.gradient[1]]).collect();
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / draws.len() as f64;
    // 20,002 draws: the mean has deviation 0.0035 and the deviation 0.0025; four times that.
    assert!(
        (mean - 2.0).abs() < 0.014 && (variance.sqrt() - 0.5).abs() < 0.01,
        "{mean} {variance}"
    );
    // Stored once: the draws themselves are part of the promise "the same on any machine".
    assert_eq!(&draws[..2], &FIRST_DRAWS_OF_SEED_1);
}

const FIRST_DRAWS_OF_SEED_1: [f64; 2] = [1.8825764707220396, 1.2945911496945004];

#[test]
fn thread_and_slices_and_iterator_agree() {
    let settings = settings("adam:lr=0.1", 20_000);
    let sliced = trajectory(&settings, objective("rosenbrock"));
    let mut threaded = Trajectory::new(2);
    Feed::spawn(Run::new(&settings, objective("rosenbrock")).unwrap()).finish(&mut threaded);
    assert_eq!(threaded, sliced);
    let iterated: Vec<_> = Run::new(&settings, objective("rosenbrock")).unwrap().collect();
    assert_eq!(iterated.len(), sliced.len());
    assert!(iterated.iter().zip(sliced.rows()).all(|(sample, row)| *sample == row.into()));
}

#[test]
fn an_endless_run_ends_at_once_when_its_feed_is_dropped() {
    let calls = Arc::new(AtomicU64::new(0));
    let (counter, gone) = (calls.clone(), Arc::new(Barrier::new(2)));
    let guard = Notice(gone.clone());
    let mut feed = Feed::spawn(
        Run::new(&settings("adam", u64::MAX), move |_: &[f64], g: &mut [f64]| {
            let _ = &guard;
            counter.fetch_add(1, Ordering::Relaxed);
            g.fill(1.0);
            0.0
        })
        .unwrap(),
    );
    let mut path = Trajectory::new(2);
    while path.len() < 1000 {
        assert!(feed.poll(&mut path));
    }
    drop(feed);
    gone.wait(); // the objective is dropped, so the run's thread has let go of it
    assert!(calls.load(Ordering::Relaxed) >= 1000);
}

/// Meets the other side of the barrier when it is dropped.
struct Notice(Arc<Barrier>);

impl Drop for Notice {
    fn drop(&mut self) {
        self.0.wait();
    }
}

#[test]
fn a_cancelled_run_says_so() {
    let mut feed =
        Feed::spawn(Run::new(&settings("adam", u64::MAX), objective("rosenbrock")).unwrap());
    let mut path = Trajectory::new(2);
    while path.is_empty() {
        feed.poll(&mut path);
    }
    feed.cancel();
    feed.finish(&mut path);
    assert_eq!(path.stop, Some(Stop::Cancelled));
    assert!(!feed.poll(&mut path));
}

#[test]
fn a_panicking_objective_ends_its_run_alone() {
    let mut path = Trajectory::new(2);
    Feed::spawn(
        Run::new(&settings("adam", 10), |_: &[f64], _: &mut [f64]| panic!("bad loss")).unwrap(),
    )
    .finish(&mut path);
    assert_eq!(path.stop, Some(Stop::Cancelled));
}

#[test]
fn maximizing_is_minimizing_the_negated_loss() {
    let negated = |p: &[f64], g: &mut [f64]| {
        let loss = objective("himmelblau")(p, g);
        g.iter_mut().for_each(|g| *g = -*g);
        -loss
    };
    for method in fallline::optim::methods::METHODS {
        let rate = if method.family == Family::Learning { ",lr=0.001" } else { "" };
        let with =
            |flag: &str| settings(&format!("{}:maximize={flag}{rate}", method.table.name), 25);
        let up = trajectory(&with("true"), objective("himmelblau"));
        let down = trajectory(&with("false"), negated);
        // A descent of basin hopping goes beyond all bounds in its first step.
        assert!(up.len() > 1 || method.table.name == "basin-hopping", "{}", method.table.name);
        assert_eq!(up.points(), down.points(), "{}", method.table.name);
        assert_eq!(up.evaluations, down.evaluations, "{}", method.table.name);
    }
}

#[test]
fn evaluations_inside_a_step_are_counted() {
    let one_iteration =
        trajectory(&settings("lbfgs:max_iter=1,lr=0.001", 10), objective("rosenbrock"));
    assert_eq!(one_iteration.evaluations.loss, 11);
    let fixed = trajectory(&settings("lbfgs:max_iter=4,lr=0.001", 10), objective("rosenbrock"));
    assert_eq!((fixed.len(), fixed.evaluations.loss), (11, 11 + 10 * 3));
    let searched =
        trajectory(&settings("lbfgs:line_search=strong-wolfe", 10), objective("rosenbrock"));
    let end = searched.last().unwrap();
    assert!(
        searched.evaluations.gradient > 20 && end.loss < 1e-8,
        "{:?} {end:?}",
        searched.evaluations
    );
}

#[test]
fn lbfgs_without_iterations_stays() {
    let path = trajectory(&settings("lbfgs:max_iter=0", 5), objective("rosenbrock"));
    assert_eq!((path.len(), path.evaluations.gradient), (6, 6));
    assert!(path.rows().all(|row| row.point == [-1.5, 2.0]));
}

#[test]
fn a_bounded_trajectory_keeps_its_swings_and_its_ends() {
    let steps = 300_000;
    let settings = RunSettings { start: vec![3.0, 1.0], ..settings("sgd:lr=1", steps) };
    // y flips its sign at every step; x creeps by a constant.
    let swinging = |p: &[f64], g: &mut [f64]| {
        g[0] = 1e-5;
        g[1] = 2.0 * p[1];
        p[1] * p[1]
    };
    let mut path = Trajectory::bounded(2, 1000);
    Feed::spawn(Run::new(&settings, swinging).unwrap()).finish(&mut path);
    assert!((400..=1000).contains(&path.len()), "{}", path.len());
    assert_eq!((path.steps()[0], path.last().unwrap().step), (0, steps));
    let widest = path.steps().windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(path.steps().is_sorted() && widest <= 4 * path.stride(), "{widest}");
    let upper = path.rows().filter(|row| row.point[1] > 0.0).count();
    assert!((path.len() / 3..=path.len() * 2 / 3).contains(&upper), "{upper} of {}", path.len());
    for row in path.rows() {
        assert_eq!(
            row.point[1],
            if row.step % 2 == 0 { 1.0 } else { -1.0 },
            "a row belongs to its step"
        );
    }
    let index = path.index_at(steps / 2).unwrap();
    assert!(path.steps()[index] <= steps / 2 && path.steps()[index + 1] > steps / 2);
}

#[test]
fn settled_rows_of_a_bounded_trajectory_stay() {
    let mut path = Trajectory::bounded(2, 100);
    let mut run = Run::new(&settings("adam:lr=0.1", 2000), objective("rosenbrock")).unwrap();
    let mut before: (u64, Vec<f64>) = (1, Vec::new());
    while let Some(row) = run.next_row() {
        path.push(row);
        let settled = path.points()[..2 * path.settled()].to_vec();
        if path.stride() == before.0 {
            assert!(settled.starts_with(&before.1));
        }
        before = (path.stride(), settled);
        assert!(path.len() <= 100);
    }
    assert_eq!(path.last().unwrap().step, 2000);
}

fn line_fit() -> Objective {
    let (spec, _) = Spec::load("line").unwrap();
    Arc::unwrap_or_clone(spec.objective().unwrap())
}

#[test]
fn mini_batches_give_the_step_its_gradient_and_the_row_the_whole_loss() {
    let objective = line_fit();
    let settings =
        RunSettings { batch: Some(10), start: vec![9.0, 2.0], ..settings("sgd:lr=0.01", 120) };
    let path = |settings: &RunSettings| {
        let mut path = Trajectory::new(2);
        Feed::sliced(Run::of(settings, &objective).unwrap(), 50).finish(&mut path);
        path
    };
    let batched = path(&settings);
    assert_eq!(batched, path(&settings), "the same from run to run");
    assert_ne!(batched, path(&RunSettings { seed: 8, ..settings.clone() }));
    let mut batches = Batches::new(1000, 10, settings.seed);
    let data = objective.data().unwrap();
    let (x, y) = (data.column("x").unwrap(), data.column("y").unwrap());
    for row in batched.rows() {
        assert_eq!(row.loss, objective.loss(row.point), "a path lies on the surface");
        let &[intercept, slope] = row.point else { panic!() };
        // The gradient of the batch's mean square, by hand.
        let rows = batches.of_step(row.step);
        let residual = |r: &u32| intercept + slope * x[*r as usize] - y[*r as usize];
        let by_hand = [
            rows.iter().map(|r| 2.0 * residual(r)).sum::<f64>() / rows.len() as f64,
            rows.iter().map(|r| 2.0 * residual(r) * x[*r as usize]).sum::<f64>()
                / rows.len() as f64,
        ];
        for (ours, theirs) in row.gradient.iter().zip(by_hand) {
            assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0), "{ours} {theirs}");
        }
    }
    // A batch as large as the data, or larger, is the full gradient.
    let whole = path(&RunSettings { batch: None, ..settings.clone() });
    assert_eq!(path(&RunSettings { batch: Some(5000), ..settings }), whole);
}

#[test]
fn every_row_knows_how_often_was_asked_until_then() {
    // A method that uses its rows' own evaluations, and one that asks by itself beside them.
    for (name, uses_rows) in [("sgd:lr=0.001", true), ("lbfgs:max_iter=3", true), ("bfgs", false)] {
        let calls = Arc::new(AtomicU64::new(0));
        let (counter, mut rosenbrock) = (calls.clone(), objective("rosenbrock"));
        let counted = move |point: &[f64], gradient: &mut [f64]| {
            counter.fetch_add(1, Ordering::Relaxed);
            rosenbrock(point, gradient)
        };
        let mut run = Run::new(&settings(name, 12), counted).unwrap();
        let mut rows = 0;
        while let Some(row) = run.next_row() {
            rows += 1;
            let shown = if uses_rows { 0 } else { rows };
            assert_eq!(
                row.evaluations,
                calls.load(Ordering::Relaxed) - shown,
                "{name}, row {rows}"
            );
        }
        assert!(rows > 3, "{name}: {rows} rows");
    }
}
