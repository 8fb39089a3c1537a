//! The accuracies of a network along its runs, for the curves that show them.
//!
//! An accuracy costs a pass over all data, and runs do not report it. So it is asked at some rows alone, a few at a time on
//! threads of their own, and the curve fills in as they come.

use std::collections::BTreeMap;

use super::Session;
use super::job::Job;
use super::track::Track;
use crate::objective::network::Network;
use crate::optim::Trajectory;
use crate::scene::{Quantity, Space};

/// Rows between two powers of two at least, so that a logarithmic axis is filled as evenly as a linear one.
const ROWS_OF_OCTAVE: usize = 64;
/// Rows of a run at most, besides those.
const MOST_ROWS: usize = 512;
/// Evaluations of single rows of data that one batch may take: a few hundredths of a second.
const BATCH_BUDGET: usize = 4_000_000;
/// Batches under way at once.
const MOST_JOBS: usize = 2;

/// What is known of one run.
#[derive(Default)]
pub(super) struct Accuracies {
    /// By step: rows move when a long trajectory thins itself.
    known: BTreeMap<u64, f64>,
    job: Option<Job<Vec<(u64, f64)>>>,
    /// Whether the run is over and none of its accuracies is missing.
    pub(super) is_complete: bool,
}

impl Accuracies {
    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// The accuracy at a row.
    pub(super) fn at(&self, row: usize, trajectory: &Trajectory) -> Option<f64> {
        self.known.get(trajectory.steps().get(row)?).copied()
    }

    fn missing(&self, trajectory: &Trajectory) -> impl Iterator<Item = usize> {
        let rows = measured_rows(trajectory);
        rows.filter(|row| !self.known.contains_key(&trajectory.steps()[*row]))
    }

    fn poll(&mut self) {
        if let Some(job) = &mut self.job {
            self.known.extend(job.poll().into_iter().flatten());
            self.job.take_if(|job| !job.is_under_way());
        }
    }

    /// Has the next batch computed, if something is missing; whether there is one.
    fn start_batch(&mut self, trajectory: &Trajectory, network: &Network, most: usize) -> bool {
        let rows: Vec<usize> = self.missing(trajectory).take(most).collect();
        let network = network.clone();
        let batch = Batch::of(&rows, trajectory);
        let is_due = !rows.is_empty();
        self.is_complete = !is_due && trajectory.stop.is_some();
        self.job = is_due.then(|| Job::start(move |_| Some(batch.computed(&network))));
        is_due
    }

    fn finish(&mut self, trajectory: &Trajectory, network: &Network) {
        self.known.extend(self.job.take().and_then(|mut job| job.finish()).into_iter().flatten());
        let rows: Vec<usize> = self.missing(trajectory).collect();
        self.known.extend(Batch::of(&rows, trajectory).computed(network));
        self.is_complete = trajectory.stop.is_some();
    }
}

/// Rows to be computed.
struct Batch {
    steps: Vec<u64>,
    points: Vec<f64>,
}

impl Batch {
    fn of(rows: &[usize], trajectory: &Trajectory) -> Self {
        let points = rows.iter().filter_map(|row| trajectory.point(*row));
        Self {
            steps: rows.iter().map(|row| trajectory.steps()[*row]).collect(),
            points: points.flatten().copied().collect(),
        }
    }

    fn computed(self, network: &Network) -> Vec<(u64, f64)> {
        self.steps.into_iter().zip(network.accuracies(&self.points)).collect()
    }
}

/// The rows at which accuracies are asked, rising: all of a short run; of a longer one every second, fourth, eighth ... the
/// later, the sparser, down to an even spacing; and the last once there is one.
pub(super) fn measured_rows(trajectory: &Trajectory) -> impl Iterator<Item = usize> {
    let is_over = trajectory.stop.is_some();
    let len = if is_over { trajectory.len() } else { trajectory.settled() };
    let widest = len.div_ceil(MOST_ROWS).next_power_of_two();
    let stride = move |row: usize| {
        let octave = row.checked_ilog2().map_or(1, |power| 1_usize << power);
        (octave / ROWS_OF_OCTAVE).clamp(1, widest)
    };
    let next = move |row: &usize| Some(row + stride(*row)).filter(|next| *next < len);
    let rows = std::iter::successors((len > 0).then_some(0), next);
    let last = len.checked_sub(1).filter(|_| is_over);
    let is_last = move |row: &usize| Some(*row) == last;
    rows.filter(move |row| !is_last(row)).chain(last)
}

impl Session {
    fn shows_accuracy(&self) -> bool {
        let space = Space::of(&self.objective);
        self.spec.curves.quantities(&space).contains(&Quantity::Accuracy)
    }

    /// Takes the accuracies that have come, and has the next ones computed where a curve shows them.
    pub(super) fn pump_accuracies(&mut self) {
        if !self.shows_accuracy() {
            return;
        }
        let Some(landscape) = self.objective.landscape() else { return };
        self.tracks.iter_mut().for_each(|track| track.accuracies.poll());
        let has_job = |track: &&Track| track.accuracies.job.is_some();
        let free = MOST_JOBS.saturating_sub(self.tracks.iter().filter(has_job).count());
        let most = (BATCH_BUDGET / self.objective.cost()).clamp(1, MOST_ROWS);
        let is_idle = |accuracies: &Accuracies| accuracies.job.is_none() && !accuracies.is_complete;
        let idle = self.tracks.iter_mut().filter(|track| is_idle(&track.accuracies));
        let started = idle.filter_map(|Track { accuracies, trajectory, .. }| {
            accuracies.start_batch(trajectory, &landscape.network, most).then_some(())
        });
        started.take(free).for_each(drop);
    }

    /// Computes the accuracies that curves show, and waits for them.
    pub(super) fn finish_accuracies(&mut self) {
        if !self.shows_accuracy() {
            return;
        }
        let Some(landscape) = self.objective.landscape() else { return };
        for Track { accuracies, trajectory, .. } in &mut self.tracks {
            accuracies.finish(trajectory, &landscape.network);
        }
    }

    /// Whether accuracies that curves show are still to come.
    pub(super) fn is_measuring(&self) -> bool {
        self.shows_accuracy() && self.tracks.iter().any(|track| !track.accuracies.is_complete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::{Row, Stop};

    fn rows(len: usize, stop: Option<Stop>) -> Vec<usize> {
        let mut trajectory = Trajectory::new(1);
        for step in 0..len as u64 {
            trajectory.push(Row {
                step,
                point: &[0.0],
                loss: 0.0,
                gradient: &[0.0],
                lr: 0.1,
                momentum: None,
                averaged: None,
                population: &[],
                evaluations: step,
            });
        }
        trajectory.stop = stop;
        measured_rows(&trajectory).collect()
    }

    #[test]
    fn short_runs_are_measured_whole_and_long_ones_evenly_on_either_axis() {
        let over = Some(Stop::Steps);
        assert!(rows(0, over).is_empty());
        assert!(rows(201, over).into_iter().eq(0..201));
        let long = rows(100_001, over);
        assert!(long.windows(2).all(|pair| pair[0] < pair[1]), "rising");
        assert!(long.len() < 1100 && long.last() == Some(&100_000), "{}", long.len());
        assert!(long.windows(2).all(|pair| pair[1] - pair[0] <= 256));
        let octave = |from: usize| long.iter().filter(|row| (from..2 * from).contains(row)).count();
        assert!([64, 256, 1024, 16_384].into_iter().all(|from| octave(from) >= ROWS_OF_OCTAVE));
        // What was measured of a growing run is measured still when it is longer.
        let before = rows(50_000, None);
        let kept = before.iter().filter(|row| long.contains(row)).count();
        assert!(2 * kept + 64 >= before.len(), "{kept} of {}", before.len());
    }
}
