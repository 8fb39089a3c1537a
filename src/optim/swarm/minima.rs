//! Which minimum each member reached.

use super::member::{Member, distance};
use crate::objective::Objective;
use crate::optim::row::Stop;

/// Minima that are told apart at most; members at further ones count as having reached none.
const MOST_MINIMA: usize = 250;
/// Known minima are equally good when their losses differ by no more than this share.
const EQUAL: f64 = 1e-9;

/// The best minimum: several points where minima are equally good.
#[derive(Clone, Debug, PartialEq)]
pub struct Best {
    /// Where.
    pub points: Vec<[f64; 2]>,
    /// The loss there.
    pub loss: f64,
    /// Whether the objective knows it; otherwise it is the lowest loss at which any member ended.
    pub is_known: bool,
}

impl Best {
    /// The lowest of the minima that the objective knows in its domain, if it knows any.
    #[must_use]
    pub fn known(objective: &Objective) -> Option<Self> {
        let inside = || objective.minima.iter().filter(|m| objective.domain.contains(m.point));
        let loss = inside().map(|minimum| minimum.loss).min_by(f64::total_cmp)?;
        let is_best = |other: f64| other - loss <= EQUAL * loss.abs().max(1.0);
        let points = inside().filter(|m| is_best(m.loss)).map(|m| m.point).collect();
        Some(Self { points, loss, is_known: true })
    }

    /// Where the member with the lowest final loss ended; `None` if all diverged.
    #[must_use]
    pub fn found(members: &[Member]) -> Option<Self> {
        let ended = members.iter().filter(|member| !member.has_diverged() && !member.loss.is_nan());
        let lowest = ended.min_by(|a, b| a.loss.total_cmp(&b.loss))?;
        Some(Self { points: vec![lowest.point], loss: lowest.loss, is_known: false })
    }

    /// Whether the point is within `reach` of it.
    #[must_use]
    pub fn is_reached(&self, point: [f64; 2], reach: f64) -> bool {
        self.points.iter().any(|best| distance(*best, point) <= reach)
    }
}

/// A minimum at which members ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReachedMinimum {
    /// Where: as the objective knows it, or else as the lowest of its members found it.
    pub point: [f64; 2],
    /// The loss there.
    pub loss: f64,
    /// Whether the objective knows it.
    pub is_known: bool,
    /// Members that ended within the tolerance.
    pub members: usize,
}

/// The minima that members reached, the best first and then by the number of members.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Minima {
    /// The minima.
    pub reached: Vec<ReachedMinimum>,
    /// For each member, the index of the minimum that it reached.
    pub of: Vec<Option<u8>>,
}

impl Minima {
    /// Sorts members by the nearest minimum within `reach` of their ends.
    ///
    /// Known minima come first, then the best one found. Further ones are the bottoms of the bowls where members ended: from
    /// the lowest member up, each bottom that is within reach of no minimum so far is a new one.
    #[must_use]
    pub fn of(objective: &Objective, best: Option<&Best>, members: &[Member], reach: f64) -> Self {
        let mut minima: Vec<ReachedMinimum> = objective
            .minima
            .iter()
            .map(|m| ReachedMinimum { point: m.point, loss: m.loss, is_known: true, members: 0 })
            .take(MOST_MINIMA)
            .collect();
        let found = best.filter(|best| !best.is_known);
        minima.extend(found.iter().flat_map(|best| best.points.iter().map(|p| new(*p, best.loss))));
        let mut settled: Vec<_> =
            members.iter().filter_map(|member| Some((member, member.bottom?))).collect();
        settled.sort_by(|(a, _), (b, _)| a.loss.total_cmp(&b.loss));
        for (_, bottom) in settled {
            if minima.len() < MOST_MINIMA && nearest(&minima, bottom, reach).is_none() {
                minima.push(new(bottom, objective.loss(&bottom)));
            }
        }
        let has_ended = |m: &Member| !matches!(m.stop, Stop::Diverged | Stop::Cancelled);
        let reached = |m: &Member| nearest(&minima, m.point, reach).filter(|_| has_ended(m));
        let of: Vec<Option<usize>> = members.iter().map(reached).collect();
        for index in of.iter().flatten() {
            minima[*index].members += 1;
        }
        let is_best = |m: &ReachedMinimum| best.is_some_and(|best| best.points.contains(&m.point));
        let mut order: Vec<usize> = (0..minima.len()).filter(|k| minima[*k].members > 0).collect();
        order.sort_by_key(|k| (!is_best(&minima[*k]), usize::MAX - minima[*k].members));
        let mut rank = vec![None; minima.len()];
        for (place, index) in (0..).zip(&order) {
            rank[*index] = Some(place);
        }
        Self {
            reached: order.iter().map(|index| minima[*index]).collect(),
            of: of.iter().map(|index| index.and_then(|index| rank[index])).collect(),
        }
    }
}

fn new(point: [f64; 2], loss: f64) -> ReachedMinimum {
    ReachedMinimum { point, loss, is_known: false, members: 0 }
}

/// Index of the nearest minimum within `reach`.
fn nearest(minima: &[ReachedMinimum], point: [f64; 2], reach: f64) -> Option<usize> {
    let distances = minima.iter().map(|minimum| distance(minimum.point, point));
    let within = distances.enumerate().filter(|(_, distance)| *distance <= reach);
    within.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(index, _)| index)
}
