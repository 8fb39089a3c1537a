//! The line on which a hyperparameter is searched: logarithmic or linear, in numbers of few digits.

/// From here on, a range of positive numbers is searched on a logarithmic scale.
const LOG_RATIO: f64 = 10.0;
/// Share of the distance to its neighbours by which a number may be moved to make it short.
const LEEWAY: f64 = 0.1;

/// A range and its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    is_log: bool,
}

impl Axis {
    /// A logarithmic axis; both ends are positive.
    pub(super) fn log([low, high]: [f64; 2]) -> Self {
        Self { low, high, is_log: true }
    }

    /// Logarithmic or linear by its ends.
    pub(super) fn by_ends([low, high]: [f64; 2]) -> Self {
        Self { low, high, is_log: low > 0.0 && high >= LOG_RATIO * low }
    }

    /// From a value to its place: equal distances of places are equal steps of the search.
    pub(super) fn place(&self, value: f64) -> f64 {
        if self.is_log { value.log10() } else { value }
    }

    fn value(&self, place: f64) -> f64 {
        if self.is_log { 10f64.powf(place) } else { place }
    }

    /// From end to end, in units of [`Axis::place`].
    pub(super) fn length(&self) -> f64 {
        self.place(self.high) - self.place(self.low)
    }

    /// `count` values evenly from end to end, both included; at least 2.
    pub(super) fn grid(&self, count: usize) -> Vec<f64> {
        let last = count.max(2) - 1;
        let step = self.length() / last as f64;
        let at = |k: usize| self.place(self.low) + step * k as f64;
        let inner = (1..last).map(|k| self.short(at(k) - step, at(k), at(k) + step));
        [self.low].into_iter().chain(inner).chain([self.high]).collect()
    }

    /// The middle of two values.
    pub(super) fn between(&self, a: f64, b: f64) -> f64 {
        let (a, b) = (self.place(a), self.place(b));
        self.short(a, 0.5 * (a + b), b)
    }

    /// The value at a distance from another one; `None` outside the range.
    pub(super) fn beside(&self, value: f64, distance: f64) -> Option<f64> {
        let from = self.place(value);
        let reach = distance.abs();
        let moved = self.short(from + distance - reach, from + distance, from + distance + reach);
        // The digits of an end may differ from those of the sum.
        let slack = 1e-9 * self.length();
        let is_inside = self.place(moved) >= self.place(self.low) - slack
            && self.place(moved) <= self.place(self.high) + slack;
        is_inside.then(|| moved.clamp(self.low, self.high))
    }

    /// The shortest number near a place, well between two others.
    fn short(&self, low: f64, place: f64, high: f64) -> f64 {
        let exact = self.value(place);
        let leeway = LEEWAY * (high - low);
        let rounded = (1..17).map(|digits| {
            let text = format!("{exact:.digits$e}");
            text.parse().unwrap_or(exact)
        });
        let is_near = |value: &f64| (self.place(*value) - place).abs() <= leeway;
        let mut near = rounded.filter(is_near);
        near.next().unwrap_or(exact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_both_ends_even_steps_and_short_numbers() {
        let axis = Axis::log([1e-5, 10.0]);
        let grid = axis.grid(16);
        assert_eq!((grid.len(), grid[0], grid[15]), (16, 1e-5, 10.0));
        for pair in grid.windows(2) {
            let step = (pair[1] / pair[0]).log10();
            // Both neighbours may move by a tenth of two steps.
            assert!((step - 0.4).abs() <= 2.0 * LEEWAY * 0.8, "{pair:?}");
        }
        assert!(grid.iter().all(|lr| format!("{lr:e}").len() <= 7), "{grid:?}");
        assert_eq!(Axis::by_ends([0.0, 0.9]).grid(4), [0.0, 0.3, 0.6, 0.9]);
    }

    #[test]
    fn the_ends_choose_the_scale() {
        assert_eq!(Axis::by_ends([1e-4, 1.0]).between(1e-4, 1.0), 0.01);
        assert_eq!(Axis::by_ends([0.5, 1.0]).between(0.5, 1.0), 0.75);
        assert_eq!(Axis::by_ends([-1.0, 100.0]).between(-1.0, 2.0), 0.5);
    }

    #[test]
    fn middles_of_ever_closer_values_stay_between_them() {
        let axis = Axis::log([1e-5, 10.0]);
        let (mut low, high) = (0.25, 0.4);
        for _ in 0..40 {
            let middle = axis.between(low, high);
            assert!(low < middle && middle < high, "{low} {middle} {high}");
            low = middle;
        }
    }

    #[test]
    fn what_lies_beside_a_value_stays_in_the_range() {
        let axis = Axis::by_ends([0.0, 0.99]);
        assert_eq!(axis.beside(0.99, 0.1), None);
        assert_eq!(axis.beside(0.5, -0.1), Some(0.4));
        assert_eq!(Axis::log([1e-3, 1.0]).beside(0.1, 1.0), Some(1.0));
    }
}
