//! A number over time through keys: never beyond its keys, without a jump of value or speed.

/// How the way from a key to the next is flown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Easing {
    /// Through both keys without a halt; the first and the last key of a flight are at rest.
    #[default]
    Smooth,
    /// As steadily as the neighbours allow.
    Linear,
    /// Starts at rest.
    EaseIn,
    /// Arrives at rest.
    EaseOut,
    /// Starts and arrives at rest.
    EaseInOut,
}

impl Easing {
    /// All easings.
    pub const ALL: [Self; 5] =
        [Self::Smooth, Self::Linear, Self::EaseIn, Self::EaseOut, Self::EaseInOut];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Smooth => "smooth",
            Self::Linear => "linear",
            Self::EaseIn => "ease-in",
            Self::EaseOut => "ease-out",
            Self::EaseInOut => "ease-in-out",
        }
    }

    fn starts_at_rest(self) -> bool {
        matches!(self, Self::EaseIn | Self::EaseInOut)
    }

    fn arrives_at_rest(self) -> bool {
        matches!(self, Self::EaseOut | Self::EaseInOut)
    }
}

/// A key of one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Knot {
    pub(super) secs: f64,
    /// Seconds that the value rests at the key.
    pub(super) hold_secs: f64,
    /// Of the way to the next key.
    pub(super) easing: Easing,
    pub(super) value: f64,
}

/// A monotone piecewise cubic: between two keys it stays between their values.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve {
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    secs: f64,
    value: f64,
    /// Value a second.
    slope: f64,
}

impl Curve {
    /// Through at least one knot, in the order of time.
    pub(super) fn through(knots: &[Knot]) -> Self {
        let mut places: Vec<(Knot, bool)> = Vec::new();
        for (index, knot) in knots.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| knots[before].easing);
            let is_held = knot.hold_secs > 0.0;
            let rests = is_held
                || knot.easing.starts_at_rest()
                || before.is_some_and(Easing::arrives_at_rest);
            places.push((*knot, rests));
            if is_held {
                places.push((Knot { secs: knot.secs + knot.hold_secs, ..*knot }, true));
            }
        }
        let secant = |k: usize| {
            let (from, to) = (places.get(k)?.0, places.get(k + 1)?.0);
            Some((to.value - from.value) / (to.secs - from.secs))
        };
        let node = |(k, (knot, rests)): (usize, &(Knot, bool))| {
            let before = k.checked_sub(1);
            let slopes = (before.and_then(secant), secant(k));
            let came = before.map_or(knot.easing, |before| places[before].0.easing);
            let slope =
                if *rests { 0.0 } else { slope(slopes, (came, knot.easing), before, &places) };
            Node { secs: knot.secs, value: knot.value, slope }
        };
        Self { nodes: places.iter().enumerate().map(node).collect() }
    }

    /// The value at a time; before the first and after the last key it rests.
    pub(super) fn at(&self, secs: f64) -> f64 {
        let after = self.nodes.partition_point(|node| node.secs <= secs);
        let (Some(from), to) = (self.nodes.get(after.saturating_sub(1)), self.nodes.get(after))
        else {
            return 0.0;
        };
        let Some(to) = to.filter(|_| after > 0) else { return from.value };
        let span = to.secs - from.secs;
        let share = (secs - from.secs) / span;
        hermite([from.value, to.value], [from.slope * span, to.slope * span], share)
    }
}

/// The slope at a node between two secants: their weighted harmonic mean, which keeps both sides monotone; a steady
/// neighbour has more to say, and at the ends only a steady one moves.
fn slope(
    secants: (Option<f64>, Option<f64>),
    easings: (Easing, Easing),
    before: Option<usize>,
    places: &[(Knot, bool)],
) -> f64 {
    let (Some(left), Some(right)) = secants else {
        let (is_first, only) = (secants.0.is_none(), secants.0.or(secants.1).unwrap_or(0.0));
        let easing = if is_first { easings.1 } else { easings.0 };
        return if easing == Easing::Linear { only } else { 0.0 };
    };
    if left * right <= 0.0 {
        return 0.0;
    }
    let most = 3.0 * left.abs().min(right.abs());
    match (easings.0 == Easing::Linear, easings.1 == Easing::Linear) {
        (true, false) => left.clamp(-most, most),
        (false, true) => right.clamp(-most, most),
        _ => {
            let k = before.map_or(0, |before| before + 1);
            let (h, g) =
                (places[k].0.secs - places[k - 1].0.secs, places[k + 1].0.secs - places[k].0.secs);
            let (a, b) = (2.0 * g + h, g + 2.0 * h);
            (a + b) / (a / left + b / right)
        }
    }
}

/// The cubic from `ends[0]` to `ends[1]` with these derivatives by `share`, which goes from 0 to 1.
pub(super) fn hermite(ends: [f64; 2], slopes: [f64; 2], share: f64) -> f64 {
    let (s, r) = (share, 1.0 - share);
    ends[0] + (ends[1] - ends[0]) * s * s * (3.0 - 2.0 * s) + slopes[0] * s * r * r
        - slopes[1] * s * s * r
}

/// From 0 to 1 with speed and acceleration 0 at both ends; clamped outside.
pub(super) fn eased(share: f64) -> f64 {
    let s = share.clamp(0.0, 1.0);
    s * s * s * (s * (6.0 * s - 15.0) + 10.0)
}

/// From 0 to 1 at a steady speed, with a ramp of the given shares at both ends; clamped outside.
pub(super) fn ramped(share: f64, [first, last]: [f64; 2]) -> f64 {
    let s = share.clamp(0.0, 1.0);
    let speed = 1.0 / (1.0 - 0.5 * (first + last));
    if s < first {
        0.5 * speed * s * s / first
    } else if s > 1.0 - last {
        1.0 - 0.5 * speed * (1.0 - s) * (1.0 - s) / last
    } else {
        speed * (s - 0.5 * first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knot(secs: f64, value: f64, easing: Easing, hold_secs: f64) -> Knot {
        Knot { secs, hold_secs, easing, value }
    }

    /// Largest change of speed between neighbouring pieces of `step` seconds.
    fn roughest(curve: &Curve, end: f64, step: f64) -> f64 {
        let values: Vec<f64> =
            (0..(end / step) as usize).map(|k| curve.at(k as f64 * step)).collect();
        let changes = values.windows(3).map(|w| ((w[2] - 2.0 * w[1] + w[0]) / step).abs());
        changes.fold(0.0, f64::max)
    }

    #[test]
    fn it_passes_its_keys_and_stays_between_them_with_every_easing() {
        for easing in Easing::ALL {
            let keys = [
                knot(0.0, 0.0, easing, 0.0),
                knot(1.0, 1.0, easing, 0.5),
                knot(2.0, 10.0, easing, 0.0),
                knot(4.0, 11.0, easing, 0.0),
                knot(5.0, 3.0, easing, 0.0),
            ];
            let curve = Curve::through(&keys);
            for key in keys {
                assert!((curve.at(key.secs) - key.value).abs() < 1e-12, "{easing:?} {key:?}");
            }
            assert_eq!((curve.at(1.2), curve.at(-1.0), curve.at(9.0)), (1.0, 0.0, 3.0));
            for pair in keys.windows(2) {
                for k in 0..=50 {
                    let secs = pair[0].secs + (pair[1].secs - pair[0].secs) * f64::from(k) / 50.0;
                    let (low, high) = (
                        pair[0].value.min(pair[1].value) - 1e-9,
                        pair[0].value.max(pair[1].value) + 1e-9,
                    );
                    assert!((low..=high).contains(&curve.at(secs)), "{easing:?} at {secs}");
                }
            }
        }
    }

    #[test]
    fn the_speed_never_jumps_and_rests_where_it_should() {
        for easing in [Easing::Smooth, Easing::EaseIn, Easing::EaseOut, Easing::EaseInOut] {
            let keys = [(0.0, 0.0), (1.0, 1.0), (1.5, 6.0), (3.0, 7.0)]
                .map(|(t, v)| knot(t, v, easing, 0.0));
            let curve = Curve::through(&keys);
            // Where speed is continuous, its change over a piece shrinks with the piece.
            let (coarse, fine) = (roughest(&curve, 3.0, 1e-2), roughest(&curve, 3.0, 1e-3));
            assert!(fine < 0.15 * coarse, "{easing:?}: {coarse} {fine}");
            let speed = |t: f64| (curve.at(t + 1e-6) - curve.at(t)) / 1e-6;
            if easing.starts_at_rest() || easing.arrives_at_rest() {
                assert!(speed(1.0).abs() < 1e-3, "{easing:?}: {}", speed(1.0));
            } else {
                assert!(speed(1.0) > 0.5, "{easing:?}: {}", speed(1.0));
            }
        }
    }

    #[test]
    fn linear_keys_on_a_line_give_the_line() {
        let keys = [0.0, 1.0, 3.0].map(|t| knot(t, 2.0 * t, Easing::Linear, 0.0));
        let curve = Curve::through(&keys);
        for t in [0.0, 0.3, 1.0, 2.2, 3.0] {
            assert!((curve.at(t) - 2.0 * t).abs() < 1e-12, "{t}");
        }
    }

    #[test]
    fn a_ramp_is_steady_in_the_middle() {
        let speed = |s: f64| (ramped(s + 1e-5, [0.2, 0.1]) - ramped(s, [0.2, 0.1])) / 1e-5;
        assert_eq!((ramped(0.0, [0.2, 0.1]), ramped(1.0, [0.2, 0.1])), (0.0, 1.0));
        assert!((speed(0.3) - speed(0.8)).abs() < 1e-6 && speed(1e-6) < 1e-3);
        assert!((ramped(0.25, [0.0, 0.0]) - 0.25).abs() < 1e-15);
    }
}
