//! Draws the arrows of a quiver from the gradient that the GPU has evaluated: see `shaders/quiver.wgsl`.
//!
//! Points whose evaluation takes longer than a frame replace those shown only when all of them are there.

use std::sync::Arc;

use wgpu::PrimitiveTopology::TriangleStrip;

use super::buffers::{Holds, bind_group, layout, storage_of_size, uniform};
use super::frame::{FrameBinding, encoded};
use super::gradient::{GradientJob, GradientProgram};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::{Gpu, GpuError};
use crate::objective::Objective;
use crate::scene::{ArrowColors, ArrowLength, Quiver, Scene};

/// Mirrors `Quiver` in `shaders/tangent.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct QuiverUniform {
    pub size: [u32; 2],
    pub parity: [u32; 2],
    pub backwards: [u32; 2],
    pub magnitude_ends: [f32; 2],
    pub longest: f32,
    pub length: u32,
    pub on_floor: u32,
    pub floor_z: f32,
    pub odd_strength: f32,
    pub hidden_strength: f32,
    pub unused: [f32; 2],
}

/// Strength of arrows that an opaque surface hides, like that of hidden paths.
const HIDDEN_STRENGTH: f32 = 0.3;
/// Colours from the smallest magnitude to the largest.
const SHADES: usize = 256;

impl QuiverUniform {
    /// What the shader reads to draw `quiver` in a picture of `scene`.
    pub fn new(quiver: &Quiver, scene: &Scene) -> Self {
        let (world, style) = (&scene.world, &scene.style);
        let on_floor = quiver.is_on_floor(world);
        let least = if on_floor { 0.0 } else { HIDDEN_STRENGTH };
        let back = scene.camera.eye_in_world() - scene.camera.target;
        Self {
            size: [quiver.points.nx, quiver.points.ny],
            parity: quiver.first.map(|index| index & 1),
            backwards: [back.x, back.y].map(|along| u32::from(along < 0.0)),
            magnitude_ends: [quiver.range.low as f32, quiver.range.high as f32],
            longest: quiver.style.of.sign() * quiver.longest(),
            length: match quiver.style.length {
                ArrowLength::Linear => 0,
                ArrowLength::Log => 1,
                ArrowLength::Equal => 2,
            },
            on_floor: u32::from(on_floor),
            floor_z: Quiver::above_floor(style.floor.z()),
            odd_strength: quiver.odd_strength,
            hidden_strength: 1.0 - (1.0 - least) * style.opacity,
            unused: [0.0; 2],
        }
    }
}

pub(super) struct QuiverPass {
    front: wgpu::RenderPipeline,
    hidden: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    uniform: wgpu::Buffer,
    colors: wgpu::Buffer,
    tinted: Option<ArrowColors>,
    program: Option<GradientProgram>,
    /// The next points on their way, with the quiver that asked for them; likewise those that are shown.
    job: Option<(GradientJob, Quiver)>,
    shown: Option<(GradientJob, Quiver)>,
    evaluated: u64,
    group: Option<wgpu::BindGroup>,
    count: u32,
}

impl QuiverPass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let module = Pass::Quiver.module(&gpu.device);
        let holds = [Holds::Uniform, Holds::ReadStorage, Holds::ReadStorage];
        let layout = layout(&gpu.device, "quiver", wgpu::ShaderStages::VERTEX_FRAGMENT, &holds);
        let pass = PassPipelines {
            gpu,
            label: "quiver",
            layouts: &[&frame.layout, &layout],
            module: &module,
        };
        let zero: QuiverUniform = bytemuck::Zeroable::zeroed();
        Self {
            front: pass.render("vs_quiver", "fs_quiver", TriangleStrip, Meets::IN_FRONT),
            hidden: pass.render("vs_quiver", "fs_hidden", TriangleStrip, Meets::BEHIND),
            uniform: uniform(&gpu.device, "quiver", &zero),
            colors: storage_of_size(&gpu.device, "quiver colours", 16 * SHADES as u64),
            tinted: None,
            layout,
            program: None,
            job: None,
            shown: None,
            evaluated: 0,
            group: None,
            count: 0,
        }
    }

    /// The same pass for arrows of its own.
    pub(super) fn another(&self, gpu: &Gpu) -> Self {
        let zero: QuiverUniform = bytemuck::Zeroable::zeroed();
        Self {
            front: self.front.clone(),
            hidden: self.hidden.clone(),
            layout: self.layout.clone(),
            uniform: uniform(&gpu.device, "quiver", &zero),
            colors: storage_of_size(&gpu.device, "quiver colours", 16 * SHADES as u64),
            tinted: None,
            program: None,
            job: None,
            shown: None,
            evaluated: 0,
            group: None,
            count: 0,
        }
    }

    /// Goes on evaluating the points of the scene's quiver without waiting; the last ones stay until all are there.
    pub(super) fn poll(&mut self, gpu: &Gpu, scene: &Scene) -> Result<(), GpuError> {
        self.start(gpu, scene)?;
        let (Some((job, _)), Some(program)) = (&mut self.job, &self.program) else { return Ok(()) };
        if job.advance(gpu, program)? {
            self.show();
        }
        Ok(())
    }

    /// Evaluates the points of the scene's quiver; what is drawn afterwards has them.
    pub(super) fn wait(&mut self, gpu: &Gpu, scene: &Scene) -> Result<(), GpuError> {
        self.start(gpu, scene)?;
        let (Some((job, _)), Some(program)) = (&mut self.job, &self.program) else { return Ok(()) };
        job.finish(gpu, program)?;
        self.show();
        Ok(())
    }

    /// Quivers that have come so far, and whether one is being evaluated.
    pub(super) fn progress(&self) -> (u64, bool) {
        (self.evaluated, self.job.is_some())
    }

    fn start(&mut self, gpu: &Gpu, scene: &Scene) -> Result<(), GpuError> {
        let Some(quiver) = &scene.quiver else {
            (self.job, self.shown, self.group) = (None, None, None);
            return Ok(());
        };
        let is_it = |(job, _): &(GradientJob, Quiver)| job.is_for(&scene.objective, quiver.points);
        if self.shown.as_ref().is_some_and(is_it) {
            self.job = None;
            return Ok(());
        }
        if self.job.as_ref().is_some_and(is_it) {
            return Ok(());
        }
        let objective: &Arc<Objective> = &scene.objective;
        if !self.program.as_ref().is_some_and(|program| program.fits(objective)) {
            self.program = Some(GradientProgram::new(gpu, objective)?);
        }
        let former = self.shown.as_ref().map(|(job, _)| job);
        let job = GradientJob::new(gpu, objective, quiver.points, former);
        self.job = Some((job, *quiver));
        Ok(())
    }

    fn show(&mut self) {
        (self.shown, self.group) = (self.job.take(), None);
        self.evaluated += 1;
    }

    /// Uploads how the arrows are drawn.
    pub(super) fn prepare(&mut self, gpu: &Gpu, scene: &Scene) {
        self.count = 0;
        let (Some(quiver), Some((job, asked))) = (&scene.quiver, &self.shown) else { return };
        // Until new points are there, the former ones are drawn where and as long as they were.
        let Quiver { points, first, odd_strength, cell, .. } =
            *if job.is_for(&scene.objective, quiver.points) { quiver } else { asked };
        let drawn = Quiver { points, first, odd_strength, cell, ..*quiver };
        let uniform = QuiverUniform::new(&drawn, scene);
        gpu.queue.write_buffer(&self.uniform, 0, bytemuck::bytes_of(&uniform));
        if self.tinted != Some(quiver.style.colors) {
            let shades: Vec<[f32; 4]> =
                quiver.style.colors.colors(SHADES).into_iter().map(encoded).collect();
            gpu.queue.write_buffer(&self.colors, 0, bytemuck::cast_slice(&shades));
            self.tinted = Some(quiver.style.colors);
        }
        if self.group.is_none() {
            let buffers = [&self.uniform, job.arrows(), &self.colors];
            self.group = Some(bind_group(&gpu.device, "quiver", &self.layout, &buffers));
        }
        self.count = points.nx * points.ny;
    }

    /// Draws the arrows after the surface: those that it hides, then the others.
    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        let Some(group) = self.group.as_ref().filter(|_| self.count > 0) else { return };
        pass.set_bind_group(1, group, &[]);
        for pipeline in [&self.hidden, &self.front] {
            pass.set_pipeline(pipeline);
            pass.draw(0..4, 0..self.count);
        }
    }
}
