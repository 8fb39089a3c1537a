//! What can be wrong with an objective.

use crate::expr::{ParseError, suggestion};

/// Why an objective cannot be built.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ObjectiveError {
    /// The formula or model is malformed.
    #[error(transparent)]
    Formula(#[from] ParseError),
    /// Not exactly two parameters.
    #[error("a loss has exactly two parameters, the axes of its surface; given: {}", listed(.0))]
    ParameterCount(Vec<String>),
    /// A parameter or constant that no formula can mention.
    #[error(
        "`{0}` cannot be a name in a formula: use letters, digits and `_`, and begin with a letter"
    )]
    NotAName(String),
    /// One name for two things.
    #[error(
        "the name `{0}` stands for two things: parameters, constants and data columns need different names"
    )]
    DuplicateName(String),
    /// The target is no column of the data.
    #[error("the target `{target}` is not a column of the data{}", suggestion(target, columns.iter().map(String::as_str)))]
    UnknownTarget {
        /// The column that was asked for.
        target: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// An interval that is empty, reversed or not finite.
    #[error(
        "the domain of `{axis}` runs from {min} to {max}: both ends must be finite, the first below the second"
    )]
    Domain {
        /// The parameter.
        axis: String,
        /// Its lower end.
        min: f64,
        /// Its upper end.
        max: f64,
    },
    /// A constant outside its slider, or a slider without length.
    #[error(
        "the constant `{name}` = {value} must lie in its range {min} to {max}, and the range must not be empty"
    )]
    Constant {
        /// The constant.
        name: String,
        /// Its value.
        value: f64,
        /// The slider's lower end.
        min: f64,
        /// The slider's upper end.
        max: f64,
    },
    /// Not one value per constant.
    #[error("{given} values for {wanted} constants")]
    ConstantCount {
        /// How many were given.
        given: usize,
        /// How many the objective has.
        wanted: usize,
    },
    /// No data rows.
    #[error("the data has no rows; a fit needs at least one")]
    NoRows,
    /// Data columns that are not equally long, or without a name each.
    #[error("the data's columns must be equally long and have one name each")]
    Ragged,
    /// Synthetic data with a negative or infinite noise.
    #[error("the noise of synthetic data is {0}; it must be finite and not negative")]
    Noise(f64),
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        format!("{} ({})", names.len(), names.join(", "))
    }
}
