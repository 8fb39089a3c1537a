//! What a loss is asked for at a point besides its value, as one number: the size of its gradient, its curvature.
//!
//! Each is a function of means over the rows, so that a fit's gradient is averaged before its norm is taken. The same few
//! lines stand in `shaders/quantity.wgsl`; a test compares the two.

use super::error::ObjectiveError;
use super::evaluator::Evaluator;
use super::loss_bound::LossBound;
use super::objective::Objective;
use crate::expr::{NodeId, wgsl_function};

/// A number that belongs to each point of a loss surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// The loss itself.
    #[default]
    Loss,
    /// The Euclidean norm of the gradient.
    GradientNorm,
    /// The largest eigenvalue of the Hessian: how strongly the loss bends upwards where it bends most.
    Curvature,
    /// The ratio of the Hessian's eigenvalues by size, at least 1: infinite where one of them is 0.
    ConditionNumber,
}

impl Quantity {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Loss, Self::GradientNorm, Self::Curvature, Self::ConditionNumber];
}

impl Evaluator {
    /// A quantity at a point: one number per parameter.
    pub fn quantity(&mut self, quantity: Quantity, point: &[f64]) -> f64 {
        match quantity {
            Quantity::Loss => self.loss(point),
            Quantity::GradientNorm => {
                let mut gradient = [0.0; 2];
                self.gradient(point, &mut gradient);
                gradient[0].hypot(gradient[1])
            }
            Quantity::Curvature => {
                let (far, near) = eigenvalues(self.hessian(point));
                // Both comparisons are false for NaN, which then stays.
                if near > far { near } else { far }
            }
            Quantity::ConditionNumber => {
                let (far, near) = eigenvalues(self.hessian(point));
                (far / near).abs()
            }
        }
    }
}

/// The eigenvalues of a symmetric matrix, the one further from 0 first. The other one comes from the determinant, since
/// a difference would cancel.
fn eigenvalues([[a, b], [_, c]]: [[f64; 2]; 2]) -> (f64, f64) {
    let (middle, reach) = (0.5 * (a + c), (0.5 * (a - c)).hypot(b));
    let far = if middle < 0.0 { middle - reach } else { middle + reach };
    // Divided before it is multiplied: a determinant may lie beyond the largest number.
    let near = if far == 0.0 { 0.0 } else { a * (c / far) - b * (b / far) };
    (far, near)
}

impl Objective {
    /// This loss less a reference, a formula in the same parameters and constants: its loss is the residual. Of a fit the
    /// reference is compared with the mean over the rows, so it reads no column.
    pub fn minus(&self, reference: &str) -> Result<Self, ObjectiveError> {
        self.less(reference, format!("{} − ({reference})", self.formula))
    }

    /// The terms whose means a quantity is a function of, in WGSL: `fn loss_term(p: vec2<f32>, row: u32) -> Term`, where
    /// `Term` is `f32`, `vec2<f32>` or `vec3<f32>` by the number of [`Objective::error_bounds`].
    pub fn wgsl_of(&self, quantity: Quantity) -> String {
        wgsl_function(&self.compiled.graph, &self.roots(quantity), "loss_term")
    }

    /// How far each of the GPU's f32 means behind a quantity may lie from its f64 value.
    pub fn error_bounds(&self, quantity: Quantity) -> Vec<LossBound<'_>> {
        self.roots(quantity).into_iter().map(|root| self.bound_of(root)).collect()
    }

    fn roots(&self, quantity: Quantity) -> Vec<NodeId> {
        match quantity {
            Quantity::Loss => vec![self.compiled.term],
            Quantity::GradientNorm => self.compiled.first.to_vec(),
            Quantity::Curvature | Quantity::ConditionNumber => self.compiled.second.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Constant, Domain};

    fn at(formula: &str, quantity: Quantity, point: [f64; 2]) -> f64 {
        let objective =
            Objective::from_formula(formula, Domain::square(-2.0, 2.0), Vec::new()).unwrap();
        objective.evaluator().quantity(quantity, &point)
    }

    #[test]
    fn quantities_of_a_bowl_are_known() {
        let bowl = |quantity| at("x^2 + y^2", quantity, [0.6, -0.8]);
        // r = 1: the gradient has twice that norm, and both eigenvalues are 2. A rounding or two each.
        assert!((bowl(Quantity::GradientNorm) - 2.0).abs() < 1e-15);
        assert_eq!(bowl(Quantity::Curvature), 2.0);
        assert_eq!(bowl(Quantity::ConditionNumber), 1.0);
    }

    #[test]
    fn a_valley_is_as_ill_conditioned_as_it_is_narrow() {
        // In turned axes too: u = x + y has 2e6 * 2, v = x - y has 2 * 2.
        for formula in ["x^2 + 1e6*y^2", "1e6*(x + y)^2 + (x - y)^2"] {
            let condition = at(formula, Quantity::ConditionNumber, [0.3, 0.1]);
            // The determinant cancels to a millionth: six of sixteen digits are gone.
            assert!((condition / 1e6 - 1.0).abs() < 1e-9, "{formula}: {condition}");
        }
        assert_eq!(at("x^2", Quantity::ConditionNumber, [1.0, 1.0]), f64::INFINITY);
    }

    #[test]
    fn curvature_has_a_sign() {
        assert_eq!(at("x^2 - 3*y^2", Quantity::Curvature, [0.5, 0.5]), 2.0);
        assert_eq!(at("-x^2 - 3*y^2", Quantity::Curvature, [0.5, 0.5]), -2.0);
        assert_eq!(at("x*y", Quantity::ConditionNumber, [0.5, 0.5]), 1.0);
        assert_eq!(at("x + y", Quantity::Curvature, [0.5, 0.5]), 0.0);
        assert!(at("x + y", Quantity::ConditionNumber, [0.5, 0.5]).is_nan());
        assert!(!at("log(x)", Quantity::Curvature, [0.0, 0.5]).is_finite());
    }

    #[test]
    fn a_residual_is_the_loss_less_its_reference() {
        let constants = vec![Constant { name: "k".to_owned(), value: 2.0, min: 0.0, max: 4.0 }];
        let loss =
            Objective::from_formula("exp(x) + k*y", Domain::square(-1.0, 1.0), constants).unwrap();
        let residual = loss.minus("1 + x + k*y").unwrap();
        assert!((residual.loss(&[0.5, 0.25]) - (0.5_f64.exp() - 1.5)).abs() < 1e-15);
        let wrong = loss.minus("1 + z").unwrap_err().to_string();
        assert!(wrong.contains('z') && wrong.contains('^'), "{wrong}");
    }
}
