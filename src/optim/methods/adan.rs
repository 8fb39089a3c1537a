//! Adan: Nesterov momentum in an Adam, by a running mean of gradient differences.

use super::common::{Decay, MAXIMIZE, flag, no_contradiction, norm};
use super::pytorch_optimizer::{BETA2_COMPLAINT, beta1, eps, lr, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "adan",
        title: "Adan",
        paper: "Xie et al. 2022, arXiv:2208.06677",
        library: "pytorch_optimizer.Adan",
        hyperparameters: &[
            lr(1e-3),
            beta1(0.98),
            Hyperparameter::new(
                "beta2",
                Value::Number(0.92),
                Limits::UNIT_HALF_OPEN,
                BETA2_COMPLAINT,
                "decay of the running mean of gradient differences",
            ),
            Hyperparameter::new(
                "beta3",
                Value::Number(0.99),
                Limits::UNIT_CLOSED,
                "beta3 must be in the range [0.0, 1.0]",
                "decay of the running mean of squared, extrapolated gradients",
            ),
            weight_decay(),
            flag(
                "weight_decouple",
                "shrink before the step, as AdamW does, instead of dividing after it",
            ),
            Hyperparameter::new(
                "max_grad_norm",
                Value::Number(0.0),
                Limits::NON_NEGATIVE,
                "max_grad_norm must be non-negative",
                "longer gradients are cut to this norm; 0: never",
            ),
            eps(1e-8),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Adan::new(settings), settings.flag("maximize"))),
};

/// `point -= (lr mean / (1 - beta1^k) + lr beta2 difference / (1 - beta2^k)) / (sqrt(square / (1 - beta3^k)) + eps)`.
#[derive(Clone, Debug)]
pub struct Adan {
    beta1: f64,
    beta2: f64,
    beta3: f64,
    decay: Decay,
    max_grad_norm: f64,
    eps: f64,
}

impl Adan {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            beta3: settings.number("beta3"),
            decay: Decay::new(settings, settings.flag("weight_decouple")),
            max_grad_norm: settings.number("max_grad_norm"),
            eps: settings.number("eps"),
        }
    }
}

impl Rule<4, 6> for Adan {
    const STATE: [&'static str; 4] = ["mean", "difference", "square", "previous_gradient"];
    const SCALARS: [&'static str; 6] = [
        "step_size",
        "mean_correction",
        "difference_size",
        "square_correction_sqrt",
        "has_previous",
        "shrink",
    ];

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 6] {
        let correction = |beta: f64| 1.0 - beta.powf(step as f64);
        let has_previous = if step == 1 { 0.0 } else { 1.0 };
        let shrink = if self.decay.decoupled {
            self.decay.shrink(lr)
        } else {
            1.0 / (1.0 + lr * self.decay.weight_decay)
        };
        [
            lr / correction(self.beta1),
            correction(self.beta1),
            lr * self.beta2 / correction(self.beta2),
            correction(self.beta3).sqrt(),
            has_previous,
            shrink,
        ]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        state: [R; 4],
        scalars: [R; 6],
    ) -> (R, [R; 4]) {
        let [mean, difference, square, previous] = state;
        let [step_size, _, difference_size, square_correction_sqrt, has_previous, shrink] = scalars;
        let change = (gradient - previous) * has_previous;
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let difference = difference.lerp(change, 1.0 - self.beta2);
        let extrapolated = change * self.beta2 + gradient;
        let square = square * self.beta3 + extrapolated * (1.0 - self.beta3) * extrapolated;
        let scale = square.sqrt() / square_correction_sqrt + self.eps;
        let point = if self.decay.decoupled { point * shrink } else { point };
        let point = point - step_size * mean / scale - difference_size * difference / scale;
        let point = if self.decay.decoupled { point } else { point * shrink };
        (point, [mean, difference, square, gradient])
    }

    /// The reference computes this factor in single precision; so does this.
    fn gradient_scale(&self, gradient: &[f64]) -> Option<f64> {
        if self.max_grad_norm == 0.0 {
            return None;
        }
        let norm = norm(gradient) as f32;
        let rounded_norm = (norm * norm).sqrt() + self.eps as f32;
        Some(f64::from((self.max_grad_norm as f32 / rounded_norm).min(1.0)))
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
