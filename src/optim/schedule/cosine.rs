//! Rates that fall along half a cosine, once and back again, or with warm restarts.

use super::common::{eta_min, number, optional};
use super::scheduler::{At, Formula};
use super::{Kind, Table};
use crate::optim::hyperparameter::{Limits, SILENT};
use crate::optim::settings::no_contradiction;
use std::f64::consts::PI;

const PAPER: &str = "Loshchilov and Hutter 2017, arXiv:1608.03983";

pub(super) static COSINE: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "cosine",
        title: "Cosine",
        paper: PAPER,
        library: "torch.optim.lr_scheduler.CosineAnnealingLR",
        hyperparameters: &[
            optional(
                "t_max",
                Limits::Count(1),
                SILENT,
                "steps from the highest rate to the lowest; none: all of the run",
            ),
            eta_min(),
        ],
        check: no_contradiction,
    },
    build: |settings, span| {
        let t_max = settings.optional("t_max").unwrap_or(span.steps.max(1) as f64);
        Ok(Box::new(Cosine { t_max: t_max as u64, eta_min: settings.number("eta_min") }))
    },
};

struct Cosine {
    t_max: u64,
    eta_min: f64,
}

impl Formula for Cosine {
    fn next(&mut self, at: &At) -> f64 {
        let (epoch, t_max) = (at.epoch as f64, self.t_max as f64);
        if at.epoch == 0 {
            return at.lr;
        }
        // The recursion divides by zero right after each minimum; there PyTorch starts it again.
        let after_minimum =
            at.epoch > self.t_max && (at.epoch - 1 - self.t_max).is_multiple_of(2 * self.t_max);
        if after_minimum {
            return at.lr + (at.base_lr - self.eta_min) * (1.0 - (PI / t_max).cos()) / 2.0;
        }
        (1.0 + (PI * epoch / t_max).cos()) / (1.0 + (PI * (epoch - 1.0) / t_max).cos())
            * (at.lr - self.eta_min)
            + self.eta_min
    }

    fn begin(&mut self, base_lr: f64) -> f64 {
        self.eta_min + (base_lr - self.eta_min) * 2.0 / 2.0
    }
}

pub(super) static RESTARTS: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "cosine-restarts",
        title: "Cosine with restarts",
        paper: PAPER,
        library: "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts",
        hyperparameters: &[
            number(
                "t_0",
                10.0,
                Limits::Count(1),
                "Expected positive integer T_0, but got {}",
                "steps until the first restart",
            ),
            number(
                "t_mult",
                1.0,
                Limits::Count(1),
                "Expected integer T_mult >= 1, but got {}",
                "each cycle is longer than the last by this factor",
            ),
            eta_min(),
        ],
        check: no_contradiction,
    },
    build: |settings, _| {
        let first_length = settings.number("t_0");
        Ok(Box::new(Restarts {
            first_length,
            growth: settings.number("t_mult"),
            eta_min: settings.number("eta_min"),
            length: first_length,
            position: 0.0,
        }))
    },
};

struct Restarts {
    first_length: f64,
    growth: f64,
    eta_min: f64,
    /// Steps in the current cycle.
    length: f64,
    /// Steps since it began.
    position: f64,
}

impl Formula for Restarts {
    fn next(&mut self, at: &At) -> f64 {
        if at.epoch == 0 {
            (self.length, self.position) = (self.first_length, 0.0);
        } else {
            self.position += 1.0;
            if self.position >= self.length {
                self.position %= self.length;
                self.length *= self.growth;
            }
        }
        self.eta_min
            + (at.base_lr - self.eta_min) * (1.0 + (PI * self.position / self.length).cos()) / 2.0
    }
}
