//! Cyclic: the rate goes up and down between two bounds; the momentum mirrors it.

use super::common::{CYCLE_MOMENTUM, base_momentum, gamma, max_momentum, number, optional};
use super::scheduler::{At, Formula};
use super::{Kind, Table};
use crate::optim::hyperparameter::{Hyperparameter, Limits, SILENT, Value};
use crate::optim::settings::no_contradiction;

pub(super) static KIND: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "cyclic",
        title: "Cyclic",
        paper: "Smith 2017, arXiv:1506.01186",
        library: "torch.optim.lr_scheduler.CyclicLR",
        hyperparameters: &[
            optional(
                "base_lr",
                Limits::ANY,
                SILENT,
                "the lowest rate; none: a tenth of the optimizer's lr",
            ),
            optional("max_lr", Limits::ANY, SILENT, "the highest rate; none: the optimizer's lr"),
            number(
                "step_size_up",
                2000.0,
                Limits::Count(1),
                SILENT,
                "steps from the lowest rate to the highest",
            ),
            optional(
                "step_size_down",
                Limits::Count(0),
                SILENT,
                "steps from the highest rate to the lowest; none: step_size_up",
            ),
            Hyperparameter::new(
                "mode",
                Value::Choice("triangular"),
                Limits::Choice(&["triangular", "triangular2", "exp_range"]),
                "mode is invalid and scale_fn is None",
                "cycles all alike, each half as high as the last, or shrinking by gamma at every step",
            ),
            gamma(1.0),
            CYCLE_MOMENTUM,
            base_momentum(0.8),
            max_momentum(0.9),
        ],
        check: no_contradiction,
    },
    build: |settings, span| {
        let up = settings.number("step_size_up");
        let total = up + settings.optional("step_size_down").unwrap_or(up);
        Ok(Box::new(Cyclic {
            lr: (
                settings.optional("base_lr").unwrap_or(span.lr / 10.0),
                settings.optional("max_lr").unwrap_or(span.lr),
            ),
            momentum: (settings.number("base_momentum"), settings.number("max_momentum")),
            total,
            peak: up / total,
            mode: match settings.get("mode") {
                Some(Value::Choice("triangular2")) => Mode::Halving,
                Some(Value::Choice("exp_range")) => Mode::Shrinking,
                _ => Mode::Even,
            },
            gamma: settings.number("gamma"),
            cycle_momentum: settings.flag("cycle_momentum"),
        }))
    },
};

enum Mode {
    Even,
    Halving,
    Shrinking,
}

struct Cyclic {
    lr: (f64, f64),
    momentum: (f64, f64),
    /// Steps in a cycle.
    total: f64,
    /// Share of a cycle in which the rate rises.
    peak: f64,
    mode: Mode,
    gamma: f64,
    cycle_momentum: bool,
}

impl Cyclic {
    /// The height above the lower bound, as the cycle's own share of the range and the mode's factor.
    fn height(&self, epoch: u64) -> (f64, f64) {
        let cycle = (1.0 + epoch as f64 / self.total).floor();
        let x = 1.0 + epoch as f64 / self.total - cycle;
        let share = if x <= self.peak { x / self.peak } else { (x - 1.0) / (self.peak - 1.0) };
        let factor = match self.mode {
            Mode::Even => 1.0,
            Mode::Halving => 1.0 / 2.0_f64.powf(cycle - 1.0),
            Mode::Shrinking => self.gamma.powf(epoch as f64),
        };
        (share, factor)
    }
}

impl Formula for Cyclic {
    fn next(&mut self, at: &At) -> f64 {
        let (share, factor) = self.height(at.epoch);
        let (base, max) = self.lr;
        base + (max - base) * share * factor
    }

    fn cycles_momentum(&self) -> bool {
        self.cycle_momentum
    }

    fn momentum(&self, epoch: u64) -> Option<f64> {
        let (share, factor) = self.height(epoch);
        let (base, max) = self.momentum;
        self.cycle_momentum.then_some(max - (max - base) * share * factor)
    }

    fn initial_lr(&self, initial_lr: Option<f64>, _lr: f64) -> f64 {
        initial_lr.unwrap_or(self.lr.0)
    }
}
