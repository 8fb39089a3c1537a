//! Fair tuning: the learning rate of each optimizer, and one hyperparameter more, by the same number of trials.
//!
//! ```text
//! Contest { entrants, search } -> search -> settings to try -> trial (every start, every seed) -> score
//!                                   ^                                                              |
//!                                   '---------------------- Trial ---------------------------------'
//! ```
//!
//! Every entrant gets the same trials, starts, seeds and steps. A trial's score is the median of the final losses over
//! all starts and seeds, where a diverged run counts as infinite; of equal scores the smaller rate wins. Which settings
//! come next depends on scores alone, never on the time that a run takes, so any number of threads finds the same.
//!
//! A trial keeps no path: only its last loss counts, so a search needs no memory that grows with the steps.

mod axis;
mod search;
mod trial;

use super::optimizer::Optimizer;
use super::row::Evaluations;
use super::run::RunSettings;
use super::{OptimError, Value};
use crate::objective::Objective;
use axis::Axis;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// Fewest trials that a search can be made of: both ends of the range, and one look beside the better one.
pub const FEWEST_TRIALS: u32 = 4;
/// Most trials of an optimizer.
pub const MOST_TRIALS: u32 = 10_000;

/// What is tried, the same for every optimizer.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Settings tried for each optimizer.
    pub trials: u32,
    /// Both ends of the learning rates, positive; tried evenly on a logarithmic scale.
    pub lr: [f64; 2],
    /// One hyperparameter more, for the optimizers that have it.
    pub parameter: Option<Parameter>,
    /// Seeds of a trial, counted up from the runs' own; more than one only where something is drawn at random.
    pub repeats: u32,
}

/// A hyperparameter that is tuned besides the learning rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name in the tables of the methods.
    pub key: String,
    /// Both ends; tried on a logarithmic scale where the first is positive and the second ten times as large.
    pub range: [f64; 2],
}

/// One optimizer that is tuned, with the runs that every trial of it makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Entrant {
    /// Its place in the list of runs.
    pub run: usize,
    /// The runs of a trial: the same settings from every start.
    pub starts: Vec<RunSettings>,
    /// Whether it has the hyperparameter that is tuned besides the rate.
    pub has_parameter: bool,
}

/// Who is tuned, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// The optimizers that are tuned.
    pub entrants: Vec<Entrant>,
    /// What is tried, the same for all of them.
    pub search: Search,
}

/// Settings that were tried, and what came of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Place in the order of the search, from 0.
    pub number: u32,
    /// The learning rate.
    pub lr: f64,
    /// The value of the other hyperparameter, where one is tuned.
    pub parameter: Option<f64>,
    /// The median of the final losses; infinite where half of the runs or more diverged.
    pub score: f64,
    /// Runs that diverged.
    pub diverged: u32,
    /// How often the objective was asked.
    pub evaluations: Evaluations,
}

/// What a search found for one optimizer.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuned {
    /// Its place in the list of runs.
    pub run: usize,
    /// The optimizer as it stood before.
    pub before: Optimizer,
    /// The score of the settings as they stood: beside the search, and not in its choice.
    pub score_before: f64,
    /// The name of the hyperparameter that was tuned besides the rate, if it has one.
    pub parameter: Option<String>,
    /// All trials, in the order of the search.
    pub trials: Vec<Trial>,
}

impl Contest {
    /// Runs in a trial: starts times seeds.
    #[must_use]
    pub fn runs_a_trial(&self) -> usize {
        let starts = self.entrants.first().map_or(0, |entrant| entrant.starts.len());
        starts * self.search.repeats as usize
    }

    /// Steps of a run at most.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.entrants.iter().flat_map(|e| &e.starts).map(|run| run.steps).next().unwrap_or(0)
    }

    /// Steps of an optimizer's whole search at most: trials times runs times steps.
    #[must_use]
    pub fn budget(&self) -> u128 {
        u128::from(self.search.trials) * self.runs_a_trial() as u128 * u128::from(self.steps())
    }

    /// Trials of all optimizers together.
    #[must_use]
    pub fn trials(&self) -> u64 {
        u64::from(self.search.trials) * self.entrants.len() as u64
    }

    /// How an entrant is tuned, in the words of a legend: `lr of 32 trials on 1e-5..10, lowest median final loss of 3
    /// starts after 300 steps, seed 0`.
    #[must_use]
    pub fn note(&self, entrant: &Entrant) -> String {
        let Search { trials, lr, parameter, repeats } = &self.search;
        let span =
            |[low, high]: [f64; 2]| format!("{}..{}", Value::Number(low), Value::Number(high));
        let (what, range) = match parameter.as_ref().filter(|_| entrant.has_parameter) {
            Some(Parameter { key, range }) => {
                (format!("lr and {key}"), format!("{} and {}", span(*lr), span(*range)))
            }
            None => ("lr".to_owned(), span(*lr)),
        };
        let starts = entrant.starts.len();
        let runs = match (starts, repeats) {
            (1, 1) => String::new(),
            (_, 1) => format!(" of {starts} starts"),
            (1, _) => format!(" of {repeats} seeds"),
            _ => format!(" of {starts} starts x {repeats} seeds"),
        };
        let median = if runs.is_empty() { "" } else { "median " };
        let seed = entrant.starts.first().map_or(0, |run| run.seed);
        let steps = self.steps();
        format!(
            "{what} of {trials} trials on {range}, lowest {median}final loss{runs} after {steps} steps, seed {seed}"
        )
    }

    /// How all of them are tuned: the note of one, what holds for those that lack the other hyperparameter, the budget.
    #[must_use]
    pub fn summary(&self) -> String {
        let with = self.entrants.iter().find(|entrant| entrant.has_parameter);
        let note =
            with.or(self.entrants.first()).map_or(String::new(), |entrant| self.note(entrant));
        let lacks = with.is_some() && self.entrants.iter().any(|entrant| !entrant.has_parameter);
        let parameter = self.search.parameter.as_ref().filter(|_| lacks);
        let alone = parameter.map_or(String::new(), |p| format!(" (lr alone without {})", p.key));
        format!("{note}{alone}; at most {} steps each", self.budget())
    }

    /// The median loss where the runs start, for comparison.
    #[must_use]
    pub fn loss_at_start(&self, objective: &Objective) -> f64 {
        let starts = self.entrants.first().map(|entrant| &entrant.starts);
        trial::median(starts.into_iter().flatten().map(|run| objective.loss(&run.start)).collect())
    }

    /// Tries all settings of all entrants, in parallel; `heard` is told of each trial, by the entrant's index, as it
    /// ends. `None` if `cancel` was set meanwhile.
    pub fn hold(
        &self,
        objective: &Objective,
        cancel: &AtomicBool,
        heard: &(dyn Fn(usize, &Trial) + Sync),
    ) -> Option<Vec<Tuned>> {
        let tuned: Vec<Tuned> = self
            .entrants
            .par_iter()
            .enumerate()
            .map(|(index, entrant)| {
                let ground = trial::Ground { entrant, search: &self.search, objective, cancel };
                ground.explore(&|trial| heard(index, trial))
            })
            .collect();
        (!cancel.load(Ordering::Relaxed)).then_some(tuned)
    }
}

impl Entrant {
    /// The optimizer as it stands before the search.
    #[must_use]
    pub fn optimizer(&self) -> &Optimizer {
        &self.starts.first().expect("an entrant has a start").optimizer
    }
}

impl Tuned {
    /// The best trial; `None` where all diverged.
    #[must_use]
    pub fn best(&self) -> Option<&Trial> {
        let finite = self.trials.iter().filter(|trial| trial.score.is_finite());
        finite.min_by(|a, b| search::order(a, b))
    }

    /// The optimizer with the best settings; `None` where all diverged.
    #[must_use]
    pub fn optimizer(&self) -> Option<Optimizer> {
        let best = self.best()?;
        with_settings(&self.before, best.lr, self.parameter.as_deref().zip(best.parameter)).ok()
    }

    /// How often the objective was asked in all trials.
    #[must_use]
    pub fn evaluations(&self) -> Evaluations {
        self.trials.iter().map(|trial| trial.evaluations).fold(Evaluations::default(), trial::sum)
    }

    /// Whether the best rate is an end of the range: a better one may lie outside.
    #[must_use]
    pub fn is_at_end(&self, lr: [f64; 2]) -> bool {
        self.best().is_some_and(|best| lr.contains(&best.lr))
    }
}

/// The same optimizer with another rate, and another value of one hyperparameter.
pub(super) fn with_settings(
    optimizer: &Optimizer,
    lr: f64,
    parameter: Option<(&str, f64)>,
) -> Result<Optimizer, OptimError> {
    let mut optimizer = optimizer.clone();
    if let Some((key, value)) = parameter {
        optimizer.set(key, Value::Number(value))?;
    }
    optimizer.set("lr", Value::Number(lr))?;
    Ok(optimizer)
}

/// Why these settings of an optimizer cannot be searched, as a sentence without a subject.
///
/// `None` where they can. The runs are those of an [`Entrant`]; both ends of all ranges must be values that it takes.
#[must_use]
pub fn obstacle(run: &RunSettings) -> Option<String> {
    let settings = run.optimizer.settings();
    if settings.get("lr").is_none() {
        return Some("has no learning rate to tune".to_owned());
    }
    if settings.get("maximize") == Some(&Value::Flag(true)) {
        return Some("climbs (maximize), while tuning looks for the lowest loss".to_owned());
    }
    let schedule = run.schedule.as_ref()?;
    let first_rate = |lr: f64| {
        let optimizer = with_settings(&run.optimizer, lr, None).ok()?;
        Some(schedule.scheduler(&optimizer, run.steps).ok()?.rates().lr)
    };
    // Two rates that no formula of a schedule maps to one, unless it does not look at the rate at all.
    let (one, other) = (first_rate(0.011)?, first_rate(0.017)?);
    (one == other).then(|| "takes its learning rate from its schedule".to_owned())
}

/// Whether an optimizer has this hyperparameter.
#[must_use]
pub fn has(optimizer: &Optimizer, key: &str) -> bool {
    optimizer.settings().get(key).is_some()
}

/// Checks that an optimizer takes both ends of the search's ranges.
///
/// # Errors
/// In the words of the method's table, for the first end that it does not take.
pub fn check_ends(optimizer: &Optimizer, search: &Search) -> Result<(), OptimError> {
    let parameter = search.parameter.as_ref().filter(|p| has(optimizer, &p.key));
    for lr in search.lr {
        with_settings(optimizer, lr, None)?;
    }
    for value in parameter.map_or([None; 2], |p| p.range.map(Some)).into_iter().flatten() {
        let key = parameter.map_or("lr", |p| p.key.as_str());
        with_settings(optimizer, search.lr[0], Some((key, value)))?;
    }
    Ok(())
}
