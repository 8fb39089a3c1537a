//! Particle swarm: particles with velocities, drawn to the best that each and all have seen.
//!
//! It searches the domain and never ends by itself.

use basin::{GlobalBestPso, PopulationProgress, PsoBoundaryHandling, PsoVelocityLimit};

use super::common::{self, *};
use super::{Area, Classical, Driven};

/// `1/2 + ln 2`, the pulls of the standard swarm.
const PULL: f64 = 0.5 + std::f64::consts::LN_2;

pub(super) static METHOD: Method = Method {
    family: Family::Classical,
    table: Table {
        kind: "optimizer",
        name: "particle-swarm",
        title: "Particle swarm",
        paper: "Clerc 2012, Standard particle swarm optimisation",
        library: "basin::GlobalBestPso",
        hyperparameters: &[
            optional(
                "swarm_size",
                Limits::Count(1),
                "GlobalBestPso requires swarm_size >= 1",
                "particles; none: 10 + 2 sqrt(n) for n parameters, 12 for two",
            ),
            number(
                "inertia",
                0.5 / std::f64::consts::LN_2,
                Limits::NON_NEGATIVE,
                "GlobalBestPso inertia must be finite and nonnegative",
                "share of its velocity that a particle keeps",
            ),
            number(
                "cognitive",
                PULL,
                Limits::NON_NEGATIVE,
                "GlobalBestPso cognitive coefficient must be finite and nonnegative",
                "pull to the best point that the particle has seen",
            ),
            number(
                "social",
                PULL,
                Limits::NON_NEGATIVE,
                "GlobalBestPso social coefficient must be finite and nonnegative",
                "pull to the best point that any particle has seen",
            ),
            choice(
                "boundary_handling",
                &["absorb", "preserve", "reflect"],
                "velocity of a particle that meets a side of the domain: lost, kept or turned round",
            ),
            optional(
                "velocity_limit",
                Limits::NON_NEGATIVE,
                "GlobalBestPso velocity span fraction must be finite and nonnegative",
                "largest velocity as a share of the domain's width along each axis; none: unlimited",
            ),
            MAXIMIZE,
        ],
        check: common::check,
    },
    build: |settings| {
        Uphill::wrap(Driven::new(ParticleSwarm(settings.clone())), settings.flag("maximize"))
    },
};

struct ParticleSwarm(Settings);

impl Classical for ParticleSwarm {
    type Solver = GlobalBestPso<Vec<f64>>;
    type State = PopulationProgress<Vec<f64>>;

    fn solver(
        &self,
        beginning: &Beginning<'_>,
        area: &Area,
        _oracle: &mut dyn Oracle,
    ) -> (Self::Solver, Self::State) {
        let Self(settings) = self;
        let size = self.kept_vectors(beginning.start.len());
        let handling = match word(settings, "boundary_handling") {
            "preserve" => PsoBoundaryHandling::Preserve,
            "reflect" => PsoBoundaryHandling::Reflect { damping: 1.0 },
            _ => PsoBoundaryHandling::Absorb,
        };
        let limit = settings.optional("velocity_limit");
        let limit = limit.map_or(PsoVelocityLimit::Unbounded, PsoVelocityLimit::SpanFraction);
        let solver = GlobalBestPso::new(beginning.seed)
            .with_swarm_size(size)
            .with_inertia(settings.number("inertia"))
            .with_cognitive(settings.number("cognitive"))
            .with_social(settings.number("social"))
            .with_boundary_handling(handling)
            .with_velocity_limit(limit);
        (solver, PopulationProgress::from_population(area.members(beginning, size)))
    }

    /// The particles.
    fn kept_vectors(&self, parameters: usize) -> usize {
        let size = self.0.optional("swarm_size").map(|size| size as usize);
        size.unwrap_or_else(|| Self::Solver::default_swarm_size(parameters))
    }

    fn members<'s>(&self, state: &'s Self::State) -> &'s [Vec<f64>] {
        state.candidates()
    }
}
