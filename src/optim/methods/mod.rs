//! The methods, one a file, and the table of all of them.
//!
//! The order of operations is that of the reference's single-tensor code, so that paths agree to the last digits:
//! `addcdiv(t1, t2, value)` is `(value * t1) / t2`, and epsilon stands where the reference puts it.

mod common;
mod adadelta;
mod adagrad;
mod adam;
mod rmsprop;
mod sgd;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

use super::optimizer::Method;

/// All methods, in the order of lists and menus.
pub static METHODS: &[&Method] = &[
    &sgd::METHOD,
    &adagrad::METHOD,
    &rmsprop::METHOD,
    &adadelta::METHOD,
    &adam::METHOD,
    &adam::METHOD_ADAMW,
];
