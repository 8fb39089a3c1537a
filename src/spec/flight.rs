//! The film's flight as it is asked for: `[flight]` and `[[flight.key]]`, in seconds, degrees and parameters.

use glam::Vec3;
use serde::{Deserialize, Serialize};

use super::{Spec, SpecError, ViewSpec};
use crate::objective::{Domain, Interval};
use crate::scene::flight::{Easing, Flight, Key};
use crate::scene::{Camera, Floor, View, World};

/// What a film shows at which time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FlightSpec {
    /// The built-in flight that does what no key says; without it, that of the film.
    pub name: Option<Flight>,
    /// Whether the eye moves at one speed from stop to stop; the times of keys without a hold then do not count for it.
    #[serde(skip_serializing_if = "is_false")]
    pub constant_speed: bool,
    /// The keys, in the order of time.
    pub key: Vec<KeySpec>,
}

/// A moment of a film. A key with none of `view`, `azimuth`, `elevation`, `zoom`, `target`, `eye` leaves the camera to
/// the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeySpec {
    /// Seconds from the film's beginning.
    pub time: f64,
    /// Seconds that everything rests here.
    #[serde(skip_serializing_if = "is_zero")]
    pub hold: f64,
    /// How the way to the next key is flown.
    #[serde(skip_serializing_if = "is_default")]
    pub easing: Easing,
    /// The direction to look from.
    pub view: Option<View>,
    /// Instead of the view's: direction of the eye around the loss axis, degrees; -90 looks along +y.
    pub azimuth: Option<f64>,
    /// Instead of the view's: direction of the eye above the horizon, degrees.
    pub elevation: Option<f64>,
    /// How much closer than where the whole box just fits.
    pub zoom: Option<f64>,
    /// The place at the centre of the picture: both parameters, and the height as a share of the box's; without the
    /// height, on the surface. Without any, the middle of the box.
    pub target: Option<Vec<f64>>,
    /// Instead of angles and zoom: the place of the eye, given as `target` is.
    pub eye: Option<Vec<f64>>,
    /// The step of the runs that is shown.
    pub step: Option<f64>,
    /// Height of the surface, share of its full height: 0 is the flat contour map.
    pub height: Option<f64>,
    /// Opacity of the surface, 0 to 1.
    pub opacity: Option<f64>,
    /// Number of height intervals between iso-lines, from here on.
    pub iso_lines: Option<u32>,
    /// The `[[run]]`s that show, from here on, counted from 1.
    pub runs: Option<Vec<usize>>,
    /// The title, from here on; an empty one is none.
    pub title: Option<String>,
    /// A sentence in the lower third, from here on; an empty one is none.
    pub text: Option<String>,
    /// Whether the lower third counts steps and losses, from here on.
    pub counter: Option<bool>,
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

fn is_default(value: &Easing) -> bool {
    *value == Easing::default()
}

impl KeySpec {
    /// Whether it says where the eye is.
    pub fn has_camera(&self) -> bool {
        let Self { view, azimuth, elevation, zoom, target, eye, .. } = self;
        view.is_some()
            || azimuth.is_some()
            || elevation.is_some()
            || zoom.is_some()
            || target.is_some()
            || eye.is_some()
    }

    /// Asks for `camera`, in few digits, in a picture of this shape over this floor.
    pub fn set_camera(&mut self, camera: &Camera, aspect: f32, floor: Floor, domain: Domain) {
        let mut view = ViewSpec::default();
        view.set_camera(camera, aspect, floor);
        let angles = view.azimuth.is_some();
        self.view = (!angles).then_some(view.preset);
        self.azimuth = view.azimuth.map(|degrees| rounded(degrees, 0.01));
        self.elevation = view.elevation.map(|degrees| rounded(degrees, 0.01));
        self.zoom = Some(rounded(view.zoom, 0.001)).filter(|zoom| *zoom != 1.0);
        let place = |[x, y, z]: [f64; 3]| {
            let along = |interval: Interval, unit: f64| {
                let digit = 10f64.powf((interval.length() * 1e-4).log10().floor());
                rounded(interval.min + 0.5 * (unit + 1.0) * interval.length(), digit)
            };
            vec![along(domain.x, x), along(domain.y, y), rounded(z, 1e-4)]
        };
        self.target = view.target.map(place);
        self.eye = None;
    }

    /// The camera that it asks for; `loss` evaluates the surface.
    pub fn camera(
        &self,
        aspect: f32,
        floor: Floor,
        world: &World,
        loss: &mut dyn FnMut(&[f64]) -> f64,
    ) -> Option<Camera> {
        let mut place = |at: &[f64]| {
            let (x, y) = (*at.first()?, *at.get(1)?);
            let on_surface = world.position(x, y, loss(&[x, y]));
            let z = at.get(2).map_or(on_surface.z, |height| *height as f32 * world.box_height());
            Some(on_surface.with_z(if z.is_finite() { z } else { 0.0 }))
        };
        let target = self.target.as_deref().and_then(&mut place);
        if let (Some(eye), Some(target)) = (self.eye.as_deref().and_then(&mut place), target) {
            return Some(Camera::looking(eye, target));
        }
        let view = ViewSpec {
            preset: self.view.unwrap_or(View::Iso),
            azimuth: self.azimuth,
            elevation: self.elevation,
            zoom: self.zoom.unwrap_or(1.0),
            target: target.map(|target: Vec3| target.to_array().map(f64::from)),
            ..ViewSpec::default()
        };
        self.has_camera().then(|| view.camera(aspect, floor))
    }

    /// The same as the scene knows it, with this camera.
    pub fn key(&self, camera: Option<Camera>) -> Key {
        let runs = self.runs.as_ref();
        Key {
            secs: self.time,
            hold_secs: self.hold,
            easing: self.easing,
            camera,
            step: self.step,
            rise: self.height,
            opacity: self.opacity,
            iso_lines: self.iso_lines,
            runs: runs.map(|runs| runs.iter().map(|run| run.saturating_sub(1)).collect()),
            title: self.title.clone(),
            text: self.text.clone(),
            counter: self.counter,
        }
    }

    fn check(&self, runs: usize) -> Result<(), SpecError> {
        let view = ViewSpec {
            azimuth: self.azimuth,
            elevation: self.elevation,
            zoom: self.zoom.unwrap_or(1.0),
            ..ViewSpec::default()
        };
        view.check().map_err(|mut error| {
            error.key = error.key.trim_start_matches("view.").to_owned();
            error
        })?;
        let shares = [("height", self.height), ("opacity", self.opacity)];
        for (name, share) in shares {
            if share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
                return Err(SpecError::new(name, format!("the {name} lies between 0 and 1")));
            }
        }
        if self.step.is_some_and(|step| step.is_nan() || step < 0.0) {
            return Err(SpecError::new("step", "the step shown is a number from 0"));
        }
        if self.iso_lines.is_some_and(|lines| lines > 1000) {
            return Err(SpecError::new("iso_lines", "at most 1000 iso-lines can be told apart"));
        }
        for (name, place) in [("target", &self.target), ("eye", &self.eye)] {
            let is_place =
                |p: &Vec<f64>| (2..=3).contains(&p.len()) && p.iter().all(|c| c.is_finite());
            if place.as_ref().is_some_and(|place| !is_place(place)) {
                let message = format!(
                    "the {name} is [x, y] on the surface, or [x, y, height] with the height as a share"
                );
                return Err(SpecError::new(name, message));
            }
        }
        if self.eye.is_some()
            && (self.target.is_none()
                || self.azimuth.is_some()
                || self.elevation.is_some()
                || self.zoom.is_some()
                || self.view.is_some())
        {
            let message =
                "an `eye` goes with a `target` and stands instead of view, angles and zoom";
            return Err(SpecError::new("eye", message));
        }
        let unknown = self.runs.iter().flatten().find(|run| !(1..=runs).contains(*run));
        if let Some(run) = unknown {
            let message = format!("there is no run {run}: the runs are counted from 1 to {runs}");
            return Err(SpecError::new("runs", message));
        }
        Ok(())
    }
}

fn rounded(value: f64, digit: f64) -> f64 {
    let inverse = digit.recip().round();
    if inverse > 1.0 {
        (value * inverse).round() / inverse
    } else {
        (value / digit).round() * digit
    }
}

impl Spec {
    /// The built-in flight that does what no key says.
    pub fn built_in_flight(&self) -> Flight {
        self.flight.as_ref().and_then(|flight| flight.name).unwrap_or(self.film.flight)
    }

    /// The keys by hand.
    pub fn keys(&self) -> &[KeySpec] {
        self.flight.as_ref().map_or(&[], |flight| &flight.key)
    }

    /// Refuses keys that cannot be flown, as far as the surface need not be known for it.
    pub(super) fn check_flight(&self) -> Result<(), SpecError> {
        let Some(flight) = &self.flight else { return Ok(()) };
        if flight.name.is_none() && flight.key.is_empty() {
            let names = Flight::ALL.map(Flight::name).join(", ");
            let message =
                format!("a flight without key frames: add [[flight.key]], or a name: {names}");
            return Err(SpecError::new("flight", message));
        }
        let runs = self.run.as_ref().map_or(0, Vec::len);
        let mut before: Option<(f64, f64)> = None;
        for (index, key) in flight.key.iter().enumerate() {
            let at = |name: &str| format!("flight.key.{index}.{name}");
            key.check(runs).map_err(|error| error.under(&format!("flight.key.{index}")))?;
            let (time, seconds) = (key.time, self.film.seconds);
            if !(0.0..=seconds).contains(&time) {
                let message = format!(
                    "key {} stands at {time} s, outside the film, which lasts {seconds} s: move it, or make the film longer",
                    index + 1
                );
                return Err(SpecError::new(at("time"), message));
            }
            if !(key.hold.is_finite() && key.hold >= 0.0) {
                return Err(SpecError::new(at("hold"), "a hold is a number of seconds from 0"));
            }
            if let Some((former, until)) = before {
                if time == former {
                    let message =
                        format!("keys {index} and {} both stand at {time} s: move one", index + 1);
                    return Err(SpecError::new(at("time"), message));
                }
                if time < former {
                    let message = format!(
                        "the times of keys rise: key {} at {time} s comes after key {index} at {former} s",
                        index + 1
                    );
                    return Err(SpecError::new(at("time"), message));
                }
                if time <= until && until > former {
                    let message = format!(
                        "key {index} holds until {until} s, but key {} stands at {time} s: shorten the hold or move the key",
                        index + 1
                    );
                    return Err(SpecError::new(at("time"), message));
                }
            }
            before = Some((time, time + key.hold));
        }
        Ok(())
    }
}
