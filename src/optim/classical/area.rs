//! The box that a method searches, and what its size sets.

use basin::core::rng::{ChaCha8Rng, SeedableRng};
use basin::{BoxBounds, ConstraintSet, SampleUniformBox};

use super::Bounds;
use crate::optim::stepper::Beginning;

/// The stream of random numbers that first members are drawn from; basin's solvers draw from stream 0 of the same seed,
/// and a velocity drawn from the numbers of its position would be none.
const STREAM: u64 = 1;

/// A box with finite sides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) lower: Vec<f64>,
    pub(super) upper: Vec<f64>,
}

impl Area {
    /// The bounds of the run; where it has none, a box around the start: 1 to either side, or the size of the
    /// coordinate where that is more.
    pub(super) fn of(beginning: &Beginning<'_>) -> Self {
        let Beginning { start, bounds, .. } = *beginning;
        let sound = |&[low, high]: &[f64; 2]| low < high && (high - low).is_finite();
        if bounds.len() == start.len() && bounds.iter().all(sound) {
            let end = |k: usize| bounds.iter().map(|ends| ends[k]).collect();
            return Self { lower: end(0), upper: end(1) };
        }
        // A quarter of the largest number at most, so that the widths stay finite.
        let reach = |x: &f64| x.abs().clamp(1.0, f64::MAX / 4.0);
        Self {
            lower: start.iter().map(|x| x - reach(x)).collect(),
            upper: start.iter().map(|x| x + reach(x)).collect(),
        }
    }

    /// The sides of the box.
    pub(super) fn widths(&self) -> Vec<f64> {
        self.lower.iter().zip(&self.upper).map(|(low, high)| high - low).collect()
    }

    /// The box's diagonal, or the largest number where it is beyond.
    pub(super) fn diagonal(&self) -> f64 {
        self.widths().iter().map(|width| width * width).sum::<f64>().sqrt().min(f64::MAX)
    }

    /// The box as basin declares it.
    pub(super) fn bounds(&self) -> Bounds {
        let bounds = BoxBounds::new(Some(self.lower.clone()), Some(self.upper.clone()));
        ConstraintSet::new().with_bounds(bounds)
    }

    /// The start and `size - 1` points drawn evenly from the box.
    pub(super) fn members(&self, beginning: &Beginning<'_>, size: usize) -> Vec<Vec<f64>> {
        let mut generator = ChaCha8Rng::seed_from_u64(beginning.seed);
        generator.set_stream(STREAM);
        let draw = |_| Vec::sample_uniform_box(&self.lower, &self.upper, &mut generator);
        let drawn = (1..size).map(draw);
        std::iter::once(beginning.start.to_vec()).chain(drawn).collect()
    }

    /// The point of the box that is reached when a step beyond a side comes back like light from a mirror.
    pub(super) fn reflected(&self, axis: usize, coordinate: f64) -> f64 {
        let (low, high) = (self.lower[axis], self.upper[axis]);
        let inside = if coordinate < low {
            2.0 * low - coordinate
        } else if coordinate > high {
            2.0 * high - coordinate
        } else {
            coordinate
        };
        inside.clamp(low, high)
    }
}
