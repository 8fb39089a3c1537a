//! A stretch of film without a cut, as a dense sequence that a spline makes smooth.

use std::f64::consts::{PI, TAU};

use glam::Vec3;

use super::ground::b_spline;
use crate::scene::Camera;

/// Samples of a take; between them it is twice continuously differentiable.
pub(super) const SAMPLES: usize = 256;

/// What a take shows at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) camera: Camera,
    pub(super) step: f64,
    pub(super) rise: f64,
}

/// A stretch of film without a cut.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Take {
    pub(super) from_secs: f64,
    pub(super) to_secs: f64,
    /// The one run that is shown; `None` shows all.
    pub(super) run: Option<usize>,
    /// Azimuth without jumps, elevation, logarithm of the distance, target, step, rise.
    pub(super) samples: Vec<[f64; 8]>,
}

impl Take {
    /// A take over the whole length of a film, from [`SAMPLES`]` + 1` evenly spaced frames, both ends sampled.
    pub(super) fn whole(secs: f64, frames: impl IntoIterator<Item = Frame>) -> Self {
        let mut azimuth: Option<f64> = None;
        let mut numbers = |frame: Frame| {
            let Camera { target: Vec3 { x, y, z }, elevation, distance, .. } = frame.camera;
            let next = f64::from(frame.camera.azimuth);
            let next = azimuth.map_or(next, |last| last + (next - last + PI).rem_euclid(TAU) - PI);
            azimuth = Some(next);
            let [elevation, distance, x, y, z] = [elevation, distance, x, y, z].map(f64::from);
            [next, elevation, distance.ln(), x, y, z, frame.step, frame.rise]
        };
        let samples = frames.into_iter().map(&mut numbers).collect();
        Self { from_secs: 0.0, to_secs: secs, run: None, samples }
    }

    /// What it shows at a time of the film, clamped to the take.
    pub(super) fn at(&self, secs: f64) -> Frame {
        let last = self.samples.len() - 1;
        let share = ((secs - self.from_secs) / (self.to_secs - self.from_secs)).clamp(0.0, 1.0);
        let at = share * last as f64;
        let k = (at.floor() as usize).min(last - 1);
        let weights = b_spline(at - k as f64);
        let base = self.samples[k];
        let near = [-1, 0, 1, 2].map(|offset| self.sample(k as i64 + offset));
        // Differences from one sample: where all are equal, the result is exactly that.
        let [azimuth, elevation, log_distance, x, y, z, step, rise] = [0, 1, 2, 3, 4, 5, 6, 7]
            .map(|n| base[n] + (0..4).map(|j| weights[j] * (near[j][n] - base[n])).sum::<f64>());
        Frame {
            camera: Camera::orbiting(
                Vec3::from_array([x, y, z].map(|v| v as f32)),
                azimuth as f32,
                elevation as f32,
                log_distance.exp() as f32,
            ),
            step,
            rise,
        }
    }

    /// The sample of an index; beyond the ends it goes on in a straight line.
    fn sample(&self, index: i64) -> [f64; 8] {
        let last = self.samples.len() as i64 - 1;
        let inside = index.clamp(0, last);
        let here = self.samples[inside as usize];
        if index == inside {
            return here;
        }
        let mirrored = self.samples[(2 * inside - index) as usize];
        [0, 1, 2, 3, 4, 5, 6, 7].map(|n| 2.0 * here[n] - mirrored[n])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_turn_stays_steady_and_what_rests_rests_exactly() {
        let frame = |k: usize| Frame {
            camera: Camera::orbiting(
                Vec3::ZERO,
                (3.0 + TAU * k as f64 / SAMPLES as f64) as f32,
                0.3,
                5.0,
            ),
            step: 200.0,
            rise: 1.0,
        };
        let take = Take::whole(8.0, (0..=SAMPLES).map(frame));
        for secs in [0.0, 0.013, 3.3, 8.0] {
            let shown = take.at(secs);
            let expected = 3.0 + TAU * secs / 8.0;
            assert!((f64::from(shown.camera.azimuth) - expected).abs() < 1e-5, "{secs}");
            assert_eq!((shown.step, shown.rise), (200.0, 1.0));
        }
        assert_eq!(take.at(99.0), take.at(8.0));
    }
}
