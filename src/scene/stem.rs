//! Stems: from the shadow of a run on the plane of a network, up or down to the true loss of its weights.
//!
//! The surface shows the loss of the plane's own points. A path that lies off the plane has other losses there, mostly
//! lower ones: the stem says by how much, on the same scale of heights.

use std::sync::Arc;

use glam::Vec2;

use super::{Color, Path, World};

/// Feet of stems are never closer than this, pixels of a picture 1280 wide as all here.
const SPACING_PX: f32 = 20.0;
/// A stem at the playhead leaves out those whose feet are nearer than this.
const NEAR_PX: f32 = 7.0;
/// What is shorter would be a dot on the path.
const SHORTEST_PX: f32 = 3.0;

/// The true losses of a run beside its shadow.
#[derive(Clone, Debug, PartialEq)]
pub struct Stems {
    /// The shadow, draped over the surface.
    pub path: Arc<Path>,
    /// The true loss of each of its samples.
    pub losses: Arc<Vec<f64>>,
    /// The colour of the run.
    pub color: Color,
    /// How strong the run is, 0 to 1.
    pub opacity: f32,
    /// Stems are shown up to this sample, fractional.
    pub shown_sample: f32,
}

/// One stem.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stem {
    /// Where it stands on the plane.
    pub parameters: [f64; 2],
    /// The loss of the shadow, where the stem begins.
    pub shadow: f64,
    /// The true loss, where it ends.
    pub truth: f64,
    /// Whether the true loss lies beyond the loss axis; the stem then ends where the axis does.
    pub is_beyond: bool,
}

impl Stems {
    /// The stem at a fractional sample; between two samples the true loss goes straight from one to the next.
    pub fn at(&self, sample: f32, world: &World) -> Option<Stem> {
        let place = self.path.at(sample)?;
        let index = (place.sample as usize).min(self.losses.len().checked_sub(1)?);
        let (before, share) = (self.losses[index], f64::from(place.sample.fract()));
        let truth = match self.losses.get(index + 1) {
            Some(after) if share > 0.0 => before + share * (after - before),
            _ => before,
        };
        Some(stem(place.parameters, place.loss, truth, world))
    }

    /// The stems that are shown: the one at the playhead, and of the samples before it so many that their feet keep apart;
    /// `px` places parameters and a loss in pixels of a picture 1280 wide.
    pub fn along(&self, world: &World, px: impl Fn([f64; 3]) -> Vec2) -> Vec<Stem> {
        let foot = |stem: &Stem| px([stem.parameters[0], stem.parameters[1], stem.shadow]);
        let tip = |stem: &Stem| px([stem.parameters[0], stem.parameters[1], stem.truth]);
        let is_seen = |stem: &Stem| foot(stem).distance(tip(stem)) >= SHORTEST_PX;
        let last = self.at(self.shown_sample, world);
        let last_px = last.as_ref().map(foot);
        let samples = self.path.samples().zip(self.losses.iter());
        let shown = samples.take_while(|(point, _)| point.sample < self.shown_sample);
        let mut kept_px: Option<Vec2> = None;
        let mut stems = Vec::new();
        for (point, truth) in shown {
            let stem = stem(point.parameters, point.loss, *truth, world);
            let at = foot(&stem);
            // From the first one on, so that a stem that has come stays while more follow.
            if !at.is_finite() || kept_px.is_some_and(|kept| kept.distance(at) < SPACING_PX) {
                continue;
            }
            kept_px = Some(at);
            if last_px.is_none_or(|last| last.distance(at) >= NEAR_PX) {
                stems.push(stem);
            }
        }
        stems.extend(last);
        // No stem in a hole, where its shadow has no place.
        stems.retain(is_seen);
        stems
    }
}

fn stem(parameters: [f64; 2], shadow: f64, truth: f64, world: &World) -> Stem {
    Stem { parameters, shadow, truth, is_beyond: world.height.is_clipped(truth) }
}
