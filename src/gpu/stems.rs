//! The stems from the shadows of a network's runs to their true losses, drawn by the pass of the paths
//! (`shaders/polyline.wgsl`) all at once, with a dot or a ring at their ends by that of the glyphs.

use glam::Vec2;

use super::Gpu;
use super::frame::faded;
use super::glyph::{GlyphInstance, NO_OUTLINE, STEM_DOT, STEM_RING};
use super::polyline::{LinePoint, LineRun, Lines, SAMPLE};
use crate::overlay::Layout;
use crate::scene::measures::{STEM_DOT_RADIUS, STEM_HALF_WIDTH, STEM_RING_RADIUS};
use crate::scene::{BOX_HEIGHT, Color, Scene, Stem, World};

/// How strong a stem is beside its path.
const STRENGTH: f32 = 0.8;

/// A stem that a picture shows, with the look of its run.
pub(super) struct DrawnStem {
    stem: Stem,
    color: Color,
    opacity: f32,
}

/// The stems that a picture of this layout has room for: one choice for lines and dots.
pub(super) fn stems_of(scene: &Scene, layout: &Layout) -> Vec<DrawnStem> {
    let world = &scene.world;
    let clip_from_world = layout.clip_from_world(&scene.camera);
    let half = 0.5 * Vec2::new(layout.frame.width(), layout.frame.height());
    let px = |[x, y, loss]: [f64; 3]| {
        clip_from_world.project_point3(world.position(x, y, loss)).truncate() * half
    };
    let all = scene.stems.iter().map(|stems| (stems, stems.along(world, px)));
    let drawn = all.flat_map(|(stems, along)| {
        let (color, opacity) = (stems.color, stems.opacity);
        along.into_iter().map(move |stem| DrawnStem { stem, color, opacity })
    });
    drawn.collect()
}

/// The lines of all stems.
pub(super) fn upload(
    lines: &mut Lines,
    gpu: &Gpu,
    layout: &wgpu::BindGroupLayout,
    stems: &[DrawnStem],
    world: &World,
) {
    lines.upload(gpu, layout, stems.iter().map(|drawn| points(&drawn.stem, world)));
    let look = |drawn: &DrawnStem| LineRun {
        color: faded(drawn.color, STRENGTH * drawn.opacity),
        dash: [0.0; 2],
        shown_along: f32::INFINITY,
        half_width: STEM_HALF_WIDTH,
    };
    lines.look(gpu, layout, &stems.iter().map(look).collect::<Vec<_>>());
}

/// Foot and end. A stem has length on the height of the box alone; where it is hidden, its dashes are measured along it.
fn points(stem: &Stem, world: &World) -> Vec<LinePoint> {
    let [x, y] = stem.parameters.map(|parameter| parameter as f32);
    let height = |loss: f64| BOX_HEIGHT * world.height.height(loss) as f32;
    let length = (height(stem.truth) - height(stem.shadow)).abs();
    let point = |(loss, share): (f64, f32)| LinePoint {
        sample: [x, y, loss as f32],
        along: share,
        length: share * length,
        run: 0,
        space: SAMPLE,
        unused: 0,
    };
    [(stem.shadow, 0.0), (stem.truth, 1.0)].map(point).into()
}

/// What stands at the end of a stem: a dot, or a ring where the true loss lies beyond the axis.
pub(super) fn end(drawn: &DrawnStem) -> GlyphInstance {
    let DrawnStem { stem, color, opacity } = drawn;
    let [x, y] = stem.parameters.map(|parameter| parameter as f32);
    let at = [x, y, stem.truth as f32];
    let (shape, radius) =
        if stem.is_beyond { (STEM_RING, STEM_RING_RADIUS) } else { (STEM_DOT, STEM_DOT_RADIUS) };
    let color = faded(*color, *opacity);
    GlyphInstance { sample: at, radius, ahead: at, shape, color, outline: NO_OUTLINE }
}
