//! The optimizers: what all runs share, each run's own settings, and the list of runs that follows from both.

use serde::{Deserialize, Serialize};

use super::defaults;
use super::run_file::RunFile;
use super::{RunLook, Spec, SpecError};
use crate::objective::{Domain, Objective};
use crate::optim::{Optimizer, RunSettings, Schedule};
use crate::scene::Color;

/// Steps of a run at most.
const MOST_STEPS: u64 = 1_000_000_000_000;
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

/// Numbers that a method may keep at once: half a gigabyte.
const MOST_KEPT: usize = 1 << 26;

/// One optimizer with its settings and its look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RunFile", into = "RunFile")]
pub struct RunSpec {
    /// The method and its hyperparameters.
    pub optimizer: Optimizer,
    /// Learning-rate schedule; without it, the optimizer's own rate throughout.
    pub schedule: Option<Schedule>,
    /// Text in the legend; without it, the optimizer and its settings.
    pub label: Option<String>,
    /// Line colour; without it, the next of the safe set.
    pub color: Option<Color>,
    /// A start of its own instead of the shared ones.
    pub start: Option<[f64; 2]>,
    /// Steps of its own instead of the shared number.
    pub steps: Option<u64>,
    /// How its settings were tuned; pictures say it.
    pub tuned: Option<String>,
    /// How its path is drawn.
    pub look: RunLook,
}

impl RunSpec {
    /// A run of `optimizer` with nothing of its own.
    pub fn new(optimizer: Optimizer) -> Self {
        Self {
            optimizer,
            schedule: None,
            label: None,
            color: None,
            start: None,
            steps: None,
            tuned: None,
            look: RunLook::default(),
        }
    }

    /// What the run is called: its own label, or the optimizer with its schedule and settings.
    pub fn name(&self) -> String {
        self.label.clone().unwrap_or_else(|| label(&self.optimizer, self.schedule.as_ref()))
    }
}

/// What tells a run from others: the optimizer, its schedule, and the settings that differ from their defaults.
pub fn label(optimizer: &Optimizer, schedule: Option<&Schedule>) -> String {
    let schedule = schedule.map_or(String::new(), |schedule| format!("  {}", schedule.label()));
    optimizer.label() + &schedule
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
    pub(super) fn with_runs_for(mut self, objective: &Objective) -> Self {
        if objective.landscape().is_some() {
            self.run.get_or_insert_with(defaults::runs_of_network);
            return self;
        }
        let starts = self.runs.starts.get_or_insert_with(|| defaults::starts(objective));
        let start = starts.first().copied().unwrap_or_else(|| defaults::corner(objective.domain));
        self.run.get_or_insert_with(|| defaults::runs(objective, start));
        self
    }

    /// The runs to compute one by one: every optimizer from every start, in this order; none beside a swarm.
    pub(super) fn plans(&self, objective: &Objective) -> Result<Vec<RunPlan>, SpecError> {
        self.runs.check(objective, self.surface.ghost)?;
        if self.swarm.is_some() {
            return Ok(Vec::new());
        }
        let shared = self.starts_of_all(objective)?;
        let domain = objective.landscape().is_none().then_some(objective.domain);
        let parameters = objective.landscape().map_or(2, |land| land.network.parameters());
        let mut plans = Vec::new();
        for (index, run) in self.run.iter().flatten().enumerate() {
            let own = run.start.map(|start| vec![start.to_vec()]);
            let starts = own.as_ref().unwrap_or(&shared);
            run.check(self.runs.steps)
                .and_then(|()| run.check_memory(parameters))
                .map_err(|error| error.under(&format!("run.{index}")))?;
            plans.extend(starts.iter().map(|start| RunPlan {
                run: index,
                settings: self.runs.settings(run, start, domain),
            }));
        }
        if plans.len() > MOST_RUNS {
            let message =
                format!("optimizers times starts make {} runs; at most {MOST_RUNS}", plans.len());
            return Err(SpecError::new("runs.starts", message));
        }
        Ok(plans)
    }
}

impl Spec {
    /// The points that every optimizer runs from: of a network the first weights of each seed.
    fn starts_of_all(&self, objective: &Objective) -> Result<Vec<Vec<f64>>, SpecError> {
        let Some(landscape) = objective.landscape() else {
            let starts = self.runs.starts.iter().flatten();
            return Ok(starts.map(|start| start.to_vec()).collect());
        };
        let message = "the runs of a network start from the weights of its seeds: write seeds = [0, 1, 2] in [network]";
        if self.runs.starts.is_some() {
            return Err(SpecError::new("runs.starts", message));
        }
        let own = self.run.iter().flatten().position(|run| run.start.is_some());
        if let Some(index) = own {
            return Err(SpecError::new(format!("run.{index}.start"), message));
        }
        Ok(landscape.starts.to_vec())
    }
}

impl RunsSpec {
    /// All that a run from `start` needs besides the objective; methods that search a box search the domain, if there is
    /// one.
    pub(super) fn settings(
        &self,
        run: &RunSpec,
        start: &[f64],
        domain: Option<Domain>,
    ) -> RunSettings {
        RunSettings {
            optimizer: run.optimizer.clone(),
            schedule: run.schedule.clone(),
            start: start.to_vec(),
            steps: run.steps.unwrap_or(self.steps),
            tolerance: self.tolerance,
            noise: self.noise,
            batch: self.batch,
            bounds: domain
                .map_or_else(Vec::new, |Domain { x, y }| vec![[x.min, x.max], [y.min, y.max]]),
            seed: self.seed,
        }
    }

    fn check(&self, objective: &Objective, ghost: bool) -> Result<(), SpecError> {
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
        if self.batch == Some(0) {
            let message = "a mini-batch has at least 1 row; leave `batch` out to use all rows";
            return Err(SpecError::new("runs.batch", message));
        }
        if self.batch.is_none() && ghost {
            let message =
                "the ghost is the loss of a mini-batch: give `runs.batch`, or leave it out";
            return Err(SpecError::new("surface.ghost", message));
        }
        if self.batch.is_some() && !objective.has_data() {
            let message =
                "mini-batches need data to draw from: this loss is a formula; use `noise` instead";
            return Err(SpecError::new("runs.batch", message));
        }
        let wrong = self.starts.iter().flatten().position(|start| !finite(start));
        wrong.map_or(Ok(()), |index| {
            Err(SpecError::new(format!("runs.starts.{index}"), "a start is two finite numbers"))
        })
    }
}

impl RunSpec {
    pub(super) fn check(&self, shared_steps: u64) -> Result<(), SpecError> {
        let steps = self.steps.unwrap_or(shared_steps);
        check_steps(steps)?;
        self.look.check()?;
        let scheduler = self.schedule.as_ref().map(|s| s.scheduler(&self.optimizer, steps));
        scheduler.transpose().map_err(|error| SpecError::new("schedule", error))?;
        if self.start.is_some_and(|start| !finite(&start)) {
            return Err(SpecError::new("start", "a start is two finite numbers"));
        }
        Ok(())
    }

    /// Refuses methods whose matrix or population would not fit into memory.
    fn check_memory(&self, parameters: usize) -> Result<(), SpecError> {
        let vectors = self.optimizer.kept_vectors(parameters);
        if vectors.saturating_mul(parameters) <= MOST_KEPT {
            return Ok(());
        }
        let name = self.optimizer.table().name;
        let message = format!(
            "{name} keeps {vectors} x {parameters} numbers; for so many weights take lbfgs or adam"
        );
        Err(SpecError::new("optimizer", message))
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
