//! The network: a loss of all its weights over its data.

use std::sync::Arc;

use rayon::prelude::*;

use super::config::NetworkConfig;
use super::dataset::Dataset;
use super::error::NetworkError;
use super::init;
use super::layout::{Layer, Layout};
use super::pass::{self, Keep};
use super::restriction::Restriction;
use super::samples::{BLOCK, BlockTargets, Blocked, Samples};
use super::scratch::Scratch;
use super::tensors::{self, Tensor};
use crate::objective::Domain;
use crate::objective::plane::Plane;

/// A fully connected network with its data: immutable once built, shared cheaply between threads.
///
/// Its loss is the mean over the rows, plus the L2 penalty l2 / 2 sum w^2. The functions that take `theta` expect
/// [`parameters`](Self::parameters) numbers and panic at other lengths; [`check`](Self::check) says it in words.
#[derive(Clone, Debug)]
pub struct Network {
    config: Arc<NetworkConfig>,
    layout: Arc<Layout>,
    samples: Arc<Samples>,
}

impl Network {
    /// The network of a description over its data; the weights that the description names are another matter, see
    /// [`initial`](Self::initial) and [`from_tensors`](Self::from_tensors).
    pub fn new(config: &NetworkConfig, data: &Dataset) -> Result<Self, NetworkError> {
        let layout = Layout::new(config, data.features.len())?;
        let samples = Samples::new(data, config.loss, layout.outputs(), layout.layers().len())?;
        Ok(Self {
            config: Arc::new(config.clone()),
            layout: Arc::new(layout),
            samples: Arc::new(samples),
        })
    }

    /// The description.
    #[must_use]
    pub fn config(&self) -> &NetworkConfig {
        &self.config
    }

    /// Where each parameter stands.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.layout.parameters()
    }

    /// The names of all parameters, such as `layer1.weight[3,2]` (unit 3, input 2) and `layer1.bias[3]`.
    #[must_use]
    pub fn parameter_names(&self) -> Vec<String> {
        self.layout.names()
    }

    /// The number of rows whose mean is the loss.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.samples.rows()
    }

    /// The first weights, drawn as the description says; the same for the same seed.
    #[must_use]
    pub fn initial(&self) -> Vec<f64> {
        self.initial_of(self.config.seed)
    }

    /// The same by another seed than the description's.
    #[must_use]
    pub fn initial_of(&self, seed: u64) -> Vec<f64> {
        init::draw(&self.config, &self.layout, seed)
    }

    /// The parameters from named arrays, as a file of weights has them.
    ///
    /// PyTorch's pairs `NAME.weight` of shape (out, in) and `NAME.bias` belong to the layers in the order of the arrays;
    /// the textbook's `W1` of shape (in, out), `b1`, `W2`, ... to those of their numbers.
    pub fn from_tensors(&self, tensors: &[Tensor]) -> Result<Vec<f64>, NetworkError> {
        tensors::assemble(&self.layout, tensors)
    }

    /// The parameters as named arrays, `layer1.weight` of shape (out, in), `layer1.bias` and so on: the inverse of
    /// [`from_tensors`](Self::from_tensors).
    #[must_use]
    pub fn to_tensors(&self, theta: &[f64]) -> Vec<Tensor> {
        tensors::take_apart(&self.layout, theta)
    }

    /// Refuses a vector of another length than that of the parameters, or with a number that is not finite.
    pub fn check(&self, theta: &[f64]) -> Result<(), NetworkError> {
        self.layout.check(theta)
    }

    /// Memory for evaluations of this network, and of it [over fewer rows](Self::over_rows).
    #[must_use]
    pub fn scratch(&self) -> Scratch {
        Scratch::new(&self.layout, self.rows().min(BLOCK))
    }

    /// The same network over these rows of its data alone, in this order: the loss of a mini-batch.
    #[must_use]
    pub fn over_rows(&self, rows: &[u32]) -> Self {
        let mut part = self.clone();
        part.set_rows(self, rows);
        part
    }

    /// Takes these rows of the data of `all`, of which this network is one [over some rows](Self::over_rows); allocates
    /// only to grow.
    pub fn set_rows(&mut self, all: &Self, rows: &[u32]) {
        Arc::make_mut(&mut self.samples).gather(&all.samples, rows);
    }

    /// The loss.
    pub fn loss(&self, theta: &[f64], scratch: &mut Scratch) -> f64 {
        let loss = self.config.loss;
        let mut sum = 0.0;
        for (rows, inputs, targets) in self.samples.blocks() {
            pass::forward(&self.layout, theta, inputs, rows, Keep::Values, scratch);
            let Scratch { layers, loss: loss_scratch, .. } = &mut *scratch;
            let outputs = layers.last().map_or(&[][..], |last| &last.outputs);
            sum += loss.sum(&outputs[..rows * self.layout.outputs()], targets, loss_scratch);
        }
        sum * self.scale() + self.penalty(theta)
    }

    /// Writes the gradient, and returns the loss.
    pub fn gradient(&self, theta: &[f64], gradient: &mut [f64], scratch: &mut Scratch) -> f64 {
        gradient.fill(0.0);
        let mut sum = 0.0;
        for (rows, inputs, targets) in self.samples.blocks() {
            pass::forward(&self.layout, theta, inputs, rows, Keep::Derivatives, scratch);
            sum += self.begin_backward(rows, targets, scratch);
            pass::backward(&self.layout, theta, inputs, rows, scratch, gradient);
        }
        self.add_penalty_slope(theta, gradient);
        sum * self.scale() + self.penalty(theta)
    }

    /// Writes the product of the Hessian with a direction of the parameters (Pearlmutter, 1994), and returns the loss.
    pub fn hessian_vector(
        &self,
        theta: &[f64],
        direction: &[f64],
        product: &mut [f64],
        scratch: &mut Scratch,
    ) -> f64 {
        product.fill(0.0);
        let mut sum = 0.0;
        for (rows, inputs, targets) in self.samples.blocks() {
            pass::forward(&self.layout, theta, inputs, rows, Keep::Derivatives, scratch);
            pass::forward_tangent(&self.layout, theta, direction, inputs, rows, scratch);
            sum += self.begin_backward(rows, targets, scratch);
            self.begin_backward_tangent(rows, scratch);
            pass::backward_tangent(&self.layout, theta, direction, inputs, rows, scratch, product);
        }
        // The penalty is quadratic: its Hessian is its gradient's factor.
        self.add_penalty_slope(direction, product);
        sum * self.scale() + self.penalty(theta)
    }

    /// The losses on a plane at `nx * ny` points of a domain of its coordinates, both ends included, row-major
    /// (`[j * nx + i]`), on all cores.
    #[must_use]
    pub fn losses_on_grid(&self, plane: &Plane, domain: &Domain, nx: usize, ny: usize) -> Vec<f64> {
        Restriction::new(self, plane).losses(nx * ny, |index| domain.grid_point(index, nx, ny))
    }

    /// What the network says to other inputs, for decision regions and fitted curves: `inputs` row by row, one number a
    /// feature, on the scale of the network's data; the outputs likewise row by row.
    ///
    /// Of cross-entropy they are the probabilities of the classes, of binary cross-entropy one probability an output, of
    /// mean squares the values.
    #[must_use]
    pub fn outputs(&self, theta: &[f64], inputs: &[f64]) -> Vec<f64> {
        let (features, outputs) = (self.layout.inputs(), self.layout.outputs());
        let count = inputs.len() / features.max(1);
        let table = Blocked::new(count, features, |row, column| inputs[row * features + column]);
        let mut scratch = Scratch::new(&self.layout, count.min(BLOCK));
        let mut all = Vec::with_capacity(count * outputs);
        for from in (0..count).step_by(BLOCK) {
            let rows = BLOCK.min(count - from);
            let block = table.block(from / BLOCK);
            pass::forward(&self.layout, theta, block, rows, Keep::Values, &mut scratch);
            let Scratch { layers, loss, .. } = &mut scratch;
            let Some(last) = layers.last_mut() else { continue };
            let values = &mut last.outputs[..rows * outputs];
            self.config.loss.read(values, rows, loss);
            all.extend((0..rows * outputs).map(|k| values[k % outputs * rows + k / outputs]));
        }
        all
    }

    /// The share of rows whose class the network finds: the likeliest one, or of binary cross-entropy the side of 1/2 on
    /// which each output lies. A regression has none.
    pub fn accuracy(&self, theta: &[f64], scratch: &mut Scratch) -> Option<f64> {
        if !self.config.loss.has_accuracy() {
            return None;
        }
        let outputs = self.layout.outputs();
        let (mut right, mut terms) = (0_usize, 0_usize);
        for (rows, inputs, targets) in self.samples.blocks() {
            pass::forward(&self.layout, theta, inputs, rows, Keep::Values, scratch);
            let z = &scratch.layers.last()?.outputs[..rows * outputs];
            match targets {
                BlockTargets::Classes(labels) => {
                    let best = |row: &usize| {
                        (0..outputs)
                            .rev()
                            .max_by(|i, j| z[i * rows + row].total_cmp(&z[j * rows + row]))
                    };
                    let is_right = |row: &usize| best(row) == Some(labels[*row] as usize);
                    right += (0..rows).filter(is_right).count();
                    terms += rows;
                }
                BlockTargets::Values(targets) => {
                    let is_right = |(z, t): &(&f64, &f64)| (**z > 0.0) == (**t > 0.5);
                    right += z.iter().zip(targets).filter(is_right).count();
                    terms += targets.len();
                }
            }
        }
        Some(right as f64 / terms as f64)
    }

    /// The [`accuracy`](Self::accuracy) at points one after the other, on all cores; empty for a regression.
    #[must_use]
    pub fn accuracies(&self, points: &[f64]) -> Vec<f64> {
        let of = |scratch: &mut Scratch, theta: &[f64]| self.accuracy(theta, scratch);
        let points = points.par_chunks_exact(self.parameters());
        points.map_init(|| self.scratch(), of).flatten_iter().collect()
    }

    /// Puts the derivatives by the outputs where the backward pass begins; the sum of the block's losses.
    fn begin_backward(&self, rows: usize, targets: BlockTargets<'_>, scratch: &mut Scratch) -> f64 {
        let Scratch { layers, loss, upstream, .. } = scratch;
        let Some(last) = layers.last() else { return f64::NAN };
        let count = rows * self.layout.outputs();
        let (outputs, upstream) = (&last.outputs[..count], &mut upstream[0][..count]);
        let sum = self.config.loss.sum(outputs, targets, loss);
        self.config.loss.derivative(outputs, targets, self.scale(), loss, upstream);
        sum
    }

    /// The same for their tangents.
    fn begin_backward_tangent(&self, rows: usize, scratch: &mut Scratch) {
        let Scratch { layers, loss, upstream_tangent, .. } = scratch;
        let Some(last) = layers.last() else { return };
        let count = rows * self.layout.outputs();
        let (tangents, product) = (&last.tangents[..count], &mut upstream_tangent[0][..count]);
        self.config.loss.curvature(rows, tangents, self.scale(), loss, product);
    }

    /// All rows of its data.
    pub(super) fn samples(&self) -> &Samples {
        &self.samples
    }

    /// What the sum of the rows' losses is multiplied by.
    pub(super) fn scale(&self) -> f64 {
        self.config.loss.scale(self.rows(), self.layout.outputs())
    }

    /// The parameters of a layer that the L2 penalty holds for.
    fn penalised(&self, layer: &Layer) -> std::ops::Range<usize> {
        let end = if self.config.l2_biases { layer.biases().end } else { layer.weights().end };
        layer.at..end
    }

    /// l2 / 2 times the sum of the squared weights.
    fn penalty(&self, theta: &[f64]) -> f64 {
        self.penalty_product(theta, theta)
    }

    /// l2 / 2 times the dot product of the penalised parts of two vectors: the form whose square is the penalty.
    pub(super) fn penalty_product(&self, one: &[f64], other: &[f64]) -> f64 {
        if self.config.l2 == 0.0 {
            return 0.0;
        }
        let product = |layer| {
            let range = self.penalised(layer);
            one[range.clone()].iter().zip(&other[range]).map(|(v, w)| v * w).sum::<f64>()
        };
        0.5 * self.config.l2 * self.layout.layers().iter().map(product).sum::<f64>()
    }

    /// Adds l2 times the penalised components of `values`.
    fn add_penalty_slope(&self, values: &[f64], sums: &mut [f64]) {
        if self.config.l2 == 0.0 {
            return;
        }
        for range in self.layout.layers().iter().map(|layer| self.penalised(layer)) {
            for (sum, value) in sums[range.clone()].iter_mut().zip(&values[range]) {
                *sum += self.config.l2 * value;
            }
        }
    }
}
