//! D-Adaptation of gradient descent.

use super::common::{MAXIMIZE, SILENT, dot, no_contradiction};
use super::dadapt::{D0, Estimate, GROWTH_RATE, PAPER, WEIGHT_DECAY, lr, momentum};
use crate::optim::hyperparameter::Limits;
use crate::optim::optimizer::{Family, Method};
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "dadapt-sgd",
        title: "D-Adapt SGD",
        paper: PAPER,
        library: "dadaptation.DAdaptSGD",
        hyperparameters: &[
            lr("Invalid learning rate: {}"),
            momentum(Limits::ANY, SILENT),
            WEIGHT_DECAY,
            D0,
            GROWTH_RATE,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(DAdaptSgd::new(settings), settings.flag("maximize")),
};

/// Gradient descent at the rate `d lr / |first gradient|`.
#[derive(Clone, Debug)]
pub struct DAdaptSgd {
    estimate: Estimate,
    momentum: f64,
    numerator: f64,
    first_norm: Option<f64>,
    sum: Vec<f64>,
    start: Vec<f64>,
}

impl DAdaptSgd {
    fn new(settings: &Settings) -> Self {
        Self {
            estimate: Estimate::new(settings),
            momentum: settings.number("momentum"),
            numerator: 0.0,
            first_norm: None,
            sum: Vec::new(),
            start: Vec::new(),
        }
    }
}

impl Stepper for DAdaptSgd {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        // The reference leaves the weight decay out of this norm.
        let first_norm = *self.first_norm.get_or_insert_with(|| dot(gradient, gradient).sqrt());
        if self.sum.is_empty() {
            self.start = point.to_vec();
            self.sum = vec![0.0; point.len()];
        }
        self.estimate.read_gradient(point, gradient, true);
        let rate = self.estimate.d * lr / first_norm;
        self.estimate.rate = rate;
        if rate <= 0.0 || !rate.is_finite() {
            return Progress::Continue;
        }
        self.numerator += rate * dot(&self.estimate.gradient, &self.sum);
        for (sum, gradient) in self.sum.iter_mut().zip(&self.estimate.gradient) {
            *sum += rate * gradient;
        }
        let sum_square = dot(&self.sum, &self.sum);
        if sum_square == 0.0 {
            return Progress::Continue;
        }
        self.estimate.raise(2.0 * self.numerator / sum_square.sqrt());
        let fresh = 1.0 - self.momentum;
        for ((point, start), sum) in point.iter_mut().zip(&self.start).zip(&self.sum) {
            *point = *point * (1.0 - fresh) + fresh * (start - sum);
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
            Term::vector("sum", &self.sum),
        ]
    }
}
