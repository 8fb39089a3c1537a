//! Low passes over evenly spaced samples.

use glam::Vec3;

/// Gaussian mean with a standard deviation in samples; beyond the ends the end samples go on.
pub(super) fn low_pass(samples: &[f64], deviation: f64) -> Vec<f64> {
    let weights = vec![1.0; samples.len()];
    weighted_low_pass(samples, &weights, deviation, true)
}

/// The same of places.
pub(super) fn low_pass_places(places: &[Vec3], deviation: f64) -> Vec<Vec3> {
    let axes = [0, 1, 2].map(|axis| {
        let values: Vec<f64> = places.iter().map(|place| f64::from(place[axis])).collect();
        low_pass(&values, deviation)
    });
    (0..places.len()).map(|k| Vec3::from_array([0, 1, 2].map(|a| axes[a][k] as f32))).collect()
}

/// Gaussian mean in which some samples count more than others; `goes_on` lets the end samples go on beyond the ends.
pub(super) fn weighted_low_pass(
    samples: &[f64],
    weights: &[f64],
    deviation: f64,
    goes_on: bool,
) -> Vec<f64> {
    let last = samples.len() as i64 - 1;
    let reach = (3.0 * deviation).ceil() as i64;
    let kernel: Vec<f64> = (-reach..=reach)
        .map(|offset| (-0.5 * (offset as f64 / deviation.max(1e-9)).powi(2)).exp())
        .collect();
    let mean = |at: i64| {
        let (mut sum, mut total) = (0.0, 0.0);
        for (offset, kernel) in (-reach..=reach).zip(&kernel) {
            let k = at + offset;
            if !goes_on && !(0..=last).contains(&k) {
                continue;
            }
            let k = k.clamp(0, last) as usize;
            let weight = kernel * weights[k];
            sum += weight * samples[k];
            total += weight;
        }
        sum / total
    };
    (0..=last).map(mean).collect()
}

/// The largest sample within `reach` samples.
pub(super) fn dilated(samples: &[f64], reach: usize) -> Vec<f64> {
    let largest = |k: usize| {
        let (from, to) = (k.saturating_sub(reach), (k + reach + 1).min(samples.len()));
        samples[from..to].iter().copied().fold(f64::NEG_INFINITY, f64::max)
    };
    (0..samples.len()).map(largest).collect()
}

/// Never below the samples, and smooth.
pub(super) fn envelope(samples: &[f64], deviation: f64) -> Vec<f64> {
    low_pass(&dilated(samples, (3.0 * deviation).ceil() as usize), deviation)
}

/// The larger of two numbers, without the corner where they cross.
pub(super) fn smooth_max(a: f64, b: f64, softness: f64) -> f64 {
    let near = (softness - (a - b).abs()).max(0.0);
    a.max(b) + near * near / (4.0 * softness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_never_below_and_smoother() {
        let rough: Vec<f64> = (0..200).map(|k| f64::from(k * 37 % 11)).collect();
        let smooth = envelope(&rough, 4.0);
        assert!(smooth.iter().zip(&rough).all(|(s, r)| s >= r));
        let steepest = smooth.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f64::max);
        assert!(steepest < 1.0, "{steepest}");
    }

    #[test]
    fn the_smooth_maximum_has_no_corner_and_leaves_what_is_far() {
        assert_eq!(smooth_max(3.0, 1.0, 0.5), 3.0);
        let at = |x: f64| smooth_max(x, 0.0, 0.5);
        let speed = |x: f64| (at(x + 1e-6) - at(x - 1e-6)) / 2e-6;
        for x in [-0.5, 0.0, 0.5] {
            assert!((speed(x + 1e-4) - speed(x - 1e-4)).abs() < 1e-3, "{x}");
        }
        assert!(at(0.0) >= 0.0 && at(-0.1) >= 0.0);
    }
}
