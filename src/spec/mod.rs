//! What the user asked for: one type for scene files, command-line flags and panels.
//!
//! A [`Spec`] is plain data with every part optional. [`Spec::resolve`] checks it and makes the things that are computed
//! and drawn; a mistake names the key at fault, and [`Source::locate`] finds that key's line.
//!
//! ```text
//! Spec -> Resolved { objective          [loss] or [fit]
//!                    plans              [runs], [[run]]: every optimizer from every start
//!                    swarm              [swarm]: the same from many starts
//!                    grid, style }      [surface], [view]; [film] and [flight] are checked
//! ```

mod changes;
mod data_file;
mod error;
mod file;
mod flight;
mod gallery;
mod names;
mod objective;
mod problem;
mod ready;
mod run;
mod run_file;
mod swarm;
mod picture;
mod terms;
mod defaults;
mod tune;

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use changes::{Change, leading, summary};
pub use error::{Place, SpecError};
pub use file::Source;

pub use flight::{FlightSpec, KeySpec};
pub use gallery::GallerySpec;
pub use picture::{FilmSpec, SurfaceSpec, ViewSpec};
pub use problem::{ConstantSpec, FitSpec, LossSpec, Spread, SyntheticSpec};
pub use ready::{READY_SCENES, ReadyScene};
pub use run::{RunPlan, RunSpec, RunsSpec, label};
pub use swarm::{RegionSpec, SwarmColor, SwarmSpec};
pub use terms::TermsSpec;
pub use tune::{LeftOut, TuneSpec};

use crate::objective::Objective;
use crate::optim::swarm::SwarmPlan;
use crate::scene::{Grid, Style};

/// Everything that a scene file can say. The empty spec is the default surface with default runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// Title of the picture; without it, the objective's own.
    pub title: Option<String>,
    /// A loss in two variables; excludes `fit`.
    pub loss: Option<LossSpec>,
    /// A model fitted to data; excludes `loss`.
    pub fit: Option<FitSpec>,
    /// How the surface is sampled and drawn.
    pub surface: SurfaceSpec,
    /// What all runs share.
    pub runs: RunsSpec,
    /// The optimizers; `None` stands for a default choice that suits the objective, an empty list for none.
    pub run: Option<Vec<RunSpec>>,
    /// How the optimizers are tuned when that is asked for.
    pub tune: TuneSpec,
    /// Many starts instead of those of `runs`.
    pub swarm: Option<SwarmSpec>,
    /// Further losses beside this one.
    pub gallery: GallerySpec,
    /// The eye, the theme and the playhead.
    pub view: ViewSpec,
    /// Size, rate and camera path of films; the size of pictures too.
    pub film: FilmSpec,
    /// What the film shows at which time; without it, the film's built-in flight.
    pub flight: Option<FlightSpec>,
    /// Where relative paths lead.
    #[serde(skip)]
    pub origin: Origin,
}

/// Where the relative paths of a spec lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A folder: that of the scene file, or the working directory (the empty path).
    Folder(PathBuf),
    /// The data sets that are built into the program.
    Ready,
}

impl Default for Origin {
    fn default() -> Self {
        Self::Folder(PathBuf::new())
    }
}

/// What follows from a spec.
pub struct Resolved {
    /// The spec, with the runs and starts written out that it left to the objective.
    pub spec: Spec,
    /// What is minimised.
    pub objective: Arc<Objective>,
    /// The samples of the surface.
    pub grid: Grid,
    /// How the surface and its surroundings are drawn.
    pub style: Style,
    /// The runs to compute one by one.
    pub plans: Vec<RunPlan>,
    /// The many starts to compute instead.
    pub swarm: Option<SwarmPlan>,
}

impl Spec {
    /// Checks everything, reads the data of a fit, and makes what is computed and drawn.
    pub fn resolve(self) -> Result<Resolved, SpecError> {
        let objective = self.objective()?;
        self.resolve_with(objective)
    }

    /// The same, where what is unchanged since a former spec is not built again.
    pub fn resolve_after(
        self,
        former: &Self,
        objective: &Arc<Objective>,
    ) -> Result<Resolved, SpecError> {
        let objective = self.objective_after(former, objective)?;
        self.resolve_with(objective)
    }

    fn resolve_with(self, objective: Arc<Objective>) -> Result<Resolved, SpecError> {
        self.view.check()?;
        self.film.check()?;
        self.tune.check()?;
        let spec = self.with_runs_for(&objective);
        spec.check_terms()?;
        spec.check_flight()?;
        Ok(Resolved {
            grid: spec.grid(objective.domain)?,
            style: spec.style()?,
            plans: spec.plans(&objective)?,
            swarm: spec.swarm_plan(&objective)?,
            objective,
            spec,
        })
    }
}
