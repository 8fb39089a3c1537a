//! The loop: an objective, a stepper, and the rows that they make.

use super::error::OptimError;
use super::methods::norm;
use super::noise::Noise;
use super::optimizer::Optimizer;
use super::row::{Evaluations, Row, Sample, Stop};
use super::schedule::{Rates, Schedule, Scheduler};
use super::source::{Sampled, Source};
use super::stepper::{Beginning, Oracle, Progress, Step, Stepper};
use super::terms::Term;
use crate::objective;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A number beyond this, in a point, loss or gradient, ends the run as diverged.
const BEYOND: f64 = 1e150;

/// What a run needs besides the objective.
#[derive(Clone, Debug, PartialEq)]
pub struct RunSettings {
    /// The method with its hyperparameters.
    pub optimizer: Optimizer,
    /// The learning-rate schedule; `None`: the optimizer's own rate throughout.
    pub schedule: Option<Schedule>,
    /// The first point, one number a parameter.
    pub start: Vec<f64>,
    /// Steps at most; there is one row more than steps.
    pub steps: u64,
    /// Stop at the first row whose gradient norm (Euclidean) is below this; `None`: never.
    pub tolerance: Option<f64>,
    /// Standard deviation of the normal noise on every gradient component; 0: none.
    pub noise: f64,
    /// Rows in the mini-batch of a step, for data losses; `None` takes all of them.
    pub batch: Option<u64>,
    /// Both ends of each parameter, for methods that search a box; empty where there is none.
    pub bounds: Vec<[f64; 2]>,
    /// Seed of the noise, of mini-batches and of methods that draw at random.
    pub seed: u64,
}

impl RunSettings {
    /// `optimizer` from `start` for `steps` steps at most, and nothing else.
    #[must_use]
    pub fn new(optimizer: Optimizer, start: &[f64], steps: u64) -> Self {
        Self {
            optimizer,
            schedule: None,
            start: start.to_vec(),
            steps,
            tolerance: None,
            noise: 0.0,
            batch: None,
            bounds: Vec::new(),
            seed: 0,
        }
    }

    fn scheduler(&self) -> Result<Option<Scheduler>, OptimError> {
        let Self { optimizer, schedule, steps, .. } = self;
        schedule.as_ref().map(|schedule| schedule.scheduler(optimizer, *steps)).transpose()
    }
}

/// An optimizer on its way down a [`Source`].
///
/// As an iterator it yields owned samples; [`Run::next_row`] is the same without allocation, and
/// [`Run::advance`] takes a slice of the run at a time.
pub struct Run<G> {
    objective: Objective<G>,
    bounds: Vec<[f64; 2]>,
    seed: u64,
    stepper: Box<dyn Stepper>,
    point: Vec<f64>,
    gradient: Vec<f64>,
    averaged: Vec<f64>,
    loss: f64,
    reported_loss: f64,
    rates: Rates,
    scheduler: Option<Scheduler>,
    step: u64,
    steps: u64,
    tolerance: Option<f64>,
    cancel: Arc<AtomicBool>,
    started: bool,
    stop: Option<Stop>,
}

impl Run<Sampled> {
    /// A run down an objective, before its first row.
    pub fn of(
        settings: &RunSettings,
        objective: &objective::Objective,
    ) -> Result<Self, OptimError> {
        Self::new(settings, Sampled::new(objective, settings.batch, settings.seed))
    }
}

impl<G: Source> Run<G> {
    /// A run before its first row; an error where the schedule does not go with the optimizer or the steps.
    pub fn new(settings: &RunSettings, objective: G) -> Result<Self, OptimError> {
        let RunSettings { optimizer, start, .. } = settings;
        let own_rates = Rates { lr: optimizer.lr(), momentum: None };
        let mut run = Self {
            objective: Objective {
                source: objective,
                noise: Noise::new(settings.noise, settings.seed),
                evaluations: Evaluations::default(),
            },
            bounds: settings.bounds.clone(),
            seed: settings.seed,
            stepper: optimizer.stepper(),
            point: start.clone(),
            gradient: vec![0.0; start.len()],
            averaged: vec![0.0; start.len()],
            loss: f64::NAN,
            reported_loss: f64::NAN,
            rates: own_rates,
            scheduler: settings.scheduler()?,
            step: 0,
            steps: settings.steps,
            tolerance: settings.tolerance,
            cancel: Arc::default(),
            started: false,
            stop: None,
        };
        run.follow_schedule();
        Ok(run)
    }

    /// The next row, or `None` when the run has ended.
    #[inline]
    pub fn next_row(&mut self) -> Option<Row<'_>> {
        if self.stop.is_some() {
            return None;
        }
        if self.started {
            self.take_step();
        } else {
            self.begin();
        }
        if self.stop.is_none() {
            self.evaluate_row();
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

    /// The parameters now: where the last step led, even one that ended the run.
    #[must_use]
    pub fn point(&self) -> &[f64] {
        &self.point
    }

    /// The quantities of the last step taken, and the state that it left; empty before the first step.
    #[must_use]
    pub fn terms(&self) -> Vec<Term> {
        self.stepper.terms()
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

    fn row(&mut self) -> Row<'_> {
        let keeps_average = self.stepper.averaged(&self.point, &mut self.averaged);
        Row {
            step: self.step,
            point: &self.point,
            loss: self.reported_loss,
            gradient: &self.gradient,
            lr: self.rates.lr,
            momentum: self.rates.momentum,
            averaged: keeps_average.then_some(&self.averaged),
            population: self.stepper.population(),
            evaluations: self.objective.evaluations.total(),
        }
    }

    fn begin(&mut self) {
        self.started = true;
        let beginning = Beginning { start: &self.point, bounds: &self.bounds, seed: self.seed };
        self.objective.source.begin_step(0);
        self.stepper.begin(&beginning, &mut self.objective);
    }

    /// The loss and the gradient of the new row. Only what the method will use of it is counted.
    fn evaluate_row(&mut self) {
        let before = self.objective.evaluations;
        self.objective.source.begin_step(self.step);
        self.loss = self.objective.gradient(&self.point, &mut self.gradient);
        if !self.stepper.uses_row() {
            self.objective.evaluations = before;
        }
        self.reported_loss = self.objective.source.reported_loss(&self.point, self.loss);
    }

    fn take_step(&mut self) {
        if self.cancel.load(Ordering::Relaxed) {
            self.stop = Some(Stop::Cancelled);
            return;
        }
        let progress = self.stepper.step(Step {
            point: &mut self.point,
            loss: self.loss,
            gradient: &self.gradient,
            lr: self.rates.lr,
            oracle: &mut self.objective,
        });
        self.step += 1;
        if let Some(scheduler) = &mut self.scheduler {
            scheduler.step(self.reported_loss);
            self.follow_schedule();
        }
        if progress == Progress::Converged {
            self.stop = Some(Stop::Converged);
        }
    }

    /// Takes over the scheduler's rates for the next step.
    fn follow_schedule(&mut self) {
        let Some(scheduler) = &self.scheduler else { return };
        self.rates = scheduler.rates();
        if let (Some(momentum), Some(slot)) = (self.rates.momentum, self.stepper.momentum()) {
            *slot = momentum;
        }
    }

    /// Sets the stop reason that the new row gives.
    fn judge(&mut self) {
        let sound = |x: &f64| x.abs() <= BEYOND;
        if !(sound(&self.reported_loss)
            && self.point.iter().all(sound)
            && self.gradient.iter().all(sound))
        {
            self.stop = Some(Stop::Diverged);
        } else if self.tolerance.is_some_and(|tolerance| norm(&self.gradient) < tolerance) {
            self.stop = Some(Stop::Tolerance);
        } else if self.step == self.steps {
            self.stop = Some(Stop::Steps);
        }
    }
}

impl<G: Source> Iterator for Run<G> {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        self.next_row().map(Sample::from)
    }
}

/// What is minimised, its noise, and the count of calls.
struct Objective<G> {
    source: G,
    noise: Option<Noise>,
    evaluations: Evaluations,
}

impl<G: Source> Oracle for Objective<G> {
    fn loss(&mut self, point: &[f64]) -> f64 {
        self.evaluations.loss += 1;
        self.source.loss(point)
    }

    #[inline]
    fn gradient(&mut self, point: &[f64], gradient: &mut [f64]) -> f64 {
        let loss = self.source.gradient(point, gradient);
        self.evaluations.loss += 1;
        self.evaluations.gradient += 1;
        if let Some(noise) = &mut self.noise {
            noise.add_to(gradient);
        }
        loss
    }

    fn hessian(&mut self, point: &[f64], hessian: &mut [f64]) -> bool {
        self.evaluations.hessian += 1;
        self.source.hessian(point, hessian)
    }
}
