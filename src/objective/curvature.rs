//! The curvature of a loss at a point: eigenvalues and eigenvectors of its Hessian.

/// The eigenvalues of a symmetric 2 x 2 matrix, in rising order, with a unit eigenvector each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvature {
    /// The second derivatives along the two eigenvectors, the lesser first.
    pub values: [f64; 2],
    /// Unit vectors in parameter space, orthogonal; `vectors[k]` belongs to `values[k]`. Their signs mean nothing: the
    /// larger component is positive.
    pub vectors: [[f64; 2]; 2],
}

impl Curvature {
    /// Decomposes a symmetric matrix by one Jacobi rotation, which is exact for 2 x 2. Where the matrix is not finite, all
    /// numbers are NaN.
    pub fn of(hessian: [[f64; 2]; 2]) -> Self {
        let [[a, b], [_, d]] = hessian;
        if ![a, b, d].iter().all(|c| c.is_finite()) {
            return Self { values: [f64::NAN; 2], vectors: [[f64::NAN; 2]; 2] };
        }
        // Halved, so that a difference of large numbers does not overflow.
        let tau = (0.5 * d - 0.5 * a) / b;
        let tangent = if b == 0.0 { 0.0 } else { tau.signum() / (tau.abs() + tau.hypot(1.0)) };
        let cosine = tangent.hypot(1.0).recip();
        let sine = tangent * cosine;
        let pairs = [(a - tangent * b, [cosine, -sine]), (d + tangent * b, [sine, cosine])];
        let [first, second] = if pairs[1].0 < pairs[0].0 { [pairs[1], pairs[0]] } else { pairs };
        Self { values: [first.0, second.0], vectors: [facing(first.1), facing(second.1)] }
    }

    /// The largest second derivative by its absolute value.
    pub fn largest(&self) -> f64 {
        self.values[0].abs().max(self.values[1].abs())
    }

    /// How many times the largest second derivative is the least, by absolute values; infinite where one of them is zero.
    pub fn condition(&self) -> f64 {
        let least = self.values[0].abs().min(self.values[1].abs());
        if least == 0.0 { f64::INFINITY } else { self.largest() / least }
    }

    /// Whether all numbers are finite.
    pub fn is_finite(&self) -> bool {
        self.values.iter().all(|value| value.is_finite())
    }
}

/// The vector or its opposite, whichever has its larger component positive.
fn facing([x, y]: [f64; 2]) -> [f64; 2] {
    let larger = if y.abs() > x.abs() { y } else { x };
    // Added to zero, so that no component is a negative zero.
    if larger < 0.0 { [0.0 - x, 0.0 - y] } else { [x + 0.0, y + 0.0] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrices() -> impl Iterator<Item = [[f64; 2]; 2]> {
        let numbers = [-3.7e3, -1.0, -1e-9, 0.0, 1e-12, 0.3, 2.0, 5e6];
        numbers.into_iter().flat_map(move |a| {
            numbers
                .into_iter()
                .flat_map(move |b| numbers.into_iter().map(move |d| [[a, b], [b, d]]))
        })
    }

    /// Three roundings in each component, of numbers up to the largest entry.
    fn rounding([[a, b], [_, d]]: [[f64; 2]; 2]) -> f64 {
        8.0 * f64::EPSILON * a.abs().max(b.abs()).max(d.abs())
    }

    #[test]
    fn a_matrix_times_an_eigenvector_is_the_eigenvalue_times_it() {
        for matrix in matrices() {
            let Curvature { values, vectors } = Curvature::of(matrix);
            for (value, vector) in values.into_iter().zip(vectors) {
                for row in 0..2 {
                    let product = matrix[row][0] * vector[0] + matrix[row][1] * vector[1];
                    let error = (product - value * vector[row]).abs();
                    assert!(error <= rounding(matrix), "{matrix:?}: {value} {vector:?} {error}");
                }
            }
        }
    }

    #[test]
    fn trace_and_determinant_are_sum_and_product() {
        for matrix in matrices() {
            let [[a, b], [_, d]] = matrix;
            let [low, high] = Curvature::of(matrix).values;
            assert!(low <= high, "{matrix:?}");
            assert!((low + high - (a + d)).abs() <= rounding(matrix), "{matrix:?}");
            let largest = a.abs().max(b.abs()).max(d.abs());
            let error = (low * high - (a * d - b * b)).abs();
            assert!(error <= rounding(matrix) * largest * 4.0, "{matrix:?}: {error}");
        }
    }

    #[test]
    fn eigenvectors_are_orthogonal_units_that_face_forward() {
        for matrix in matrices() {
            let [u, v] = Curvature::of(matrix).vectors;
            assert!((u[0] * v[0] + u[1] * v[1]).abs() < 1e-15, "{matrix:?}");
            for w in [u, v] {
                assert!((w[0].hypot(w[1]) - 1.0).abs() < 1e-15, "{matrix:?}");
                assert!(w[0].max(w[1]) > 0.7, "{matrix:?}: {w:?}");
            }
        }
    }

    #[test]
    fn known_matrices() {
        let saddle = Curvature::of([[2.0, 0.0], [0.0, -2.0]]);
        assert_eq!((saddle.values, saddle.vectors), ([-2.0, 2.0], [[0.0, 1.0], [1.0, 0.0]]));
        assert_eq!((saddle.largest(), saddle.condition()), (2.0, 1.0));
        let [low, high] = Curvature::of([[0.0, 3.0], [3.0, 0.0]]).values;
        assert!((low + 3.0).abs() < 1e-15 && (high - 3.0).abs() < 1e-15, "{low} {high}");
        assert_eq!(Curvature::of([[0.0; 2]; 2]).condition(), f64::INFINITY);
        let huge = Curvature::of([[1e308, 1.0], [1.0, -1e308]]);
        assert_eq!(huge.values, [-1e308, 1e308]);
        assert!(!Curvature::of([[f64::NAN, 0.0], [0.0, 1.0]]).is_finite());
    }
}
