//! The ghost: the loss of the mini-batch that the step shown has drawn.

use std::sync::Arc;

use super::Session;
use crate::objective::Objective;
use crate::optim::Batches;

/// The objective of one step's mini-batch.
pub(super) struct Ghost {
    step: u64,
    batch: u64,
    seed: u64,
    of: Arc<Objective>,
    pub(super) objective: Arc<Objective>,
}

impl Session {
    /// Brings the ghost to the step shown. All runs draw the same batches, by the seed that they share; of many starts each
    /// has a seed of its own, and so there is no ghost.
    pub(super) fn refresh_ghost(&mut self) {
        let is_wanted = self.spec.surface.ghost && self.swarm.is_none();
        let Some(batch) = self.spec.runs.batch.filter(|_| is_wanted) else {
            self.ghost = None;
            return;
        };
        let (step, seed) = (self.step() as u64, self.spec.runs.seed);
        let is_current = |ghost: &Ghost| {
            (ghost.step, ghost.batch, ghost.seed) == (step, batch, seed)
                && Arc::ptr_eq(&ghost.of, &self.objective)
        };
        if self.ghost.as_ref().is_some_and(is_current) {
            return;
        }
        let rows = self.objective.rows();
        let size = usize::try_from(batch).unwrap_or(usize::MAX).min(rows);
        let mut batches = Batches::new(rows, size, seed);
        let objective = Arc::new(self.objective.over_rows(batches.of_step(step)));
        self.ghost = Some(Ghost { step, batch, seed, of: Arc::clone(&self.objective), objective });
    }
}
