//! The optimizers: what all runs share, each run's own settings, and the list of runs that follows from both.

use serde::{Deserialize, Serialize};

use super::defaults;
use super::{Spec, SpecError};
use crate::objective::Objective;
use crate::optim::{OptimError, Optimizer, RunSettings, Schedule, Value};
use crate::scene::Color;

/// Steps of a run at most: its rows are kept in memory.
const MOST_STEPS: u64 = 2_000_000;
/// Runs at most: optimizers times starts.
const MOST_RUNS: usize = 256;

/// What all runs share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunsSpec {
    /// Steps at most.
    pub steps: u64,
    /// A run stops when its gradient norm falls below this; `None`: never.
    pub tolerance: Option<f64>,
    /// Standard deviation of the normal noise on every gradient component.
    pub noise: f64,
    /// Rows in a mini-batch of a data fit; `None` takes all rows.
    pub batch: Option<u64>,
    /// Seed of noise and mini-batches.
    pub seed: u64,
    /// Every optimizer runs from each of these points; `None` takes what suits the objective.
    pub starts: Option<Vec<[f64; 2]>>,
}

impl Default for RunsSpec {
    fn default() -> Self {
        Self { steps: 300, tolerance: None, noise: 0.0, batch: None, seed: 0, starts: None }
    }
}

/// One optimizer with its settings and its look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RunFile", into = "RunFile")]
pub struct RunSpec {
    /// The method and its hyperparameters.
    pub optimizer: Optimizer,
    /// Learning-rate schedule as the command line writes it, `NAME[:key=value,...]`.
    pub schedule: Option<String>,
    /// Text in the legend; without it, the optimizer and its settings.
    pub label: Option<String>,
    /// Line colour; without it, the next of the safe set.
    pub color: Option<Color>,
    /// A start of its own instead of the shared ones.
    pub start: Option<[f64; 2]>,
    /// Steps of its own instead of the shared number.
    pub steps: Option<u64>,
}

impl RunSpec {
    /// A run of `optimizer` with nothing of its own.
    pub fn new(optimizer: Optimizer) -> Self {
        Self { optimizer, schedule: None, label: None, color: None, start: None, steps: None }
    }
}

/// A `[[run]]` as it stands in a file: the keys that are not the run's own are hyperparameters.
#[derive(Clone, Serialize, Deserialize)]
struct RunFile {
    optimizer: String,
    schedule: Option<String>,
    label: Option<String>,
    color: Option<String>,
    start: Option<[f64; 2]>,
    steps: Option<u64>,
    #[serde(flatten)]
    hyperparameters: toml::Table,
}

/// The keys of a `[[run]]` that are not hyperparameters.
pub(super) const RUN_KEYS: [&str; 6] =
    ["optimizer", "schedule", "label", "color", "start", "steps"];

impl TryFrom<RunFile> for RunSpec {
    type Error = SpecError;

    fn try_from(file: RunFile) -> Result<Self, SpecError> {
        let RunFile { optimizer, schedule, label, color, start, steps, hyperparameters } = file;
        let pairs =
            hyperparameters.iter().map(|(key, value)| Ok((key.as_str(), plain(key, value)?)));
        let optimizer = optimizer_from(&optimizer, &pairs.collect::<Result<Vec<_>, SpecError>>()?)?;
        let read_color = |text: String| {
            let message =
                format!("`{text}` is no colour; write one as \"#e69f00\" or by its CSS name");
            Color::parse(&text).ok_or_else(|| SpecError::new("color", message))
        };
        Ok(Self {
            optimizer,
            schedule,
            label,
            color: color.map(read_color).transpose()?,
            start,
            steps,
        })
    }
}

impl From<RunSpec> for RunFile {
    fn from(run: RunSpec) -> Self {
        let RunSpec { optimizer, schedule, label, color, start, steps } = run;
        let differing = optimizer.settings().iter().filter(|(h, value)| **value != h.default);
        Self {
            optimizer: optimizer.table().name.to_owned(),
            hyperparameters: differing
                .map(|(h, value)| (h.name.to_owned(), in_toml(value)))
                .collect(),
            color: color.map(Color::hex),
            schedule,
            label,
            start,
            steps,
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

/// One run that is to be computed.
#[derive(Clone, Debug, PartialEq)]
pub struct RunPlan {
    /// Index of its `[[run]]`: runs of one `[[run]]` share colour and legend.
    pub run: usize,
    /// What the run needs besides the objective.
    pub settings: RunSettings,
}

impl Spec {
    /// The same spec with the runs and starts written out that it leaves to the objective.
    pub fn with_runs_for(mut self, objective: &Objective) -> Self {
        let starts = self.runs.starts.get_or_insert_with(|| defaults::starts(objective));
        let start = starts.first().copied().unwrap_or_else(|| defaults::corner(objective.domain));
        self.run.get_or_insert_with(|| defaults::runs(objective, start));
        self
    }

    /// The runs to compute: every optimizer from every start, in this order.
    pub fn plans(&self, objective: &Objective) -> Result<Vec<RunPlan>, SpecError> {
        let spec = self.clone().with_runs_for(objective);
        spec.runs.check()?;
        let shared = spec.runs.starts.as_deref().unwrap_or_default();
        let mut plans = Vec::new();
        for (index, run) in spec.run.iter().flatten().enumerate() {
            let own = run.start.map(|start| [start]);
            let starts = own.as_ref().map_or(shared, <[_; 1]>::as_slice);
            let under = |error: SpecError| error.under(&format!("run.{index}"));
            run.check().map_err(under)?;
            let schedule = run.read_schedule().map_err(under)?;
            plans.extend(starts.iter().map(|start| RunPlan {
                run: index,
                settings: RunSettings {
                    optimizer: run.optimizer.clone(),
                    schedule: schedule.clone(),
                    start: start.to_vec(),
                    steps: run.steps.unwrap_or(spec.runs.steps),
                    tolerance: spec.runs.tolerance,
                    noise: spec.runs.noise,
                    seed: spec.runs.seed,
                },
            }));
        }
        for plan in &plans {
            let key = format!("run.{}.schedule", plan.run);
            plan.settings.check().map_err(|error| SpecError::new(key, error.to_string()))?;
        }
        if plans.len() > MOST_RUNS {
            let message =
                format!("optimizers times starts make {} runs; at most {MOST_RUNS}", plans.len());
            return Err(SpecError::new("runs.starts", message));
        }
        Ok(plans)
    }
}

impl RunsSpec {
    fn check(&self) -> Result<(), SpecError> {
        check_steps(self.steps).map_err(|error| error.under("runs"))?;
        if self.tolerance.is_some_and(|t| t.is_nan() || t < 0.0) {
            return Err(SpecError::new(
                "runs.tolerance",
                "the tolerance is a gradient norm: a number from 0",
            ));
        }
        if !(self.noise >= 0.0 && self.noise.is_finite()) {
            let message = "the noise is a standard deviation: a finite number from 0";
            return Err(SpecError::new("runs.noise", message));
        }
        if self.batch.is_some() {
            let message = "mini-batches are not built yet; leave `batch` out to use all rows";
            return Err(SpecError::new("runs.batch", message));
        }
        let wrong = self.starts.iter().flatten().position(|start| !finite(start));
        wrong.map_or(Ok(()), |index| {
            Err(SpecError::new(format!("runs.starts.{index}"), "a start is two finite numbers"))
        })
    }
}

impl RunSpec {
    fn read_schedule(&self) -> Result<Option<Schedule>, SpecError> {
        let schedule = self.schedule.as_deref().map(Schedule::parse).transpose();
        schedule.map_err(|error| SpecError::new("schedule", error.to_string()))
    }

    fn check(&self) -> Result<(), SpecError> {
        check_steps(self.steps.unwrap_or(0))?;
        if self.start.is_some_and(|start| !finite(&start)) {
            return Err(SpecError::new("start", "a start is two finite numbers"));
        }
        Ok(())
    }
}

fn check_steps(steps: u64) -> Result<(), SpecError> {
    if steps <= MOST_STEPS {
        return Ok(());
    }
    Err(SpecError::new("steps", format!("a run has at most {MOST_STEPS} steps, not {steps}")))
}

fn finite(point: &[f64; 2]) -> bool {
    point.iter().all(|c| c.is_finite())
}
