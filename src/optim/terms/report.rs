//! One step taken apart: what went into it, what it left behind, and what came out, each with its words.

use serde::{Deserialize, Serialize};

use super::{Entry, Term, TermValue, explain};
use crate::optim::Value;
use crate::optim::methods::norm;
use crate::optim::row::Sample;
use crate::optim::run::RunSettings;
use crate::optim::settings::{Settings, Table};

/// A part of a step that is a displacement in parameter space, and so can be drawn as an arrow from the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// What plain descent would do: the learning rate times the gradient, downhill.
    Gradient,
    /// What plain descent would do with the momentum, its bias corrected, in place of the gradient.
    Momentum,
    /// What the weight decay adds: its own displacement, or the learning rate times its share in the gradient.
    Decay,
    /// The step taken.
    Step,
    /// From the point to the averaged point that is kept beside it; no part of the sum, and always at its true length.
    Average,
}

impl Part {
    /// All parts, in the order of lists.
    pub const ALL: [Self; 5] =
        [Self::Gradient, Self::Momentum, Self::Decay, Self::Step, Self::Average];

    /// The name in scene files and at the arrow's tip.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gradient => "gradient",
            Self::Momentum => "momentum",
            Self::Decay => "decay",
            Self::Step => "step",
            Self::Average => "average",
        }
    }
}

/// A step of a run with all its terms.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// The step, counted from 0: it leads from row `step` to the next.
    pub step: u64,
    /// The point before the step.
    pub point: Vec<f64>,
    /// The loss there.
    pub loss: f64,
    /// The terms in reading order: the gradient, what the rule keeps and computes, the step. States are those that the
    /// step left.
    pub terms: Vec<Term>,
    method: &'static Table,
    schedule: Option<&'static Table>,
    is_uphill: bool,
}

impl StepReport {
    /// The step from `row` to the point `after` it, with the terms that the rule gave of it.
    #[must_use]
    pub fn of(row: &Sample, after: &[f64], rule: Vec<Term>, run: &RunSettings) -> Self {
        let settings = run.optimizer.settings();
        let mut report = Self {
            step: row.step,
            point: row.point.clone(),
            loss: row.loss,
            terms: vec![
                Term::vector("gradient", &row.gradient),
                Term::scalar("gradient_norm", norm(&row.gradient)),
            ],
            method: settings.table(),
            schedule: run.schedule.as_ref().map(|schedule| {
                let part = schedule.milestones().partition_point(|begin| *begin <= row.step);
                schedule.parts()[part].table()
            }),
            is_uphill: settings.flag_or_no("maximize"),
        };
        let decay = Decay { row, after, rule: &rule, settings };
        let (coupled, decoupled) = (decay.coupled(), decay.decoupled());
        report.terms.extend(coupled.map(|share| Term::vector("decay_gradient", &share)));
        // Classical methods have none.
        let rate = Some(row.lr).filter(|lr| !lr.is_nan());
        report.terms.extend(rate.map(|lr| Term::scalar("learning_rate", lr)));
        report.terms.extend(row.momentum.map(|momentum| Term::scalar("momentum", momentum)));
        let used = rule.into_iter().filter(|term| is_used(term, row, settings));
        let (states, scalars): (Vec<_>, Vec<_>) =
            used.partition(|term| matches!(term.value, TermValue::Vector(_)));
        report.terms.extend(states.into_iter().chain(scalars));
        report.terms.extend(decoupled.map(|share| Term::vector("decay_step", &share)));
        report.push_step(row, after);
        report.terms.extend(row.averaged.as_ref().map(|point| Term::vector("average", point)));
        report
    }

    /// The step itself and what compares it with plain descent.
    fn push_step(&mut self, row: &Sample, after: &[f64]) {
        let step: Vec<f64> = after.iter().zip(&row.point).map(|(next, now)| next - now).collect();
        let downhill = self.downhill();
        let rates: Vec<f64> =
            step.iter().zip(&row.gradient).map(|(s, g)| downhill * s / g).collect();
        let product: f64 = step.iter().zip(&row.gradient).map(|(s, g)| downhill * s * g).sum();
        let cosine = product / (norm(&step) * norm(&row.gradient));
        self.terms.push(Term::vector("step", &step));
        self.terms.push(Term::scalar("step_norm", norm(&step)));
        self.terms.push(Term::vector("effective_rate", &rates));
        self.terms.push(Term::scalar("angle", cosine.clamp(-1.0, 1.0).acos().to_degrees()));
    }

    /// -1, or 1 for a run that maximizes: the sign of a step along the gradient that goes the right way.
    fn downhill(&self) -> f64 {
        if self.is_uphill { 1.0 } else { -1.0 }
    }

    /// The term of this name, if the step has it.
    #[must_use]
    pub fn term(&self, name: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.name == name)
    }

    fn vector(&self, name: &str) -> Option<&[f64]> {
        match &self.term(name)?.value {
            TermValue::Vector(values) => Some(values),
            TermValue::Scalar(_) => None,
        }
    }

    fn scalar(&self, name: &str) -> Option<f64> {
        match self.term(name)?.value {
            TermValue::Scalar(value) => Some(value),
            TermValue::Vector(_) => None,
        }
    }

    /// The words on a term of this step.
    #[must_use]
    pub fn explain(&self, name: &str) -> Option<&'static Entry> {
        explain(name, self.method)
    }

    /// Paper and library that a term comes from: the schedule's for what it sets, or else the method's.
    #[must_use]
    pub fn source(&self, name: &str) -> [&'static str; 2] {
        let is_scheduled = matches!(name, "learning_rate" | "momentum");
        let table = self.schedule.filter(|_| is_scheduled).unwrap_or(self.method);
        let own = self.explain(name).and_then(|entry| entry.paper);
        [own.unwrap_or(table.paper), table.library]
    }

    /// The part that an arrow of this term shows, if there is one.
    #[must_use]
    pub fn part_of(&self, name: &str) -> Option<Part> {
        let part = match name {
            "gradient" => Part::Gradient,
            "decay_gradient" | "decay_step" => Part::Decay,
            "step" => Part::Step,
            "average" => Part::Average,
            _ if self.momentum().is_some_and(|(momentum, _)| momentum == name) => Part::Momentum,
            _ => return None,
        };
        self.part(part).map(|_| part)
    }

    /// A part as a displacement from the point, in parameters; `None` where the method has no such part.
    #[must_use]
    pub fn part(&self, part: Part) -> Option<Vec<f64>> {
        let lr = || self.scalar("learning_rate");
        let scaled = |values: &[f64], factor: f64| values.iter().map(|v| factor * v).collect();
        Some(match part {
            Part::Gradient => scaled(self.vector("gradient")?, self.downhill() * lr()?),
            Part::Momentum => {
                let (name, rate) = self.momentum()?;
                scaled(self.vector(name)?, -rate)
            }
            Part::Decay => {
                let coupled = self.vector("decay_gradient").zip(lr());
                let coupled = coupled.map(|(share, lr)| scaled(share, -lr));
                let decoupled = self.vector("decay_step").map(<[f64]>::to_vec);
                match (coupled, decoupled) {
                    (Some(a), Some(b)) => a.iter().zip(b).map(|(a, b)| a + b).collect(),
                    (one, other) => one.or(other)?,
                }
            }
            Part::Step => self.vector("step")?.to_vec(),
            Part::Average => {
                self.vector("average")?.iter().zip(&self.point).map(|(a, p)| a - p).collect()
            }
        })
    }

    /// The name of what the method keeps as its momentum, and the rate, bias correction included, that it steps with.
    fn momentum(&self) -> Option<(&'static str, f64)> {
        let lr = self.scalar("learning_rate")?;
        if self.term("velocity").is_some() {
            return Some(("velocity", lr));
        }
        // RMSprop's mean serves the variance alone.
        if self.term("mean").is_none() || self.method.name == "rmsprop" {
            return None;
        }
        let rate = match self.method.name {
            // The rate is in the mean already.
            "dadapt-adam" => 1.0,
            _ => {
                let corrected = || self.scalar("mean_correction").map(|correction| lr / correction);
                let own = self.scalar("step_size").or_else(|| self.scalar("mean_size"));
                own.or_else(corrected).unwrap_or(lr)
            }
        };
        Some(("mean", rate))
    }
}

/// Whether the rule, with these settings, uses a term and nothing else in the report says the same.
fn is_used(term: &Term, row: &Sample, settings: &Settings) -> bool {
    let method = settings.table().name;
    match term.name {
        "largest_square" => settings.flag_or_no("amsgrad"),
        "largest_variance" => settings.flag_or_no("ams_bound"),
        "mean" if method == "rmsprop" => settings.flag_or_no("centered"),
        "trusted" => settings.flag_or_no("rectify"),
        "velocity" | "fresh" => {
            row.momentum.unwrap_or_else(|| settings.number_or_zero("momentum")) != 0.0
        }
        "shrink" => term.value != TermValue::Scalar(1.0),
        "lr" => term.value != TermValue::Scalar(row.lr),
        // The row has the one before the step.
        "average" => false,
        _ => true,
    }
}

/// What the weight decay does in a step.
struct Decay<'a> {
    row: &'a Sample,
    after: &'a [f64],
    rule: &'a [Term],
    settings: &'a Settings,
}

impl Decay<'_> {
    fn weight_decay(&self) -> f64 {
        self.settings.number_or_zero("weight_decay")
    }

    /// Whether the decay is a part of the gradient.
    fn is_coupled(&self) -> bool {
        match self.settings.table().name {
            "adamw" | "adafactor" | "adan" | "schedule-free-adamw" => false,
            _ => {
                let flags = ["decoupled_weight_decay", "weight_decouple", "decouple"];
                !flags.iter().any(|flag| self.settings.flag_or_no(flag))
            }
        }
    }

    /// Its share in the gradient.
    fn coupled(&self) -> Option<Vec<f64>> {
        let weight_decay = self.weight_decay();
        let has_one = weight_decay != 0.0 && self.is_coupled();
        has_one.then(|| self.row.point.iter().map(|p| weight_decay * p).collect())
    }

    /// Its own displacement of the point.
    fn decoupled(&self) -> Option<Vec<f64>> {
        let scalar = |name: &str| {
            self.rule.iter().find_map(|term| match term.value {
                TermValue::Scalar(value) if term.name == name => Some(value),
                _ => None,
            })
        };
        let is_coupled = self.is_coupled();
        let factor = match self.settings.table().name {
            "adan" if !self.settings.flag_or_no("weight_decouple") => {
                let shrink = scalar("shrink").filter(|shrink| *shrink != 1.0)?;
                // The factor falls on the rest of the step too.
                return Some(self.after.iter().map(|a| a - a / shrink).collect());
            }
            "adafactor" => -self.row.lr * self.weight_decay(),
            "schedule-free-adamw" => scalar("rate")? * self.weight_decay(),
            "prodigy" | "dadapt-adam" if !is_coupled => -scalar("rate")? * self.weight_decay(),
            _ => scalar("shrink")? - 1.0,
        };
        (factor != 0.0).then(|| self.row.point.iter().map(|p| factor * p).collect())
    }
}

impl Settings {
    /// A flag; `false` where the table has none of this name.
    fn flag_or_no(&self, name: &str) -> bool {
        self.get(name) == Some(&Value::Flag(true))
    }

    /// A number; 0 where the table has none of this name.
    fn number_or_zero(&self, name: &str) -> f64 {
        match self.get(name) {
            Some(Value::Number(number)) => *number,
            _ => 0.0,
        }
    }
}
