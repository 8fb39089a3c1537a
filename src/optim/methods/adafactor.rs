//! Adafactor: RMSprop with a decay that grows, a clipped step, and a rate relative to the parameters' size.
//!
//! All parameters form one vector, so PyTorch does not factor the second moment either.

use super::common::{MAXIMIZE, no_contradiction, norm};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "adafactor",
        title: "Adafactor",
        paper: "Shazeer and Stern 2018, arXiv:1804.04235",
        library: "torch.optim.Adafactor",
        hyperparameters: &[
            Hyperparameter::new(
                "lr",
                Value::Number(1e-2),
                Limits::NON_NEGATIVE,
                "Learning rate should be >= 0 but is: {}",
                "largest relative step; step k (from 1) takes the smaller of this and 1 / sqrt(k)",
            ),
            Hyperparameter::new(
                "beta2_decay",
                Value::Number(-0.8),
                Limits::NON_POSITIVE,
                "beta2_decay should be <= 0 but is: {}",
                "step k weighs k^beta2_decay in the running mean of squared gradients",
            ),
            Hyperparameter::new(
                "eps1",
                Value::None,
                Limits::NON_NEGATIVE,
                "epsilon1 should be >= 0 but is: {}",
                "least root of the second moment; none: the number type's epsilon",
            ),
            Hyperparameter::new(
                "eps2",
                Value::Number(1e-3),
                Limits::NON_NEGATIVE,
                "epsilon2 should be >= 0 but is: {}",
                "least size of the parameters that the rate is relative to",
            ),
            Hyperparameter::new(
                "d",
                Value::Number(1.0),
                Limits::AT_LEAST_ONE,
                "Clipping threshold d should be >= 1 but is: {}",
                "a step whose root mean square is above this is scaled down to it",
            ),
            Hyperparameter::new(
                "weight_decay",
                Value::Number(0.0),
                Limits::NON_NEGATIVE,
                "weight_decay should be >= 0 but is: {}",
                "shrinks every parameter, as AdamW does",
            ),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(Adafactor::new(settings), settings.flag("maximize")),
};

/// `update = gradient / sqrt(square)`, clipped; `point -= max(eps2, rms(point)) min(lr, 1/sqrt(k)) update`.
#[derive(Clone, Debug)]
pub struct Adafactor {
    beta2_decay: f64,
    eps1: f64,
    eps2: f64,
    clip: f64,
    weight_decay: f64,
    steps_taken: u64,
    /// What the scaled gradient was multiplied by in the last step.
    rate: f64,
    square: Vec<f64>,
    update: Vec<f64>,
}

impl Adafactor {
    fn new(settings: &Settings) -> Self {
        Self {
            beta2_decay: settings.number("beta2_decay"),
            eps1: settings.optional("eps1").unwrap_or(f64::EPSILON),
            eps2: settings.number("eps2"),
            clip: settings.number("d"),
            weight_decay: settings.number("weight_decay"),
            steps_taken: 0,
            rate: 0.0,
            square: Vec::new(),
            update: Vec::new(),
        }
    }
}

impl Stepper for Adafactor {
    fn step(&mut self, Step { point, gradient, lr, .. }: Step<'_>) -> Progress {
        self.square.resize(point.len(), 0.0);
        self.update.resize(point.len(), 0.0);
        self.steps_taken += 1;
        let step = self.steps_taken as f64;
        let root_len = (point.len() as f64).sqrt();
        let fresh = step.powf(self.beta2_decay);
        let rate = self.eps2.max(norm(point) / root_len) * lr.min(1.0 / step.sqrt());
        for ((square, update), gradient) in
            self.square.iter_mut().zip(&mut self.update).zip(gradient)
        {
            *square = square.lerp(gradient * gradient, fresh);
            *update = 1.0 / square.max(self.eps1 * self.eps1).sqrt() * gradient;
        }
        let excess = (norm(&self.update) / (root_len * self.clip)).max(1.0);
        self.rate = rate / excess;
        for (point, update) in point.iter_mut().zip(&self.update) {
            let decayed = *point * (1.0 - lr * self.weight_decay);
            *point = decayed - self.rate * update;
        }
        Progress::Continue
    }

    fn terms(&self) -> Vec<Term> {
        vec![Term::scalar("rate", self.rate), Term::vector("square", &self.square)]
    }
}
