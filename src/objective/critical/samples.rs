//! Loss and gradient on a grid, and where a critical point may be.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::unit::UnitLoss;
use crate::objective::{Minimum, Objective};

/// Samples along each axis: an even number, so that the middle of the domain, where symmetric losses have their cusps, is
/// none of them.
const MOST_SAMPLES: usize = 256;
const LEAST_SAMPLES: usize = 24;
/// Evaluations of single rows of data that the grid may take.
const ROW_BUDGET: usize = 20_000_000;
/// Halvings of an interval in which a least value is looked for.
const HALVINGS: usize = 60;

/// Samples in rows along x; row `j` is `y`.
pub(super) struct Samples {
    pub(super) count: usize,
    pub(super) losses: Vec<f64>,
    /// By the units of the domain.
    gradients: Vec<[f64; 2]>,
}

/// A place where Newton's method is to begin.
pub(super) struct Candidate {
    pub(super) at: [f64; 2],
    /// The loss near it.
    pub(super) loss: f64,
    /// The longest gradient near it.
    pub(super) slope: f64,
}

impl Samples {
    /// Evaluates the grid on all cores; `None` when it was cancelled.
    pub(super) fn of(objective: &Objective, cancel: &AtomicBool) -> Option<Self> {
        let affordable = (ROW_BUDGET / objective.cost()).isqrt() / 2 * 2;
        let count = affordable.clamp(LEAST_SAMPLES, MOST_SAMPLES);
        let rows = (0..count).into_par_iter().map_init(
            || UnitLoss::of(objective),
            |unit, j| -> Option<Vec<(f64, [f64; 2])>> {
                if cancel.load(Ordering::Relaxed) {
                    return None;
                }
                Some((0..count).map(|i| unit.slope(Self::place(count, j * count + i))).collect())
            },
        );
        let rows: Option<Vec<_>> = rows.collect();
        let (losses, gradients) = rows?.into_iter().flatten().unzip();
        Some(Self { count, losses, gradients })
    }

    fn place(count: usize, index: usize) -> [f64; 2] {
        [index % count, index / count].map(|k| k as f64 / (count - 1) as f64)
    }

    /// Where a sample lies, in units of the domain.
    pub(super) fn at(&self, index: usize) -> [f64; 2] {
        Self::place(self.count, index)
    }

    /// Distance of neighbouring samples.
    pub(super) fn cell(&self) -> f64 {
        1.0 / (self.count - 1) as f64
    }

    /// The least and the largest finite loss.
    pub(super) fn range(&self) -> Option<[f64; 2]> {
        let finite = || self.losses.iter().copied().filter(|loss| loss.is_finite());
        Some([finite().min_by(f64::total_cmp)?, finite().max_by(f64::total_cmp)?])
    }

    fn slope(&self, index: usize) -> f64 {
        let [gx, gy] = self.gradients[index];
        gx.hypot(gy)
    }

    /// The eight samples around one that is not on the border.
    fn around(&self, index: usize) -> [usize; 8] {
        let (n, k) = (self.count, index);
        [k - n - 1, k - n, k - n + 1, k - 1, k + 1, k + n - 1, k + n, k + n + 1]
    }

    fn inner(&self) -> impl Iterator<Item = usize> + '_ {
        let n = self.count;
        (1..n - 1).flat_map(move |j| (1..n - 1).map(move |i| j * n + i))
    }

    /// Cells in which both components of the gradient change their signs, and samples with the shortest gradient around.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let n = self.count;
        let cells = (0..n - 1).flat_map(|j| (0..n - 1).map(move |i| j * n + i));
        let mut found: Vec<Candidate> = cells.filter_map(|corner| self.crossing(corner)).collect();
        found.extend(self.inner().filter_map(|index| self.shortest(index)));
        found
    }

    fn crossing(&self, corner: usize) -> Option<Candidate> {
        let corners = [corner, corner + 1, corner + self.count, corner + self.count + 1];
        let changes = |axis: usize| {
            let values = corners.map(|k| self.gradients[k][axis]);
            values.iter().all(|v| v.is_finite())
                && values.iter().any(|v| *v <= 0.0)
                && values.iter().any(|v| *v >= 0.0)
        };
        let slope = corners.iter().map(|k| self.slope(*k)).fold(0.0, f64::max);
        let half = 0.5 * self.cell();
        let [u, v] = self.at(corner);
        let loss = self.losses[corner];
        // Without any slope there is nothing to be solved: a plateau.
        let is_one = slope > 0.0 && changes(0) && changes(1);
        is_one.then_some(Candidate { at: [u + half, v + half], loss, slope })
    }

    fn shortest(&self, index: usize) -> Option<Candidate> {
        let own = self.slope(index);
        let around = self.around(index).map(|k| self.slope(k));
        let slope = around.iter().copied().fold(0.0, f64::max);
        let is_one = around.iter().all(|other| own <= *other) && own < slope;
        is_one.then(|| Candidate { at: self.at(index), loss: self.losses[index], slope })
    }

    /// Samples that are the lowest around (`sign` 1) or the highest (`sign` -1), and lower or higher than one of them.
    pub(super) fn extremes(&self, sign: f64) -> impl Iterator<Item = usize> + '_ {
        self.inner().filter(move |index| {
            let own = sign * self.losses[*index];
            let around = self.around(*index).map(|k| sign * self.losses[k]);
            own.is_finite()
                && around.iter().all(|other| own <= *other && other.is_finite())
                && around.iter().any(|other| own < *other)
        })
    }

    /// The lowest point on the border: the lowest sample, and the lowest place between its neighbours along the edge.
    pub(super) fn border(&self, unit: &mut UnitLoss) -> Option<Minimum> {
        let n = self.count;
        let on_border = |index: &usize| {
            let (i, j) = (index % n, index / n);
            [i, j].iter().any(|k| *k == 0 || *k == n - 1) && self.losses[*index].is_finite()
        };
        let lowest = (0..n * n)
            .filter(on_border)
            .min_by(|a, b| self.losses[*a].total_cmp(&self.losses[*b]))?;
        let sample = self.at(lowest);
        let mut best = (self.losses[lowest], sample);
        for axis in [0, 1] {
            // Along an edge, the other coordinate stays at its end.
            if sample[1 - axis] != 0.0 && sample[1 - axis] != 1.0 {
                continue;
            }
            let ends = [-1.0, 1.0].map(|side| (sample[axis] + side * self.cell()).clamp(0.0, 1.0));
            let place =
                |along: f64| if axis == 0 { [along, sample[1]] } else { [sample[0], along] };
            let found = least(ends, HALVINGS, &mut |along| unit.loss(place(along)));
            if found.0 < best.0 {
                best = (found.0, place(found.1));
            }
        }
        Some(Minimum { point: unit.own(best.1), loss: best.0 })
    }
}

/// The least value of a function between two ends and where it is, by golden sections; a value that is not finite counts
/// as the highest.
pub(super) fn least(
    [mut low, mut high]: [f64; 2],
    sections: usize,
    value: &mut dyn FnMut(f64) -> f64,
) -> (f64, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let mut finite = |at: f64| {
        let value = value(at);
        if value.is_nan() { f64::INFINITY } else { value }
    };
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut fa, mut fb) = (finite(a), finite(b));
    for _ in 0..sections {
        if fa <= fb {
            (high, b, fb) = (b, a, fa);
            a = high - GOLDEN * (high - low);
            fa = finite(a);
        } else {
            (low, a, fa) = (a, b, fb);
            b = low + GOLDEN * (high - low);
            fb = finite(b);
        }
    }
    if fa <= fb { (fa, a) } else { (fb, b) }
}
