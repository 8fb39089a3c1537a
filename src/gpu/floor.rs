//! Draws the floor: see `shaders/floor.wgsl`.

use super::Gpu;
use super::frame::FrameBinding;
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::terrain::Terrain;

pub(super) struct FloorPass {
    pipeline: wgpu::RenderPipeline,
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
        Self {
            pipeline: pass.render(
                "vs_floor",
                "fs_floor",
                wgpu::PrimitiveTopology::TriangleStrip,
                Meets::OVER,
            ),
        }
    }

    /// Draws into a pass whose groups 0 and 1 are bound; first of all, since everything else stands on it.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_pipeline(&self.pipeline);
        pass.draw(0..4, 0..1);
    }
}
