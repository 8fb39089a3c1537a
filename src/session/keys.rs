//! Keys of a flight by hand: from the present view into the spec, and what is refused.

use super::Session;
use crate::objective::{Objective, Survey};
use crate::scene::World;
use crate::spec::{FlightSpec, KeySpec, Resolved, Spec, SpecError};

/// Two keys are at least this far apart, seconds: nearer ones are one.
const SAME_KEY_SECS: f64 = 1e-3;
/// Seconds by which the film's time moves on after a key, so that the next one stands apart.
const NEXT_KEY_SECS: f64 = 2.0;
/// Keys into which a built-in flight is turned.
const KEYS_OF_FLIGHT: usize = 9;

impl Session {
    /// The spec with a key of the present view at the present time of the film; a key that stands there takes the view
    /// over.
    pub(super) fn with_key(&self) -> Spec {
        let mut spec = self.spec.clone();
        let secs = milliseconds(self.film.secs);
        let keys = &mut spec.flight.get_or_insert_default().key;
        let at = keys.partition_point(|key| key.time < secs - SAME_KEY_SECS);
        if keys.get(at).is_none_or(|key| key.time > secs + SAME_KEY_SECS) {
            keys.insert(at, KeySpec { time: secs, ..KeySpec::default() });
        }
        self.look_from_here(&mut keys[at]);
        spec
    }

    /// Gives a key the present view and step.
    pub fn look_from_here(&self, key: &mut KeySpec) {
        let camera = self.film.shot.as_ref().map_or(self.eye.goal, |shot| shot.camera);
        key.set_camera(&camera, self.aspect, self.style.floor, self.objective.domain);
        key.step = (self.length() > 0).then(|| (self.step() * 100.0).round() / 100.0);
    }

    /// Takes a key of the present view over into the spec.
    pub(super) fn add_key(&mut self) -> Result<(), SpecError> {
        self.edit(self.with_key())?;
        if !self.shows_film() {
            self.film.secs = (self.film.secs + NEXT_KEY_SECS).min(self.spec.film.seconds);
        }
        Ok(())
    }

    /// Turns the built-in flight into keys that can be edited.
    pub(super) fn keys_of_flight(&mut self) -> Result<(), SpecError> {
        let mut spec = self.spec.clone();
        let (aspect, floor, domain) = (self.aspect, self.style.floor, self.objective.domain);
        let has_runs = self.length() > 0;
        let Some(reel) = self.reel() else { return Ok(()) };
        let flight = spec.flight.get_or_insert_with(FlightSpec::default);
        let own = |k: usize| {
            let time = milliseconds(reel.secs() * k as f64 / (KEYS_OF_FLIGHT - 1) as f64);
            let shot = reel.shot(time);
            let mut key = KeySpec { time, ..KeySpec::default() };
            key.set_camera(&shot.camera, aspect, floor, domain);
            key.step = has_runs.then(|| (shot.step * 100.0).round() / 100.0);
            let rise = f64::from((shot.look.rise * 1000.0).round()) / 1000.0;
            key.height = Some(rise).filter(|rise| *rise < 1.0);
            key
        };
        let mut keys: Vec<KeySpec> = (0..KEYS_OF_FLIGHT).map(own).collect();
        // A height that is said once is said by all.
        if keys.iter().any(|key| key.height.is_some()) {
            keys.iter_mut().for_each(|key| _ = key.height.get_or_insert(1.0));
        }
        flight.key = keys;
        self.edit(spec)
    }
}

fn milliseconds(secs: f64) -> f64 {
    (secs * 1000.0).round() / 1000.0
}

/// Refuses keys whose eye stands inside or under the surface.
pub(super) fn check_keys(resolved: &Resolved, world: &World, aspect: f32) -> Result<(), SpecError> {
    let (objective, floor) = (&resolved.objective, resolved.style.floor);
    let mut evaluator = objective.evaluator();
    let mut loss = |at: &[f64]| evaluator.loss(at);
    let mut rise = 1.0;
    for (index, key) in resolved.spec.keys().iter().enumerate() {
        rise = key.height.unwrap_or(rise);
        let Some(camera) = key.camera(aspect, floor, world, &mut loss) else { continue };
        let eye = camera.eye_in_world();
        let [x, y] = world.parameters(eye);
        let surface = if world.domain.contains([x, y]) {
            World { rise: rise as f32, ..*world }.position(x, y, loss(&[x, y])).z
        } else {
            floor.z()
        };
        if eye.z > surface || surface.is_nan() {
            continue;
        }
        let place =
            if world.domain.contains([x, y]) { "inside the surface" } else { "under the floor" };
        let message = format!(
            "key {} stands {place}: its eye is at height {:.2} and the ground there at {surface:.2}; raise its elevation or lower its zoom",
            index + 1,
            eye.z
        );
        return Err(SpecError::new(format!("flight.key.{index}"), message));
    }
    Ok(())
}

/// The map from samples to the world before a field is known.
pub(super) fn surveyed_world(resolved: &Resolved, survey: &Survey) -> World {
    world_of(&resolved.spec, &resolved.objective, survey, None)
}

/// The map from samples to the world; `range` is that of the field, where it is known.
pub(super) fn world_of(
    spec: &Spec,
    objective: &Objective,
    survey: &Survey,
    range: Option<(f64, f64)>,
) -> World {
    let surveyed = (survey.min().unwrap_or(0.0), survey.max().unwrap_or(1.0));
    let (min, max) = range.filter(|(min, max)| min <= max).unwrap_or(surveyed);
    let scale = spec.surface.height.or(objective.height);
    let fitted = crate::scene::HeightMap::fit(scale, survey, min, max);
    let height = spec.surface.loss_range.map_or(fitted, |ends| fitted.between(ends));
    World { domain: objective.domain, height, rise: 1.0 }
}
