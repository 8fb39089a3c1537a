//! ASGD: gradient descent that also averages its points.

use super::common::{MAXIMIZE, SILENT, lr, no_contradiction, weight_decay};
use crate::optim::elementwise::{Elementwise, Rule, decayed};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "asgd",
        title: "ASGD",
        paper: "Polyak and Juditsky 1992, Acceleration of stochastic approximation by averaging",
        library: "torch.optim.ASGD",
        hyperparameters: &[
            lr(1e-2),
            Hyperparameter::new(
                "lambd",
                Value::Number(1e-4),
                Limits::NON_NEGATIVE,
                "Invalid lambd value: {}",
                "decay of the parameters and of the rate",
            ),
            Hyperparameter::new(
                "alpha",
                Value::Number(0.75),
                Limits::NON_NEGATIVE,
                "Invalid alpha value: {}",
                "power of the rate's decay",
            ),
            Hyperparameter::new(
                "t0",
                Value::Number(1e6),
                Limits::ANY,
                SILENT,
                "step at which the averaging starts",
            ),
            weight_decay(0.0),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Box::new(Elementwise::new(Asgd::new(settings), settings.flag("maximize"))),
};

/// `point = (1 - lambd eta) point - eta gradient`, with `eta = lr / (1 + lambd lr k)^alpha` from the step before.
#[derive(Clone, Debug)]
pub struct Asgd {
    lambd: f64,
    alpha: f64,
    t0: f64,
    weight_decay: f64,
    /// Rate and averaging weight of the next step; the first step's rate is its learning rate.
    next: Option<(f64, f64)>,
}

impl Asgd {
    fn new(settings: &Settings) -> Self {
        Self {
            lambd: settings.number("lambd"),
            alpha: settings.number("alpha"),
            t0: settings.number("t0"),
            weight_decay: settings.number("weight_decay"),
            next: None,
        }
    }
}

impl Rule<1, 3> for Asgd {
    const STATE: [&'static str; 1] = ["average"];
    const SCALARS: [&'static str; 3] = ["eta", "shrink", "weight"];

    fn initial_state(&self, point: f64, _lr: f64) -> [f64; 1] {
        [point]
    }

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 3] {
        let (eta, weight) = self.next.unwrap_or((lr, 1.0));
        let step = step as f64;
        let next_eta = lr / (1.0 + self.lambd * lr * step).powf(self.alpha);
        self.next = Some((next_eta, 1.0 / (step - self.t0).max(1.0)));
        [eta, 1.0 - self.lambd * eta, weight]
    }

    fn update<R: Real>(
        &self,
        point: R,
        gradient: R,
        [average]: [R; 1],
        scalars: [R; 3],
    ) -> (R, [R; 1]) {
        let [eta, shrink, weight] = scalars;
        let gradient = decayed(gradient, point, self.weight_decay);
        let point = point * shrink - eta * gradient;
        let average = (-weight + 1.0).if_positive(average + (point - average) * weight, point);
        (point, [average])
    }

    fn averaged(&self, _point: f64, [average]: [f64; 1]) -> Option<f64> {
        Some(average)
    }
}
