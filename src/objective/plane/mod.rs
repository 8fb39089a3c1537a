//! Planes in the space of a network's parameters: the two axes of its loss surface.
//!
//! A [`Plane`] is an origin and two directions; its point (a, b) is origin + a first + b second. What spans it:
//!
//! | plane | directions |
//! |---|---|
//! | [`Plane::of_parameters`] | two parameters by name |
//! | [`Plane::random`] | Gaussian directions, normalised by filter, by layer, or not at all |
//! | [`Principal::about`] | the two along which paths spread most |
//! | [`Sharpest::at`] | the two of greatest curvature: top eigenvectors of the Hessian |
//! | [`Plane::through`] | those from one point to two others |
//!
//! A [`Geodesic`] leads from what is shown of one plane to what is shown of another.
//!
//! A [`PlaneConfig`] says in a scene file which of them, about which [`Centre`], and makes it from the paths of runs.
//! A [`Line`] is a plane's little sister: one dimension, between two points or along a random direction.

mod centre;
mod config;
mod eigen;
mod error;
mod explained;
mod extent;
mod line;
mod geodesic;
#[allow(clippy::module_inception, reason = "the room is named after the type that it is about")]
mod plane;
mod principal;
mod random;
mod sharpest;

pub use centre::{Centre, WeightPath, has_step};
pub use config::{MadePlane, PlaneConfig, PlaneKind};
pub use eigen::{Eigenpair, top_eigenpairs};
pub use error::PlaneError;
pub use explained::{Explained, percent};
pub use geodesic::Geodesic;
pub use line::{Line, LineSample};
pub use plane::Plane;
pub use principal::Principal;
pub use random::{Normalisation, normalise};
pub use sharpest::Sharpest;
