//! The rows of runs, written while the runs go on: a run may have more rows than memory holds.
//!
//! Runs are computed side by side but printed one after the other, and JSON and arrays want one column after the other; so
//! what cannot be printed yet waits in buffers that move to disk when they grow.

use std::io::{self, Read, Seek, Write};

use tempfile::{SpooledTempFile, spooled_tempfile};

use super::args::RunFormat;
use super::run_form::RunForm;
use crate::io::{NpzArray, NpzValues, Spool};
use crate::optim::Row;

/// Bytes of one buffer that are kept in memory; what exceeds them goes to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// The columns of JSON and of arrays, in this order; the last where there is an accuracy.
const COLUMNS: [&str; 5] = ["point", "loss", "gradient", "lr", "accuracy"];

/// The rows of one run in one form.
pub(super) enum Rows {
    /// Nothing is kept.
    None,
    /// Lines, each with this text in front.
    Csv { text: SpooledTempFile, prefix: String },
    /// Arrays in text.
    Json(Box<[SpooledTempFile; 5]>),
    /// Arrays of numbers.
    Npz(Box<[Spool; 5]>),
}

impl Rows {
    /// No rows yet. `run` and `optimizer` are the first two columns of CSV.
    pub(super) fn new(form: RunForm, run: usize, optimizer: &str) -> Self {
        match form {
            RunForm::Printed(RunFormat::Table) => Self::None,
            RunForm::Printed(RunFormat::Csv) => Self::Csv {
                text: spooled_tempfile(IN_MEMORY),
                prefix: format!("{run},{optimizer},"),
            },
            RunForm::Printed(RunFormat::Json) => {
                Self::Json(Box::new([(); 5].map(|()| spooled_tempfile(IN_MEMORY))))
            }
            RunForm::Npz => Self::Npz(Box::default()),
        }
    }

    /// Whether rows have an accuracy, where the objective has one.
    pub(super) fn takes_accuracy(&self) -> bool {
        matches!(self, Self::Json(_) | Self::Npz(_))
    }

    /// Appends a row.
    pub(super) fn push(&mut self, row: Row<'_>, accuracy: Option<f64>) -> io::Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Csv { text, prefix } => {
                let mut line = format!("{prefix}{}", row.step);
                let numbers = row.point.iter().chain([&row.loss]).chain(row.gradient);
                for number in numbers.chain([&row.lr]) {
                    // The shortest digits that read back to the same number.
                    line += &format!(",{number:?}");
                }
                writeln!(text, "{line}")
            }
            Self::Json(columns) => {
                if row.step > 0 {
                    columns.iter_mut().try_for_each(|column| column.write_all(b","))?;
                }
                let [points, losses, gradients, rates, accuracies] = &mut **columns;
                serde_json::to_writer(points, row.point)?;
                serde_json::to_writer(losses, &row.loss)?;
                serde_json::to_writer(gradients, row.gradient)?;
                serde_json::to_writer(rates, &row.lr)?;
                Ok(accuracy.map_or(Ok(()), |share| serde_json::to_writer(accuracies, &share))?)
            }
            Self::Npz(columns) => {
                let (loss, lr) = ([row.loss], [row.lr]);
                let values = [row.point, &loss, row.gradient, &lr, accuracy.as_slice()];
                columns.iter_mut().zip(values).try_for_each(|(column, value)| column.push(value))
            }
        }
    }

    /// Writes all rows: the lines of CSV, or the object of arrays of JSON.
    pub(super) fn write(self, out: &mut dyn Write, has_accuracy: bool) -> io::Result<()> {
        match self {
            Self::None | Self::Npz(_) => Ok(()),
            Self::Csv { text, .. } => copy(text, out),
            Self::Json(columns) => {
                let shown = if has_accuracy { COLUMNS.len() } else { COLUMNS.len() - 1 };
                for (name, column) in COLUMNS.into_iter().zip(*columns).take(shown) {
                    let before = if name == COLUMNS[0] { "{" } else { "]," };
                    write!(out, "{before}\"{name}\":[")?;
                    copy(column, out)?;
                }
                out.write_all(b"]}")
            }
        }
    }

    /// All rows as arrays: `run0_step`, `run0_point` (rows, parameters) and so on; none in other forms.
    pub(super) fn into_arrays(self, run: usize, parameters: usize) -> Vec<NpzArray> {
        let Self::Npz(columns) = self else { return Vec::new() };
        let rows = columns[1].len();
        let steps = NpzValues::Counts(Box::new(0..rows as u64));
        let named = |what: &str| format!("run{run}_{what}");
        let mut arrays = vec![NpzArray { name: named("step"), shape: vec![rows], values: steps }];
        for (name, column) in COLUMNS.into_iter().zip(*columns) {
            let shape = if ["point", "gradient"].contains(&name) {
                vec![rows, parameters]
            } else {
                vec![rows]
            };
            // A regression has no accuracy.
            if column.len() == shape.iter().product::<usize>() {
                arrays.push(NpzArray {
                    name: named(name),
                    shape,
                    values: NpzValues::Spooled(column),
                });
            }
        }
        arrays
    }
}

fn copy(mut text: SpooledTempFile, out: &mut dyn Write) -> io::Result<()> {
    text.rewind()?;
    let mut chunk = vec![0; 1 << 16];
    loop {
        match text.read(&mut chunk)? {
            0 => return Ok(()),
            length => out.write_all(&chunk[..length])?,
        }
    }
}
