//! The rows that a network learns from, in blocks that fit the processor's cache.

use super::dataset::Dataset;
use super::error::NetworkError;
use super::loss::NetworkLoss;

/// Rows that go through a network at once: a layer of 16 units fills 32 kB.
pub(super) const BLOCK: usize = 256;

/// A table in blocks of [`BLOCK`] rows, the last one shorter; within a block, column after column.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Blocked {
    values: Vec<f64>,
    columns: usize,
    rows: usize,
}

impl Blocked {
    /// A table of `columns` columns from the value of each row and column.
    pub(super) fn new(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f64) -> Self {
        let mut table = Self { values: Vec::with_capacity(rows * columns), columns, rows };
        table.fill(value);
        table
    }

    fn fill(&mut self, value: impl Fn(usize, usize) -> f64) {
        self.values.clear();
        for from in (0..self.rows).step_by(BLOCK) {
            let to = self.rows.min(from + BLOCK);
            for column in 0..self.columns {
                self.values.extend((from..to).map(|row| value(row, column)));
            }
        }
    }

    /// Rows in block number `block`.
    fn rows_of(&self, block: usize) -> usize {
        (self.rows - block * BLOCK).min(BLOCK)
    }

    /// Block number `block`, column after column.
    pub(super) fn block(&self, block: usize) -> &[f64] {
        let from = block * BLOCK * self.columns;
        &self.values[from..from + self.rows_of(block) * self.columns]
    }

    fn value(&self, row: usize, column: usize) -> f64 {
        let block = row / BLOCK;
        self.values[block * BLOCK * self.columns + column * self.rows_of(block) + row % BLOCK]
    }

    /// Becomes the rows of `all` with these indices.
    fn gather(&mut self, all: &Self, rows: &[u32]) {
        (self.rows, self.columns) = (rows.len(), all.columns);
        self.fill(|row, column| all.value(rows[row] as usize, column));
    }
}

/// What the outputs should be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Targets {
    /// The class of each row.
    Classes(Vec<u32>),
    /// The value of each output in each row.
    Values(Blocked),
}

/// The targets of one block.
#[derive(Clone, Copy, Debug)]
pub(super) enum BlockTargets<'a> {
    /// The class of each row.
    Classes(&'a [u32]),
    /// The value of each output in each row, output after output.
    Values(&'a [f64]),
}

/// All rows of the data, as a network reads them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Samples {
    inputs: Blocked,
    targets: Targets,
}

impl Samples {
    /// The rows of `data`, for a network of so many outputs; `layers` counts its layers.
    pub(super) fn new(
        data: &Dataset,
        loss: NetworkLoss,
        outputs: usize,
        layers: usize,
    ) -> Result<Self, NetworkError> {
        data.check()?;
        let inputs = Blocked::new(data.rows(), data.features.len(), |r, c| data.features[c][r]);
        let targets = if loss == NetworkLoss::CrossEntropy {
            Targets::Classes(labels(data, outputs)?)
        } else {
            check_values(data, loss, outputs, layers)?;
            Targets::Values(Blocked::new(data.rows(), outputs, |r, c| data.targets[c][r]))
        };
        Ok(Self { inputs, targets })
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.inputs.rows
    }

    /// Columns of targets: one of labels, or one for each output.
    pub(super) fn target_columns(&self) -> usize {
        if let Targets::Values(values) = &self.targets { values.columns } else { 1 }
    }

    /// A target of a row: its label, or the value that an output should have.
    pub(super) fn target(&self, row: usize, column: usize) -> f64 {
        match &self.targets {
            Targets::Classes(labels) => f64::from(labels[row]),
            Targets::Values(values) => values.value(row, column),
        }
    }

    /// The blocks: rows, inputs, targets.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (usize, &[f64], BlockTargets<'_>)> {
        (0..self.rows().div_ceil(BLOCK)).map(|block| {
            let rows = self.inputs.rows_of(block);
            let targets = match &self.targets {
                Targets::Classes(labels) => {
                    BlockTargets::Classes(&labels[block * BLOCK..block * BLOCK + rows])
                }
                Targets::Values(values) => BlockTargets::Values(values.block(block)),
            };
            (rows, self.inputs.block(block), targets)
        })
    }

    /// Becomes the rows of `all` with these indices, in this order; allocates only to grow.
    pub(super) fn gather(&mut self, all: &Self, rows: &[u32]) {
        self.inputs.gather(&all.inputs, rows);
        match (&mut self.targets, &all.targets) {
            (Targets::Classes(labels), Targets::Classes(from)) => {
                labels.clear();
                labels.extend(rows.iter().map(|row| from[*row as usize]));
            }
            (Targets::Values(values), Targets::Values(from)) => values.gather(from, rows),
            (targets, from) => targets.clone_from(from),
        }
    }
}

/// The labels of cross-entropy, each a class that the last layer has a unit for.
fn labels(data: &Dataset, classes: usize) -> Result<Vec<u32>, NetworkError> {
    let [labels] = data.targets.as_slice() else {
        return Err(NetworkError::LabelColumns(data.targets.len()));
    };
    let label = |(row, label): (usize, &f64)| {
        let is_class = *label >= 0.0 && *label < classes as f64 && label.fract() == 0.0;
        let wrong = NetworkError::Label { row: row + 1, label: *label, classes };
        is_class.then_some(*label as u32).ok_or(wrong)
    };
    labels.iter().enumerate().map(label).collect()
}

/// One target column for each output; probabilities where the loss needs them.
fn check_values(
    data: &Dataset,
    loss: NetworkLoss,
    outputs: usize,
    layers: usize,
) -> Result<(), NetworkError> {
    if data.targets.len() != outputs {
        return Err(NetworkError::OutputUnits {
            layer: layers,
            units: outputs,
            columns: data.targets.len(),
            loss: loss.name(),
        });
    }
    if loss != NetworkLoss::BinaryCrossEntropy {
        return Ok(());
    }
    for (column, name) in data.targets.iter().zip(&data.target_names) {
        if let Some(row) = column.iter().position(|target| !(0.0..=1.0).contains(target)) {
            let (row, target, column) = (row + 1, column[row], name.clone());
            return Err(NetworkError::Probability { row, target, column });
        }
    }
    Ok(())
}
