//! A camera through keys: positions by a centripetal Catmull-Rom spline, orientations by quaternions.
//!
//! Both run over one parameter `u`, which grows from key to key with the root of how far the camera moves and turns, so
//! they stay in step and the spline neither loops nor overshoots where keys crowd. Time reaches `u` through a monotone
//! curve, so the keys' times, holds and easings change the speed and never the path.

use glam::{Quat, Vec3};

use super::curve::{Curve, Easing, Knot, hermite, ramped};
use super::keys::Key;
use crate::scene::Camera;

/// World units that count as much as a turn by one radian.
const UNITS_PER_RADIAN: f32 = 0.7;
/// Share of a stretch of constant speed in which it starts or stops.
const RAMP: f64 = 0.12;
/// Pieces between two keys in which lengths are measured.
const PIECES: usize = 48;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct CameraPath {
    nodes: Vec<Node>,
    log_distance: Curve,
    timing: Timing,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    u: f64,
    eye: Vec3,
    /// World units by `u`.
    velocity: Vec3,
    world_from_view: Quat,
    /// Radians by `u` around the axes of the view.
    turning: Vec3,
}

/// From time to `u`.
#[derive(Clone, Debug, PartialEq)]
enum Timing {
    Keys(Curve),
    Steady(Steady),
}

impl CameraPath {
    /// Through the cameras of at least one key, in the order of time; `film_secs` is the length of the film.
    pub(super) fn through(keys: &[(Camera, &Key)], constant_speed: bool, film_secs: f64) -> Self {
        let nodes = nodes(keys);
        let knots = |value: &dyn Fn(usize) -> (f64, f64), holds: bool| {
            let knot = |(k, (_, key)): (usize, &(Camera, &Key))| {
                let (secs, value) = value(k);
                let hold_secs = if holds { key.hold_secs } else { 0.0 };
                Knot {
                    secs,
                    hold_secs,
                    easing: if holds { key.easing } else { Easing::Linear },
                    value,
                }
            };
            Curve::through(&keys.iter().enumerate().map(knot).collect::<Vec<_>>())
        };
        let log_distance = knots(&|k| (nodes[k].u, f64::from(keys[k].0.distance.ln())), false);
        let by_keys = knots(&|k| (keys[k].1.secs, nodes[k].u), true);
        let mut path = Self { nodes, log_distance, timing: Timing::Keys(by_keys) };
        if constant_speed && keys.len() > 1 {
            path.timing = Timing::Steady(Steady::along(&path, keys, film_secs));
        }
        path
    }

    /// The camera at a time; before the first and after the last key it rests.
    pub(super) fn at(&self, secs: f64) -> Camera {
        let u = match &self.timing {
            Timing::Keys(curve) => curve.at(secs),
            Timing::Steady(steady) => steady.at(secs),
        };
        let (eye, world_from_view) = self.pose(u);
        Camera::oriented(eye, world_from_view, self.log_distance.at(u).exp() as f32)
    }

    fn pose(&self, u: f64) -> (Vec3, Quat) {
        let after = self.nodes.partition_point(|node| node.u <= u).clamp(1, self.nodes.len());
        let from = &self.nodes[after - 1];
        let Some(to) = self.nodes.get(after) else { return (from.eye, from.world_from_view) };
        let span = to.u - from.u;
        let share = ((u - from.u) / span).clamp(0.0, 1.0);
        let axis = |k: usize| {
            let ends = [f64::from(from.eye[k]), f64::from(to.eye[k])];
            let slopes = [from.velocity[k], to.velocity[k]].map(|v| f64::from(v) * span);
            hermite(ends, slopes, share) as f32
        };
        let eye = Vec3::new(axis(0), axis(1), axis(2));
        (eye, turned(from, to, span as f32, share as f32))
    }
}

/// Between two orientations with given speeds at both: de Casteljau's construction with great arcs for lines.
fn turned(from: &Node, to: &Node, span: f32, share: f32) -> Quat {
    let third = span / 3.0;
    let (a, d) = (from.world_from_view, to.world_from_view);
    let b = a * Quat::from_scaled_axis(from.turning * third);
    let c = d * Quat::from_scaled_axis(-to.turning * third);
    let (ab, bc, cd) = (a.slerp(b, share), b.slerp(c, share), c.slerp(d, share));
    ab.slerp(bc, share).slerp(bc.slerp(cd, share), share).normalize()
}

fn nodes(keys: &[(Camera, &Key)]) -> Vec<Node> {
    let cameras: Vec<Camera> = keys.iter().map(|(camera, _)| *camera).collect();
    let eyes: Vec<Vec3> = cameras.iter().map(Camera::eye_in_world).collect();
    let mut turns: Vec<Quat> = Vec::new();
    for camera in &cameras {
        let next = camera.world_from_view();
        // Of the two quaternions of an orientation, the one near the last.
        turns.push(
            turns.last().map_or(next, |last| if last.dot(next) < 0.0 { -next } else { next }),
        );
    }
    let moves: Vec<Vec3> = eyes.windows(2).map(|w| w[1] - w[0]).collect();
    let twists: Vec<Vec3> =
        turns.windows(2).map(|w| (w[0].inverse() * w[1]).to_scaled_axis()).collect();
    let spans: Vec<f32> = moves
        .iter()
        .zip(&twists)
        .map(|(m, t)| m.length().max(UNITS_PER_RADIAN * t.length()).sqrt().max(1e-3))
        .collect();
    let velocities = tangents(&moves, &spans);
    let turnings = tangents(&twists, &spans);
    let mut u = 0.0;
    let node = |k: usize| {
        u += k.checked_sub(1).map_or(0.0, |k| f64::from(spans[k]));
        Node {
            u,
            eye: eyes[k],
            velocity: velocities[k],
            world_from_view: turns[k],
            turning: turnings[k],
        }
    };
    (0..keys.len()).map(node).collect()
}

/// Derivatives at the keys by the spans between them; zero beside a span in which nothing moves.
fn tangents(differences: &[Vec3], spans: &[f32]) -> Vec<Vec3> {
    let secant = |k: usize| differences[k] / spans[k];
    let count = differences.len();
    let inner = |k: usize| {
        let (left, right) = (secant(k - 1), secant(k));
        if left.length_squared().min(right.length_squared()) < 1e-12 {
            return Vec3::ZERO;
        }
        (left * spans[k] + right * spans[k - 1]) / (spans[k - 1] + spans[k])
    };
    let tangent = |k: usize| match k {
        _ if count == 0 => Vec3::ZERO,
        0 if count == 1 => secant(0),
        0 => 1.5 * secant(0) - 0.5 * inner(1),
        k if k == count && count == 1 => secant(0),
        k if k == count => 1.5 * secant(count - 1) - 0.5 * inner(count - 1),
        k => inner(k),
    };
    (0..=count).map(tangent).collect()
}

/// One speed from stop to stop: a table of the length of the way.
#[derive(Clone, Debug, PartialEq)]
struct Steady {
    /// `u`, the length up to there, and the length by `u`.
    table: Vec<[f64; 3]>,
    legs: Vec<Leg>,
}

/// The way between two stops.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Leg {
    from_secs: f64,
    to_secs: f64,
    from: f64,
    to: f64,
    ramps: [f64; 2],
}

impl Steady {
    /// The camera stops at the first and the last key, and at those that hold; the others' times count no longer.
    fn along(path: &CameraPath, keys: &[(Camera, &Key)], film_secs: f64) -> Self {
        let mut table: Vec<[f64; 3]> = vec![[0.0; 3]];
        let mut length = 0.0;
        for pair in path.nodes.windows(2) {
            let span = (pair[1].u - pair[0].u) / PIECES as f64;
            for k in 0..PIECES {
                let u = pair[0].u + span * k as f64;
                let ((a, q), (b, r)) = (path.pose(u), path.pose(u + span));
                // A turn on the spot counts a little, so that it takes its time.
                let moved = a.distance(b).hypot(0.1 * UNITS_PER_RADIAN * q.angle_between(r));
                length += f64::from(moved).max(1e-6);
                table.push([u + span, length, 0.0]);
            }
        }
        for k in 0..table.len() {
            let (a, b) = (table[k.saturating_sub(1)], table[(k + 1).min(table.len() - 1)]);
            table[k][2] = (b[1] - a[1]) / (b[0] - a[0]);
        }
        let last = keys.len() - 1;
        let is_stop = |k: usize| k == 0 || k == last || keys[k].1.hold_secs > 0.0;
        let stops: Vec<usize> = (0..=last).filter(|k| is_stop(*k)).collect();
        let leg = |pair: &[usize]| {
            let [a, b] = [pair[0], pair[1]];
            let (from_secs, to_secs) = (keys[a].1.secs + keys[a].1.hold_secs, keys[b].1.secs);
            // What begins or ends with the film needs no ramp.
            let ramps =
                [from_secs > 0.0, to_secs < film_secs && (b < last || keys[b].1.secs < film_secs)];
            Leg {
                from_secs,
                to_secs,
                from: table[a * PIECES][1],
                to: table[b * PIECES][1],
                ramps: ramps.map(|ramp| if ramp { RAMP } else { 0.0 }),
            }
        };
        let legs = stops.windows(2).map(leg).collect();
        Self { table, legs }
    }

    fn at(&self, secs: f64) -> f64 {
        let leg = self.legs.iter().rev().find(|leg| leg.from_secs <= secs).unwrap_or(&self.legs[0]);
        let share = (secs - leg.from_secs) / (leg.to_secs - leg.from_secs);
        let length = leg.from + (leg.to - leg.from) * ramped(share, leg.ramps);
        let after =
            self.table.partition_point(|row| row[1] <= length).clamp(1, self.table.len() - 1);
        let ([u, low, slow], [v, high, fast]) = (self.table[after - 1], self.table[after]);
        let span = high - low;
        hermite([u, v], [span / slow.max(1e-9), span / fast.max(1e-9)], (length - low) / span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secs: f64, hold_secs: f64) -> Key {
        Key { secs, hold_secs, ..Key::default() }
    }

    fn around(azimuth: f32, elevation: f32, distance: f32) -> Camera {
        Camera::orbiting(Vec3::new(0.1, 0.0, 0.4), azimuth, elevation, distance)
    }

    fn cameras() -> [Camera; 5] {
        [
            around(-1.0, 0.7, 5.0),
            around(0.4, 0.3, 3.0),
            around(0.5, 0.32, 2.9),
            around(2.9, 1.5, 4.0),
            around(-2.4, 0.2, 2.0),
        ]
    }

    fn path(keys: &[Key], constant_speed: bool) -> CameraPath {
        let cameras = cameras();
        let pairs: Vec<_> = cameras.iter().copied().zip(keys).collect();
        CameraPath::through(&pairs, constant_speed, 10.0)
    }

    /// Largest changes of velocity of the eye and of the direction between pieces of `step` seconds.
    fn jerks(path: &CameraPath, step: f64) -> [f32; 2] {
        let poses: Vec<(Vec3, Vec3)> = (0..(10.0 / step) as usize)
            .map(|k| path.at(k as f64 * step))
            .map(|camera| {
                (camera.eye_in_world(), (camera.target - camera.eye_in_world()).normalize())
            })
            .collect();
        let change = |of: fn(&(Vec3, Vec3)) -> Vec3| {
            let changes =
                poses.windows(3).map(|w| (of(&w[2]) - 2.0 * of(&w[1]) + of(&w[0])).length());
            changes.fold(0.0, f32::max) / step as f32
        };
        [change(|pose| pose.0), change(|pose| pose.1)]
    }

    #[test]
    fn it_passes_through_its_keys_without_roll() {
        let keys = [0.0, 2.0, 3.0, 7.0, 10.0].map(|secs| key(secs, 0.0));
        let path = path(&keys, false);
        for (camera, key) in cameras().iter().zip(&keys) {
            let shown = path.at(key.secs);
            let apart = (shown.eye_in_world() - camera.eye_in_world()).length()
                + (shown.target - camera.target).length();
            assert!(apart < 1e-4, "{shown:?} {camera:?}");
        }
    }

    #[test]
    fn neither_position_nor_direction_nor_their_speed_jumps() {
        for constant_speed in [false, true] {
            let keys = [(0.0, 0.0), (2.0, 1.0), (3.5, 0.0), (7.0, 0.0), (9.5, 0.0)]
                .map(|(secs, hold)| key(secs, hold));
            let path = path(&keys, constant_speed);
            // Half the piece, about half the change: speeds are continuous. Single precision limits how fine it may be.
            let (coarse, fine) = (jerks(&path, 0.02), jerks(&path, 0.005));
            for (coarse, fine) in coarse.into_iter().zip(fine) {
                assert!(fine < 0.45 * coarse + 0.005, "{constant_speed}: {coarse} {fine}");
            }
        }
    }

    #[test]
    fn constant_speed_is_constant() {
        let keys = [0.0, 2.0, 3.0, 9.0, 10.0].map(|secs| key(secs, 0.0));
        let path = path(&keys, true);
        let speed = |k: u32| {
            let at = |k: u32| path.at(f64::from(k) * 0.1).eye_in_world();
            at(k).distance(at(k + 1))
        };
        let mean = (0..100).map(speed).sum::<f32>() / 100.0;
        for k in 0..100 {
            // A chord of a tenth of a second is a little shorter than its arc.
            assert!((speed(k) / mean - 1.0).abs() < 0.05, "{k}: {} {mean}", speed(k));
        }
    }

    #[test]
    fn crowded_keys_make_no_loop() {
        // Two keys close to each other between two far ones: a uniform spline would swing back and forth.
        let at = |x: f32| Camera { target: Vec3::new(x, 5.0, 0.0), ..around(-1.57, 0.0, 5.0) };
        let keys = [0.0, 1.0, 2.0, 3.0].map(|secs| key(secs, 0.0));
        let cameras = [at(0.0), at(3.0), at(3.1), at(6.0)];
        let pairs: Vec<_> = cameras.iter().copied().zip(&keys).collect();
        let path = CameraPath::through(&pairs, false, 3.0);
        let xs: Vec<f32> =
            (0..=300).map(|k| path.at(f64::from(k) * 0.01).eye_in_world().x).collect();
        assert!(xs.windows(2).all(|w| w[1] >= w[0] - 1e-4));
    }

    #[test]
    fn one_key_is_a_still() {
        let keys = [key(1.0, 0.0)];
        let camera = around(0.3, 0.4, 2.0);
        let path = CameraPath::through(&[(camera, &keys[0])], true, 5.0);
        let apart = path.at(4.0).eye_in_world().distance(camera.eye_in_world());
        assert!(apart < 1e-5 && path.at(0.0) == path.at(9.0), "{apart}");
    }
}
