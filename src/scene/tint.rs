//! The tint: what the colours of a surface say where it is not the height.

use std::sync::Arc;

use super::{Color, HeightMap};
use crate::objective::{HeightScale, Objective, Quantity, Survey};

/// A second field over the plane that gives the surface its colours.
#[derive(Clone, Debug)]
pub struct Tint {
    /// Of what the quantity is: of the loss, or of the loss less a reference.
    pub objective: Arc<Objective>,
    /// What is evaluated.
    pub quantity: Quantity,
    /// From a value to its share of the colour map, linear or logarithmic.
    pub map: HeightMap,
    /// What it is called beside its colours, such as `|∇f|`.
    pub name: &'static str,
}

impl PartialEq for Tint {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.objective, &other.objective)
            && (self.quantity, self.map, self.name) == (other.quantity, other.map, other.name)
    }
}

/// From a value to its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorScale {
    /// By the value itself.
    Linear,
    /// By its logarithm; what is negative has no colour.
    Log,
}

impl ColorScale {
    /// Both scales.
    pub const ALL: [Self; 2] = [Self::Linear, Self::Log];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Log => "log",
        }
    }
}

/// Shares of the samples below and above the ends of the colours, where a few samples lie far from the others.
const OUTLIERS: [f64; 2] = [0.02, 0.98];
/// The ends of the colours are those of the samples unless they lie this many times as far apart as most of them.
const FAR: f64 = 2.0;
/// Positive values that span more than this get logarithmic colours.
const DECADES: f64 = 100.0;

impl Tint {
    /// The colour of what has no value, or none that the scale can show: a neutral grey.
    pub const NO_VALUE: Color = Color([146, 146, 146]);

    /// The share of the colour map, 0 to 1, that a value has; `None` for one without a colour.
    pub fn share(&self, value: f64) -> Option<f64> {
        let is_shown = value.is_finite() && !(self.map.scale == HeightScale::Log && value < 0.0);
        is_shown.then(|| self.map.height(value))
    }

    /// The map of values that spread like these samples; without a scale, the one that suits them.
    pub fn map_of(samples: &[f64], scale: Option<ColorScale>) -> HeightMap {
        let all = Survey::of_losses(samples);
        let positive: Vec<f64> = samples.iter().copied().filter(|value| *value > 0.0).collect();
        let positive = Survey::of_losses(&positive);
        let low = positive.quantile(OUTLIERS[0]).unwrap_or(1.0);
        let high = positive.quantile(OUTLIERS[1]).unwrap_or(1.0);
        let spans_decades = all.min() >= Some(0.0) && high > DECADES * low;
        let is_log = scale.map_or(spans_decades, |scale| scale == ColorScale::Log);
        if is_log {
            let curves = [low, high].map(f64::ln);
            let ends = [positive.min().unwrap_or(low), positive.max().unwrap_or(high)];
            let [low, high] = ends_of(ends.map(f64::ln), curves).map(f64::exp);
            return map_between(HeightScale::Log, [low, high], ends);
        }
        let ends = [all.min().unwrap_or(0.0), all.max().unwrap_or(1.0)];
        let most = OUTLIERS.map(|share| all.quantile(share).unwrap_or(0.0));
        map_between(HeightScale::Linear, ends_of(ends, most), ends)
    }

    /// The map of values to both sides of 0, which has the colour in the middle.
    pub fn map_around_zero(samples: &[f64]) -> HeightMap {
        let all = Survey::of_losses(samples);
        let ends = [all.min().unwrap_or(-1.0), all.max().unwrap_or(1.0)];
        let furthest = ends[1].max(-ends[0]);
        let most = OUTLIERS.map(|share| all.quantile(share).unwrap_or(0.0));
        let most = most[1].max(-most[0]);
        let reach = if furthest > FAR * most && most > 0.0 { most } else { furthest };
        let reach = if reach > 0.0 { reach } else { 1.0 };
        map_between(HeightScale::Linear, [-reach, reach], ends)
    }
}

/// Both ends of the samples, or of most of them where a few lie far away; never the same.
fn ends_of([least, largest]: [f64; 2], [low, high]: [f64; 2]) -> [f64; 2] {
    if largest - least > FAR * (high - low) && high > low {
        [low, high]
    } else if largest > least + 1e-9 * largest.abs() {
        [least, largest]
    } else {
        // One value only: it gets the colour in the middle.
        let reach = 0.5 * least.abs().max(1.0);
        [least - reach, least + reach]
    }
}

fn map_between(scale: HeightScale, [low, high]: [f64; 2], ends: [f64; 2]) -> HeightMap {
    let [field_min, field_max] = ends;
    HeightMap { scale, low, high, origin: 0.0, knee: 1.0, field_min, field_max }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_span_decades_get_logarithmic_colours() {
        let decades: Vec<f64> = (0..400).map(|k| 10f64.powf(f64::from(k) / 100.0)).collect();
        let map = Tint::map_of(&decades, None);
        assert_eq!(map.scale, HeightScale::Log);
        assert!(map.low <= 1.1 && map.high >= 9000.0, "{map:?}");
        assert_eq!(Tint::map_of(&decades, Some(ColorScale::Linear)).scale, HeightScale::Linear);
        let mut signed = decades;
        signed.push(-1.0);
        assert_eq!(Tint::map_of(&signed, None).scale, HeightScale::Linear);
    }

    #[test]
    fn a_few_samples_far_away_do_not_take_the_colours() {
        let mut samples: Vec<f64> = (0..1000).map(|k| 1.0 + f64::from(k) / 1000.0).collect();
        samples.extend([50.0, f64::NAN, f64::INFINITY]);
        let map = Tint::map_of(&samples, None);
        assert!(map.low >= 1.0 && map.high <= 2.0, "{map:?}");
        assert_eq!((map.field_max, map.scale), (50.0, HeightScale::Linear));
    }

    #[test]
    fn one_value_has_the_middle_and_none_has_finite_ends() {
        let map = Tint::map_of(&[2.0; 9], None);
        assert!((map.height(2.0) - 0.5).abs() < 1e-12, "{map:?}");
        for samples in [&[f64::NAN][..], &[]] {
            for map in [Tint::map_of(samples, None), Tint::map_around_zero(samples)] {
                assert!(map.low < map.high && map.height(map.low) == 0.0, "{map:?}");
            }
        }
        let log = Tint::map_of(&[-1.0], Some(ColorScale::Log));
        assert!(log.low > 0.0 && log.high > log.low, "{log:?}");
    }

    #[test]
    fn zero_is_in_the_middle_of_a_residual() {
        let map = Tint::map_around_zero(&[-1.0, 0.0, 3.0]);
        assert_eq!((map.low, map.high, map.height(0.0)), (-3.0, 3.0, 0.5));
    }
}
