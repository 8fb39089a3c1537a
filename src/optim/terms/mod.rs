//! The quantities inside an update, by name: what a panel shows of a step, with words and formulas for each.
//!
//! ```text
//! Stepper::terms (state, scalars) --\
//! row k, the point after it ---------> StepReport { terms, arrows }
//!                                          |
//!              glossary: title, formula, sentence, source of each (term, method)
//! ```

mod generic;
mod glossary;
mod moments;
mod report;
mod scalars;

pub use glossary::{Entry, explain};
pub use report::{Part, StepReport};

/// A named quantity of an optimizer at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Its name in the rule.
    pub name: &'static str,
    /// One number a parameter, or a single one that all share.
    pub value: TermValue,
}

/// The numbers of a [`Term`].
#[derive(Clone, Debug, PartialEq)]
pub enum TermValue {
    /// Shared by all parameters.
    Scalar(f64),
    /// One a parameter.
    Vector(Vec<f64>),
}

impl Term {
    /// A number that all parameters share.
    #[must_use]
    pub fn scalar(name: &'static str, value: f64) -> Self {
        Self { name, value: TermValue::Scalar(value) }
    }

    /// One number a parameter.
    #[must_use]
    pub fn vector(name: &'static str, values: &[f64]) -> Self {
        Self { name, value: TermValue::Vector(values.to_vec()) }
    }
}
