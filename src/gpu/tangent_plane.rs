//! Draws the tangent plane: see `shaders/tangent_plane.wgsl`.

use wgpu::PrimitiveTopology::TriangleStrip;

use super::Gpu;
use super::buffers::{Holds, bind_group, layout, uniform};
use super::frame::{FrameBinding, encoded};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use crate::scene::{Scene, TangentPlane};

/// Mirrors `Tangent` in `shaders/tangent_plane.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct TangentUniform {
    pub point: [f32; 2],
    pub gradient: [f32; 2],
    pub low: [f32; 2],
    pub high: [f32; 2],
    pub half_side: [f32; 2],
    pub loss_limits: [f32; 2],
    pub loss: f32,
    pub strength: f32,
    pub unused: [f32; 2],
    pub color: [f32; 4],
}

/// Cells of the piece; `CELLS` squared in the shader.
const CELLS: u32 = 64 * 64;

impl TangentUniform {
    fn new(plane: &TangentPlane, rise: f32) -> Self {
        let single = |pair: [f64; 2]| pair.map(|c| c as f32);
        Self {
            point: single(plane.expansion.point),
            gradient: single(plane.expansion.gradient),
            low: single(plane.low),
            high: single(plane.high),
            half_side: single(plane.half),
            loss_limits: single(plane.losses),
            loss: plane.expansion.loss as f32,
            // On a flat map a plane has no slope to show.
            strength: ((rise - 0.1) / 0.4).clamp(0.0, 1.0),
            unused: [0.0; 2],
            color: encoded(plane.color),
        }
    }
}

pub(super) struct TangentPass {
    front: wgpu::RenderPipeline,
    hidden: wgpu::RenderPipeline,
    uniform: wgpu::Buffer,
    group: wgpu::BindGroup,
    is_shown: bool,
}

impl TangentPass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let module = Pass::Tangent.module(&gpu.device);
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let layout = layout(&gpu.device, "tangent", stages, &[Holds::Uniform]);
        let pass = PassPipelines {
            gpu,
            label: "tangent",
            layouts: &[&frame.layout, &layout],
            module: &module,
        };
        let zero: TangentUniform = bytemuck::Zeroable::zeroed();
        let uniform = uniform(&gpu.device, "tangent", &zero);
        Self {
            front: pass.render("vs_tangent", "fs_tangent", TriangleStrip, Meets::IN_FRONT),
            hidden: pass.render("vs_tangent", "fs_hidden", TriangleStrip, Meets::BEHIND),
            group: bind_group(&gpu.device, "tangent", &layout, &[&uniform]),
            uniform,
            is_shown: false,
        }
    }

    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        let plane = scene.probe.as_ref().and_then(|probe| probe.plane.as_ref());
        let plane = plane.map(|plane| TangentUniform::new(plane, scene.world.rise));
        let plane = plane.filter(|plane| plane.strength > 0.0);
        self.is_shown = plane.is_some();
        if let Some(plane) = plane {
            gpu.queue.write_buffer(&self.uniform, 0, bytemuck::bytes_of(&plane));
        }
    }

    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if !self.is_shown {
            return;
        }
        pass.set_bind_group(1, &self.group, &[]);
        for pipeline in [&self.hidden, &self.front] {
            pass.set_pipeline(pipeline);
            pass.draw(0..4, 0..CELLS);
        }
    }
}
