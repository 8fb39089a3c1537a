//! The camera that eases: what is shown follows the goal like a critically damped spring.

use std::f32::consts::{PI, TAU};

use glam::Vec3;

use crate::scene::Camera;

/// Angular frequency of the spring, 1/s: nine tenths of the way in a fifth of a second.
const STIFFNESS: f32 = 20.0;

/// What the camera keeps when the picture changes its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// What the spec's view asks for.
    Spec,
    /// The whole box in the picture.
    Box,
    /// Where the user has moved it.
    Place,
}

/// Where the camera should be, where it is, and how fast it moves.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Eye {
    /// Where the camera should be.
    pub(super) goal: Camera,
    /// Where it is.
    pub(super) shown: Camera,
    /// Change a second of the six numbers of [`numbers`].
    velocity: [f32; 6],
    /// What a new shape of the picture leaves as it is.
    pub(super) hold: Hold,
}

impl Eye {
    pub(super) fn at(camera: Camera) -> Self {
        Self { goal: camera, shown: camera, velocity: [0.0; 6], hold: Hold::Spec }
    }

    /// Jumps to the goal.
    pub(super) fn settle(&mut self) {
        self.shown = self.goal;
        self.velocity = [0.0; 6];
    }

    /// Follows the goal for the time that passed: the exact solution of `x'' = -w^2 (x - goal) - 2 w x'`.
    pub(super) fn advance(&mut self, elapsed_secs: f32) {
        let (mut shown, mut goal) = (numbers(&self.shown), numbers(&self.goal));
        // The shorter way round.
        goal[0] = shown[0] + (goal[0] - shown[0] + PI).rem_euclid(TAU) - PI;
        let decay = (-STIFFNESS * elapsed_secs).exp();
        let mut moving = false;
        for ((shown, goal), velocity) in shown.iter_mut().zip(goal).zip(&mut self.velocity) {
            let distance = *shown - goal;
            let pull = *velocity + STIFFNESS * distance;
            *shown = goal + (distance + pull * elapsed_secs) * decay;
            *velocity = (*velocity - STIFFNESS * pull * elapsed_secs) * decay;
            moving |= (*shown - goal).abs() > 1e-5 || velocity.abs() > 1e-4;
        }
        if moving { self.shown = camera(shown) } else { self.settle() }
    }

    /// Whether the camera has arrived.
    pub(super) fn is_still(&self) -> bool {
        self.shown == self.goal
    }
}

/// Azimuth, elevation, logarithm of the distance, target.
fn numbers(camera: &Camera) -> [f32; 6] {
    let Vec3 { x, y, z } = camera.target;
    [camera.azimuth, camera.elevation, camera.distance.ln(), x, y, z]
}

fn camera([azimuth, elevation, log_distance, x, y, z]: [f32; 6]) -> Camera {
    Camera::orbiting(Vec3::new(x, y, z), azimuth, elevation, log_distance.exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Floor;

    #[test]
    fn it_arrives_without_overshoot_by_the_shorter_way() {
        let start = Camera::framing(3.0, 0.5, 1.5, Floor::Grid);
        let mut eye = Eye::at(start);
        eye.goal = Camera { azimuth: -3.0, ..start };
        let mut last = 0.0;
        for _ in 0..120 {
            eye.advance(1.0 / 60.0);
            let turned = (eye.shown.azimuth - 3.0).rem_euclid(TAU);
            assert!(turned >= last - 1e-4 && turned <= TAU - 6.0 + 1e-3, "{turned} after {last}");
            last = turned;
            if eye.is_still() {
                break;
            }
        }
        assert!(eye.is_still(), "{:?}", eye.shown);
    }

    #[test]
    fn the_motion_does_not_depend_on_the_frame_rate() {
        let start = Camera::framing(0.0, 0.5, 1.5, Floor::Grid);
        let after = |frames: u32| {
            let mut eye = Eye::at(start);
            eye.goal = Camera { elevation: 0.9, ..start };
            (0..frames).for_each(|_| eye.advance(0.1 / frames as f32));
            eye.shown.elevation
        };
        assert!((after(3) - after(50)).abs() < 1e-4, "{} {}", after(3), after(50));
    }
}
