//! Finds the terms of any step of a run by running it again.
//!
//! Trajectories keep rows, not the states of methods. But a run is deterministic, noise and mini-batches included, so a
//! second run that stops at the step gives its terms. Forward it goes on from where it is, a budget of rows at a time, so
//! that the window stays alive. Backward it begins again: a [`Stepper`](crate::optim::Stepper) with its schedule, noise
//! and batches is no plain data that could be copied now and then. What would hurt is stepping back through a long run, a
//! whole run for each step; so the last [`KEPT`] steps on the way are kept, and one run in so many does.

use std::collections::VecDeque;
use std::sync::Arc;

use super::tuning::is_same_loss;
use super::{Session, Track};
use crate::objective::Objective;
use crate::optim::{Run, RunSettings, Sample, Sampled, StepReport, Stop};

/// Steps whose reports are kept, up to the one asked for last.
const KEPT: u64 = 64;
/// Evaluations of single rows of data that looking for a step may take in one frame.
const BUDGET: usize = 1_000_000;

/// What is known of the step at the playhead.
#[derive(Clone, Debug, Default)]
pub enum Inspection {
    /// Nobody asked for it.
    #[default]
    Off,
    /// There is no run.
    NoRun,
    /// The run has no such step: its last row is this.
    Ended(u64),
    /// It is looked for; the run is repeated up to this row.
    Computing(u64),
    /// Here it is.
    Ready(Arc<StepReport>),
}

/// A run repeated up to the step that is looked at.
pub(super) struct Inspector {
    objective: Arc<Objective>,
    settings: RunSettings,
    run: Run<Sampled>,
    /// Rows that have come.
    rows: u64,
    /// The last row, where its step may be asked for.
    before: Option<Sample>,
    recent: VecDeque<Arc<StepReport>>,
}

impl Inspector {
    fn new(objective: &Arc<Objective>, settings: &RunSettings) -> Self {
        let run = Run::of(settings, objective);
        Self {
            objective: Arc::clone(objective),
            settings: settings.clone(),
            run: run.expect("the plans of a spec hold schedules that go with their optimizers"),
            rows: 0,
            before: None,
            recent: VecDeque::new(),
        }
    }

    fn is_of(&self, objective: &Arc<Objective>, settings: &RunSettings) -> bool {
        is_same_loss(&self.objective, objective) && self.settings == *settings
    }

    /// Looks for a step, over at most so many rows.
    fn look_for(&mut self, step: u64, most_rows: usize) -> Inspection {
        if let Some(report) = self.found(step) {
            return Inspection::Ready(report);
        }
        let is_past = self.rows > step + 1 || (self.rows == step + 1 && self.before.is_none());
        if is_past && self.run.stop().is_none() || self.rows > step + 1 {
            *self = Self::new(&self.objective, &self.settings);
        }
        for _ in 0..most_rows {
            let goes_on = self.take_row(step);
            if let Some(report) = self.found(step) {
                return Inspection::Ready(report);
            }
            if !goes_on {
                return Inspection::Ended(self.rows.saturating_sub(1));
            }
        }
        Inspection::Computing(self.rows)
    }

    fn found(&self, step: u64) -> Option<Arc<StepReport>> {
        self.recent.iter().rev().find(|report| report.step == step).cloned()
    }

    /// Takes the next row, and with it the report of the step that led to it; `false` at the end. A step that diverged
    /// has a report but leads to no row.
    fn take_row(&mut self, step: u64) -> bool {
        let is_near = self.rows + KEPT > step;
        let row = self.run.next_row().map(|row| is_near.then(|| Sample::from(row)));
        let has_stepped = row.is_some() || self.run.stop() == Some(Stop::Diverged);
        if let Some(before) = self.before.take().filter(|_| has_stepped) {
            let terms = self.run.terms();
            let report = StepReport::of(&before, self.run.point(), terms, &self.settings);
            self.recent.push_back(Arc::new(report));
            while self.recent.len() as u64 > KEPT {
                self.recent.pop_front();
            }
        }
        let Some(row) = row else { return false };
        self.before = row;
        self.rows += 1;
        true
    }
}

impl Session {
    /// What is known of the step at the playhead, where the view asks for its terms.
    pub fn inspection(&self) -> &Inspection {
        &self.inspection
    }

    /// The run whose terms the view asks for.
    pub fn inspected_track(&self) -> Option<&Track> {
        let terms = self.spec.view.terms.as_ref()?;
        self.tracks.iter().filter(|track| track.plan.run == terms.run).nth(terms.start)
    }

    /// Looks for the step at the playhead for a while, and draws its parts.
    pub(super) fn inspect(&mut self) {
        let rows = BUDGET / self.objective.cost();
        self.inspect_over(rows.clamp(1, 20_000));
        self.draw_vectors();
    }

    /// Waits for the step at the playhead.
    pub(super) fn finish_inspection(&mut self) {
        self.inspect_over(usize::MAX);
        self.draw_vectors();
    }

    fn inspect_over(&mut self, most_rows: usize) {
        let step = self.step() as u64;
        if self.spec.view.terms.is_none() {
            (self.inspector, self.inspection) = (None, Inspection::Off);
            return;
        }
        let Some(track) = self.inspected_track() else {
            (self.inspector, self.inspection) = (None, Inspection::NoRun);
            return;
        };
        let last = track.trajectory.last().map_or(0, |row| row.step);
        let ended = match track.trajectory.stop {
            Some(Stop::Diverged) => step > last,
            Some(_) => step >= last,
            None => false,
        };
        if ended {
            self.inspection = Inspection::Ended(last);
            return;
        }
        let settings = track.plan.settings.clone();
        let known = self.inspector.take().filter(|known| known.is_of(&self.objective, &settings));
        let mut inspector = known.unwrap_or_else(|| Inspector::new(&self.objective, &settings));
        self.inspection = inspector.look_for(step, most_rows);
        self.inspector = Some(inspector);
    }
}
