//! The plane of greatest curvature.

use std::sync::atomic::{AtomicBool, Ordering};

use super::eigen::top_eigenpairs;
use super::error::PlaneError;
use super::plane::Plane;
use crate::objective::network::Network;

/// The plane of the two top eigenvectors of a network's Hessian.
#[derive(Clone, Debug, PartialEq)]
pub struct Sharpest {
    /// The plane through the point, with orthogonal directions of length 1.
    pub plane: Plane,
    /// The two largest eigenvalues: the loss's second derivatives along the directions.
    pub eigenvalues: [f64; 2],
}

impl Sharpest {
    /// Finds the two largest eigenvalues of the Hessian at `theta` by exact Hessian-vector products; the Hessian is never
    /// written out.
    pub fn at(network: &Network, theta: &[f64]) -> Result<Self, PlaneError> {
        Self::until(network, theta, &AtomicBool::new(false))
    }

    /// The same, given up once `cancel` is set: then the outcome is an error.
    pub fn until(
        network: &Network,
        theta: &[f64],
        cancel: &AtomicBool,
    ) -> Result<Self, PlaneError> {
        network.check(theta)?;
        let mut scratch = network.scratch();
        let pairs = top_eigenpairs(theta.len(), 2, 0, |vector, product| {
            if cancel.load(Ordering::Relaxed) {
                // A product that is no number ends the search.
                return product.fill(f64::NAN);
            }
            network.hessian_vector(theta, vector, product, &mut scratch);
        });
        let pairs = pairs.map_err(|error| match error {
            PlaneError::NotFinite(_) => PlaneError::NoCurvature,
            other => other,
        })?;
        let eigenvalues = [pairs[0].value, pairs[1].value];
        let mut vectors = pairs.into_iter().map(|pair| pair.vector);
        let directions = [(); 2].map(|()| vectors.next().unwrap_or_default());
        Ok(Self { plane: Plane::new(theta.to_vec(), directions)?, eigenvalues })
    }
}
