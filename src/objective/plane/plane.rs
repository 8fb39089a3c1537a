//! A plane in parameter space: from its coordinates to parameters, and back.

use super::error::PlaneError;
use super::explained::Explained;
use crate::objective::network::Layout;

/// Directions whose angle has a smaller sine count as parallel: coordinates along them would lose eight of sixteen digits.
const LEAST_SINE: f64 = 1e-8;

/// The names of the two directions in messages.
const DIRECTIONS: [&str; 2] = ["the first direction", "the second direction"];

/// An origin and two directions that are neither zero nor parallel; they need not be of length 1, nor orthogonal.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    origin: Vec<f64>,
    directions: [Vec<f64>; 2],
    /// The square of the first direction's length, and of the length of what the second has across it.
    squares: [f64; 2],
    /// How much of the first direction the second contains.
    shear: f64,
    /// The coordinates of the point that it is laid through.
    centre: [f64; 2],
}

impl Plane {
    /// The plane through `origin` along two directions.
    pub fn new(origin: Vec<f64>, directions: [Vec<f64>; 2]) -> Result<Self, PlaneError> {
        if origin.len() < 2 {
            return Err(PlaneError::TooFewParameters(origin.len()));
        }
        check(&origin, &origin, "the origin")?;
        for (direction, name) in directions.iter().zip(DIRECTIONS) {
            check(direction, &origin, name)?;
            if direction.iter().all(|x| *x == 0.0) {
                return Err(PlaneError::Zero(name));
            }
        }
        let [first, second] = &directions;
        let square = dot(first, first);
        let shear = dot(first, second) / square;
        let across = first.iter().zip(second).map(|(f, s)| (s - shear * f) * (s - shear * f));
        let squares = [square, across.sum()];
        let sine = (squares[1] / dot(second, second)).sqrt();
        // No number where a square under- or overflows: then coordinates could not be told either.
        if sine.is_nan() || sine <= LEAST_SINE {
            return Err(PlaneError::Parallel);
        }
        Ok(Self { origin, directions, squares, shear, centre: [0.0; 2] })
    }

    /// The plane of two parameters by name, such as `layer1.weight[3,2]`: its coordinates are their values, and all others
    /// stay as they are in `theta`.
    pub fn of_parameters(
        layout: &Layout,
        theta: &[f64],
        names: [&str; 2],
    ) -> Result<Self, PlaneError> {
        layout.check(theta)?;
        let axes = [layout.find(names[0])?, layout.find(names[1])?];
        if axes[0] == axes[1] {
            return Err(PlaneError::SameParameter(names[0].to_owned()));
        }
        let mut origin = theta.to_vec();
        let directions = axes.map(|axis| {
            origin[axis] = 0.0;
            let mut direction = vec![0.0; theta.len()];
            direction[axis] = 1.0;
            direction
        });
        Ok(Self { centre: axes.map(|axis| theta[axis]), ..Self::new(origin, directions)? })
    }

    /// The plane through three points, with orthogonal unit directions: the origin is the first point, the first direction
    /// leads to the second, and the third lies on the side of the second direction (Garipov et al. 2018, "Loss Surfaces,
    /// Mode Connectivity, and Fast Ensembling of DNNs").
    pub fn through([first, second, third]: [&[f64]; 3]) -> Result<Self, PlaneError> {
        check(second, first, "the second point")?;
        check(third, first, "the third point")?;
        let twice = [(1, 2, first == second), (1, 3, first == third), (2, 3, second == third)];
        if let Some((a, b, _)) = twice.into_iter().find(|(.., is_same)| *is_same) {
            return Err(PlaneError::SamePoint(a, b));
        }
        let towards = |point: &[f64]| point.iter().zip(first).map(|(p, o)| p - o).collect();
        let [along, mut across]: [Vec<f64>; 2] = [towards(second), towards(third)];
        let sheared = Self::new(first.to_vec(), [along.clone(), across.clone()]);
        let sheared = sheared.map_err(|error| match error {
            PlaneError::Parallel | PlaneError::Zero(_) => PlaneError::Collinear,
            other => other,
        })?;
        across.iter_mut().zip(&along).for_each(|(a, u)| *a -= sheared.shear * u);
        let lengths = sheared.squares.map(f64::sqrt);
        let unit =
            |direction: Vec<f64>, length: f64| direction.iter().map(|x| x / length).collect();
        Self::new(sheared.origin, [unit(along, lengths[0]), unit(across, lengths[1])])
    }

    /// The point of coordinates (0, 0).
    #[must_use]
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// The two directions.
    #[must_use]
    pub fn directions(&self) -> &[Vec<f64>; 2] {
        &self.directions
    }

    /// The number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.origin.len()
    }

    /// The parameters at coordinates (a, b): origin + a first + b second.
    #[must_use]
    pub fn point(&self, coordinates: [f64; 2]) -> Vec<f64> {
        let mut theta = vec![0.0; self.parameters()];
        self.point_into(coordinates, &mut theta);
        theta
    }

    /// Writes the parameters at coordinates (a, b).
    pub fn point_into(&self, [a, b]: [f64; 2], theta: &mut [f64]) {
        let directions = self.directions[0].iter().zip(&self.directions[1]);
        for ((theta, origin), (first, second)) in theta.iter_mut().zip(&self.origin).zip(directions)
        {
            *theta = origin + a * first + b * second;
        }
    }

    /// The coordinates of the plane's point nearest to `theta` (least squares), and the Euclidean distance to it.
    #[must_use]
    pub fn project(&self, theta: &[f64]) -> ([f64; 2], f64) {
        let [first, second] = &self.directions;
        let mut dots = [0.0; 2];
        for (((theta, origin), f), s) in theta.iter().zip(&self.origin).zip(first).zip(second) {
            dots[0] += f * (theta - origin);
            dots[1] += s * (theta - origin);
        }
        let [a, b] = self.coordinates(dots);
        let off = |(((theta, origin), f), s): (((&f64, &f64), &f64), &f64)| {
            let off = theta - origin - a * f - b * s;
            off * off
        };
        let square = theta.iter().zip(&self.origin).zip(first).zip(second).map(off).sum::<f64>();
        ([a, b], square.sqrt())
    }

    /// The coordinates of a displacement's shadow on the plane (least squares): those of its end less those of its
    /// beginning.
    #[must_use]
    pub fn along(&self, displacement: &[f64]) -> [f64; 2] {
        let [first, second] = &self.directions;
        self.coordinates([dot(first, displacement), dot(second, displacement)])
    }

    /// The coordinates of an offset from the origin whose products with the directions are these.
    fn coordinates(&self, dots: [f64; 2]) -> [f64; 2] {
        let b = (dots[1] - self.shear * dots[0]) / self.squares[1];
        [dots[0] / self.squares[0] - self.shear * b, b]
    }

    /// The derivatives of a loss by the coordinates, from its gradient by the parameters.
    #[must_use]
    pub fn slope(&self, gradient: &[f64]) -> [f64; 2] {
        [0, 1].map(|axis| dot(&self.directions[axis], gradient))
    }

    /// How much of a path the plane shows: the share of the squared distances from the plane's centre that lies within the
    /// plane, 0 to 1; `path` has its points one after the other. A path that never leaves the centre is shown whole.
    ///
    /// The centre is the point that the plane was laid through: the origin, but for two parameters their own values.
    #[must_use]
    pub fn explained_variance(&self, path: &[f64]) -> f64 {
        let mut explained = Explained::default();
        for theta in path.chunks_exact(self.parameters()) {
            explained.add(self, self.project(theta));
        }
        explained.share()
    }

    /// The square of the distance from the centre to the point at coordinates (a, b).
    pub(super) fn square_from_centre(&self, [a, b]: [f64; 2]) -> f64 {
        let [a, b] = [a - self.centre[0], b - self.centre[1]];
        let along = a + self.shear * b;
        along * along * self.squares[0] + b * b * self.squares[1]
    }
}

/// Refuses a vector of another length than the origin's, or with a number that is not finite.
fn check(vector: &[f64], origin: &[f64], what: &'static str) -> Result<(), PlaneError> {
    if vector.len() != origin.len() {
        return Err(PlaneError::Length { what, given: vector.len(), wanted: origin.len() });
    }
    if vector.iter().all(|x| x.is_finite()) { Ok(()) } else { Err(PlaneError::NotFinite(what)) }
}

/// The dot product.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
