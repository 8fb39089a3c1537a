//! What is evaluated of one loss: its field, and the gradient where a quiver shows it.

use super::field::Field;
use super::field_slot::{FieldSlot, Outdated};
use super::quiver::QuiverPass;
use super::range::{FieldRange, RangePass};
use super::{Gpu, GpuError};
use crate::scene::{Lens, Scene};

pub(super) struct LossFields {
    pub(super) field: FieldSlot,
    /// What the colours show, where that is not the height.
    pub(super) tint: FieldSlot,
    tints: u64,
    /// That of the surface and that of its flat view: they may show other points.
    quivers: [QuiverPass; 2],
}

impl LossFields {
    /// `quiver` lends its pipelines.
    pub(super) fn new(gpu: &Gpu, quiver: &QuiverPass) -> Self {
        let quivers = [quiver.another(gpu), quiver.another(gpu)];
        let (field, tint) = (FieldSlot::new(Outdated::Dropped), FieldSlot::new(Outdated::Finished));
        Self { field, tint, tints: 0, quivers }
    }

    /// Goes on evaluating what the scene shows, without waiting. Returns the field's range once.
    pub(super) fn poll(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        self.quiver_mut(scene).poll(gpu, scene)?;
        let grid = Field::drawable(gpu, scene.grid);
        if let Some(tint) = &scene.tint {
            self.tint.turn_to(tint.quantity);
            if tint.objective.landscape().is_some() {
                // Of a network it takes long, and another plane asks for other colours.
                self.tint.drop_all_but(&tint.objective);
            }
            let new = self.tint.poll(gpu, pass, &tint.objective, grid)?;
            self.tints += u64::from(new.is_some());
        }
        self.field.poll(gpu, pass, &scene.objective, grid)
    }

    /// Evaluates what the scene shows, and waits. Returns the field's range if it is a new one.
    pub(super) fn wait(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        self.quiver_mut(scene).wait(gpu, scene)?;
        let grid = Field::drawable(gpu, scene.grid);
        if let Some(tint) = &scene.tint {
            self.tint.turn_to(tint.quantity);
            self.tint.wait(gpu, pass, &tint.objective, grid)?;
        }
        self.field.wait(gpu, pass, &scene.objective, grid)
    }

    /// Quivers and tints that have come so far, and whether one is being evaluated.
    pub(super) fn extras(&self) -> (u64, bool) {
        let quivers = self.quivers.iter().map(QuiverPass::progress);
        let tint = (self.tints, self.tint.is_evaluating());
        quivers.fold(tint, |(count, busy), (n, is_busy)| (count + n, busy || is_busy))
    }

    /// The tint's field over the samples of the surface's, once it is there.
    pub(super) fn tint_of(&self, scene: &Scene) -> Option<&Field> {
        let tint = scene.tint.as_ref()?;
        let field = self.tint.shown_of(&tint.objective, tint.quantity)?;
        (Some(field.grid) == self.field.shown().map(|field| field.grid)).then_some(field)
    }

    pub(super) fn quiver(&self, scene: &Scene) -> &QuiverPass {
        &self.quivers[usize::from(scene.camera.lens == Lens::Flat)]
    }

    pub(super) fn quiver_mut(&mut self, scene: &Scene) -> &mut QuiverPass {
        &mut self.quivers[usize::from(scene.camera.lens == Lens::Flat)]
    }
}
