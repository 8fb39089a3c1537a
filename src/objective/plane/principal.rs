//! The plane along which paths spread most: their principal components.

use serde::{Deserialize, Serialize};

use super::eigen::top_eigenpairs;
use super::error::PlaneError;
use super::plane::Plane;

/// The point about which the spread of paths is measured; it becomes the plane's origin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Centre {
    /// Where the path ends, as Li et al. (2018, section 7) have it; of several paths, the mean of their ends.
    #[default]
    Final,
    /// The mean of all points, as principal components usually have it (Pearson, 1901).
    Mean,
}

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
    /// The two principal components of paths, each the points of `parameters` numbers one after the other.
    ///
    /// They are the top eigenvectors of C = 1/N sum (p - c)(p - c)^T over all N points p about the centre c, and the shares
    /// are its eigenvalues divided by its trace. C is never written out: its products take two passes over the points.
    /// Where all points lie on one line, the second direction is any across it, with the share 0.
    pub fn of_paths(
        paths: &[&[f64]],
        parameters: usize,
        centre: Centre,
    ) -> Result<Self, PlaneError> {
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
        let origin = match centre {
            Centre::Mean => mean(points(), parameters),
            Centre::Final => mean(
                paths.iter().filter_map(|path| path.chunks_exact(parameters).next_back()),
                parameters,
            ),
        };
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

fn mean<'a>(points: impl Iterator<Item = &'a [f64]>, parameters: usize) -> Vec<f64> {
    let mut count = 0.0;
    let mut sum = vec![0.0; parameters];
    for point in points {
        count += 1.0;
        sum.iter_mut().zip(point).for_each(|(sum, x)| *sum += x);
    }
    // One point is its own mean to the last digit.
    sum.iter_mut().for_each(|sum| *sum /= count);
    sum
}
