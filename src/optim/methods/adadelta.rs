//! Adadelta: the step's unit is the root mean square of the last steps.

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
        name: "adadelta",
        title: "Adadelta",
        paper: "Zeiler 2012, arXiv:1212.5701",
        library: "torch.optim.Adadelta",
        hyperparameters: &[
            lr(1.0),
            Hyperparameter::new(
                "rho",
                Value::Number(0.9),
                Limits::UNIT_CLOSED,
                "Invalid rho value: {}",
                "decay of the running means of squared gradients and squared steps",
            ),
            eps(1e-6),
            weight_decay(0.0),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| {
        Box::new(Elementwise::new(Adadelta::new(settings), settings.flag("maximize")))
    },
};

/// `delta = sqrt(delta_square + eps) / sqrt(square + eps) gradient; point -= lr delta`.
#[derive(Clone, Debug)]
pub struct Adadelta {
    rho: f64,
    eps: f64,
    weight_decay: f64,
}

impl Adadelta {
    fn new(settings: &Settings) -> Self {
        Self {
            rho: settings.number("rho"),
            eps: settings.number("eps"),
            weight_decay: settings.number("weight_decay"),
        }
    }
}

impl Rule<2, 1> for Adadelta {
    const STATE: [&'static str; 2] = ["square", "delta_square"];
    const SCALARS: [&'static str; 1] = ["lr"];

    fn scalars(&mut self, _step: u64, lr: f64) -> [f64; 1] {
        [lr]
    }

    fn update<R: Real>(&self, point: R, gradient: R, state: [R; 2], [lr]: [R; 1]) -> (R, [R; 2]) {
        let [square, delta_square] = state;
        let gradient = decayed(gradient, point, self.weight_decay);
        let square = square * self.rho + gradient * (1.0 - self.rho) * gradient;
        let delta = (delta_square + self.eps).sqrt() / (square + self.eps).sqrt() * gradient;
        let delta_square = delta_square * self.rho + delta * (1.0 - self.rho) * delta;
        (point - lr * delta, [square, delta_square])
    }
}
