//! Losses under the next rows of a run, evaluated on a thread of its own: of a large network one alone may outlast a frame.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::job::Job;
use crate::objective::Objective;

/// Terms of one evaluation from which the frame does not wait for it.
const DEAR: usize = 50_000;
/// Terms that are evaluated before the losses are handed over: about a tenth of a second.
const TERMS_AHEAD: usize = 30_000_000;
/// Numbers in the rows whose shadows are cast for that: some milliseconds.
const NUMBERS_AHEAD: usize = 1 << 22;

/// Losses on their way, so many.
pub(super) struct Ahead(Job<Vec<f64>>, usize);

impl Ahead {
    /// Whether a frame should not wait for a loss: then steps are drawn straight between their rows, too.
    pub(super) fn is_needed(objective: &Objective) -> bool {
        objective.landscape().is_some() && objective.cost() > DEAR
    }

    /// Rows that are evaluated at once.
    pub(super) fn rows(objective: &Objective) -> usize {
        let parameters = objective.landscape().map_or(2, |l| l.network.parameters()).max(1);
        (TERMS_AHEAD / objective.cost()).min(NUMBERS_AHEAD / parameters).max(1)
    }

    /// Begins to evaluate the losses at these points.
    pub(super) fn start(objective: &Arc<Objective>, points: Vec<[f64; 2]>) -> Self {
        let (objective, count) = (Arc::clone(objective), points.len());
        let work = Job::start(move |stop| {
            (!stop.load(Ordering::Relaxed)).then(|| objective.losses(&points))
        });
        Self(work, count)
    }

    /// The losses, if they are there; itself, if they are still to come. Losses that never will are no numbers.
    pub(super) fn poll(mut self) -> Result<Vec<f64>, Self> {
        match self.0.poll() {
            Some(losses) => Ok(losses),
            None if self.0.is_under_way() => Err(self),
            None => Ok(vec![f64::NAN; self.1]),
        }
    }
}
