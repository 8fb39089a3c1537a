//! The rows of a run, kept for drawing, scrubbing and export.

use super::run::{Evaluations, Row, Stop};

/// A growing table of rows as a structure of arrays.
///
/// Row `k` is the state before step `k`; points and gradients are flat, row-major, one column a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trajectory {
    dimension: usize,
    points: Vec<f64>,
    losses: Vec<f64>,
    gradients: Vec<f64>,
    rates: Vec<f64>,
    /// Why the run ended; `None` while it goes on.
    pub stop: Option<Stop>,
    /// How often the objective was asked so far.
    pub evaluations: Evaluations,
}

impl Trajectory {
    /// An empty trajectory of points with `dimension` parameters.
    #[must_use]
    pub fn new(dimension: usize) -> Self {
        Self { dimension, ..Self::default() }
    }

    /// Appends a row.
    pub fn push(&mut self, row: Row<'_>) {
        self.points.extend_from_slice(row.point);
        self.losses.push(row.loss);
        self.gradients.extend_from_slice(row.gradient);
        self.rates.push(row.lr);
    }

    /// Appends all rows of `later`, and takes its stop reason and counts.
    pub fn append(&mut self, later: &Self) {
        self.points.extend_from_slice(&later.points);
        self.losses.extend_from_slice(&later.losses);
        self.gradients.extend_from_slice(&later.gradients);
        self.rates.extend_from_slice(&later.rates);
        self.stop = later.stop;
        self.evaluations = later.evaluations;
    }

    /// Removes all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.points.clear();
        self.losses.clear();
        self.gradients.clear();
        self.rates.clear();
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.losses.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.losses.is_empty()
    }

    /// Number of parameters.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Row `index`, if there is one.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let (loss, lr) = (*self.losses.get(index)?, *self.rates.get(index)?);
        Some(Row {
            step: index as u64,
            point: self.point(index)?,
            loss,
            gradient: self.gradient(index)?,
            lr,
        })
    }

    /// All rows in order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// The last row, if there is one.
    #[must_use]
    pub fn last(&self) -> Option<Row<'_>> {
        self.row(self.len().checked_sub(1)?)
    }

    /// The point of row `index`.
    #[must_use]
    pub fn point(&self, index: usize) -> Option<&[f64]> {
        self.points.get(index * self.dimension..(index + 1) * self.dimension)
    }

    /// The gradient of row `index`.
    #[must_use]
    pub fn gradient(&self, index: usize) -> Option<&[f64]> {
        self.gradients.get(index * self.dimension..(index + 1) * self.dimension)
    }

    /// The losses of all rows.
    #[must_use]
    pub fn losses(&self) -> &[f64] {
        &self.losses
    }

    /// The learning rates of all rows.
    #[must_use]
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// The points of all rows: flat, row-major, `len() * dimension()` numbers.
    #[must_use]
    pub fn points(&self) -> &[f64] {
        &self.points
    }
}
