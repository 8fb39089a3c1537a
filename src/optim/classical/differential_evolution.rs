//! Differential evolution: every member is challenged by a mix of others, and the better one stays.
//!
//! It searches the domain and never ends by itself.

use basin::{De, DeCrossover, DeMutation, PopulationProgress};

use super::common::{self, *};
use super::{Area, Classical, Driven};

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "differential-evolution",
        title: "Differential evolution",
        paper: "Storn and Price 1997, Differential evolution: a simple and efficient heuristic for global optimization over continuous spaces",
        library: "basin::De",
        hyperparameters: &[
            optional(
                "pop_size",
                Limits::Count(4),
                "De requires pop_size >= 4",
                "members of a generation; none: ten for each parameter",
            ),
            number(
                "f",
                0.8,
                Limits::POSITIVE,
                "De requires F > 0 and finite",
                "scale of the differences between members that make a challenger",
            ),
            number(
                "cr",
                0.9,
                Limits::UNIT_CLOSED,
                "De requires CR in [0, 1]",
                "chance of each parameter to come from the challenger",
            ),
            choice(
                "mutation",
                &["rand1", "best1", "rand2", "best2", "rand-to-best1", "current-to-best1"],
                "which members make a challenger",
            ),
            choice(
                "crossover",
                &["binomial", "exponential"],
                "how the parameters of member and challenger are mixed",
            ),
            MAXIMIZE,
        ],
        check,
    },
    build: |settings| {
        Uphill::wrap(
            Driven::new(DifferentialEvolution(settings.clone())),
            settings.flag("maximize"),
        )
    },
};

/// Each way to make a challenger takes some members besides the one it challenges.
fn check(settings: &Settings) -> Result<(), String> {
    common::check(settings)?;
    let (name, least) = match word(settings, "mutation") {
        "rand2" => ("Rand2", 6.0),
        "best2" => ("Best2", 5.0),
        _ => return Ok(()),
    };
    match settings.optional("pop_size") {
        Some(size) if size < least => {
            Err(format!("De {name} requires pop_size >= {least} (got {size})"))
        }
        _ => Ok(()),
    }
}

fn mutation(word: &str) -> DeMutation {
    match word {
        "best1" => DeMutation::Best1,
        "rand2" => DeMutation::Rand2,
        "best2" => DeMutation::Best2,
        "rand-to-best1" => DeMutation::RandToBest1,
        "current-to-best1" => DeMutation::CurrentToBest1,
        _ => DeMutation::Rand1,
    }
}

struct DifferentialEvolution(Settings);

impl Classical for DifferentialEvolution {
    type Solver = De;
    type State = PopulationProgress<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let size = self.kept_vectors(beginning.start.len());
        let crossover = match word(settings, "crossover") {
            "exponential" => DeCrossover::Exponential,
            _ => DeCrossover::Binomial,
        };
        let solver = De::new(beginning.seed)
            .with_pop_size(size)
            .with_f(settings.number("f"))
            .with_cr(settings.number("cr"))
            .with_mutation(mutation(word(settings, "mutation")))
            .with_crossover(crossover);
        (solver, PopulationProgress::from_population(area.members(beginning, size)))
    }

    /// The generation.
    fn kept_vectors(&self, parameters: usize) -> usize {
        let size = self.0.optional("pop_size").map(|size| size as usize);
        size.unwrap_or_else(|| De::<f64>::default_pop_size(parameters))
    }

    fn members<'s>(&self, state: &'s Self::State) -> &'s [Vec<f64>] {
        state.candidates()
    }
}
