//! How far f32 on the GPU may lie from f64 on the CPU, of a formula or a fit.

use super::objective::Objective;
use crate::expr::{Bound, ErrorBound, Measured, NodeId};

impl Objective {
    /// How far the GPU's f32 loss may lie from [`Objective::loss`].
    pub fn error_bound(&self) -> LossBound<'_> {
        self.bound_of(self.compiled.term)
    }

    pub(super) fn bound_of(&self, root: NodeId) -> LossBound<'_> {
        LossBound { objective: self, term: ErrorBound::new(&self.compiled.graph, root) }
    }

    /// How far the GPU's f32 derivatives by the two parameters may lie from [`Objective::gradient`].
    pub fn gradient_error_bounds(&self) -> [LossBound<'_>; 2] {
        self.compiled.first.map(|slope| self.bound_of(slope))
    }
}

/// The f32 error bound of an objective, or of a derivative of it, prepared for many points.
#[derive(Debug)]
pub struct LossBound<'a> {
    objective: &'a Objective,
    term: ErrorBound,
}

impl LossBound<'_> {
    /// The bound at a point whose coordinates the GPU knows to the given errors. The GPU may add the terms in any order.
    pub fn at(&self, point: [Measured; 2]) -> Bound {
        let objective = self.objective;
        let constants: Vec<Measured> =
            objective.constants().iter().map(|c| Measured::rounded(c.value)).collect();
        if objective.rows.is_none() {
            return self.term.at(&point, &constants, &[]);
        }
        let rows = objective.rows();
        let (mut sum, mut magnitude, mut error) = (0.0, 0.0, 0.0);
        for row in 0..rows {
            let columns: Vec<Measured> = objective
                .data
                .columns
                .iter()
                .map(|column| Measured::rounded(column[row]))
                .collect();
            let term = self.term.at(&point, &constants, &columns);
            sum += term.value;
            magnitude += term.value.abs();
            error += term.error;
        }
        // every one of the additions and the division rounds: at most rows + 3 roundings of at most the sum of magnitudes
        let rounding = (rows + 3) as f64 * f64::from(f32::EPSILON) * magnitude;
        Bound { value: sum / rows as f64, error: (error + rounding) / rows as f64 }
    }
}
