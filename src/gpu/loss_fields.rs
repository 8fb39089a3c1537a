//! What is evaluated of one loss: its field, and the gradient where a quiver shows it.

use super::field::Field;
use super::field_slot::{FieldSlot, Outdated};
use super::quiver::QuiverPass;
use super::range::{FieldRange, RangePass};
use super::{Gpu, GpuError};
use crate::scene::{Lens, Scene};

pub(super) struct LossFields {
    pub(super) field: FieldSlot,
    /// That of the surface and that of its flat view: they may show other points.
    quivers: [QuiverPass; 2],
}

impl LossFields {
    /// `quiver` lends its pipelines.
    pub(super) fn new(gpu: &Gpu, quiver: &QuiverPass) -> Self {
        let quivers = [quiver.another(gpu), quiver.another(gpu)];
        Self { field: FieldSlot::new(Outdated::Dropped), quivers }
    }

    /// Goes on evaluating what the scene shows, without waiting. Returns the field's range once.
    pub(super) fn poll(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        self.quiver_mut(scene).poll(gpu, scene)?;
        self.field.poll(gpu, pass, &scene.objective, Field::drawable(gpu, scene.grid))
    }

    /// Evaluates what the scene shows, and waits. Returns the field's range if it is a new one.
    pub(super) fn wait(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        self.quiver_mut(scene).wait(gpu, scene)?;
        self.field.wait(gpu, pass, &scene.objective, Field::drawable(gpu, scene.grid))
    }

    /// Quivers that have come so far, and whether one is being evaluated.
    pub(super) fn quivers(&self) -> (u64, bool) {
        let progress = self.quivers.iter().map(QuiverPass::progress);
        progress.fold((0, false), |(count, busy), (n, is_busy)| (count + n, busy || is_busy))
    }

    pub(super) fn quiver(&self, scene: &Scene) -> &QuiverPass {
        &self.quivers[usize::from(scene.camera.lens == Lens::Flat)]
    }

    pub(super) fn quiver_mut(&mut self, scene: &Scene) -> &mut QuiverPass {
        &mut self.quivers[usize::from(scene.camera.lens == Lens::Flat)]
    }
}
