//! Newton's method to where the gradient vanishes, kept near where it begins.

use super::samples::Candidate;
use super::unit::{UnitLoss, distance};
use crate::objective::Expansion;

/// Steps at most: at a degenerate point each gains only a third of the way.
const MOST_STEPS: usize = 200;
/// A step is shortened until the gradient gets shorter, down to this share of it.
const SHORTEST: f64 = 1.0 / 4096.0;
/// Cells that it may move away; beyond, another candidate begins nearer.
const REACH: f64 = 6.0;
/// It has arrived where the next step would be shorter than this, in units of the domain, and the gradient is this much
/// shorter than around the candidate.
const LAST_STEP: f64 = 1e-5;
const LAST_SLOPE: f64 = 1e-6;

/// The critical point that a candidate leads to, in units of the domain; `cell` is the distance of samples.
pub(super) fn arrive(unit: &mut UnitLoss, candidate: &Candidate, cell: f64) -> Option<Expansion> {
    let found = descend(unit, candidate.at, cell)?;
    let [dx, dy] = found.newton_step(&found.curvature());
    let rests = dx.hypot(dy) <= LAST_STEP && found.gradient_norm() <= LAST_SLOPE * candidate.slope;
    rests.then_some(found)
}

/// Steps until the gradient does not get shorter any more.
pub(super) fn descend(unit: &mut UnitLoss, from: [f64; 2], cell: f64) -> Option<Expansion> {
    let mut here = unit.expand(from);
    for _ in 0..MOST_STEPS {
        let curvature = here.curvature();
        if !here.is_smooth() || !curvature.is_finite() {
            return None;
        }
        let [dx, dy] = here.newton_step(&curvature);
        let mut share = (cell / dx.hypot(dy)).min(1.0);
        let least = share * SHORTEST;
        let slope = here.gradient_norm();
        let next = loop {
            if share < least || slope == 0.0 {
                return Some(here);
            }
            let next = unit.expand([here.point[0] + share * dx, here.point[1] + share * dy]);
            if next.gradient_norm() < slope {
                break next;
            }
            share *= 0.5;
        };
        if distance(next.point, from) > REACH * cell {
            return None;
        }
        here = next;
    }
    Some(here)
}
