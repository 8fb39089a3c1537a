//! From one height map to another: what a surface stands in while it turns into another.

use super::HeightMap;
use crate::objective::HeightScale;

/// From so many times the range below it, square roots and logarithms look straight; so does a knee so many times higher.
const STRAIGHT: f64 = 50.0;
/// The least reach from which a curve is straightened, as a share of the range: a square root may begin at its own end.
const LEAST_REACH: f64 = 1e-6;

impl HeightMap {
    /// The map at a share of the way to another, 0 to 1. From one scale to another it leads over a straight line, so that no
    /// height jumps.
    #[must_use]
    pub fn towards(&self, other: &Self, share: f64) -> Self {
        if share <= 0.0 {
            return *self;
        }
        if share >= 1.0 {
            return *other;
        }
        let blend = |a: f64, b: f64| a + share * (b - a);
        // For the moment nothing is said to be clipped: of whose field would it be?
        let ends = |map: Self| Self { field_min: map.low, field_max: map.high, ..map };
        // By equal factors, as a zoom does.
        let stretch = |a: f64, b: f64| a * (b / a).powf(share);
        let low = blend(self.low, other.low);
        let high = low + stretch(self.high - self.low, other.high - other.low);
        if self.scale == other.scale {
            let origin = blend(self.origin, other.origin);
            let map = Self { low, high, origin, knee: stretch(self.knee, other.knee), ..*self };
            let [from, to] = [self.low - self.origin, other.low - other.origin];
            if self.scale != HeightScale::Log || from <= 0.0 || to <= 0.0 {
                return ends(map);
            }
            let low = origin + stretch(from, to);
            let high = origin + stretch(self.high - self.origin, other.high - other.origin);
            return ends(Self { low, high, ..map });
        }
        let (near, straightness) =
            if share < 0.5 { (self, 2.0 * share) } else { (other, 2.0 - 2.0 * share) };
        ends(near.straightened(low, high, straightness))
    }

    /// The same scale between other ends, more like a straight line, as 1 is one to the eye.
    fn straightened(&self, low: f64, high: f64, straightness: f64) -> Self {
        let range = high - low;
        let stretch = |from: f64, to: f64| from * (to / from).powf(straightness);
        let map = Self { low, high, ..*self };
        match self.scale {
            HeightScale::Linear => Self { origin: low, ..map },
            HeightScale::Sqrt | HeightScale::Log => {
                let reach = (self.low - self.origin).max(LEAST_REACH * range);
                Self { origin: low - stretch(reach, STRAIGHT * range), ..map }
            }
            HeightScale::Symlog => {
                let knee = stretch(self.knee, STRAIGHT * low.abs().max(high.abs()));
                Self { knee, ..map }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::Survey;

    #[test]
    fn no_height_jumps_on_the_way_and_both_ends_are_met() {
        const PARTS: u32 = 100;
        let losses: Vec<f64> = (0..1000).map(|i| f64::from(i * i) * 1e-2 + 0.1).collect();
        let survey = Survey::of_losses(&losses);
        let map = |scale, min: f64, max: f64| HeightMap::fit(Some(scale), &survey, min, max);
        for from in HeightScale::ALL {
            for to in HeightScale::ALL {
                let (first, last) = (map(from, 0.1, 9980.0), map(to, 2.0, 700.0));
                assert_eq!(first.towards(&last, 0.0), first);
                assert_eq!(first.towards(&last, 1.0), last);
                for loss in [0.1, 3.0, 90.0, 600.0, 5000.0] {
                    let heights: Vec<f64> = (0..=PARTS)
                        .map(|part| {
                            let share = f64::from(part) / f64::from(PARTS);
                            first.towards(&last, share).height(loss)
                        })
                        .collect();
                    assert!(heights.iter().all(|height| (0.0..=1.0).contains(height)));
                    for pair in heights.windows(2) {
                        // A way over the whole height in half the time, whose fastest part is five times its mean.
                        let most = 2.0 * 5.0 / f64::from(PARTS);
                        assert!(
                            (pair[1] - pair[0]).abs() < most,
                            "{from:?} {to:?} {loss}: {pair:?}"
                        );
                    }
                }
            }
        }
    }
}
