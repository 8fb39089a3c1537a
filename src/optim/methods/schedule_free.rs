//! The schedule-free methods: a fast point, a slow average of it, and gradients taken between the two.
//!
//! The run's point is where the gradient is taken (`y` of the paper); the average (`x`) is what the method delivers.

use super::common::{
    MAXIMIZE, SILENT, beta2_or, eps_or, lr, lr_or, no_contradiction, weight_decay, weight_decay_or,
};
use crate::optim::elementwise::{Elementwise, Rule, decayed};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::real::Real;
use crate::optim::settings::{Settings, Table};

const PAPER: &str = "Defazio et al. 2024, arXiv:2405.15682";

const WARMUP_STEPS: Hyperparameter = Hyperparameter::new(
    "warmup_steps",
    Value::Number(0.0),
    Limits::Count(0),
    SILENT,
    "steps over which the rate rises to lr",
);
const R: Hyperparameter = Hyperparameter::new(
    "r",
    Value::Number(0.0),
    Limits::ANY,
    SILENT,
    "step k (from 1) weighs k^r in the average",
);
const WEIGHT_LR_POWER: Hyperparameter = Hyperparameter::new(
    "weight_lr_power",
    Value::Number(2.0),
    Limits::ANY,
    SILENT,
    "a step weighs by this power of the largest rate so far",
);

const fn interpolation(name: &'static str, complaint: &'static str) -> Hyperparameter {
    let help = "where the gradient is taken: 1 at the average, 0 at the fast point";
    Hyperparameter::new(name, Value::Number(0.9), Limits::UNIT_OPEN, complaint, help)
}

pub(super) static METHOD_SGD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "schedule-free-sgd",
        title: "Schedule-free SGD",
        paper: PAPER,
        library: "schedulefree.SGDScheduleFree",
        hyperparameters: &[
            lr(1.0),
            interpolation("momentum", "Momentum must be between 0 and 1 exclusive: {}"),
            weight_decay(0.0),
            WARMUP_STEPS,
            R,
            WEIGHT_LR_POWER,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| {
        let rule = ScheduleFreeSgd { averaging: Averaging::new(settings, "momentum") };
        Box::new(Elementwise::new(rule, settings.flag("maximize")))
    },
};

pub(super) static METHOD_ADAMW: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "schedule-free-adamw",
        title: "Schedule-free AdamW",
        paper: PAPER,
        library: "schedulefree.AdamWScheduleFree",
        hyperparameters: &[
            lr_or(2.5e-3, SILENT),
            interpolation("beta1", SILENT),
            beta2_or(0.999, SILENT),
            eps_or(1e-8, SILENT),
            weight_decay_or(0.0, SILENT),
            WARMUP_STEPS,
            R,
            WEIGHT_LR_POWER,
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| {
        let rule = ScheduleFreeAdamW {
            averaging: Averaging::new(settings, "beta1"),
            beta2: settings.number("beta2"),
            eps: settings.number("eps"),
        };
        Box::new(Elementwise::new(rule, settings.flag("maximize")))
    },
};

/// What both methods share: the warm-up, the weights of the average, and the move of both points.
#[derive(Clone, Debug)]
struct Averaging {
    interpolation: f64,
    weight_decay: f64,
    warmup_steps: f64,
    r: f64,
    weight_lr_power: f64,
    largest_lr: f64,
    weight_sum: f64,
}

impl Averaging {
    fn new(settings: &Settings, interpolation: &str) -> Self {
        Self {
            interpolation: settings.number(interpolation),
            weight_decay: settings.number("weight_decay"),
            warmup_steps: settings.number("warmup_steps"),
            r: settings.number("r"),
            weight_lr_power: settings.number("weight_lr_power"),
            largest_lr: -1.0,
            weight_sum: 0.0,
        }
    }

    /// The rate after the warm-up, the new step's share of the average, and the rate of the point.
    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 3] {
        let step = step as f64;
        let lr = if step <= self.warmup_steps { lr * (step / self.warmup_steps) } else { lr };
        self.largest_lr = lr.max(self.largest_lr);
        let weight = step.powf(self.r) * self.largest_lr.powf(self.weight_lr_power);
        self.weight_sum += weight;
        let share = if self.weight_sum == 0.0 { 0.0 } else { weight / self.weight_sum };
        [lr, share, lr * (self.interpolation * (1.0 - share) - 1.0)]
    }

    /// The point and the fast point after a step along `direction`.
    fn step<N: Real>(&self, point: N, fast: N, direction: N, [lr, share, rate]: [N; 3]) -> (N, N) {
        (point.lerp_by(fast, share) + rate * direction, fast - lr * direction)
    }

    /// The average, which lies on the line from the fast point through the point.
    fn average(&self, point: f64, fast: f64) -> f64 {
        point.lerp(fast, 1.0 - 1.0 / self.interpolation)
    }
}

/// Schedule-free gradient descent.
#[derive(Clone, Debug)]
pub struct ScheduleFreeSgd {
    averaging: Averaging,
}

impl Rule<1, 3> for ScheduleFreeSgd {
    const STATE: [&'static str; 1] = ["fast"];
    const SCALARS: [&'static str; 3] = ["lr", "share", "rate"];

    fn initial_state(&self, point: f64, _lr: f64) -> [f64; 1] {
        [point]
    }

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 3] {
        self.averaging.scalars(step, lr)
    }

    fn update<N: Real>(
        &self,
        point: N,
        gradient: N,
        [fast]: [N; 1],
        scalars: [N; 3],
    ) -> (N, [N; 1]) {
        let gradient = decayed(gradient, point, self.averaging.weight_decay);
        let (point, fast) = self.averaging.step(point, fast, gradient, scalars);
        (point, [fast])
    }

    fn averaged(&self, point: f64, [fast]: [f64; 1]) -> Option<f64> {
        Some(self.averaging.average(point, fast))
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.averaging.interpolation)
    }
}

/// Schedule-free AdamW.
#[derive(Clone, Debug)]
pub struct ScheduleFreeAdamW {
    averaging: Averaging,
    beta2: f64,
    eps: f64,
}

impl Rule<2, 4> for ScheduleFreeAdamW {
    const STATE: [&'static str; 2] = ["fast", "square"];
    const SCALARS: [&'static str; 4] = ["lr", "share", "rate", "square_correction"];

    fn initial_state(&self, point: f64, _lr: f64) -> [f64; 2] {
        [point, 0.0]
    }

    fn scalars(&mut self, step: u64, lr: f64) -> [f64; 4] {
        let [lr, share, rate] = self.averaging.scalars(step, lr);
        [lr, share, rate, 1.0 - self.beta2.powf(step as f64)]
    }

    fn update<N: Real>(
        &self,
        point: N,
        gradient: N,
        state: [N; 2],
        scalars: [N; 4],
    ) -> (N, [N; 2]) {
        let [fast, square] = state;
        let [lr, share, rate, square_correction] = scalars;
        let square = square * self.beta2 + gradient * (1.0 - self.beta2) * gradient;
        let scaled = gradient / ((square / square_correction).sqrt() + self.eps);
        let direction = decayed(scaled, point, self.averaging.weight_decay);
        let (point, fast) = self.averaging.step(point, fast, direction, [lr, share, rate]);
        (point, [fast, square])
    }

    fn averaged(&self, point: f64, [fast, _]: [f64; 2]) -> Option<f64> {
        Some(self.averaging.average(point, fast))
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        Some(&mut self.averaging.interpolation)
    }
}
