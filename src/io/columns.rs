//! Chosen columns of a CSV file: numbers, or class labels in words.

use std::collections::BTreeMap;
use std::path::Path;

use super::table::{TableError, rows};
use crate::objective::Data;

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
    let (mut kinds, mut columns, mut labels) = (Vec::new(), Vec::new(), Vec::new());
    let mut count = 0;
    let begin = |names: &[String]| {
        if let Some(column) = needed.iter().find(|column| !names.contains(column)) {
            let (path, column) = (path.to_owned(), (*column).clone());
            return Err(TableError::MissingColumn { path, column, columns: names.to_vec() });
        }
        Ok(names.iter().map(|name| kind(name)).collect::<Vec<Column>>())
    };
    let names = rows(text, path, |names, line, record| {
        if count == 0 {
            kinds = begin(names)?;
            columns.resize_with(names.len(), Vec::new);
            labels.resize_with(names.len(), Vec::new);
        }
        count += 1;
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
        Ok(())
    })?;
    if count == 0 {
        begin(&names)?;
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
