//! One cycle: the rate rises from a small share of its maximum, then falls to almost nothing; the momentum mirrors it.

use super::common::{CYCLE_MOMENTUM, base_momentum, max_momentum, number, optional};
use super::scheduler::{At, Formula, Span};
use super::{Kind, Settings, Table};
use crate::optim::hyperparameter::{Hyperparameter, Limits, SILENT, Value};
use std::f64::consts::PI;

pub(super) static KIND: Kind = Kind {
    table: Table {
        kind: "schedule",
        name: "one-cycle",
        title: "One cycle",
        paper: "Smith and Topin 2017, arXiv:1708.07120",
        library: "torch.optim.lr_scheduler.OneCycleLR",
        hyperparameters: &[
            optional("max_lr", Limits::ANY, SILENT, "the highest rate; none: the optimizer's lr"),
            optional(
                "total_steps",
                Limits::Count(1),
                "Expected positive integer total_steps, but got {}",
                "steps in the cycle; none: epochs times steps_per_epoch, or all of the run",
            ),
            optional(
                "epochs",
                Limits::Count(1),
                "Expected positive integer epochs, but got {}",
                "without total_steps, the cycle has this many times steps_per_epoch steps",
            ),
            optional(
                "steps_per_epoch",
                Limits::Count(1),
                "Expected positive integer steps_per_epoch, but got {}",
                "without total_steps, the cycle has this many times epochs steps",
            ),
            number(
                "pct_start",
                0.3,
                Limits::UNIT_CLOSED,
                "Expected float between 0 and 1 pct_start, but got {}",
                "share of the cycle in which the rate rises",
            ),
            Hyperparameter::new(
                "anneal_strategy",
                Value::Choice("cos"),
                Limits::Choice(&["cos", "linear"]),
                "anneal_strategy must be one of 'cos' or 'linear', instead got {}",
                "shape of the rise and the fall",
            ),
            CYCLE_MOMENTUM,
            base_momentum(0.85),
            max_momentum(0.95),
            number("div_factor", 25.0, Limits::ANY, SILENT, "the first rate is max_lr over this"),
            number(
                "final_div_factor",
                1e4,
                Limits::ANY,
                SILENT,
                "the last rate is the first over this",
            ),
            Hyperparameter::new(
                "three_phase",
                Value::Flag(false),
                Limits::Flag,
                SILENT,
                "fall back to the first rate as slowly as the rise, then to the last",
            ),
        ],
        check,
    },
    build: |settings, span| Ok(Box::new(OneCycle::new(settings, span)?)),
};

fn check(settings: &Settings) -> Result<(), String> {
    let is_given = |name| settings.optional(name).is_some();
    if !is_given("total_steps") && is_given("epochs") != is_given("steps_per_epoch") {
        return Err("You must define either total_steps OR (epochs AND steps_per_epoch)".into());
    }
    if settings.number("div_factor") == 0.0 || settings.number("final_div_factor") == 0.0 {
        return Err("float division by zero; set div_factor and final_div_factor above 0".into());
    }
    Ok(())
}

struct Phase {
    end_step: f64,
    lr: (f64, f64),
    momentum: (f64, f64),
}

struct OneCycle {
    phases: Vec<Phase>,
    linear: bool,
    cycle_momentum: bool,
    initial_lr: f64,
}

impl OneCycle {
    fn new(settings: &Settings, span: &Span) -> Result<Self, String> {
        let max_lr = settings.optional("max_lr").unwrap_or(span.lr);
        let epochs = settings.optional("epochs").zip(settings.optional("steps_per_epoch"));
        let total_steps = settings
            .optional("total_steps")
            .or(epochs.map(|(epochs, steps)| epochs * steps))
            .unwrap_or(span.steps.max(1) as f64);
        if span.steps as f64 > total_steps {
            let steps = total_steps + 1.0;
            return Err(format!(
                "Tried to step {steps} times. The specified number of total steps is {total_steps}; \
                 raise total_steps to {}",
                span.steps
            ));
        }
        let initial_lr = max_lr / settings.number("div_factor");
        let min_lr = initial_lr / settings.number("final_div_factor");
        let (low, high) = (settings.number("base_momentum"), settings.number("max_momentum"));
        let rise = settings.number("pct_start") * total_steps - 1.0;
        let back = 2.0 * settings.number("pct_start") * total_steps - 2.0;
        let phase = |end_step, lr, momentum| Phase { end_step, lr, momentum };
        let mut phases = vec![phase(rise, (initial_lr, max_lr), (high, low))];
        if settings.flag("three_phase") {
            phases.push(phase(back, (max_lr, initial_lr), (low, high)));
            phases.push(phase(total_steps - 1.0, (initial_lr, min_lr), (high, high)));
        } else {
            phases.push(phase(total_steps - 1.0, (max_lr, min_lr), (low, high)));
        }
        let before_last = phases[phases.len() - 2].end_step;
        if rise == 0.0 || (before_last == total_steps - 1.0 && span.steps as f64 == total_steps) {
            return Err("float division by zero: pct_start leaves a phase without steps".into());
        }
        let linear = settings.get("anneal_strategy") == Some(&Value::Choice("linear"));
        Ok(Self { phases, linear, cycle_momentum: settings.flag("cycle_momentum"), initial_lr })
    }

    /// The phase of an epoch, and the share of it that has passed.
    fn phase(&self, epoch: u64) -> (&Phase, f64) {
        let epoch = epoch as f64;
        let last = self.phases.len() - 1;
        let index = self.phases.iter().position(|p| epoch <= p.end_step).unwrap_or(last);
        let begin = if index == 0 { 0.0 } else { self.phases[index - 1].end_step };
        let phase = &self.phases[index];
        (phase, (epoch - begin) / (phase.end_step - begin))
    }

    fn anneal(&self, (start, end): (f64, f64), passed: f64) -> f64 {
        if self.linear {
            (end - start) * passed + start
        } else {
            end + (start - end) / 2.0 * ((PI * passed).cos() + 1.0)
        }
    }
}

impl Formula for OneCycle {
    fn next(&mut self, at: &At) -> f64 {
        let (phase, passed) = self.phase(at.epoch);
        self.anneal(phase.lr, passed)
    }

    fn cycles_momentum(&self) -> bool {
        self.cycle_momentum
    }

    fn momentum(&self, epoch: u64) -> Option<f64> {
        let (phase, passed) = self.phase(epoch);
        self.cycle_momentum.then(|| self.anneal(phase.momentum, passed))
    }

    fn initial_lr(&self, _initial_lr: Option<f64>, _lr: f64) -> f64 {
        self.initial_lr
    }
}
