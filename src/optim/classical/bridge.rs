//! The run's oracle as basin sees a problem.

use std::cell::RefCell;
use std::convert::Infallible;

use basin::{
    BoxBounds, ConstraintDescription, ConstraintSet, Constraints, CostFunction, DenseMatrix,
    Gradient, Hessian,
};

use crate::optim::stepper::Oracle;

/// The box as basin declares it.
pub(super) type Bounds = ConstraintSet<BoxBounds<Vec<f64>>>;

/// A problem of basin's that asks the oracle of one step; solvers keep their state between steps, the bridge has none.
///
/// A loss that is not a number is handed on as `+inf`, basin's word for a point that is refused: line searches retreat
/// from it and populations rank it last. Without that a comparison with NaN would let it pass.
pub(super) struct Bridge<'a> {
    oracle: RefCell<&'a mut dyn Oracle>,
    bounds: &'a Bounds,
}

impl<'a> Bridge<'a> {
    pub(super) fn new(oracle: &'a mut dyn Oracle, bounds: &'a Bounds) -> Self {
        Self { oracle: RefCell::new(oracle), bounds }
    }
}

fn refused_if_nan(loss: f64) -> f64 {
    if loss.is_nan() { f64::INFINITY } else { loss }
}

impl CostFunction for Bridge<'_> {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = Infallible;

    fn cost(&self, point: &Vec<f64>) -> Result<f64, Infallible> {
        Ok(refused_if_nan(self.oracle.borrow_mut().loss(point)))
    }
}

impl Gradient for Bridge<'_> {
    type Gradient = Vec<f64>;

    fn gradient(&self, point: &Vec<f64>) -> Result<Vec<f64>, Infallible> {
        self.cost_and_gradient(point).map(|(_, gradient)| gradient)
    }

    fn cost_and_gradient(&self, point: &Vec<f64>) -> Result<(f64, Vec<f64>), Infallible> {
        let mut gradient = vec![0.0; point.len()];
        let loss = self.oracle.borrow_mut().gradient(point, &mut gradient);
        Ok((refused_if_nan(loss), gradient))
    }
}

impl Hessian for Bridge<'_> {
    type Hessian = DenseMatrix;

    /// Without a Hessian all entries are NaN, which basin refuses as a model: the run stands still.
    fn hessian(&self, point: &Vec<f64>) -> Result<DenseMatrix, Infallible> {
        let n = point.len();
        let mut entries = vec![0.0; n * n];
        if !self.oracle.borrow_mut().hessian(point, &mut entries) {
            entries.fill(f64::NAN);
        }
        Ok(DenseMatrix::from_row_slice(n, n, &entries))
    }
}

impl Constraints for Bridge<'_> {
    type Set = Bounds;

    fn constraints(&self) -> <Bounds as ConstraintDescription>::Borrowed<'_> {
        self.bounds.borrowed()
    }
}
