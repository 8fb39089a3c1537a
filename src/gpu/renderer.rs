//! The renderer: keeps the field of the scene up to date and draws the passes in order.
//!
//! ```text
//! floor, shadows | walls, surface | paths and arrows behind (dim dashes), paths, arrows, heads, marks
//! ```

use std::sync::Arc;

use super::field::{Field, FieldJob, FieldProgram};
use super::floor::FloorPass;
use super::frame::{FrameBinding, FrameUniform};
use super::glyph::GlyphPass;
use super::polyline::PolylinePass;
use super::range::{FieldRange, RangePass};
use super::surface::SurfacePass;
use super::terrain::{Terrain, mesh_size};
use super::{Gpu, GpuError, Target};
use crate::objective::Objective;
use crate::overlay::Layout;
use crate::scene::{Floor, Grid, Scene};

/// Draws scenes on one device.
pub struct Renderer {
    gpu: Gpu,
    frame: FrameBinding,
    terrain: Terrain,
    surface: SurfacePass,
    floor: FloorPass,
    polyline: PolylinePass,
    glyph: GlyphPass,
    range_pass: RangePass,
    program: Option<FieldProgram>,
    job: Option<FieldJob>,
    shown: Option<(Field, Arc<Objective>)>,
}

impl Renderer {
    /// Compiles all passes.
    pub fn new(gpu: &Gpu) -> Self {
        let frame = FrameBinding::new(&gpu.device);
        let terrain = Terrain::new(gpu, &frame);
        Self {
            surface: SurfacePass::new(gpu, &frame, &terrain),
            floor: FloorPass::new(gpu, &frame, &terrain),
            polyline: PolylinePass::new(gpu, &frame),
            glyph: GlyphPass::new(gpu, &frame),
            range_pass: RangePass::new(gpu),
            gpu: gpu.clone(),
            frame,
            terrain,
            program: None,
            job: None,
            shown: None,
        }
    }

    /// Goes on evaluating the field of the scene without waiting. Returns its range once, when it is ready to be drawn;
    /// until then the old field stays.
    pub fn poll_field(&mut self, scene: &Scene) -> Result<Option<FieldRange>, GpuError> {
        self.start_field(scene)?;
        let (Some(job), Some(program)) = (&mut self.job, &self.program) else { return Ok(None) };
        Ok(if job.advance(&self.gpu, program, &self.range_pass)? {
            self.take_field()
        } else {
            None
        })
    }

    /// Evaluates the field of the scene and waits for it. Returns its range if the field is a new one.
    pub fn wait_field(&mut self, scene: &Scene) -> Result<Option<FieldRange>, GpuError> {
        self.start_field(scene)?;
        let (Some(job), Some(program)) = (&mut self.job, &self.program) else { return Ok(None) };
        job.finish(&self.gpu, program, &self.range_pass)?;
        Ok(self.take_field())
    }

    /// Whether a field is still being evaluated.
    pub fn is_evaluating(&self) -> bool {
        self.job.is_some()
    }

    fn start_field(&mut self, scene: &Scene) -> Result<(), GpuError> {
        let grid = Field::drawable(&self.gpu, scene.grid);
        let is_shown = |(field, objective): &(Field, Arc<Objective>)| {
            Arc::ptr_eq(objective, &scene.objective) && field.grid == grid
        };
        if self.shown.as_ref().is_some_and(is_shown) {
            self.job = None;
            return Ok(());
        }
        if self.job.as_ref().is_some_and(|job| job.is_for(&scene.objective, grid)) {
            return Ok(());
        }
        if !self.program.as_ref().is_some_and(|program| program.fits(&scene.objective)) {
            self.program = Some(FieldProgram::new(&self.gpu, &scene.objective)?);
        }
        self.job = Some(FieldJob::new(&self.gpu, Arc::clone(&scene.objective), grid)?);
        Ok(())
    }

    fn take_field(&mut self) -> Option<FieldRange> {
        let (field, objective, range) = self.job.take()?.take()?;
        self.shown = Some((field, objective));
        Some(range)
    }

    /// The grid that is drawn, once a field is ready.
    pub fn shown_grid(&self) -> Option<Grid> {
        self.shown.as_ref().map(|(field, _)| field.grid)
    }

    /// Draws the scene into the target and submits it. Without a field yet, the surroundings alone.
    pub fn draw(&mut self, scene: &Scene, layout: &Layout, target: &Target) {
        let gpu = &self.gpu;
        let mut uniform = FrameUniform::new(scene, layout);
        if let Some((field, _)) = &self.shown {
            uniform.field_size = [field.grid.nx, field.grid.ny];
            uniform.mesh_size = mesh_size(gpu, field, uniform.px_per_world);
            self.terrain.bind(gpu, field, uniform.mesh_size);
        }
        self.frame.write(&gpu.queue, &uniform);
        self.polyline.prepare(gpu, scene);
        self.glyph.prepare(
            gpu,
            scene,
            uniform.clip_from_world,
            uniform.viewport_px,
            uniform.pixel_scale,
        );
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("scene") });
        self.terrain.prepare(gpu, &self.frame, &mut encoder, scene.style.colormap, scene.world);
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("scene"),
                color_attachments: &[Some(color_attachment(target, uniform.background))],
                depth_stencil_attachment: Some(depth_attachment(target)),
                ..Default::default()
            });
            pass.set_bind_group(0, &self.frame.group, &[]);
            self.draw_passes(&mut pass, scene, uniform.mesh_size);
        }
        gpu.queue.submit([encoder.finish()]);
    }

    fn draw_passes(&self, pass: &mut wgpu::RenderPass<'_>, scene: &Scene, mesh_size: [u32; 2]) {
        let style = &scene.style;
        let opaque = style.opacity >= 1.0;
        if let Some(group) = self.terrain.group() {
            pass.set_bind_group(1, group, &[]);
            if !opaque {
                self.draw_floor(pass, scene, group);
            }
            self.surface.draw(pass, mesh_size, opaque, opaque && style.floor == Floor::Grid);
            if opaque {
                // After the surface, which hides much of it.
                self.draw_floor(pass, scene, group);
            }
        }
        self.polyline.draw(pass);
        self.glyph.draw(pass);
    }

    /// The floor with the shadows of the paths; not from below, where it would hide everything.
    fn draw_floor(&self, pass: &mut wgpu::RenderPass<'_>, scene: &Scene, group: &wgpu::BindGroup) {
        let floor = scene.style.floor;
        if scene.camera.eye_in_world().z <= floor.z() {
            return;
        }
        self.floor.draw(pass, floor);
        if floor == Floor::Map {
            self.polyline.draw_shadows(pass);
            pass.set_bind_group(1, group, &[]);
        }
    }
}

fn color_attachment<'a>(
    target: &'a Target,
    background: [f32; 4],
) -> wgpu::RenderPassColorAttachment<'a> {
    let [r, g, b, a] = background.map(f64::from);
    wgpu::RenderPassColorAttachment {
        view: &target.color,
        depth_slice: None,
        resolve_target: Some(&target.view),
        ops: wgpu::Operations {
            load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
            store: wgpu::StoreOp::Discard,
        },
    }
}

fn depth_attachment(target: &Target) -> wgpu::RenderPassDepthStencilAttachment<'_> {
    wgpu::RenderPassDepthStencilAttachment {
        view: &target.depth,
        depth_ops: Some(wgpu::Operations {
            load: wgpu::LoadOp::Clear(1.0),
            store: wgpu::StoreOp::Discard,
        }),
        stencil_ops: None,
    }
}
