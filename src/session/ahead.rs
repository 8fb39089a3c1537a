//! Losses under the next rows of a run, evaluated on a thread of its own: of a large network one alone may outlast a frame.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use crate::objective::Objective;

/// Terms of one evaluation from which the frame does not wait for it.
const DEAR: usize = 50_000;
/// Terms that are evaluated before the losses are handed over: about a tenth of a second.
const TERMS_AHEAD: usize = 30_000_000;

/// Losses on their way.
pub(super) struct Ahead(Receiver<Vec<f64>>);

impl Ahead {
    /// Whether a frame should not wait for a loss: then steps are drawn straight between their rows, too.
    pub(super) fn is_needed(objective: &Objective) -> bool {
        objective.landscape().is_some() && objective.cost() > DEAR
    }

    /// Rows that are evaluated at once.
    pub(super) fn rows(objective: &Objective) -> usize {
        (TERMS_AHEAD / objective.cost()).max(1)
    }

    /// Begins to evaluate the losses at these points.
    pub(super) fn start(objective: &Arc<Objective>, points: Vec<[f64; 2]>) -> Self {
        let ((sender, news), objective) = (sync_channel(1), Arc::clone(objective));
        std::thread::spawn(move || {
            // Nobody waits for them any more where the surface is another.
            let _ = sender.send(objective.losses(&points));
        });
        Self(news)
    }

    /// The losses, if they are there; itself, if they are still to come; nothing, if they never will.
    pub(super) fn poll(self) -> Result<Vec<f64>, Option<Self>> {
        self.0.try_recv().map_err(|error| (error == TryRecvError::Empty).then_some(self))
    }
}
