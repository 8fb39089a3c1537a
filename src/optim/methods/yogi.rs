//! Yogi: Adam whose second moment moves towards the squared gradient by steps that do not depend on its distance.

use super::common::{Decay, MAXIMIZE, SILENT, no_contradiction};
use super::pytorch_optimizer::{FIXED_DECAY, WEIGHT_DECOUPLE, beta1, beta2, eps, lr, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "yogi",
        title: "Yogi",
        paper: "Zaheer et al. 2018, Adaptive methods for nonconvex optimization",
        library: "pytorch_optimizer.Yogi",
        hyperparameters: &[
            lr(1e-2),
            beta1(0.9),
            beta2(0.999),
            Hyperparameter::new(
                "initial_accumulator",
                Value::Number(1e-6),
                Limits::ANY,
                SILENT,
                "both moments before the first step",
            ),
            weight_decay(),
            WEIGHT_DECOUPLE,
            FIXED_DECAY,
            eps(1e-3),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Yogi::new(settings), settings.flag("maximize"))),
};

/// Adam with `square -= (1 - beta2) sign(square - gradient^2) gradient^2`.
#[derive(Clone, Debug)]
pub struct Yogi {
    beta1: f64,
    beta2: f64,
    initial: f64,
    decay: Decay,
    eps: f64,
}

impl Yogi {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            initial: settings.number("initial_accumulator"),
            decay: Decay::optional(settings),
            eps: settings.number("eps"),
        }
    }
}

impl Rule<2, 4> for Yogi {
    const STATE: [&'static str; 2] = ["mean", "square"];
    const SCALARS: [&'static str; 4] =
        ["step_size", "mean_correction", "square_correction_sqrt", "shrink"];

    fn initial_state(&self, _point: f64, _lr: f64) -> [f64; 2] {
        [self.initial; 2]
    }

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 4] {
        let mean_correction = 1.0 - self.beta1.powf(step as f64);
        let square_correction = 1.0 - self.beta2.powf(step as f64);
        [lr / mean_correction, mean_correction, square_correction.sqrt(), self.decay.shrink(lr)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [mean, square]: [R; 2],
        scalars: [R; 4],
    ) -> (R, [R; 2]) {
        let [step_size, _, square_correction_sqrt, shrink] = scalars;
        let (point, gradient) = self.decay.apply(point, gradient, shrink);
        let gradient_square = gradient * gradient;
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let square =
            square - (square - gradient_square).sign() * (1.0 - self.beta2) * gradient_square;
        let scale = square.sqrt() / square_correction_sqrt + self.eps;
        (point - step_size * mean / scale, [mean, square])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
