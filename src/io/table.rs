//! Reading data from a CSV file: a header row of names, then numbers, or class labels in words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::expr::suggestion;
use crate::objective::Data;

/// Why a CSV file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be opened or read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is something in the file that is not CSV text.
    #[error("{}: {message}", path.display())]
    NotCsv {
        /// The file.
        path: PathBuf,
        /// Why, and where in the file.
        message: String,
    },
    /// Nothing in the file, or only the header.
    #[error("{} {what}; it needs a header row with the column names and at least one row of numbers", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
        /// What is missing.
        what: &'static str,
    },
    /// A column without a name, or with the name of another one.
    #[error("{}, line 1: column {column} {what}; every column needs a name of its own", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// The column, from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// A column that is needed is not there.
    #[error("{} has no column `{column}`{}", path.display(), suggestion(column, columns.iter().map(String::as_str)))]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column that was asked for.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// A row that is longer or shorter than the header.
    #[error("{}, line {line}: {found} fields where the header has {expected}", path.display())]
    Ragged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// Fields in that line.
        found: usize,
        /// Fields in the header.
        expected: usize,
    },
    /// A field that is not a finite number.
    #[error("{}, line {line}, column {column} (`{name}`): `{text}` is not a finite number", path.display())]
    NotANumber {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// The column's name.
        name: String,
        /// The field.
        text: String,
    },
}

/// Reads all columns of a comma-separated file.
pub fn read_csv(path: &Path) -> Result<Data, TableError> {
    let file = std::fs::File::open(path)
        .map_err(|source| TableError::Read { path: path.to_owned(), source })?;
    read_csv_from(file, path)
}

/// Reads all columns of comma-separated text; messages call it `path`.
pub fn read_csv_from(text: impl std::io::Read, path: &Path) -> Result<Data, TableError> {
    Ok(read_columns(text, path, &[], |_| Column::Numbers)?.0)
}

/// What a column of a table is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Finite numbers, every field.
    Numbers,
    /// Numbers; or where a field is none, words, each of which becomes its place in their alphabetical order.
    Labels,
    /// Nothing.
    Unused,
}

/// The words of each column of labels that are not numbers, by the column's name.
pub(super) type Words = BTreeMap<String, Vec<String>>;

/// Reads the columns of comma-separated text as `kind` says of their names; messages call it `path`. The columns `needed`
/// must be among them.
pub(super) fn read_columns(
    text: impl std::io::Read,
    path: &Path,
    needed: &[&String],
    kind: impl Fn(&str) -> Column,
) -> Result<(Data, Words), TableError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let failed = |error: csv::Error| not_csv(path, error);

    let names = header(path, reader.headers().map_err(failed)?)?;
    if let Some(column) = needed.iter().find(|column| !names.contains(column)) {
        let (path, column) = (path.to_owned(), (*column).clone());
        return Err(TableError::MissingColumn { path, column, columns: names });
    }
    let kinds: Vec<Column> = names.iter().map(|name| kind(name)).collect();
    let mut columns = vec![Vec::new(); names.len()];
    let mut labels = vec![Vec::new(); names.len()];
    let mut rows = 0;
    for record in reader.records() {
        let record = record.map_err(failed)?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != names.len() {
            return Err(TableError::Ragged {
                path: path.to_owned(),
                line,
                found: record.len(),
                expected: names.len(),
            });
        }
        for (index, text) in record.iter().enumerate() {
            match kinds[index] {
                Column::Unused => {}
                Column::Labels => labels[index].push(text.to_owned()),
                Column::Numbers => {
                    let wrong = || not_a_number(path, line, index, &names[index], text);
                    columns[index].push(finite(text).ok_or_else(wrong)?);
                }
            }
        }
        rows += 1;
    }
    if rows == 0 {
        return Err(TableError::Empty { path: path.to_owned(), what: "has no rows" });
    }
    let mut words = Words::new();
    for (index, labels) in labels.into_iter().enumerate().filter(|(_, labels)| !labels.is_empty()) {
        columns[index] = numbered(&names[index], &labels, &mut words);
    }
    let used = |index: &usize| kinds[*index] != Column::Unused;
    let used: Vec<usize> = (0..names.len()).filter(used).collect();
    let names = used.iter().map(|index| names[*index].clone()).collect();
    let columns = used.iter().map(|index| std::mem::take(&mut columns[*index])).collect();
    Ok((Data { names, columns }, words))
}

fn finite(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn not_a_number(path: &Path, line: u64, column: usize, name: &str, text: &str) -> TableError {
    TableError::NotANumber {
        path: path.to_owned(),
        line,
        column: column + 1,
        name: name.to_owned(),
        text: text.chars().take(40).collect(),
    }
}

/// The numbers of a column of labels: their own, or where one is a word, the places of all in their alphabetical order.
fn numbered(name: &str, labels: &[String], words: &mut Words) -> Vec<f64> {
    if let Some(numbers) = labels.iter().map(|label| finite(label)).collect() {
        return numbers;
    }
    let mut known = labels.to_vec();
    known.sort();
    known.dedup();
    let place = |label| known.binary_search(label).unwrap_or_default() as f64;
    let numbers = labels.iter().map(place).collect();
    words.insert(name.to_owned(), known);
    numbers
}

fn header(path: &Path, record: &csv::StringRecord) -> Result<Vec<String>, TableError> {
    if record.is_empty() {
        return Err(TableError::Empty { path: path.to_owned(), what: "is empty" });
    }
    let names: Vec<String> = record.iter().map(str::to_owned).collect();
    for (index, name) in names.iter().enumerate() {
        let what = if name.is_empty() {
            "has no name".to_owned()
        } else if name.parse::<f64>().is_ok() {
            format!("has the number {name} where its name should be")
        } else if names[..index].contains(name) {
            format!("has the name `{name}` of an earlier one")
        } else {
            continue;
        };
        return Err(TableError::Header { path: path.to_owned(), column: index + 1, what });
    }
    Ok(names)
}

fn not_csv(path: &Path, error: csv::Error) -> TableError {
    let (path, message) = (path.to_owned(), error.to_string());
    match error.into_kind() {
        csv::ErrorKind::Io(source) => TableError::Read { path, source },
        _ => TableError::NotCsv { path, message },
    }
}
