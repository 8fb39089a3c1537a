//! Points of a path that are not missed.

use glam::Vec3;

use super::{PathPoint, World};

/// Points that one segment stands for, at most.
const MOST_MERGED: usize = 64;

/// Leaves out the points that are not missed: those within `unseen` world units of where their sample falls between the
/// points kept. So the path up to any fractional sample, too, looks as if all were there.
pub fn thinned<'a>(points: &'a [PathPoint], world: &World, unseen: f32) -> Vec<&'a PathPoint> {
    let place = |p: &PathPoint| world.position(p.parameters[0], p.parameters[1], p.loss);
    let places: Vec<Vec3> = points.iter().map(place).collect();
    let between = |from: usize, to: usize| {
        (from + 1..to).all(|k| {
            let share = (points[k].sample - points[from].sample)
                / (points[to].sample - points[from].sample);
            places[from].lerp(places[to], share).distance_squared(places[k]) < unseen * unseen
        })
    };
    let mut kept = Vec::new();
    let mut from = 0;
    while from < points.len() {
        kept.push(&points[from]);
        let furthest = (from + MOST_MERGED).min(points.len() - 1);
        let mut to = from + 1;
        while to < furthest && between(from, to + 1) {
            to += 1;
        }
        from = to;
    }
    kept
}
