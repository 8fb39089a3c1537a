//! Adamax: Adam with the largest decayed gradient in place of the second moment.

use super::common::{MAXIMIZE, beta1, beta2, eps, lr, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule, decayed};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "adamax",
        title: "Adamax",
        paper: "Kingma and Ba 2015, section 7.1, arXiv:1412.6980",
        library: "torch.optim.Adamax",
        hyperparameters: &[
            lr(2e-3),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            weight_decay(0.0),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Adamax::new(settings), settings.flag("maximize"))),
};

/// `largest = max(beta2 largest, |gradient| + eps); point -= lr / (1 - beta1^k) mean / largest`.
#[derive(Clone, Debug)]
pub struct Adamax {
    beta1: f64,
    beta2: f64,
    eps: f64,
    weight_decay: f64,
}

impl Adamax {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
            weight_decay: settings.number("weight_decay"),
        }
    }
}

impl Rule<2, 2> for Adamax {
    const STATE: [&'static str; 2] = ["mean", "largest"];
    const SCALARS: [&'static str; 2] = ["step_size", "mean_correction"];

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 2] {
        let mean_correction = 1.0 - self.beta1.powf(step as f64);
        [lr / mean_correction, mean_correction]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        state: [R; 2],
        [step_size, _]: [R; 2],
    ) -> (R, [R; 2]) {
        let [mean, largest] = state;
        let gradient = decayed(gradient, point, self.weight_decay);
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let largest = (largest * self.beta2).max(gradient.abs() + self.eps);
        (point - step_size * mean / largest, [mean, largest])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
