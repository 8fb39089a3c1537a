//! A neural network as runs ask it.

use super::batches::Batches;
use super::source::Source;
use crate::objective::network::{Network, Scratch};

/// A network over all of its data, or over a mini-batch a step.
///
/// As with fits, every step sees the loss and the gradient of its own batch, while rows report the loss over all data, so
/// that a path lies on the surface.
#[derive(Clone, Debug)]
pub struct NetworkSource {
    network: Network,
    scratch: Scratch,
    batch: Option<Batch>,
}

#[derive(Clone, Debug)]
struct Batch {
    batches: Batches,
    /// The network over the batch of the step.
    network: Network,
}

impl NetworkSource {
    /// `batch` rows a step, drawn by `seed`; `None`, or as many rows as the data has, takes all.
    #[must_use]
    pub fn new(network: &Network, batch: Option<u64>, seed: u64) -> Self {
        let rows = network.rows();
        let size = batch.and_then(|size| usize::try_from(size).ok()).filter(|size| *size < rows);
        let batch = size.map(|size| Batch {
            batches: Batches::new(rows, size, seed),
            network: network.clone(),
        });
        Self { network: network.clone(), scratch: network.scratch(), batch }
    }

    /// The network that the present step sees.
    fn seen(&mut self) -> (&Network, &mut Scratch) {
        let network = self.batch.as_ref().map_or(&self.network, |batch| &batch.network);
        (network, &mut self.scratch)
    }
}

impl Source for NetworkSource {
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        let (network, scratch) = self.seen();
        network.gradient(point, gradient, scratch)
    }

    fn loss(&mut self, point: &[f64]) -> f64 {
        let (network, scratch) = self.seen();
        network.loss(point, scratch)
    }

    /// One Hessian-vector product a row.
    fn hessian(&mut self, point: &[f64], hessian: &mut [f64]) -> bool {
        let (network, scratch) = self.seen();
        let mut direction = vec![0.0; point.len()];
        for (axis, row) in hessian.chunks_exact_mut(point.len()).enumerate() {
            direction[axis] = 1.0;
            network.hessian_vector(point, &direction, row, scratch);
            direction[axis] = 0.0;
        }
        true
    }

    fn begin_step(&mut self, step: u64) {
        if let Some(Batch { batches, network }) = &mut self.batch {
            network.set_rows(&self.network, batches.of_step(step));
        }
    }

    fn reported_loss(&mut self, point: &[f64], loss: f64) -> f64 {
        if self.batch.is_some() { self.network.loss(point, &mut self.scratch) } else { loss }
    }
}
