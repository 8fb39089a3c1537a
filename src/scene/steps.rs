//! The dots of a path's steps: which steps have one.

use glam::Vec2;

use super::{PathPoint, Points, ShownPath};

/// Steps longer than this on screen have a dot where nothing else is asked for; pixels at 1280 wide, as all here.
const SPARSE_PX: f32 = 12.0;
/// A dot that is nearer to the last one would not be told from it.
const SAME_PX: f32 = 0.7;
/// Of steps that are longer than this on screen, the heads of arrows keep to the middle.
const ROOMY_PX: f32 = 18.0;

/// A dot at every step that is shown, or at those that lie far from the step before; `px` places a point in pixels of a
/// picture 1280 wide.
pub fn dots_along(shown: &ShownPath, px: impl Fn(&PathPoint) -> Vec2) -> Vec<&PathPoint> {
    let style = &shown.style;
    if style.points == Points::None {
        return Vec::new();
    }
    let is_shown = |point: &&PathPoint| point.sample <= shown.shown_sample;
    let steps: Vec<(&PathPoint, Vec2)> =
        shown.path.samples().take_while(is_shown).map(|point| (point, px(point))).collect();
    // From the step before alone, so that a dot that has come stays.
    let is_far = |k: usize| k > 0 && steps[k].1.distance(steps[k - 1].1) > SPARSE_PX;
    let mut last_px = None;
    let mut dots = Vec::new();
    for (k, (point, px)) in steps.iter().enumerate() {
        let is_wanted = style.points == Points::All || is_far(k);
        let is_new = last_px.is_none_or(|last: Vec2| last.distance(*px) >= SAME_PX);
        if is_wanted && is_new {
            last_px = Some(*px);
            dots.push(*point);
        }
    }
    dots
}

/// Whether the head of an arrow at this point would lie on a dot, though its step has room beside it.
pub(super) fn is_covered(
    shown: &ShownPath,
    point: &PathPoint,
    px: impl Fn(&PathPoint) -> Vec2,
) -> bool {
    let share = point.sample.fract();
    if shown.style.points == Points::None || (0.3..0.8).contains(&share) {
        return false;
    }
    let first = if share == 0.0 { point.sample - 1.0 } else { point.sample.floor() };
    let ends = [first, first + 1.0].map(|end| shown.path.at(end).map(|point| px(&point)));
    matches!(ends, [Some(from), Some(to)] if from.distance(to) > ROOMY_PX)
}
