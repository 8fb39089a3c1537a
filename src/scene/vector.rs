//! Arrows over the surface: displacements in parameter space, draped over the ground like paths.

use std::sync::Arc;

use super::{Color, Path};
use crate::objective::{Domain, Interval};

/// An arrow from a point on the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    /// What it shows; this stands at the tip.
    pub label: String,
    /// From foot to tip over the ground: two samples.
    pub path: Arc<Path>,
    /// Colour of shaft and head.
    pub color: Color,
    /// Whether it ends at the edge of the domain instead of at its tip; then it has no head.
    pub is_cut: bool,
}

/// Arrows shorter than this are enlarged, in pixels at 1280 wide.
const SHORTEST_PX: f64 = 24.0;
/// The most that arrows are enlarged, a power of ten: beyond, they would show rounding errors.
const MOST_ENLARGED: i32 = 15;

impl Vector {
    /// An arrow from `foot` by `displacement`, cut where it leaves the domain; `None` without length. `loss` evaluates
    /// the ground.
    pub fn new(
        label: impl Into<String>,
        foot: [f64; 2],
        displacement: [f64; 2],
        color: Color,
        domain: Domain,
        loss: &mut dyn FnMut(&[f64]) -> f64,
    ) -> Option<Self> {
        let [x, y] = displacement;
        if !(x.is_finite() && y.is_finite()) || displacement == [0.0; 2] {
            return None;
        }
        let share = room(foot[0], x, domain.x).min(room(foot[1], y, domain.y));
        let tip = [foot[0] + share * x, foot[1] + share * y];
        let mut path = Path::default();
        for place in [foot, tip] {
            let height = loss(&place);
            path.push(place, height, domain, loss);
        }
        Some(Self { label: label.into(), path: Arc::new(path), color, is_cut: share < 1.0 })
    }
}

/// The share of a displacement, at most 1, that stays in the interval; a foot outside of it widens it.
fn room(foot: f64, displacement: f64, interval: Interval) -> f64 {
    let edge =
        if displacement > 0.0 { interval.max.max(foot) } else { interval.min.min(foot) } - foot;
    if displacement == 0.0 { 1.0 } else { (edge / displacement).min(1.0) }
}

/// The power of ten by which arrows are enlarged so that the longest, given in pixels at 1280 wide, can be seen.
pub fn enlargement(longest_px: f64) -> f64 {
    if !(longest_px > 0.0 && longest_px < SHORTEST_PX) {
        return 1.0;
    }
    let exponent = (SHORTEST_PX / longest_px).log10().ceil() as i32;
    10f64.powi(exponent.min(MOST_ENLARGED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(foot: [f64; 2], displacement: [f64; 2]) -> Option<Vector> {
        let mut bowl = |p: &[f64]| p[0] * p[0] + p[1] * p[1];
        let color = Color([1, 2, 3]);
        Vector::new("step", foot, displacement, color, Domain::square(-2.0, 2.0), &mut bowl)
    }

    #[test]
    fn it_ends_at_its_tip_and_follows_the_ground() {
        let arrow = arrow([1.0, 0.5], [-2.0, 0.25]).unwrap();
        let ends: Vec<_> = arrow.path.samples().map(|point| point.parameters).collect();
        assert_eq!(ends, [[1.0, 0.5], [-1.0, 0.75]]);
        assert!(!arrow.is_cut);
        for point in arrow.path.points() {
            let [x, y] = point.parameters;
            assert!((point.loss - (x * x + y * y)).abs() < 1e-12, "{point:?}");
        }
    }

    #[test]
    fn it_is_cut_at_the_edge_without_turning() {
        let cut = arrow([1.0, 0.0], [4.0, 2.0]).unwrap();
        assert_eq!(cut.path.samples().last().unwrap().parameters, [2.0, 0.5]);
        assert!(cut.is_cut);
        // From outside it goes inwards, and not further out.
        let inwards = arrow([3.0, 0.0], [-2.0, 0.0]).unwrap();
        assert_eq!(inwards.path.samples().last().unwrap().parameters, [1.0, 0.0]);
        assert!(arrow([0.0, 0.0], [0.0, 0.0]).is_none());
        assert!(arrow([0.0, 0.0], [f64::NAN, 1.0]).is_none());
    }

    #[test]
    fn short_arrows_grow_by_the_least_power_of_ten_that_shows_them() {
        for (px, times) in [(30.0, 1.0), (24.0, 1.0), (3.0, 10.0), (2.4, 10.0), (0.1, 1000.0)] {
            assert_eq!(enlargement(px), times, "{px}");
        }
        assert_eq!(enlargement(0.0), 1.0);
        assert_eq!(enlargement(f64::NAN), 1.0);
        assert_eq!(enlargement(1e-30), 1e15);
    }
}
