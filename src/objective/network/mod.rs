//! Neural networks as losses of all their weights: value, gradient and Hessian-vector products in f64.
//!
//! ```text
//! NetworkConfig + Dataset -> Network { loss, gradient, hessian_vector } over theta, all parameters in one vector
//!                              |
//!                 Plane { origin, two directions } -> the two axes of a surface
//! ```
//!
//! A [`Network`] is immutable and cheap to clone; a [`Scratch`] holds what an evaluation writes, so that a run allocates
//! nothing, but for what the array crate packs for products with six or more on every side. The parameters stand in the
//! order of PyTorch's `parameters()`: layer by layer the weights, row by row of shape (out, in), then the biases.
//! [`Plane`](super::plane::Plane) cuts two dimensions out of theirs.

mod activation;
mod config;
mod dataset;
mod datasets;
mod error;
mod init;
mod layout;
mod loss;
#[allow(clippy::module_inception, reason = "the room is named after the type that it is about")]
mod network;
mod pass;
mod restriction;
mod samples;
mod scratch;
mod tensors;

pub use activation::Activation;
pub use config::{DataConfig, Init, LayerConfig, NetworkConfig};
pub use dataset::{Dataset, Scale};
pub use datasets::{DataSet, MadeData};
pub use error::NetworkError;
pub use layout::{Filter, Layer, Layout};
pub use loss::NetworkLoss;
pub use network::Network;
pub use restriction::Restriction;
pub use scratch::Scratch;
pub use tensors::Tensor;
