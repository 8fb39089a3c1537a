//! A coarse look at a loss over its domain: how much of it is finite, and how its values are spread.

use super::domain::HeightScale;
use super::objective::Objective;

/// Samples along each axis; of dear losses fewer.
const SAMPLES: usize = 65;
const LEAST_SAMPLES: usize = 17;
const LEAST_AT_ONCE: usize = 3;
/// Terms that a look may take, and one that a window waits for.
const BUDGET: usize = 300_000_000;
const BUDGET_AT_ONCE: usize = 20_000_000;

/// The finite losses on a coarse grid, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// The share of samples that are finite, 0 to 1.
    pub finite_share: f64,
    /// The sample with the least finite loss, where it is known which sample has which loss.
    pub lowest: Option<[f64; 2]>,
    sorted: Vec<f64>,
}

impl Survey {
    /// Looks at 65 x 65 points of the objective's domain, or fewer of a network that takes long.
    pub fn of(objective: &Objective) -> Self {
        Self::within(objective, BUDGET, LEAST_SAMPLES)
    }

    /// A look that takes no longer than a window may stand still: of a network that takes long, at very few points.
    pub fn at_once(objective: &Objective) -> Self {
        Self::within(objective, BUDGET_AT_ONCE, LEAST_AT_ONCE)
    }

    fn within(objective: &Objective, terms: usize, least: usize) -> Self {
        let domain = &objective.domain;
        let side = (terms / objective.cost()).isqrt();
        let side = if objective.landscape().is_some() { side } else { SAMPLES };
        let side = side.clamp(least, SAMPLES);
        let losses = objective.losses_on_grid(domain, side, side);
        let finite = losses.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        let lowest = finite.min_by(|a, b| a.1.total_cmp(b.1));
        Self {
            lowest: lowest.map(|(index, _)| domain.grid_point(index, side, side)),
            ..Self::of_losses(&losses)
        }
    }

    /// The spread of given losses.
    pub fn of_losses(losses: &[f64]) -> Self {
        let mut sorted: Vec<f64> = losses.iter().copied().filter(|loss| loss.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        Self {
            finite_share: sorted.len() as f64 / losses.len().max(1) as f64,
            lowest: None,
            sorted,
        }
    }

    /// The least finite loss, if there is any.
    pub fn min(&self) -> Option<f64> {
        self.sorted.first().copied()
    }

    /// The largest finite loss, if there is any.
    pub fn max(&self) -> Option<f64> {
        self.sorted.last().copied()
    }

    /// The least finite loss above `floor`, if there is any.
    pub fn least_above(&self, floor: f64) -> Option<f64> {
        self.sorted.get(self.sorted.partition_point(|loss| *loss <= floor)).copied()
    }

    /// The loss below which a share of the finite samples lies (0: the least, 0.5: the median, 1: the largest).
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        let place = (share.clamp(0.0, 1.0) * last as f64).round();
        self.sorted.get(place as usize).copied()
    }

    /// The height scale that shows the spread best: linear unless a few samples tower above the others, then by how much;
    /// symlog where they tower to both sides of zero.
    pub fn height_scale(&self) -> HeightScale {
        let at = |share| self.quantile(share).unwrap_or(0.0);
        let (least, median, high, most) = (at(0.0), at(0.5), at(0.95), at(1.0));
        let mut sizes: Vec<f64> = self.sorted.iter().map(|loss| loss.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let typical = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
        let smaller_side = most.min(-least);
        if smaller_side > 20.0 * typical && smaller_side > 0.05 * most.max(-least) {
            return HeightScale::Symlog;
        }
        let spread = (high - least) / (median - least);
        let tail = (most - least) / (median - least);
        if spread > 7.0 || tail > 15.0 {
            HeightScale::Log
        } else if spread > 4.5 || tail > 8.5 {
            HeightScale::Sqrt
        } else {
            HeightScale::Linear
        }
    }
}
