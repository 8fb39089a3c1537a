//! The renderer: keeps the fields of the scenes up to date and draws the passes in order.
//!
//! ```text
//! floor, shadows | walls, surface | ghost | swarm, lines behind (dim dashes), outlines, paths, arrows, members, heads, marks
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
use super::terrain::{Terrain, mesh_size};
use super::{Gpu, GpuError, Target};
use crate::overlay::Layout;
use crate::scene::{Floor, Grid, Lens, Scene};

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
    range_pass: RangePass,
    /// One for each loss that is shown.
    fields: Vec<FieldSlot>,
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
            range_pass: RangePass::new(gpu),
            gpu: gpu.clone(),
            frame,
            terrain,
            fields: Vec::new(),
            ghost: None,
        }
    }

    /// Goes on evaluating the fields of a scene, that of its surface in slot `field`, without waiting. Returns the surface's
    /// range once, when it is ready to be drawn; until then the old field stays.
    pub fn poll_field(
        &mut self,
        field: usize,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        let grid = Field::drawable(&self.gpu, scene.grid);
        if let Some(objective) = &scene.ghost {
            let ghost = self.ghost.get_or_insert_with(|| Ghost::new(&self.gpu, &self.frame));
            ghost.poll(&self.gpu, &self.range_pass, objective, grid)?;
        }
        let slot = slot(&mut self.fields, field);
        slot.poll(&self.gpu, &self.range_pass, &scene.objective, grid)
    }

    /// Evaluates the fields of a scene, that of its surface in slot `field`, and waits for them. Returns the surface's range
    /// if its field is a new one.
    pub fn wait_field(
        &mut self,
        field: usize,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        let grid = Field::drawable(&self.gpu, scene.grid);
        if let Some(objective) = &scene.ghost {
            let ghost = self.ghost.get_or_insert_with(|| Ghost::new(&self.gpu, &self.frame));
            ghost.wait(&self.gpu, &self.range_pass, objective, grid)?;
        }
        let slot = slot(&mut self.fields, field);
        slot.wait(&self.gpu, &self.range_pass, &scene.objective, grid)
    }

    /// Whether the field in a slot is still being evaluated.
    pub fn is_evaluating(&self, field: usize) -> bool {
        self.fields.get(field).is_some_and(FieldSlot::is_evaluating)
    }

    /// Fields of ghosts that have come so far, and whether one is being evaluated.
    pub fn ghosts(&self) -> (u64, bool) {
        self.ghost.as_ref().map_or((0, false), Ghost::progress)
    }

    /// The grid that is drawn, once the field in its slot is ready.
    pub fn shown_grid(&self, field: usize) -> Option<Grid> {
        self.fields.get(field)?.shown().map(|field| field.grid)
    }

    /// Forgets the fields of the slots from `count` on.
    pub fn keep_fields(&mut self, count: usize) {
        self.fields.truncate(count);
    }

    /// Draws the scene with the field of a slot into the target and submits it. Without a field yet, the surroundings alone.
    pub fn draw(&mut self, field: usize, scene: &Scene, layout: &Layout, target: &Target) {
        let gpu = &self.gpu;
        let mut uniform = FrameUniform::new(scene, layout);
        let shown = self.fields.get(field).and_then(FieldSlot::shown);
        if let Some(field) = shown {
            uniform.field_size = [field.grid.nx, field.grid.ny];
            uniform.mesh_size = mesh_size(gpu, field, uniform.px_per_world);
            self.terrain.bind(gpu, field, uniform.mesh_size);
        }
        let terrain = shown.and_then(|_| self.terrain.group().cloned());
        self.frame.write(&gpu.queue, &uniform);
        self.polyline.prepare(gpu, scene);
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
        if terrain.is_some() {
            self.terrain.prepare(gpu, &self.frame, &mut encoder, scene.style.colormap, scene.world);
        }
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
            let terrain = terrain.as_ref();
            match scene.camera.lens {
                Lens::Perspective => self.draw_passes(&mut pass, scene, terrain, uniform.mesh_size),
                Lens::Flat => self.draw_flat(&mut pass, terrain, layout),
            }
        }
        gpu.queue.submit([encoder.finish()]);
    }

    /// The plane and what lies on it, cut where its frame is; heads and marks may reach a little over it.
    fn draw_flat(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        terrain: Option<&wgpu::BindGroup>,
        layout: &Layout,
    ) {
        let cut = |pass: &mut wgpu::RenderPass<'_>, over: f32| {
            let [left, top, width, height] = layout.plane_px(over);
            pass.set_scissor_rect(left, top, width, height);
        };
        cut(pass, 0.0);
        if let Some(group) = terrain {
            pass.set_bind_group(1, group, &[]);
            self.floor.draw_flat(pass);
        }
        self.swarm.draw(pass);
        self.polyline.draw(pass);
        cut(pass, Layout::MARK_REACH);
        self.glyph.draw(pass);
    }

    fn draw_passes(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        scene: &Scene,
        terrain: Option<&wgpu::BindGroup>,
        mesh_size: [u32; 2],
    ) {
        let style = &scene.style;
        let opaque = style.opacity >= 1.0;
        if let Some(group) = terrain {
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

/// The slot of an index; those before it exist, too.
fn slot(fields: &mut Vec<FieldSlot>, index: usize) -> &mut FieldSlot {
    while fields.len() <= index {
        fields.push(FieldSlot::new(Outdated::Dropped));
    }
    &mut fields[index]
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
