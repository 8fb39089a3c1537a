//! What a swarm computes, and how many rows of it are kept.

use super::starts::Draw;
use crate::objective::Domain;
use crate::optim::run::RunSettings;

/// Kept samples of a whole swarm at most, each three numbers of single precision: 48 MB.
const MOST_SAMPLES: usize = 4_000_000;
/// Rows kept of one member at most: more cannot be told apart in a picture.
const MOST_ROWS: usize = 128;
/// Apart by this, multiplied by the index of the start, seeds share no stream: 2^64 over the golden ratio, made odd.
const SEED_STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// Every run from every start.
#[derive(Clone, Debug, PartialEq)]
pub struct SwarmPlan {
    /// One for each optimizer; its start and seed are replaced by each member's own.
    pub runs: Vec<RunSettings>,
    /// How the starts are spread.
    pub draw: Draw,
    /// Number of starts.
    pub count: usize,
    /// Seed of a random draw, of noise and of mini-batches.
    pub seed: u64,
    /// Where the starts lie.
    pub region: Domain,
    /// The domain of the objective.
    pub domain: Domain,
    /// A member has reached a minimum where it ends within this share of the domain's diagonal of it.
    pub tolerance: f64,
}

impl SwarmPlan {
    /// Number of members: starts times runs.
    #[must_use]
    pub fn members(&self) -> usize {
        self.count * self.runs.len()
    }

    /// Where the members start.
    #[must_use]
    pub fn starts(&self) -> Vec<[f64; 2]> {
        self.draw.starts(self.region, self.count, self.seed)
    }

    /// Index of the run of a member.
    #[must_use]
    pub fn run_of(&self, member: usize) -> usize {
        member % self.runs.len().max(1)
    }

    /// Index of the start of a member.
    #[must_use]
    pub fn start_of(&self, member: usize) -> usize {
        member / self.runs.len().max(1)
    }

    /// The seed of all members of a start: every optimizer meets the same noise there. The first start has the swarm's own
    /// seed, so that its members are the runs that start there alone.
    #[must_use]
    pub fn seed_of_start(&self, start: usize) -> u64 {
        self.seed.wrapping_add(SEED_STEP.wrapping_mul(start as u64))
    }

    /// The tolerance as a distance between points.
    #[must_use]
    pub fn distance(&self) -> f64 {
        self.tolerance * self.domain.diagonal()
    }

    /// Steps of the longest run at most.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.runs.iter().map(|run| run.steps).max().unwrap_or(0)
    }

    /// Steps between two kept rows: the fewest with which the swarm keeps at most four million samples (48 MB) and 128 rows
    /// a member.
    #[must_use]
    pub fn stride(&self) -> u64 {
        let most = (MOST_SAMPLES / self.members().max(1)).clamp(2, MOST_ROWS);
        self.steps().div_ceil(most as u64 - 1).max(1)
    }

    /// Rows kept of each member: row `k` is the state before step `k * stride`, the last one the end.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.steps().div_ceil(self.stride()) as usize + 1
    }

    /// The kept row at a step, fractional between two rows.
    #[must_use]
    pub fn row_at(&self, step: f64) -> f32 {
        let (stride, steps) = (self.stride() as f64, self.steps() as f64);
        let step = step.clamp(0.0, steps);
        let row = (step / stride).floor();
        let gap = (steps - row * stride).min(stride).max(1.0);
        (row + (step - row * stride) / gap) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::Optimizer;

    pub(super) fn plan(runs: usize, count: usize, steps: u64) -> SwarmPlan {
        let optimizer = Optimizer::from_name("sgd").unwrap();
        SwarmPlan {
            runs: vec![RunSettings::new(optimizer, &[0.0, 0.0], steps); runs],
            draw: Draw::Grid,
            count,
            seed: 0,
            region: Domain::square(-1.0, 1.0),
            domain: Domain::square(-1.0, 1.0),
            tolerance: 0.01,
        }
    }

    #[test]
    fn the_memory_is_bounded_whatever_the_steps() {
        for (runs, count, steps) in [(4, 10_000, 500), (10, 10_000, 1_000_000_000_000), (1, 1, 127)]
        {
            let plan = plan(runs, count, steps);
            let samples = plan.rows() * plan.members();
            assert!(samples <= MOST_SAMPLES && plan.rows() <= MOST_ROWS, "{samples}");
            assert!((plan.rows() as u64 - 1) * plan.stride() >= steps);
        }
        assert_eq!((plan(1, 1, 127).stride(), plan(1, 1, 128).stride()), (1, 2));
        assert_eq!(plan(1, 5, 0).rows(), 1);
    }

    #[test]
    fn the_last_step_is_the_last_row() {
        for steps in [0, 1, 100, 127, 128, 129, 1001] {
            let plan = plan(3, 7, steps);
            assert_eq!(plan.row_at(steps as f64), (plan.rows() - 1) as f32, "{steps}");
            assert_eq!(plan.row_at(f64::INFINITY), (plan.rows() - 1) as f32, "{steps}");
            assert_eq!(plan.row_at(0.0), 0.0);
        }
        let plan = plan(1, 1, 129);
        assert_eq!((plan.stride(), plan.row_at(3.0), plan.row_at(128.5)), (2, 1.5, 64.5));
    }
}
