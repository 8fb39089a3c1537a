//! The renderer: keeps the fields of the scenes up to date and draws the passes in order.
//!
//! ```text
//! floor, shadows | walls, surface | ghost | tangent plane | quiver | contours | swarm, stems, lines behind (dim dashes), outlines, paths, arrows, members, heads, ends of stems, marks
//! ```

use std::sync::Arc;

use super::field::Field;
use super::floor::FloorPass;
use super::frame::{FrameBinding, FrameUniform};
use super::ghost::Ghost;
use super::glyph::GlyphPass;
use super::loss_fields::LossFields;
use super::polyline::PolylinePass;
use super::quiver::QuiverPass;
use super::range::{FieldRange, RangePass};
use super::stems::stems_of;
use super::surface::SurfacePass;
use super::swarm::SwarmPass;
use super::tangent_plane::TangentPass;
use super::terrain::{Terrain, mesh_size};
use super::{Gpu, GpuError, Target};
use crate::objective::Objective;
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
    /// Lends its pipelines to the quivers of all losses.
    quiver: QuiverPass,
    tangent: TangentPass,
    range_pass: RangePass,
    /// One for each loss that is shown.
    losses: Vec<LossFields>,
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
            quiver: QuiverPass::new(gpu, &frame),
            tangent: TangentPass::new(gpu, &frame),
            range_pass: RangePass::new(gpu),
            gpu: gpu.clone(),
            frame,
            terrain,
            losses: Vec::new(),
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
        if let Some(objective) = &scene.ghost {
            let grid = Field::drawable(&self.gpu, scene.grid);
            let ghost = self.ghost.get_or_insert_with(|| Ghost::new(&self.gpu, &self.frame));
            ghost.poll(&self.gpu, &self.range_pass, objective, grid)?;
        }
        self.make_room(field);
        self.losses[field].poll(&self.gpu, &self.range_pass, scene)
    }

    /// Evaluates the fields of a scene, that of its surface in slot `field`, and waits for them. Returns the surface's range
    /// if its field is a new one.
    pub fn wait_field(
        &mut self,
        field: usize,
        scene: &Scene,
    ) -> Result<Option<FieldRange>, GpuError> {
        if let Some(objective) = &scene.ghost {
            let grid = Field::drawable(&self.gpu, scene.grid);
            let ghost = self.ghost.get_or_insert_with(|| Ghost::new(&self.gpu, &self.frame));
            ghost.wait(&self.gpu, &self.range_pass, objective, grid)?;
        }
        self.make_room(field);
        self.losses[field].wait(&self.gpu, &self.range_pass, scene)
    }

    /// The slot of an index exists, and those before it.
    fn make_room(&mut self, field: usize) {
        while self.losses.len() <= field {
            self.losses.push(LossFields::new(&self.gpu, &self.quiver));
        }
    }

    /// Whether the field in a slot is still being evaluated.
    pub fn is_evaluating(&self, field: usize) -> bool {
        self.losses.get(field).is_some_and(|loss| loss.field.is_evaluating())
    }

    /// Whether the field in a slot shows nothing yet of what is being evaluated, not even coarsely.
    pub fn is_behind(&self, field: usize) -> bool {
        self.losses.get(field).is_some_and(|loss| loss.field.is_behind())
    }

    /// Fields of ghosts that have come so far, and whether one is being evaluated.
    pub fn ghosts(&self) -> (u64, bool) {
        self.ghost.as_ref().map_or((0, false), Ghost::progress)
    }

    /// The grid that is drawn, once the field in its slot is ready.
    pub fn shown_grid(&self, field: usize) -> Option<Grid> {
        self.losses.get(field)?.field.shown().map(|field| field.grid)
    }

    /// The loss whose field is drawn, once one is ready.
    pub fn shown_objective(&self, field: usize) -> Option<&Arc<Objective>> {
        self.losses.get(field)?.field.shown_objective()
    }

    /// Quivers and fields of tints that have come so far, and whether one is being evaluated.
    pub fn extras(&self) -> (u64, bool) {
        let progress = self.losses.iter().map(LossFields::extras);
        progress.fold((0, false), |(count, busy), (n, is_busy)| (count + n, busy || is_busy))
    }

    /// Forgets the fields of the slots from `count` on.
    pub fn keep_fields(&mut self, count: usize) {
        self.losses.truncate(count);
    }

    /// Draws the scene with the field of a slot into the target and submits it. Without a field yet, the surroundings alone.
    pub fn draw(&mut self, field: usize, scene: &Scene, layout: &Layout, target: &Target) {
        let (uniform, terrain) = self.bind_fields(field, scene, layout);
        let gpu = &self.gpu;
        self.frame.write(&gpu.queue, &uniform);
        let px_per_world = uniform.px_per_world / uniform.pixel_scale;
        let stems = stems_of(scene, layout);
        self.polyline.prepare(gpu, scene, &stems, layout, px_per_world);
        self.tangent.prepare(gpu, scene);
        self.swarm.prepare(gpu, scene.swarm.as_ref(), &scene.world, scene.style.colormap);
        if let Some(loss) = self.losses.get_mut(field) {
            loss.quiver_mut(scene).prepare(gpu, scene);
        }
        self.glyph.prepare(
            gpu,
            scene,
            &stems,
            layout.clip_from_world(&scene.camera),
            layout.size_px(),
            uniform.pixel_scale,
        );
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("scene") });
        if terrain.is_some() {
            self.terrain.prepare(gpu, &self.frame, &mut encoder, scene);
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
                Lens::Perspective => {
                    self.draw_passes(&mut pass, (field, scene), terrain, uniform.mesh_size);
                }
                Lens::Flat => self.draw_flat(&mut pass, (field, scene), terrain, layout),
            }
        }
        gpu.queue.submit([encoder.finish()]);
    }

    /// The uniforms of a picture, with what belongs to the fields that are shown in it; and the group of these.
    fn bind_fields(
        &mut self,
        field: usize,
        scene: &Scene,
        layout: &Layout,
    ) -> (FrameUniform, Option<wgpu::BindGroup>) {
        let mut uniform = FrameUniform::new(scene, layout);
        let Some(loss) = self.losses.get(field) else { return (uniform, None) };
        let Some(shown) = loss.field.shown() else { return (uniform, None) };
        uniform.field_size = [shown.grid.nx, shown.grid.ny];
        uniform.mesh_size = mesh_size(&self.gpu, shown, uniform.px_per_world);
        // Until the field of the tint is there, the colours show the height.
        let tint = loss.tint_of(scene);
        if let Some(tint) = scene.tint.as_ref().filter(|_| tint.is_some()) {
            uniform = uniform.tinted(tint);
        }
        self.terrain.bind(&self.gpu, shown, tint, uniform.mesh_size);
        (uniform, self.terrain.group().cloned())
    }

    /// The plane and what lies on it, cut where its frame is; heads and marks may reach a little over it.
    fn draw_flat(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        (field, scene): (usize, &Scene),
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
        self.polyline.draw_contours(pass);
        self.draw_quiver(pass, field, scene);
        self.swarm.draw(pass);
        self.polyline.draw(pass);
        cut(pass, Layout::MARK_REACH);
        self.glyph.draw(pass);
    }

    fn draw_quiver(&self, pass: &mut wgpu::RenderPass<'_>, field: usize, scene: &Scene) {
        if let Some(loss) = self.losses.get(field) {
            loss.quiver(scene).draw(pass);
        }
    }

    fn draw_passes(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        (field, scene): (usize, &Scene),
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
            if style.wireframe && style.opacity <= 0.0 {
                self.surface.draw_hidden_wire(pass, mesh_size);
            }
            if opaque {
                // After the surface, which hides much of it.
                self.draw_floor(pass, scene, group);
            }
        }
        if let Some(ghost) = self.ghost.as_ref().filter(|_| scene.ghost.is_some()) {
            ghost.draw(pass, &self.surface, &self.frame);
        }
        self.draw_quiver(pass, field, scene);
        self.polyline.draw_contours(pass);
        self.tangent.draw(pass);
        self.swarm.draw(pass);
        self.polyline.draw(pass);
        self.glyph.draw(pass);
    }

    /// The floor with contours and the shadows of the paths; not from below, where it would hide everything.
    fn draw_floor(&self, pass: &mut wgpu::RenderPass<'_>, scene: &Scene, group: &wgpu::BindGroup) {
        let floor = scene.style.floor;
        if scene.camera.eye_in_world().z <= floor.z() {
            return;
        }
        self.floor.draw(pass, floor);
        if floor.is_deep() {
            self.polyline.draw_floor_contours(pass);
            self.polyline.draw_shadows(pass);
            pass.set_bind_group(1, group, &[]);
        }
    }
}

fn color_attachment<'a>(
    target: &'a Target,
    background: [f32; 4],
) -> wgpu::RenderPassColorAttachment<'a> {
    // Multiplied by its alpha, as all that is drawn over it.
    let [r, g, b, a] = background.map(f64::from);
    let [r, g, b] = [r, g, b].map(|channel| channel * a);
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
