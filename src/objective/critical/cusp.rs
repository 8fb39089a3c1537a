//! Minima and maxima without a gradient that vanishes: the tip of a cone, the lowest place of a sharp valley.
//!
//! The least value along one axis is looked for as a function of the other, and that function's least value in turn. So the
//! search follows a valley that is as sharp as a knife, where steps in any fixed direction would be stuck.

use super::samples::{Samples, least};
use super::unit::UnitLoss;

/// Half the window around a sample, in cells: the sample may lie a cell or two beside the valley's lowest place.
const WINDOW: f64 = 4.0;
/// Golden sections along one axis: 0.618^60 of a window is about 1e-13 of it.
const SECTIONS: usize = 60;
/// Directions in which the loss must be higher, at these distances in cells.
const DIRECTIONS: usize = 32;
const DISTANCES: [f64; 2] = [0.01, 0.3];

/// The cusp near a sample that is lower (`sign` 1) or higher (`sign` -1) than those around it: its place, in units of the
/// domain. `rounding` is what two losses that differ may differ by without a reason.
pub(super) fn near(
    unit: &mut UnitLoss,
    samples: &Samples,
    index: usize,
    sign: f64,
    rounding: f64,
) -> Option<[f64; 2]> {
    let (centre, cell) = (samples.at(index), samples.cell());
    let found = [0, 1]
        .into_iter()
        .filter_map(|axis| Nested { unit: &mut *unit, centre, cell, axis, sign }.search(rounding));
    let (_, place) = found.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let is_inside = |k: usize| (place[k] - centre[k]).abs() < 0.9 * WINDOW * cell;
    (is_inside(0) && is_inside(1) && is_strict(unit, place, sign, cell, rounding)).then_some(place)
}

/// Whether the loss is higher (or lower) in all directions.
fn is_strict(unit: &mut UnitLoss, place: [f64; 2], sign: f64, cell: f64, rounding: f64) -> bool {
    let own = sign * unit.loss(place);
    // A valley that is level along an axis has no end in that search.
    let axes = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
    ring(DIRECTIONS).chain(axes).all(|[c, s]| {
        DISTANCES.iter().all(|distance| {
            let reach = distance * cell;
            sign * unit.loss([place[0] + reach * c, place[1] + reach * s]) > own + rounding
        })
    })
}

/// Unit vectors all around, none along an axis.
pub(super) fn ring(count: usize) -> impl Iterator<Item = [f64; 2]> {
    let turn = std::f64::consts::TAU / count as f64;
    (0..count).map(move |k| {
        let (sine, cosine) = ((k as f64 + 0.37) * turn).sin_cos();
        [cosine, sine]
    })
}

/// The search over one axis of the least values over the other.
struct Nested<'a> {
    unit: &'a mut UnitLoss,
    centre: [f64; 2],
    cell: f64,
    axis: usize,
    sign: f64,
}

impl Nested<'_> {
    fn ends(&self, axis: usize) -> [f64; 2] {
        [-1.0, 1.0]
            .map(|side| side * WINDOW * self.cell)
            .map(|by| (self.centre[axis] + by).clamp(0.0, 1.0))
    }

    /// The least value at `along`, and where it is across.
    fn across(&mut self, along: f64) -> (f64, f64) {
        let (axis, sign, ends) = (self.axis, self.sign, self.ends(1 - self.axis));
        let unit = &mut *self.unit;
        least(ends, SECTIONS, &mut |across| {
            sign * unit.loss(if axis == 0 { [along, across] } else { [across, along] })
        })
    }

    fn search(&mut self, rounding: f64) -> Option<(f64, [f64; 2])> {
        let ends = self.ends(self.axis);
        let middle = self.across(self.centre[self.axis]).0;
        // Where the valley goes on downwards, its lowest place is not here.
        if ends.iter().any(|end| self.across(*end).0 <= middle) {
            return None;
        }
        let (value, along) = least(ends, SECTIONS, &mut |along| self.across(along).0);
        // A level valley has no lowest place.
        let is_lower =
            [-self.cell, self.cell].iter().all(|by| self.across(along + by).0 > value + rounding);
        if !is_lower {
            return None;
        }
        let across = self.across(along).1;
        Some((value, if self.axis == 0 { [along, across] } else { [across, along] }))
    }
}
