//! Runs: rows, stop reasons, counts, noise, and the two feeds.

use crate::reference::objective;
use fallline::optim::{Feed, Optimizer, Run, RunSettings, Stop, Trajectory};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier};

fn settings(optimizer: &str, steps: u64) -> RunSettings {
    RunSettings {
        optimizer: Optimizer::parse(optimizer).unwrap(),
        start: vec![-1.5, 2.0],
        steps,
        tolerance: None,
        noise: 0.0,
        seed: 7,
    }
}

fn trajectory<G: FnMut(&[f64], &mut [f64]) -> f64>(
    settings: &RunSettings,
    objective: G,
) -> Trajectory {
    let mut trajectory = Trajectory::new(settings.start.len());
    Feed::sliced(Run::new(settings, objective), 7).finish(&mut trajectory);
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
    // Each step multiplies y by -199, so the loss passes 1e150 in the row after the last.
    assert!(last.loss * 199.0 * 199.0 > 1e150);
    let hopeless = trajectory(&settings("adam", 10), |_, g| {
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
    Feed::spawn(Run::new(&settings, objective("rosenbrock"))).finish(&mut threaded);
    assert_eq!(threaded, sliced);
    let iterated: Vec<_> = Run::new(&settings, objective("rosenbrock")).collect();
    assert_eq!(iterated.len(), sliced.len());
    assert!(iterated.iter().zip(sliced.rows()).all(|(sample, row)| *sample == row.into()));
}

#[test]
fn an_endless_run_ends_at_once_when_its_feed_is_dropped() {
    let calls = Arc::new(AtomicU64::new(0));
    let (counter, gone) = (calls.clone(), Arc::new(Barrier::new(2)));
    let guard = Notice(gone.clone());
    let mut feed =
        Feed::spawn(Run::new(&settings("adam", u64::MAX), move |_: &[f64], g: &mut [f64]| {
            let _ = &guard;
            counter.fetch_add(1, Ordering::Relaxed);
            g.fill(1.0);
            0.0
        }));
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
    let mut feed = Feed::spawn(Run::new(&settings("adam", u64::MAX), objective("rosenbrock")));
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
    Feed::spawn(Run::new(&settings("adam", 10), |_: &[f64], _: &mut [f64]| panic!("bad loss")))
        .finish(&mut path);
    assert_eq!(path.stop, Some(Stop::Cancelled));
}
