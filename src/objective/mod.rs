//! What is minimised: a formula, a model fitted to data, or a neural network.
//!
//! An [`Objective`] is immutable and cheap to clone: the compiled expression and the data are shared. Its loss is the mean of
//! one term over the rows of the data (a plain formula has a single row), so that value, gradient, Hessian and the GPU's
//! WGSL all come from that one term's graph. An [`Evaluator`] holds the scratch memory with which a run evaluates it
//! without allocating. A [`network`] has many parameters, of which a [`plane`] shows two.

mod compiled;
pub mod critical;
mod curvature;
mod data;
mod domain;
mod error;
mod evaluator;
mod expansion;
mod fit;
mod landscape;
pub mod library;
mod library_table;
mod loss_bound;
mod lowest;
pub mod network;
#[allow(clippy::module_inception)] // the room is named after the type that it is about
mod objective;
mod on_grid;
pub mod plane;
mod quantity;
mod survey;

pub use critical::{CriticalPoint, CriticalPoints};
pub use curvature::Curvature;
pub use data::{Data, Inputs, Synthetic};
pub use domain::{Constant, Domain, HeightScale, Interval, Minimum};
pub use error::ObjectiveError;
pub use evaluator::Evaluator;
pub use expansion::Expansion;
pub use fit::{Fit, Metric};
pub use landscape::Landscape;
pub use library::UnknownName;
pub use loss_bound::LossBound;
pub use lowest::{lowest_sample, minima_found};
pub use objective::Objective;
pub use quantity::Quantity;
pub use survey::Survey;
