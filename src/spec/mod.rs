//! What the user asked for: one type for scene files, command-line flags and panels.
//!
//! A [`Spec`] is plain data with every part optional. [`Spec::resolve`] checks it and makes the things that are computed
//! and drawn; a mistake names the key at fault, and [`Source::locate`] finds that key's line.
//!
//! ```text
//! Spec -> Resolved { objective          [loss], [fit] or [network]
//!                    plans              [runs], [[run]]: every optimizer from every start
//!                    swarm              [swarm]: the same from many starts
//!                    quiver             [quiver]: the gradient as arrows
//!                    grid, style }      [surface], [view]; [film] and [flight] are checked
//! ```

mod changes;
mod color;
mod contours;
mod curves;
mod data_file;
mod defaults;
mod error;
mod file;
mod film;
mod flight;
mod gallery;
mod line;
mod mark;
mod names;
mod network;
mod network_data;
mod objective;
mod picture;
mod probe;
mod problem;
mod quiver;
mod ready;
mod run;
mod run_file;
mod run_look;
mod swarm;
mod terms;
mod tune;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use changes::{Change, leading, summary};
pub use color::{ColorBy, Shade};
pub use contours::{ContourGround, ContoursSpec, MOST_LEVELS};
pub use curves::{CurvesSpec, LogAxes};
pub use error::{Place, SpecError};
pub use file::Source;

pub use film::FilmSpec;
pub use flight::{FlightSpec, KeySpec};
pub use gallery::GallerySpec;
pub use line::{LineDirection, LineEnd, LineSpec};
pub use mark::{MarkGlyph, MarkPlace, MarkSpec};
pub use network::NetworkSpec;
pub use picture::{SurfaceSpec, ViewSpec};
pub use probe::{Axis, CriticalSpec, ProbeSpec, SectionSpec};
pub use problem::{ConstantSpec, FitSpec, LossSpec, Spread, SyntheticSpec};
pub use quiver::{ArrowColor, QuiverPlan, QuiverSpec};
pub use ready::{READY_SCENES, ReadyScene};
pub use run::{RunPlan, RunSpec, RunsSpec, label};
pub use run_look::RunLook;
pub use swarm::{RegionSpec, SwarmColor, SwarmSpec};
pub use terms::TermsSpec;
pub use tune::{LeftOut, TuneSpec};

use crate::objective::Objective;
use crate::objective::plane::{Centre, PlaneKind};
use crate::optim::swarm::SwarmPlan;
use crate::scene::{Grid, Space, Style};

/// Everything that a scene file can say. The empty spec is the default surface with default runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spec {
    /// Title of the picture; without it, the objective's own.
    pub title: Option<String>,
    /// A loss in two variables; excludes `fit` and `network`.
    pub loss: Option<LossSpec>,
    /// A model fitted to data; excludes `loss` and `network`.
    pub fit: Option<FitSpec>,
    /// A neural network seen through a plane; excludes `loss` and `fit`.
    pub network: Option<NetworkSpec>,
    /// How the surface is sampled and drawn.
    pub surface: SurfaceSpec,
    /// Lines of equal loss; without them, the surface's own iso-lines.
    pub contours: Option<ContoursSpec>,
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
    /// Marks on the surface.
    pub mark: Vec<MarkSpec>,
    /// The gradient at many points as arrows.
    pub quiver: Option<QuiverSpec>,
    /// The eye, the theme and the playhead.
    pub view: ViewSpec,
    /// Quantities of the runs against steps or evaluations.
    pub curves: CurvesSpec,
    /// A point of the surface that is read, and what is drawn there.
    pub probe: ProbeSpec,
    /// Where the gradient vanishes.
    pub critical: CriticalSpec,
    /// Cuts through the surface.
    pub section: Vec<SectionSpec>,
    /// Lines through the weights of a network, as curves of its loss.
    pub line: Vec<LineSpec>,
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
    /// What the colours show, if not the height.
    pub shade: Option<Shade>,
    /// The runs to compute one by one.
    pub plans: Vec<RunPlan>,
    /// The many starts to compute instead.
    pub swarm: Option<SwarmPlan>,
    /// The arrows of the gradient.
    pub quiver: Option<QuiverPlan>,
}

impl Spec {
    /// Checks everything, reads the data of a fit, and makes what is computed and drawn.
    pub fn resolve(self) -> Result<Resolved, SpecError> {
        let objective = self.objective()?;
        self.resolve_on(objective)
    }

    /// The same, where what is unchanged since a former spec is not built again.
    pub fn resolve_after(
        mut self,
        former: &Self,
        objective: &Arc<Objective>,
    ) -> Result<Resolved, SpecError> {
        let new = self.objective_after(former, objective)?;
        // The plane of a network comes and goes by itself, and with it the domain: what lies beside one may lie on the next.
        let has_moved = new.domain != objective.domain || objective.landscape().is_some();
        if new.landscape().is_none() && has_moved {
            self.forget_places_outside(new.domain);
        }
        if former.network.is_some() && self.network.is_none() {
            self.line.clear();
        }
        if let (Some(network), Some(before)) = (&mut self.network, &former.network)
            && network.plane.kind == PlaneKind::Points
            && before.plane.kind != PlaneKind::Points
        {
            network.plane.centre = Centre::default();
        }
        let is_same_network = Arc::ptr_eq(&new, objective);
        let read_before = if is_same_network { former.line_files() } else { Vec::new() };
        self.resolve_with(new, Some(&read_before))
    }

    /// The same with an objective that was built before: this spec's, or its network on a plane found later.
    pub(crate) fn resolve_on(self, objective: Arc<Objective>) -> Result<Resolved, SpecError> {
        self.resolve_with(objective, None)
    }

    /// The same; of an edit, with the files of lines that have been found sound before.
    fn resolve_with(
        self,
        objective: Arc<Objective>,
        edit: Option<&[&Path]>,
    ) -> Result<Resolved, SpecError> {
        self.view.check()?;
        self.film.check()?;
        self.tune.check()?;
        self.check_contours()?;
        let spec = self.with_runs_for(&objective);
        spec.check_terms()?;
        spec.curves.check(&Space::of(&objective))?;
        spec.check_marks()?;
        spec.check_flight()?;
        spec.check_probe(objective.landscape().is_none().then_some(objective.domain))?;
        let plans = spec.plans(&objective)?;
        if spec.swarm.is_none() {
            spec.check_plane_of(&plans, &objective, edit.is_some())?;
        }
        spec.check_lines(&objective, &plans, edit.unwrap_or_default())?;
        Ok(Resolved {
            grid: spec.grid(objective.domain)?,
            style: spec.style()?,
            shade: spec.shade(&objective)?,
            plans,
            swarm: spec.swarm_plan(&objective)?,
            quiver: spec.quiver_plan(objective.domain)?,
            objective,
            spec,
        })
    }
}
