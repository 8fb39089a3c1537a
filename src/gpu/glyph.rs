//! Draws the heads of arrows, on paths and of vectors, and marks: see `shaders/glyph.wgsl`.

use glam::{Mat4, Vec2};

use super::Gpu;
use super::buffers::{Growing, Holds, bind_group, layout};
use super::frame::{FrameBinding, encoded, faded};
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::steps::{self, Screen};
use crate::scene::{Cloud, Color, Glyph, Mark, PathPoint, Scene, ShownPath, Vector};

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
/// Width of the outline of a mark in pixels at 1280 wide.
const OUTLINE_PX: f32 = 1.3;

/// The shape of a disc in the shader.
pub(super) const DISC: u32 = 5;
/// Radius of an arrow head in pixels at 1280 wide.
const ARROW_RADIUS_PX: f32 = 5.5;
/// Radius of the head of a vector.
const HEAD_RADIUS_PX: f32 = 7.0;
/// Arrow heads are never closer than this on screen, in pixels at 1280 wide.
const ARROW_SPACING_PX: f32 = 46.0;
/// Radius of a member of a generation, and of a simplex's vertex, in pixels at 1280 wide.
const MEMBER_RADIUS_PX: f32 = 3.6;
const VERTEX_RADIUS_PX: f32 = 2.8;

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
        clip_from_world: Mat4,
        size_px: Vec2,
        pixel_scale: f32,
    ) {
        let screen =
            Screen { world: &scene.world, clip_from_world, size_px: size_px / pixel_scale };
        let mut glyphs: Vec<_> = scene.clouds.iter().flat_map(discs).collect();
        glyphs.extend(scene.paths.iter().flat_map(|path| steps::dots(path, &screen)));
        glyphs.extend(scene.paths.iter().flat_map(|path| arrows(path, &screen)));
        glyphs.extend(scene.marks.iter().map(mark));
        // Over the marks: a short arrow would be lost behind the ball that it starts from.
        glyphs.extend(scene.vectors.iter().filter_map(|vector| head(vector, &screen)));
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

/// Arrow heads along the shown part of a path.
///
/// Candidates stand at fixed lengths of the path, so that they do not crawl while the camera turns; those that would
/// come too close on screen to the last one kept, or to the start, are left out, and those that would lie on a dot.
fn arrows(shown: &ShownPath, screen: &Screen<'_>) -> Vec<GlyphInstance> {
    const CANDIDATE_SPACING: f32 = 0.02;
    let points = shown.path.points();
    let mut heads = Vec::new();
    let Some(first) = points.first().filter(|_| shown.style.arrows) else { return heads };
    let mut last_px = screen.px(first);
    let mut next_length = CANDIDATE_SPACING;
    for pair in points.windows(2) {
        let [from, to] = pair else { continue };
        if to.sample >= shown.shown_sample {
            break;
        }
        if to.length < next_length {
            continue;
        }
        next_length = to.length + CANDIDATE_SPACING;
        let px = screen.px(to);
        if px.distance(last_px) < ARROW_SPACING_PX || px.distance(screen.px(from)) < 0.2 {
            continue;
        }
        if steps::is_covered(shown, to, screen) {
            continue;
        }
        last_px = px;
        let (at, back) = (sample(to), sample(from));
        heads.push(GlyphInstance {
            sample: at,
            radius: ARROW_RADIUS_PX,
            ahead: [0, 1, 2].map(|k| 2.0 * at[k] - back[k]),
            shape: 0,
            color: faded(shown.style.color, shown.style.opacity),
            outline: NO_OUTLINE,
        });
    }
    heads
}

/// The head of a vector: its point is the tip, so its centre stands a radius before it; a shaft that is shorter on screen
/// has it at its foot. One that is cut has none.
fn head(vector: &Vector, screen: &Screen<'_>) -> Option<GlyphInstance> {
    let points = vector.path.points();
    let tip = points.last().filter(|_| !vector.is_cut)?;
    let tip_px = screen.px(tip);
    let away_px = |p: &&PathPoint| screen.px(p).distance(tip_px);
    let back = points.iter().rev().find(|p| away_px(p) >= HEAD_RADIUS_PX).or(points.first())?;
    let share = (HEAD_RADIUS_PX / away_px(&back).max(1e-3)).min(1.0);
    let (ahead, behind) = (sample(tip), sample(back));
    Some(GlyphInstance {
        sample: [0, 1, 2].map(|k| ahead[k] + share * (behind[k] - ahead[k])),
        radius: HEAD_RADIUS_PX,
        ahead,
        shape: 0,
        color: encoded(vector.color),
        outline: NO_OUTLINE,
    })
}

pub(super) fn sample(point: &PathPoint) -> [f32; 3] {
    [point.parameters[0] as f32, point.parameters[1] as f32, point.loss as f32]
}

/// The members of a generation, or the vertices of a simplex.
fn discs(cloud: &Cloud) -> impl Iterator<Item = GlyphInstance> {
    let radius = if cloud.outline.is_some() { VERTEX_RADIUS_PX } else { MEMBER_RADIUS_PX };
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
        outline: if mark.outlined { outline(mark.color, OUTLINE_PX) } else { NO_OUTLINE },
    }
}

/// An outline that is dark around light colours and light around dark ones.
pub(super) fn outline(color: Color, width_px: f32) -> [f32; 4] {
    let [r, g, b, _] = encoded(color.opposite());
    [r, g, b, width_px]
}
