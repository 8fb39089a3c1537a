//! RMSprop: each parameter's rate shrinks with the running mean of its squared gradients.

use super::common::{MAXIMIZE, eps, flag, lr, momentum, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule, decayed};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "rmsprop",
        title: "RMSprop",
        paper: "Tieleman and Hinton 2012, lecture 6.5; centered: Graves 2013, arXiv:1308.0850",
        library: "torch.optim.RMSprop",
        hyperparameters: &[
            lr(1e-2),
            Hyperparameter::new(
                "alpha",
                Value::Number(0.99),
                Limits::NON_NEGATIVE,
                "Invalid alpha value: {}",
                "decay of the running mean of squared gradients",
            ),
            eps(1e-8),
            weight_decay(0.0),
            momentum(),
            flag("centered", "divide by the estimated deviation instead of the root mean square"),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(RmsProp::new(settings), settings.flag("maximize"))),
};

/// `square = alpha square + (1 - alpha) gradient^2; point -= lr gradient / (sqrt(square) + eps)`.
#[derive(Clone, Debug)]
pub struct RmsProp {
    alpha: f64,
    eps: f64,
    weight_decay: f64,
    momentum: f64,
    centered: bool,
}

impl RmsProp {
    fn new(settings: &Settings) -> Self {
        Self {
            alpha: settings.number("alpha"),
            eps: settings.number("eps"),
            weight_decay: settings.number("weight_decay"),
            momentum: settings.number("momentum"),
            centered: settings.flag("centered"),
        }
    }
}

impl Rule<3, 1> for RmsProp {
    const STATE: [&'static str; 3] = ["square", "mean", "velocity"];
    const SCALARS: [&'static str; 1] = ["lr"];

    fn scalars(&mut self, _step: u64, lr: f64) -> [f64; 1] {
        [lr]
    }

    fn update<R: Real>(&self, point: R, gradient: R, state: [R; 3], [lr]: [R; 1]) -> (R, [R; 3]) {
        let [square, mean, velocity] = state;
        let gradient = decayed(gradient, point, self.weight_decay);
        let square = square * self.alpha + gradient * (1.0 - self.alpha) * gradient;
        let (mean, variance) = if self.centered {
            let mean = mean.lerp(gradient, 1.0 - self.alpha);
            (mean, square - mean * mean)
        } else {
            (mean, square)
        };
        let scale = variance.sqrt() + self.eps;
        if self.momentum > 0.0 {
            let velocity = velocity * self.momentum + gradient / scale;
            (point - lr * velocity, [square, mean, velocity])
        } else {
            (point - lr * gradient / scale, [square, mean, velocity])
        }
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.momentum)
    }
}
