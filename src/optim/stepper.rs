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
    /// The objective, to be asked at other points. Each call is counted.
    pub oracle: &'a mut dyn Oracle,
}

/// The objective as a step asks it; every call is counted.
pub trait Oracle {
    /// The loss at a point alone.
    fn loss(&mut self, point: &[f64]) -> f64;
    /// The loss at a point; writes the gradient there, noise included.
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64;
    /// Writes the matrix of second derivatives, row by row; `false` where the objective has none.
    fn hessian(&mut self, point: &[f64], hessian: &mut [f64]) -> bool;
}

/// What a method may know before its first step.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// The first point.
    pub start: &'a [f64],
    /// Both ends of each parameter, for methods that search a box; empty where there is none.
    pub bounds: &'a [[f64; 2]],
    /// Seed of whatever the method draws.
    pub seed: u64,
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
    /// Makes ready for the first step; called once, before row 0.
    fn begin(&mut self, _beginning: &Beginning<'_>, _oracle: &mut dyn Oracle) {}

    /// Whether steps use the loss and gradient of their row. A method that asks for all it needs by itself says `false`:
    /// then a row's own evaluation is for show and is not counted.
    fn uses_row(&self) -> bool {
        true
    }

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

    /// The points that the method holds at once (a simplex, a generation), flat, one after the other; always as many.
    /// Empty for methods that hold one.
    fn population(&self) -> &[f64] {
        &[]
    }

    /// Whether the population is a simplex, whose points are joined by edges.
    fn holds_simplex(&self) -> bool {
        false
    }

    /// How many vectors of one number a parameter the method keeps, where that grows with their number (the rows of a
    /// matrix, the points of a simplex); 0 for methods that keep a few.
    fn kept_vectors(&self, _parameters: usize) -> usize {
        0
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
    fn begin(&mut self, beginning: &Beginning<'_>, oracle: &mut dyn Oracle) {
        self.downhill.begin(beginning, &mut Negated(oracle));
    }

    fn uses_row(&self) -> bool {
        self.downhill.uses_row()
    }

    fn step(&mut self, step: Step<'_>) -> Progress {
        self.gradient.clear();
        self.gradient.extend(step.gradient.iter().map(|g| -g));
        self.downhill.step(Step {
            point: step.point,
            loss: -step.loss,
            gradient: &self.gradient,
            lr: step.lr,
            oracle: &mut Negated(step.oracle),
        })
    }

    fn population(&self) -> &[f64] {
        self.downhill.population()
    }

    fn holds_simplex(&self) -> bool {
        self.downhill.holds_simplex()
    }

    fn kept_vectors(&self, parameters: usize) -> usize {
        self.downhill.kept_vectors(parameters)
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

/// The objective upside down.
struct Negated<'a>(&'a mut dyn Oracle);

impl Oracle for Negated<'_> {
    fn loss(&mut self, point: &[f64]) -> f64 {
        -self.0.loss(point)
    }

    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        let loss = self.0.gradient(point, gradient);
        gradient.iter_mut().for_each(|g| *g = -*g);
        -loss
    }

    fn hessian(&mut self, point: &[f64], hessian: &mut [f64]) -> bool {
        let has_one = self.0.hessian(point, hessian);
        hessian.iter_mut().for_each(|h| *h = -*h);
        has_one
    }
}
