//! A plane as a scene file describes it, and what becomes of the description once there are paths.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::centre::{Centre, WeightPath, centre_of, has_step};
use super::error::PlaneError;
use super::explained::percent;
use super::extent;
use super::plane::Plane;
use super::principal::Principal;
use super::random::Normalisation;
use super::sharpest::Sharpest;
use crate::objective::Domain;
use crate::objective::network::Network;

/// What spans a plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaneKind {
    /// Principal components of the paths: see [`Principal::about`].
    #[default]
    Principal,
    /// Random directions: see [`Plane::random`].
    Random,
    /// Two parameters by name: see [`Plane::of_parameters`].
    Parameters,
    /// Top eigenvectors of the Hessian: see [`Sharpest::at`].
    Sharpest,
    /// Through three points: see [`Plane::through`].
    Points,
}

/// Which plane: what spans it, about which point, and how much of it is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlaneConfig {
    /// What spans it.
    pub kind: PlaneKind,
    /// The point that the plane goes through, its origin; a plane of two parameters goes through it, too.
    pub centre: Centre,
    /// The runs that the centre and the principal components are taken from, counted from 1; empty: all of them for
    /// principal components and for points, the first one for the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<usize>,
    /// The two parameters of [`PlaneKind::Parameters`], such as `layer1.weight[3,2]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
    /// How random directions are scaled to the weights.
    pub normalisation: Normalisation,
    /// Whether biases take part in random directions.
    pub biases: bool,
    /// Seed of random directions.
    pub seed: u64,
    /// Three files of weights of [`PlaneKind::Points`], `.npz` or `.safetensors`; without them, the ends of three runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<PathBuf>,
    /// Both ends of the first coordinate; without them, the paths fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<[f64; 2]>,
    /// Both ends of the second coordinate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<[f64; 2]>,
}

/// A plane that is ready to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct MadePlane {
    /// Origin and directions.
    pub plane: Plane,
    /// What is shown of it.
    pub domain: Domain,
    /// What the two coordinates are called, such as "PC 1 (81 %)".
    pub axes: [String; 2],
    /// What the plane is, about which centre, and the unit of its axes, in one line.
    pub words: String,
}

impl PlaneKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Principal, Self::Random, Self::Parameters, Self::Sharpest, Self::Points];

    /// The name in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Random => "random",
            Self::Parameters => "parameters",
            Self::Sharpest => "sharpest",
            Self::Points => "points",
        }
    }
}

impl PlaneConfig {
    /// Makes the plane from the paths of the runs; `points` are the weights of its files.
    ///
    /// Runs that have not come to an end yet give the plane as it would be if they ended here.
    pub fn make(
        &self,
        network: &Network,
        paths: &[WeightPath],
        points: &[Vec<f64>],
    ) -> Result<MadePlane, PlaneError> {
        self.make_until(network, paths, points, &AtomicBool::new(false))
    }

    /// The same, given up once `cancel` is set, where it takes long: then the outcome is an error.
    pub fn make_until(
        &self,
        network: &Network,
        paths: &[WeightPath],
        points: &[Vec<f64>],
        cancel: &AtomicBool,
    ) -> Result<MadePlane, PlaneError> {
        let runs = self.chosen(paths.len())?;
        let chosen: Vec<&WeightPath> = runs.iter().map(|run| &paths[run - 1]).collect();
        let about = self.centre.words(&runs, paths.len());
        let (plane, axes, words) = self.span(network, (&chosen, &about), points, cancel)?;
        let domain = extent::domain(self, &plane, paths, points);
        Ok(MadePlane { plane, domain, axes, words })
    }

    /// Refuses what no training can mend, where the runs take so many steps each; none are no runs.
    pub fn check(&self, steps: &[u64]) -> Result<(), PlaneError> {
        let chosen = self.chosen(steps.len())?;
        if self.kind == PlaneKind::Points {
            if self.centre != Centre::default() {
                return Err(PlaneError::CentreOfPoints);
            }
            let points = if self.files.is_empty() { chosen.len() } else { self.files.len() };
            return if points < 3 { Err(PlaneError::PointCount(points)) } else { Ok(()) };
        }
        if let Centre::Step(step) = self.centre {
            has_step(chosen.into_iter().map(|run| (run, steps[run - 1])), step)?;
        }
        Ok(())
    }

    /// The runs that centre and components are taken from, counted from 1, out of so many.
    fn chosen(&self, runs: usize) -> Result<Vec<usize>, PlaneError> {
        if let Some(run) = self.runs.iter().find(|run| !(1..=runs).contains(run)) {
            return Err(PlaneError::NoSuchRun { run: *run, runs });
        }
        let takes_all = matches!(self.kind, PlaneKind::Principal | PlaneKind::Points);
        Ok(match (self.runs.is_empty(), takes_all) {
            (true, true) => (1..=runs).collect(),
            (true, false) => (1..=runs.min(1)).collect(),
            (false, _) => self.runs.clone(),
        })
    }

    fn span(
        &self,
        network: &Network,
        (chosen, about): (&[&WeightPath], &str),
        points: &[Vec<f64>],
        cancel: &AtomicBool,
    ) -> Result<(Plane, [String; 2], String), PlaneError> {
        let centre = || centre_of(chosen, network.parameters(), self.centre);
        Ok(match self.kind {
            PlaneKind::Principal => {
                let slices: Vec<&[f64]> = chosen.iter().map(|path| &path.points[..]).collect();
                let principal = Principal::about(&slices, centre()?)?;
                let [first, second] = principal.explained;
                let axes = [(1, first), (2, second)]
                    .map(|(k, share)| format!("component {k} ({})", percent(share)));
                let words =
                    format!("principal components about {about}; axes: distance in weights");
                (principal.plane, axes, words)
            }
            PlaneKind::Random => {
                let Self { normalisation, biases, seed, .. } = *self;
                let plane =
                    Plane::random(network.layout(), &centre()?, normalisation, biases, seed)
                        .map_err(|error| match error {
                            PlaneError::Zero(_) if normalisation != Normalisation::Raw => {
                                PlaneError::NoWeights
                            }
                            PlaneError::Parallel => PlaneError::ParallelAtRandom,
                            other => other,
                        })?;
                let unit = normalisation.words();
                let words = format!("random directions about {about}; axes: {unit}");
                (plane, ["direction 1", "direction 2"].map(str::to_owned), words)
            }
            PlaneKind::Parameters => {
                let [first, second] = self.parameters.as_slice() else {
                    return Err(PlaneError::ParameterNames(self.parameters.len()));
                };
                let plane = Plane::of_parameters(network.layout(), &centre()?, [first, second])?;
                let words = format!("two parameters, all others as in {about}; axes: their values");
                (plane, [first.clone(), second.clone()], words)
            }
            PlaneKind::Sharpest => {
                let Sharpest { plane, eigenvalues } = Sharpest::until(network, &centre()?, cancel)?;
                let axes = [(1, eigenvalues[0]), (2, eigenvalues[1])]
                    .map(|(k, value)| format!("eigenvector {k} (eigenvalue {})", short(value)));
                let words = format!(
                    "sharpest directions of the Hessian about {about}; axes: distance in weights"
                );
                (plane, axes, words)
            }
            PlaneKind::Points => {
                let ends = || chosen.iter().filter_map(|path| path.last(network.parameters()));
                let plane = match points {
                    [first, second, third] => Plane::through([first, second, third])?,
                    [] => match ends().collect::<Vec<_>>().as_slice() {
                        [first, second, third, ..] => Plane::through([first, second, third])?,
                        fewer => return Err(PlaneError::PointCount(fewer.len())),
                    },
                    other => return Err(PlaneError::PointCount(other.len())),
                };
                let whose =
                    if points.is_empty() { "the ends of three runs" } else { "three points" };
                let words = format!("through {whose}; axes: distance in weights");
                (plane, ["towards point 2", "towards point 3"].map(str::to_owned), words)
            }
        })
    }
}

/// Three digits.
fn short(value: f64) -> String {
    let size = value.abs();
    if (0.01..1000.0).contains(&size) { format!("{value:.2}") } else { format!("{value:.1e}") }
}
