//! A network's loss on a plane, for many points: the first layer is evaluated once for all of them.
//!
//! The sums of the first layer are linear in the weights, and so in the coordinates of the plane: at
//! origin + a first + b second they are A0 + a A1 + b A2. The three tables take one product of matrices each, whatever the
//! number of points, and a point costs the same whatever the number of inputs. The weights of later layers are blended
//! once a point. The L2 penalty is a quadratic form of (a, b).
//!
//! ```text
//! X W0^T + b0, X W1^T + b1, X W2^T + b2   once     W0, b0 of the origin, W1, b1 and W2, b2 of the directions
//! f(A0 + a A1 + b A2) -> layers behind    a point, block of rows by block of rows
//! ```

use rayon::prelude::*;

use super::layout::Layout;
use super::loss::LossScratch;
use super::network::Network;
use super::pass::{self, Keep};
use super::samples::{BLOCK, BlockTargets};
use super::scratch::Scratch;
use crate::objective::plane::Plane;

/// Points that go through a block of rows one after the other, while its tables are in the cache.
const POINTS: usize = 16;

/// The loss of a network as a function of the two coordinates of a plane, made ready for many points.
#[derive(Clone, Debug)]
pub struct Restriction {
    network: Network,
    /// The layers behind the first.
    behind: Layout,
    /// Block after block of [`BLOCK`] rows the tables A0, A1 and A2, each unit after unit.
    sums: Vec<f64>,
    /// The parameters of the later layers, of origin and directions.
    later: [Vec<f64>; 3],
    penalty: [f64; 6],
}

/// What one thread writes.
struct PointScratch {
    /// The first layer's outputs for one block.
    outputs: Vec<f64>,
    behind: Scratch,
    loss: LossScratch,
    /// The weights of the later layers, point after point.
    weights: Vec<f64>,
}

impl Restriction {
    /// Evaluates the first layer for the origin and the directions of a plane through the network's parameters.
    #[must_use]
    pub fn new(network: &Network, plane: &Plane) -> Self {
        let layout = network.layout();
        let [first, second] = plane.directions();
        let vectors = [plane.origin(), first, second];
        let from = layout.first_parameters();
        let product = |i: usize, j: usize| network.penalty_product(vectors[i], vectors[j]);
        Self {
            behind: layout.behind_first(),
            sums: first_layer(network, vectors),
            later: vectors.map(|vector| vector[from..].to_vec()),
            penalty: [
                product(0, 0),
                2.0 * product(0, 1),
                2.0 * product(0, 2),
                product(1, 1),
                2.0 * product(1, 2),
                product(2, 2),
            ],
            network: network.clone(),
        }
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The three numbers c for which the first layer's sum of a unit in a row is c0 + a c1 + b c2.
    #[must_use]
    pub fn sums(&self, row: usize, unit: usize) -> [f64; 3] {
        let block = row / BLOCK;
        let rows = (self.network.rows() - block * BLOCK).min(BLOCK);
        let at = 3 * block * BLOCK * self.units() + unit * rows + row % BLOCK;
        [0, 1, 2].map(|table| self.sums[at + table * rows * self.units()])
    }

    /// The parameters of all layers but the first: of the origin, and of both directions.
    #[must_use]
    pub fn later(&self) -> &[Vec<f64>; 3] {
        &self.later
    }

    /// Columns of targets: one of labels, or one for each output.
    #[must_use]
    pub fn target_columns(&self) -> usize {
        self.network.samples().target_columns()
    }

    /// A target of a row: its label, or the value that an output should have.
    #[must_use]
    pub fn target(&self, row: usize, column: usize) -> f64 {
        self.network.samples().target(row, column)
    }

    /// What the sum of the losses of all rows (of mean squares and binary cross-entropy: and outputs) is multiplied by.
    #[must_use]
    pub fn scale(&self) -> f64 {
        self.network.scale()
    }

    /// The L2 penalty at (a, b) is the sum of these times 1, a, b, a^2, a b, b^2.
    #[must_use]
    pub fn penalty(&self) -> [f64; 6] {
        self.penalty
    }

    /// The losses at many points of the plane, on all cores.
    #[must_use]
    pub fn losses(&self, count: usize, point: impl Fn(usize) -> [f64; 2] + Sync) -> Vec<f64> {
        let mut losses = vec![0.0; count];
        losses.par_chunks_mut(POINTS).enumerate().for_each_init(
            || self.scratch(),
            |scratch, (chunk, losses)| {
                let points: Vec<_> = (0..losses.len()).map(|k| point(chunk * POINTS + k)).collect();
                self.losses_into(&points, losses, scratch);
            },
        );
        losses
    }

    fn units(&self) -> usize {
        self.network.layout().layers().first().map_or(0, |first| first.units)
    }

    fn scratch(&self) -> PointScratch {
        let rows = self.network.rows().min(BLOCK);
        PointScratch {
            outputs: vec![0.0; rows * self.units()],
            behind: Scratch::new(&self.behind, rows),
            loss: LossScratch::new(rows, self.network.layout().outputs()),
            weights: vec![0.0; POINTS * self.behind.parameters()],
        }
    }

    /// The losses at [`POINTS`] points or fewer.
    fn losses_into(&self, points: &[[f64; 2]], losses: &mut [f64], scratch: &mut PointScratch) {
        let count = self.behind.parameters();
        let [origin, first, second] = &self.later;
        for ([a, b], weights) in points.iter().zip(scratch.weights.chunks_exact_mut(count.max(1))) {
            let blended = origin.iter().zip(first).zip(second);
            for (weight, ((w, u), v)) in weights.iter_mut().zip(blended) {
                *weight = w + a * u + b * v;
            }
        }
        losses.fill(0.0);
        let mut at = 0;
        for (rows, _, targets) in self.network.samples().blocks() {
            let size = rows * self.units();
            let sums = &self.sums[at..at + 3 * size];
            at += 3 * size;
            for (k, (point, loss)) in points.iter().zip(&mut *losses).enumerate() {
                *loss += self.block_loss(*point, k, sums, (rows, targets), scratch);
            }
        }
        let [c, by_a, by_b, aa, ab, bb] = self.penalty;
        for ([a, b], loss) in points.iter().zip(losses) {
            let penalty = c + a * by_a + b * by_b + a * a * aa + a * b * ab + b * b * bb;
            *loss = *loss * self.scale() + penalty;
        }
    }

    /// The sum of a block's losses at point number `k`, whose weights are blended.
    fn block_loss(
        &self,
        [a, b]: [f64; 2],
        k: usize,
        sums: &[f64],
        (rows, targets): (usize, BlockTargets<'_>),
        scratch: &mut PointScratch,
    ) -> f64 {
        let Some(layer) = self.network.layout().layers().first() else { return f64::NAN };
        let PointScratch { outputs, behind, loss, weights } = scratch;
        let size = rows * layer.units;
        let (activation, slope) = (layer.activation, layer.negative_slope);
        let (origin, directions) = sums.split_at(size);
        let both = directions[..size].iter().zip(&directions[size..]);
        for (output, (z, (u, v))) in outputs.iter_mut().zip(origin.iter().zip(both)) {
            *output = activation.value(slope, z + a * u + b * v);
        }
        let count = self.behind.parameters();
        let weights = &weights[k * count..(k + 1) * count];
        pass::forward(&self.behind, weights, &outputs[..size], rows, Keep::Values, behind);
        let last = behind.layers.last().map_or(&*outputs, |last| &last.outputs);
        let outputs = &last[..rows * self.network.layout().outputs()];
        self.network.config().loss.sum(outputs, targets, loss)
    }
}

/// The first layer's sums of all rows, for three vectors of parameters; see [`Restriction::sums`].
fn first_layer(network: &Network, vectors: [&[f64]; 3]) -> Vec<f64> {
    let Some(layer) = network.layout().layers().first() else { return Vec::new() };
    let mut sums = vec![0.0; 3 * network.rows() * layer.units];
    let blocks: Vec<_> = network.samples().blocks().collect();
    let tables = sums.par_chunks_mut(3 * BLOCK * layer.units).zip(blocks);
    tables.for_each(|(tables, (rows, inputs, _))| {
        for (sums, vector) in tables.chunks_exact_mut(rows * layer.units).zip(vectors) {
            pass::set_biases(sums, &vector[layer.biases()], rows);
            pass::add_product(sums, inputs, &vector[layer.weights()], layer, rows);
        }
    });
    sums
}
