//! What a run asks of the thing that it minimises.

use super::batches::Batches;
use super::network_source::NetworkSource;
use crate::objective::{Evaluator, Objective};

/// A loss with its derivatives, as a run asks for them; a closure that writes the gradient and returns the loss is one.
pub trait Source {
    /// The loss at `point`; writes the gradient there, one component a parameter.
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64;

    /// The loss at `point` alone.
    fn loss(&mut self, point: &[f64]) -> f64 {
        self.gradient(point, &mut vec![0.0; point.len()])
    }

    /// Writes the matrix of second derivatives, row by row; `false` where there is none.
    fn hessian(&mut self, _point: &[f64], _hessian: &mut [f64]) -> bool {
        false
    }

    /// Called before row `step` is evaluated: a stochastic source draws the mini-batch of that step.
    fn begin_step(&mut self, _step: u64) {}

    /// The loss that a row reports, where it is not `loss`, the one that the step uses.
    fn reported_loss(&mut self, _point: &[f64], loss: f64) -> f64 {
        loss
    }
}

impl<F: FnMut(&[f64], &mut [f64]) -> f64> Source for F {
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        self(point, gradient)
    }
}

/// An objective as runs ask it: over all of its data, or over a mini-batch a step.
///
/// With mini-batches every step sees the loss and the gradient of its own batch, while rows report the loss over all
/// data, so that a path lies on the surface. A network is asked in the space of all its parameters, not on the plane that
/// its surface shows.
#[derive(Clone, Debug)]
pub struct Sampled(Form);

#[derive(Clone, Debug)]
enum Form {
    Surface { evaluator: Evaluator, batches: Option<Batches> },
    Network(Box<NetworkSource>),
}

impl Sampled {
    /// `batch` rows a step, drawn by `seed`; `None`, or more rows than the data has, takes all.
    #[must_use]
    pub fn new(objective: &Objective, batch: Option<u64>, seed: u64) -> Self {
        if let Some(landscape) = objective.landscape() {
            let source = NetworkSource::new(&landscape.network, batch, seed);
            return Self(Form::Network(Box::new(source)));
        }
        let rows = objective.rows();
        let size = batch.and_then(|size| usize::try_from(size).ok()).filter(|size| *size < rows);
        Self(Form::Surface {
            evaluator: objective.evaluator(),
            batches: size.map(|size| Batches::new(rows, size, seed)),
        })
    }
}

impl Source for Sampled {
    #[inline]
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        match &mut self.0 {
            Form::Surface { evaluator, .. } => evaluator.gradient(point, gradient),
            Form::Network(network) => network.gradient(point, gradient),
        }
    }

    #[inline]
    fn loss(&mut self, point: &[f64]) -> f64 {
        match &mut self.0 {
            Form::Surface { evaluator, .. } => evaluator.loss(point),
            Form::Network(network) => network.loss(point),
        }
    }

    fn hessian(&mut self, point: &[f64], hessian: &mut [f64]) -> bool {
        match &mut self.0 {
            Form::Surface { evaluator, .. } => {
                hessian.copy_from_slice(evaluator.hessian(point).as_flattened());
                true
            }
            Form::Network(network) => network.hessian(point, hessian),
        }
    }

    #[inline]
    fn begin_step(&mut self, step: u64) {
        match &mut self.0 {
            Form::Surface { evaluator, batches: Some(batches) } => {
                evaluator.take_rows(batches.of_step(step));
            }
            Form::Surface { .. } => {}
            Form::Network(network) => network.begin_step(step),
        }
    }

    #[inline]
    fn reported_loss(&mut self, point: &[f64], loss: f64) -> f64 {
        match &mut self.0 {
            Form::Surface { evaluator, batches: Some(_) } => evaluator.loss_over_all(point),
            Form::Surface { .. } => loss,
            Form::Network(network) => network.reported_loss(point, loss),
        }
    }
}
