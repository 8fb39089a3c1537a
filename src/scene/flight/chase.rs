//! Flights along one run: `follow` behind it, `descend` close to the ground.
//!
//! The camera does not copy the path, whose corners and zigzags nobody wants to sit on: it looks at a low pass of the
//! place shown, from a heading that is smoothed until it turns calmly, and over an envelope of the ground.

use std::f64::consts::{PI, TAU};

use glam::{Vec2, Vec3};

use super::course::Course;
use super::ground::Ground;
use super::smooth::{envelope, low_pass, low_pass_places, weighted_low_pass};
use super::subject::Subject;
use super::take::{Frame, SAMPLES, Take};
use crate::scene::Camera;

/// Radians a second that the heading turns at most.
const FASTEST_TURN: f64 = 0.65;
/// The share of a film at which the run sets off, and at which it arrives.
const WAY: [f64; 2] = [0.05, 0.9];
/// The steepest look down, radians.
const STEEPEST: f32 = 1.2;

/// Where the camera is, seen from the place that it looks at. In world units; the box is 2 wide.
struct Rig {
    /// Behind the place.
    back: f32,
    /// Above the place, on level ground.
    up: f32,
    /// How far ahead of the place it looks.
    ahead: f32,
    /// Between the ground and the eye, and the ground and the line of sight.
    clearance: f32,
    /// Standard deviation of the low pass of the place, share of the film.
    calm: f64,
}

/// Behind the best run, looking ahead.
pub(super) fn follow(subject: &Subject, course: &Course) -> Take {
    let rig = Rig { back: 1.25, up: 0.7, ahead: 0.15, clearance: 0.2, calm: 0.03 };
    rig.take(subject, course)
}

/// Down the path of the best run, close to the ground.
pub(super) fn descend(subject: &Subject, course: &Course) -> Take {
    let rig = Rig { back: 0.62, up: 0.24, ahead: 0.22, clearance: 0.1, calm: 0.025 };
    rig.take(subject, course)
}

impl Rig {
    fn take(&self, subject: &Subject, course: &Course) -> Take {
        let paced = course.paced(SAMPLES, WAY);
        let places: Vec<Vec3> = paced.iter().map(|(_, at)| *at).collect();
        let places = low_pass_places(&places, self.calm * SAMPLES as f64);
        let headings = headings(&places, subject);
        let towards = |k: usize| Vec2::from_angle(headings[k] as f32).extend(0.0);
        let feet: Vec<Vec3> = (0..=SAMPLES).map(|k| places[k] - self.back * towards(k)).collect();
        let needed: Vec<f64> = places
            .iter()
            .zip(&feet)
            .map(|(at, foot)| f64::from(self.height(&subject.ground, *at, *foot)))
            .collect();
        let heights = envelope(&needed, 0.02 * SAMPLES as f64);
        let frame = |k: usize| {
            let eye = feet[k].with_z(heights[k] as f32);
            let target = places[k] + self.ahead * towards(k);
            Frame { camera: Camera::looking(eye, target), step: paced[k].0, rise: 1.0 }
        };
        Take::whole(subject.secs, (0..=SAMPLES).map(frame))
    }

    /// World z of an eye above `foot` that sees `at`: over the ground, and over the hills in between.
    fn height(&self, ground: &Ground, at: Vec3, foot: Vec3) -> f32 {
        let mut z = (at.z + self.up).max(ground.height(foot.x, foot.y) + self.clearance);
        // Nearer than the first of these, the ground is the place's own slope.
        for share in [0.2, 0.27, 0.35, 0.45, 0.6, 0.8] {
            let under = at.lerp(foot, share);
            let over = ground.height(under.x, under.y) + 0.3 * self.clearance - at.z;
            z = z.max(at.z + over / share);
        }
        z.min(at.z + self.back * STEEPEST.tan()).max(ground.height(foot.x, foot.y) + self.clearance)
    }
}

/// The heading at each place, radians without jumps: that of the motion, the less calm the more smoothed.
fn headings(places: &[Vec3], subject: &Subject) -> Vec<f64> {
    let own = f64::from(subject.view.azimuth) + PI;
    let motion = |k: usize| {
        let (a, b) = (places[k.saturating_sub(1)], places[(k + 1).min(places.len() - 1)]);
        (b - a).truncate()
    };
    let speeds: Vec<f64> = (0..places.len()).map(|k| f64::from(motion(k).length())).collect();
    let total: f64 = speeds.iter().sum();
    if total < 1e-3 {
        return vec![own; places.len()];
    }
    let mut last = (0..places.len())
        .find(|k| speeds[*k] > 0.2 * total / places.len() as f64)
        .map_or(own, |k| f64::from(motion(k).to_angle()));
    let mut unwrapped = Vec::with_capacity(places.len());
    for (k, speed) in speeds.iter().enumerate() {
        if *speed > 1e-6 {
            let next = f64::from(motion(k).to_angle());
            last += (next - last + PI).rem_euclid(TAU) - PI;
        }
        unwrapped.push(last);
    }
    // What hardly moves has little to say about where it goes.
    let weights: Vec<f64> =
        speeds.iter().map(|speed| speed + 1e-3 * total / places.len() as f64).collect();
    let mut deviation = 0.035 * places.len() as f64;
    let per_sec = (places.len() - 1) as f64 / subject.secs;
    loop {
        let smooth = weighted_low_pass(&unwrapped, &weights, deviation, false);
        let smooth = low_pass(&smooth, 0.03 * places.len() as f64);
        let fastest = smooth.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f64::max);
        if fastest * per_sec <= FASTEST_TURN || deviation > places.len() as f64 {
            return if fastest * per_sec <= FASTEST_TURN {
                smooth
            } else {
                vec![smooth[smooth.len() / 2]; smooth.len()]
            };
        }
        deviation *= 1.5;
    }
}
