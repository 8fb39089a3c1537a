//! A `[[run]]` in a scene file: the run's own keys, and hyperparameters under their own names beside them.

use serde::{Deserialize, Serialize};

use super::{RunSpec, SpecError};
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
pub(super) const RUN_KEYS: [&str; 7] =
    ["optimizer", "schedule", "label", "color", "start", "steps", "tuned"];

impl TryFrom<RunFile> for RunSpec {
    type Error = SpecError;

    fn try_from(file: RunFile) -> Result<Self, SpecError> {
        let RunFile { optimizer, schedule, label, color, start, steps, tuned, hyperparameters } =
            file;
        let pairs =
            hyperparameters.iter().map(|(key, value)| Ok((key.as_str(), plain(key, value)?)));
        let optimizer = optimizer_from(&optimizer, &pairs.collect::<Result<Vec<_>, SpecError>>()?)?;
        let read_color = |text: String| {
            Color::parse(&text).ok_or_else(|| SpecError::new("color", not_a_color(&text)))
        };
        Ok(Self {
            optimizer,
            schedule: schedule.as_ref().map(ScheduleFile::read).transpose().map_err(unscheduled)?,
            label,
            color: color.map(read_color).transpose()?,
            start,
            steps,
            tuned,
        })
    }
}

impl From<RunSpec> for RunFile {
    fn from(run: RunSpec) -> Self {
        let RunSpec { optimizer, schedule, label, color, start, steps, tuned } = run;
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
