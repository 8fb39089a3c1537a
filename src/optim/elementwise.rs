//! Update rules that treat every parameter alike and alone, and the stepper that runs them on `f64`.
//!
//! A [`Rule`] is pure: parameter, gradient, state and the scalars of the step go in, parameter and state come out.
//! It is written over [`Real`], so a trace of [`Rule::update`] with graph nodes is its formula.

use super::real::Real;
use super::stepper::{Progress, Step, Stepper};
use super::terms::Term;
use super::trace::{UpdateFormula, trace};

/// An elementwise update rule with `K` state values a parameter and `S` scalars a step.
pub trait Rule<const K: usize, const S: usize>: Send {
    /// Names of the state values, in order.
    const STATE: [&'static str; K];
    /// Names of the scalars of a step, in order.
    const SCALARS: [&'static str; S];

    /// The state of a parameter that starts at `point`; the first step has the learning rate `lr`.
    fn initial_state(&self, _point: f64, _lr: f64) -> [f64; K] {
        [0.0; K]
    }

    /// What step number `step` (counted from 1) shares among all parameters.
    fn scalars(&mut self, step: u64, lr: f64) -> [f64; S];

    /// One parameter's step; `gradient` points uphill (of the negated loss when maximizing).
    fn update<R: Real>(&self, point: R, gradient: R, state: [R; K], scalars: [R; S])
    -> (R, [R; K]);

    /// A factor for the gradient of this step, from all of it, where its norm is clipped: then the rule is not elementwise
    /// alone and has no formula.
    fn gradient_scale(&self, _gradient: &[f64]) -> Option<f64> {
        None
    }

    /// The parameter's share of [`Stepper::averaged`]; `None` where the method keeps no average.
    fn averaged(&self, _point: f64, _state: [f64; K]) -> Option<f64> {
        None
    }

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
    scalars: [f64; S],
    state: Vec<[f64; K]>,
}

impl<U: Rule<K, S>, const K: usize, const S: usize> Elementwise<U, K, S> {
    /// A stepper before its first step; `maximize` climbs instead of descending.
    pub fn new(rule: U, maximize: bool) -> Self {
        Self { rule, maximize, steps_taken: 0, scalars: [0.0; S], state: Vec::new() }
    }
}

impl<U: Rule<K, S>, const K: usize, const S: usize> Stepper for Elementwise<U, K, S> {
    fn step(&mut self, step: Step<'_>) -> Progress {
        if self.steps_taken == 0 {
            self.state =
                step.point.iter().map(|point| self.rule.initial_state(*point, step.lr)).collect();
        }
        self.steps_taken += 1;
        self.scalars = self.rule.scalars(self.steps_taken, step.lr);
        let sign = if self.maximize { -1.0 } else { 1.0 };
        let scale = sign * self.rule.gradient_scale(step.gradient).unwrap_or(1.0);
        for ((point, gradient), state) in
            step.point.iter_mut().zip(step.gradient).zip(&mut self.state)
        {
            (*point, *state) = self.rule.update(*point, scale * gradient, *state, self.scalars);
        }
        Progress::Continue
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        self.rule.momentum()
    }

    fn averaged(&self, point: &[f64], averaged: &mut [f64]) -> bool {
        averaged.copy_from_slice(point);
        for (average, state) in averaged.iter_mut().zip(&self.state) {
            match self.rule.averaged(*average, *state) {
                Some(value) => *average = value,
                None => return false,
            }
        }
        self.rule.averaged(0.0, [0.0; K]).is_some()
    }

    fn formula(&self) -> Option<UpdateFormula> {
        self.rule.gradient_scale(&[]).is_none().then(|| trace(&self.rule))
    }

    fn terms(&self) -> Vec<Term> {
        if self.state.is_empty() {
            return Vec::new();
        }
        let scalars = U::SCALARS.iter().zip(self.scalars);
        let scalars = scalars.map(|(name, value)| Term::scalar(name, value));
        let state = U::STATE.iter().enumerate().map(|(k, name)| {
            let values: Vec<f64> = self.state.iter().map(|state| state[k]).collect();
            Term::vector(name, &values)
        });
        scalars.chain(state).collect()
    }
}
