//! Update rules that treat every parameter alike and alone, and the stepper that runs them on `f64`.
//!
//! A [`Rule`] is pure: parameter, gradient, state and the scalars of the step go in, parameter and state come out.
//! It is written over [`Real`], so a trace of [`Rule::update`] with graph nodes is its formula.

use super::real::Real;
use super::stepper::{Progress, Step, Stepper};

/// An elementwise update rule with `K` state values a parameter and `S` scalars a step.
pub trait Rule<const K: usize, const S: usize>: Send {
    /// Names of the state values, in order.
    const STATE: [&'static str; K];
    /// Names of the scalars of a step, in order.
    const SCALARS: [&'static str; S];

    /// The state before the first step, whose learning rate is `lr`.
    fn initial_state(&self, _lr: f64) -> [f64; K] {
        [0.0; K]
    }

    /// What step number `step` (counted from 1) shares among all parameters.
    fn scalars(&mut self, step: u64, lr: f64) -> [f64; S];

    /// One parameter's step; `gradient` points uphill (of the negated loss when maximizing).
    fn update<R: Real>(&self, point: R, gradient: R, state: [R; K], scalars: [R; S])
    -> (R, [R; K]);

    /// See [`Stepper::momentum`].
    fn momentum(&mut self) -> Option<&mut f64> {
        None
    }
}

/// The gradient with the L2 penalty's share: `gradient + weight_decay * point`.
#[inline]
pub fn decayed<R: Real>(gradient: R, point: R, weight_decay: f64) -> R {
    if weight_decay == 0.0 { gradient } else { gradient + point * weight_decay }
}

/// Runs a [`Rule`] on `f64`.
pub struct Elementwise<U, const K: usize, const S: usize> {
    rule: U,
    maximize: bool,
    steps_taken: u64,
    state: Vec<[f64; K]>,
}

impl<U: Rule<K, S>, const K: usize, const S: usize> Elementwise<U, K, S> {
    /// A stepper before its first step; `maximize` climbs instead of descending.
    pub fn new(rule: U, maximize: bool) -> Self {
        Self { rule, maximize, steps_taken: 0, state: Vec::new() }
    }
}

impl<U: Rule<K, S>, const K: usize, const S: usize> Stepper for Elementwise<U, K, S> {
    fn step(&mut self, step: Step<'_>) -> Progress {
        if self.steps_taken == 0 {
            self.state = vec![self.rule.initial_state(step.lr); step.point.len()];
        }
        self.steps_taken += 1;
        let scalars = self.rule.scalars(self.steps_taken, step.lr);
        for ((point, gradient), state) in
            step.point.iter_mut().zip(step.gradient).zip(&mut self.state)
        {
            let gradient = if self.maximize { -gradient } else { *gradient };
            (*point, *state) = self.rule.update(*point, gradient, *state, scalars);
        }
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        self.rule.momentum()
    }
}
