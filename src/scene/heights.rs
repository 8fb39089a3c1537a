//! The field on the CPU, as heights: what a figure draws where a picture has the GPU's field.

use rayon::prelude::*;

use super::{Grid, HeightMap, Tint};

/// One height per sample of a grid; not a number in holes.
#[derive(Clone, Debug)]
pub struct Heights {
    grid: Grid,
    heights: Vec<f32>,
}

impl Heights {
    /// From losses, row-major, through the height map.
    pub fn new(grid: Grid, losses: &[f64], map: &HeightMap) -> Self {
        let height = |loss: &f64| {
            if loss.is_finite() { map.height(*loss) as f32 } else { f32::NAN }
        };
        Self { grid, heights: losses.par_iter().map(height).collect() }
    }

    /// The shares of the colour map that values of a tint have; not a number where there is no colour.
    pub fn of_tint(grid: Grid, values: &[f64], tint: &Tint) -> Self {
        let share = |value: &f64| tint.share(*value).map_or(f32::NAN, |share| share as f32);
        Self { grid, heights: values.par_iter().map(share).collect() }
    }

    /// The samples.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// The height at a place of the plane, bilinear; `None` beside holes. Outside the domain that of its edge. Twin of
    /// `height_at` in `shaders/floor.wgsl`.
    pub fn at(&self, parameters: [f64; 2]) -> Option<f32> {
        let Grid { domain, nx, ny } = self.grid;
        let sides = [(domain.x, nx), (domain.y, ny)];
        let mut low = [0; 2];
        let mut share = [0.0; 2];
        for (k, (interval, count)) in sides.into_iter().enumerate() {
            let unit = (parameters[k] - interval.min) / (interval.max - interval.min);
            let at = unit.clamp(0.0, 1.0) * f64::from(count - 1);
            low[k] = at as usize;
            share[k] = (at - at.floor()) as f32;
        }
        let last = [nx as usize - 1, ny as usize - 1];
        let corner = |i: usize, j: usize| {
            let [i, j] = [(low[0] + i).min(last[0]), (low[1] + j).min(last[1])];
            self.heights[j * nx as usize + i]
        };
        let mix = |a: f32, b: f32, share: f32| a + (b - a) * share;
        let lower = mix(corner(0, 0), corner(1, 0), share[0]);
        let upper = mix(corner(0, 1), corner(1, 1), share[0]);
        let height = mix(lower, upper, share[1]);
        height.is_finite().then_some(height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, HeightScale, Survey};

    fn heights(losses: &[f64]) -> Heights {
        let grid = Grid { domain: Domain::square(0.0, 1.0), nx: 3, ny: 2 };
        let survey = Survey::of_losses(losses);
        Heights::new(grid, losses, &HeightMap::fit(Some(HeightScale::Linear), &survey, 0.0, 10.0))
    }

    #[test]
    fn heights_are_bilinear_and_end_at_the_edges() {
        let heights = heights(&[0.0, 2.0, 4.0, 4.0, 6.0, 10.0]);
        for (place, height) in
            [([0.0, 0.0], 0.0), ([0.25, 0.5], 0.3), ([1.0, 1.0], 1.0), ([2.0, -1.0], 0.4)]
        {
            let found = heights.at(place).unwrap();
            assert!((found - height).abs() < 1e-6, "{place:?}: {found}");
        }
    }

    #[test]
    fn a_cell_with_a_hole_is_a_hole() {
        let heights = heights(&[0.0, 2.0, f64::INFINITY, 4.0, 6.0, 10.0]);
        assert_eq!(heights.at([0.9, 0.9]), None);
        assert!(heights.at([0.4, 0.9]).is_some());
    }
}
