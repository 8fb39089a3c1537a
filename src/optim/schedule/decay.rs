//! Rates that are multiplied by a factor: every so many steps, at milestones, or at every step.

use super::common::{gamma, number};
use super::scheduler::{At, Formula};
use super::{Kind, Table};
use crate::optim::hyperparameter::{Hyperparameter, Limits, SILENT, Value};
use crate::optim::settings::no_contradiction;
use std::borrow::Cow;

pub(super) static STEP: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "step",
        title: "Step",
        paper: "",
        library: "torch.optim.lr_scheduler.StepLR",
        hyperparameters: &[
            number(
                "step_size",
                30.0,
                Limits::Count(1),
                SILENT,
                "steps between two drops of the rate",
            ),
            gamma(0.1),
        ],
        check: no_contradiction,
    },
    build: |settings, _| {
        Ok(Box::new(Step {
            step_size: settings.number("step_size") as u64,
            gamma: settings.number("gamma"),
        }))
    },
};

struct Step {
    step_size: u64,
    gamma: f64,
}

impl Formula for Step {
    fn next(&mut self, at: &At) -> f64 {
        let drops = at.epoch > 0 && at.epoch.is_multiple_of(self.step_size);
        if drops { at.lr * self.gamma } else { at.lr }
    }
}

static DEFAULT_MILESTONES: [f64; 2] = [30.0, 80.0];

pub(super) static MULTISTEP: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "multistep",
        title: "Multistep",
        paper: "",
        library: "torch.optim.lr_scheduler.MultiStepLR",
        hyperparameters: &[
            Hyperparameter::new(
                "milestones",
                Value::List(Cow::Borrowed(&DEFAULT_MILESTONES)),
                Limits::List,
                SILENT,
                "the steps at which the rate drops",
            ),
            gamma(0.1),
        ],
        check: no_contradiction,
    },
    build: |settings, _| {
        let milestones = settings.list("milestones").iter().map(|m| *m as u64).collect();
        Ok(Box::new(Multistep { milestones, gamma: settings.number("gamma") }))
    },
};

struct Multistep {
    milestones: Vec<u64>,
    gamma: f64,
}

impl Formula for Multistep {
    fn next(&mut self, at: &At) -> f64 {
        match self.milestones.iter().filter(|milestone| **milestone == at.epoch).count() {
            0 => at.lr,
            times => at.lr * self.gamma.powf(times as f64),
        }
    }
}

pub(super) static EXPONENTIAL: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "exponential",
        title: "Exponential",
        paper: "",
        library: "torch.optim.lr_scheduler.ExponentialLR",
        hyperparameters: &[gamma(0.95)],
        check: no_contradiction,
    },
    build: |settings, _| Ok(Box::new(Exponential { gamma: settings.number("gamma") })),
};

struct Exponential {
    gamma: f64,
}

impl Formula for Exponential {
    fn next(&mut self, at: &At) -> f64 {
        if at.epoch == 0 { at.lr } else { at.lr * self.gamma }
    }
}
