//! Which settings are tried next: a coarse even grid, then ever finer around the best.

use super::{Axis, Trial};
use std::cmp::Ordering;

/// Gaps between tried rates that are narrower than this, in powers of ten, are left as they are: about 1 %.
const FINEST_DECADES: f64 = 0.004;
/// The finest step of the other hyperparameter, as a share of its range.
const FINEST_SHARE: f64 = 0.002;
/// The distance of the second rate at which every value of the other hyperparameter is tried, in powers of ten.
const SECOND_RATE_DECADES: f64 = 0.5;

/// Settings to try: a rate, and a value of the other hyperparameter where one is tuned.
pub(super) type Point = (f64, Option<f64>);

/// Lower scores first, of equal ones the smaller rate, then the smaller parameter.
pub(super) fn order(a: &Trial, b: &Trial) -> Ordering {
    let of_parameter = |trial: &Trial| trial.parameter.unwrap_or(0.0);
    let by_score = a.score.total_cmp(&b.score).then(a.lr.total_cmp(&b.lr));
    by_score.then(of_parameter(a).total_cmp(&of_parameter(b)))
}

/// The trials from the best to the worst.
fn ranked(trials: &[Trial]) -> Vec<&Trial> {
    let mut ranked: Vec<&Trial> = trials.iter().collect();
    ranked.sort_by(|a, b| order(a, b));
    ranked
}

/// The middles of the gaps on both sides of the best rate, or of the next best where these are narrow already; at most
/// `count`. With every gap narrow, the middle of the widest.
pub(super) fn finer_rates(axis: &Axis, trials: &[Trial], count: usize) -> Vec<f64> {
    let mut rates: Vec<f64> = trials.iter().map(|trial| trial.lr).collect();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    let width = |pair: &[f64]| axis.place(pair[1]) - axis.place(pair[0]);
    for trial in ranked(trials) {
        let beside = rates.windows(2).filter(|pair| pair.contains(&trial.lr));
        let wide = beside.filter(|pair| width(pair) > FINEST_DECADES);
        let middles: Vec<f64> =
            wide.map(|pair| axis.between(pair[0], pair[1])).take(count).collect();
        if !middles.is_empty() {
            return middles;
        }
    }
    let widest = rates.windows(2).max_by(|a, b| width(a).total_cmp(&width(b)));
    widest.map(|pair| axis.between(pair[0], pair[1])).into_iter().take(count).collect()
}

/// A search over pairs of a rate and another hyperparameter, around the best rate.
///
/// First the whole range of the parameter at two rates: the best one, and half a decade less, for what speeds a method
/// up often asks for smaller steps. Then four neighbours of the best pair at a time, closer when none is better.
pub(super) struct Pairs {
    rate: Axis,
    parameter: Axis,
    /// Distances of the four neighbours, in units of the axes.
    first_reach: [f64; 2],
    reach: [f64; 2],
    /// Place in the ranking of the pair whose neighbours are tried.
    rank: usize,
    best: f64,
}

impl Pairs {
    /// The search, and its first settings, `count` at most.
    pub(super) fn begin(
        rate: Axis,
        parameter: Axis,
        trials: &[Trial],
        count: usize,
    ) -> (Self, Vec<Point>) {
        let values = parameter.grid(count / 2);
        let step = parameter.length() / (values.len() - 1) as f64;
        let best = ranked(trials).first().map_or(rate.low, |trial| trial.lr);
        let second = rate.beside(best, -SECOND_RATE_DECADES);
        let second = second.or_else(|| rate.beside(best, SECOND_RATE_DECADES));
        let rates = [Some(best), second].into_iter().flatten();
        let points = rates.flat_map(|lr| values.iter().map(move |value| (lr, Some(*value))));
        let reach = [0.5 * SECOND_RATE_DECADES, 0.5 * step];
        let pairs =
            Self { rate, parameter, first_reach: reach, reach, rank: 0, best: f64::INFINITY };
        (pairs, fresh(points, trials, count))
    }

    /// The next settings, `count` at most; none when there is nothing left to try.
    pub(super) fn next(&mut self, trials: &[Trial], count: usize) -> Vec<Point> {
        let ranked = ranked(trials);
        let lowest = ranked.first().map_or(f64::INFINITY, |trial| trial.score);
        if lowest < self.best {
            (self.best, self.rank) = (lowest, 0);
        } else {
            self.reach = self.reach.map(|reach| 0.5 * reach);
        }
        while let Some(trial) = ranked.get(self.rank) {
            let points = fresh(self.neighbours(trial), trials, count);
            if !points.is_empty() {
                return points;
            }
            self.reach = self.reach.map(|reach| 0.5 * reach);
            let is_fine = self.reach[0] < FINEST_DECADES
                && self.reach[1] < FINEST_SHARE * self.parameter.length();
            if is_fine {
                (self.rank, self.reach) = (self.rank + 1, self.first_reach);
            }
        }
        Vec::new()
    }

    fn neighbours(&self, trial: &Trial) -> impl Iterator<Item = Point> + use<> {
        let [of_rate, of_parameter] = self.reach;
        let value = trial.parameter.unwrap_or(self.parameter.low);
        let values = [-1.0, 1.0].map(|side| self.parameter.beside(value, side * of_parameter));
        let rates = [-1.0, 1.0].map(|side| self.rate.beside(trial.lr, side * of_rate));
        let lr = trial.lr;
        let along = values.into_iter().flatten().map(move |value| (lr, Some(value)));
        along.chain(rates.into_iter().flatten().map(move |lr| (lr, Some(value))))
    }
}

/// Those that have not been tried, `count` at most.
fn fresh(points: impl Iterator<Item = Point>, trials: &[Trial], count: usize) -> Vec<Point> {
    let is_new = |(lr, value): &Point| {
        !trials.iter().any(|trial| trial.lr == *lr && trial.parameter == *value)
    };
    points.filter(is_new).take(count).collect()
}
