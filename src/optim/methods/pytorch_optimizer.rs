//! Lines that the tables of the library pytorch_optimizer share: its own limits, in its own words.

use super::common;
use crate::optim::hyperparameter::Hyperparameter;

pub(super) const fn lr(default: f64) -> Hyperparameter {
    common::lr_or(default, "learning rate must be positive. ({} > 0)")
}

pub(super) const fn beta1(default: f64) -> Hyperparameter {
    common::beta1_or(default, "beta1 must be in the range [0.0, 1.0)")
}

pub(super) const BETA2_COMPLAINT: &str = "beta2 must be in the range [0.0, 1.0)";

pub(super) const fn beta2(default: f64) -> Hyperparameter {
    common::beta2_or(default, BETA2_COMPLAINT)
}

pub(super) const fn weight_decay() -> Hyperparameter {
    common::weight_decay_or(0.0, "weight_decay must be non-negative")
}

pub(super) const fn eps(default: f64) -> Hyperparameter {
    common::eps_or(default, "eps must be non-negative")
}

pub(super) const WEIGHT_DECOUPLE: Hyperparameter = common::yes(
    "weight_decouple",
    "shrink the parameter itself instead of adding the decay to the gradient",
);

pub(super) const FIXED_DECAY: Hyperparameter =
    common::flag("fixed_decay", "shrink by weight_decay alone instead of by lr weight_decay");
