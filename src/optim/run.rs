//! The loop: an objective, a stepper, and the rows that they make.

use super::noise::Noise;
use super::optimizer::Optimizer;
use super::stepper::{Progress, Step, Stepper};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A number beyond this, in a point, loss or gradient, ends the run as diverged.
const BEYOND: f64 = 1e150;

/// What a run needs besides the objective.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSettings {
    /// The method with its hyperparameters.
    pub optimizer: Optimizer,
    /// The first point, one number a parameter.
    pub start: Vec<f64>,
    /// Steps at most; there is one row more than steps.
    pub steps: u64,
    /// Stop at the first row whose gradient norm (Euclidean) is below this; `None`: never.
    pub tolerance: Option<f64>,
    /// Standard deviation of the normal noise on every gradient component; 0: none.
    pub noise: f64,
    /// Seed of the noise.
    pub seed: u64,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// All steps are taken.
    Steps,
    /// The gradient norm is below the tolerance.
    Tolerance,
    /// The method says that it has arrived.
    Converged,
    /// The next row would hold a number that is not finite or beyond 1e150.
    Diverged,
    /// Someone cancelled the run.
    Cancelled,
}

impl fmt::Display for Stop {
    /// The word of the file formats.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Steps => "steps",
            Self::Tolerance => "tolerance",
            Self::Converged => "converged",
            Self::Diverged => "diverged",
            Self::Cancelled => "cancelled",
        })
    }
}

/// How often the objective was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evaluations {
    /// Losses computed.
    pub loss: u64,
    /// Gradients computed.
    pub gradient: u64,
}

/// The state before a step, borrowed from the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Number of the step that follows, from 0.
    pub step: u64,
    /// The parameters.
    pub point: &'a [f64],
    /// The loss at `point`.
    pub loss: f64,
    /// The gradient that the step uses, noise included.
    pub gradient: &'a [f64],
    /// The learning rate that the step uses.
    pub lr: f64,
}

/// A [`Row`] that stands on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Number of the step that follows, from 0.
    pub step: u64,
    /// The parameters.
    pub point: Vec<f64>,
    /// The loss at `point`.
    pub loss: f64,
    /// The gradient that the step uses, noise included.
    pub gradient: Vec<f64>,
    /// The learning rate that the step uses.
    pub lr: f64,
}

impl From<Row<'_>> for Sample {
    fn from(row: Row<'_>) -> Self {
        let Row { step, point, loss, gradient, lr } = row;
        Self { step, point: point.into(), loss, gradient: gradient.into(), lr }
    }
}

/// An optimizer on its way. `G` computes the loss at a point and writes the gradient there.
///
/// As an iterator it yields owned samples; [`Run::next_row`] is the same without allocation, and
/// [`Run::advance`] takes a slice of the run at a time.
pub struct Run<G> {
    objective: Objective<G>,
    stepper: Box<dyn Stepper>,
    point: Vec<f64>,
    gradient: Vec<f64>,
    loss: f64,
    lr: f64,
    step: u64,
    steps: u64,
    tolerance: Option<f64>,
    cancel: Arc<AtomicBool>,
    started: bool,
    stop: Option<Stop>,
}

impl<G: FnMut(&[f64], &mut [f64]) -> f64> Run<G> {
    /// A run before its first row.
    pub fn new(settings: &RunSettings, objective: G) -> Self {
        Self {
            objective: Objective {
                function: objective,
                noise: Noise::new(settings.noise, settings.seed),
                evaluations: Evaluations::default(),
            },
            stepper: settings.optimizer.stepper(),
            gradient: vec![0.0; settings.start.len()],
            point: settings.start.clone(),
            loss: f64::NAN,
            lr: settings.optimizer.lr(),
            step: 0,
            steps: settings.steps,
            tolerance: settings.tolerance,
            cancel: Arc::default(),
            started: false,
            stop: None,
        }
    }

    /// The next row, or `None` when the run has ended.
    #[inline]
    pub fn next_row(&mut self) -> Option<Row<'_>> {
        if self.stop.is_some() {
            return None;
        }
        if self.started {
            self.take_step();
        }
        self.started = true;
        if self.stop.is_none() {
            self.loss = self.objective.evaluate(&self.point, &mut self.gradient);
            self.judge();
        }
        if matches!(self.stop, Some(Stop::Diverged | Stop::Cancelled | Stop::Converged)) {
            return None;
        }
        Some(self.row())
    }

    /// Hands the next rows, `max_rows` at most, to `consume`; `true` while there are more.
    pub fn advance(&mut self, max_rows: usize, mut consume: impl FnMut(Row<'_>)) -> bool {
        for _ in 0..max_rows {
            match self.next_row() {
                Some(row) => consume(row),
                None => break,
            }
        }
        self.stop.is_none()
    }

    /// Why the run ended; `None` while it goes on.
    #[must_use]
    pub fn stop(&self) -> Option<Stop> {
        self.stop
    }

    /// How often the objective was asked so far.
    #[must_use]
    pub fn evaluations(&self) -> Evaluations {
        self.objective.evaluations
    }

    /// A switch that ends the run before its next step when it is set to true, from any thread.
    #[must_use]
    pub fn cancel_switch(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancel)
    }

    /// Number of parameters.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.point.len()
    }

    fn row(&self) -> Row<'_> {
        Row {
            step: self.step,
            point: &self.point,
            loss: self.loss,
            gradient: &self.gradient,
            lr: self.lr,
        }
    }

    fn take_step(&mut self) {
        if self.cancel.load(Ordering::Relaxed) {
            self.stop = Some(Stop::Cancelled);
            return;
        }
        let objective = &mut self.objective;
        let progress = self.stepper.step(Step {
            point: &mut self.point,
            loss: self.loss,
            gradient: &self.gradient,
            lr: self.lr,
            evaluate: &mut |point, gradient| objective.evaluate(point, gradient),
        });
        self.step += 1;
        if progress == Progress::Converged {
            self.stop = Some(Stop::Converged);
        }
    }

    /// Sets the stop reason that the new row gives.
    fn judge(&mut self) {
        let sound = |x: &f64| x.abs() <= BEYOND;
        if !(sound(&self.loss) && self.point.iter().all(sound) && self.gradient.iter().all(sound)) {
            self.stop = Some(Stop::Diverged);
        } else if self.tolerance.is_some_and(|tolerance| norm(&self.gradient) < tolerance) {
            self.stop = Some(Stop::Tolerance);
        } else if self.step == self.steps {
            self.stop = Some(Stop::Steps);
        }
    }
}

impl<G: FnMut(&[f64], &mut [f64]) -> f64> Iterator for Run<G> {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        self.next_row().map(Sample::from)
    }
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// The function to minimise, its noise, and the count of calls.
struct Objective<G> {
    function: G,
    noise: Option<Noise>,
    evaluations: Evaluations,
}

impl<G: FnMut(&[f64], &mut [f64]) -> f64> Objective<G> {
    #[inline]
    fn evaluate(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        let loss = (self.function)(point, gradient);
        self.evaluations.loss += 1;
        self.evaluations.gradient += 1;
        if let Some(noise) = &mut self.noise {
            noise.add_to(gradient);
        }
        loss
    }
}
