//! Adagrad: each parameter's rate shrinks with the sum of its squared gradients.

use super::common::{MAXIMIZE, eps, lr, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule, decayed};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "adagrad",
        title: "Adagrad",
        paper: "Duchi, Hazan and Singer 2011, Adaptive subgradient methods",
        library: "torch.optim.Adagrad",
        hyperparameters: &[
            lr(1e-2),
            Hyperparameter::new(
                "lr_decay",
                Value::Number(0.0),
                Limits::NON_NEGATIVE,
                "Invalid lr_decay value: {}",
                "the rate of step k (from 0) is lr / (1 + k lr_decay)",
            ),
            weight_decay(0.0),
            Hyperparameter::new(
                "initial_accumulator_value",
                Value::Number(0.0),
                Limits::NON_NEGATIVE,
                "Invalid initial_accumulator_value value: {}",
                "the sum of squares before the first step",
            ),
            eps(1e-10),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Adagrad::new(settings), settings.flag("maximize"))),
};

/// `square_sum += gradient^2; point -= lr gradient / (sqrt(square_sum) + eps)`.
#[derive(Clone, Debug)]
pub struct Adagrad {
    lr_decay: f64,
    weight_decay: f64,
    initial_sum: f64,
    eps: f64,
}

impl Adagrad {
    fn new(settings: &Settings) -> Self {
        Self {
            lr_decay: settings.number("lr_decay"),
            weight_decay: settings.number("weight_decay"),
            initial_sum: settings.number("initial_accumulator_value"),
            eps: settings.number("eps"),
        }
    }
}

impl Rule<1, 1> for Adagrad {
    const STATE: [&'static str; 1] = ["square_sum"];
    const SCALARS: [&'static str; 1] = ["lr"];

    fn initial_state(&self, _point: f64, _lr: f64) -> [f64; 1] {
        [self.initial_sum]
    }

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 1] {
        [lr / (1.0 + (step - 1) as f64 * self.lr_decay)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [square_sum]: [R; 1],
        [lr]: [R; 1],
    ) -> (R, [R; 1]) {
        let gradient = decayed(gradient, point, self.weight_decay);
        let square_sum = square_sum + gradient * gradient;
        (point - lr * gradient / (square_sum.sqrt() + self.eps), [square_sum])
    }
}
