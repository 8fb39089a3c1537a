//! L-BFGS: Newton's direction from a memory of steps and gradient changes.
//!
//! As in PyTorch one step of the run is one `.step(closure)`: up to `max_iter` iterations, each with evaluations of its
//! own, which the run counts.

use super::common::{MAXIMIZE, SILENT, dot, lr, no_contradiction};
use super::line_search::{Trial, strong_wolfe};
use crate::optim::hyperparameter::{Hyperparameter, Limits, Value};
use crate::optim::optimizer::{Family, Method};
use crate::optim::settings::{Settings, Table};
use crate::optim::stepper::{Oracle, Progress, Step, Stepper, Uphill};
use crate::optim::terms::Term;
use std::collections::VecDeque;

pub(super) static METHOD: Method = Method {
    family: Family::Learning,
    table: Table {
        kind: "optimizer",
        name: "lbfgs",
        title: "L-BFGS",
        paper: "Liu and Nocedal 1989, On the limited memory BFGS method for large scale optimization",
        library: "torch.optim.LBFGS",
        hyperparameters: &[
            lr(1.0),
            Hyperparameter::new(
                "max_iter",
                Value::Number(20.0),
                Limits::Count(0),
                SILENT,
                "iterations in one step of the run",
            ),
            Hyperparameter::new(
                "max_eval",
                Value::None,
                Limits::Count(0),
                SILENT,
                "evaluations in one step of the run; none: 5/4 of max_iter",
            ),
            Hyperparameter::new(
                "tolerance_grad",
                Value::Number(1e-7),
                Limits::ANY,
                SILENT,
                "a step ends when no gradient component is larger",
            ),
            Hyperparameter::new(
                "tolerance_change",
                Value::Number(1e-9),
                Limits::ANY,
                SILENT,
                "a step ends when loss or parameters change by less",
            ),
            Hyperparameter::new(
                "history_size",
                Value::Number(100.0),
                Limits::Count(1),
                SILENT,
                "iterations that are remembered",
            ),
            Hyperparameter::new(
                "line_search",
                Value::Choice("none"),
                Limits::Choice(&["none", "strong-wolfe"]),
                "only 'strong_wolfe' is supported",
                "how the length of an iteration's step is found; none: lr",
            ),
            MAXIMIZE,
        ],
        check: no_contradiction,
    },
    build: |settings| Uphill::wrap(Lbfgs::new(settings), settings.flag("maximize")),
};

/// What one iteration leaves for the next: a step, the change of the gradient, and `1 / (step . change)`.
#[derive(Clone, Debug)]
struct Memory {
    step: Vec<f64>,
    change: Vec<f64>,
    inverse: f64,
}

/// L-BFGS, with a fixed step length or the strong Wolfe line search.
#[derive(Clone, Debug)]
pub struct Lbfgs {
    max_iter: u64,
    max_eval: i64,
    tolerance_grad: f64,
    tolerance_change: f64,
    history_size: usize,
    line_search: bool,
    iterations: u64,
    history: VecDeque<Memory>,
    /// Scale of the initial inverse Hessian.
    scale: f64,
    direction: Vec<f64>,
    length: f64,
    previous_gradient: Vec<f64>,
}

impl Lbfgs {
    fn new(settings: &Settings) -> Self {
        let max_iter = settings.number("max_iter");
        Self {
            max_iter: max_iter as u64,
            max_eval: settings.optional("max_eval").unwrap_or((max_iter * 5.0 / 4.0).floor())
                as i64,
            tolerance_grad: settings.number("tolerance_grad"),
            tolerance_change: settings.number("tolerance_change"),
            history_size: settings.number("history_size") as usize,
            line_search: settings.get("line_search") == Some(&Value::Choice("strong-wolfe")),
            iterations: 0,
            history: VecDeque::new(),
            scale: 1.0,
            direction: Vec::new(),
            length: 0.0,
            previous_gradient: Vec::new(),
        }
    }

    /// Remembers the last iteration, if the loss curves upward along it.
    fn remember(&mut self, gradient: &[f64]) {
        let change: Vec<_> =
            gradient.iter().zip(&self.previous_gradient).map(|(g, p)| g - p).collect();
        let step: Vec<_> = self.direction.iter().map(|d| d * self.length).collect();
        let curvature = dot(&change, &step);
        if curvature <= 1e-10 {
            return;
        }
        if self.history.len() == self.history_size {
            self.history.pop_front();
        }
        self.scale = curvature / dot(&change, &change);
        self.history.push_back(Memory { step, change, inverse: 1.0 / curvature });
    }

    /// The two loops: the approximate inverse Hessian times the downhill gradient.
    fn newton_direction(&self, gradient: &[f64]) -> Vec<f64> {
        let mut direction: Vec<_> = gradient.iter().map(|g| -g).collect();
        let mut shares = Vec::with_capacity(self.history.len());
        for memory in self.history.iter().rev() {
            let share = dot(&memory.step, &direction) * memory.inverse;
            add_scaled(&mut direction, -share, &memory.change);
            shares.push(share);
        }
        direction.iter_mut().for_each(|d| *d *= self.scale);
        for (memory, share) in self.history.iter().zip(shares.iter().rev()) {
            let back = dot(&memory.change, &direction) * memory.inverse;
            add_scaled(&mut direction, share - back, &memory.step);
        }
        direction
    }

    /// Chooses the direction and the first step length of an iteration.
    fn choose_direction(&mut self, gradient: &[f64], lr: f64) {
        self.iterations += 1;
        if self.iterations == 1 {
            self.direction = gradient.iter().map(|g| -g).collect();
            self.length = (1.0 / gradient.iter().map(|g| g.abs()).sum::<f64>()).min(1.0) * lr;
        } else {
            self.remember(gradient);
            self.direction = self.newton_direction(gradient);
            self.length = lr;
        }
        self.previous_gradient = gradient.to_vec();
    }

    /// Searches along the direction from `point`, which it moves; returns the trial taken and the evaluations spent.
    fn search(
        &self,
        from: &Trial,
        point: &mut [f64],
        iterations: i64,
        oracle: &mut dyn Oracle,
    ) -> (Trial, i64) {
        let mut spent = 0;
        let mut moved = point.to_vec();
        let origin = point.to_vec();
        let trial = strong_wolfe(from, self.length, largest(&self.direction), iterations, |t| {
            spent += 1;
            moved.copy_from_slice(&origin);
            add_scaled(&mut moved, t, &self.direction);
            let mut gradient = vec![0.0; moved.len()];
            let loss = oracle.gradient(&moved, &mut gradient);
            Trial { t, loss, slope: dot(&gradient, &self.direction), gradient }
        });
        add_scaled(point, trial.t, &self.direction);
        (trial, spent)
    }

    /// Whether an iteration that moved the loss from `before` to `after` ends the step.
    fn is_done(&self, gradient: &[f64], before: f64, after: f64) -> bool {
        largest(gradient) <= self.tolerance_grad
            || largest(&self.direction) * self.length.abs() <= self.tolerance_change
            || (after - before).abs() < self.tolerance_change
    }
}

impl Stepper for Lbfgs {
    fn step(&mut self, Step { point, mut loss, gradient, lr, oracle }: Step<'_>) -> Progress {
        let mut gradient = gradient.to_vec();
        if largest(&gradient) <= self.tolerance_grad {
            return Progress::Continue;
        }
        let mut evaluations = 1;
        for iteration in 1..=self.max_iter {
            self.choose_direction(&gradient, lr);
            let loss_before = loss;
            let slope = dot(&gradient, &self.direction);
            if slope > -self.tolerance_change {
                break;
            }
            if self.line_search {
                let from = Trial { t: 0.0, loss, gradient, slope };
                let (trial, spent) = self.search(&from, point, self.max_eval - evaluations, oracle);
                evaluations += spent;
                self.length = trial.t;
                (loss, gradient) = (trial.loss, trial.gradient);
            } else {
                add_scaled(point, self.length, &self.direction);
                if iteration < self.max_iter {
                    loss = oracle.gradient(point, &mut gradient);
                    evaluations += 1;
                }
            }
            if evaluations >= self.max_eval || self.is_done(&gradient, loss_before, loss) {
                break;
            }
        }
        Progress::Continue
    }

    fn terms(&self) -> Vec<Term> {
        vec![Term::scalar("length", self.length), Term::vector("direction", &self.direction)]
    }
}

fn add_scaled(vector: &mut [f64], factor: f64, other: &[f64]) {
    vector.iter_mut().zip(other).for_each(|(v, o)| *v += factor * o);
}

/// The largest absolute value.
fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |largest, v| v.abs().max(largest))
}
