//! A `[[run]]` in a scene file: the run's own keys, and hyperparameters under their own names beside them.

use serde::{Deserialize, Serialize};

use super::{RunLook, RunSpec, SpecError};
use crate::optim::{OptimError, Optimizer, Schedule, Value};
use crate::scene::{Color, not_a_color};

/// A `[[run]]` as it stands in a file: the keys that are not the run's own are hyperparameters.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct RunFile {
    optimizer: String,
    schedule: Option<ScheduleFile>,
    label: Option<String>,
    color: Option<String>,
    start: Option<[f64; 2]>,
    steps: Option<u64>,
    tuned: Option<String>,
    points: Option<bool>,
    point_color: Option<String>,
    line: Option<bool>,
    arrows: Option<bool>,
    opacity: Option<f64>,
    #[serde(flatten)]
    hyperparameters: toml::Table,
}

/// A schedule as it stands in a file: in the words of the command line, or several of them in sequence.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum ScheduleFile {
    One(String),
    /// `sequence[i + 1]` begins at step `milestones[i]`.
    Several {
        sequence: Vec<String>,
        milestones: Vec<u64>,
    },
}

impl ScheduleFile {
    fn read(&self) -> Result<Schedule, OptimError> {
        match self {
            Self::One(text) => Schedule::parse(text),
            Self::Several { sequence, milestones } => {
                let parts = sequence.iter().map(|text| Schedule::parse(text));
                Schedule::sequential(parts.collect::<Result<_, _>>()?, milestones.clone())
            }
        }
    }

    fn of(schedule: &Schedule) -> Self {
        match schedule.milestones() {
            [] => Self::One(schedule.to_string()),
            milestones => Self::Several {
                sequence: schedule.parts().iter().map(ToString::to_string).collect(),
                milestones: milestones.to_vec(),
            },
        }
    }
}

fn unscheduled(error: OptimError) -> SpecError {
    SpecError::new("schedule", error)
}

/// Checks a schedule in the words of the command line.
pub(super) fn check_schedule(text: &str) -> Result<(), SpecError> {
    Schedule::parse(text).map(|_| ()).map_err(unscheduled)
}

/// The keys of a `[[run]]` that are not hyperparameters.
pub(super) const RUN_KEYS: [&str; 12] = [
    "optimizer",
    "schedule",
    "label",
    "color",
    "start",
    "steps",
    "tuned",
    "points",
    "point_color",
    "line",
    "arrows",
    "opacity",
];
/// Those of them that are colours.
pub(super) const COLOR_KEYS: [&str; 2] = ["color", "point_color"];

/// Reads the colour of a key.
pub(super) fn read_color(key: &str, text: &str) -> Result<Color, SpecError> {
    Color::parse(text).ok_or_else(|| SpecError::new(key, not_a_color(text)))
}

impl TryFrom<RunFile> for RunSpec {
    type Error = SpecError;

    fn try_from(file: RunFile) -> Result<Self, SpecError> {
        let RunFile { schedule, label, start, steps, tuned, .. } = &file;
        let pairs =
            file.hyperparameters.iter().map(|(key, value)| Ok((key.as_str(), plain(key, value)?)));
        let pairs = pairs.collect::<Result<Vec<_>, SpecError>>()?;
        let read =
            |key, text: &Option<String>| text.as_ref().map(|t| read_color(key, t)).transpose();
        let usual = RunLook::default();
        Ok(Self {
            optimizer: optimizer_from(&file.optimizer, &pairs)?,
            schedule: schedule.as_ref().map(ScheduleFile::read).transpose().map_err(unscheduled)?,
            label: label.clone(),
            color: read("color", &file.color)?,
            start: *start,
            steps: *steps,
            tuned: tuned.clone(),
            look: RunLook {
                points: file.points,
                point_color: read("point_color", &file.point_color)?,
                line: file.line.unwrap_or(usual.line),
                arrows: file.arrows.unwrap_or(usual.arrows),
                opacity: file.opacity.unwrap_or(usual.opacity),
            },
        })
    }
}

impl From<RunSpec> for RunFile {
    fn from(run: RunSpec) -> Self {
        let RunSpec { optimizer, schedule, label, color, start, steps, tuned, look } = run;
        let usual = RunLook::default();
        let differing = optimizer.settings().iter().filter(|(h, value)| **value != h.default);
        Self {
            optimizer: optimizer.table().name.to_owned(),
            hyperparameters: differing
                .map(|(h, value)| (h.name.to_owned(), in_toml(value)))
                .collect(),
            color: color.map(Color::hex),
            schedule: schedule.as_ref().map(ScheduleFile::of),
            label,
            start,
            steps,
            tuned,
            points: look.points,
            point_color: look.point_color.map(Color::hex),
            line: Some(look.line).filter(|line| *line != usual.line),
            arrows: Some(look.arrows).filter(|arrows| *arrows != usual.arrows),
            opacity: Some(look.opacity).filter(|opacity| *opacity != usual.opacity),
        }
    }
}

/// The optimizer of this name and these hyperparameters; an error carries the key at fault.
pub(super) fn optimizer_from(name: &str, pairs: &[(&str, String)]) -> Result<Optimizer, SpecError> {
    let key_of = |error: &OptimError| match error {
        OptimError::UnknownKey { name, .. } => name.clone(),
        OptimError::OutOfLimits { name, .. } => (*name).to_owned(),
        _ => "optimizer".to_owned(),
    };
    let settings: Vec<_> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
    // The name is looked up by itself: no colon or comma in it may be read as settings.
    Optimizer::from_name(name)
        .and_then(|_| Optimizer::parse(&format!("{name}:{}", settings.join(","))))
        .map_err(|error| SpecError::new(key_of(&error), error))
}

/// A hyperparameter's value in the words of the command line.
fn plain(key: &str, value: &toml::Value) -> Result<String, SpecError> {
    Ok(match value {
        toml::Value::String(text) if !text.contains([',', '=']) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(flag) => flag.to_string(),
        toml::Value::Array(list) => {
            list.iter().map(|item| plain(key, item)).collect::<Result<Vec<_>, _>>()?.join(";")
        }
        other => {
            let message = format!("a {} is no value of a hyperparameter", other.type_str());
            return Err(SpecError::new(key, message));
        }
    })
}

fn in_toml(value: &Value) -> toml::Value {
    match value {
        Value::Number(number) => toml::Value::Float(*number),
        Value::Flag(flag) => toml::Value::Boolean(*flag),
        Value::Choice(word) => toml::Value::String((*word).to_owned()),
        Value::List(list) => {
            toml::Value::Array(list.iter().map(|x| toml::Value::Float(*x)).collect())
        }
        Value::None => toml::Value::String("none".to_owned()),
    }
}
