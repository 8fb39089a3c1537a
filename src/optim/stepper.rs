//! What every optimizer at work can do: take one step.

use super::terms::Term;
use super::trace::UpdateFormula;

/// Everything that a step may use.
pub struct Step<'a> {
    /// The parameters; the step moves them.
    pub point: &'a mut [f64],
    /// The loss at `point`.
    pub loss: f64,
    /// The gradient at `point`, noise included; one component a parameter.
    pub gradient: &'a [f64],
    /// The learning rate of this step, after the schedule.
    pub lr: f64,
    /// The loss at another point; writes the gradient there. Each call is counted.
    pub evaluate: &'a mut dyn FnMut(&[f64], &mut [f64]) -> f64,
}

/// Whether a method wants to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is a next step.
    Continue,
    /// The method itself says that it has arrived.
    Converged,
}

/// An optimizer at work: a rule with its state, for one parameter vector.
pub trait Stepper: Send {
    /// Moves `step.point` by one step. The number of parameters is the same in every call.
    fn step(&mut self, step: Step<'_>) -> Progress;

    /// The momentum, or Adam's first beta, for schedules that cycle it; `None` where the method has neither.
    fn momentum(&mut self) -> Option<&mut f64> {
        None
    }

    /// Writes the averaged point that some methods keep beside `point`, where the gradient is taken; `false` without.
    fn averaged(&self, _point: &[f64], _averaged: &mut [f64]) -> bool {
        false
    }

    /// The rule as a formula; `None` for methods that need sums over all parameters.
    fn formula(&self) -> Option<UpdateFormula> {
        None
    }

    /// The quantities of the last step and what it left in the state; empty before the first step.
    fn terms(&self) -> Vec<Term>;
}

/// Turns a descending method into a climbing one: it is shown the negated loss.
pub(super) struct Uphill<S> {
    downhill: S,
    gradient: Vec<f64>,
}

impl<S: Stepper + 'static> Uphill<S> {
    /// `stepper` itself, or its climbing twin.
    pub(super) fn wrap(stepper: S, maximize: bool) -> Box<dyn Stepper> {
        if maximize {
            Box::new(Self { downhill: stepper, gradient: Vec::new() })
        } else {
            Box::new(stepper)
        }
    }
}

impl<S: Stepper> Stepper for Uphill<S> {
    fn step(&mut self, step: Step<'_>) -> Progress {
        self.gradient.clear();
        self.gradient.extend(step.gradient.iter().map(|g| -g));
        let evaluate = step.evaluate;
        self.downhill.step(Step {
            point: step.point,
            loss: -step.loss,
            gradient: &self.gradient,
            lr: step.lr,
            evaluate: &mut |point, gradient| {
                let loss = evaluate(point, gradient);
                gradient.iter_mut().for_each(|g| *g = -*g);
                -loss
            },
        })
    }

    fn momentum(&mut self) -> Option<&mut f64> {
        self.downhill.momentum()
    }

    fn averaged(&self, point: &[f64], averaged: &mut [f64]) -> bool {
        self.downhill.averaged(point, averaged)
    }

    fn terms(&self) -> Vec<Term> {
        self.downhill.terms()
    }
}
