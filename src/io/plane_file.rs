//! The plane that a network is seen through, and how its paths lie on it, as a file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::{AtomicFile, FileError, NpzArray, NpzValues, write_npz};
use crate::objective::plane::Explained;
use crate::objective::{Landscape, Objective};
use crate::optim::Trajectory;

/// The formats of a plane's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaneFormat {
    /// Arrays as `numpy.savez` writes them.
    Npz,
    /// One object.
    Json,
}

/// Why a plane could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PlaneFileError {
    /// The extension says no format.
    #[error("cannot tell the format of {}: end it in .npz or .json", .path.display())]
    UnknownFormat {
        /// The file to write.
        path: PathBuf,
    },
    /// The file system refused.
    #[error(transparent)]
    File(#[from] FileError),
}

impl PlaneFormat {
    /// Chooses by file extension.
    ///
    /// # Errors
    /// The extension is neither `.npz` nor `.json`.
    pub fn of(path: &Path) -> Result<Self, PlaneFileError> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("npz") => Ok(Self::Npz),
            Some("json") => Ok(Self::Json),
            _ => Err(PlaneFileError::UnknownFormat { path: path.to_path_buf() }),
        }
    }
}

/// A plane with the paths over it.
pub struct PlaneReport<'a> {
    objective: &'a Objective,
    landscape: &'a Landscape,
    /// The share of all paths' squared distances from the plane's centre that lies within the plane, 0 to 1.
    pub explained_variance: f64,
    /// One for each run, in the order of the runs.
    pub paths: Vec<PlanePath>,
}

/// How one path lies on a plane, a row a step.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanePath {
    /// What the run is called.
    pub name: String,
    /// The step that follows each row.
    pub steps: Vec<u64>,
    /// Where its shadow falls: the coordinates of the plane's nearest point.
    pub coordinates: Vec<[f64; 2]>,
    /// Its Euclidean distance from the plane.
    pub distances: Vec<f64>,
    /// Its true loss.
    pub losses: Vec<f64>,
    /// The loss of its shadow.
    pub shadow_losses: Vec<f64>,
    /// The share of its squared distances from the plane's centre that lies within the plane, 0 to 1.
    pub explained_variance: f64,
}

impl PlanePath {
    /// The path, and how much of it the plane shows.
    fn of(
        name: String,
        trajectory: &Trajectory,
        objective: &Objective,
        landscape: &Landscape,
    ) -> (Self, Explained) {
        let points = trajectory.points().chunks_exact(landscape.network.parameters());
        let mut explained = Explained::default();
        let (coordinates, distances): (Vec<_>, _) = points
            .map(|theta| {
                let shadow = landscape.shadow(theta);
                explained.add(&landscape.plane, shadow);
                shadow
            })
            .unzip();
        let path = Self {
            name,
            steps: trajectory.steps().to_vec(),
            shadow_losses: objective.losses(&coordinates),
            coordinates,
            distances,
            losses: trajectory.losses().to_vec(),
            explained_variance: explained.share(),
        };
        (path, explained)
    }
}

impl<'a> PlaneReport<'a> {
    /// The plane of this objective with named paths; `None` where the objective is no network.
    #[must_use]
    pub fn of<'t>(
        objective: &'a Objective,
        paths: impl IntoIterator<Item = (String, &'t Trajectory)>,
    ) -> Option<Self> {
        let landscape: &Landscape = objective.landscape()?;
        let (paths, explained): (_, Vec<Explained>) = paths
            .into_iter()
            .map(|(name, trajectory)| PlanePath::of(name, trajectory, objective, landscape))
            .unzip();
        let all = explained.into_iter().fold(Explained::default(), Explained::and);
        let explained_variance = all.share();
        Some(Self { objective, landscape, explained_variance, paths })
    }

    /// What the plane is, about which centre, and the unit of its axes.
    #[must_use]
    pub fn words(&self) -> &str {
        &self.landscape.words
    }

    /// Writes a file in the format that its extension says; it appears only when it is whole.
    ///
    /// # Errors
    /// The extension says no format, or the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<PathBuf, PlaneFileError> {
        let format = PlaneFormat::of(path)?;
        let mut file = AtomicFile::create(path)?;
        let written = match format {
            PlaneFormat::Npz => write_npz(&mut file, self.arrays()),
            PlaneFormat::Json => self.write_json(&mut file),
        };
        written.map_err(|source| file.explain(source))?;
        Ok(file.finish()?)
    }

    /// Both ends of each coordinate that is shown.
    fn ends(&self) -> [[f64; 2]; 2] {
        let domain = self.objective.domain;
        [domain.x, domain.y].map(|side| [side.min, side.max])
    }

    /// The whole: `origin` (n), `directions` (2, n), `domain` (2, 2), `explained_variance`, `parameter_names` (n), `axes`
    /// (2), `words`, `run_names`; of each run `run0_step`, `run0_coordinates` (rows, 2), `run0_distance`, `run0_loss`,
    /// `run0_shadow_loss`, `run0_explained_variance`.
    fn arrays(&self) -> Vec<NpzArray> {
        let Landscape { network, plane, words, .. } = self.landscape;
        let count = network.parameters();
        let numbers = |name: &str, shape: &[usize], values| NpzArray::numbers(name, shape, values);
        let words = NpzArray { shape: vec![], ..NpzArray::texts("words", vec![words.to_string()]) };
        let names = self.paths.iter().map(|path| path.name.clone());
        let mut arrays = vec![
            numbers("origin", &[count], plane.origin().to_vec()),
            numbers("directions", &[2, count], plane.directions().concat()),
            numbers("domain", &[2, 2], self.ends().concat()),
            numbers("explained_variance", &[], vec![self.explained_variance]),
            NpzArray::texts("parameter_names", network.parameter_names()),
            NpzArray::texts("axes", self.objective.parameters.clone()),
            words,
            NpzArray::texts("run_names", names.collect()),
        ];
        for (run, path) in self.paths.iter().enumerate() {
            let (rows, of) = (path.steps.len(), |what: &str| format!("run{run}_{what}"));
            let steps = NpzValues::Counts(Box::new(path.steps.clone().into_iter()));
            arrays.extend([
                NpzArray { name: of("step"), shape: vec![rows], values: steps },
                numbers(&of("coordinates"), &[rows, 2], path.coordinates.concat()),
                numbers(&of("distance"), &[rows], path.distances.clone()),
                numbers(&of("loss"), &[rows], path.losses.clone()),
                numbers(&of("shadow_loss"), &[rows], path.shadow_losses.clone()),
                numbers(&of("explained_variance"), &[], vec![path.explained_variance]),
            ]);
        }
        arrays
    }

    /// The same as one object; numbers are the shortest that read back to the same, what is not finite is null.
    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let Landscape { network, plane, words, .. } = self.landscape;
        let run = |path: &PlanePath| -> Json {
            json!({
                "name": path.name,
                "step": path.steps,
                "coordinates": path.coordinates,
                "distance": path.distances,
                "loss": path.losses,
                "shadow_loss": path.shadow_losses,
                "explained_variance": path.explained_variance,
            })
        };
        let report = json!({
            "objective": { "name": self.objective.name, "parameters": network.parameter_names() },
            "words": **words,
            "axes": self.objective.parameters,
            "domain": self.ends(),
            "origin": plane.origin(),
            "directions": plane.directions(),
            "explained_variance": self.explained_variance,
            "runs": self.paths.iter().map(run).collect::<Vec<_>>(),
        });
        serde_json::to_writer(&mut *out, &report)?;
        writeln!(out)
    }
}
