//! The number type over which update rules are written.
//!
//! `f64` runs them. A node of an expression graph can stand in its place, and then the same text becomes the formula
//! of the rule, from which WGSL is emitted. So a rule never branches on a value: it says [`Real::if_positive`].

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number, or something that stands for one. Operations with an `f64` on the right take a constant.
pub trait Real:
    Copy
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
    + Div<f64, Output = Self>
{
    /// Square root.
    fn sqrt(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// -1, 0 or 1; zero at zero, unlike [`f64::signum`].
    fn sign(self) -> Self;
    /// The larger of the two.
    fn max(self, other: Self) -> Self;
    /// The smaller of the two.
    fn min(self, other: Self) -> Self;
    /// `then` where `self > 0`, else `otherwise`; both are evaluated.
    fn if_positive(self, then: Self, otherwise: Self) -> Self;
    /// A constant of the same kind as `self`.
    fn constant(self, value: f64) -> Self;

    /// `self + weight (end - self)`, rounded as `torch.lerp` rounds it.
    #[inline]
    fn lerp(self, end: Self, weight: f64) -> Self {
        if weight.abs() < 0.5 {
            self + (end - self) * weight
        } else {
            end - (end - self) * (1.0 - weight)
        }
    }

    /// [`Real::lerp`] with a weight that is itself a value.
    #[inline]
    fn lerp_by(self, end: Self, weight: Self) -> Self {
        let near_end = end - (end - self) * (-weight + 1.0);
        (-weight.abs() + 0.5).if_positive(self + (end - self) * weight, near_end)
    }
}

impl Real for f64 {
    #[inline]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline]
    fn sign(self) -> Self {
        if self > 0.0 {
            1.0
        } else if self < 0.0 {
            -1.0
        } else {
            self
        }
    }
    #[inline]
    fn max(self, other: Self) -> Self {
        f64::max(self, other)
    }
    #[inline]
    fn min(self, other: Self) -> Self {
        f64::min(self, other)
    }
    #[inline]
    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        if self > 0.0 { then } else { otherwise }
    }
    #[inline]
    fn constant(self, value: f64) -> Self {
        value
    }
}
