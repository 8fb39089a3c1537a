//! What every optimizer at work can do: take one step.

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

    /// The averaged point that some methods keep beside the one where the gradient is taken.
    fn averaged(&self) -> Option<&[f64]> {
        None
    }
}
