//! Nonlinear conjugate gradients: each direction remembers the last one, with the line search of Hager and Zhang.

use basin::core::convergence::GradientChecks;
use basin::{CgUpdate, ConfiguredSolver, FirstOrderState, HagerZhang, NonlinearCg};

use super::common::{self, *};
use super::{Area, Classical, Driven};

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "nonlinear-cg",
        title: "Nonlinear CG",
        paper: "Hager and Zhang 2005, A new conjugate gradient method with guaranteed descent and an efficient line search",
        library: "basin::NonlinearCg",
        hyperparameters: &[
            choice(
                "update",
                &["hager-zhang", "polak-ribiere-plus"],
                "how much of the last direction the next one keeps",
            ),
            number(
                "eta",
                0.01,
                Limits::POSITIVE,
                "eta must be finite and positive",
                "hager-zhang: bound from below on what is kept of the last direction",
            ),
            optional(
                "restart_interval",
                Limits::Count(1),
                "restart interval must be positive",
                "iterations after which the direction is the gradient again; none: only when it must",
            ),
            GRADIENT_TOLERANCE,
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| {
        Uphill::wrap(Driven::new(ConjugateGradients(settings.clone())), settings.flag("maximize"))
    },
};

struct ConjugateGradients(Settings);

impl Classical for ConjugateGradients {
    type Solver = ConfiguredSolver<NonlinearCg<HagerZhang, Vec<f64>>, GradientChecks>;
    type State = FirstOrderState<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        _area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let update = match word(settings, "update") {
            "polak-ribiere-plus" => CgUpdate::PolakRibierePlus,
            _ => CgUpdate::HagerZhang,
        };
        let interval = settings.optional("restart_interval").map(|interval| interval as u64);
        let solver = NonlinearCg::new()
            .with_update(update)
            .with_eta(settings.number("eta"))
            .with_restart_interval(interval)
            .with_absolute_gradient_tolerance(settings.number("absolute_gradient_tolerance"));
        (solver, FirstOrderState::new(beginning.start.to_vec()))
    }
}
