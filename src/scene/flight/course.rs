//! A run's way over the surface in world space, and the pace at which a film goes along it.

use glam::Vec3;

use super::curve::ramped;
use crate::scene::{Path, World};

/// Points of a course at most.
const MOST_POINTS: usize = 4096;
/// Pieces of equal length in which turns are looked for.
const PIECES: usize = 600;
/// Pieces over which a direction is taken.
const REACH: usize = 24;
/// What all steps together count, as a share of the way.
const STEP_SHARE: f32 = 0.12;
/// How many times slower a film passes a place where the way turns back.
const SLOWER: f32 = 2.0;

/// A run's way over the surface.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Index of its `[[run]]`.
    pub run: usize,
    /// The step and the place in world space, in the order of the steps; places beyond the domain are moved to its edge.
    pub points: Vec<(f64, Vec3)>,
    /// The lowest loss that it reaches.
    pub lowest: f64,
    /// Whether it diverged or left the picture.
    pub is_broken: bool,
}

impl Course {
    /// The way of a draped path; `step_of` tells the step of a fractional sample.
    pub fn of(
        run: usize,
        path: &Path,
        world: &World,
        step_of: impl Fn(f32) -> f64,
        is_broken: bool,
    ) -> Self {
        let points = path.points();
        let stride = points.len().div_ceil(MOST_POINTS).max(1);
        let last = points.len().saturating_sub(1);
        let kept = (0..points.len()).filter(|k| k % stride == 0 || *k == last);
        let place = |k: usize| {
            let point = &points[k];
            let [x, y] = point.parameters;
            let at = world.position(x, y, point.loss);
            let edge = Vec3::new(1.0, 1.0, f32::INFINITY);
            (step_of(point.sample), at.clamp(-edge, edge))
        };
        let lowest = path.samples().map(|point| point.loss).fold(f64::INFINITY, f64::min);
        let points = kept.map(place).filter(|(_, at)| at.is_finite()).collect();
        Self { run, points, lowest, is_broken }
    }

    /// Length of the way in world units.
    pub(super) fn length(&self) -> f64 {
        self.points.windows(2).map(|pair| f64::from(pair[0].1.distance(pair[1].1))).sum()
    }

    /// Step and place at `count + 1` evenly spaced times: at an even pace along the way, slower where it turns, easing in
    /// and out between the shares `from` and `to` of the time.
    pub(super) fn paced(&self, count: usize, [from, to]: [f64; 2]) -> Vec<(f64, Vec3)> {
        let lengths = self.lengths();
        let total = lengths.last().copied().unwrap_or(0.0);
        let slow = self.slowness(&lengths);
        let place = |k: usize| {
            let share = (k as f64 / count as f64 - from) / (to - from);
            let progress = ramped(share, [0.2, 0.25]);
            let last = self.points.last().copied().unwrap_or_default();
            if total < 1e-4 {
                return (progress * last.0, last.1);
            }
            if progress >= 1.0 {
                return last;
            }
            let effort = progress as f32 * slow[PIECES];
            let piece = slow.partition_point(|s| *s < effort).clamp(1, PIECES);
            let inside = (effort - slow[piece - 1]) / (slow[piece] - slow[piece - 1]);
            self.at_length(&lengths, total * (piece as f32 - 1.0 + inside) / PIECES as f32)
        };
        (0..=count).map(place).collect()
    }

    /// Length of the way up to each point, in which the steps count a little: a run that hardly moves any more still
    /// counts on.
    fn lengths(&self) -> Vec<f32> {
        let mut lengths = self.plain_lengths();
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return lengths;
        };
        let for_steps = STEP_SHARE * lengths.last().copied().unwrap_or(0.0);
        let steps = (last.0 - first.0).max(1e-9);
        for (length, (step, _)) in lengths.iter_mut().zip(&self.points) {
            *length += for_steps * ((step - first.0) / steps) as f32;
        }
        lengths
    }

    fn plain_lengths(&self) -> Vec<f32> {
        let mut sum = 0.0;
        let mut before = self.points.first().map(|point| point.1);
        let mut add = |(_, at): &(f64, Vec3)| {
            sum += before.replace(*at).map_or(0.0, |before| before.distance(*at));
            sum
        };
        self.points.iter().map(&mut add).collect()
    }

    /// Step and place after a length of the way.
    fn at_length(&self, lengths: &[f32], length: f32) -> (f64, Vec3) {
        let after = lengths.partition_point(|l| *l < length).clamp(1, lengths.len() - 1);
        let (a, b) = (self.points[after - 1], self.points[after]);
        let span = lengths[after] - lengths[after - 1];
        let share = if span > 0.0 { (length - lengths[after - 1]) / span } else { 1.0 };
        (a.0 + (b.0 - a.0) * f64::from(share.clamp(0.0, 1.0)), a.1.lerp(b.1, share.clamp(0.0, 1.0)))
    }

    /// Time spent up to each of [`PIECES`] pieces of equal length, where a straight piece takes one.
    fn slowness(&self, lengths: &[f32]) -> Vec<f32> {
        let total = lengths.last().copied().unwrap_or(0.0);
        if self.points.len() < 2 || total <= 0.0 {
            return (0..=PIECES).map(|k| k as f32).collect();
        }
        let at = |k: usize| self.at_length(lengths, total * k.min(PIECES) as f32 / PIECES as f32).1;
        let places: Vec<Vec3> = (0..=PIECES).map(at).collect();
        let towards = |from: usize, to: usize| {
            (places[to.min(PIECES)] - places[from.min(PIECES)]).normalize_or_zero()
        };
        let mut sum = 0.0;
        let mut spent = vec![0.0];
        for k in 0..PIECES {
            let turn = towards(k.saturating_sub(REACH), k).dot(towards(k, k + REACH));
            sum += 1.0 + (SLOWER - 1.0) * 0.5 * (1.0 - turn);
            spent.push(sum);
        }
        spent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_evenly_and_slower_around_a_corner() {
        let leg = |k: usize, at: Vec3| (k as f64, at);
        let mut points: Vec<_> =
            (0..100).map(|k| leg(k, Vec3::new(0.01 * k as f32, 0.0, 0.0))).collect();
        points.extend((0..100).map(|k| leg(100 + k, Vec3::new(1.0, 0.01 * k as f32, 0.0))));
        let course = Course { points, ..Course::default() };
        let paced = course.paced(400, [0.0, 1.0]);
        assert_eq!((paced[0].0, paced[400].0), (0.0, 199.0));
        assert!(paced.windows(2).all(|w| w[1].0 >= w[0].0), "the steps never go back");
        let speed = |k: usize| paced[k].1.distance(paced[k + 1].1);
        let corner = (0..400).find(|k| paced[*k].0 >= 99.0).unwrap();
        assert!(speed(corner - 1) < 0.8 * speed(corner - 60), "slower at the turn");
        assert!((speed(corner - 60) - speed(corner - 70)).abs() < 1e-4, "even on the straight");
    }

    #[test]
    fn a_run_that_stands_still_still_counts_its_steps() {
        let course =
            Course { points: vec![(0.0, Vec3::ONE), (8.0, Vec3::ONE)], ..Course::default() };
        let paced = course.paced(10, [0.0, 1.0]);
        assert_eq!((paced[0].0, paced[10].0), (0.0, 8.0));
        assert!(paced.iter().all(|(_, at)| *at == Vec3::ONE));
        assert_eq!(Course::default().paced(4, [0.0, 1.0]).len(), 5);
    }
}
