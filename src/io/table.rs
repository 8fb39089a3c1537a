//! Reading the data of a fit from a CSV file: a header row of names, then numbers.

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

/// Reads the columns of numbers of a comma-separated file; columns of words throughout are left out.
pub fn read_csv(path: &Path) -> Result<Data, TableError> {
    let file = std::fs::File::open(path)
        .map_err(|source| TableError::Read { path: path.to_owned(), source })?;
    read_csv_from(file, path)
}

/// Reads the columns of numbers of comma-separated text; messages call it `path`.
pub fn read_csv_from(text: impl std::io::Read, path: &Path) -> Result<Data, TableError> {
    let mut columns = Vec::new();
    let names = rows(text, path, |names, line, record| {
        columns.resize_with(names.len(), Column::default);
        for (index, (text, column)) in record.iter().zip(&mut columns).enumerate() {
            column.take(line, text).map_err(|word| word.refused(path, index, &names[index]))?;
        }
        Ok(())
    })?;
    columns.resize_with(names.len(), Column::default);
    let mut words = Vec::new();
    let mut data = Data::default();
    for (index, (name, column)) in names.into_iter().zip(columns).enumerate() {
        match column.word {
            Some(word) => words.push(word.refused(path, index, &name)),
            None => {
                data.names.push(name);
                data.columns.push(column.numbers);
            }
        }
    }
    match data.columns.first() {
        None => Err(words.swap_remove(0)),
        Some(column) if column.is_empty() => {
            Err(TableError::Empty { path: path.to_owned(), what: "has no rows" })
        }
        Some(_) => Ok(data),
    }
}

/// Reads the header, and hands each row with its line to `take`. Returns the names of the columns.
pub(super) fn rows(
    text: impl std::io::Read,
    path: &Path,
    mut take: impl FnMut(&[String], u64, &csv::StringRecord) -> Result<(), TableError>,
) -> Result<Vec<String>, TableError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let failed = |error: csv::Error| not_csv(path, error);
    let names = header(path, reader.headers().map_err(failed)?)?;
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
        take(&names, line, &record)?;
    }
    Ok(names)
}

/// A column on its way: numbers, or else words throughout, such as names of the rows.
#[derive(Clone, Default)]
struct Column {
    numbers: Vec<f64>,
    /// Its first word.
    word: Option<Word>,
}

/// A field that is no finite number, and its line.
#[derive(Clone)]
struct Word {
    line: u64,
    text: String,
}

impl Column {
    /// Takes a field; refuses words among numbers, numbers among words, gaps and numbers that are not finite.
    fn take(&mut self, line: u64, text: &str) -> Result<(), Word> {
        let number = text.parse::<f64>();
        let word = || Word { line, text: text.chars().take(40).collect() };
        match (number, self.word.take()) {
            (Ok(number), None) if number.is_finite() => self.numbers.push(number),
            (Err(_), first) if self.numbers.is_empty() && !text.is_empty() => {
                self.word = Some(first.unwrap_or_else(word));
            }
            (_, first) => return Err(first.unwrap_or_else(word)),
        }
        Ok(())
    }
}

impl Word {
    fn refused(self, path: &Path, index: usize, name: &str) -> TableError {
        TableError::NotANumber {
            path: path.to_owned(),
            line: self.line,
            column: index + 1,
            name: name.to_owned(),
            text: self.text,
        }
    }
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
