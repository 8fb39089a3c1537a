//! The plane along which paths spread most: their principal components.

use super::eigen::top_eigenpairs;
use super::error::PlaneError;
use super::plane::Plane;

/// A plane of principal components.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// The plane: its origin is the centre, its directions are orthogonal and of length 1, the greatest component of each
    /// positive.
    pub plane: Plane,
    /// The share of the variance about the centre that lies along each direction, 0 to 1.
    pub explained: [f64; 2],
}

impl Principal {
    /// The two principal components of paths about a point; each path is points of as many numbers one after the other, a
    /// row a step.
    ///
    /// They are the top eigenvectors of C = 1/N sum (p - c)(p - c)^T over all N points p about the centre c, and the shares
    /// are its eigenvalues divided by its trace. C is never written out: its products take two passes over the points.
    /// Where all points lie on one line, the second direction is any across it, with the share 0.
    pub fn about(paths: &[&[f64]], origin: Vec<f64>) -> Result<Self, PlaneError> {
        let parameters = origin.len();
        if parameters < 2 {
            return Err(PlaneError::TooFewParameters(parameters));
        }
        if let Some(wrong) = paths.iter().find(|path| !path.len().is_multiple_of(parameters)) {
            return Err(PlaneError::PathLength { given: wrong.len(), parameters });
        }
        if paths.iter().any(|path| !path.iter().all(|x| x.is_finite())) {
            return Err(PlaneError::NotFinite("a point of the paths"));
        }
        let points = || paths.iter().flat_map(|path| path.chunks_exact(parameters));
        let Some(first) = points().next() else { return Err(PlaneError::TooFewPoints(0)) };
        if points().all(|point| point == first) {
            return Err(PlaneError::TooFewPoints(1));
        }
        let count = points().count() as f64;
        let pairs = top_eigenpairs(parameters, 2, 0, |vector, product| {
            product.fill(0.0);
            for point in points() {
                let offsets = point.iter().zip(&origin).map(|(p, o)| p - o);
                let along = offsets.clone().zip(vector).map(|(d, x)| d * x).sum::<f64>() / count;
                product.iter_mut().zip(offsets).for_each(|(sum, d)| *sum += along * d);
            }
        })?;
        let square =
            |point: &[f64]| point.iter().zip(&origin).map(|(p, o)| (p - o) * (p - o)).sum::<f64>();
        let total = points().map(square).sum::<f64>() / count;
        let explained = [0, 1].map(|k| (pairs[k].value / total).clamp(0.0, 1.0));
        let mut vectors = pairs.into_iter().map(|pair| pair.vector);
        let directions = [(); 2].map(|()| vectors.next().unwrap_or_default());
        Ok(Self { plane: Plane::new(origin, directions)?, explained })
    }
}
