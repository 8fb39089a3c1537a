//! Where the members of a swarm start.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

use crate::objective::{Domain, Interval};

/// How starts are spread over a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Draw {
    /// At the centres of cells, as square as the count allows.
    #[default]
    Grid,
    /// Independently from the uniform distribution.
    Random,
}

impl Draw {
    /// All ways.
    pub const ALL: [Self; 2] = [Self::Grid, Self::Random];

    /// The name on the command line and in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Random => "random",
        }
    }

    /// Exactly `count` starts, row by row from the lower left; of a random draw the same for the same seed on any machine.
    ///
    /// A grid has about as many rows as columns. Where the count is no product of the two, the first rows have one start
    /// more. No start lies on the border, so that none is lost to a wall of the region.
    #[must_use]
    pub fn starts(self, region: Domain, count: usize, seed: u64) -> Vec<[f64; 2]> {
        match self {
            Self::Grid => {
                let rows = ((count as f64).sqrt().round() as usize).max(1);
                let row = |row: usize| {
                    let columns = count / rows + usize::from(row < count % rows);
                    let y = centre(region.y, row, rows);
                    (0..columns).map(move |column| [centre(region.x, column, columns), y])
                };
                (0..rows).flat_map(row).collect()
            }
            Self::Random => {
                let mut generator = ChaCha8Rng::seed_from_u64(seed);
                // The noise has stream 0 and the mini-batches those after it.
                generator.set_stream(u64::MAX);
                let mut at = |interval: Interval| {
                    interval.min + interval.length() * generator.random::<f64>()
                };
                (0..count).map(|_| [at(region.x), at(region.y)]).collect()
            }
        }
    }
}

/// The middle of cell `index` of `count`.
fn centre(interval: Interval, index: usize, count: usize) -> f64 {
    interval.min + interval.length() * ((index as f64 + 0.5) / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region() -> Domain {
        Domain { x: Interval::new(-1.0, 1.0), y: Interval::new(0.0, 4.0) }
    }

    #[test]
    fn a_square_count_is_a_square_of_cell_centres() {
        let starts = Draw::Grid.starts(region(), 4, 0);
        assert_eq!(starts, [[-0.5, 1.0], [0.5, 1.0], [-0.5, 3.0], [0.5, 3.0]]);
        assert_eq!(Draw::Grid.starts(region(), 1, 0), [[0.0, 2.0]]);
    }

    #[test]
    fn every_count_is_met_and_no_two_starts_are_the_same() {
        for count in (1..60).chain([97, 1000, 9_999]) {
            for draw in Draw::ALL {
                let mut starts = draw.starts(region(), count, 5);
                assert_eq!(starts.len(), count, "{draw:?}");
                assert!(starts.iter().all(|start| region().contains(*start)), "{draw:?} {count}");
                starts.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
                starts.dedup();
                assert_eq!(starts.len(), count, "{draw:?}");
            }
        }
        // 7 = 3 + 2 + 2
        let rows: Vec<f64> =
            Draw::Grid.starts(region(), 7, 0).iter().map(|start| start[1]).collect();
        assert_eq!(rows.iter().filter(|y| **y == rows[0]).count(), 3);
    }

    #[test]
    fn a_draw_depends_on_the_seed_alone() {
        let draw = |seed| Draw::Random.starts(region(), 3, seed);
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert_eq!(Draw::Random.starts(region(), 9, 7)[..3], draw(7), "more starts keep the first");
        // Both coordinates fill their interval: means of 1000 within four standard errors of the middle.
        let many = Draw::Random.starts(region(), 1000, 3);
        let mean = |axis: usize| many.iter().map(|start| start[axis]).sum::<f64>() / 1000.0;
        let error = |length: f64| 4.0 * length / 12f64.sqrt() / 1000f64.sqrt();
        assert!(mean(0).abs() < error(2.0) && (mean(1) - 2.0).abs() < error(4.0));
    }
}
