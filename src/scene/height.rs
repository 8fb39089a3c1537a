//! The height map: from a loss to a height between 0 and 1, and back.
//!
//! The shader `shaders/world.wgsl` holds the same few lines over f32; a test compares the two.

use crate::objective::{HeightScale, Survey};

/// How a loss becomes a height. Losses outside `low..=high` are clipped to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightMap {
    /// The curve between the two ends.
    pub scale: HeightScale,
    /// The loss at height 0.
    pub low: f64,
    /// The loss at height 1.
    pub high: f64,
    /// The loss from which `sqrt` and `log` measure.
    pub origin: f64,
    /// The loss around which `symlog` is linear; positive.
    pub knee: f64,
    /// The smallest finite loss of the field.
    pub field_min: f64,
    /// The largest finite loss of the field.
    pub field_max: f64,
}

/// A linear map clips where the range is more than this many times the spread of the lower nine tenths.
const CLIP_RATIO: f64 = 8.0;
/// A logarithmic axis spans at most this factor, so that one deep sample near a minimum does not flatten the rest.
const LOG_SPAN: f64 = 2e4;

impl HeightMap {
    /// Chooses the map for a field whose finite losses lie in `field_min..=field_max`.
    ///
    /// `scale` is the wish of the user; `None` takes the one that the survey finds to show the spread best.
    pub fn fit(
        scale: Option<HeightScale>,
        survey: &Survey,
        field_min: f64,
        field_max: f64,
    ) -> Self {
        let scale = scale.unwrap_or_else(|| survey.height_scale());
        let (mut low, mut high) = widened(field_min, field_max);
        let quantile = |share| survey.quantile(share).unwrap_or(field_max);
        let mut origin = low;
        match scale {
            HeightScale::Linear | HeightScale::Sqrt => {
                let upper = quantile(0.9);
                if high - low > CLIP_RATIO * (upper - low) && upper > low {
                    high = low + 2.0 * (upper - low);
                }
            }
            HeightScale::Log => {
                origin = low.min(0.0);
                // Deeper only where a good part of the field lies there.
                let usual = origin + (high - origin) / LOG_SPAN;
                let deepest = origin + (high - origin) / LOG_SPAN.powi(2);
                low = low.max(usual.min(quantile(0.02)).max(deepest));
            }
            HeightScale::Symlog => {}
        }
        let knee = (0.1 * quantile(0.5).abs().max((high - low) * 1e-3)).max(f64::MIN_POSITIVE);
        Self { scale, low, high, origin, knee, field_min, field_max }
    }

    /// The same scale between other ends; what lies beyond them is clipped.
    #[must_use]
    pub fn between(self, [low, high]: [f64; 2]) -> Self {
        let origin = match self.scale {
            HeightScale::Log => low.min(0.0),
            _ => low,
        };
        // A logarithm has no zero.
        let low = match self.scale {
            HeightScale::Log => low.max(origin + (high - origin) / LOG_SPAN),
            _ => low,
        };
        Self { low, high, origin, ..self }
    }

    /// Height of a loss: 0 at `low`, 1 at `high`; NaN stays NaN.
    pub fn height(&self, loss: f64) -> f64 {
        let (low, high) = (self.curve(self.low), self.curve(self.high));
        (self.curve(loss.clamp(self.low, self.high)) - low) / (high - low)
    }

    /// The loss whose height is `height`, for `height` in `0..=1`.
    pub fn loss(&self, height: f64) -> f64 {
        let (low, high) = (self.curve(self.low), self.curve(self.high));
        let value = low + height * (high - low);
        match self.scale {
            HeightScale::Linear => value,
            HeightScale::Sqrt => self.origin + value * value,
            HeightScale::Log => self.origin + value.exp(),
            HeightScale::Symlog => value.signum() * self.knee * value.abs().exp_m1(),
        }
    }

    /// Whether a loss lies beyond the ends of the axis, so that its height is that of an end.
    pub fn is_clipped(&self, loss: f64) -> bool {
        let slack = 1e-6 * (self.high - self.low);
        loss < self.low - slack || loss > self.high + slack
    }

    /// How fast the height grows with the loss: the derivative of [`HeightMap::height`], 0 where the loss is clipped.
    pub fn slope(&self, loss: f64) -> f64 {
        if !(self.low..=self.high).contains(&loss) {
            return 0.0;
        }
        let (low, high) = self.curve_ends();
        let steepness = match self.scale {
            HeightScale::Linear => 1.0,
            HeightScale::Sqrt => 0.5 / (loss - self.origin).max(0.0).sqrt(),
            HeightScale::Log => 1.0 / (loss - self.origin),
            HeightScale::Symlog => 1.0 / (self.knee + loss.abs()),
        };
        steepness / (high - low)
    }

    /// The monotone curve of the scale, before it is stretched to `0..=1`.
    fn curve(&self, loss: f64) -> f64 {
        match self.scale {
            HeightScale::Linear => loss,
            HeightScale::Sqrt => (loss - self.origin).max(0.0).sqrt(),
            HeightScale::Log => (loss.max(self.low) - self.origin).ln(),
            HeightScale::Symlog => loss.signum() * (loss.abs() / self.knee).ln_1p(),
        }
    }

    /// Curve values at the two ends, for the shader.
    pub fn curve_ends(&self) -> (f64, f64) {
        (self.curve(self.low), self.curve(self.high))
    }

    /// What the loss axis says of its scale: empty for a plain linear axis.
    pub fn note(&self) -> String {
        let mut note = match self.scale {
            HeightScale::Linear => String::new(),
            // Of positive losses a logarithm measures from below zero only on its way to another scale.
            HeightScale::Log if self.origin < 0.0 && self.low.min(self.field_min) < 0.0 => {
                format!("log above {}", super::ticks::number(self.origin))
            }
            scale => scale.name().to_owned(),
        };
        let unseen = 1e-6 * (self.field_max - self.field_min);
        let mut add = |words: &str, loss: f64| {
            let comma = if note.is_empty() { "" } else { ", " };
            note += &format!("{comma}clipped {words} {}", super::ticks::number(loss));
        };
        if self.high < self.field_max - unseen {
            add("at", self.high);
        }
        // The lower end of a logarithm is where it begins.
        if self.low > self.field_min + unseen && self.scale != HeightScale::Log {
            add("below", self.low);
        }
        note
    }
}

/// Separates two equal ends so that a constant loss still has a height.
fn widened(low: f64, high: f64) -> (f64, f64) {
    if high > low { (low, high) } else { (low - 0.5, low + 0.5) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(losses: &[f64]) -> Survey {
        Survey::of_losses(losses)
    }

    #[test]
    fn the_inverse_undoes_every_scale() {
        let losses: Vec<f64> = (0..1000).map(|i| f64::from(i * i) * 1e-2 + 0.1).collect();
        for scale in HeightScale::ALL {
            let map = HeightMap::fit(Some(scale), &survey(&losses), 0.1, 9980.11);
            for height in [0.0, 0.25, 0.5, 1.0] {
                let back = map.height(map.loss(height));
                assert!((back - height).abs() < 1e-9, "{scale:?}: {height} -> {back}");
            }
        }
    }

    #[test]
    fn given_ends_are_the_heights_0_and_1_of_every_scale() {
        let losses: Vec<f64> = (0..1000).map(|i| f64::from(i) * 0.018).collect();
        for scale in HeightScale::ALL {
            for ends in [[0.0, 18.0], [-2.0, 40.0], [3.0, 5.0]] {
                let map = HeightMap::fit(Some(scale), &survey(&losses), 0.0, 17.98).between(ends);
                assert_eq!((map.height(ends[0]), map.height(ends[1])), (0.0, 1.0), "{scale:?}");
                assert!((0.0..=1.0).contains(&map.height(4.0)), "{scale:?}");
                assert_eq!(map.note().contains("clipped"), ends[1] < 17.98, "{scale:?}");
            }
        }
    }

    #[test]
    fn the_slope_is_the_derivative_of_the_height() {
        let losses: Vec<f64> = (0..1000).map(|i| f64::from(i * i) * 1e-2 + 0.1).collect();
        for scale in HeightScale::ALL {
            let map = HeightMap {
                high: 5000.0,
                ..HeightMap::fit(Some(scale), &survey(&losses), 0.1, 9980.11)
            };
            for loss in [0.7, 30.0, 900.0, 4000.0] {
                let step = 1e-4 * loss;
                let wanted = (map.height(loss + step) - map.height(loss - step)) / (2.0 * step);
                // A central difference over a ten-thousandth of the loss: off by its square.
                assert!((map.slope(loss) / wanted - 1.0).abs() < 1e-6, "{scale:?} at {loss}");
            }
            assert_eq!([map.slope(6000.0), map.slope(-1.0)], [0.0; 2], "{scale:?}, clipped");
        }
    }

    #[test]
    fn a_constant_loss_has_a_finite_height() {
        for scale in HeightScale::ALL {
            let map = HeightMap::fit(Some(scale), &survey(&[3.0; 9]), 3.0, 3.0);
            assert!(map.height(3.0).is_finite(), "{scale:?}");
        }
    }

    #[test]
    fn what_is_not_clipped_is_not_said_to_be() {
        let losses: Vec<f64> = (0..100).map(|i| -f64::from(i) - 1.0).collect();
        let map = HeightMap::fit(Some(HeightScale::Linear), &survey(&losses), -100.0, -1.0);
        assert_eq!(map.note(), "");
    }

    #[test]
    fn a_heavy_tail_is_clipped_and_said() {
        let mut losses = vec![1.0; 950];
        losses.extend((0..950).map(|i| f64::from(i) / 500.0));
        losses.extend([1e6; 20]);
        let map = HeightMap::fit(Some(HeightScale::Linear), &survey(&losses), 0.0, 1e6);
        assert!(map.high < 10.0, "{map:?}");
        assert!(map.note().starts_with("clipped at"), "{}", map.note());
    }
}
