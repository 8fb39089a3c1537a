//! Learning-rate schedules with PyTorch's names, numbers and recursions.
//!
//! A [`Schedule`] is the choice (words and settings), a [`Scheduler`] is one at work: it holds the rates of the next
//! step and moves on after each step, as `scheduler.step()` does.

mod common;
mod cosine;
mod cyclic;
mod decay;
mod one_cycle;
mod plateau;
mod ramp;
mod scheduler;

pub use scheduler::{Rates, Scheduler};

use super::error::OptimError;
use super::optimizer::{Family, Optimizer};
use super::settings::{Settings, Table};
use crate::expr::suggestion;
use scheduler::{Formula, Span};
use std::fmt;
use std::str::FromStr;

/// A kind of schedule: its table, and how to make its formula for a span of steps.
#[derive(Debug)]
pub struct Kind {
    /// Name, origin, hyperparameters.
    pub table: Table,
    build: Build,
}

type Build = fn(&Settings, &Span) -> Result<Box<dyn Formula>, String>;

/// All kinds, in the order of lists and menus.
pub static KINDS: &[&Kind] = &[
    &decay::STEP,
    &decay::MULTISTEP,
    &decay::EXPONENTIAL,
    &cosine::COSINE,
    &cosine::RESTARTS,
    &one_cycle::KIND,
    &ramp::LINEAR,
    &ramp::CONSTANT,
    &ramp::POLYNOMIAL,
    &plateau::KIND,
    &cyclic::KIND,
];

/// One schedule, or several in sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    parts: Vec<Settings>,
    /// Part `i + 1` begins at step `milestones[i]`.
    milestones: Vec<u64>,
}

impl Schedule {
    /// The kind of this name with its defaults.
    pub fn from_name(name: &str) -> Result<Self, OptimError> {
        Self::parse(name)
    }

    /// Reads `NAME[:key=value,...]`; lists inside are separated by `;`. Several follow each other as in
    /// `linear:total_iters=20 then 20: cosine`, with the step at which the next one begins.
    pub fn parse(text: &str) -> Result<Self, OptimError> {
        let mut texts = text.split(" then ");
        let mut schedules = vec![Self::parse_one(texts.next().unwrap_or_default())?];
        let mut milestones = Vec::new();
        for part in texts {
            let wrong = || OptimError::Malformed {
                text: text.into(),
                setting: part.into(),
                reason: "expected STEP: NAME after \"then\"",
            };
            let (step, schedule) = part.split_once(':').ok_or_else(wrong)?;
            milestones.push(step.trim().parse().map_err(|_| wrong())?);
            schedules.push(Self::parse_one(schedule)?);
        }
        Self::sequential(schedules, milestones)
    }

    fn parse_one(text: &str) -> Result<Self, OptimError> {
        let (name, settings) = text.split_once(':').unwrap_or((text, ""));
        let name = name.trim();
        let kind = KINDS.iter().find(|k| k.table.name == name).ok_or_else(|| {
            let suggestion = suggestion(name, KINDS.iter().map(|k| k.table.name));
            OptimError::UnknownName { kind: "schedule", name: name.into(), suggestion }
        })?;
        let settings = Settings::parse(&kind.table, settings)?;
        Ok(Self { parts: vec![settings], milestones: Vec::new() })
    }

    /// Schedules one after the other; `milestones[i]` is the step at which the one after `schedules[i]` begins.
    pub fn sequential(schedules: Vec<Self>, milestones: Vec<u64>) -> Result<Self, OptimError> {
        let parts: Vec<_> = schedules.into_iter().flat_map(|schedule| schedule.parts).collect();
        let plateau = parts.iter().position(|part| part.table().name == "plateau");
        let fault = if parts.is_empty() {
            Some("SequentialLR expects at least one scheduler, but got no scheduler.".to_string())
        } else if let Some(index) = plateau.filter(|_| parts.len() > 1) {
            Some(format!(
                "SequentialLR does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be \
                 specified when calling `step`, but got one at index {index} in the given schedulers sequence."
            ))
        } else if milestones.len() + 1 != parts.len() {
            Some(format!(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone \
                 points, but got number of schedulers {} and the number of milestones to be equal to {}",
                parts.len(),
                milestones.len()
            ))
        } else {
            None
        };
        if milestones.windows(2).any(|pair| pair[0] > pair[1]) {
            return Err(sequence_fault("milestones must be in rising order".into(), ""));
        }
        match fault {
            Some(reason) => Err(sequence_fault(reason, "torch.optim.lr_scheduler.SequentialLR")),
            None => Ok(Self { parts, milestones }),
        }
    }

    /// The settings of each part; a plain schedule has one.
    #[must_use]
    pub fn parts(&self) -> &[Settings] {
        &self.parts
    }

    /// The same, to edit.
    pub fn parts_mut(&mut self) -> &mut [Settings] {
        &mut self.parts
    }

    /// Each part as a schedule of its own: what [`Schedule::sequential`] takes.
    #[must_use]
    pub fn split(&self) -> Vec<Self> {
        let alone = |part: &Settings| Self { parts: vec![part.clone()], milestones: Vec::new() };
        self.parts.iter().map(alone).collect()
    }

    /// The step at which each part after the first begins.
    #[must_use]
    pub fn milestones(&self) -> &[u64] {
        &self.milestones
    }

    /// For a legend: title and what differs from the defaults.
    #[must_use]
    pub fn label(&self) -> String {
        let labels: Vec<_> = self.parts.iter().map(Settings::label).collect();
        labels.join(", then ")
    }

    /// The schedule at work on a run of `optimizer` with at most `steps` steps; an error for a method without a rate.
    pub fn scheduler(&self, optimizer: &Optimizer, steps: u64) -> Result<Scheduler, OptimError> {
        if optimizer.family() == Family::Classical {
            return Err(no_rate(optimizer));
        }
        let mut formulas = Vec::with_capacity(self.parts.len());
        for (index, settings) in self.parts.iter().enumerate() {
            let begin = if index == 0 { 0 } else { self.milestones[index - 1] };
            let end =
                self.milestones.get(index).map_or(steps, |next| steps.min(next.saturating_sub(1)));
            let span = Span { lr: optimizer.lr(), steps: end.saturating_sub(begin) };
            let Table { name, library, .. } = *settings.table();
            let contradiction =
                |reason| OptimError::Contradiction { method: name, reason, library };
            let kind =
                KINDS.iter().find(|kind| std::ptr::eq(&raw const kind.table, settings.table()));
            let kind = kind.expect("the settings of a schedule belong to a table of KINDS");
            let formula = (kind.build)(settings, &span).map_err(contradiction)?;
            if formula.cycles_momentum() && optimizer.stepper().momentum().is_none() {
                return Err(contradiction(
                    "optimizer must support momentum or beta1 with `cycle_momentum` option enabled; \
                     set cycle_momentum=false"
                        .into(),
                ));
            }
            formulas.push(formula);
        }
        Ok(Scheduler::new(formulas, self.milestones.clone(), optimizer.lr()))
    }
}

fn no_rate(optimizer: &Optimizer) -> OptimError {
    let Table { name: method, library, .. } = *optimizer.table();
    let reason = "it has no learning rate to schedule; leave the schedule out".into();
    OptimError::Contradiction { method, reason, library }
}

fn sequence_fault(reason: String, library: &'static str) -> OptimError {
    OptimError::Contradiction { method: "sequential", reason, library }
}

impl FromStr for Schedule {
    type Err = OptimError;

    fn from_str(text: &str) -> Result<Self, OptimError> {
        Self::parse(text)
    }
}

impl fmt::Display for Schedule {
    /// The command line's syntax; the parts of a sequence are separated by "then STEP:".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                write!(f, " then {}: ", self.milestones[index - 1])?;
            }
            write!(f, "{part}")?;
        }
        Ok(())
    }
}
