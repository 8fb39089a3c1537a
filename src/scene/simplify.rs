//! Points of a line that are not missed.

use glam::{Vec2, Vec3};

use super::{PathPoint, World};

/// Points that one segment stands for, at most.
const MOST_MERGED: usize = 64;

/// Leaves out the points that are not missed: those within `unseen` world units of where their sample falls between the
/// points kept. So the path up to any fractional sample, too, looks as if all were there.
pub fn simplified<'a>(points: &'a [PathPoint], world: &World, unseen: f32) -> Vec<&'a PathPoint> {
    let place = |p: &PathPoint| world.position(p.parameters[0], p.parameters[1], p.loss);
    let places: Vec<Vec3> = points.iter().map(place).collect();
    let kept = kept(points.len(), |from, k, to| {
        let share =
            (points[k].sample - points[from].sample) / (points[to].sample - points[from].sample);
        places[from].lerp(places[to], share).distance_squared(places[k]) < unseen * unseen
    });
    kept.into_iter().map(|k| &points[k]).collect()
}

/// The same for a line that is shown as a whole: those within `unseen` of a segment between the points kept.
pub fn simplified_line(places: &[Vec2], unseen: f32) -> Vec<Vec2> {
    let kept = kept(places.len(), |from, k, to| {
        let (along, offset) = (places[to] - places[from], places[k] - places[from]);
        let share =
            (offset.dot(along) / along.length_squared().max(f32::MIN_POSITIVE)).clamp(0.0, 1.0);
        (offset - share * along).length_squared() < unseen * unseen
    });
    kept.into_iter().map(|k| places[k]).collect()
}

/// Indices of the points to keep, the first and the last among them; `is_unseen` tells whether the second of three
/// indices is not missed between the others.
fn kept(count: usize, is_unseen: impl Fn(usize, usize, usize) -> bool) -> Vec<usize> {
    let mut kept = Vec::new();
    let mut from = 0;
    while from < count {
        kept.push(from);
        let furthest = (from + MOST_MERGED).min(count - 1);
        let mut to = from + 1;
        while to < furthest && (from + 1..=to).all(|k| is_unseen(from, k, to + 1)) {
            to += 1;
        }
        from = to;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::vec2;

    #[test]
    fn a_line_keeps_its_corners_and_turning_points() {
        let places: Vec<Vec2> = (0..=10)
            .map(|k| vec2(k as f32, 0.0))
            .chain((0..=7).map(|k| vec2(10.0, k as f32)))
            .chain((0..=3).map(|k| vec2(10.0, 7.0 - k as f32)))
            .collect();
        let kept = simplified_line(&places, 0.01);
        let mut corners = kept.clone();
        corners.dedup();
        assert_eq!(corners, [[0.0, 0.0], [10.0, 0.0], [10.0, 7.0], [10.0, 4.0]].map(Vec2::from));
        assert_eq!(simplified_line(&[], 0.01), []);
        assert_eq!(simplified_line(&places[..1], 0.01), places[..1]);
    }
}
