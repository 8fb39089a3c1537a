//! Trials: settings are run from every start with every seed, and scored.

use super::search::{Pairs, Point, finer_rates};
use super::{Axis, Entrant, Search, Trial, Tuned, with_settings};
use crate::objective::Objective;
use crate::optim::Value;
use crate::optim::optimizer::Optimizer;
use crate::optim::row::{Evaluations, Stop};
use crate::optim::run::{Run, RunSettings};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows between two looks at the cancel switch.
const ROWS_A_SLICE: usize = 4096;

/// Where one entrant's search takes place.
pub(super) struct Ground<'a> {
    pub(super) entrant: &'a Entrant,
    pub(super) search: &'a Search,
    pub(super) objective: &'a Objective,
    pub(super) cancel: &'a AtomicBool,
}

/// How a run ended.
struct Ending {
    /// The last loss; infinite if it diverged.
    loss: f64,
    evaluations: Evaluations,
}

/// The trials so far, and whom to tell.
struct Log<'a> {
    trials: Vec<Trial>,
    heard: &'a (dyn Fn(&Trial) + Sync),
}

impl Ground<'_> {
    /// The whole search of the entrant. A cancelled one ends early, with what it has.
    pub(super) fn explore(&self, heard: &(dyn Fn(&Trial) + Sync)) -> Tuned {
        let before = self.entrant.optimizer();
        let parameter = self.search.parameter.as_ref().filter(|_| self.entrant.has_parameter);
        let mut log = Log { trials: Vec::new(), heard };
        let all = self.search.trials as usize;
        let axis = parameter.map(|parameter| Axis::by_ends(parameter.range));
        let of_rate = if axis.is_some() { all.div_ceil(2) } else { all };
        // Where another hyperparameter is tuned, the rate comes first with that as it stands, or as near as it may.
        let own = parameter.zip(axis).map(|(parameter, axis)| {
            match before.settings().get(&parameter.key) {
                Some(Value::Number(value)) => value.clamp(axis.low, axis.high),
                _ => axis.between(axis.low, axis.high),
            }
        });
        self.search_rates(&mut log, own, of_rate);
        if let Some(axis) = axis {
            self.search_pairs(&mut log, axis, all);
        }
        Tuned {
            run: self.entrant.run,
            before: before.clone(),
            score_before: self.score(before).score,
            parameter: parameter.map(|parameter| parameter.key.clone()),
            trials: log.trials,
        }
    }

    /// Half of the trials on an even grid, the rest two at a time around the best.
    fn search_rates(&self, log: &mut Log<'_>, parameter: Option<f64>, count: usize) {
        let axis = Axis::log(self.search.lr);
        self.attempt(log, axis.grid(count.div_ceil(2)).into_iter().map(|lr| (lr, parameter)));
        while log.trials.len() < count && !self.is_cancelled() {
            let rates = finer_rates(&axis, &log.trials, 2.min(count - log.trials.len()));
            self.attempt(log, rates.into_iter().map(|lr| (lr, parameter)));
        }
    }

    fn search_pairs(&self, log: &mut Log<'_>, axis: Axis, count: usize) {
        let rate = Axis::log(self.search.lr);
        let coarse = (count - log.trials.len()).div_ceil(2);
        let (mut pairs, first) = Pairs::begin(rate, axis, &log.trials, coarse);
        self.attempt(log, first.into_iter());
        while log.trials.len() < count && !self.is_cancelled() {
            let next = pairs.next(&log.trials, count - log.trials.len());
            if next.is_empty() {
                return;
            }
            self.attempt(log, next.into_iter());
        }
    }

    /// Tries settings in parallel and notes them in their order.
    fn attempt(&self, log: &mut Log<'_>, points: impl Iterator<Item = Point>) {
        let first = log.trials.len();
        let points: Vec<(usize, Point)> = points.enumerate().collect();
        let heard = log.heard;
        let tried = points.into_par_iter().map(|(k, point)| {
            let trial = Trial { number: (first + k) as u32, ..self.try_point(point) };
            if !self.is_cancelled() {
                heard(&trial);
            }
            trial
        });
        log.trials.extend(tried.collect::<Vec<_>>());
    }

    fn try_point(&self, (lr, value): Point) -> Trial {
        let key = self.search.parameter.as_ref().map(|parameter| parameter.key.as_str());
        let scored = with_settings(self.entrant.optimizer(), lr, key.zip(value));
        // Settings that contradict each other between the ends are as bad as diverged ones.
        let scored = scored.map_or_else(|_| self.refused(), |optimizer| self.score(&optimizer));
        Trial { lr, parameter: value, ..scored }
    }

    /// Runs the optimizer from every start with every seed.
    fn score(&self, optimizer: &Optimizer) -> Trial {
        let repeats = 0..u64::from(self.search.repeats);
        let runs: Vec<RunSettings> = repeats
            .flat_map(|repeat| {
                self.entrant.starts.iter().map(move |run| RunSettings {
                    optimizer: optimizer.clone(),
                    seed: run.seed.wrapping_add(repeat),
                    ..run.clone()
                })
            })
            .collect();
        let endings: Vec<Ending> = runs.par_iter().map(|run| self.finish(run)).collect();
        let losses: Vec<f64> = endings.iter().map(|ending| ending.loss).collect();
        Trial {
            number: 0,
            lr: optimizer.settings().get("lr").map_or(f64::NAN, |_| optimizer.lr()),
            parameter: None,
            diverged: losses.iter().filter(|loss| loss.is_infinite()).count() as u32,
            evaluations: endings.iter().map(|e| e.evaluations).fold(Evaluations::default(), sum),
            score: median(losses),
        }
    }

    fn refused(&self) -> Trial {
        let runs = self.entrant.starts.len() as u32 * self.search.repeats;
        Trial {
            number: 0,
            lr: f64::NAN,
            parameter: None,
            score: f64::INFINITY,
            diverged: runs,
            evaluations: Evaluations::default(),
        }
    }

    /// The end of one run: nothing of its path is kept.
    fn finish(&self, settings: &RunSettings) -> Ending {
        let mut ending = Ending { loss: f64::INFINITY, evaluations: Evaluations::default() };
        // A schedule that contradicts this rate gives no run.
        let Ok(mut run) = Run::of(settings, self.objective) else { return ending };
        while !self.is_cancelled() && run.advance(ROWS_A_SLICE, |row| ending.loss = row.loss) {}
        if run.stop() == Some(Stop::Diverged) {
            ending.loss = f64::INFINITY;
        }
        ending.evaluations = run.evaluations();
        ending
    }

    fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

/// The counts of both.
pub(super) fn sum(a: Evaluations, b: Evaluations) -> Evaluations {
    Evaluations {
        loss: a.loss + b.loss,
        gradient: a.gradient + b.gradient,
        hessian: a.hessian + b.hessian,
    }
}

/// The middle one, or the mean of both middle ones; infinite without any.
pub(super) fn median(mut losses: Vec<f64>) -> f64 {
    losses.sort_by(f64::total_cmp);
    let count = losses.len();
    match (losses.get(count.saturating_sub(1) / 2), losses.get(count / 2)) {
        (Some(a), Some(b)) if a == b => *a,
        (Some(a), Some(b)) => 0.5 * a + 0.5 * b,
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_counts_diverged_runs_as_infinite() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(vec![1.0, f64::INFINITY, 2.0]), 2.0);
        assert_eq!(median(vec![f64::INFINITY, 1.0]), f64::INFINITY);
        assert_eq!(median(vec![f64::INFINITY; 2]), f64::INFINITY);
        assert_eq!(median(Vec::new()), f64::INFINITY);
    }
}
