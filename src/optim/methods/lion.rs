//! Lion: steps of one size in every parameter, along the sign of an interpolated gradient.

use super::common::{Decay, MAXIMIZE, no_contradiction};
use super::pytorch_optimizer::{FIXED_DECAY, WEIGHT_DECOUPLE, beta1, beta2, lr, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "lion",
        title: "Lion",
        paper: "Chen et al. 2023, arXiv:2302.06675",
        library: "pytorch_optimizer.Lion",
        hyperparameters: &[
            lr(1e-4),
            beta1(0.9),
            beta2(0.99),
            weight_decay(),
            WEIGHT_DECOUPLE,
            FIXED_DECAY,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Lion::new(settings), settings.flag("maximize"))),
};

/// `point -= lr sign(beta1 mean + (1 - beta1) gradient); mean = beta2 mean + (1 - beta2) gradient`.
#[derive(Clone, Debug)]
pub struct Lion {
    beta1: f64,
    beta2: f64,
    decay: Decay,
}

impl Lion {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            decay: Decay::optional(settings),
        }
    }
}

impl Rule<1, 2> for Lion {
    const STATE: [&'static str; 1] = ["mean"];
    const SCALARS: [&'static str; 2] = ["lr", "shrink"];

    fn scalars(&mut self, _step: u64, lr: f64) -> [f64; 2] {
        [lr, self.decay.shrink(lr)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [mean]: [R; 1],
        [lr, shrink]: [R; 2],
    ) -> (R, [R; 1]) {
        let (point, gradient) = self.decay.apply(point, gradient, shrink);
        let direction = mean.lerp(gradient, 1.0 - self.beta1).sign();
        (point - lr * direction, [mean.lerp(gradient, 1.0 - self.beta2)])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
