//! Draws the heads of arrows, on paths and of vectors, and marks: see `shaders/glyph.wgsl`.

use glam::{Mat4, Vec2};

use super::Gpu;
use super::buffers::{Growing, Holds, bind_group, layout};
use super::frame::{FrameBinding, encoded, faded};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::stems::{self, DrawnStem};
use crate::scene::measures::{
    ARROW_RADIUS, DOT_RADIUS, DOT_RIM, HEAD_RADIUS, MARK_RIM, MEMBER_RADIUS, VERTEX_RADIUS,
};
use crate::scene::{
    ArrowHead, Cloud, Color, Glyph, Mark, PathPoint, PathStyle, Scene, World, dots_along, head_of,
    heads_along,
};

/// Mirrors `Glyph` in `shaders/glyph.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct GlyphInstance {
    pub sample: [f32; 3],
    pub radius: f32,
    pub ahead: [f32; 3],
    pub shape: u32,
    pub color: [f32; 4],
    pub outline: [f32; 4],
}

/// The outline of a glyph that has none of its own: the halo of paths.
pub(super) const NO_OUTLINE: [f32; 4] = [0.0; 4];
/// Shapes in the shader: a disc, and the ends of stems.
const DISC: u32 = 5;
pub(super) const STEM_DOT: u32 = 9;
pub(super) const STEM_RING: u32 = 10;

pub(super) struct GlyphPass {
    front: wgpu::RenderPipeline,
    hidden: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    group: wgpu::BindGroup,
    instances: Growing,
    count: u32,
}

impl GlyphPass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let module = Pass::Glyph.module(&gpu.device);
        let layout = layout(
            &gpu.device,
            "glyph",
            wgpu::ShaderStages::VERTEX_FRAGMENT,
            &[Holds::ReadStorage],
        );
        let pass = PassPipelines {
            gpu,
            label: "glyph",
            layouts: &[&frame.layout, &layout],
            module: &module,
        };
        let instances = Growing::new(&gpu.device, "glyphs");
        let strip = wgpu::PrimitiveTopology::TriangleStrip;
        Self {
            front: pass.render("vs_glyph", "fs_glyph", strip, Meets::IN_FRONT),
            hidden: pass.render("vs_glyph", "fs_hidden", strip, Meets::BEHIND),
            group: bind_group(&gpu.device, "glyph", &layout, &[instances.buffer()]),
            layout,
            instances,
            count: 0,
        }
    }

    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        scene: &Scene,
        stems: &[DrawnStem],
        clip_from_world: Mat4,
        size_px: Vec2,
        pixel_scale: f32,
    ) {
        let screen =
            Screen { world: &scene.world, clip_from_world, size_px: size_px / pixel_scale };
        let mut glyphs: Vec<_> = scene.clouds.iter().flat_map(discs).collect();
        for path in &scene.paths {
            let dots = dots_along(path, |point| screen.px(point)).into_iter();
            glyphs.extend(dots.map(|point| dot(&path.style, point)));
        }
        for path in &scene.paths {
            let color = faded(path.style.color, path.style.opacity);
            let heads = heads_along(path, |point| screen.px(point)).into_iter();
            glyphs.extend(heads.map(|head| arrow(head, ARROW_RADIUS, color)));
        }
        glyphs.extend(stems.iter().map(stems::end));
        glyphs.extend(scene.marks.iter().map(mark));
        // Over the marks: a short arrow would be lost behind the ball that it starts from.
        let head = |vector| head_of(vector, |point| screen.px(point));
        let heads = scene.vectors.iter().filter_map(|vector| Some((head(vector)?, vector.color)));
        glyphs.extend(heads.map(|(head, color)| arrow(head, HEAD_RADIUS, encoded(color))));
        if self.instances.write(&gpu.device, &gpu.queue, &glyphs) {
            self.group = bind_group(&gpu.device, "glyph", &self.layout, &[self.instances.buffer()]);
        }
        self.count = glyphs.len() as u32;
    }

    pub(super) fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(1, &self.group, &[]);
        for pipeline in [&self.hidden, &self.front] {
            pass.set_pipeline(pipeline);
            pass.draw(0..4, 0..self.count);
        }
    }
}

/// Where samples fall on a picture 1280 wide.
struct Screen<'a> {
    world: &'a World,
    clip_from_world: Mat4,
    size_px: Vec2,
}

impl Screen<'_> {
    fn px(&self, point: &PathPoint) -> Vec2 {
        let world = self.world.position(point.parameters[0], point.parameters[1], point.loss);
        self.clip_from_world.project_point3(world).truncate() * 0.5 * self.size_px
    }
}

/// A head in the colour of its arrow.
fn arrow(head: ArrowHead, radius: f32, color: [f32; 4]) -> GlyphInstance {
    GlyphInstance {
        sample: head.sample,
        radius,
        ahead: head.ahead,
        shape: 0,
        color,
        outline: NO_OUTLINE,
    }
}

/// The dot of a step.
fn dot(style: &PathStyle, point: &PathPoint) -> GlyphInstance {
    let at = [point.parameters[0] as f32, point.parameters[1] as f32, point.loss as f32];
    let is_own = style.point_color != style.color;
    GlyphInstance {
        sample: at,
        radius: DOT_RADIUS,
        ahead: at,
        shape: DISC,
        color: faded(style.point_color, style.opacity),
        outline: if is_own { outline(style.point_color, DOT_RIM) } else { NO_OUTLINE },
    }
}

/// The members of a generation, or the vertices of a simplex.
fn discs(cloud: &Cloud) -> impl Iterator<Item = GlyphInstance> {
    let radius = if cloud.outline.is_some() { VERTEX_RADIUS } else { MEMBER_RADIUS };
    let color = faded(cloud.color, cloud.strength);
    cloud.members.iter().map(move |member| {
        let at = member.map(|number| number as f32);
        GlyphInstance { sample: at, radius, ahead: at, shape: DISC, color, outline: NO_OUTLINE }
    })
}

fn mark(mark: &Mark) -> GlyphInstance {
    let at = [mark.parameters[0] as f32, mark.parameters[1] as f32, mark.loss as f32];
    GlyphInstance {
        sample: at,
        radius: mark.radius_px,
        ahead: at,
        shape: match mark.glyph {
            Glyph::Ring => 1,
            Glyph::Ball => 2,
            Glyph::Diamond => 3,
            Glyph::Cross => 4,
            Glyph::Disc => DISC,
            Glyph::Star => 6,
            Glyph::FilledCross => 7,
            Glyph::Triangle => 8,
        },
        color: faded(mark.color, mark.opacity),
        outline: if mark.outlined { outline(mark.color, MARK_RIM) } else { NO_OUTLINE },
    }
}

/// An outline that is dark around light colours and light around dark ones.
fn outline(color: Color, width_px: f32) -> [f32; 4] {
    let [r, g, b, _] = encoded(color.opposite());
    [r, g, b, width_px]
}
