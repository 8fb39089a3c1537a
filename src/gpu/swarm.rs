//! Draws swarms as discs with fading trails: see `shaders/swarm.wgsl`.

use std::sync::Arc;

use wgpu::PrimitiveTopology::TriangleStrip;

use super::Gpu;
use super::buffers::{Growing, Holds, bind_group, layout, storage_of_size, uniform};
use super::frame::FrameBinding;
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use crate::optim::swarm::SwarmChunk;
use crate::scene::{Colormap, ShownSwarm, SwarmColors, World};

/// Mirrors `Swarm` in `shaders/swarm.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct SwarmUniform {
    pub rows: u32,
    pub segments: u32,
    pub shown_row: f32,
    pub span: f32,
    pub radius: f32,
    pub half_width: f32,
    pub opacity: f32,
    pub trail_opacity: f32,
}

impl SwarmUniform {
    /// What the shader reads for a swarm.
    pub fn new(swarm: &ShownSwarm) -> Self {
        let look = swarm.look();
        Self {
            rows: swarm.rows as u32,
            segments: look.segments as u32,
            shown_row: swarm.shown_row,
            span: look.span,
            radius: look.radius,
            half_width: look.half_width,
            opacity: look.opacity,
            trail_opacity: look.trail_opacity,
        }
    }
}

pub(super) struct SwarmPass {
    trail: wgpu::RenderPipeline,
    disc: wgpu::RenderPipeline,
    hidden_disc: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    uniform: wgpu::Buffer,
    samples: wgpu::Buffer,
    colors: Growing,
    group: wgpu::BindGroup,
    uploaded: Vec<Arc<SwarmChunk>>,
    tinted: Option<Tint>,
    members: u32,
    segments: u32,
}

/// What the colours of the members depend on besides the chunks.
#[derive(PartialEq)]
struct Tint {
    colors: SwarmColors,
    world: World,
    colormap: Colormap,
}

impl SwarmPass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let module = Pass::Swarm.module(&gpu.device);
        let holds = [Holds::Uniform, Holds::ReadStorage, Holds::ReadStorage];
        let layout = layout(&gpu.device, "swarm", wgpu::ShaderStages::VERTEX_FRAGMENT, &holds);
        let pass = PassPipelines {
            gpu,
            label: "swarm",
            layouts: &[&frame.layout, &layout],
            module: &module,
        };
        let zero: SwarmUniform = bytemuck::Zeroable::zeroed();
        let uniform = uniform(&gpu.device, "swarm", &zero);
        let samples = storage_of_size(&gpu.device, "swarm samples", 16);
        let colors = Growing::new(&gpu.device, "swarm colours");
        let buffers = [&uniform, &samples, colors.buffer()];
        Self {
            trail: pass.render("vs_trail", "fs_trail", TriangleStrip, Meets::IN_FRONT),
            disc: pass.render("vs_disc", "fs_disc", TriangleStrip, Meets::IN_FRONT),
            hidden_disc: pass.render("vs_disc", "fs_hidden_disc", TriangleStrip, Meets::BEHIND),
            group: bind_group(&gpu.device, "swarm", &layout, &buffers),
            layout,
            uniform,
            samples,
            colors,
            uploaded: Vec::new(),
            tinted: None,
            members: 0,
            segments: 0,
        }
    }

    /// Uploads what is new: chunks as they come, colours when they change, the playhead every frame.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        swarm: Option<&ShownSwarm>,
        world: &World,
        colormap: Colormap,
    ) {
        let Some(swarm) = swarm else { return self.forget(gpu) };
        let Gpu { device, queue, .. } = gpu;
        let before = self.uploaded.len();
        let mut bound = !self.upload(gpu, swarm);
        let tint = Tint { colors: swarm.colors.clone(), world: *world, colormap };
        if self.uploaded.len() != before || !bound || self.tinted.as_ref() != Some(&tint) {
            bound &= !self.colors.write(device, queue, &swarm.member_colors(world, colormap));
            self.tinted = Some(tint);
        }
        if !bound {
            self.bind(device);
        }
        let uniform = SwarmUniform::new(swarm);
        queue.write_buffer(&self.uniform, 0, bytemuck::bytes_of(&uniform));
        (self.members, self.segments) = (swarm.members as u32, uniform.segments);
    }

    /// Without a swarm the memory of the last one is given back.
    fn forget(&mut self, gpu: &Gpu) {
        (self.members, self.tinted) = (0, None);
        if self.uploaded.is_empty() {
            return;
        }
        self.uploaded.clear();
        self.samples = storage_of_size(&gpu.device, "swarm samples", 16);
        self.bind(&gpu.device);
    }

    fn bind(&mut self, device: &wgpu::Device) {
        let buffers = [&self.uniform, &self.samples, self.colors.buffer()];
        self.group = bind_group(device, "swarm", &self.layout, &buffers);
    }

    /// Writes the chunks that are new; true when the buffer was made anew and must be bound again.
    fn upload(&mut self, gpu: &Gpu, swarm: &ShownSwarm) -> bool {
        let is_known = |(old, new): (&Arc<SwarmChunk>, &Arc<SwarmChunk>)| Arc::ptr_eq(old, new);
        let goes_on = !self.uploaded.is_empty()
            && self.uploaded.len() <= swarm.chunks.len()
            && self.uploaded.iter().zip(&*swarm.chunks).all(is_known);
        let row_bytes = 3 * size_of::<f32>();
        if !goes_on {
            self.uploaded.clear();
            let bytes = (swarm.members * swarm.rows * row_bytes).max(16);
            self.samples = storage_of_size(&gpu.device, "swarm samples", bytes as u64);
        }
        for chunk in &swarm.chunks[self.uploaded.len()..] {
            let offset = (chunk.first * swarm.rows * row_bytes) as u64;
            gpu.queue.write_buffer(&self.samples, offset, bytemuck::cast_slice(&chunk.samples));
            self.uploaded.push(Arc::clone(chunk));
        }
        !goes_on
    }

    /// Draws the swarm after the surface: what is hidden, trails, discs.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.members == 0 {
            return;
        }
        pass.set_bind_group(1, &self.group, &[]);
        let draws = [
            (&self.hidden_disc, self.members),
            (&self.trail, self.members * self.segments),
            (&self.disc, self.members),
        ];
        for (pipeline, instances) in draws {
            pass.set_pipeline(pipeline);
            pass.draw(0..4, 0..instances);
        }
    }
}
