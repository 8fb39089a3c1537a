//! The largest eigenvalues of a symmetric matrix that is known by its products alone.

use nalgebra::{DMatrix, SymmetricEigen};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::error::PlaneError;
use super::plane::dot;

/// The stream of the first vectors; those of other draws are said at the weights' first draw.
const STREAM: u64 = u64::MAX - 3;
/// An eigenvector counts as found when its residual, by the Lanczos estimate, is below this share of the largest eigenvalue
/// met. The estimate falls steeply once it falls, so that little is spent on the last digits.
const TOLERANCE: f64 = 1e-14;
/// Numbers that the vectors of one process may hold: 256 MB.
const MOST_NUMBERS: usize = 1 << 25;
/// Steps that are allowed whatever the memory, and those that are always enough.
const STEPS: [usize; 2] = [64, 1000];

/// An eigenvalue with its eigenvector.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenpair {
    /// The eigenvalue.
    pub value: f64,
    /// The eigenvector, of length 1; its component of greatest size is positive.
    pub vector: Vec<f64>,
}

/// The `count` largest eigenvalues (not the largest in size), in falling order, of a symmetric matrix of `dimension` rows,
/// with orthogonal eigenvectors; `apply` writes the product of the matrix with a vector.
///
/// Each pair has a Lanczos process of its own, in the complement of those found before, so that a multiple eigenvalue is
/// found as often as it stands. All vectors of a process are kept orthogonal (Lanczos, 1950; Parlett, "The Symmetric
/// Eigenvalue Problem", 1980, chapter 13).
pub fn top_eigenpairs(
    dimension: usize,
    count: usize,
    seed: u64,
    mut apply: impl FnMut(&[f64], &mut [f64]),
) -> Result<Vec<Eigenpair>, PlaneError> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(STREAM);
    let mut found: Vec<Eigenpair> = Vec::with_capacity(count);
    while found.len() < count {
        if found.len() == dimension {
            return Err(PlaneError::TooFewParameters(dimension));
        }
        let start = (0..dimension).map(|_| random.sample(StandardNormal)).collect();
        found.push(next_pair(start, &found, &mut apply)?);
    }
    Ok(found)
}

/// The matrix in the basis of a Lanczos process: `diagonal[k]` stands between `beside[k - 1]` and `beside[k]`.
#[derive(Default)]
struct Tridiagonal {
    diagonal: Vec<f64>,
    beside: Vec<f64>,
}

impl Tridiagonal {
    /// Its largest eigenvalue, the eigenvector, and the largest size of all eigenvalues.
    fn largest(&self) -> (f64, Vec<f64>, f64) {
        let size = self.diagonal.len();
        let matrix = DMatrix::from_fn(size, size, |row, column| match row.abs_diff(column) {
            0 => self.diagonal[row],
            1 => self.beside[row.min(column)],
            _ => 0.0,
        });
        let eigen = SymmetricEigen::new(matrix);
        let best = eigen.eigenvalues.imax();
        let vector = eigen.eigenvectors.column(best).iter().copied().collect();
        (eigen.eigenvalues[best], vector, eigen.eigenvalues.amax())
    }
}

/// The largest eigenvalue in the complement of `found`.
fn next_pair(
    start: Vec<f64>,
    found: &[Eigenpair],
    apply: &mut impl FnMut(&[f64], &mut [f64]),
) -> Result<Eigenpair, PlaneError> {
    let dimension = start.len();
    let room = dimension - found.len();
    let most = room.min((MOST_NUMBERS / dimension).clamp(STEPS[0], STEPS[1]));
    let known: Vec<&[f64]> = found.iter().map(|pair| pair.vector.as_slice()).collect();
    let mut scale = found.iter().map(|pair| pair.value.abs()).fold(0.0, f64::max);
    let mut next = start;
    clear(&mut next, &known, &[]);
    let mut length = dot(&next, &next).sqrt();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let mut matrix = Tridiagonal::default();
    let mut next_look = 2;
    loop {
        basis.push(next.iter().map(|x| x / length).collect());
        let last = &basis[basis.len() - 1];
        apply(last, &mut next);
        let along = dot(last, &next);
        clear(&mut next, &known, &basis);
        length = dot(&next, &next).sqrt();
        if !(along.is_finite() && length.is_finite()) {
            return Err(PlaneError::NotFinite("the product of the matrix with a vector"));
        }
        matrix.diagonal.push(along);
        scale = scale.max(along.abs()).max(length);
        let steps = basis.len();
        // Nothing is left of the space, or what was built is closed under the matrix: then its eigenvalues are exact, and a
        // random start has a part in every one.
        let is_closed = steps == room || length <= 4.0 * f64::EPSILON * scale;
        if is_closed || steps >= next_look || steps == most {
            let (value, vector, size) = matrix.largest();
            let residual = length * vector[steps - 1].abs();
            if is_closed || residual <= TOLERANCE * scale.max(size) {
                return Ok(Eigenpair { value, vector: combined(&basis, &vector) });
            }
            next_look = steps + 4 + steps / 4;
        }
        if steps == most {
            return Err(PlaneError::NotConverged(steps));
        }
        matrix.beside.push(length);
    }
}

/// Takes off what a vector has along others, all orthogonal and of length 1; twice, which is enough (Kahan).
fn clear(vector: &mut [f64], known: &[&[f64]], basis: &[Vec<f64>]) {
    for _ in 0..2 {
        for other in known.iter().copied().chain(basis.iter().map(Vec::as_slice)) {
            let along = dot(vector, other);
            vector.iter_mut().zip(other).for_each(|(x, o)| *x -= along * o);
        }
    }
}

/// The sum of basis vectors with these weights, of length 1 and with its greatest component positive.
fn combined(basis: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; basis[0].len()];
    for (vector, weight) in basis.iter().zip(weights) {
        sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += weight * x);
    }
    let greatest = sum.iter().fold(0.0_f64, |most, x| if x.abs() > most.abs() { *x } else { most });
    let length = dot(&sum, &sum).sqrt().copysign(greatest);
    sum.iter_mut().for_each(|x| *x /= length);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The product with a diagonal matrix, turned by a reflection so that no eigenvector is an axis.
    fn reflected(values: &[f64]) -> impl Fn(&[f64], &mut [f64]) {
        let mirror: Vec<f64> = (1..=values.len()).map(|k| 1.0 / k as f64).collect();
        let square = dot(&mirror, &mirror);
        let values = values.to_vec();
        let reflect = move |vector: &mut [f64]| {
            let along = 2.0 * dot(&mirror, vector) / square;
            vector.iter_mut().zip(&mirror).for_each(|(x, m)| *x -= along * m);
        };
        move |vector, product| {
            product.copy_from_slice(vector);
            reflect(product);
            product.iter_mut().zip(&values).for_each(|(x, value)| *x *= value);
            reflect(product);
        }
    }

    fn found(values: &[f64], count: usize) -> Vec<f64> {
        let apply = reflected(values);
        let pairs = top_eigenpairs(values.len(), count, 3, &apply).unwrap();
        let size = values.iter().fold(0.0_f64, |size, value| size.max(value.abs()));
        for (index, pair) in pairs.iter().enumerate() {
            let mut product = vec![0.0; values.len()];
            apply(&pair.vector, &mut product);
            // A product of 200 terms rounds to within 1e-14 of the largest eigenvalue; ten times that is asked.
            let off = product.iter().zip(&pair.vector).map(|(p, x)| (p - pair.value * x).abs());
            assert!(off.fold(0.0, f64::max) < 1e-13 * size.max(1e-300), "{values:?}");
            for other in &pairs[..index] {
                assert!(dot(&pair.vector, &other.vector).abs() < 1e-14);
            }
        }
        pairs.into_iter().map(|pair| pair.value).collect()
    }

    #[track_caller]
    fn near(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12 * b.abs().max(1.0);
        assert!(found.iter().zip(wanted).all(close), "{found:?} {wanted:?}");
    }

    #[test]
    fn the_largest_are_found_in_order_also_among_many() {
        let many: Vec<f64> = (0..200).map(|k| (f64::from(k) * 0.37).sin() * 5.0).collect();
        let mut sorted = many.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        near(&found(&many, 3), &sorted[..3]);
    }

    #[test]
    fn largest_means_above_the_others_not_far_from_zero() {
        near(&found(&[-9.0, 1.0, 2.0, -3.0], 2), &[2.0, 1.0]);
        near(&found(&[-9.0, -1.0, -3.0], 3), &[-1.0, -3.0, -9.0]);
    }

    #[test]
    fn a_multiple_eigenvalue_is_found_as_often_as_it_stands() {
        near(&found(&[4.0, 1.0, 4.0, 0.0, 1.0], 4), &[4.0, 4.0, 1.0, 1.0]);
        near(&found(&[0.0; 6], 2), &[0.0, 0.0]);
        near(&found(&[7.0, 0.0, 0.0], 2), &[7.0, 0.0]);
    }

    #[test]
    fn what_cannot_be_is_said() {
        let none = top_eigenpairs(1, 2, 0, |_, product| product.fill(1.0));
        assert_eq!(none, Err(PlaneError::TooFewParameters(1)));
        let nan = top_eigenpairs(3, 1, 0, |_, product| product.fill(f64::NAN));
        assert!(nan.unwrap_err().to_string().contains("not finite"));
    }
}
