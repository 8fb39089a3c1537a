//! What the user asked for: one type for scene files, command-line flags and panels.
//!
//! A [`Spec`] is plain data with every part optional; it says *what*, never *how far along*. It becomes the things that
//! are computed and drawn in four calls, each of which checks its part and names the key at fault:
//!
//! ```text
//! Spec -> objective() -> Objective          [loss] or [fit]
//!      -> plans()     -> Vec<RunPlan>       [runs], [[run]]: every optimizer from every start
//!      -> grid(), style()                   [surface], [view]
//!      -> camera(), film                    [view], [film]
//! ```

mod error;
mod file;
mod names;
mod objective;
mod problem;
mod ready;
mod run;
mod picture;
mod defaults;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use error::{Place, SpecError};
pub use file::Source;

pub use picture::{FilmSpec, Flight, SurfaceSpec, ViewSpec};
pub use problem::{ConstantSpec, FitSpec, LossSpec, Spread, SyntheticSpec};
pub use ready::{READY_SCENES, ReadyScene};
pub use run::{RunPlan, RunSpec, RunsSpec};

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
    /// The eye, the theme and the playhead.
    pub view: ViewSpec,
    /// Size, rate and camera path of films; the size of pictures too.
    pub film: FilmSpec,
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
