//! Lines and rules that several tables of the family share.

pub(super) use crate::optim::hyperparameter::{Hyperparameter, Limits, Value, number, optional};
pub(super) use crate::optim::methods::MAXIMIZE;
pub(super) use crate::optim::optimizer::{Family, Method};
pub(super) use crate::optim::settings::{Settings, Table};
pub(super) use crate::optim::stepper::{Beginning, Oracle, Uphill};
pub(super) use crate::optim::terms::Term;

/// The gradient norm at which the methods that use gradients say that they have converged.
pub(super) const GRADIENT_TOLERANCE: Hyperparameter = Hyperparameter::new(
    "absolute_gradient_tolerance",
    Value::Number(1e-6),
    Limits::NON_NEGATIVE,
    "tolerance must be finite and nonnegative",
    "converged when the gradient norm is at most this; basin itself never asks unless told to",
);

/// A line with one of some words, the first by default.
pub(super) const fn choice(
    name: &'static str,
    words: &'static [&'static str],
    help: &'static str,
) -> Hyperparameter {
    Hyperparameter::new(
        name,
        Value::Choice(words[0]),
        Limits::Choice(words),
        "no such variant",
        help,
    )
}

/// Refuses numbers that are not finite, which basin's solvers do not take, and counts so large that one step would not
/// end or fit into memory.
pub(super) fn check(settings: &Settings) -> Result<(), String> {
    for (line, value) in settings.iter() {
        let Value::Number(number) = value else { continue };
        if !number.is_finite() {
            return Err(format!("{} must be finite, not {number}", line.name));
        }
        if matches!(line.limits, Limits::Count(_)) && *number > MOST {
            return Err(format!("{} must be at most {MOST}, not {number}", line.name));
        }
    }
    Ok(())
}

/// The largest count.
const MOST: f64 = 10_000.0;

/// The word chosen under a name of the table.
pub(super) fn word(settings: &Settings, name: &str) -> &'static str {
    match settings.get(name) {
        Some(Value::Choice(word)) => word,
        _ => "",
    }
}
