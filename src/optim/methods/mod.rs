//! The methods, one a file, and the table of all of them.
//!
//! An elementwise rule implements [`Rule`](super::Rule); a method that needs sums over all parameters (L-BFGS, Adafactor,
//! Prodigy, D-Adaptation) implements [`Stepper`](super::Stepper) itself.
//!
//! The order of operations is that of the reference's single-tensor code, so that paths agree to the last digits:
//! `addcdiv(t1, t2, value)` is `(value * t1) / t2`, and epsilon stands where the reference puts it.

mod common;
mod line_search;
mod adabelief;
mod adadelta;
mod adafactor;
mod adagrad;
mod adam;
mod adamax;
mod adan;
mod asgd;
mod dadapt;
mod dadapt_adagrad;
mod dadapt_adam;
mod dadapt_sgd;
mod lbfgs;
mod lion;
mod nadam;
mod prodigy;
mod pytorch_optimizer;
mod radam;
mod rmsprop;
mod rprop;
mod schedule_free;
mod sgd;
mod yogi;

pub use adabelief::AdaBelief;
pub use adadelta::Adadelta;
pub use adafactor::Adafactor;
pub use adagrad::Adagrad;
pub use adam::Adam;
pub use adamax::Adamax;
pub use adan::Adan;
pub use asgd::Asgd;
pub use dadapt_adagrad::DAdaptAdagrad;
pub use dadapt_adam::DAdaptAdam;
pub use dadapt_sgd::DAdaptSgd;
pub use lbfgs::Lbfgs;
pub use lion::Lion;
pub use nadam::NAdam;
pub use prodigy::Prodigy;
pub use radam::RAdam;
pub use rmsprop::RmsProp;
pub use rprop::Rprop;
pub use schedule_free::{ScheduleFreeAdamW, ScheduleFreeSgd};
pub use sgd::Sgd;
pub use yogi::Yogi;

pub(super) use common::{MAXIMIZE, norm};

use super::classical;
use super::optimizer::Method;

/// All methods, in the order of lists and menus: PyTorch's and their kin, then the classical ones.
pub static METHODS: &[&Method] = &[
    &sgd::METHOD,
    &adagrad::METHOD,
    &rmsprop::METHOD,
    &adadelta::METHOD,
    &adam::METHOD,
    &adam::METHOD_ADAMW,
    &adamax::METHOD,
    &nadam::METHOD,
    &radam::METHOD,
    &asgd::METHOD,
    &rprop::METHOD,
    &adafactor::METHOD,
    &lbfgs::METHOD,
    &lion::METHOD,
    &yogi::METHOD,
    &adabelief::METHOD,
    &adan::METHOD,
    &prodigy::METHOD,
    &dadapt_adam::METHOD,
    &dadapt_sgd::METHOD,
    &dadapt_adagrad::METHOD,
    &schedule_free::METHOD_SGD,
    &schedule_free::METHOD_ADAMW,
    classical::METHODS[0],
    classical::METHODS[1],
    classical::METHODS[2],
    classical::METHODS[3],
    classical::METHODS[4],
    classical::METHODS[5],
    classical::METHODS[6],
    classical::METHODS[7],
    classical::METHODS[8],
    classical::METHODS[9],
];
