//! D-Adaptation of Adagrad.

use super::common::{MAXIMIZE, no_contradiction};
use super::dadapt::{D0, Estimate, GROWTH_RATE, PAPER, WEIGHT_DECAY, eps, lr, momentum};
use crate::optim::hyperparameter::Limits;
use crate::optim::optimizer::{Family, Method};
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "dadapt-adagrad",
        title: "D-Adapt Adagrad",
        paper: PAPER,
        library: "dadaptation.DAdaptAdaGrad",
        hyperparameters: &[
            lr("Learning rate {} must be positive"),
            momentum(Limits::NON_NEGATIVE, "Momentum {} must be non-negative"),
            WEIGHT_DECAY,
            eps(1e-6),
            D0,
            GROWTH_RATE,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(DAdaptAdagrad::new(settings), settings.flag("maximize")),
};

/// Adagrad, in its dual-averaging form, at the rate `d lr`.
#[derive(Clone, Debug)]
pub struct DAdaptAdagrad {
    estimate: Estimate,
    momentum: f64,
    eps: f64,
    gradient_square: f64,
    sum_square: f64,
    sum_norm: f64,
    sum: Vec<f64>,
    square: Vec<f64>,
    start: Vec<f64>,
}

impl DAdaptAdagrad {
    fn new(settings: &Settings) -> Self {
        Self {
            estimate: Estimate::new(settings),
            momentum: settings.number("momentum"),
            eps: settings.number("eps"),
            gradient_square: 0.0,
            sum_square: 0.0,
            sum_norm: 0.0,
            sum: Vec::new(),
            square: Vec::new(),
            start: Vec::new(),
        }
    }

    /// The sum's square, weighted as the points are, and its sum of absolute values.
    fn sizes(&self) -> (f64, f64) {
        let weighted = |(sum, square): (&f64, &f64)| sum * sum / (square.sqrt() + self.eps);
        (
            self.sum.iter().zip(&self.square).map(weighted).sum(),
            self.sum.iter().map(|s| s.abs()).sum(),
        )
    }
}

impl Stepper for DAdaptAdagrad {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        if self.sum.is_empty() {
            self.start = point.to_vec();
            self.sum = vec![0.0; point.len()];
            self.square = vec![1e-6; point.len()];
        }
        self.estimate.read_gradient(point, gradient, true);
        let rate = self.estimate.d * lr;
        self.estimate.rate = rate;
        let (old_square, old_norm) = self.sizes();
        let mut gradient_square = 0.0;
        for (i, gradient) in self.estimate.gradient.iter().enumerate() {
            self.square[i] += gradient * gradient;
            gradient_square += gradient * gradient / (self.square[i].sqrt() + self.eps);
            self.sum[i] += rate * gradient;
        }
        let (new_square, new_norm) = self.sizes();
        let sum_norm = self.sum_norm + (new_norm - old_norm);
        if sum_norm == 0.0 {
            return Progress::Continue;
        }
        self.sum_norm = sum_norm;
        self.sum_square += new_square - old_square;
        self.gradient_square += rate * rate * gradient_square;
        if lr > 0.0 {
            self.estimate.raise((self.sum_square - self.gradient_square) / sum_norm);
        }
        for (i, point) in point.iter_mut().enumerate() {
            let target = self.start[i] - self.sum[i] / (self.square[i].sqrt() + self.eps);
            let fresh = 1.0 - self.momentum;
            *point =
                if self.momentum == 0.0 { target } else { *point * (1.0 - fresh) + fresh * target };
        }
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.momentum)
    }

    fn terms(&self) -> Vec<Term> {
        vec![
            Term::scalar("d", self.estimate.d),
            Term::scalar("rate", self.estimate.rate),
            Term::vector("square_sum", &self.square),
            Term::vector("sum", &self.sum),
        ]
    }
}
