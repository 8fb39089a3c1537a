//! The camera that eases: what is shown follows the goal like a critically damped spring.

use std::f32::consts::{PI, TAU};

use glam::Vec3;

use super::{Command, Session};
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

impl Session {
    /// The goal that the present picture and floor ask for.
    pub(super) fn held_goal(&self) -> Camera {
        match self.eye.hold {
            Hold::Spec => self.spec.view.camera(self.aspect, self.style.floor),
            Hold::Box => self.framed_goal(),
            Hold::Place => self.eye.goal,
        }
    }

    /// The whole box in the picture, from the direction of the present goal.
    fn framed_goal(&self) -> Camera {
        let Camera { azimuth, elevation, .. } = self.eye.goal;
        Camera::framing(azimuth, elevation, self.aspect, self.style.floor)
    }

    pub(super) fn move_eye(&mut self, command: &Command) {
        let aspect = self.aspect;
        let goal = &mut self.eye.goal;
        let whole_box = matches!(command, Command::LookFrom(_) | Command::FrameAll);
        self.eye.hold = if whole_box { Hold::Box } else { Hold::Place };
        match *command {
            Command::Orbit { azimuth, elevation } => goal.orbit(azimuth, elevation),
            Command::Pan(delta) => goal.pan(delta),
            Command::Zoom { factor, ndc } => goal.zoom(factor, ndc, aspect),
            Command::LookFrom(view) => {
                (goal.azimuth, goal.elevation) = view.angles();
                self.eye.goal = self.framed_goal();
            }
            Command::FrameAll => {
                self.eye.goal = self.framed_goal();
                self.flat_eye = Camera::FLAT;
            }
            Command::Recentre { parameters: [x, y] } => {
                let position = self.world().position(x, y, self.objective.loss(&[x, y]));
                if position.is_finite() {
                    self.eye.goal.target = position;
                }
            }
            _ => {}
        }
    }
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
