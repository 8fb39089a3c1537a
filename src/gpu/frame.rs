//! The frame's uniforms: group 0 of every drawing pass.

use glam::{Mat4, Vec2, Vec3};

use super::buffers::{Holds, bind_group, layout, uniform};
use crate::objective::HeightScale;
use crate::overlay::Layout;
use crate::scene::{Color, Scene, Tint, ticks};

/// What the colours show: as in the shader.
pub(super) const TINT_HEIGHT: u32 = 0;
const TINT_LINEAR: u32 = 1;
const TINT_LOG: u32 = 2;

/// Mirrors `Frame` in `shaders/frame.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct FrameUniform {
    pub clip_from_world: Mat4,
    pub eye_in_world: Vec3,
    pub pixel_scale: f32,
    pub light_in_world: Vec3,
    pub px_per_world: f32,
    pub domain_min: Vec2,
    pub domain_span: Vec2,
    pub viewport_px: Vec2,
    pub loss_ends: Vec2,
    pub curve_ends: Vec2,
    pub tick_step: Vec2,
    pub knee: f32,
    pub scale: u32,
    pub box_height: f32,
    pub floor_z: f32,
    pub iso_lines: f32,
    pub opacity: f32,
    pub wireframe: f32,
    pub origin: f32,
    pub iso_strength: f32,
    pub tint: u32,
    pub tint_ends: Vec2,
    pub field_size: [u32; 2],
    pub mesh_size: [u32; 2],
    pub background: [f32; 4],
    pub grid_color: [f32; 4],
    pub halo_color: [f32; 4],
}

impl FrameUniform {
    /// What the passes read for a picture of `scene`; the sizes of field and mesh are those of an empty field.
    pub fn new(scene: &Scene, layout: &Layout) -> Self {
        let (camera, world, style) = (&scene.camera, &scene.world, &scene.style);
        let (map, domain) = (&world.height, &world.domain);
        let (right, up) = camera.right_up();
        let back = (camera.eye_in_world() - camera.target).normalize();
        let (curve_low, curve_high) = map.curve_ends();
        // Sizes are those of the whole picture, so that all tiles of it agree.
        let (clip_from_world, size_px) = (layout.clip_from_world(camera), layout.size_px());
        let step = |interval: crate::objective::Interval| match ticks::linear(
            interval.min,
            interval.max,
            9,
        )[..]
        {
            [first, second, ..] => (second - first) as f32,
            _ => (interval.max - interval.min) as f32,
        };
        let span = clip_from_world.project_point3(camera.target + right)
            - clip_from_world.project_point3(camera.target);
        Self {
            clip_from_world: layout.tile_from_clip() * clip_from_world,
            eye_in_world: camera.eye_in_world(),
            pixel_scale: layout.pixels_per_point,
            light_in_world: (0.75 * back + 0.75 * up - 0.65 * right + 0.35 * Vec3::Z).normalize(),
            px_per_world: 0.5 * size_px.x * span.truncate().length(),
            domain_min: Vec2::new(domain.x.min as f32, domain.y.min as f32),
            domain_span: Vec2::new(
                (domain.x.max - domain.x.min) as f32,
                (domain.y.max - domain.y.min) as f32,
            ),
            viewport_px: layout.drawn_px(),
            loss_ends: Vec2::new(map.low as f32, map.high as f32),
            curve_ends: Vec2::new(curve_low as f32, curve_high as f32),
            tick_step: Vec2::new(step(domain.x), step(domain.y)),
            knee: map.knee as f32,
            scale: match map.scale {
                HeightScale::Linear => 0,
                HeightScale::Sqrt => 1,
                HeightScale::Log => 2,
                HeightScale::Symlog => 3,
            },
            box_height: world.box_height(),
            floor_z: style.floor.z(),
            // Contours with values take the place of lines that have none.
            iso_lines: if scene.contours.is_some() { 0.0 } else { style.iso_lines as f32 },
            opacity: style.opacity,
            wireframe: if style.wireframe { 1.0 } else { 0.0 },
            origin: map.origin as f32,
            iso_strength: style.iso_strength,
            tint: TINT_HEIGHT,
            tint_ends: Vec2::ZERO,
            field_size: [2, 2],
            mesh_size: [2, 2],
            background: faded(
                style.theme.background(),
                if style.is_transparent { 0.0 } else { 1.0 },
            ),
            grid_color: encoded(style.theme.grid()),
            halo_color: encoded(style.theme.halo()),
        }
    }

    /// Takes the colours from a tint whose field is bound.
    #[must_use]
    pub(super) fn tinted(self, tint: &Tint) -> Self {
        let (low, high) = tint.map.curve_ends();
        let scale = if tint.map.scale == HeightScale::Log { TINT_LOG } else { TINT_LINEAR };
        Self { tint: scale, tint_ends: Vec2::new(low as f32, high as f32), ..self }
    }
}

/// sRGB-encoded, 0 to 1, with full alpha: as the shaders put colours out.
pub(super) fn encoded(color: Color) -> [f32; 4] {
    let [r, g, b] = color.0.map(|channel| f32::from(channel) / 255.0);
    [r, g, b, 1.0]
}

/// The same with a share of the full alpha.
pub(super) fn faded(color: Color, strength: f32) -> [f32; 4] {
    let [r, g, b, alpha] = encoded(color);
    [r, g, b, alpha * strength]
}

/// Linear light with full alpha: as the shaders light colours.
pub(super) fn linear(color: Color) -> [f32; 4] {
    let [r, g, b] = color.linear();
    [r, g, b, 1.0]
}

/// The buffer of the frame's uniforms and its bind group.
pub(super) struct FrameBinding {
    pub(super) layout: wgpu::BindGroupLayout,
    pub(super) group: wgpu::BindGroup,
    buffer: wgpu::Buffer,
}

impl FrameBinding {
    pub(super) fn new(device: &wgpu::Device) -> Self {
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT | wgpu::ShaderStages::COMPUTE;
        let layout = layout(device, "frame", stages, &[Holds::Uniform]);
        let zero: FrameUniform = bytemuck::Zeroable::zeroed();
        let buffer = uniform(device, "frame", &zero);
        let group = bind_group(device, "frame", &layout, &[&buffer]);
        Self { layout, group, buffer }
    }

    /// Uniforms of another surface in the same picture, for the same pipelines.
    pub(super) fn another(&self, device: &wgpu::Device) -> Self {
        let buffer = uniform(device, "frame", &<FrameUniform as bytemuck::Zeroable>::zeroed());
        let group = bind_group(device, "frame", &self.layout, &[&buffer]);
        Self { layout: self.layout.clone(), group, buffer }
    }

    pub(super) fn write(&self, queue: &wgpu::Queue, frame: &FrameUniform) {
        queue.write_buffer(&self.buffer, 0, bytemuck::bytes_of(frame));
    }
}
