//! NAdam: Adam with Nesterov's look ahead.

use super::common::{Decay, MAXIMIZE, beta1, beta2, eps, flag, lr, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "nadam",
        title: "NAdam",
        paper: "Dozat 2016, Incorporating Nesterov momentum into Adam",
        library: "torch.optim.NAdam",
        hyperparameters: &[
            lr(2e-3),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            weight_decay(0.0),
            Hyperparameter::new(
                "momentum_decay",
                Value::Number(4e-3),
                Limits::NON_NEGATIVE,
                "Invalid momentum_decay value: {}",
                "how fast the momentum rises from half of beta1 to beta1",
            ),
            flag("decoupled_weight_decay", "shrink the parameter itself, as AdamW does"),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(NAdam::new(settings), settings.flag("maximize"))),
};

/// Adam whose numerator is `(1 - mu_k) gradient / (1 - mu_1..mu_k) + mu_{k+1} mean / (1 - mu_1..mu_{k+1})`.
#[derive(Clone, Debug)]
pub struct NAdam {
    beta1: f64,
    beta2: f64,
    eps: f64,
    decay: Decay,
    momentum_decay: f64,
    mu_product: f64,
}

impl NAdam {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
            decay: Decay::new(settings, settings.flag("decoupled_weight_decay")),
            momentum_decay: settings.number("momentum_decay"),
            mu_product: 1.0,
        }
    }

    fn mu(&self, step: u64) -> f64 {
        self.beta1 * (1.0 - 0.5 * 0.96_f64.powf(step as f64 * self.momentum_decay))
    }
}

impl Rule<2, 4> for NAdam {
    const STATE: [&'static str; 2] = ["mean", "square"];
    const SCALARS: [&'static str; 4] =
        ["gradient_size", "mean_size", "square_correction", "shrink"];

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 4] {
        let (mu, mu_next) = (self.mu(step), self.mu(step + 1));
        self.mu_product *= mu;
        let gradient_size = lr * (1.0 - mu) / (1.0 - self.mu_product);
        let mean_size = lr * mu_next / (1.0 - self.mu_product * mu_next);
        [gradient_size, mean_size, 1.0 - self.beta2.powf(step as f64), self.decay.shrink(lr)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [mean, square]: [R; 2],
        scalars: [R; 4],
    ) -> (R, [R; 2]) {
        let [gradient_size, mean_size, square_correction, shrink] = scalars;
        let (point, gradient) = self.decay.apply(point, gradient, shrink);
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let square = square * self.beta2 + gradient * (1.0 - self.beta2) * gradient;
        let scale = (square / square_correction).sqrt() + self.eps;
        (point - gradient_size * gradient / scale - mean_size * mean / scale, [mean, square])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
