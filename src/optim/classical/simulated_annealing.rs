//! Simulated annealing: a walk of random steps that climbs ever less as its temperature falls.
//!
//! A step of the run is one proposal. It searches the domain and never ends by itself.

use std::convert::Infallible;

use basin::core::rng::{ChaCha8Rng, RngExt};
use basin::{Neighbor, ProposalState, TemperatureSchedule};

use super::common::{self, *};
use super::{Area, Classical, Driven};

/// The first temperature as a share of the loss at the start.
const FIRST_TEMPERATURE: f64 = 0.1;

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "simulated-annealing",
        title: "Simulated annealing",
        paper: "Kirkpatrick, Gelatt and Vecchi 1983, Optimization by simulated annealing",
        library: "basin::SimulatedAnnealing",
        hyperparameters: &[
            optional(
                "initial_temperature",
                Limits::POSITIVE,
                "SimulatedAnnealing requires a finite initial temperature > 0",
                "rise of the loss that is accepted with probability 1/e at first; none: a tenth of the loss at the start",
            ),
            choice(
                "cooling",
                &["geometric", "reciprocal", "logarithmic"],
                "how the temperature falls",
            ),
            number(
                "alpha",
                0.98,
                Limits::UNIT_OPEN,
                "geometric cooling requires finite 0 < alpha < 1",
                "geometric: factor of the temperature from one level to the next",
            ),
            number(
                "steps_per_temperature",
                1.0,
                Limits::Count(1),
                "temperature schedule requires steps_per_temperature > 0",
                "proposals at one level of the temperature",
            ),
            number(
                "neighbor",
                0.2,
                Limits::POSITIVE,
                "the reach must be positive",
                "reach of a proposal at the first temperature as a share of the domain's width; it falls with the root of the temperature",
            ),
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| {
        Uphill::wrap(Driven::new(Annealing(settings.clone())), settings.flag("maximize"))
    },
};

/// Proposes a point drawn evenly from a box around the present one; steps over a side of the domain come back.
#[derive(Clone)]
pub(super) struct Nearby {
    area: Area,
    reach: Vec<f64>,
    first_temperature: f64,
}

impl Neighbor<Vec<f64>, f64, ChaCha8Rng> for Nearby {
    type Error = Infallible;

    fn propose(
        &mut self,
        current: &Vec<f64>,
        temperature: f64,
        generator: &mut ChaCha8Rng,
    ) -> Result<Vec<f64>, Infallible> {
        let share = (temperature / self.first_temperature).sqrt();
        let moved = |(axis, (x, reach)): (usize, (&f64, &f64))| {
            let step = share * reach * (2.0 * generator.random::<f64>() - 1.0);
            self.area.reflected(axis, x + step)
        };
        Ok(current.iter().zip(&self.reach).enumerate().map(moved).collect())
    }
}

struct Annealing(Settings);

impl Classical for Annealing {
    type Solver = basin::SimulatedAnnealing<Nearby>;
    type State = ProposalState<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let temperature = settings.optional("initial_temperature").unwrap_or_else(|| {
            let share = FIRST_TEMPERATURE * oracle.loss(beginning.start).abs();
            if share.is_finite() && share > 0.0 { share } else { 1.0 }
        });
        let schedule = match word(settings, "cooling") {
            "reciprocal" => TemperatureSchedule::reciprocal(),
            "logarithmic" => TemperatureSchedule::logarithmic(),
            _ => TemperatureSchedule::geometric(settings.number("alpha")),
        };
        let schedule =
            schedule.with_steps_per_temperature(settings.number("steps_per_temperature") as u64);
        let share = settings.number("neighbor");
        let nearby = Nearby {
            area: area.clone(),
            reach: area.widths().iter().map(|width| share * width).collect(),
            first_temperature: temperature,
        };
        let solver = basin::SimulatedAnnealing::new(nearby, temperature, schedule, beginning.seed);
        (solver, ProposalState::new(beginning.start.to_vec()))
    }

    fn term(&self, solver: &Self::Solver, _state: &Self::State) -> Option<Term> {
        Some(Term::scalar("temperature", solver.temperature()))
    }
}
