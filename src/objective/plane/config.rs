//! A plane as a scene file describes it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::PlaneError;
use super::plane::Plane;
use super::principal::{Centre, Principal};
use super::random::Normalisation;
use super::sharpest::Sharpest;
use crate::objective::network::Network;

/// What spans a plane, by its `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum PlaneConfig {
    /// Two parameters by name: see [`Plane::of_parameters`].
    Parameters {
        /// Their names, such as `layer1.weight[3,2]`.
        parameters: [String; 2],
    },
    /// Random directions: see [`Plane::random`].
    Random {
        /// How they are scaled to the weights.
        #[serde(default)]
        normalisation: Normalisation,
        /// Whether biases take part.
        #[serde(default)]
        biases: bool,
        /// The seed of the directions.
        #[serde(default)]
        seed: u64,
    },
    /// Principal components of the paths: see [`Principal::of_paths`].
    Principal {
        /// The point about which their spread is measured.
        #[serde(default)]
        centre: Centre,
    },
    /// Top eigenvectors of the Hessian: see [`Sharpest::at`].
    Sharpest {},
    /// Through three points: see [`Plane::through`].
    Points {
        /// Three files of weights, `.npz` or `.safetensors`.
        files: [PathBuf; 3],
    },
}

impl Default for PlaneConfig {
    fn default() -> Self {
        Self::Random { normalisation: Normalisation::default(), biases: false, seed: 0 }
    }
}

impl PlaneConfig {
    /// The plane: through or about `theta`, of `paths` (each its points one after the other) where it is one of principal
    /// components, through `points` (the weights of its files) where it is one through points.
    pub fn plane(
        &self,
        network: &Network,
        theta: &[f64],
        paths: &[&[f64]],
        points: &[Vec<f64>],
    ) -> Result<Plane, PlaneError> {
        match self {
            Self::Parameters { parameters: [first, second] } => {
                Plane::of_parameters(network.layout(), theta, [first, second])
            }
            Self::Random { normalisation, biases, seed } => {
                Plane::random(network.layout(), theta, *normalisation, *biases, *seed)
            }
            Self::Principal { centre } => {
                Ok(Principal::of_paths(paths, network.parameters(), *centre)?.plane)
            }
            Self::Sharpest {} => Ok(Sharpest::at(network, theta)?.plane),
            Self::Points { .. } => match points {
                [first, second, third] => Plane::through([first, second, third]),
                _ => Err(PlaneError::PointCount(points.len())),
            },
        }
    }
}
