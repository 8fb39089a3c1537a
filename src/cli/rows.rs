//! The rows of runs as text, written while the runs go on: a run may have more rows than memory holds.
//!
//! Runs are computed side by side but printed one after the other, and JSON wants one column after the other; so what
//! cannot be printed yet waits in buffers that move to disk when they grow.

use std::io::{self, Read, Seek, Write};

use tempfile::{SpooledTempFile, spooled_tempfile};

use super::args::RunFormat;
use crate::optim::Row;

/// Bytes of one buffer that are kept in memory; what exceeds them goes to a temporary file.
const IN_MEMORY: usize = 1 << 20;

/// The rows of one run in one format.
pub(super) enum Rows {
    /// Nothing is kept.
    None,
    /// Lines, each with this text in front.
    Csv { text: SpooledTempFile, prefix: String },
    /// Arrays of points, losses, gradients and rates.
    Json([SpooledTempFile; 4]),
}

impl Rows {
    /// No rows yet. `run` and `optimizer` are the first two columns of CSV.
    pub(super) fn new(format: RunFormat, run: usize, optimizer: &str) -> Self {
        match format {
            RunFormat::Table => Self::None,
            RunFormat::Csv => Self::Csv {
                text: spooled_tempfile(IN_MEMORY),
                prefix: format!("{run},{optimizer},"),
            },
            RunFormat::Json => Self::Json([(); 4].map(|()| spooled_tempfile(IN_MEMORY))),
        }
    }

    /// Appends a row.
    pub(super) fn push(&mut self, row: Row<'_>) -> io::Result<()> {
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
            Self::Json([points, losses, gradients, rates]) => {
                if row.step > 0 {
                    for column in [&mut *points, losses, gradients, rates] {
                        column.write_all(b",")?;
                    }
                }
                serde_json::to_writer(points, row.point)?;
                serde_json::to_writer(losses, &row.loss)?;
                serde_json::to_writer(gradients, row.gradient)?;
                Ok(serde_json::to_writer(rates, &row.lr)?)
            }
        }
    }

    /// Writes all rows: the lines of CSV, or the object of arrays of JSON.
    pub(super) fn write(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::None => Ok(()),
            Self::Csv { text, .. } => copy(text, out),
            Self::Json(columns) => {
                let names = ["{\"point\":[", "],\"loss\":[", "],\"gradient\":[", "],\"lr\":["];
                for (name, column) in names.into_iter().zip(columns) {
                    out.write_all(name.as_bytes())?;
                    copy(column, out)?;
                }
                out.write_all(b"]}")
            }
        }
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
