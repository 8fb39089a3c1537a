//! Optimizers, their hyperparameters, and the run that turns one into a trajectory.
//!
//! ```text
//! "adam:lr=0.1" -> Optimizer { method, settings } -> Stepper (rule + state)
//!                                                       |
//!       Source (point -> loss, gradient) -> Run -> rows -> Feed (own thread | slices) -> Trajectory
//!                                          |   |
//!                                    Schedule  Noise, Batches
//! ```
//!
//! * [`methods`] holds one method a file. An elementwise rule is written once, over [`Real`], and [`Elementwise`]
//!   runs it on `f64`; a method that needs dot products over all parameters implements [`Stepper`] itself.
//! * `classical` holds the methods of the crate `basin`, each driven one iteration a step.
//! * [`schedule`] holds the learning-rate schedules, with the same table of hyperparameters.
//! * [`swarm`] starts many runs at once and compares them.
//! * [`tune`] searches the learning rate of several optimizers under one budget.
//! * [`StepReport`] takes one step apart into its [`Term`]s, and [`explain`] has title, formula and a sentence for each.
//! * [`Run`] is the loop: row `k` is the state *before* step `k`, and `lr[k]` is what step `k` uses.

mod error;
mod real;
mod hyperparameter;
mod settings;
mod optimizer;
mod stepper;
mod terms;
mod trace;
mod elementwise;
mod columns;
mod noise;
mod batches;
mod source;
mod network_source;
mod row;
mod run;
mod trajectory;
mod feed;
mod lowest;
mod classical;
pub mod swarm;
pub mod methods;
pub mod schedule;
pub mod tune;

pub use batches::Batches;
pub use elementwise::{Elementwise, Rule, decayed};
pub use error::OptimError;
pub use feed::Feed;
pub use hyperparameter::{Hyperparameter, Limits, Value};
pub use lowest::Lowest;
pub use network_source::NetworkSource;
pub use noise::Noise;
pub use optimizer::{Family, Method, Optimizer};
pub use real::Real;
pub use row::{Evaluations, Row, Sample, Stop};
pub use run::{Run, RunSettings};
pub use schedule::{Rates, Schedule, Scheduler};
pub use settings::{Settings, Table};
pub use source::{Sampled, Source};
pub use stepper::{Beginning, Oracle, Progress, Step, Stepper};
pub use terms::{Entry, Part, StepReport, Term, TermValue, explain};
pub use trace::UpdateFormula;
pub use trajectory::Trajectory;
