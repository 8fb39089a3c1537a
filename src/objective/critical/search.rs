//! The search itself: from samples to a sorted list.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::samples::{Candidate, Samples};
use super::unit::{UnitLoss, distance};
use super::{CriticalPoint, CriticalPoints, Kind, Note, cusp, flat, newton};
use crate::objective::{Curvature, Expansion, Objective};

/// Candidates at most, and evaluations of single rows of data that they may take.
const MOST_CANDIDATES: usize = 40_000;
const LEAST_CANDIDATES: usize = 32;
const ROW_BUDGET: usize = 400_000_000;
/// Evaluations that a candidate takes, about.
const EACH: usize = 20;
/// Two points nearer than this, in units of the domain, are one.
const SAME: f64 = 1e-6;
/// A point of the border may lie this much outside.
const OUTSIDE: f64 = 1e-9;
/// Minima that differ by less than this share of all losses are equal.
const EQUAL: f64 = 1e-10;
/// Losses that differ by less than this share of the largest do so by rounding.
const ROUNDING: f64 = 1e-14;

impl CriticalPoints {
    /// Looks for all critical points over the domain of the objective; `None` when it was cancelled.
    pub fn find(objective: &Objective, cancel: &AtomicBool) -> Option<Self> {
        let samples = Samples::of(objective, cancel)?;
        let mut unit = UnitLoss::of(objective);
        let Some([least, most]) = samples.range() else {
            return Some(Self {
                points: Vec::new(),
                border: None,
                border_is_lower: false,
                is_complete: true,
            });
        };
        let rounding = ROUNDING * least.abs().max(most.abs());
        let search = Search { objective, samples: &samples, rounding, cancel };
        let (arrived, is_complete) = search.arrivals()?;
        let mut points = search.smooth(&mut unit, arrived);
        points.extend(search.cusps(&points)?);
        points.sort_by(|a, b| a.loss.total_cmp(&b.loss));
        let border = samples.border(&mut unit);
        let mut found = Self { points, border, border_is_lower: false, is_complete };
        found.name_global(EQUAL * (most - least) + rounding);
        Some(found)
    }

    /// Finds out which minima are the lowest, and whether the border is lower still.
    fn name_global(&mut self, equal: f64) {
        let minima = self.points.iter_mut().filter(|point| point.kind == Kind::Minimum);
        let mut minima: Vec<&mut CriticalPoint> = minima.collect();
        let lowest = minima.first().map_or(f64::INFINITY, |minimum| minimum.loss);
        self.border_is_lower = self.border.is_some_and(|border| border.loss < lowest - equal);
        if !self.border_is_lower {
            minima.iter_mut().for_each(|point| point.is_global = point.loss <= lowest + equal);
        }
    }
}

struct Search<'a> {
    objective: &'a Objective,
    samples: &'a Samples,
    rounding: f64,
    cancel: &'a AtomicBool,
}

impl Search<'_> {
    fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// Where the candidates lead to, one or more for each critical point, and whether all of them were followed.
    fn arrivals(&self) -> Option<(Vec<Expansion>, bool)> {
        let mut candidates = self.samples.candidates();
        let affordable = ROW_BUDGET / EACH / self.objective.cost();
        let most = affordable.clamp(LEAST_CANDIDATES, MOST_CANDIDATES);
        let is_complete = candidates.len() <= most;
        if !is_complete {
            candidates.sort_by(|a, b| a.loss.total_cmp(&b.loss));
            candidates.truncate(most);
        }
        let cell = self.samples.cell();
        let arrive = |unit: &mut UnitLoss, candidate: &Candidate| {
            let found = (!self.is_cancelled()).then(|| newton::arrive(unit, candidate, cell))??;
            let inside = found.point.map(|c| c.clamp(0.0, 1.0));
            (distance(found.point, inside) <= OUTSIDE)
                .then(|| if inside == found.point { found } else { unit.expand(inside) })
        };
        let start = || UnitLoss::of(self.objective);
        let arrived = candidates.par_iter().map_init(start, arrive).flatten().collect();
        (!self.is_cancelled()).then_some((arrived, is_complete))
    }

    /// One point of each place, with its kind.
    fn smooth(&self, unit: &mut UnitLoss, mut arrived: Vec<Expansion>) -> Vec<CriticalPoint> {
        // The nearest to the gradient's zero first among those at one place.
        arrived.sort_by(|a, b| a.point[0].total_cmp(&b.point[0]));
        let mut kept: Vec<Expansion> = Vec::new();
        for point in arrived {
            let before = kept.iter().rev().take_while(|k| point.point[0] - k.point[0] <= SAME);
            if before.clone().all(|known| distance(known.point, point.point) > SAME) {
                kept.push(point);
            }
        }
        let (degenerate, regular): (Vec<_>, Vec<_>) =
            kept.into_iter().partition(|point| flat::is_degenerate(unit, point));
        let mut points: Vec<_> = regular
            .iter()
            .map(|at| self.listed(unit, at, Kind::of(&at.curvature()), None))
            .collect();
        for (at, note) in flat::apart(unit, degenerate, self.samples.cell()) {
            let kind = flat::kind_by_looking(unit, &at, self.rounding);
            let mut point = self.listed(unit, &at, kind, Some(note));
            if note == Note::Flat && flat::is_cusp(unit, &at) {
                (point.note, point.curvature) =
                    (Some(Note::Cusp), Curvature::of([[f64::NAN; 2]; 2]));
            }
            points.push(point);
        }
        points
    }

    fn listed(
        &self,
        unit: &mut UnitLoss,
        at: &Expansion,
        kind: Kind,
        note: Option<Note>,
    ) -> CriticalPoint {
        let own = unit.expand_own(unit.own(at.point));
        CriticalPoint {
            kind,
            point: own.point,
            loss: own.loss,
            curvature: own.curvature(),
            note,
            is_global: false,
        }
    }

    /// Extremes without a gradient that vanishes, away from the points that are known.
    fn cusps(&self, known: &[CriticalPoint]) -> Option<Vec<CriticalPoint>> {
        let mut found = Vec::new();
        for (sign, kind) in [(1.0, Kind::Minimum), (-1.0, Kind::Maximum)] {
            let taken = Taken::by(known, kind, self.objective, self.samples.count);
            let extremes: Vec<usize> = self
                .samples
                .extremes(sign)
                .filter(|index| {
                    !taken.is_near(index % self.samples.count, index / self.samples.count)
                })
                .collect();
            let start = || UnitLoss::of(self.objective);
            let near = |unit: &mut UnitLoss, index: &usize| {
                let place = (!self.is_cancelled())
                    .then(|| cusp::near(unit, self.samples, *index, sign, self.rounding))??;
                Some(unit.own(place))
            };
            let places: Vec<[f64; 2]> =
                extremes.par_iter().map_init(start, near).flatten().collect();
            self.add_cusps(&mut found, known, places, kind);
        }
        (!self.is_cancelled()).then_some(found)
    }

    /// One cusp of each place: within a cell of each other, the lowest minimum or the highest maximum.
    fn add_cusps(
        &self,
        found: &mut Vec<CriticalPoint>,
        known: &[CriticalPoint],
        places: Vec<[f64; 2]>,
        kind: Kind,
    ) {
        let mut evaluator = self.objective.evaluator();
        let domain = self.objective.domain;
        let (dx, dy) =
            (self.samples.cell() * domain.x.length(), self.samples.cell() * domain.y.length());
        let better = |a: f64, b: f64| if kind == Kind::Minimum { a < b } else { a > b };
        let is_near =
            |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).abs() < dx && (a[1] - b[1]).abs() < dy;
        for point in places {
            // A long valley of samples may have led to a place that has a gradient which vanishes.
            if known.iter().any(|known| known.kind == kind && is_near(known.point, point)) {
                continue;
            }
            let loss = evaluator.loss(&point);
            let cusp = CriticalPoint {
                kind,
                point,
                loss,
                curvature: Curvature::of([[f64::NAN; 2]; 2]),
                note: Some(Note::Cusp),
                is_global: false,
            };
            let same =
                found.iter_mut().find(|other| other.kind == kind && is_near(other.point, point));
            match same {
                Some(known) if better(loss, known.loss) => *known = cusp,
                Some(_) => {}
                None => found.push(cusp),
            }
        }
    }
}

/// The samples near points that are known.
struct Taken {
    count: usize,
    cells: Vec<bool>,
}

impl Taken {
    /// Samples within two cells of points of this kind, and of degenerate ones.
    fn by(known: &[CriticalPoint], kind: Kind, objective: &Objective, count: usize) -> Self {
        const NEAR: i64 = 2;
        let mut cells = vec![false; count * count];
        let domain = objective.domain;
        for point in known.iter().filter(|p| p.kind == kind || p.note.is_some()) {
            let share = [
                (point.point[0] - domain.x.min) / domain.x.length(),
                (point.point[1] - domain.y.min) / domain.y.length(),
            ];
            let [i, j] = share.map(|s| (s * (count - 1) as f64).round() as i64);
            let sides = |k: i64| (k - NEAR).max(0)..=(k + NEAR).min(count as i64 - 1);
            for j in sides(j) {
                for i in sides(i) {
                    cells[j as usize * count + i as usize] = true;
                }
            }
        }
        Self { count, cells }
    }

    fn is_near(&self, i: usize, j: usize) -> bool {
        self.cells[j * self.count + i]
    }
}
