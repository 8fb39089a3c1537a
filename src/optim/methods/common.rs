//! Lines that many tables share.

use crate::optim::elementwise::decayed;
pub(super) use crate::optim::hyperparameter::SILENT;
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::real::Real;
use crate::optim::settings::Settings;
pub(super) use crate::optim::settings::no_contradiction;

pub(super) const fn lr(default: f64) -> Hyperparameter {
    lr_or(default, "Invalid learning rate: {}")
}

pub(super) const fn lr_or(default: f64, complaint: &'static str) -> Hyperparameter {
    let help = "learning rate: the scale of every step";
    Hyperparameter::new("lr", Value::Number(default), Limits::NON_NEGATIVE, complaint, help)
}

pub(super) const fn eps(default: f64) -> Hyperparameter {
    eps_or(default, "Invalid epsilon value: {}")
}

pub(super) const fn eps_or(default: f64, complaint: &'static str) -> Hyperparameter {
    let help = "added to the denominator, so that it never vanishes";
    Hyperparameter::new("eps", Value::Number(default), Limits::NON_NEGATIVE, complaint, help)
}

pub(super) const fn weight_decay(default: f64) -> Hyperparameter {
    weight_decay_or(default, "Invalid weight_decay value: {}")
}

pub(super) const fn weight_decay_or(default: f64, complaint: &'static str) -> Hyperparameter {
    let help = "pulls every parameter towards zero";
    let default = Value::Number(default);
    Hyperparameter::new("weight_decay", default, Limits::NON_NEGATIVE, complaint, help)
}

pub(super) const fn momentum() -> Hyperparameter {
    let help = "share of the last step's velocity that is kept";
    Hyperparameter::new(
        "momentum",
        Value::Number(0.0),
        Limits::NON_NEGATIVE,
        "Invalid momentum value: {}",
        help,
    )
}

pub(super) const fn beta1(default: f64) -> Hyperparameter {
    beta1_or(default, "Invalid beta parameter at index 0: {}")
}

pub(super) const fn beta1_or(default: f64, complaint: &'static str) -> Hyperparameter {
    let help = "decay of the running mean of gradients";
    Hyperparameter::new("beta1", Value::Number(default), Limits::UNIT_HALF_OPEN, complaint, help)
}

pub(super) const fn beta2(default: f64) -> Hyperparameter {
    beta2_or(default, "Invalid beta parameter at index 1: {}")
}

pub(super) const fn beta2_or(default: f64, complaint: &'static str) -> Hyperparameter {
    let help = "decay of the running mean of squared gradients";
    Hyperparameter::new("beta2", Value::Number(default), Limits::UNIT_HALF_OPEN, complaint, help)
}

pub(super) const fn flag(name: &'static str, help: &'static str) -> Hyperparameter {
    Hyperparameter::new(name, Value::Flag(false), Limits::Flag, SILENT, help)
}

pub(super) const fn yes(name: &'static str, help: &'static str) -> Hyperparameter {
    Hyperparameter::new(name, Value::Flag(true), Limits::Flag, SILENT, help)
}

pub(in crate::optim) const MAXIMIZE: Hyperparameter =
    flag("maximize", "climb instead of descending");

/// The dot product of two vectors of the same length.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The Euclidean norm.
pub(in crate::optim) fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

/// Weight decay, either coupled (added to the gradient, an L2 penalty) or decoupled (shrinking the parameter itself).
#[derive(Clone, Copy, Debug)]
pub(super) struct Decay {
    pub(super) weight_decay: f64,
    pub(super) decoupled: bool,
    /// Shrink by the weight decay alone instead of by its product with the learning rate.
    pub(super) fixed: bool,
}

impl Decay {
    /// The decay of a table that has `weight_decay`.
    pub(super) fn new(settings: &Settings, decoupled: bool) -> Self {
        Self { weight_decay: settings.number("weight_decay"), decoupled, fixed: false }
    }

    /// The decay of a table that leaves the choice: `weight_decay`, `weight_decouple`, `fixed_decay`.
    pub(super) fn optional(settings: &Settings) -> Self {
        Self {
            fixed: settings.flag("fixed_decay"),
            ..Self::new(settings, settings.flag("weight_decouple"))
        }
    }

    /// The factor that the decay puts on the parameter in a step of this learning rate; 1 where it is coupled.
    pub(super) fn shrink(&self, lr: f64) -> f64 {
        if !self.decoupled {
            return 1.0;
        }
        1.0 - self.weight_decay * if self.fixed { 1.0 } else { lr }
    }

    /// Parameter and gradient after the decay.
    #[inline]
    pub(super) fn apply<R: Real>(&self, point: R, gradient: R, shrink: R) -> (R, R) {
        if self.decoupled {
            (point * shrink, gradient)
        } else {
            (point, decayed(gradient, point, self.weight_decay))
        }
    }
}
