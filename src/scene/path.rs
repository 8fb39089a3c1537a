//! A trajectory made ready to be drawn: draped over the surface between its samples.
//!
//! A straight chord between two far samples would cut through hills. So each step is subdivided on the plane and the
//! loss is evaluated there: the drawn path follows the ground that the step passes over, and every point still reaches
//! the GPU as *(parameters, loss)*.

use crate::objective::Domain;

/// One point of a drawn path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathPoint {
    /// Parameters on the plane.
    pub parameters: [f64; 2],
    /// The loss there.
    pub loss: f64,
    /// The sample, fractional between two: 2.5 lies half way from sample 2 to sample 3.
    pub sample: f32,
    /// Length of the path so far on the plane, where the domain is 2 by 2.
    pub length: f32,
}

/// A growing path over the plane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    points: Vec<PathPoint>,
    samples: Vec<usize>,
}

/// Longest piece of a draped step, in units of the 2 by 2 plane.
const PIECE: f64 = 2.0 / 96.0;
/// Pieces of one step at most: a step that leaves the domain far behind is drawn coarser.
const MAX_PIECES: usize = 128;

impl Path {
    /// Appends the next sample of the trajectory; `loss` evaluates the surface between the samples.
    pub fn push(
        &mut self,
        parameters: [f64; 2],
        sample_loss: f64,
        domain: Domain,
        loss: &mut dyn FnMut(&[f64]) -> f64,
    ) {
        let next_sample = self.samples.len() as f32;
        if let Some(&last) = self.points.last() {
            let scale = [2.0 / (domain.x.max - domain.x.min), 2.0 / (domain.y.max - domain.y.min)];
            let delta = [parameters[0] - last.parameters[0], parameters[1] - last.parameters[1]];
            let length = (delta[0] * scale[0]).hypot(delta[1] * scale[1]);
            let pieces = ((length / PIECE).ceil() as usize).clamp(1, MAX_PIECES);
            for k in 1..=pieces {
                let share = k as f64 / pieces as f64;
                // The sample itself to the last digit.
                let place = if k == pieces {
                    parameters
                } else {
                    [0, 1].map(|axis| last.parameters[axis] + share * delta[axis])
                };
                let chord = last.loss + share * (sample_loss - last.loss);
                let surface = if k == pieces { sample_loss } else { loss(&place) };
                self.points.push(PathPoint {
                    parameters: place,
                    loss: if surface.is_finite() { surface } else { chord },
                    sample: next_sample - 1.0 + share as f32,
                    length: last.length + (share * length) as f32,
                });
            }
        } else {
            self.points.push(PathPoint { parameters, loss: sample_loss, sample: 0.0, length: 0.0 });
        }
        self.samples.push(self.points.len() - 1);
    }

    /// All points in order, samples and the pieces between them.
    pub fn points(&self) -> &[PathPoint] {
        &self.points
    }

    /// The samples alone: the rows of the trajectory.
    pub fn samples(&self) -> impl ExactSizeIterator<Item = &PathPoint> {
        self.samples.iter().map(|index| &self.points[*index])
    }

    /// The sample of this index.
    pub fn sample(&self, index: usize) -> Option<&PathPoint> {
        self.points.get(*self.samples.get(index)?)
    }

    /// The place on the path at a fractional sample, clamped to the path; `None` while it is empty.
    pub fn at(&self, sample: f32) -> Option<PathPoint> {
        let after = self.points.partition_point(|p| p.sample < sample);
        let (first, second) = (self.points.get(after.saturating_sub(1))?, self.points.get(after));
        let Some(second) = second.filter(|s| s.sample > first.sample) else { return Some(*first) };
        let share = ((sample - first.sample) / (second.sample - first.sample)).clamp(0.0, 1.0);
        let mix = |a: f64, b: f64| a + f64::from(share) * (b - a);
        Some(PathPoint {
            parameters: [0, 1].map(|k| mix(first.parameters[k], second.parameters[k])),
            loss: mix(first.loss, second.loss),
            sample: first.sample + share * (second.sample - first.sample),
            length: first.length + share * (second.length - first.length),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::Interval;

    fn domain() -> Domain {
        let interval = Interval { min: -1.0, max: 1.0 };
        Domain { x: interval, y: interval }
    }

    #[test]
    fn a_long_step_follows_the_ground() {
        let mut bowl = |p: &[f64]| p[0] * p[0] + p[1] * p[1];
        let mut path = Path::default();
        path.push([-1.0, 0.0], 1.0, domain(), &mut bowl);
        path.push([1.0, 0.0], 1.0, domain(), &mut bowl);
        assert!(path.points().len() > 90);
        for point in path.points() {
            assert!((point.loss - bowl(&point.parameters)).abs() < 1e-12);
        }
        assert_eq!(path.samples().len(), 2);
        let middle = path.at(0.5).unwrap();
        assert!(middle.parameters[0].abs() < 1e-9 && middle.loss < 1e-3, "{middle:?}");
    }

    #[test]
    fn the_place_at_a_sample_is_clamped_to_the_path() {
        let mut plane = |p: &[f64]| p[0];
        let mut path = Path::default();
        assert_eq!(path.at(0.0), None);
        path.push([0.0, 0.0], 0.0, domain(), &mut plane);
        path.push([0.5, 0.0], 0.5, domain(), &mut plane);
        assert_eq!(path.at(-1.0).unwrap().parameters, [0.0, 0.0]);
        assert_eq!(path.at(9.0).unwrap().parameters, [0.5, 0.0]);
    }
}
