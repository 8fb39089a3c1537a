//! D-Adaptation: methods that estimate the distance `d` to the solution and take their rate from it.
//!
//! With `s` the weighted sum of gradients, progress along `s` bounds `d` from below; the estimate only grows.

use super::common::SILENT;
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::settings::Settings;

pub(super) const PAPER: &str = "Defazio and Mishchenko 2023, arXiv:2301.07733";

pub(super) const fn lr(complaint: &'static str) -> Hyperparameter {
    let help = "factor on the estimated rate; leave it at 1";
    Hyperparameter::new("lr", Value::Number(1.0), Limits::POSITIVE, complaint, help)
}

pub(super) const fn eps(default: f64) -> Hyperparameter {
    let help = "added to the denominator, so that it never vanishes";
    Hyperparameter::new(
        "eps",
        Value::Number(default),
        Limits::POSITIVE,
        "Invalid epsilon value: {}",
        help,
    )
}

pub(super) const WEIGHT_DECAY: Hyperparameter = Hyperparameter::new(
    "weight_decay",
    Value::Number(0.0),
    Limits::ANY,
    SILENT,
    "pulls every parameter towards zero",
);

pub(super) const D0: Hyperparameter = Hyperparameter::new(
    "d0",
    Value::Number(1e-6),
    Limits::POSITIVE,
    "Invalid d0 value: {}",
    "the first estimate of the distance; rarely needs changing",
);

pub(super) const GROWTH_RATE: Hyperparameter = Hyperparameter::new(
    "growth_rate",
    Value::Number(f64::INFINITY),
    Limits::ANY,
    SILENT,
    "the estimate grows by this factor a step at most; inf: no limit",
);

pub(super) const fn momentum(limits: Limits, complaint: &'static str) -> Hyperparameter {
    let help = "share of the last point that is kept";
    Hyperparameter::new("momentum", Value::Number(0.0), limits, complaint, help)
}

/// The estimate of the distance, and the gradient with its decay.
#[derive(Clone, Debug)]
pub(super) struct Estimate {
    pub(super) d: f64,
    /// The rate of the last step, which follows from `d` before it.
    pub(super) rate: f64,
    growth_rate: f64,
    pub(super) weight_decay: f64,
    pub(super) gradient: Vec<f64>,
}

impl Estimate {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            d: settings.number("d0"),
            rate: 0.0,
            growth_rate: settings.number("growth_rate"),
            weight_decay: settings.number("weight_decay"),
            gradient: Vec::new(),
        }
    }

    /// Takes over the gradient, with an L2 penalty where `coupled`.
    pub(super) fn read_gradient(&mut self, point: &[f64], gradient: &[f64], coupled: bool) {
        let weight_decay = if coupled { self.weight_decay } else { 0.0 };
        self.gradient.clear();
        self.gradient.extend(gradient.iter().zip(point).map(|(g, p)| g + weight_decay * p));
    }

    pub(super) fn raise(&mut self, d_hat: f64) {
        self.d = self.d.max(d_hat.min(self.d * self.growth_rate));
    }
}
