//! CMA-ES: generations drawn from a normal distribution that learns its shape and size.

use basin::{DenseMatrix, PopulationProgress, State};

use super::common::{self, *};
use super::{Area, Classical, Driven};

/// The first standard deviation as a share of the domain's width.
const FIRST_DEVIATION: f64 = 0.1;
/// The share of the first standard deviation at which basin's own chains of the method end.
const SMALLEST_SHARE: f64 = 1e-12;

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "cma-es",
        title: "CMA-ES",
        paper: "Hansen 2016, The CMA evolution strategy: a tutorial",
        library: "basin::CmaEs",
        hyperparameters: &[
            optional(
                "sigma",
                Limits::POSITIVE,
                "initial sigma must be finite and positive",
                "standard deviation of the first generation, in units of the parameters; none: a tenth of the domain's width along each axis",
            ),
            optional(
                "lambda",
                Limits::Count(4),
                "CmaEs requires lambda >= 4",
                "members of a generation; none: 4 + 3 ln n for n parameters, 6 for two",
            ),
            optional(
                "absolute_distribution_size_tolerance",
                Limits::NON_NEGATIVE,
                "tolerance must be finite and nonnegative",
                "converged when the largest standard deviation is below; none: 1e-12 of the first one",
            ),
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| Uphill::wrap(Driven::new(CmaEs(settings.clone())), settings.flag("maximize")),
};

struct CmaEs(Settings);

impl Classical for CmaEs {
    type Solver = basin::CmaEs<Vec<f64>, DenseMatrix>;
    type State = PopulationProgress<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let (sigma, deviations) = match settings.optional("sigma") {
            Some(sigma) => (sigma, None),
            None => (FIRST_DEVIATION, Some(area.widths())),
        };
        let largest = deviations.iter().flatten().copied().fold(0.0, f64::max);
        let first = sigma * if deviations.is_some() { largest } else { 1.0 };
        let tolerance = settings.optional("absolute_distribution_size_tolerance");
        let mut solver = basin::CmaEs::new(beginning.seed, sigma)
            .with_stds(deviations)
            .with_absolute_distribution_size_tolerance(tolerance.unwrap_or(SMALLEST_SHARE * first));
        if let Some(lambda) = settings.optional("lambda") {
            solver = solver.with_lambda(lambda as usize);
        }
        (solver, PopulationProgress::from_point(beginning.start.to_vec()))
    }

    /// The mean; where the loss is not finite there, the best member.
    fn answer<'s>(&self, state: &'s Self::State) -> &'s [f64] {
        match state.candidates().first() {
            Some(best) if !state.cost().is_finite() => best,
            _ => state.param(),
        }
    }

    /// The covariance, or the generation where that is larger.
    fn kept_vectors(&self, parameters: usize) -> usize {
        let lambda = self.0.optional("lambda").unwrap_or_default() as usize;
        parameters.max(lambda)
    }

    fn members<'s>(&self, state: &'s Self::State) -> &'s [Vec<f64>] {
        state.candidates()
    }

    fn term(&self, solver: &Self::Solver, _state: &Self::State) -> Option<Term> {
        Some(Term::scalar("sigma", solver.sigma()?))
    }
}
