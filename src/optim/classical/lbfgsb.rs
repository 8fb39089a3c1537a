//! L-BFGS-B: Newton's direction from a memory of steps, inside the domain.
//!
//! A start outside is moved to the nearest point of the domain after row 0.

use basin::{FirstOrderState, Lbfgsb};

use super::common::{self, *};
use super::{Area, Classical, Driven};

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "lbfgsb",
        title: "L-BFGS-B",
        paper: "Byrd, Lu, Nocedal and Zhu 1995, A limited memory algorithm for bound constrained optimization",
        library: "basin::Lbfgsb",
        hyperparameters: &[
            number(
                "m_capacity",
                10.0,
                Limits::Count(1),
                "m_capacity must be \u{2265} 1",
                "steps that are remembered",
            ),
            number(
                "relative_curvature_tolerance",
                f64::EPSILON,
                Limits::NON_NEGATIVE,
                "epsilon must be \u{2265} 0",
                "a step along which the loss curves less than this is not learned from",
            ),
            number(
                "absolute_projected_gradient_tolerance",
                1e-9,
                Limits::NON_NEGATIVE,
                "tolerance must be finite and nonnegative",
                "converged when no component of the gradient that points into the domain is larger",
            ),
            number(
                "relative_cost_reduction_tolerance",
                10.0 * f64::EPSILON,
                Limits::NON_NEGATIVE,
                "tolerance must be finite and nonnegative",
                "converged when an iteration lowers the loss by no larger share",
            ),
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| {
        Uphill::wrap(Driven::new(LimitedBfgs(settings.clone())), settings.flag("maximize"))
    },
};

struct LimitedBfgs(Settings);

impl Classical for LimitedBfgs {
    type Solver = Lbfgsb<Vec<f64>>;
    type State = FirstOrderState<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        _area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let number = |name| self.0.number(name);
        let solver = Lbfgsb::new()
            .with_m_capacity(number("m_capacity") as usize)
            .with_relative_curvature_tolerance(number("relative_curvature_tolerance"))
            .with_absolute_projected_gradient_tolerance(number(
                "absolute_projected_gradient_tolerance",
            ))
            .with_relative_cost_reduction_tolerance(number("relative_cost_reduction_tolerance"));
        (solver, FirstOrderState::new(beginning.start.to_vec()))
    }
}
