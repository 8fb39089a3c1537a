//! The choice of an optimizer: a method and the values of its hyperparameters.

use super::error::OptimError;
use super::hyperparameter::Value;
use super::methods::METHODS;
use super::settings::{Settings, Table};
use super::stepper::Stepper;
use crate::expr::suggestion;
use std::fmt;
use std::str::FromStr;

/// What kind of method it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Steps of a learning rate along gradients: PyTorch's methods and their kin.
    Learning,
    /// A method of numerical optimisation that finds its steps by itself: it has no learning rate.
    Classical,
}

impl Family {
    /// The word of lists.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Learning => "learning",
            Self::Classical => "classical",
        }
    }
}

/// An optimization method: its table, and how to make a stepper of chosen values.
#[derive(Debug)]
pub struct Method {
    /// Its kind.
    pub family: Family,
    /// Name, origin, hyperparameters.
    pub table: Table,
    /// Makes the rule with an empty state.
    pub build: fn(&Settings) -> Box<dyn Stepper>,
}

/// An optimizer with its hyperparameters, before it runs: `adam:lr=0.1`.
#[derive(Clone, Debug)]
pub struct Optimizer {
    method: &'static Method,
    settings: Settings,
}

impl PartialEq for Optimizer {
    fn eq(&self, other: &Self) -> bool {
        self.settings == other.settings
    }
}

impl Optimizer {
    /// The method of this name with the reference's defaults.
    pub fn from_name(name: &str) -> Result<Self, OptimError> {
        let method = METHODS.iter().copied().find(|m| m.table.name == name).ok_or_else(|| {
            OptimError::UnknownName {
                kind: "optimizer",
                name: name.into(),
                suggestion: suggestion(name, METHODS.iter().map(|m| m.table.name)),
            }
        })?;
        Ok(Self { method, settings: Settings::defaults(&method.table) })
    }

    /// Reads `NAME[:key=value,...]`.
    pub fn parse(text: &str) -> Result<Self, OptimError> {
        let (name, settings) = text.split_once(':').unwrap_or((text, ""));
        let Self { method, .. } = Self::from_name(name.trim())?;
        Ok(Self { method, settings: Settings::parse(&method.table, settings)? })
    }

    /// Name, origin and hyperparameters of the method.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        &self.method.table
    }

    /// The values of the hyperparameters.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Sets one hyperparameter. Nothing changes on an error.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), OptimError> {
        self.settings.set(name, value)
    }

    /// Sets one hyperparameter from text. Nothing changes on an error.
    pub fn set_text(&mut self, name: &str, text: &str) -> Result<(), OptimError> {
        self.settings.set_text(name, text)
    }

    /// What kind of method it is.
    #[must_use]
    pub fn family(&self) -> Family {
        self.method.family
    }

    /// The learning rate before any schedule; NaN for methods without one.
    #[must_use]
    pub fn lr(&self) -> f64 {
        match self.settings.get("lr") {
            Some(Value::Number(lr)) => *lr,
            _ => f64::NAN,
        }
    }

    /// For a legend: `Adam  lr 0.1`.
    #[must_use]
    pub fn label(&self) -> String {
        self.settings.label()
    }

    /// How many vectors of one number a parameter the method keeps, where that grows with their number, as a matrix of
    /// `parameters` rows does; 0 for methods that keep a few.
    #[must_use]
    pub fn kept_vectors(&self, parameters: usize) -> usize {
        self.stepper().kept_vectors(parameters)
    }

    /// The rule with an empty state, ready for its first step.
    #[must_use]
    pub fn stepper(&self) -> Box<dyn Stepper> {
        (self.method.build)(&self.settings)
    }
}

impl FromStr for Optimizer {
    type Err = OptimError;

    fn from_str(text: &str) -> Result<Self, OptimError> {
        Self::parse(text)
    }
}

impl fmt::Display for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(f)
    }
}
