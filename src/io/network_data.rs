//! The data of a network: a set by name, or columns of a CSV file.

use std::path::{Path, PathBuf};

use super::columns::{Column, read_columns};
use super::table::TableError;
use crate::objective::network::{DataConfig, DataSet, Dataset, NetworkError};

/// Fisher's irises (R. A. Fisher 1936, "The use of multiple measurements in taxonomic problems"), in the public domain.
const IRIS: &str = include_str!("../../assets/data/iris.csv");
/// The target of the irises.
const SPECIES: &str = "species";

/// Why a network has no data.
#[derive(Debug, thiserror::Error)]
pub enum NetworkDataError {
    /// The file cannot be used.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Its columns cannot.
    #[error("{}: {error}", path.display())]
    Columns {
        /// The file.
        path: PathBuf,
        /// Why.
        error: NetworkError,
    },
    /// A made set cannot be made.
    #[error(transparent)]
    Made(#[from] NetworkError),
    /// Neither a set nor a file, or both.
    #[error(
        "the data of a network is either a `set`, such as \"iris\", or a CSV `file` with `targets`; {0}"
    )]
    Source(&'static str),
    /// A key that goes with the other kind of data.
    #[error("`{key}` goes with {with}; remove it")]
    Misplaced {
        /// The key.
        key: &'static str,
        /// What it goes with.
        with: &'static str,
    },
}

/// The data that a description names; the path of its file leads from `folder`.
pub fn network_data(config: &DataConfig, folder: &Path) -> Result<Dataset, NetworkDataError> {
    let data = match (config.set, &config.file) {
        (Some(_), Some(_)) => return Err(NetworkDataError::Source("here are both")),
        (None, None) => return Err(NetworkDataError::Source("here is neither")),
        (None, Some(file)) => {
            for (key, is_set) in
                [("rows", config.rows.is_some()), ("noise", config.noise.is_some())]
            {
                misplaced(key, is_set, "a set made by seed, not with a file")?;
            }
            let path = folder.join(file);
            let text = std::fs::File::open(&path)
                .map_err(|source| TableError::Read { path: path.clone(), source })?;
            network_data_from(text, &path, &config.features, &config.targets)?
        }
        (Some(set), None) => {
            misplaced("features", !config.features.is_empty(), "a CSV file, not with a set")?;
            misplaced("targets", !config.targets.is_empty(), "a CSV file, not with a set")?;
            from_set(set, config)?
        }
    };
    Ok(if config.standardise { data.standardised() } else { data })
}

fn from_set(set: DataSet, config: &DataConfig) -> Result<Dataset, NetworkDataError> {
    match set {
        DataSet::Iris => {
            let with = "a set made by seed; iris has its 150 rows";
            misplaced("rows", config.rows.is_some(), with)?;
            misplaced("noise", config.noise.is_some(), with)?;
            network_data_from(IRIS.as_bytes(), Path::new("iris.csv"), &[], &[SPECIES.to_owned()])
        }
        DataSet::Made(made) => {
            let (rows, noise) = made.defaults();
            let (rows, noise) = (config.rows.unwrap_or(rows), config.noise.unwrap_or(noise));
            Ok(made.generate(rows, noise, config.seed)?)
        }
    }
}

fn misplaced(key: &'static str, is_set: bool, with: &'static str) -> Result<(), NetworkDataError> {
    if is_set { Err(NetworkDataError::Misplaced { key, with }) } else { Ok(()) }
}

/// Feature and target columns of comma-separated text; messages call it `path`. Without features, all columns that are no
/// targets.
///
/// One target column may hold words: they become labels 0, 1, ... in their alphabetical order, as with scikit-learn's
/// `LabelEncoder`.
pub fn network_data_from(
    text: impl std::io::Read,
    path: &Path,
    features: &[String],
    targets: &[String],
) -> Result<Dataset, NetworkDataError> {
    let kind = |name: &str| {
        if targets.iter().any(|target| target == name) {
            Column::Labels
        } else if features.is_empty() || features.iter().any(|feature| feature == name) {
            Column::Numbers
        } else {
            Column::Unused
        }
    };
    let columns = |error| NetworkDataError::Columns { path: path.to_owned(), error };
    if targets.is_empty() {
        return Err(columns(NetworkError::NoTargets));
    }
    let needed: Vec<&String> = features.iter().chain(targets).collect();
    let (data, mut classes) = read_columns(text, path, &needed, kind)?;
    let mut set = Dataset::from_data(&data, features, targets).map_err(columns)?;
    if let [target] = targets {
        set.classes = classes.remove(target).unwrap_or_default();
    } else if let Some((column, words)) = classes.into_iter().next() {
        let word = words.into_iter().next().unwrap_or_default();
        return Err(columns(NetworkError::WordAmongTargets { column, word }));
    }
    Ok(set)
}
