//! Plateau: the rate drops when the loss has not improved for some steps.

use super::common::number;
use super::scheduler::{At, Formula};
use super::{Kind, Settings, Table};
use crate::optim::hyperparameter::{Hyperparameter, Limits, SILENT, Value};
use crate::optim::settings::no_contradiction;
use std::ops::Bound;

pub(super) static KIND: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "plateau",
        title: "Plateau",
        paper: "",
        library: "torch.optim.lr_scheduler.ReduceLROnPlateau",
        hyperparameters: &[
            Hyperparameter::new(
                "mode",
                Value::Choice("min"),
                Limits::Choice(&["min", "max"]),
                "mode {} is unknown!",
                "whether a lower or a higher loss is better",
            ),
            number(
                "factor",
                0.1,
                Limits::Number(Bound::Unbounded, Bound::Excluded(1.0)),
                "Factor should be < 1.0.",
                "factor on the rate at each drop",
            ),
            number(
                "patience",
                10.0,
                Limits::Count(0),
                SILENT,
                "steps without improvement that are let pass",
            ),
            number("threshold", 1e-4, Limits::ANY, SILENT, "what counts as an improvement"),
            Hyperparameter::new(
                "threshold_mode",
                Value::Choice("rel"),
                Limits::Choice(&["rel", "abs"]),
                "threshold mode {} is unknown!",
                "whether the threshold is a share of the best loss or a difference",
            ),
            number("cooldown", 0.0, Limits::Count(0), SILENT, "steps of rest after a drop"),
            number("min_lr", 0.0, Limits::ANY, SILENT, "the lowest rate"),
            number("eps", 1e-8, Limits::ANY, SILENT, "drops smaller than this are left out"),
        ],
        check: no_contradiction,
    },
    build: |settings, _| Ok(Box::new(Plateau::new(settings))),
};

struct Plateau {
    climbs: bool,
    relative: bool,
    factor: f64,
    patience: u64,
    threshold: f64,
    cooldown: u64,
    min_lr: f64,
    eps: f64,
    best: f64,
    bad_steps: u64,
    resting_steps: u64,
}

impl Plateau {
    fn new(settings: &Settings) -> Self {
        let climbs = settings.get("mode") == Some(&Value::Choice("max"));
        Self {
            climbs,
            relative: settings.get("threshold_mode") == Some(&Value::Choice("rel")),
            factor: settings.number("factor"),
            patience: settings.number("patience") as u64,
            threshold: settings.number("threshold"),
            cooldown: settings.number("cooldown") as u64,
            min_lr: settings.number("min_lr"),
            eps: settings.number("eps"),
            best: if climbs { f64::NEG_INFINITY } else { f64::INFINITY },
            bad_steps: 0,
            resting_steps: 0,
        }
    }

    fn is_better(&self, loss: f64) -> bool {
        match (self.climbs, self.relative) {
            (false, true) => loss < self.best * (1.0 - self.threshold),
            (false, false) => loss < self.best - self.threshold,
            (true, true) => loss > self.best * (self.threshold + 1.0),
            (true, false) => loss > self.best + self.threshold,
        }
    }
}

impl Formula for Plateau {
    fn next(&mut self, at: &At) -> f64 {
        if at.epoch == 0 {
            return at.lr;
        }
        if self.is_better(at.loss) {
            self.best = at.loss;
            self.bad_steps = 0;
        } else {
            self.bad_steps += 1;
        }
        if self.resting_steps > 0 {
            self.resting_steps -= 1;
            self.bad_steps = 0;
        }
        if self.bad_steps <= self.patience {
            return at.lr;
        }
        self.resting_steps = self.cooldown;
        self.bad_steps = 0;
        let lowered = (at.lr * self.factor).max(self.min_lr);
        if at.lr - lowered > self.eps { lowered } else { at.lr }
    }
}
