//! The plain data around a loss: where it is looked at, how its height is best shown, where it is least.

use serde::{Deserialize, Serialize};

use super::error::ObjectiveError;

/// A closed interval of one parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub min: f64,
    /// The upper end.
    pub max: f64,
}

impl Interval {
    /// From `min` to `max`.
    pub const fn new(min: f64, max: f64) -> Self {
        Self { min, max }
    }

    /// `max - min`
    pub fn length(&self) -> f64 {
        self.max - self.min
    }

    /// The point half-way.
    pub fn middle(&self) -> f64 {
        self.min + 0.5 * self.length()
    }

    /// Whether `value` lies in the interval, ends included.
    pub fn contains(&self, value: f64) -> bool {
        (self.min..=self.max).contains(&value)
    }

    /// Sample number `index` of `count` evenly spaced ones; both ends are samples.
    pub fn sample(&self, index: usize, count: usize) -> f64 {
        if index + 1 >= count && count > 1 {
            return self.max;
        }
        self.min + self.length() * (index as f64 / count.saturating_sub(1).max(1) as f64)
    }
}

/// The rectangle of the two parameters over which a loss is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Domain {
    /// The first parameter's interval, to the right.
    pub x: Interval,
    /// The second parameter's interval, into the scene.
    pub y: Interval,
}

impl Domain {
    /// The rectangle of two intervals.
    pub const fn new(x: Interval, y: Interval) -> Self {
        Self { x, y }
    }

    /// From `min` to `max` in both parameters.
    pub const fn square(min: f64, max: f64) -> Self {
        Self { x: Interval::new(min, max), y: Interval::new(min, max) }
    }

    /// Whether the point lies in the rectangle, borders included.
    pub fn contains(&self, point: [f64; 2]) -> bool {
        self.x.contains(point[0]) && self.y.contains(point[1])
    }

    /// The distance between opposite corners.
    pub fn diagonal(&self) -> f64 {
        self.x.length().hypot(self.y.length())
    }

    /// Whether the point lies beyond the rectangle by more than `times` its size.
    pub fn is_far(&self, point: [f64; 2], times: f64) -> bool {
        let beyond = |interval: Interval, value: f64| {
            let reach = times * interval.length();
            value < interval.min - reach || value > interval.max + reach
        };
        beyond(self.x, point[0]) || beyond(self.y, point[1])
    }

    /// Point number `index` of a grid of `nx * ny` samples, row-major: `index = j * nx + i`, `i` along x, `j` along y.
    pub fn grid_point(&self, index: usize, nx: usize, ny: usize) -> [f64; 2] {
        [self.x.sample(index % nx, nx), self.y.sample(index / nx, ny)]
    }

    /// Refuses intervals that are empty, reversed or not finite; `parameters` names the axes in the message.
    pub fn checked(self, parameters: &[String]) -> Result<Self, ObjectiveError> {
        for (interval, axis) in [self.x, self.y].into_iter().zip(parameters) {
            let Interval { min, max } = interval;
            if !(min < max && interval.length().is_finite()) {
                return Err(ObjectiveError::Domain { axis: axis.clone(), min, max });
            }
        }
        Ok(self)
    }
}

/// How a loss is turned into height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HeightScale {
    /// The loss itself.
    #[default]
    Linear,
    /// The square root of the loss above its least value.
    Sqrt,
    /// The logarithm of the loss above its least value.
    Log,
    /// Linear near zero, logarithmic to both sides.
    Symlog,
}

impl HeightScale {
    /// All scales.
    pub const ALL: [Self; 4] = [Self::Linear, Self::Sqrt, Self::Log, Self::Symlog];

    /// The name in scene files and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Sqrt => "sqrt",
            Self::Log => "log",
            Self::Symlog => "symlog",
        }
    }
}

/// A known minimum of a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    /// Where.
    pub point: [f64; 2],
    /// The loss there.
    pub loss: f64,
}

/// A named number in a formula, with the range of its slider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constant {
    /// The name in the formula.
    pub name: String,
    /// The present value.
    pub value: f64,
    /// The slider's lower end.
    pub min: f64,
    /// The slider's upper end.
    pub max: f64,
}
