//! The renderer: keeps the field of the scene up to date and draws the passes in order.
//!
//! ```text
//! floor, shadows | walls, surface | ghost | tangent plane | swarm, lines behind (dim dashes), guides, outlines, paths, arrows,
//! members, heads, marks
//! ```

use super::field::Field;
use super::field_slot::{FieldSlot, Outdated};
use super::floor::FloorPass;
use super::frame::{FrameBinding, FrameUniform};
use super::ghost::Ghost;
use super::glyph::GlyphPass;
use super::polyline::PolylinePass;
use super::range::{FieldRange, RangePass};
use super::surface::SurfacePass;
use super::swarm::SwarmPass;
use super::tangent::TangentPass;
use super::terrain::{Terrain, mesh_size};
use super::{Gpu, GpuError, Target};
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
    swarm: SwarmPass,
    tangent: TangentPass,
    range_pass: RangePass,
    field: FieldSlot,
    ghost: Option<Ghost>,
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
            swarm: SwarmPass::new(gpu, &frame),
            tangent: TangentPass::new(gpu, &frame),
            range_pass: RangePass::new(gpu),
            gpu: gpu.clone(),
            frame,
            terrain,
            field: FieldSlot::new(Outdated::Dropped),
            ghost: None,
        }
    }

    /// Goes on evaluating the fields of the scene without waiting. Returns the surface's range once, when it is ready to be
    /// drawn; until then the old field stays.
    pub fn poll_field(&mut self, scene: &Scene) -> Result<Option<FieldRange>, GpuError> {
        let grid = Field::drawable(&self.gpu, scene.grid);
        if let Some(objective) = &scene.ghost {
            let ghost = self.ghost.get_or_insert_with(|| Ghost::new(&self.gpu, &self.frame));
            ghost.poll(&self.gpu, &self.range_pass, objective, grid)?;
        }
        self.field.poll(&self.gpu, &self.range_pass, &scene.objective, grid)
    }

    /// Evaluates the fields of the scene and waits for them. Returns the surface's range if its field is a new one.
    pub fn wait_field(&mut self, scene: &Scene) -> Result<Option<FieldRange>, GpuError> {
        let grid = Field::drawable(&self.gpu, scene.grid);
        if let Some(objective) = &scene.ghost {
            let ghost = self.ghost.get_or_insert_with(|| Ghost::new(&self.gpu, &self.frame));
            ghost.wait(&self.gpu, &self.range_pass, objective, grid)?;
        }
        self.field.wait(&self.gpu, &self.range_pass, &scene.objective, grid)
    }

    /// Whether the surface's field is still being evaluated.
    pub fn is_evaluating(&self) -> bool {
        self.field.is_evaluating()
    }

    /// Fields of ghosts that have come so far, and whether one is being evaluated.
    pub fn ghosts(&self) -> (u64, bool) {
        self.ghost.as_ref().map_or((0, false), Ghost::progress)
    }

    /// The grid that is drawn, once a field is ready.
    pub fn shown_grid(&self) -> Option<Grid> {
        self.field.shown().map(|field| field.grid)
    }

    /// Draws the scene into the target and submits it. Without a field yet, the surroundings alone.
    pub fn draw(&mut self, scene: &Scene, layout: &Layout, target: &Target) {
        let gpu = &self.gpu;
        let mut uniform = FrameUniform::new(scene, layout);
        if let Some(field) = self.field.shown() {
            uniform.field_size = [field.grid.nx, field.grid.ny];
            uniform.mesh_size = mesh_size(gpu, field, uniform.px_per_world);
            self.terrain.bind(gpu, field, uniform.mesh_size);
        }
        self.frame.write(&gpu.queue, &uniform);
        self.polyline.prepare(gpu, scene);
        self.tangent.prepare(gpu, scene);
        self.swarm.prepare(gpu, scene.swarm.as_ref(), &scene.world, scene.style.colormap);
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
        if let Some(ghost) = self.ghost.as_mut().filter(|_| scene.ghost.is_some()) {
            ghost.prepare(gpu, &mut encoder, scene, &uniform);
        }
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
        if let Some(ghost) = self.ghost.as_ref().filter(|_| scene.ghost.is_some()) {
            ghost.draw(pass, &self.surface, &self.frame);
        }
        self.tangent.draw(pass);
        self.swarm.draw(pass);
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
