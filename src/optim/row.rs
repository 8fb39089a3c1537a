//! What a run hands out: rows, the reason for its end, and its counts.

use std::fmt;

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
    /// Hessians computed.
    pub hessian: u64,
}

impl Evaluations {
    /// All calls together: a gradient comes with its loss and counts once; a Hessian counts as one more.
    #[must_use]
    pub fn total(self) -> u64 {
        self.loss + self.hessian
    }
}

/// The state before a step, borrowed from the run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Number of the step that follows, from 0.
    pub step: u64,
    /// The parameters.
    pub point: &'a [f64],
    /// The loss at `point`; over all data, where steps see mini-batches.
    pub loss: f64,
    /// The gradient that the step uses, noise and mini-batch included.
    pub gradient: &'a [f64],
    /// The learning rate that the step uses.
    pub lr: f64,
    /// The momentum or first beta that the step uses, where the schedule cycles it.
    pub momentum: Option<f64>,
    /// The averaged point of methods that keep one (schedule-free, ASGD): the one that they deliver.
    pub averaged: Option<&'a [f64]>,
    /// The points that the method holds at once (a simplex, a generation), flat, one after the other; empty for
    /// methods that hold one.
    pub population: &'a [f64],
    /// How often the objective was asked in all, up to and with this row's own evaluation where the method uses it.
    pub evaluations: u64,
}

/// A [`Row`] that stands on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Number of the step that follows, from 0.
    pub step: u64,
    /// The parameters.
    pub point: Vec<f64>,
    /// The loss at `point`; over all data, where steps see mini-batches.
    pub loss: f64,
    /// The gradient that the step uses, noise and mini-batch included.
    pub gradient: Vec<f64>,
    /// The learning rate that the step uses.
    pub lr: f64,
    /// The momentum or first beta that the step uses, where the schedule cycles it.
    pub momentum: Option<f64>,
    /// The averaged point of methods that keep one (schedule-free, ASGD): the one that they deliver.
    pub averaged: Option<Vec<f64>>,
    /// The points that the method holds at once (a simplex, a generation), flat, one after the other; empty for
    /// methods that hold one.
    pub population: Vec<f64>,
    /// How often the objective was asked in all, up to and with this row's own evaluation where the method uses it.
    pub evaluations: u64,
}

impl From<Row<'_>> for Sample {
    fn from(row: Row<'_>) -> Self {
        let Row { step, point, loss, gradient, lr, momentum, averaged, population, evaluations } =
            row;
        Self {
            step,
            point: point.into(),
            loss,
            gradient: gradient.into(),
            lr,
            momentum,
            averaged: averaged.map(Vec::from),
            population: population.into(),
            evaluations,
        }
    }
}
