//! Basin hopping: a random hop, a descent by BFGS, and the new minimum is accepted or not.
//!
//! A step of the run is one hop with its descent; row 1 is the first hop, from the minimum below the start.

use basin::core::convergence::GradientChecks;
use basin::{ConfiguredSolver, PointState, Problem, Solver, SolverStep, State};

use super::common::{self, *};
use super::{Area, Bridge, Classical, Driven};

/// The reach of a hop as a share of the domain's smallest width.
const FIRST_REACH: f64 = 0.25;

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "basin-hopping",
        title: "Basin hopping",
        paper: "Wales and Doye 1997, Global optimization by basin-hopping",
        library: "basin::BasinHopping",
        hyperparameters: &[
            optional(
                "stepsize",
                Limits::POSITIVE,
                "RandomDisplacement requires stepsize > 0",
                "reach of a hop along each axis, in units of the parameters; none: a quarter of the domain's smallest width",
            ),
            number(
                "temperature",
                1.0,
                Limits::POSITIVE,
                "Metropolis requires temperature > 0",
                "rise of the loss that is accepted with probability 1/e",
            ),
            number(
                "inner_max_iter",
                100.0,
                Limits::Count(1),
                "inner_max_iter must be a count",
                "iterations of a descent at most",
            ),
            GRADIENT_TOLERANCE,
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| {
        Uphill::wrap(Driven::new(Hopping(settings.clone())), settings.flag("maximize"))
    },
};

type Descent = ConfiguredSolver<basin::Bfgs<Vec<f64>>, GradientChecks>;

/// Basin's solver, made anew for each hop.
///
/// Basin's own holds hooks that must stay on one thread, while a run may move between threads. Between hops it keeps
/// the random numbers and the counts of its adaptive reach: here each hop has a seed of its own, and the reach stays.
pub(super) struct Hops {
    stepsize: f64,
    temperature: f64,
    most_iterations: u64,
    gradient_tolerance: f64,
    seed: u64,
}

impl Hops {
    fn hop(&self, number: u64) -> basin::BasinHopping<Descent, Vec<f64>> {
        let descent = basin::Bfgs::new().with_absolute_gradient_tolerance(self.gradient_tolerance);
        basin::BasinHopping::new(descent, self.seed.wrapping_add(number))
            .with_stepsize(self.stepsize)
            .with_temperature(self.temperature)
            .with_inner_max_iter(self.most_iterations)
            .with_adaptive(false)
    }
}

impl<'p> Solver<Bridge<'p>, PointState<Vec<f64>>> for Hops {
    type Error = std::convert::Infallible;

    fn init(
        &mut self,
        problem: &mut Problem<Bridge<'p>>,
        state: PointState<Vec<f64>>,
    ) -> Result<PointState<Vec<f64>>, Self::Error> {
        self.hop(0).init(problem, state)
    }

    fn next_iter(
        &mut self,
        problem: &mut Problem<Bridge<'p>>,
        state: PointState<Vec<f64>>,
    ) -> Result<SolverStep<PointState<Vec<f64>>>, Self::Error> {
        self.hop(state.iter()).next_iter(problem, state)
    }
}

struct Hopping(Settings);

impl Classical for Hopping {
    type Solver = Hops;
    type State = PointState<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let smallest = area.widths().into_iter().fold(f64::MAX, f64::min);
        let solver = Hops {
            stepsize: settings.optional("stepsize").unwrap_or(FIRST_REACH * smallest),
            temperature: settings.number("temperature"),
            most_iterations: settings.number("inner_max_iter") as u64,
            gradient_tolerance: settings.number("absolute_gradient_tolerance"),
            seed: beginning.seed,
        };
        (solver, PointState::new(beginning.start.to_vec()))
    }

    /// The estimate of the inverse Hessian of its descents.
    fn kept_vectors(&self, parameters: usize) -> usize {
        parameters
    }
}
