//! Heads of arrows: where they stand along a path, and at the tip of a vector.

use glam::Vec2;

use super::measures::{ARROW_SPACING, HEAD_RADIUS};
use super::steps::is_covered;
use super::{PathPoint, ShownPath, Vector};

/// A head: the sample at its centre, and one ahead that gives it its direction. Both are parameters and loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArrowHead {
    /// Where its centre is.
    pub sample: [f32; 3],
    /// Where it points to.
    pub ahead: [f32; 3],
}

/// Arrow heads along the shown part of a path; `px` places a point in pixels of a picture 1280 wide.
///
/// Candidates stand at fixed lengths of the path, so that they do not crawl while the camera turns; those that would
/// come too close on screen to the last one kept, or to the start, are left out, and those that would lie on a dot.
pub fn heads_along(shown: &ShownPath, px: impl Fn(&PathPoint) -> Vec2) -> Vec<ArrowHead> {
    const CANDIDATE_SPACING: f32 = 0.02;
    let points = shown.path.points();
    let mut heads = Vec::new();
    let Some(first) = points.first().filter(|_| shown.style.arrows) else { return heads };
    let mut last_px = px(first);
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
        let to_px = px(to);
        if to_px.distance(last_px) < ARROW_SPACING || to_px.distance(px(from)) < 0.2 {
            continue;
        }
        if is_covered(shown, to, &px) {
            continue;
        }
        last_px = to_px;
        let (at, back) = (sample(to), sample(from));
        heads.push(ArrowHead { sample: at, ahead: [0, 1, 2].map(|k| 2.0 * at[k] - back[k]) });
    }
    heads
}

/// The head of a vector: its point is the tip, so its centre stands a radius before it; a shaft that is shorter on screen
/// has it at its foot. One that is cut has none.
pub fn head_of(vector: &Vector, px: impl Fn(&PathPoint) -> Vec2) -> Option<ArrowHead> {
    let points = vector.path.points();
    let tip = points.last().filter(|_| !vector.is_cut)?;
    let tip_px = px(tip);
    let away_px = |p: &&PathPoint| px(p).distance(tip_px);
    let back = points.iter().rev().find(|p| away_px(p) >= HEAD_RADIUS).or(points.first())?;
    let share = (HEAD_RADIUS / away_px(&back).max(1e-3)).min(1.0);
    let (ahead, behind) = (sample(tip), sample(back));
    let sample = [0, 1, 2].map(|k| ahead[k] + share * (behind[k] - ahead[k]));
    Some(ArrowHead { sample, ahead })
}

fn sample(point: &PathPoint) -> [f32; 3] {
    [point.parameters[0] as f32, point.parameters[1] as f32, point.loss as f32]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::objective::Domain;
    use crate::scene::{Color, Path, PathStyle};

    #[test]
    fn heads_keep_their_distance_and_end_with_what_is_shown() {
        let mut path = Path::default();
        for k in 0..=40 {
            path.push([f64::from(k) / 40.0, 0.0], 0.0, Domain::square(-1.0, 1.0), &mut |_| 0.0);
        }
        let mut shown = ShownPath {
            path: Arc::new(path),
            style: PathStyle::solid(Color([0; 3])),
            shown_sample: 40.0,
        };
        // The path is 400 pixels long.
        let px = |p: &PathPoint| Vec2::new(400.0 * p.parameters[0] as f32, 0.0);
        let all = heads_along(&shown, px);
        // Candidates are 10 pixels apart, so the heads are 50, and none stands at the end.
        assert_eq!(all.len(), 7);
        let apart = |pair: &[ArrowHead]| 400.0 * (pair[1].sample[0] - pair[0].sample[0]);
        assert!(all.windows(2).all(|pair| apart(pair) >= ARROW_SPACING));
        assert!(all.iter().all(|head| head.ahead[0] > head.sample[0]));
        shown.shown_sample = 20.0;
        assert_eq!(heads_along(&shown, px)[..], all[..3]);
    }
}
