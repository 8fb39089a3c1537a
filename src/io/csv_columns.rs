//! What a CSV file has to offer: its columns by name, and which of them hold numbers.

use std::path::Path;

use super::table::{TableError, rows};

/// A column of a CSV file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvColumn {
    /// Its name in the header row.
    pub name: String,
    /// Whether every field is a finite number.
    pub is_numeric: bool,
}

/// The columns of a comma-separated file with a header row, from left to right.
pub fn csv_columns(path: &Path) -> Result<Vec<CsvColumn>, TableError> {
    let file = std::fs::File::open(path)
        .map_err(|source| TableError::Read { path: path.to_owned(), source })?;
    let mut are_numeric: Vec<bool> = Vec::new();
    let names = rows(file, path, |names, _, record| {
        are_numeric.resize(names.len(), true);
        for (text, is_numeric) in record.iter().zip(&mut are_numeric) {
            *is_numeric &= text.parse().is_ok_and(f64::is_finite);
        }
        Ok(())
    })?;
    if are_numeric.is_empty() {
        return Err(TableError::Empty { path: path.to_owned(), what: "has no rows" });
    }
    let columns = names.into_iter().zip(are_numeric);
    Ok(columns.map(|(name, is_numeric)| CsvColumn { name, is_numeric }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Vec<CsvColumn>, TableError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        csv_columns(file.path())
    }

    #[test]
    fn columns_are_named_and_words_and_gaps_are_no_numbers() {
        let columns = of("a,kind,gaps\n1,one,2\n-2e3,two,\n").unwrap();
        let plain: Vec<_> = columns.iter().map(|c| (c.name.as_str(), c.is_numeric)).collect();
        assert_eq!(plain, [("a", true), ("kind", false), ("gaps", false)]);
    }

    #[test]
    fn files_without_rows_and_rows_that_do_not_fit_are_refused() {
        assert!(matches!(of("a,b\n"), Err(TableError::Empty { .. })));
        assert!(matches!(of("a,b\n1\n"), Err(TableError::Ragged { .. })));
        assert!(matches!(csv_columns(Path::new("no such file")), Err(TableError::Read { .. })));
    }
}
