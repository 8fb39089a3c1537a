//! An objective at many points, on all cores: losses, gradients and other quantities over a grid.
//!
//! A grid of `nx * ny` points includes both ends of its domain and is row-major: `[j * nx + i]`.

use std::ops::Range;

use rayon::prelude::*;

use super::domain::Domain;
use super::evaluator::{Evaluator, LANES};
use super::network::Restriction;
use super::objective::Objective;
use super::quantity::Quantity;

impl Objective {
    /// The losses at many points.
    pub fn losses(&self, points: &[[f64; 2]]) -> Vec<f64> {
        self.losses_at(points.len(), |index| points[index])
    }

    /// The losses on a grid.
    pub fn losses_on_grid(&self, domain: &Domain, nx: usize, ny: usize) -> Vec<f64> {
        self.losses_at(nx * ny, |index| domain.grid_point(index, nx, ny))
    }

    fn losses_at(&self, count: usize, point: impl Fn(usize) -> [f64; 2] + Sync) -> Vec<f64> {
        if let Some(landscape) = self.landscape() {
            return Restriction::new(&landscape.network, &landscape.plane).losses(count, point);
        }
        let mut losses = vec![0.0; count];
        let blocks = losses.par_chunks_mut(LANES).with_min_len(8).enumerate();
        if self.rows.is_some() {
            let start = || self.evaluator();
            blocks.for_each_init(start, |evaluator, (block, losses)| {
                for (lane, loss) in losses.iter_mut().enumerate() {
                    *loss = evaluator.loss(&point(block * LANES + lane));
                }
            });
        } else {
            let (tape, constants) = (&self.compiled.loss, self.constant_values());
            let start = || tape.registers::<LANES>(&constants);
            blocks.for_each_init(start, |registers, (block, losses)| {
                let points: [_; LANES] =
                    std::array::from_fn(|lane| point((block * LANES + lane).min(count - 1)));
                tape.set_parameter(registers, 0, points.map(|[x, _]| x));
                tape.set_parameter(registers, 1, points.map(|[_, y]| y));
                tape.run(registers);
                losses.copy_from_slice(&tape.root(registers, 0)[..losses.len()]);
            });
        }
        losses
    }

    /// Loss and derivatives by the two parameters on a grid.
    pub fn gradients_on_grid(&self, domain: &Domain, nx: usize, ny: usize) -> Vec<[f64; 3]> {
        self.gradients_of_points(domain, (nx, ny), 0..nx * ny)
    }

    /// The same for some points of a grid of `size`.
    pub fn gradients_of_points(
        &self,
        domain: &Domain,
        (nx, ny): (usize, usize),
        points: Range<usize>,
    ) -> Vec<[f64; 3]> {
        let points = points.into_par_iter().with_min_len(self.share());
        let start = || self.evaluator();
        let at = |evaluator: &mut Evaluator, index| {
            let mut gradient = [0.0; 2];
            let loss = evaluator.gradient(&domain.grid_point(index, nx, ny), &mut gradient);
            [loss, gradient[0], gradient[1]]
        };
        points.map_init(start, at).collect()
    }

    /// A quantity on a grid.
    pub fn quantities_on_grid(
        &self,
        quantity: Quantity,
        domain: &Domain,
        nx: usize,
        ny: usize,
    ) -> Vec<f64> {
        if quantity == Quantity::Loss {
            return self.losses_on_grid(domain, nx, ny);
        }
        self.quantities_of_points(quantity, domain, (nx, ny), 0..nx * ny)
    }

    /// The same for some points of a grid of `size`, one by one: of the loss, see [`losses_on_grid`](Self::losses_on_grid).
    pub fn quantities_of_points(
        &self,
        quantity: Quantity,
        domain: &Domain,
        (nx, ny): (usize, usize),
        points: Range<usize>,
    ) -> Vec<f64> {
        let points = points.into_par_iter().with_min_len(self.share());
        let start = || self.evaluator();
        let at = |evaluator: &mut Evaluator, index| {
            evaluator.quantity(quantity, &domain.grid_point(index, nx, ny))
        };
        points.map_init(start, at).collect()
    }

    /// Points that are worth a thread of their own: of a network, few.
    fn share(&self) -> usize {
        if self.landscape().is_some() { 1 } else { 8 * LANES }
    }
}
