//! Prodigy: Adam with D-Adaptation whose estimate grows faster.

use super::common::{MAXIMIZE, SILENT, beta1, beta2, flag, no_contradiction, yes};
use super::dadapt::{D0, GROWTH_RATE, WEIGHT_DECAY, eps, lr};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "prodigy",
        title: "Prodigy",
        paper: "Mishchenko and Defazio 2023, arXiv:2306.06101",
        library: "prodigyopt.Prodigy",
        hyperparameters: &[
            lr("Invalid learning rate: {}"),
            beta1(0.9),
            beta2(0.999),
            Hyperparameter::new(
                "beta3",
                Value::None,
                Limits::ANY,
                SILENT,
                "decay of the sums that estimate the distance; none: the root of beta2",
            ),
            eps(1e-8),
            WEIGHT_DECAY,
            yes("decouple", "shrink the parameter itself, as AdamW does"),
            flag("use_bias_correction", "correct both means for their start at zero"),
            flag("safeguard_warmup", "leave lr out of the estimate's denominator"),
            D0,
            Hyperparameter::new(
                "d_coef",
                Value::Number(1.0),
                Limits::ANY,
                SILENT,
                "factor on the estimate; the way to tune this method",
            ),
            GROWTH_RATE,
            Hyperparameter::new(
                "slice_p",
                Value::Number(1.0),
                Limits::Count(1),
                SILENT,
                "estimate from every so-manieth parameter only",
            ),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(Prodigy::new(settings), settings.flag("maximize")),
};

/// Adam on gradients scaled by the estimate `d`, at the rate `d lr`.
#[derive(Clone, Debug)]
pub struct Prodigy {
    beta1: f64,
    beta2: f64,
    beta3: f64,
    eps: f64,
    weight_decay: f64,
    decouple: bool,
    use_bias_correction: bool,
    safeguard_warmup: bool,
    d0: f64,
    d_coef: f64,
    growth_rate: f64,
    stride: usize,
    d: f64,
    d_max: f64,
    last_rate: f64,
    numerator: f64,
    steps_taken: u64,
    start: Vec<f64>,
    gradient: Vec<f64>,
    sum: Vec<f64>,
    mean: Vec<f64>,
    square: Vec<f64>,
}

impl Prodigy {
    fn new(settings: &Settings) -> Self {
        let (d0, beta2) = (settings.number("d0"), settings.number("beta2"));
        Self {
            beta1: settings.number("beta1"),
            beta2,
            beta3: settings.optional("beta3").unwrap_or(beta2.sqrt()),
            eps: settings.number("eps"),
            weight_decay: settings.number("weight_decay"),
            decouple: settings.flag("decouple"),
            use_bias_correction: settings.flag("use_bias_correction"),
            safeguard_warmup: settings.flag("safeguard_warmup"),
            d0,
            d_coef: settings.number("d_coef"),
            growth_rate: settings.number("growth_rate"),
            stride: settings.number("slice_p") as usize,
            d: d0,
            d_max: d0,
            last_rate: 0.0,
            numerator: 0.0,
            steps_taken: 0,
            start: Vec::new(),
            gradient: Vec::new(),
            sum: Vec::new(),
            mean: Vec::new(),
            square: Vec::new(),
        }
    }

    fn rate(&self, lr: f64) -> f64 {
        let step = (self.steps_taken + 1) as f64;
        let correction = if self.use_bias_correction {
            (1.0 - self.beta2.powf(step)).sqrt() / (1.0 - self.beta1.powf(step))
        } else {
            1.0
        };
        self.d * lr * correction
    }

    /// Updates the moments and sums; returns the progress along the gradient and the size of the sum.
    fn accumulate(&mut self, point: &[f64], rate: f64) -> (f64, f64) {
        let Self { d, d0, beta1, beta2, beta3, .. } = *self;
        let sum_rate = d / d0 * if self.safeguard_warmup { d } else { rate };
        let (mut progress, mut sum_norm) = (0.0, 0.0);
        for (i, gradient) in self.gradient.iter().enumerate() {
            self.mean[i] = self.mean[i] * beta1 + d * (1.0 - beta1) * gradient;
            self.square[i] = self.square[i] * beta2 + d * d * (1.0 - beta2) * gradient * gradient;
            if i.is_multiple_of(self.stride) {
                progress += gradient * (self.start[i] - point[i]);
                self.sum[i] = self.sum[i] * beta3 + sum_rate * gradient;
                sum_norm += self.sum[i].abs();
            }
        }
        (d / d0 * rate * progress, sum_norm)
    }

    fn raise_estimate(&mut self, d_hat: f64) {
        if self.d == self.d0 {
            self.d = self.d.max(d_hat);
        }
        self.d_max = self.d_max.max(d_hat);
        self.d = self.d_max.min(self.d * self.growth_rate);
    }
}

impl Stepper for Prodigy {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        if self.start.is_empty() {
            self.start = point.to_vec();
        }
        for state in [&mut self.sum, &mut self.mean, &mut self.square] {
            state.resize(point.len(), 0.0);
        }
        let coupled = if self.decouple { 0.0 } else { self.weight_decay };
        self.gradient.clear();
        self.gradient.extend(gradient.iter().zip(&*point).map(|(g, p)| g + coupled * p));
        let rate = self.rate(lr);
        self.last_rate = 0.0;
        if lr <= 0.0 {
            return Progress::Continue;
        }
        let (progress, sum_norm) = self.accumulate(point, rate);
        if sum_norm == 0.0 {
            return Progress::Continue;
        }
        self.numerator = self.numerator * self.beta3 + progress;
        self.raise_estimate(self.d_coef * self.numerator / sum_norm);
        self.last_rate = rate;
        let decoupled = if self.decouple { self.weight_decay } else { 0.0 };
        for (i, point) in point.iter_mut().enumerate() {
            let scale = self.square[i].sqrt() + self.d * self.eps;
            *point += -decoupled * rate * *point;
            *point -= if self.beta1 > 0.0 {
                rate * self.mean[i] / scale
            } else {
                rate * self.d * self.gradient[i] / scale
            };
        }
        self.steps_taken += 1;
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }

    fn terms(&self) -> Vec<Term> {
        vec![
            Term::scalar("d", self.d),
            Term::scalar("rate", self.last_rate),
            Term::vector("mean", &self.mean),
            Term::vector("square", &self.square),
            Term::vector("sum", &self.sum),
        ]
    }
}
