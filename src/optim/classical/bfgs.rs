//! BFGS: Newton's direction from an estimate of the inverse Hessian, and a line search.

use basin::core::convergence::GradientChecks;
use basin::{ConfiguredSolver, FirstOrderState, Wolfe};

use super::common::{self, *};
use super::{Area, Classical, Driven};

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "bfgs",
        title: "BFGS",
        paper: "Nocedal and Wright 2006, Numerical Optimization, algorithm 6.1",
        library: "basin::Bfgs",
        hyperparameters: &[
            number(
                "c1",
                1e-4,
                Limits::UNIT_OPEN,
                "c1 must be in (0, 1)",
                "line search: share of the decrease that the slope promises which is enough",
            ),
            number(
                "c2",
                0.9,
                Limits::UNIT_OPEN,
                "c2 must be in (0, 1)",
                "line search: share of the slope that may be left",
            ),
            number(
                "alpha_init",
                1.0,
                Limits::POSITIVE,
                "alpha_init must be > 0",
                "line search: first length, in units of Newton's step",
            ),
            number(
                "alpha_max",
                10.0,
                Limits::POSITIVE,
                "alpha_max must be > 0",
                "line search: largest length, in units of Newton's step",
            ),
            number(
                "max_iter",
                25.0,
                Limits::Count(1),
                "max_iter must be a count",
                "line search: trials at most",
            ),
            CURVATURE_TOLERANCE,
            GRADIENT_TOLERANCE,
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| Uphill::wrap(Driven::new(Bfgs(settings.clone())), settings.flag("maximize")),
};

const CURVATURE_TOLERANCE: Hyperparameter = number(
    "relative_curvature_tolerance",
    1e-10,
    Limits::NON_NEGATIVE,
    "epsilon must be \u{2265} 0",
    "a step along which the loss curves less than this is not learned from",
);

type Solver = ConfiguredSolver<basin::Bfgs<Vec<f64>>, GradientChecks>;

struct Bfgs(Settings);

impl Classical for Bfgs {
    type Solver = Solver;
    type State = FirstOrderState<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        _area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let search = Wolfe::new()
            .with_sufficient_decrease_coefficient(settings.number("c1"))
            .with_curvature_coefficient(settings.number("c2"))
            .alpha_init(settings.number("alpha_init"))
            .alpha_max(settings.number("alpha_max"))
            .max_iter(settings.number("max_iter") as u32);
        let solver = basin::Bfgs::with_line_search(search)
            .with_relative_curvature_tolerance(settings.number("relative_curvature_tolerance"))
            .with_absolute_gradient_tolerance(settings.number("absolute_gradient_tolerance"));
        (solver, FirstOrderState::new(beginning.start.to_vec()))
    }

    /// The estimate of the inverse Hessian.
    fn kept_vectors(&self, parameters: usize) -> usize {
        parameters
    }
}
