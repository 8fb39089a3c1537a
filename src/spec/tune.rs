//! `[tune]`: how optimizers are tuned, and the contest that it makes of the runs.

use serde::{Deserialize, Serialize};

use super::{RunPlan, RunSpec, Spec, SpecError};
use crate::expr::suggestion;
use crate::optim::tune::{self, Contest, Entrant, Parameter, Search, Tuned};
use crate::optim::{Limits, OptimError, Optimizer, RunSettings};

/// Seeds of a trial at most.
const MOST_REPEATS: u32 = 1000;

/// How the learning rates are tuned, the same for every optimizer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TuneSpec {
    /// Settings tried for each optimizer.
    pub trials: u32,
    /// Both ends of the learning rates.
    pub lr: [f64; 2],
    /// A hyperparameter that is tuned besides the rate, where an optimizer has it.
    pub parameter: Option<String>,
    /// Both ends of that hyperparameter.
    pub range: Option<[f64; 2]>,
    /// Seeds of a trial, where there is noise or a mini-batch.
    pub repeats: u32,
}

impl Default for TuneSpec {
    fn default() -> Self {
        Self { trials: 32, lr: [1e-5, 10.0], parameter: None, range: None, repeats: 3 }
    }
}

/// A run that is not tuned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its place in the list of runs.
    pub run: usize,
    /// A sentence that says which and why.
    pub reason: String,
}

impl TuneSpec {
    pub(super) fn check(&self) -> Result<(), SpecError> {
        let wrong =
            |key: &str, message: String| Err(SpecError::new(format!("tune.{key}"), message));
        let Self { trials, lr: [low, high], parameter, range, repeats } = self;
        let (fewest, most) = (tune::FEWEST_TRIALS, tune::MOST_TRIALS);
        if !(fewest..=most).contains(trials) {
            return wrong(
                "trials",
                format!("a search has {fewest} to {most} trials, not {trials}"),
            );
        }
        if !(*low > 0.0 && low < high && high.is_finite()) {
            let message = "learning rates are searched between two positive numbers, the first below the second";
            return wrong("lr", format!("{message}, such as 1e-5 and 10, not {low} and {high}"));
        }
        if !(1..=MOST_REPEATS).contains(repeats) {
            return wrong(
                "repeats",
                format!("a trial has 1 to {MOST_REPEATS} seeds, not {repeats}"),
            );
        }
        match (parameter, range) {
            (Some(key), _) if key == "lr" => {
                let message = "the learning rate is tuned anyway: name another hyperparameter, such as momentum";
                wrong("parameter", message.to_owned())
            }
            (Some(key), None) => wrong(
                "parameter",
                format!("`{key}` needs both ends: add `range`, such as [0, 0.99]"),
            ),
            (None, Some(_)) => wrong(
                "range",
                "a range needs its hyperparameter: add `parameter`, such as \"momentum\""
                    .to_owned(),
            ),
            (_, Some([low, high])) if !(low < high && low.is_finite() && high.is_finite()) => {
                let message = "a hyperparameter is searched between two finite numbers, the first below the second";
                wrong("range", format!("{message}, not {low} and {high}"))
            }
            _ => Ok(()),
        }
    }

    fn search(&self, draws_at_random: bool) -> Search {
        let parameter = self.parameter.clone().zip(self.range);
        Search {
            trials: self.trials,
            lr: self.lr,
            parameter: parameter.map(|(key, range)| Parameter { key, range }),
            repeats: if draws_at_random { self.repeats } else { 1 },
        }
    }
}

impl Spec {
    /// The contest that `[tune]` makes of these runs, which are the plans of this spec, and who is left out of it.
    ///
    /// # Errors
    /// Nobody is left, or an optimizer does not take an end of a range.
    pub fn contest<'a>(
        &self,
        plans: impl IntoIterator<Item = &'a RunPlan>,
    ) -> Result<(Contest, Vec<LeftOut>), SpecError> {
        let plans: Vec<&RunPlan> = plans.into_iter().collect();
        let search = self.tune.search(self.runs.noise > 0.0 || self.runs.batch.is_some());
        let (mut entrants, mut left_out) = (Vec::new(), Vec::new());
        for (index, run) in self.run.iter().flatten().enumerate() {
            let mine = plans.iter().filter(|plan| plan.run == index);
            let starts: Vec<RunSettings> = mine.map(|plan| plan.settings.clone()).collect();
            let Some(first) = starts.first() else { continue };
            if let Some(why) = own_budget(run).or_else(|| tune::obstacle(first)) {
                let title = run.optimizer.table().title;
                let reason = format!("run {} ({title}) {why}", index + 1);
                left_out.push(LeftOut { run: index, reason });
                continue;
            }
            check_optimizer(&run.optimizer, &search)?;
            let key = search.parameter.as_ref().map(|parameter| parameter.key.as_str());
            let has_parameter = key.is_some_and(|key| tune::has(&run.optimizer, key));
            entrants.push(Entrant { run: index, starts, has_parameter });
        }
        self.check_contest(&entrants, &left_out)?;
        Ok((Contest { entrants, search }, left_out))
    }

    fn check_contest(&self, entrants: &[Entrant], left_out: &[LeftOut]) -> Result<(), SpecError> {
        if self.runs.steps == 0 {
            return Err(SpecError::new(
                "runs.steps",
                "tuning compares losses after some steps: use at least 1",
            ));
        }
        if entrants.is_empty() {
            let why = left_out.first().map_or("add an optimizer and a start", |left| &left.reason);
            return Err(SpecError::new("run", format!("there is no run to tune: {why}")));
        }
        let key = self.tune.parameter.as_deref();
        let Some(key) = key.filter(|_| !entrants.iter().any(|entrant| entrant.has_parameter))
        else {
            return Ok(());
        };
        let known = entrants.iter().flat_map(|entrant| entrant.optimizer().settings().iter());
        let nearest = suggestion(key, known.map(|(line, _)| line.name));
        let message = format!("none of the optimizers has a hyperparameter `{key}`{nearest}");
        Err(SpecError::new("tune.parameter", message))
    }

    /// The same spec with the settings that a contest found, each with a note of how; a run of which every trial
    /// diverged stays as it is.
    #[must_use]
    pub fn with_tuned(&self, contest: &Contest, tuned: &[Tuned]) -> Self {
        let mut spec = self.clone();
        let runs = spec.run.get_or_insert_default();
        for (entrant, tuned) in contest.entrants.iter().zip(tuned) {
            if let (Some(run), Some(optimizer)) = (runs.get_mut(tuned.run), tuned.optimizer()) {
                (run.optimizer, run.tuned) = (optimizer, Some(contest.note(entrant)));
            }
        }
        spec
    }

    /// Forgets how runs were tuned: it does not hold for what they do now.
    pub fn forget_tuning(&mut self) {
        self.run.iter_mut().flatten().for_each(|run| run.tuned = None);
    }
}

/// Why a run cannot have the same budget as the others.
fn own_budget(run: &RunSpec) -> Option<String> {
    let what = match (run.steps, run.start) {
        (Some(_), _) => "a number of steps",
        (None, Some(_)) => "a start",
        (None, None) => return None,
    };
    Some(format!("has {what} of its own, while a fair search gives the same to all"))
}

fn check_optimizer(optimizer: &Optimizer, search: &Search) -> Result<(), SpecError> {
    let table = optimizer.table();
    if let Some(Parameter { key, .. }) = &search.parameter
        && let Some(line) = table.hyperparameters.iter().find(|line| line.name == key)
        && !matches!(line.limits, Limits::Number(..))
    {
        let message =
            format!("{key} of {} is {}; only real numbers can be tuned", table.name, line.limits);
        return Err(SpecError::new("tune.parameter", message));
    }
    tune::check_ends(optimizer, search).map_err(|error| {
        let is_rate = matches!(&error, OptimError::OutOfLimits { name, .. } if *name == "lr");
        SpecError::new(if is_rate { "tune.lr" } else { "tune.range" }, error)
    })
}
