//! AdaBelief: Adam that divides by how far the gradient strays from its own running mean.

use super::common::{Decay, MAXIMIZE, SILENT, flag, no_contradiction, yes};
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
        name: "adabelief",
        title: "AdaBelief",
        paper: "Zhuang et al. 2020, arXiv:2010.07468",
        library: "pytorch_optimizer.AdaBelief",
        hyperparameters: &[
            lr(1e-3),
            beta1(0.9),
            beta2(0.999),
            weight_decay(),
            WEIGHT_DECOUPLE,
            FIXED_DECAY,
            flag("rectify", "correct for the uncertainty of the second moment, as RAdam does"),
            Hyperparameter::new(
                "n_sma_threshold",
                Value::Number(5.0),
                Limits::ANY,
                SILENT,
                "gradients that the second moment must cover before it is trusted, with rectify",
            ),
            yes(
                "degenerated_to_sgd",
                "with rectify, follow the mean until the second moment is trusted",
            ),
            flag("ams_bound", "divide by the largest second moment so far"),
            eps(1e-16),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| {
        Box::new(Elementwise::new(AdaBelief::new(settings), settings.flag("maximize")))
    },
};

/// Adam with `variance = beta2 variance + (1 - beta2) (gradient - mean)^2 + eps` in place of the second moment.
#[derive(Clone, Debug)]
pub struct AdaBelief {
    beta1: f64,
    beta2: f64,
    decay: Decay,
    rectify: bool,
    n_sma_threshold: f64,
    degenerated_to_sgd: bool,
    ams_bound: bool,
    eps: f64,
}

impl AdaBelief {
    fn new(settings: &Settings) -> Self {
        Self {
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            decay: Decay::optional(settings),
            rectify: settings.flag("rectify"),
            n_sma_threshold: settings.number("n_sma_threshold"),
            degenerated_to_sgd: settings.flag("degenerated_to_sgd"),
            ams_bound: settings.flag("ams_bound"),
            eps: settings.number("eps"),
        }
    }

    /// With `rectify`: the factor on the rate, and 1 where the variance is trusted, else 0.
    fn rectification(&self, step: f64) -> (f64, f64) {
        let longest = 2.0 / (1.0 - self.beta2) - 1.0;
        let power = self.beta2.powf(step);
        let length = longest - 2.0 * step * power / (1.0 - power);
        if length >= self.n_sma_threshold {
            let certainty = (1.0 - power) * (length - 4.0) / (longest - 4.0) * (length - 2.0)
                / length
                * longest
                / (longest - 2.0);
            (certainty.sqrt(), 1.0)
        } else {
            (f64::from(u8::from(self.degenerated_to_sgd)), 0.0)
        }
    }
}

impl Rule<3, 5> for AdaBelief {
    const STATE: [&'static str; 3] = ["mean", "variance", "largest_variance"];
    const SCALARS: [&'static str; 5] =
        ["step_size", "mean_correction", "variance_correction_sqrt", "trusted", "shrink"];

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 5] {
        let step = step as f64;
        let (factor, trusted) = if self.rectify { self.rectification(step) } else { (1.0, 1.0) };
        let mean_correction = 1.0 - self.beta1.powf(step);
        let variance_correction_sqrt = (1.0 - self.beta2.powf(step)).sqrt();
        let step_size = lr * factor / mean_correction;
        [step_size, mean_correction, variance_correction_sqrt, trusted, self.decay.shrink(lr)]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        state: [R; 3],
        scalars: [R; 5],
    ) -> (R, [R; 3]) {
        let [mean, variance, largest] = state;
        let [step_size, _, variance_correction_sqrt, trusted, shrink] = scalars;
        let (point, gradient) = self.decay.apply(point, gradient, shrink);
        let mean = mean.lerp(gradient, 1.0 - self.beta1);
        let residual = gradient - mean;
        let variance = variance * self.beta2 + residual * (1.0 - self.beta2) * residual + self.eps;
        let largest = if self.ams_bound { largest.max(variance) } else { largest };
        let deviation = if self.ams_bound { largest.sqrt() } else { variance.sqrt() };
        let scale =
            if self.rectify { deviation } else { deviation / variance_correction_sqrt } + self.eps;
        let numerator = step_size * mean;
        (point - trusted.if_positive(numerator / scale, numerator), [mean, variance, largest])
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }
}
