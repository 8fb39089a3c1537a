//! Flights by hand: what keys say, track by track. What no key says, the built-in flight goes on saying.

use super::Look;
use super::camera_path::CameraPath;
use super::cues::Cues;
use super::curve::{Curve, Easing, Knot};
use crate::scene::Camera;

/// A moment of a film; what it leaves out follows from its neighbours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Key {
    /// Time in the film.
    pub secs: f64,
    /// How long everything rests here.
    pub hold_secs: f64,
    /// How the way to the next key is flown.
    pub easing: Easing,
    /// The eye.
    pub camera: Option<Camera>,
    /// The step shown.
    pub step: Option<f64>,
    /// Height of the surface, share of its full height.
    pub rise: Option<f64>,
    /// Opacity of the surface, 0 to 1.
    pub opacity: Option<f64>,
    /// Number of height intervals between iso-lines, from here on.
    pub iso_lines: Option<u32>,
    /// The `[[run]]`s that show, from here on, counted from 0.
    pub runs: Option<Vec<usize>>,
    /// The title, from here on; an empty one is none.
    pub title: Option<String>,
    /// A sentence in the lower third, from here on; an empty one is none.
    pub text: Option<String>,
    /// Whether the lower third counts steps and losses, from here on.
    pub counter: Option<bool>,
}

/// Keys, ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Keyed {
    camera: Option<CameraPath>,
    step: Option<Curve>,
    rise: Option<Curve>,
    opacity: Option<Curve>,
    iso_lines: Option<Cues<u32>>,
    runs: Option<Cues<Vec<usize>>>,
    title: Option<Cues<String>>,
    text: Option<Cues<String>>,
    counter: Option<Cues<bool>>,
}

impl Keyed {
    /// From keys in the order of time.
    pub(super) fn of(keys: &[Key], constant_speed: bool, film_secs: f64) -> Self {
        let cameras: Vec<(Camera, &Key)> =
            keys.iter().filter_map(|key| Some((key.camera?, key))).collect();
        let camera =
            (!cameras.is_empty()).then(|| CameraPath::through(&cameras, constant_speed, film_secs));
        Self {
            camera,
            step: curve(keys, |key| key.step),
            rise: curve(keys, |key| key.rise),
            opacity: curve(keys, |key| key.opacity),
            iso_lines: cues(keys, |key| key.iso_lines),
            runs: cues(keys, |key| key.runs.clone()),
            title: cues(keys, |key| key.title.clone()),
            text: cues(keys, |key| key.text.clone()),
            counter: cues(keys, |key| key.counter),
        }
    }

    /// The eye, if any key says it.
    pub(super) fn camera(&self, secs: f64) -> Option<Camera> {
        self.camera.as_ref().map(|path| path.at(secs))
    }

    /// The step, if any key says it.
    pub(super) fn step(&self, secs: f64) -> Option<f64> {
        self.step.as_ref().map(|curve| curve.at(secs))
    }

    /// Overrides in a look what the keys say; `runs` is the number of `[[run]]`s.
    pub(super) fn dress(&self, look: &mut Look, secs: f64, runs: usize) {
        if let Some(rise) = &self.rise {
            look.rise = rise.at(secs) as f32;
        }
        look.opacity = self.opacity.as_ref().map(|curve| curve.at(secs) as f32);
        if let Some(cues) = &self.iso_lines {
            let (count, strength) = cues.at(secs);
            (look.iso_lines, look.iso_strength) = (count.copied(), strength as f32);
        }
        if let Some(cues) = &self.runs {
            let shows = |run: usize| {
                cues.share(secs, |shown| {
                    f64::from(u8::from(shown.is_none_or(|s| s.contains(&run))))
                })
            };
            look.runs = (0..runs).map(|run| shows(run) as f32).collect();
        }
        look.title = self.title.as_ref().and_then(|cues| cues.caption(secs));
        look.text = self.text.as_ref().and_then(|cues| cues.caption(secs));
        if let Some(cues) = &self.counter {
            let share = cues.share(secs, |on| f64::from(u8::from(on.copied().unwrap_or(false))));
            look.counter = share as f32;
        }
    }
}

fn curve(keys: &[Key], of: impl Fn(&Key) -> Option<f64>) -> Option<Curve> {
    let knot = |key: &Key| {
        let value = of(key)?;
        Some(Knot { secs: key.secs, hold_secs: key.hold_secs, easing: key.easing, value })
    };
    let knots: Vec<Knot> = keys.iter().filter_map(knot).collect();
    (!knots.is_empty()).then(|| Curve::through(&knots))
}

fn cues<T: PartialEq>(keys: &[Key], of: impl Fn(&Key) -> Option<T>) -> Option<Cues<T>> {
    Cues::of(keys.iter().filter_map(|key| Some((key.secs, of(key)?))))
}
