//! The magnitudes of a quiver: from a magnitude to a share of the longest arrow and a place on the colour bar.

use super::ArrowLength;
use crate::scene::ticks;

/// The smallest and the largest magnitude, between which colours lie.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MagnitudeRange {
    /// The lower end; positive on a logarithmic scale, unless all gradients vanish.
    pub low: f64,
    /// The upper end: the longest arrow.
    pub high: f64,
}

/// A logarithmic scale spans at most this factor, so that one point near a minimum does not use it up.
const LOG_SPAN: f64 = 1e4;
/// Length of the shortest arrow of a logarithmic scale as a share of the longest: still seen to point somewhere.
const SHORTEST_SHARE: f64 = 0.2;

impl MagnitudeRange {
    /// The range of loss and gradient at some points; holes do not count.
    pub fn of(slopes: &[[f64; 3]], length: ArrowLength) -> Self {
        let finite = slopes.iter().filter(|[loss, ..]| loss.is_finite());
        let magnitudes = finite.map(|[_, x, y]| x.hypot(*y)).filter(|m| m.is_finite());
        let counted = magnitudes.filter(|m| length != ArrowLength::Log || *m > 0.0);
        let ends = counted.fold(None, |ends: Option<(f64, f64)>, m| {
            Some(ends.map_or((m, m), |(low, high)| (low.min(m), high.max(m))))
        });
        let (low, high) = ends.unwrap_or_default();
        let low = if length == ArrowLength::Log { low.max(high / LOG_SPAN) } else { low };
        Self { low, high }
    }

    /// Length of an arrow as a share of the longest.
    pub fn length_share(&self, length: ArrowLength, magnitude: f64) -> f64 {
        if magnitude <= 0.0 || self.high <= 0.0 {
            return 0.0;
        }
        match length {
            ArrowLength::Linear => (magnitude / self.high).min(1.0),
            ArrowLength::Log => {
                SHORTEST_SHARE + (1.0 - SHORTEST_SHARE) * self.place(length, magnitude)
            }
            ArrowLength::Equal => 1.0,
        }
    }

    /// Place on the colour bar, 0 to 1; where all magnitudes are equal, the upper end.
    pub fn place(&self, length: ArrowLength, magnitude: f64) -> f64 {
        if self.high <= self.low {
            return 1.0;
        }
        let place = match length {
            ArrowLength::Log => (magnitude / self.low).ln() / (self.high / self.low).ln(),
            ArrowLength::Linear | ArrowLength::Equal => {
                (magnitude - self.low) / (self.high - self.low)
            }
        };
        place.clamp(0.0, 1.0)
    }

    /// Round magnitudes on the colour bar, at most about `count`.
    pub fn ticks(&self, length: ArrowLength, count: usize) -> Vec<f64> {
        match length {
            _ if self.high <= self.low => vec![self.high],
            ArrowLength::Log => ticks::logarithmic(self.low, self.high, count),
            ArrowLength::Linear | ArrowLength::Equal => ticks::linear(self.low, self.high, count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_is_that_of_finite_points() {
        let slopes = [
            [0.0, 3.0, 4.0],
            [f64::NAN, 90.0, 0.0],
            [1.0, f64::INFINITY, 0.0],
            [1.0, 0.0, 0.0],
            [2.0, 0.0, 2.0],
        ];
        let range = MagnitudeRange::of(&slopes, ArrowLength::Linear);
        assert_eq!(range, MagnitudeRange { low: 0.0, high: 5.0 });
        let range = MagnitudeRange::of(&slopes, ArrowLength::Log);
        assert_eq!(range, MagnitudeRange { low: 2.0, high: 5.0 });
        let nothing = MagnitudeRange::of(&[[f64::NAN; 3]], ArrowLength::Log);
        assert_eq!(nothing, MagnitudeRange::default());
        assert_eq!(nothing.length_share(ArrowLength::Log, 1.0), 0.0);
    }

    #[test]
    fn a_logarithmic_scale_has_an_end_and_a_shortest_arrow() {
        let slopes = [[0.0, 1e-30, 0.0], [0.0, 100.0, 0.0]];
        let range = MagnitudeRange::of(&slopes, ArrowLength::Log);
        assert_eq!(range, MagnitudeRange { low: 0.01, high: 100.0 });
        let shares = [1e-30, 0.01, 1.0, 100.0].map(|m| range.length_share(ArrowLength::Log, m));
        for (share, wanted) in shares.into_iter().zip([0.2, 0.2, 0.6, 1.0]) {
            assert!((share - wanted).abs() < 1e-12, "{shares:?}");
        }
        assert_eq!(range.ticks(ArrowLength::Log, 8), [0.01, 0.1, 1.0, 10.0, 100.0]);
    }

    #[test]
    fn equal_magnitudes_have_one_tick_at_the_upper_end() {
        let range = MagnitudeRange::of(&[[0.0, 3.0, 4.0]; 2], ArrowLength::Linear);
        assert_eq!(range.ticks(ArrowLength::Linear, 5), [5.0]);
        assert_eq!(range.place(ArrowLength::Linear, 5.0), 1.0);
    }
}
