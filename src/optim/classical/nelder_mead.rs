//! Nelder and Mead's simplex: the worst of three vertices is mirrored through the others, or drawn in.

use basin::SimplexProgress;

use super::common::{self, *};
use super::{Area, Classical, Driven};

/// Edges of the first simplex as a share of the domain's width.
const FIRST_EDGE: f64 = 0.15;

const TOLERANCE: &str = "tolerance must be finite and nonnegative";
/// The square root of the machine epsilon, basin's relative tolerances.
const SQRT_EPSILON: f64 = 1.490_116_119_384_765_6e-8;

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "nelder-mead",
        title: "Nelder-Mead",
        paper: "Nelder and Mead 1965, A simplex method for function minimization",
        library: "basin::NelderMead",
        hyperparameters: &[
            optional(
                "relative_step",
                Limits::POSITIVE,
                "the step must be positive",
                "share by which each further vertex of the first simplex enlarges one coordinate of the start; none: each moves 0.15 of the domain's width",
            ),
            number("alpha", 1.0, Limits::POSITIVE, "\u{3b1} must be > 0", "length of a reflection"),
            number("beta", 2.0, Limits::ABOVE_ONE, "\u{3b2} must be > 1", "length of an expansion"),
            number(
                "gamma",
                0.5,
                Limits::UNIT_OPEN,
                "\u{3b3} must be in (0, 1)",
                "length of a contraction",
            ),
            number(
                "delta",
                0.5,
                Limits::UNIT_OPEN,
                "\u{3b4} must be in (0, 1)",
                "size of the simplex after it shrank",
            ),
            number(
                "absolute_simplex_size_tolerance",
                1e-8,
                Limits::NON_NEGATIVE,
                TOLERANCE,
                "converged when no vertex is farther from the best one, and the losses are as close",
            ),
            number(
                "relative_simplex_size_tolerance",
                SQRT_EPSILON,
                Limits::NON_NEGATIVE,
                TOLERANCE,
                "the same as a share of the largest coordinate; the larger of both counts",
            ),
            number(
                "absolute_simplex_cost_tolerance",
                1e-8,
                Limits::NON_NEGATIVE,
                TOLERANCE,
                "converged when no vertex's loss is farther from the best one, and the vertices are as close",
            ),
            number(
                "relative_simplex_cost_tolerance",
                SQRT_EPSILON,
                Limits::NON_NEGATIVE,
                TOLERANCE,
                "the same as a share of the best loss or of the first spread; the larger of both counts",
            ),
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| {
        Uphill::wrap(Driven::new(NelderMead(settings.clone())), settings.flag("maximize"))
    },
};

struct NelderMead(Settings);

/// The start, and for each axis the start moved by an edge along it, towards the inside at the upper side.
fn simplex(start: &[f64], area: &Area) -> Vec<Vec<f64>> {
    let moved = |(axis, width): (usize, f64)| {
        let mut vertex = start.to_vec();
        let edge = FIRST_EDGE * width;
        vertex[axis] += if start[axis] + edge > area.upper[axis] { -edge } else { edge };
        vertex
    };
    let others = area.widths().into_iter().enumerate().map(moved);
    std::iter::once(start.to_vec()).chain(others).collect()
}

impl Classical for NelderMead {
    const SIMPLEX: bool = true;
    type Solver = basin::NelderMead<Vec<f64>>;
    type State = SimplexProgress<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let number = |name| self.0.number(name);
        let [alpha, beta, gamma, delta] = ["alpha", "beta", "gamma", "delta"].map(number);
        let solver = basin::NelderMead::with_params(alpha, beta, gamma, delta)
            .with_absolute_simplex_size_tolerance(number("absolute_simplex_size_tolerance"))
            .with_relative_simplex_size_tolerance(number("relative_simplex_size_tolerance"))
            .with_absolute_simplex_cost_tolerance(number("absolute_simplex_cost_tolerance"))
            .with_relative_simplex_cost_tolerance(number("relative_simplex_cost_tolerance"));
        let state = match self.0.optional("relative_step") {
            Some(step) => SimplexProgress::with_step(beginning.start.to_vec(), step),
            None => SimplexProgress::from_simplex(simplex(beginning.start, area)),
        };
        (solver, state)
    }

    /// The simplex.
    fn kept_vectors(&self, parameters: usize) -> usize {
        parameters + 1
    }

    fn members<'s>(&self, state: &'s Self::State) -> &'s [Vec<f64>] {
        state.vertices()
    }

    fn term(&self, _solver: &Self::Solver, state: &Self::State) -> Option<Term> {
        let best = state.vertices().first()?;
        let distance = |vertex: &Vec<f64>| {
            vertex.iter().zip(best).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        let size = state.vertices().iter().map(distance).fold(0.0, f64::max);
        Some(Term::scalar("simplex_size", size))
    }
}
