//! Lines that many tables share.

use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::settings::Settings;

pub(super) const fn lr(default: f64) -> Hyperparameter {
    let help = "learning rate: the scale of every step";
    Hyperparameter::new(
        "lr",
        Value::Number(default),
        Limits::NON_NEGATIVE,
        "Invalid learning rate",
        help,
    )
}

pub(super) const fn eps(default: f64) -> Hyperparameter {
    let help = "added to the denominator, so that it never vanishes";
    Hyperparameter::new(
        "eps",
        Value::Number(default),
        Limits::NON_NEGATIVE,
        "Invalid epsilon value",
        help,
    )
}

pub(super) const fn weight_decay(default: f64) -> Hyperparameter {
    let help = "pulls every parameter towards zero";
    let complaint = "Invalid weight_decay value";
    Hyperparameter::new(
        "weight_decay",
        Value::Number(default),
        Limits::NON_NEGATIVE,
        complaint,
        help,
    )
}

pub(super) const fn momentum() -> Hyperparameter {
    let help = "share of the last step's velocity that is kept";
    Hyperparameter::new(
        "momentum",
        Value::Number(0.0),
        Limits::NON_NEGATIVE,
        "Invalid momentum value",
        help,
    )
}

pub(super) const fn beta1(default: f64) -> Hyperparameter {
    let help = "decay of the running mean of gradients";
    let complaint = "Invalid beta parameter at index 0";
    Hyperparameter::new("beta1", Value::Number(default), Limits::UNIT_HALF_OPEN, complaint, help)
}

pub(super) const fn beta2(default: f64) -> Hyperparameter {
    let help = "decay of the running mean of squared gradients";
    let complaint = "Invalid beta parameter at index 1";
    Hyperparameter::new("beta2", Value::Number(default), Limits::UNIT_HALF_OPEN, complaint, help)
}

pub(super) const fn flag(name: &'static str, help: &'static str) -> Hyperparameter {
    Hyperparameter::new(name, Value::Flag(false), Limits::Flag, "expected a bool", help)
}

pub(super) const MAXIMIZE: Hyperparameter = flag("maximize", "climb instead of descending");

/// For tables without contradictions.
pub(super) fn no_contradiction(_: &Settings) -> Result<(), String> {
    Ok(())
}
