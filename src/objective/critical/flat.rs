//! Degenerate points: which of them are one, what the loss does around them, and lines of them.

use std::collections::{BTreeMap, BTreeSet};

use super::cusp::ring;
use super::newton::descend;
use super::unit::{UnitLoss, distance};
use super::{Kind, Note};
use crate::objective::Expansion;

/// How far around a degenerate point the loss is looked at, in units of the domain, and in how many directions.
const AROUND: f64 = 2e-3;
const DIRECTIONS: usize = 48;
/// Cells along one side of a bucket: points in neighbouring buckets belong together.
const BUCKET: f64 = 2.0;
/// Buckets along one side that a single point may fill, since Newton's method ends anywhere near it.
const MOST_OF_ONE: i64 = 3;
/// Steps along a line towards the middle of the domain at most.
const MOST_SLIDES: usize = 60;
const MIDDLE: [f64; 2] = [0.5; 2];

/// Whether the second derivatives do not decide: an eigenvalue that is zero, or that would be zero a hair's breadth away.
pub(super) fn is_degenerate(unit: &mut UnitLoss, at: &Expansion) -> bool {
    // As far as Newton's method may end beside a degenerate point.
    const BREADTH: f64 = 1e-4;
    let curvature = at.curvature();
    if Kind::of(&curvature) == Kind::Degenerate {
        return true;
    }
    let small = usize::from(curvature.values[1].abs() < curvature.values[0].abs());
    let (value, [c, s]) = (curvature.values[small], curvature.vectors[small]);
    // Seen from a degenerate point's both sides, the eigenvalue grows by much more than it is.
    let beside = [-BREADTH, BREADTH].map(|by| {
        let [[xx, xy], [_, yy]] = unit.expand([at.point[0] + by * c, at.point[1] + by * s]).hessian;
        xx * c * c + 2.0 * xy * c * s + yy * s * s
    });
    beside.iter().map(|other| (other - value).abs()).fold(0.0, f64::max) > 3.0 * value.abs()
}

/// What the loss does around a point whose second derivatives do not decide. `rounding` is what two losses may differ by
/// without a reason.
pub(super) fn kind_by_looking(unit: &mut UnitLoss, at: &Expansion, rounding: f64) -> Kind {
    let [mut higher, mut lower] = [false; 2];
    // Along the eigenvectors too: a slow fall beside a fast rise is seen there alone.
    let own = at.curvature().vectors;
    let own = own.into_iter().flat_map(|[c, s]| [[c, s], [-c, -s]]);
    for [c, s] in ring(DIRECTIONS).chain(own) {
        let loss = unit.loss([at.point[0] + AROUND * c, at.point[1] + AROUND * s]);
        higher |= loss > at.loss + rounding;
        lower |= loss < at.loss - rounding;
    }
    match (higher, lower) {
        (true, false) => Kind::Minimum,
        (false, true) => Kind::Maximum,
        _ => Kind::Degenerate,
    }
}

/// Whether the gradient vanishes at this one point alone and jumps around it, as that of `abs` does at zero.
pub(super) fn is_cusp(unit: &mut UnitLoss, at: &Expansion) -> bool {
    let mut slope = |reach: f64| {
        let around = ring(DIRECTIONS).map(|[c, s]| {
            let (_, [gx, gy]) = unit.slope([at.point[0] + reach * c, at.point[1] + reach * s]);
            gx.hypot(gy)
        });
        around.fold(0.0, f64::max)
    };
    // Where it is continuous, it falls at least with the distance.
    let (near, far) = (slope(0.01 * AROUND), slope(AROUND));
    far > 0.0 && near > 0.1 * far
}

/// One of each: of points that belong together the one nearest to the middle of the domain.
pub(super) fn apart(
    unit: &mut UnitLoss,
    points: Vec<Expansion>,
    cell: f64,
) -> Vec<(Expansion, Note)> {
    let bucket = |p: &Expansion| p.point.map(|c| (c / (BUCKET * cell)).floor() as i64);
    // Valleys and ridges that come near each other stay apart.
    let bend = |p: &Expansion| {
        let [low, high] = p.curvature().values;
        (low + high).partial_cmp(&0.0).map_or(0, |sign| sign as i64)
    };
    let mut buckets: BTreeMap<[i64; 3], Vec<Expansion>> = BTreeMap::new();
    for point in points {
        let [i, j] = bucket(&point);
        buckets.entry([i, j, bend(&point)]).or_default().push(point);
    }
    let mut left: BTreeSet<[i64; 3]> = buckets.keys().copied().collect();
    let mut found = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut together = vec![first];
        let mut next = 0;
        while let Some(&[i, j, bend]) = together.get(next) {
            next += 1;
            let around = (-1..=1).flat_map(|di| (-1..=1).map(move |dj| [i + di, j + dj, bend]));
            together.extend(around.filter(|key| left.remove(key)));
        }
        let extent = |axis: usize| {
            let along = together.iter().map(|key| key[axis]);
            along.clone().max().unwrap_or(0) - along.min().unwrap_or(0) + 1
        };
        let is_line = extent(0).max(extent(1)) > MOST_OF_ONE;
        let members = together.iter().flat_map(|key| &buckets[key]);
        let measure = |p: &Expansion| {
            if is_line { distance(p.point, MIDDLE) } else { p.gradient_norm() }
        };
        let best = members.min_by(|a, b| measure(a).total_cmp(&measure(b)));
        let Some(best) = best.copied() else { continue };
        found.push(if is_line {
            (slide(unit, best, cell), Note::Line)
        } else {
            (best, Note::Flat)
        });
    }
    found
}

/// Along a line of critical points to the one nearest to the middle of the domain.
fn slide(unit: &mut UnitLoss, from: Expansion, cell: f64) -> Expansion {
    let mut here = from;
    let mut share = 1.0;
    for _ in 0..MOST_SLIDES {
        let curvature = here.curvature();
        let straight = usize::from(curvature.values[1].abs() < curvature.values[0].abs());
        let [c, s] = curvature.vectors[straight];
        let along = (MIDDLE[0] - here.point[0]) * c + (MIDDLE[1] - here.point[1]) * s;
        let by = share * along.clamp(-cell, cell);
        let next = descend(unit, [here.point[0] + by * c, here.point[1] + by * s], cell);
        let nearer = next.filter(|next| {
            distance(next.point, MIDDLE) < distance(here.point, MIDDLE)
                && next.gradient_norm() <= 1e3 * from.gradient_norm().max(1e-12 * here.loss.abs())
        });
        match nearer {
            Some(next) => here = next,
            None => share *= 0.5,
        }
    }
    here
}
