//! Newton's method in a trust region: the quadratic model of gradient and Hessian, as far as it has proved true.

use basin::core::convergence::GradientChecks;
use basin::{
    ConfiguredSolver, Dogleg, FirstOrderState, MoreSorensen, Solver as BasinSolver, Steihaug,
    TrustRegion,
};

use super::common::{self, *};
use super::{Area, Bridge, Classical, Driven};
use crate::optim::stepper::Stepper;

/// The first radius as a share of the domain's diagonal.
const FIRST_RADIUS: f64 = 0.1;

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "trust-region",
        title: "Trust-region Newton",
        paper: "Nocedal and Wright 2006, Numerical Optimization, algorithm 4.1",
        library: "basin::TrustRegion",
        hyperparameters: &[
            choice(
                "subproblem",
                &["more-sorensen", "dogleg", "steihaug"],
                "how the model is minimised within the radius: exactly, along a bent path, or roughly as basin does unless told",
            ),
            optional(
                "radius",
                Limits::POSITIVE,
                "initial radius must be > 0",
                "first radius, in units of the parameters; none: a tenth of the domain's diagonal",
            ),
            optional(
                "max_radius",
                Limits::POSITIVE,
                "max radius must be > 0",
                "largest radius, in units of the parameters; none: the domain's diagonal",
            ),
            number(
                "eta",
                0.125,
                Limits::Number(std::ops::Bound::Included(0.0), std::ops::Bound::Excluded(0.25)),
                "eta must be in [0, 1/4)",
                "share of the promised decrease from which on a step is taken",
            ),
            number(
                "max_inner_attempts",
                10.0,
                Limits::Count(1),
                "max inner attempts must be \u{2265} 1",
                "radii that one step tries at most",
            ),
            GRADIENT_TOLERANCE,
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| match word(settings, "subproblem") {
        "dogleg" => stepper(settings, || Dogleg),
        "steihaug" => stepper(settings, Steihaug::new),
        _ => stepper(settings, MoreSorensen::new),
    },
};

/// The method with one way to solve its subproblem.
struct Newton<S> {
    settings: Settings,
    subproblem: fn() -> S,
}

type Solver<S> = ConfiguredSolver<TrustRegion<S>, GradientChecks>;

fn stepper<S>(settings: &Settings, subproblem: fn() -> S) -> Box<dyn Stepper>
where
    S: Send + 'static,
    Solver<S>: for<'p> BasinSolver<Bridge<'p>, FirstOrderState<Vec<f64>>>,
{
    let newton = Newton { settings: settings.clone(), subproblem };
    Uphill::wrap(Driven::new(newton), settings.flag("maximize"))
}

impl<S> Classical for Newton<S>
where
    S: Send,
    Solver<S>: for<'p> BasinSolver<Bridge<'p>, FirstOrderState<Vec<f64>>>,
{
    type Solver = Solver<S>;
    type State = FirstOrderState<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let settings = &self.settings;
        let diagonal = area.diagonal();
        let solver = TrustRegion::with_subproblem((self.subproblem)())
            .with_radius(settings.optional("radius").unwrap_or(FIRST_RADIUS * diagonal))
            .with_max_radius(settings.optional("max_radius").unwrap_or(diagonal))
            .with_eta(settings.number("eta"))
            .with_max_inner_attempts(settings.number("max_inner_attempts") as u32)
            .with_absolute_gradient_tolerance(settings.number("absolute_gradient_tolerance"));
        (solver, FirstOrderState::new(beginning.start.to_vec()))
    }

    /// The Hessian, whichever way solves its subproblem.
    fn kept_vectors(&self, parameters: usize) -> usize {
        parameters
    }

    fn term(&self, solver: &Self::Solver, _state: &Self::State) -> Option<Term> {
        Some(Term::scalar("radius", solver.solver().radius()))
    }
}
