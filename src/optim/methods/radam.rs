//! RAdam: plain momentum while the second moment is too uncertain, then Adam with a correction for that.

use super::common::{Decay, MAXIMIZE, beta1, beta2, eps, flag, lr, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "radam",
        title: "RAdam",
        paper: "Liu et al. 2020, arXiv:1908.03265",
        library: "torch.optim.RAdam",
        hyperparameters: &[
            lr(1e-3),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            weight_decay(0.0),
            flag("decoupled_weight_decay", "shrink the parameter itself, as AdamW does"),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(RAdam::new(settings), settings.flag("maximize"))),
};

/// Adam whose step has a factor `rectification`; while that is 0, the step is `lr mean / (1 - beta1^k)`.
#[derive(Clone, Debug)]
pub struct RAdam {
    beta1: f64,
    beta2: f64,
    eps: f64,
    decay: Decay,
}

impl RAdam {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
            decay: Decay::new(settings, settings.flag("decoupled_weight_decay")),
        }
    }

    /// The variance rectification of a step, 0 while the mean of squares covers 5 gradients or fewer.
    fn rectification(&self, step: f64) -> f64 {
        let longest = 2.0 / (1.0 - self.beta2) - 1.0;
        let power = self.beta2.powf(step);
        let length = longest - 2.0 * step * power / (1.0 - power);
        if length <= 5.0 {
            return 0.0;
        }
        ((length - 4.0) * (length - 2.0) * longest / ((longest - 4.0) * (longest - 2.0) * length))
            .sqrt()
    }
}

impl Rule<2, 5> for RAdam {
    const STATE: [&'static str; 2] = ["mean", "square"];
    const SCALARS: [&'static str; 5] =
        ["lr", "mean_correction", "square_correction_sqrt", "rectification", "shrink"];

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 5] {
        let mean_correction = 1.0 - self.beta1.powf(step as f64);
        let square_correction = 1.0 - self.beta2.powf(step as f64);
        let rectification = self.rectification(step as f64);
        [lr, mean_correction, square_correction.sqrt(), rectification, self.decay.shrink(lr)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [mean, square]: [R; 2],
        scalars: [R; 5],
    ) -> (R, [R; 2]) {
        let [lr, mean_correction, square_correction_sqrt, rectification, shrink] = scalars;
        let (point, gradient) = self.decay.apply(point, gradient, shrink);
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let square = square * self.beta2 + gradient * (1.0 - self.beta2) * gradient;
        let plain = mean / mean_correction * lr;
        let adaptive =
            plain * (square_correction_sqrt / (square.sqrt() + self.eps)) * rectification;
        (point - rectification.if_positive(adaptive, plain), [mean, square])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
