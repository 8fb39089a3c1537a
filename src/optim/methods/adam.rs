//! Adam and AdamW: running means of the gradient and of its square, both corrected for their start at zero.

use super::common::{Decay, MAXIMIZE, beta1, beta2, eps, flag, lr, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::hyperparameter::Hyperparameter;
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

const AMSGRAD: Hyperparameter =
    flag("amsgrad", "divide by the largest second moment so far (Reddi et al. 2018)");

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "adam",
        title: "Adam",
        paper: "Kingma and Ba 2015, arXiv:1412.6980",
        library: "torch.optim.Adam",
        hyperparameters: &[
            lr(1e-3),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            weight_decay(0.0),
            AMSGRAD,
            flag("decoupled_weight_decay", "shrink the parameter itself, as AdamW does"),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| {
        let rule = Adam::new(settings, settings.flag("decoupled_weight_decay"));
        Box::new(Elementwise::new(rule, settings.flag("maximize")))
    },
};

pub(super) static METHOD_ADAMW: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "adamw",
        title: "AdamW",
        paper: "Loshchilov and Hutter 2019, arXiv:1711.05101",
        library: "torch.optim.AdamW",
        hyperparameters: &[
            lr(1e-3),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            weight_decay(1e-2),
            AMSGRAD,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| {
        Box::new(Elementwise::new(Adam::new(settings, true), settings.flag("maximize")))
    },
};

/// `point -= lr / (1 - beta1^k) mean / (sqrt(square / (1 - beta2^k)) + eps)`.
///
/// Adam adds the weight decay to the gradient (unless it is decoupled), AdamW shrinks the parameter itself.
#[derive(Clone, Debug)]
pub struct Adam {
    beta1: f64,
    beta2: f64,
    eps: f64,
    decay: Decay,
    amsgrad: bool,
}

impl Adam {
    fn new(settings: &Settings, decoupled: bool) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
            decay: Decay::new(settings, decoupled),
            amsgrad: settings.flag("amsgrad"),
        }
    }
}

impl Rule<3, 4> for Adam {
    const STATE: [&'static str; 3] = ["mean", "square", "largest_square"];
    const SCALARS: [&'static str; 4] =
        ["step_size", "mean_correction", "square_correction_sqrt", "shrink"];

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 4] {
        let mean_correction = 1.0 - self.beta1.powf(step as f64);
        let square_correction = 1.0 - self.beta2.powf(step as f64);
        [lr / mean_correction, mean_correction, square_correction.sqrt(), self.decay.shrink(lr)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        state: [R; 3],
        scalars: [R; 4],
    ) -> (R, [R; 3]) {
        let [mean, square, largest_square] = state;
        let [step_size, _, square_correction_sqrt, shrink] = scalars;
        let (point, gradient) = self.decay.apply(point, gradient, shrink);
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let square = square * self.beta2 + gradient * (1.0 - self.beta2) * gradient;
        let largest_square = if self.amsgrad { largest_square.max(square) } else { largest_square };
        let second_moment = if self.amsgrad { largest_square } else { square };
        let scale = second_moment.sqrt() / square_correction_sqrt + self.eps;
        (point - step_size * mean / scale, [mean, square, largest_square])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
