//! Draws the floor: see `shaders/floor.wgsl`.

use super::Gpu;
use super::frame::FrameBinding;
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::terrain::Terrain;
use crate::scene::Floor;

pub(super) struct FloorPass {
    grid: wgpu::RenderPipeline,
    map: wgpu::RenderPipeline,
    flat: wgpu::RenderPipeline,
}

impl FloorPass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding, terrain: &Terrain) -> Self {
        let module = Pass::Floor.module(&gpu.device);
        let pass = PassPipelines {
            gpu,
            label: "floor",
            layouts: &[&frame.layout, &terrain.layout],
            module: &module,
        };
        let strip = wgpu::PrimitiveTopology::TriangleStrip;
        Self {
            grid: pass.render("vs_floor", "fs_grid", strip, Meets::BACKDROP),
            map: pass.render("vs_floor", "fs_map", strip, Meets::BACKDROP),
            flat: pass.render("vs_flat", "fs_flat", strip, Meets::BACKDROP),
        }
    }

    /// Draws into a pass whose groups 0 and 1 are bound.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>, floor: Floor) {
        match floor {
            Floor::Grid | Floor::Deep => pass.set_pipeline(&self.grid),
            Floor::Map => pass.set_pipeline(&self.map),
            Floor::None => return,
        }
        pass.draw(0..4, 0..1);
    }

    /// Draws the surface as it is on paper, in its own colours, into a pass whose groups 0 and 1 are bound.
    pub(super) fn draw_flat(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.flat);
        pass.draw(0..4, 0..1);
    }
}
