//! Lines that several tables share.

use crate::optim::hyperparameter::{Hyperparameter, Limits, SILENT, Value};
pub(super) use crate::optim::hyperparameter::{number, optional};

pub(super) const fn gamma(default: f64) -> Hyperparameter {
    number("gamma", default, Limits::ANY, SILENT, "factor on the rate")
}

pub(super) const fn total_iters() -> Hyperparameter {
    let help = "steps until the rate is constant";
    number("total_iters", 5.0, Limits::Count(0), SILENT, help)
}

pub(super) const fn eta_min() -> Hyperparameter {
    number("eta_min", 0.0, Limits::ANY, SILENT, "the lowest rate")
}

pub(super) const CYCLE_MOMENTUM: Hyperparameter = Hyperparameter::new(
    "cycle_momentum",
    Value::Flag(true),
    Limits::Flag,
    SILENT,
    "move the momentum (or beta1) against the rate",
);

pub(super) const fn base_momentum(default: f64) -> Hyperparameter {
    let help = "the lowest momentum, where the rate is highest";
    number("base_momentum", default, Limits::ANY, SILENT, help)
}

pub(super) const fn max_momentum(default: f64) -> Hyperparameter {
    let help = "the highest momentum, where the rate is lowest";
    number("max_momentum", default, Limits::ANY, SILENT, help)
}
