//! `[[line]]`: a straight line through the space of a network's weights, and the loss along it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::network::folder;
use super::{RunPlan, Spec, SpecError};
use crate::io::{WeightsError, weights_of};
use crate::objective::network::Network;
use crate::objective::plane::{Centre, Line, Normalisation, PlaneError, has_step};
use crate::objective::{Interval, Objective};

/// Lines at most; of more, none could be read.
const MOST_LINES: usize = 8;
/// Samples of a line at most, and without a wish.
const MOST_SAMPLES: usize = 10_001;
const SAMPLES: usize = 101;
/// What is shown of a line: between two points some way beyond both, as Goodfellow, Vinyals and Saxe (2015) have it; along
/// a direction one of its lengths to either side.
const BETWEEN: [f64; 2] = [-0.25, 1.25];
const ALONG: [f64; 2] = [-1.0, 1.0];

/// A line between two points, or from one along a direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LineSpec {
    /// Where t is 0; `None` is where the run begins, or where it ends if the line leads along a direction.
    pub from: Option<LineEnd>,
    /// The run that `from` is a point of, counted from 1; `None` is the first.
    pub from_run: Option<usize>,
    /// Where t is 1; `None` is where the run ends.
    pub to: Option<LineEnd>,
    /// The run that `to` is a point of; `None` is that of `from`.
    pub to_run: Option<usize>,
    /// Instead of `to`: a direction, whose length is 1 in t.
    pub direction: Option<LineDirection>,
    /// How a random direction is scaled to the weights; `None` is by filter.
    pub normalisation: Option<Normalisation>,
    /// Whether biases take part in a random direction; `None` is no.
    pub biases: Option<bool>,
    /// Seed of a random direction; `None` is 0.
    pub seed: Option<u64>,
    /// Both ends of t; `None` is from -1/4 to 5/4 between points, and from -1 to 1 along a direction.
    pub t: Option<[f64; 2]>,
    /// Evenly spaced samples, both ends included; `None` is 101.
    pub samples: Option<usize>,
}

/// An end of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum LineEnd {
    /// A point of a run.
    Of(Centre),
    /// The weights of a file, `.npz` or `.safetensors`.
    File(PathBuf),
}

/// Where a line leads that has one end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineDirection {
    /// Along Gaussian numbers, scaled to the weights.
    #[default]
    Random,
}

/// An end in a scene file: a word, a step or a path.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Step(u64),
    Word(String),
}

impl TryFrom<Written> for LineEnd {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let word = match written {
            Written::Step(step) => return Ok(Self::Of(Centre::Step(step))),
            Written::Word(word) => word,
        };
        match word.as_str() {
            "initial" => return Ok(Self::Of(Centre::Initial)),
            "final" => return Ok(Self::Of(Centre::Final)),
            "mean" => return Ok(Self::Of(Centre::Mean)),
            _ => {}
        }
        let extension = Path::new(&word).extension().map(std::ffi::OsStr::to_ascii_lowercase);
        if extension.is_some_and(|e| e == "npz" || e == "safetensors") {
            return Ok(Self::File(word.into()));
        }
        Err(format!(
            "an end of a line is \"initial\", \"final\", \"mean\", the number of a step, or a file of weights (.npz or .safetensors), not \"{word}\""
        ))
    }
}

impl From<LineEnd> for Written {
    fn from(end: LineEnd) -> Self {
        match end {
            LineEnd::Of(Centre::Initial) => Self::Word("initial".to_owned()),
            LineEnd::Of(Centre::Final) => Self::Word("final".to_owned()),
            LineEnd::Of(Centre::Mean) => Self::Word("mean".to_owned()),
            LineEnd::Of(Centre::Step(step)) => Self::Step(step),
            LineEnd::File(path) => Self::Word(path.display().to_string()),
        }
    }
}

impl LineEnd {
    /// What it is called: `run 2 final`, `weights.npz`.
    fn name(&self, run: usize) -> String {
        match self {
            Self::Of(Centre::Initial) => format!("run {run} initial"),
            Self::Of(Centre::Final) => format!("run {run} final"),
            Self::Of(Centre::Mean) => format!("run {run} mean"),
            Self::Of(Centre::Step(step)) => format!("run {run} step {step}"),
            Self::File(path) => {
                path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
            }
        }
    }

    fn file(&self) -> Option<&Path> {
        if let Self::File(path) = self { Some(path) } else { None }
    }
}

impl LineSpec {
    /// The line between the ends of two runs, counted from 1.
    pub fn between_runs(from_run: usize, to_run: usize) -> Self {
        let end = Some(LineEnd::Of(Centre::Final));
        Self {
            from: end.clone(),
            from_run: Some(from_run),
            to: end,
            to_run: Some(to_run),
            ..Self::default()
        }
    }

    /// Where it begins, and the run that this is a point of, counted from 1.
    pub fn beginning(&self) -> (LineEnd, usize) {
        let centre = if self.direction.is_some() { Centre::Final } else { Centre::Initial };
        (self.from.clone().unwrap_or(LineEnd::Of(centre)), self.from_run.unwrap_or(1))
    }

    /// Where it ends, likewise; `None` if it leads along a direction.
    pub fn end(&self) -> Option<(LineEnd, usize)> {
        let end = self.to.clone().unwrap_or(LineEnd::Of(Centre::Final));
        let run = self.to_run.or(self.from_run).unwrap_or(1);
        self.direction.is_none().then_some((end, run))
    }

    /// What is shown of it.
    pub fn span(&self) -> Interval {
        let usual = if self.direction.is_some() { ALONG } else { BETWEEN };
        let [min, max] = self.t.unwrap_or(usual);
        Interval { min, max }
    }

    /// How many evenly spaced samples it has.
    pub fn count(&self) -> usize {
        self.samples.unwrap_or(SAMPLES)
    }

    /// What the places t = 0 and, between two points, t = 1 are called.
    pub fn end_names(&self) -> Vec<String> {
        let ends = [Some(self.beginning()), self.end()];
        ends.into_iter().flatten().map(|(end, run)| end.name(run)).collect()
    }

    /// What it is called: between what it lies.
    pub fn name(&self) -> String {
        let names = self.end_names();
        match self.direction {
            None => names.join(" \u{2192} "),
            Some(LineDirection::Random) => {
                format!("{}, random direction {}", names.join(""), self.seed.unwrap_or_default())
            }
        }
    }

    /// The name of its axis, with the unit.
    pub fn axis(&self) -> String {
        match self.direction {
            None => "t".to_owned(),
            Some(LineDirection::Random) => match self.normalisation.unwrap_or_default() {
                Normalisation::Raw => "t, not normalised".to_owned(),
                way => format!("t, {}-normalised", way.name()),
            },
        }
    }

    /// The line itself; `place` finds the ends that are points of runs.
    pub(crate) fn line(&self, from: Vec<f64>, to: Option<Vec<f64>>, network: &Network) -> Made {
        let made = match to {
            Some(to) => Line::between(from, to),
            None => {
                let (normalisation, biases) = (self.normalisation, self.biases);
                Line::random(
                    network.layout(),
                    from,
                    normalisation.unwrap_or_default(),
                    biases.unwrap_or_default(),
                    self.seed.unwrap_or_default(),
                )
            }
        };
        let key = if self.direction.is_some() { "direction" } else { "to" };
        made.map_err(|error| SpecError::new(key, error))
    }

    /// Makes relative paths of its ends lead from any folder.
    pub(super) fn lead_from(&mut self, folder: &Path) {
        for end in [&mut self.from, &mut self.to].into_iter().flatten() {
            if let LineEnd::File(path) = end
                && path.is_relative()
            {
                *path = std::path::absolute(folder.join(&path)).unwrap_or_else(|_| path.clone());
            }
        }
    }

    /// Whether it leads somewhere from and to; `is_sound` says whether a file can be read.
    fn check(
        &self,
        plans: &[RunPlan],
        is_sound: impl Fn(&Path) -> Result<(), WeightsError>,
    ) -> Result<(), SpecError> {
        self.check_keys()?;
        let ends = [
            Some(("from", self.beginning(), self.from_run)),
            self.end().map(|end| ("to", end, self.to_run)),
        ];
        for (key, (end, run), given) in ends.into_iter().flatten() {
            let run_key = || if given.is_some() { format!("{key}_run") } else { key.to_owned() };
            if let Some(file) = end.file() {
                if given.is_some() {
                    let message = format!("a file belongs to no run: leave `{key}_run` out");
                    return Err(SpecError::new(run_key(), message));
                }
                is_sound(file).map_err(|error| SpecError::new(key, error))?;
                continue;
            }
            let Some(plan) = run.checked_sub(1).and_then(|index| plans.get(index)) else {
                let error = PlaneError::NoSuchRun { run, runs: plans.len() };
                return Err(SpecError::new(run_key(), error));
            };
            if let LineEnd::Of(Centre::Step(step)) = end {
                has_step([(run, plan.settings.steps)].into_iter(), step)
                    .map_err(|error| SpecError::new(key, error))?;
            }
        }
        let is_same = |(from, from_run): (LineEnd, usize), (to, to_run): (LineEnd, usize)| {
            from == to && (from_run == to_run || from.file().is_some())
        };
        if self.end().is_some_and(|end| is_same(self.beginning(), end)) {
            return Err(SpecError::new("to", PlaneError::LineOfOnePoint));
        }
        Ok(())
    }

    /// Whether its keys go together and have values that mean something.
    fn check_keys(&self) -> Result<(), SpecError> {
        let wrong = |key: &str, message: String| Err(SpecError::new(key, message));
        let is_along = self.direction.is_some();
        let points = [("to", self.to.is_some()), ("to_run", self.to_run.is_some())];
        let directions = [
            ("normalisation", self.normalisation.is_some()),
            ("biases", self.biases.is_some()),
            ("seed", self.seed.is_some()),
        ];
        if is_along && let Some((key, _)) = points.iter().find(|(_, given)| *given) {
            return wrong(key, format!("a line along a direction has one end: leave `{key}` out"));
        }
        if !is_along && let Some((key, _)) = directions.iter().find(|(_, given)| *given) {
            let message = format!(
                "`{key}` belongs to a direction: write direction = \"random\", or leave it out"
            );
            return wrong(key, message);
        }
        let Interval { min, max } = self.span();
        if !(min < max && (max - min).is_finite()) {
            return wrong(
                "t",
                format!("the line is shown from {min} to {max}: give a finite rising range"),
            );
        }
        if !(2..=MOST_SAMPLES).contains(&self.count()) {
            let count = self.count();
            return wrong(
                "samples",
                format!("a line has 2 to {MOST_SAMPLES} samples, not {count}"),
            );
        }
        Ok(())
    }
}

/// A line, or why there is none.
type Made = Result<Line, SpecError>;

impl Spec {
    /// The weights of a file that an end of line `index` is; `key` is `from` or `to`.
    pub(crate) fn line_weights(
        &self,
        (index, key): (usize, &str),
        file: &Path,
        network: &Network,
    ) -> Result<Vec<f64>, SpecError> {
        weights_of(network, &folder(&self.origin).join(file))
            .map_err(|error| SpecError::new(format!("line.{index}.{key}"), error))
    }

    /// The files that ends of its lines are.
    pub(super) fn line_files(&self) -> Vec<&Path> {
        let ends = self.line.iter().flat_map(|line| [&line.from, &line.to]);
        ends.flatten().filter_map(LineEnd::file).collect()
    }

    /// Whether every line leads somewhere; files `read_before` have been found sound.
    pub(super) fn check_lines(
        &self,
        objective: &Objective,
        plans: &[RunPlan],
        read_before: &[&Path],
    ) -> Result<(), SpecError> {
        if self.line.is_empty() {
            return Ok(());
        }
        let Some(landscape) = objective.landscape() else {
            let message = "a line leads through the weights of a network, and this scene has none; [[section]] cuts a surface";
            return Err(SpecError::new("line", message));
        };
        if self.line.len() > MOST_LINES {
            let message =
                format!("at most {MOST_LINES} lines can be read, not {}", self.line.len());
            return Err(SpecError::new(format!("line.{MOST_LINES}"), message));
        }
        let is_sound = |file: &Path| {
            if read_before.contains(&file) {
                return Ok(());
            }
            weights_of(&landscape.network, &folder(&self.origin).join(file)).map(drop)
        };
        self.line.iter().enumerate().try_for_each(|(index, line)| {
            line.check(plans, is_sound).map_err(|error| error.under(&format!("line.{index}")))
        })
    }
}
