//! Flights around the whole surface: `orbit`, `top-to-iso`, `reveal`.

use std::f64::consts::{PI, TAU};

use super::curve::{eased, ramped};
use super::subject::Subject;
use super::take::{Frame, SAMPLES, Take};
use crate::scene::{Camera, View};

/// Share of an orbit in which the runs play; then the result rests.
const PLAYING_SHARE: f64 = 0.8;
/// A view from above this elevation, radians, is no goal for a flight that comes from the top.
const HIGHEST_GOAL: f32 = 1.25;
/// Radians by which a sweep goes on turning while the runs play.
const DRIFT: f64 = 0.4;

/// One turn; frame `n` of `n` would equal frame 0, so a looped film turns without a halt.
pub(super) fn orbit(subject: &Subject) -> Take {
    let Subject { view, aspect, floor, .. } = subject;
    let framed = subject.framing(view.azimuth, view.elevation);
    let around = Camera::framing_all_around(view.elevation, *aspect, *floor);
    let frame = |k: usize| {
        let share = k as f64 / SAMPLES as f64;
        let camera = Camera {
            azimuth: view.azimuth + (TAU * share) as f32,
            distance: around.distance * view.distance / framed.distance,
            target: if view.target == framed.target { around.target } else { view.target },
            ..around
        };
        Frame { camera, step: subject.steps * (share / PLAYING_SHARE).min(1.0), rise: 1.0 }
    };
    Take::whole(subject.secs, (0..=SAMPLES).map(frame))
}

/// From straight above to the scene's own view, while the runs play.
pub(super) fn top_to_iso(subject: &Subject) -> Take {
    let tilt = Tilt::of(subject);
    let frame = |k: usize| {
        let share = k as f64 / SAMPLES as f64;
        let camera = tilt.at(eased((share - 0.08) / 0.8), 0.0);
        Frame { camera, step: subject.steps * ramped(share / 0.92, [0.1, 0.2]), rise: 1.0 }
    };
    Take::whole(subject.secs, (0..=SAMPLES).map(frame))
}

/// The flat contour map, seen from above, rises while the camera comes down; then the runs play in a slow turn.
pub(super) fn reveal(subject: &Subject) -> Take {
    let tilt = Tilt::of(subject);
    let frame = |k: usize| {
        let share = k as f64 / SAMPLES as f64;
        let turn = DRIFT * (ramped((share - 0.12) / 0.88, [0.5, 0.12]) - 1.0);
        let down = eased((share - 0.08) / 0.5);
        Frame {
            camera: tilt.at(down, turn * down),
            step: subject.steps * ramped((share - 0.5) / 0.43, [0.15, 0.25]),
            rise: eased((share - 0.12) / 0.4),
        }
    };
    Take::whole(subject.secs, (0..=SAMPLES).map(frame))
}

/// The way down from straight above to the scene's own view, far enough away that the box stays in the picture.
struct Tilt {
    top: Camera,
    goal: Camera,
    /// Shorter way round from the one azimuth to the other, radians.
    turn: f64,
    /// Logarithm of how much further away the middle of the way is.
    detour: f64,
}

impl Tilt {
    fn of(subject: &Subject) -> Self {
        let (azimuth, elevation) = View::Top.angles();
        let top = subject.framing(azimuth, elevation);
        let goal = if subject.view.elevation > HIGHEST_GOAL {
            let (azimuth, elevation) = View::Iso.angles();
            subject.framing(azimuth, elevation)
        } else {
            subject.view
        };
        let turn = (f64::from(goal.azimuth - top.azimuth) + PI).rem_euclid(TAU) - PI;
        let mut tilt = Self { top, goal, turn, detour: 0.0 };
        // A goal that is close to the surface leaves the box on purpose.
        let closeness = subject.framing(goal.azimuth, goal.elevation).distance / goal.distance;
        let needed = |k: u32| {
            let share = f64::from(k) / 16.0;
            let camera = tilt.at(share, 0.0);
            let whole = subject.framing(camera.azimuth, camera.elevation).distance;
            let wanted = f64::from(whole) / f64::from(closeness).max(1.0).powf(share);
            (wanted / f64::from(camera.distance)).ln() / (4.0 * share * (1.0 - share))
        };
        tilt.detour = (1..16).map(needed).fold(0.0, f64::max);
        tilt
    }

    /// The camera a share of the way down, turned further by an angle.
    fn at(&self, share: f64, further: f64) -> Camera {
        let Self { top, goal, turn, detour } = self;
        let mix = |a: f32, b: f32| f64::from(a) + share * f64::from(b - a);
        let log_distance =
            mix(top.distance.ln(), goal.distance.ln()) + detour * 4.0 * share * (1.0 - share);
        Camera::orbiting(
            top.target.lerp(goal.target, share as f32),
            (f64::from(top.azimuth) + share * turn + further) as f32,
            mix(top.elevation, goal.elevation) as f32,
            log_distance.exp() as f32,
        )
    }
}
