//! The ghost: a second surface, pale and translucent, over the first: the loss of the mini-batch of the step shown.
//!
//! It has a field, a terrain and frame uniforms of its own, and shares everything else, so that the same map places both.

use std::sync::Arc;

use super::field_slot::{FieldSlot, Outdated};
use super::frame::{FrameBinding, FrameUniform, TINT_HEIGHT};
use super::range::RangePass;
use super::surface::SurfacePass;
use super::terrain::{Terrain, mesh_size};
use super::{Gpu, GpuError};
use crate::objective::Objective;
use crate::scene::{Grid, Scene};

/// Samples along one side of a ghost at most: it is seen through, and changes with every step.
const MOST_SAMPLES: u32 = 128;

pub(super) struct Ghost {
    frame: FrameBinding,
    terrain: Terrain,
    slot: FieldSlot,
    mesh_size: [u32; 2],
    fields: u64,
}

impl Ghost {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        Self {
            frame: frame.another(&gpu.device),
            terrain: Terrain::new(gpu, frame),
            slot: FieldSlot::new(Outdated::Finished),
            mesh_size: [2, 2],
            fields: 0,
        }
    }

    /// Goes on evaluating the field of `objective` over the samples of `grid`, as many as a ghost needs.
    pub(super) fn poll(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        objective: &Arc<Objective>,
        grid: Grid,
    ) -> Result<(), GpuError> {
        let new = self.slot.poll(gpu, pass, objective, coarse(grid))?;
        self.fields += u64::from(new.is_some());
        Ok(())
    }

    /// Evaluates the field of `objective` and waits for it.
    pub(super) fn wait(
        &mut self,
        gpu: &Gpu,
        pass: &RangePass,
        objective: &Arc<Objective>,
        grid: Grid,
    ) -> Result<(), GpuError> {
        self.slot.wait(gpu, pass, objective, coarse(grid)).map(|_| ())
    }

    /// Fields that have come so far, and whether one is being evaluated.
    pub(super) fn progress(&self) -> (u64, bool) {
        (self.fields, self.slot.is_evaluating())
    }

    /// Brings terrain and uniforms up to date; `uniform` is that of the surface.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        encoder: &mut wgpu::CommandEncoder,
        scene: &Scene,
        uniform: &FrameUniform,
    ) {
        let Some(field) = self.slot.shown() else { return };
        let Grid { nx, ny, .. } = field.grid;
        self.mesh_size = mesh_size(gpu, field, uniform.px_per_world);
        self.terrain.bind(gpu, field, None, self.mesh_size);
        let own = FrameUniform {
            field_size: [nx, ny],
            mesh_size: self.mesh_size,
            tint: TINT_HEIGHT,
            ..*uniform
        };
        self.frame.write(&gpu.queue, &own);
        self.terrain.prepare(gpu, &self.frame, encoder, scene);
    }

    /// Draws it, and binds the surface's frame again.
    pub(super) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        surface: &SurfacePass,
        frame: &FrameBinding,
    ) {
        let Some(group) = self.terrain.group() else { return };
        pass.set_bind_group(0, &self.frame.group, &[]);
        pass.set_bind_group(1, group, &[]);
        surface.draw_ghost(pass, self.mesh_size);
        pass.set_bind_group(0, &frame.group, &[]);
    }
}

fn coarse(grid: Grid) -> Grid {
    Grid { nx: grid.nx.min(MOST_SAMPLES), ny: grid.ny.min(MOST_SAMPLES), ..grid }
}
