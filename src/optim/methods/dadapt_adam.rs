//! D-Adaptation of Adam.

use super::common::{MAXIMIZE, beta1, beta2, flag, no_contradiction};
use super::dadapt::{D0, Estimate, GROWTH_RATE, PAPER, WEIGHT_DECAY, eps, lr};
use crate::optim::optimizer::{Family, Method};
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "dadapt-adam",
        title: "D-Adapt Adam",
        paper: PAPER,
        library: "dadaptation.DAdaptAdam",
        hyperparameters: &[
            lr("Invalid learning rate: {}"),
            beta1(0.9),
            beta2(0.999),
            eps(1e-8),
            WEIGHT_DECAY,
            flag("decouple", "shrink the parameter itself, as AdamW does"),
            flag("use_bias_correction", "correct both means for their start at zero"),
            D0,
            GROWTH_RATE,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(DAdaptAdam::new(settings), settings.flag("maximize")),
};

/// Adam at the rate `d lr`.
#[derive(Clone, Debug)]
pub struct DAdaptAdam {
    estimate: Estimate,
    beta1: f64,
    beta2: f64,
    eps: f64,
    decouple: bool,
    use_bias_correction: bool,
    steps_taken: u64,
    numerator: f64,
    sum: Vec<f64>,
    mean: Vec<f64>,
    square: Vec<f64>,
}

impl DAdaptAdam {
    fn new(settings: &Settings) -> Self {
        Self {
            estimate: Estimate::new(settings),
            beta1: settings.number("beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
            decouple: settings.flag("decouple"),
            use_bias_correction: settings.flag("use_bias_correction"),
            steps_taken: 0,
            numerator: 0.0,
            sum: Vec::new(),
            mean: Vec::new(),
            square: Vec::new(),
        }
    }

    fn bias_correction(&self) -> f64 {
        let step = (self.steps_taken + 1) as f64;
        if self.use_bias_correction {
            (1.0 - self.beta2.powf(step)).sqrt() / (1.0 - self.beta1.powf(step))
        } else {
            1.0
        }
    }
}

impl Stepper for DAdaptAdam {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        self.estimate.read_gradient(point, gradient, !self.decouple);
        for state in [&mut self.sum, &mut self.mean, &mut self.square] {
            state.resize(point.len(), 0.0);
        }
        let rate = self.estimate.d * lr * self.bias_correction();
        self.estimate.rate = 0.0;
        if rate <= 0.0 {
            return Progress::Continue;
        }
        let decay = self.beta2.sqrt();
        let (mut progress, mut sum_norm) = (0.0, 0.0);
        for (i, gradient) in self.estimate.gradient.iter().enumerate() {
            let scaled = self.sum[i] / (self.square[i].sqrt() + self.eps);
            progress += gradient * scaled;
            self.mean[i] = self.mean[i] * self.beta1 + rate * (1.0 - self.beta1) * gradient;
            self.square[i] = self.square[i] * self.beta2 + (1.0 - self.beta2) * gradient * gradient;
            self.sum[i] = self.sum[i] * decay + rate * (1.0 - decay) * gradient;
            sum_norm += self.sum[i].abs();
        }
        if sum_norm == 0.0 {
            return Progress::Continue;
        }
        self.numerator = decay * self.numerator + (1.0 - decay) * (rate * progress);
        self.estimate.raise(self.numerator / ((1.0 - decay) * sum_norm));
        self.estimate.rate = rate;
        let weight_decay = if self.decouple { self.estimate.weight_decay } else { 0.0 };
        for ((point, mean), square) in point.iter_mut().zip(&self.mean).zip(&self.square) {
            *point += -weight_decay * rate * *point;
            *point -= mean / (square.sqrt() + self.eps);
        }
        self.steps_taken += 1;
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.beta1)
    }

    fn terms(&self) -> Vec<Term> {
        vec![
            Term::scalar("d", self.estimate.d),
            Term::scalar("rate", self.estimate.rate),
            Term::vector("mean", &self.mean),
            Term::vector("square", &self.square),
            Term::vector("sum", &self.sum),
        ]
    }
}
