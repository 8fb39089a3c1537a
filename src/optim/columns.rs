//! The rows of a run as a structure of arrays.

use super::row::Row;

/// Columns of rows; points, gradients and averages are flat and row-major, one number a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) dimension: usize,
    pub(super) steps: Vec<u64>,
    pub(super) points: Vec<f64>,
    pub(super) losses: Vec<f64>,
    pub(super) gradients: Vec<f64>,
    pub(super) rates: Vec<f64>,
    /// Empty unless a schedule cycles the momentum.
    pub(super) momenta: Vec<f64>,
    /// Empty unless the method keeps an average.
    pub(super) averages: Vec<f64>,
    /// Empty unless the method holds several points at once; then each row has equally many.
    pub(super) populations: Vec<f64>,
    pub(super) evaluations: Vec<u64>,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn push(&mut self, row: Row<'_>) {
        self.steps.push(row.step);
        self.points.extend_from_slice(row.point);
        self.losses.push(row.loss);
        self.gradients.extend_from_slice(row.gradient);
        self.rates.push(row.lr);
        self.momenta.extend(row.momentum);
        self.averages.extend_from_slice(row.averaged.unwrap_or_default());
        self.populations.extend_from_slice(row.population);
        self.evaluations.push(row.evaluations);
    }

    pub(super) fn append(&mut self, later: &Self) {
        self.steps.extend_from_slice(&later.steps);
        self.points.extend_from_slice(&later.points);
        self.losses.extend_from_slice(&later.losses);
        self.gradients.extend_from_slice(&later.gradients);
        self.rates.extend_from_slice(&later.rates);
        self.momenta.extend_from_slice(&later.momenta);
        self.averages.extend_from_slice(&later.averages);
        self.populations.extend_from_slice(&later.populations);
        self.evaluations.extend_from_slice(&later.evaluations);
    }

    /// Drops the rows from `len` on.
    pub(super) fn truncate(&mut self, len: usize) {
        let population = self.population_len();
        self.steps.truncate(len);
        self.points.truncate(len * self.dimension);
        self.losses.truncate(len);
        self.gradients.truncate(len * self.dimension);
        self.rates.truncate(len);
        self.momenta.truncate(len);
        self.averages.truncate(len * self.dimension);
        self.populations.truncate(len * population);
        self.evaluations.truncate(len);
    }

    /// The rows of these indices, in this order.
    pub(super) fn select(&self, indices: &[usize]) -> Self {
        let mut selected = Self { dimension: self.dimension, ..Self::default() };
        for row in indices.iter().filter_map(|index| self.row(*index)) {
            selected.push(row);
        }
        selected
    }

    pub(super) fn row(&self, index: usize) -> Option<Row<'_>> {
        Some(Row {
            step: *self.steps.get(index)?,
            point: self.vector(&self.points, index)?,
            loss: *self.losses.get(index)?,
            gradient: self.vector(&self.gradients, index)?,
            lr: *self.rates.get(index)?,
            momentum: self.momenta.get(index).copied(),
            averaged: self.vector(&self.averages, index),
            population: self.population(index),
            evaluations: *self.evaluations.get(index)?,
        })
    }

    /// The population of row `index`; empty without one.
    pub(super) fn population(&self, index: usize) -> &[f64] {
        let len = self.population_len();
        self.populations.get(index * len..(index + 1) * len).unwrap_or_default()
    }

    /// Numbers in the population of a row.
    fn population_len(&self) -> usize {
        self.populations.len() / self.len().max(1)
    }

    /// Row `index` of a flat column of vectors.
    pub(super) fn vector<'a>(&self, flat: &'a [f64], index: usize) -> Option<&'a [f64]> {
        flat.get(index * self.dimension..(index + 1) * self.dimension)
    }

    /// The squared distance between the points of two rows.
    pub(super) fn distance_square(&self, one: usize, two: usize) -> f64 {
        let points = self.vector(&self.points, one).zip(self.vector(&self.points, two));
        let (one, two) = points.unwrap_or_default();
        one.iter().zip(two).map(|(a, b)| (a - b) * (a - b)).sum()
    }
}
