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
        let last = self.losses.len().checked_sub(1)?;
        let sample = sample.clamp(0.0, last as f32);
        let place = self.path.at(sample)?;
        let index = sample as usize;
        let (before, share) = (self.losses[index], f64::from(sample.fract()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, HeightScale, Survey};
    use crate::scene::HeightMap;

    fn world() -> World {
        let survey = Survey::of_losses(&[0.0, 0.5, 1.0]);
        let height = HeightMap::fit(Some(HeightScale::Linear), &survey, 0.0, 1.0);
        World { domain: Domain::square(-1.0, 1.0), height, rise: 1.0 }
    }

    /// A run along x whose shadow has the loss 0.5, and whose true losses these are.
    fn stems(losses: &[f64], shown_sample: f32) -> Stems {
        let mut path = Path::default();
        for k in 0..losses.len() {
            let x = -1.0 + 2.0 * k as f64 / (losses.len() - 1) as f64;
            path.push([x, 0.0], 0.5, Domain::square(-1.0, 1.0), &mut |_| 0.5);
        }
        let color = Color([0; 3]);
        let (path, losses) = (Arc::new(path), Arc::new(losses.to_vec()));
        Stems { path, losses, color, opacity: 1.0, shown_sample }
    }

    /// The domain is 420 pixels wide, and the axis half as high.
    fn px([x, _, loss]: [f64; 3]) -> Vec2 {
        Vec2::new(210.0 * x as f32, -210.0 * loss as f32)
    }

    #[test]
    fn a_stem_leads_from_the_shadow_to_the_true_loss() {
        let stems = stems(&[0.9, 0.25, 1.75, 0.5], 3.0);
        for (sample, truth) in [(0.0, 0.9), (1.0, 0.25), (2.0, 1.75), (1.5, 1.0), (9.0, 0.5)] {
            let stem = stems.at(sample, &world()).unwrap();
            assert_eq!((stem.shadow, stem.truth), (0.5, truth), "at sample {sample}");
            assert_eq!(stem.is_beyond, truth > 1.0, "at sample {sample}");
        }
        let place = stems.at(1.0, &world()).unwrap().parameters;
        assert!((place[0] + 1.0 / 3.0).abs() < 1e-12 && place[1] == 0.0, "{place:?}");
        let empty = Stems { losses: Arc::default(), path: Arc::default(), ..stems };
        assert_eq!(empty.at(0.0, &world()), None);
        assert_eq!(empty.along(&world(), px), []);
    }

    #[test]
    fn feet_keep_apart_and_the_playhead_has_its_own() {
        // 420 pixels in 100 steps: of the feet every fifth, 21 pixels apart.
        let along = |shown: f32| stems(&[0.1; 101], shown).along(&world(), px);
        let all = along(100.0);
        let feet: Vec<f32> = all.iter().map(|stem| px([stem.parameters[0], 0.0, 0.0]).x).collect();
        assert_eq!(all.len(), 21);
        assert!(feet.windows(2).all(|pair| pair[1] - pair[0] > SPACING_PX), "{feet:?}");
        let half = along(52.5);
        assert_eq!(half[..11], all[..11], "those that have come stay");
        assert_eq!(half.len(), 12, "52.5 is 10.5 pixels after the last one");
        assert!((half[11].parameters[0] - 0.05).abs() < 1e-6, "{:?}", half[11]);
        assert_eq!(along(51.0).len(), 11, "4 pixels after it, it takes its place");
        assert_eq!(along(0.0).len(), 1, "there is always one at the playhead");
    }

    #[test]
    fn a_path_within_the_plane_has_no_stems() {
        assert_eq!(stems(&[0.5; 101], 100.0).along(&world(), px), []);
    }
}
