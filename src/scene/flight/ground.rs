//! The ground under a camera: a smooth surface that lies above the drawn one, sampled coarsely once.

use super::super::{Camera, Floor};
use super::smooth::smooth_max;

/// Cells along one side of the domain.
const CELLS: usize = 64;
/// Cells beyond each edge.
const BEYOND: usize = 24;
const NODES: usize = CELLS + 2 * BEYOND + 1;
/// World units between the eye and the ground at least.
pub(super) const CLEARANCE: f64 = 0.06;
/// World units over which the eye is lifted softly.
const SOFTNESS: f64 = 0.12;

/// An upper bound of the surface's height, twice continuously differentiable: a cubic B-spline over the largest heights
/// near each node.
#[derive(Clone, Debug, PartialEq)]
pub struct Ground {
    /// World z by node, row-major, row `j` is `y`.
    nodes: Vec<f32>,
    floor_z: f32,
}

impl Ground {
    /// From `side * side` evenly spaced world heights over the domain, row-major, both ends sampled; NaN is a hole.
    pub fn of(heights: &[f32], side: usize, floor: Floor) -> Self {
        let floor_z = floor.z();
        let pooled = pooled(heights, side, floor_z);
        // A node counts for two cells to each side, so each of the sixteen nodes that make up a value has seen its cell.
        let rows = dilated(&pooled, 1);
        let nodes = transposed(&dilated(&transposed(&rows), 1));
        Self { nodes, floor_z }
    }

    /// World z of the ground at a place of the plane; the floor's far beyond the domain.
    pub fn height(&self, x: f32, y: f32) -> f32 {
        let at = |v: f32| (f64::from(v) + 1.0) * CELLS as f64 / 2.0 + BEYOND as f64;
        let (i, wx) = weights(at(x));
        let (j, wy) = weights(at(y));
        let mut sum = 0.0;
        for (b, wy) in (0..).zip(wy) {
            for (a, wx) in (0..).zip(wx) {
                sum += wx * wy * f64::from(self.node(i + a, j + b));
            }
        }
        sum as f32
    }

    fn node(&self, i: i64, j: i64) -> f32 {
        let inside = |k: i64| usize::try_from(k).ok().filter(|k| *k < NODES);
        match (inside(i), inside(j)) {
            (Some(i), Some(j)) => self.nodes[j * NODES + i],
            _ => self.floor_z,
        }
    }

    /// The same camera with its eye above the ground, aimed at the same target; `rise` is the share of the full height
    /// that the surface has.
    pub(super) fn lift(&self, camera: &Camera, rise: f32) -> Camera {
        let eye = camera.eye_in_world();
        let height = self.height(eye.x, eye.y);
        let ground = height.min(0.0) + height.max(0.0) * rise;
        let z = smooth_max(f64::from(eye.z), f64::from(ground) + CLEARANCE, SOFTNESS) as f32;
        if z == eye.z {
            return *camera;
        }
        let (up, along) = (z - camera.target.z, camera.distance * camera.elevation.cos());
        Camera { elevation: up.atan2(along), distance: up.hypot(along), ..*camera }
    }
}

/// The largest height within a cell of each node.
fn pooled(heights: &[f32], side: usize, floor_z: f32) -> Vec<f32> {
    let mut nodes = vec![floor_z; NODES * NODES];
    let place = |k: usize| {
        let at = BEYOND as f64 + CELLS as f64 * k as f64 / (side - 1) as f64;
        [(at - 1.0).ceil() as usize, (at + 1.0).floor() as usize]
    };
    for (index, height) in heights.iter().enumerate().filter(|(_, height)| height.is_finite()) {
        let [(i, last_i), (j, last_j)] =
            [index % side, index / side].map(place).map(|[a, b]| (a, b));
        for row in j..=last_j {
            for node in &mut nodes[row * NODES + i..=row * NODES + last_i] {
                *node = node.max(*height);
            }
        }
    }
    nodes
}

fn dilated(nodes: &[f32], reach: usize) -> Vec<f32> {
    let row = |row: &[f32]| {
        (0..NODES)
            .map(|k| {
                let near = &row[k.saturating_sub(reach)..(k + reach + 1).min(NODES)];
                near.iter().copied().fold(f32::NEG_INFINITY, f32::max)
            })
            .collect::<Vec<_>>()
    };
    nodes.chunks(NODES).flat_map(row).collect()
}

fn transposed(nodes: &[f32]) -> Vec<f32> {
    (0..NODES * NODES).map(|k| nodes[k % NODES * NODES + k / NODES]).collect()
}

/// The first of the four nodes around a place, and the weights of a uniform cubic B-spline.
fn weights(at: f64) -> (i64, [f64; 4]) {
    (at.floor() as i64 - 1, b_spline(at - at.floor()))
}

/// Weights of four neighbouring samples of a uniform cubic B-spline, `share` of the way from the second to the third.
pub(super) fn b_spline(share: f64) -> [f64; 4] {
    let (s, r) = (share, 1.0 - share);
    let inner = |s: f64| (4.0 + s * s * (3.0 * s - 6.0)) / 6.0;
    [r * r * r / 6.0, inner(s), inner(r), s * s * s / 6.0]
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec3;

    const SIDE: usize = 129;

    fn hilly() -> (Vec<f32>, Ground) {
        let at = |k: usize| 2.0 * k as f32 / (SIDE - 1) as f32 - 1.0;
        let height = |k: usize| {
            let (x, y) = (at(k % SIDE), at(k / SIDE));
            0.5 + 0.25 * (17.0 * x).sin() + 0.25 * (23.0 * y).cos()
        };
        let heights: Vec<f32> = (0..SIDE * SIDE).map(height).collect();
        let ground = Ground::of(&heights, SIDE, Floor::Grid);
        (heights, ground)
    }

    #[test]
    fn it_lies_above_every_sample_and_falls_to_the_floor_far_away() {
        let (heights, ground) = hilly();
        for (k, height) in heights.iter().enumerate() {
            let at = |k: usize| 2.0 * k as f32 / (SIDE - 1) as f32 - 1.0;
            let here = ground.height(at(k % SIDE), at(k / SIDE));
            assert!(here >= height - 1e-5, "{here} {height}");
        }
        assert!((ground.height(2.5, 0.0) - Floor::Grid.z()).abs() < 1e-6);
        assert!((ground.height(0.0, -90.0) - Floor::Grid.z()).abs() < 1e-6);
    }

    #[test]
    fn a_camera_below_is_lifted_and_still_aimed_and_one_far_above_is_left() {
        let (_, ground) = hilly();
        let target = Vec3::new(0.1, 0.2, 0.3);
        let low = Camera::orbiting(target, 0.4, -0.2, 0.6);
        let lifted = ground.lift(&low, 1.0);
        let eye = lifted.eye_in_world();
        assert!(eye.z >= ground.height(eye.x, eye.y) + 0.9 * CLEARANCE as f32, "{eye}");
        assert!((lifted.target, lifted.azimuth) == (low.target, low.azimuth));
        assert!((eye - low.eye_in_world()).truncate().length() < 1e-5, "straight up");
        let high = Camera { elevation: 1.2, distance: 5.0, ..low };
        assert_eq!(ground.lift(&high, 1.0), high);
    }

    #[test]
    fn the_weights_sum_to_one() {
        for share in [0.0, 0.2, 0.9] {
            assert!((b_spline(share).iter().sum::<f64>() - 1.0).abs() < 1e-15);
        }
    }
}
