//! The dots of a path's steps.

use glam::{Mat4, Vec2};

use super::frame::faded;
use super::glyph::{DISC, GlyphInstance, NO_OUTLINE, outline, sample};
use crate::scene::{PathPoint, Points, ShownPath, World};

/// Radius of a dot in pixels at 1280 wide.
const RADIUS_PX: f32 = 3.2;
/// Width of the outline of a dot that has a colour of its own.
const OUTLINE_PX: f32 = 0.8;
/// Steps longer than this on screen have a dot where nothing else is asked for.
const SPARSE_PX: f32 = 12.0;
/// A dot that is nearer to the last one would not be told from it.
const SAME_PX: f32 = 0.7;
/// Of steps that are longer than this on screen, the heads of arrows keep to the middle.
const ROOMY_PX: f32 = 18.0;

/// Where samples fall on a picture 1280 wide.
pub(super) struct Screen<'a> {
    pub(super) world: &'a World,
    pub(super) clip_from_world: Mat4,
    pub(super) size_px: Vec2,
}

impl Screen<'_> {
    pub(super) fn px(&self, point: &PathPoint) -> Vec2 {
        let world = self.world.position(point.parameters[0], point.parameters[1], point.loss);
        self.clip_from_world.project_point3(world).truncate() * 0.5 * self.size_px
    }
}

/// A dot at every step that is shown, or at those that lie far from the step before.
pub(super) fn dots(shown: &ShownPath, screen: &Screen<'_>) -> Vec<GlyphInstance> {
    let style = &shown.style;
    if style.points == Points::None {
        return Vec::new();
    }
    let is_shown = |point: &&PathPoint| point.sample <= shown.shown_sample;
    let steps: Vec<(&PathPoint, Vec2)> =
        shown.path.samples().take_while(is_shown).map(|point| (point, screen.px(point))).collect();
    // From the step before alone, so that a dot that has come stays.
    let is_far = |k: usize| k > 0 && steps[k].1.distance(steps[k - 1].1) > SPARSE_PX;
    let mut last_px = None;
    let mut dots = Vec::new();
    for (k, (point, px)) in steps.iter().enumerate() {
        let is_wanted = style.points == Points::All || is_far(k);
        let is_new = last_px.is_none_or(|last: Vec2| last.distance(*px) >= SAME_PX);
        if is_wanted && is_new {
            last_px = Some(*px);
            dots.push(dot(shown, point));
        }
    }
    dots
}

fn dot(shown: &ShownPath, point: &PathPoint) -> GlyphInstance {
    let style = &shown.style;
    let at = sample(point);
    let is_own = style.point_color != style.color;
    GlyphInstance {
        sample: at,
        radius: RADIUS_PX,
        ahead: at,
        shape: DISC,
        color: faded(style.point_color, style.opacity),
        outline: if is_own { outline(style.point_color, OUTLINE_PX) } else { NO_OUTLINE },
    }
}

/// Whether the head of an arrow at this point would lie on a dot, though its step has room beside it.
pub(super) fn is_covered(shown: &ShownPath, point: &PathPoint, screen: &Screen<'_>) -> bool {
    let share = point.sample.fract();
    if shown.style.points == Points::None || (0.3..0.8).contains(&share) {
        return false;
    }
    let first = if share == 0.0 { point.sample - 1.0 } else { point.sample.floor() };
    let ends = [first, first + 1.0].map(|end| shown.path.at(end).map(|point| screen.px(&point)));
    matches!(ends, [Some(from), Some(to)] if from.distance(to) > ROOMY_PX)
}
