//! Rates that start as a share of their own and reach it, or that fall to zero, within some steps.

use super::common::{number, total_iters};
use super::scheduler::{At, Formula};
use super::{Kind, Table};
use crate::optim::hyperparameter::{Limits, SILENT};
use crate::optim::settings::no_contradiction;
use std::ops::Bound;

const ABOVE_ZERO_TO_ONE: Limits = Limits::Number(Bound::Excluded(0.0), Bound::Included(1.0));

pub(super) static LINEAR: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "linear",
        title: "Linear",
        paper: "",
        library: "torch.optim.lr_scheduler.LinearLR",
        hyperparameters: &[
            number(
                "start_factor",
                1.0 / 3.0,
                ABOVE_ZERO_TO_ONE,
                "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.",
                "share of the rate at the first step",
            ),
            number(
                "end_factor",
                1.0,
                Limits::UNIT_CLOSED,
                "Ending multiplicative factor expected to be between 0 and 1.",
                "share of the rate after total_iters steps",
            ),
            total_iters(),
        ],
        check: no_contradiction,
    },
    build: |settings, _| {
        Ok(Box::new(Linear {
            start: settings.number("start_factor"),
            end: settings.number("end_factor"),
            total: settings.number("total_iters"),
        }))
    },
};

struct Linear {
    start: f64,
    end: f64,
    total: f64,
}

impl Formula for Linear {
    fn next(&mut self, at: &At) -> f64 {
        let epoch = at.epoch as f64;
        if at.epoch == 0 {
            return at.lr * self.start;
        }
        if epoch > self.total {
            return at.lr;
        }
        let slope = self.end - self.start;
        at.lr * (1.0 + slope / (self.total * self.start + (epoch - 1.0) * slope))
    }
}

pub(super) static CONSTANT: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "constant",
        title: "Constant",
        paper: "",
        library: "torch.optim.lr_scheduler.ConstantLR",
        hyperparameters: &[
            number(
                "factor",
                1.0 / 3.0,
                Limits::UNIT_CLOSED,
                "Constant multiplicative factor expected to be between 0 and 1.",
                "share of the rate until total_iters steps",
            ),
            total_iters(),
        ],
        check: no_contradiction,
    },
    build: |settings, span| {
        let constant = Constant {
            factor: settings.number("factor"),
            total: settings.number("total_iters") as u64,
        };
        if constant.factor == 0.0 && (1..=span.steps).contains(&constant.total) {
            return Err(format!(
                "float division by zero: after total_iters the rate is divided by the factor again; \
                 set a factor above 0 or total_iters above {}",
                span.steps
            ));
        }
        Ok(Box::new(constant))
    },
};

struct Constant {
    factor: f64,
    total: u64,
}

impl Formula for Constant {
    fn next(&mut self, at: &At) -> f64 {
        match at.epoch {
            0 => at.lr * self.factor,
            epoch if epoch == self.total => at.lr * (1.0 / self.factor),
            _ => at.lr,
        }
    }
}

pub(super) static POLYNOMIAL: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "polynomial",
        title: "Polynomial",
        paper: "",
        library: "torch.optim.lr_scheduler.PolynomialLR",
        hyperparameters: &[
            total_iters(),
            number("power", 1.0, Limits::ANY, SILENT, "power of the fall to zero"),
        ],
        check: no_contradiction,
    },
    build: |settings, _| {
        Ok(Box::new(Polynomial {
            total: settings.number("total_iters"),
            power: settings.number("power"),
        }))
    },
};

struct Polynomial {
    total: f64,
    power: f64,
}

impl Formula for Polynomial {
    fn next(&mut self, at: &At) -> f64 {
        let epoch = at.epoch as f64;
        if at.epoch == 0 || epoch > self.total {
            return at.lr;
        }
        let ratio = (1.0 - epoch / self.total) / (1.0 - (epoch - 1.0) / self.total);
        at.lr * ratio.powf(self.power)
    }
}
