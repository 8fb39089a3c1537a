//! Rprop: each parameter has its own step size, which follows the signs of its gradients alone.

use super::common::{MAXIMIZE, SILENT, lr, no_contradiction};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "rprop",
        title: "Rprop",
        paper: "Riedmiller and Braun 1993, A direct adaptive method for faster backpropagation learning",
        library: "torch.optim.Rprop",
        hyperparameters: &[
            lr(1e-2),
            Hyperparameter::new(
                "eta_minus",
                Value::Number(0.5),
                Limits::UNIT_OPEN,
                "Invalid eta values: {eta_minus}, {eta_plus}",
                "factor on the step size where the gradient's sign has changed",
            ),
            Hyperparameter::new(
                "eta_plus",
                Value::Number(1.2),
                Limits::ABOVE_ONE,
                "Invalid eta values: {eta_minus}, {eta_plus}",
                "factor on the step size where the gradient's sign is the same",
            ),
            Hyperparameter::new(
                "step_min",
                Value::Number(1e-6),
                Limits::ANY,
                SILENT,
                "the smallest step size",
            ),
            Hyperparameter::new(
                "step_max",
                Value::Number(50.0),
                Limits::ANY,
                SILENT,
                "the largest step size",
            ),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Rprop::new(settings), settings.flag("maximize"))),
};

/// `point -= sign(gradient) size`; where the sign has changed, the size shrinks and the parameter rests for a step.
#[derive(Clone, Debug)]
pub struct Rprop {
    eta_minus: f64,
    eta_plus: f64,
    step_min: f64,
    step_max: f64,
}

impl Rprop {
    fn new(settings: &Settings) -> Self {
        Self {
            eta_minus: settings.number("eta_minus"),
            eta_plus: settings.number("eta_plus"),
            step_min: settings.number("step_min"),
            step_max: settings.number("step_max"),
        }
    }
}

impl Rule<2, 0> for Rprop {
    const STATE: [&'static str; 2] = ["previous_gradient", "size"];
    const SCALARS: [&'static str; 0] = [];

    /// The learning rate is the first step size, and plays no part later.
    fn initial_state(&self, _point: f64, lr: f64) -> [f64; 2] {
        [0.0, lr]
    }

    fn scalars(&mut self, _step: u64, _lr: f64) -> [f64; 0] {
        []
    }

    fn update<R: Real>(&self, point: R, gradient: R, state: [R; 2], []: [R; 0]) -> (R, [R; 2]) {
        let [previous, size] = state;
        let agreement = gradient * previous;
        let constant = |value| point.constant(value);
        let shrunk_or_same = (-agreement).if_positive(constant(self.eta_minus), constant(1.0));
        let factor = agreement.if_positive(constant(self.eta_plus), shrunk_or_same);
        let size = (size * factor).max(constant(self.step_min)).min(constant(self.step_max));
        let gradient = (-agreement).if_positive(constant(0.0), gradient);
        (point - gradient.sign() * size, [gradient, size])
    }
}
