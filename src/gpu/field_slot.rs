//! Keeps one field up to date with what a scene asks for: the surface's, a ghost's, or that of the colours.

use std::sync::Arc;

use super::field::Field;
use super::field_job::FieldJob;
use super::field_program::FieldProgram;
use super::range::{FieldRange, RangePass};
use super::{Gpu, GpuError};
use crate::objective::{Objective, Quantity};
use crate::scene::Grid;

/// What becomes of an evaluation under way when another field is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outdated {
    /// It is given up: only the newest counts.
    Dropped,
    /// It is finished and shown: what changes faster than it can be evaluated still moves.
    Finished,
}

/// The field that is shown, and the next one on its way.
pub(super) struct FieldSlot {
    outdated: Outdated,
    quantity: Quantity,
    program: Option<FieldProgram>,
    job: Option<FieldJob>,
    shown: Option<(Field, Arc<Objective>)>,
}

impl FieldSlot {
    pub(super) fn new(outdated: Outdated) -> Self {
        Self { outdated, quantity: Quantity::Loss, program: None, job: None, shown: None }
    }

    /// Evaluates another quantity from now on; what there was of the former is forgotten.
    pub(super) fn turn_to(&mut self, quantity: Quantity) {
        if self.quantity != quantity {
            *self = Self { quantity, ..Self::new(self.outdated) };
        }
    }

    /// Goes on evaluating without waiting. Returns the range when a field is ready to be drawn; until then the old one
    /// stays. Of a dear network coarser fields come before the one that was asked for.
    pub(super) fn poll(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        objective: &Arc<Objective>,
        grid: Grid,
    ) -> Result<Option<FieldRange>, GpuError> {
        // Surfaces between two planes come one a frame: dropped, none would ever be seen.
        let is_passing =
            |of: &Objective| of.landscape().is_some_and(|landscape| landscape.is_passing);
        let is_kept = self.job.as_ref().is_some_and(|job| is_passing(job.objective()));
        if self.outdated == Outdated::Dropped && !is_kept || self.job.is_none() {
            self.start(gpu, objective, grid)?;
        }
        let (Some(job), Some(program)) = (&mut self.job, &self.program) else { return Ok(None) };
        match job.advance(gpu, program, pass) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                // A job that broke down would break down again.
                self.job = None;
                return Err(error);
            }
        }
        let range = self.take();
        if self.job.as_ref().is_some_and(|job| !job.is_for(objective, grid)) {
            // A finer field would show what has passed.
            self.job = None;
        }
        Ok(range)
    }

    /// Evaluates and waits. Returns the range if the field is a new one.
    pub(super) fn wait(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        objective: &Arc<Objective>,
        grid: Grid,
    ) -> Result<Option<FieldRange>, GpuError> {
        self.start(gpu, objective, grid)?;
        let (Some(job), Some(program)) = (&mut self.job, &self.program) else { return Ok(None) };
        job.finish(gpu, program, pass)?;
        Ok(self.take())
    }

    /// Whether a field is still being evaluated.
    pub(super) fn is_evaluating(&self) -> bool {
        self.job.is_some()
    }

    /// Whether nothing is shown of what is being evaluated, not even a coarser field.
    pub(super) fn is_behind(&self) -> bool {
        let Some(job) = &self.job else { return false };
        let is_it = |(field, objective): &(Field, Arc<Objective>)| {
            Arc::ptr_eq(objective, job.objective()) && field.grid.domain == job.grid().domain
        };
        !self.shown.as_ref().is_some_and(is_it)
    }

    /// The field to be drawn.
    pub(super) fn shown(&self) -> Option<&Field> {
        self.shown.as_ref().map(|(field, _)| field)
    }

    /// The loss of the field to be drawn.
    pub(super) fn shown_objective(&self) -> Option<&Arc<Objective>> {
        self.shown.as_ref().map(|(_, objective)| objective)
    }

    /// The field to be drawn, if it is of this quantity of the loss: of a formula whatever its constants, of a network on
    /// this very plane.
    pub(super) fn shown_of(&self, of: &Arc<Objective>, quantity: Quantity) -> Option<&Field> {
        let (field, objective) = self.shown.as_ref()?;
        let is_it = match of.landscape() {
            Some(_) => Arc::ptr_eq(objective, of),
            None => objective.formula == of.formula,
        };
        (is_it && self.quantity == quantity).then_some(field)
    }

    /// Gives up what is being evaluated of anything else.
    pub(super) fn drop_all_but(&mut self, objective: &Arc<Objective>) {
        if self.job.as_ref().is_some_and(|job| !Arc::ptr_eq(job.objective(), objective)) {
            self.job = None;
        }
    }

    fn start(&mut self, gpu: &Gpu, objective: &Arc<Objective>, grid: Grid) -> Result<(), GpuError> {
        let is_shown = |(field, shown): &(Field, Arc<Objective>)| {
            Arc::ptr_eq(shown, objective) && field.grid == grid
        };
        if self.shown.as_ref().is_some_and(is_shown) {
            self.job = None;
            return Ok(());
        }
        if self.job.as_ref().is_some_and(|job| job.is_for(objective, grid)) {
            return Ok(());
        }
        // Dropped before its successor is made: memory for one is enough.
        self.job = None;
        let program = match self.program.take() {
            Some(program) if program.fits(objective) => self.program.insert(program),
            _ => self.program.insert(FieldProgram::of(gpu, objective, self.quantity)?),
        };
        self.job = Some(FieldJob::coarse_to_fine(gpu, program, objective, grid)?);
        Ok(())
    }

    fn take(&mut self) -> Option<FieldRange> {
        let job = self.job.as_mut()?;
        let (field, range) = job.take()?;
        self.shown = Some((field, Arc::clone(job.objective())));
        if job.is_over() {
            self.job = None;
        }
        Some(range)
    }
}
