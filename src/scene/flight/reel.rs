//! A flight made ready: every time has its shot, and nothing but the time matters.

use std::sync::Arc;

use super::ground::Ground;
use super::keys::{Key, Keyed};
use super::rail::Rail;
use super::subject::Subject;
use super::take::Take;
use super::{Flight, Look, Shot, chase, race, sweep};
use crate::scene::{Camera, Floor};

/// So many times closer than where the whole box fits, its axes still have a place; from the second on they have none.
const WHOLE_IN_SIGHT: f32 = 1.25;
const ALL_AROUND: f32 = 1.7;

/// A flight around its subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Reel {
    secs: f64,
    steps: f64,
    runs: usize,
    aspect: f32,
    floor: Floor,
    ground: Arc<Ground>,
    takes: Vec<Take>,
    keyed: Keyed,
    /// Where the cameras of the keys are.
    key_cameras: Vec<Camera>,
}

impl Reel {
    /// A built-in flight, and over it what the keys say; `constant_speed` is that of a camera through keys.
    pub fn new(flight: Flight, keys: &[Key], constant_speed: bool, subject: &Subject) -> Self {
        let along = |fly: fn(&Subject, &super::Course) -> Take| match subject.best() {
            Some(course) => vec![fly(subject, course)],
            None => vec![sweep::orbit(subject)],
        };
        let takes = match flight {
            Flight::Orbit => vec![sweep::orbit(subject)],
            Flight::Reveal => vec![sweep::reveal(subject)],
            Flight::TopToIso => vec![sweep::top_to_iso(subject)],
            Flight::Follow => along(chase::follow),
            Flight::Descend => along(chase::descend),
            Flight::Race | Flight::Compare if subject.best().is_none() => {
                vec![sweep::orbit(subject)]
            }
            Flight::Race => vec![race::race(subject)],
            Flight::Compare => race::compare(subject),
        };
        Self {
            secs: subject.secs,
            steps: subject.steps,
            runs: subject.runs,
            aspect: subject.aspect,
            floor: subject.floor,
            ground: Arc::clone(&subject.ground),
            takes,
            keyed: Keyed::of(keys, constant_speed, subject.secs),
            key_cameras: keys.iter().filter_map(|key| key.camera).collect(),
        }
    }

    /// Length in seconds.
    pub fn secs(&self) -> f64 {
        self.secs
    }

    /// Times of the cuts, at which the camera jumps on purpose.
    pub fn cuts(&self) -> impl Iterator<Item = f64> {
        let has_keys = !self.key_cameras.is_empty();
        self.takes.iter().skip(1).map(|take| take.from_secs).filter(move |_| !has_keys)
    }

    /// What the film shows at a time, clamped to its length.
    pub fn shot(&self, secs: f64) -> Shot {
        let secs = secs.clamp(0.0, self.secs);
        let take = self.takes.iter().rev().find(|take| take.from_secs <= secs);
        let take = take.unwrap_or(&self.takes[0]);
        let frame = take.at(secs);
        let mut look = Look { rise: frame.rise.clamp(0.0, 1.0) as f32, ..Look::default() };
        if let Some(shown) = take.run {
            look.runs = (0..self.runs).map(|run| f32::from(u8::from(run == shown))).collect();
        }
        self.keyed.dress(&mut look, secs, self.runs);
        let camera = self.keyed.camera(secs).unwrap_or(frame.camera);
        let camera = self.ground.lift(&camera, look.rise);
        look.closeness = self.closeness(&camera);
        Shot {
            camera,
            step: self.keyed.step(secs).unwrap_or(frame.step).clamp(0.0, self.steps),
            look,
        }
    }

    fn closeness(&self, camera: &Camera) -> f32 {
        let Camera { azimuth, elevation, distance, .. } = *camera;
        let whole = Camera::framing(azimuth, elevation, self.aspect, self.floor).distance;
        let share =
            ((whole / distance - WHOLE_IN_SIGHT) / (ALL_AROUND - WHOLE_IN_SIGHT)).clamp(0.0, 1.0);
        share * share * (3.0 - 2.0 * share)
    }

    /// The way of the eye, to be drawn: with the cameras of the keys, or some along a built-in flight.
    pub fn rail(&self) -> Rail {
        let cuts: Vec<f64> = self.cuts().collect();
        let own = (0..=Rail::CAMERAS)
            .map(|k| self.shot(self.secs * k as f64 / Rail::CAMERAS as f64).camera);
        let cameras =
            if self.key_cameras.is_empty() { own.collect() } else { self.key_cameras.clone() };
        Rail::along(self.secs, &cuts, &cameras, |secs| self.shot(secs).camera.eye_in_world())
    }
}
