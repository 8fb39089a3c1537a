//! A loss near a point, up to second order: what a probe reads.

use super::critical::Kind;
use super::{Curvature, Domain, Evaluator};

/// Loss, gradient and Hessian at a point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expansion {
    /// Where.
    pub point: [f64; 2],
    /// The loss there.
    pub loss: f64,
    /// Its first derivatives.
    pub gradient: [f64; 2],
    /// Its second derivatives.
    pub hessian: [[f64; 2]; 2],
}

/// A point is called critical where Newton's method would move it by less than this share of the domain.
const UNMOVED: f64 = 1e-6;

impl Expansion {
    /// Evaluates the loss and its exact derivatives.
    pub fn at(point: [f64; 2], evaluator: &mut Evaluator) -> Self {
        let mut gradient = [0.0; 2];
        let loss = evaluator.gradient(&point, &mut gradient);
        Self { point, loss, gradient, hessian: evaluator.hessian(&point) }
    }

    /// Length of the gradient.
    pub fn gradient_norm(&self) -> f64 {
        self.gradient[0].hypot(self.gradient[1])
    }

    /// Eigenvalues and eigenvectors of the Hessian.
    pub fn curvature(&self) -> Curvature {
        Curvature::of(self.hessian)
    }

    /// Whether loss and gradient are finite: where they are not, there is no tangent plane.
    pub fn is_smooth(&self) -> bool {
        self.loss.is_finite() && self.gradient_norm().is_finite()
    }

    /// The loss of the tangent plane at a place.
    pub fn tangent(&self, [x, y]: [f64; 2]) -> f64 {
        let [gx, gy] = self.gradient;
        self.loss + gx * (x - self.point[0]) + gy * (y - self.point[1])
    }

    /// What kind of critical point this is, by its eigenvalues; `None` on a slope and where there are no derivatives.
    pub fn kind(&self, domain: Domain) -> Option<Kind> {
        let curvature = self.curvature();
        if !self.is_smooth() || !curvature.is_finite() {
            return None;
        }
        let step = self.newton_step(&curvature);
        let is_near = |step: f64, span: f64| step.abs() <= UNMOVED * span;
        let rests = is_near(step[0], domain.x.length()) && is_near(step[1], domain.y.length());
        // What the pseudo-inverse leaves out must vanish by itself.
        let slope = self.gradient_norm();
        let is_flat = slope <= UNMOVED * curvature.largest() * domain.diagonal();
        (rests && (is_flat || slope == 0.0)).then(|| Kind::of(&curvature))
    }

    /// The step of Newton's method to where the gradient vanishes, within the part of the plane in which the loss curves:
    /// `-H^+ g`.
    pub(super) fn newton_step(&self, curvature: &Curvature) -> [f64; 2] {
        let least = 1e-14 * curvature.largest();
        let mut step = [0.0; 2];
        for (value, vector) in curvature.values.into_iter().zip(curvature.vectors) {
            if value.abs() > least {
                let along = self.gradient[0] * vector[0] + self.gradient[1] * vector[1];
                step[0] -= along / value * vector[0];
                step[1] -= along / value * vector[1];
            }
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::library;

    #[test]
    fn the_tangent_plane_leaves_the_surface_with_the_square_of_the_distance() {
        for name in ["rosenbrock", "himmelblau", "beale", "hills", "levy-13"] {
            let objective = library::find(name).unwrap().objective();
            let mut evaluator = objective.evaluator();
            let domain = objective.domain;
            for index in [3, 11, 17, 20] {
                let point = domain.grid_point(index, 5, 5);
                let expansion = Expansion::at(point, &mut evaluator);
                assert_eq!(expansion.tangent(point), expansion.loss);
                for way in [[1.0, 0.0], [0.0, 1.0], [0.6, -0.8]] {
                    // A central difference of the loss has the slope of the plane; its error falls with h squared.
                    let h = 1e-5 * domain.diagonal();
                    let place = |h: f64| [point[0] + h * way[0], point[1] + h * way[1]];
                    let mut at = |h: f64| evaluator.loss(&place(h));
                    let slope = (at(h) - at(-h)) / (2.0 * h);
                    let exact = expansion.gradient[0] * way[0] + expansion.gradient[1] * way[1];
                    let size = expansion.gradient_norm().max(expansion.curvature().largest());
                    assert!(
                        (slope - exact).abs() <= 1e-5 * size,
                        "{name} {point:?}: {slope} {exact}"
                    );
                    let mut miss = |h: f64| (at(h) - expansion.tangent(place(h))).abs();
                    let (near, far) = (miss(h), miss(10.0 * h));
                    let rounding = 1e-13 * expansion.loss.abs();
                    assert!(near <= far * 0.05 + rounding, "{name} {point:?}: {near} {far}");
                }
            }
        }
    }

    #[test]
    fn a_slope_is_no_critical_point_and_a_hole_has_no_plane() {
        let domain = Domain::square(-2.0, 2.0);
        let at = |formula: &str, point| {
            let objective =
                crate::objective::Objective::from_formula(formula, domain, Vec::new()).unwrap();
            Expansion::at(point, &mut objective.evaluator())
        };
        assert_eq!(at("x^2 + y^2", [1e-3, 0.0]).kind(domain), None);
        assert_eq!(at("x^2 + y^2", [1e-7, 0.0]).kind(domain), Some(Kind::Minimum));
        assert_eq!(at("x^2 - y^2", [0.0, 0.0]).kind(domain), Some(Kind::Saddle));
        assert_eq!(at("-x^2 - 3*y^2", [0.0, 0.0]).kind(domain), Some(Kind::Maximum));
        assert_eq!(at("x^3 - 3*x*y^2", [0.0, 0.0]).kind(domain), Some(Kind::Degenerate));
        assert_eq!(at("x + y", [0.0, 0.0]).kind(domain), None);
        assert_eq!(at("x + y^2", [0.0, 0.0]).kind(domain), None);
        let hole = at("log(x)", [-1.0, 0.0]);
        assert!(!hole.is_smooth() && hole.kind(domain).is_none());
        assert!(!at("sqrt(x^2 + y^2)", [0.0, 0.0]).is_smooth(), "a cone has no plane at its tip");
    }
}
