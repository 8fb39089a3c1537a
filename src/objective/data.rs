//! The data of a fit: named columns of numbers, read from a file or made from a seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

use super::domain::Interval;
use super::error::ObjectiveError;
use crate::expr::{Graph, Scope, Tape, parse};

/// Named columns, all equally long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Data {
    /// One name per column.
    pub names: Vec<String>,
    /// `columns[c][r]` is row `r` of column `c`.
    pub columns: Vec<Vec<f64>>,
}

impl Data {
    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, Vec::len)
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let place = self.names.iter().position(|known| known == name)?;
        self.columns.get(place).map(Vec::as_slice)
    }

    /// Refuses data without rows or with columns of different lengths.
    pub(super) fn checked(self) -> Result<Self, ObjectiveError> {
        let rows = self.rows();
        if self.names.len() != self.columns.len()
            || self.columns.iter().any(|column| column.len() != rows)
        {
            return Err(ObjectiveError::Ragged);
        }
        if rows == 0 { Err(ObjectiveError::NoRows) } else { Ok(self) }
    }
}

/// Where synthetic data has its inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Inputs {
    /// Evenly spaced, both ends included.
    Linspace {
        /// The range.
        range: Interval,
        /// How many.
        count: usize,
    },
    /// Drawn evenly from a range.
    Uniform {
        /// The range.
        range: Interval,
        /// How many.
        count: usize,
    },
}

/// Data made from a true model and Gaussian noise: the same numbers for the same seed on every machine whose `libm` agrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthetic {
    /// The name of the input column.
    pub input: String,
    /// The name of the target column.
    pub target: String,
    /// The inputs.
    pub inputs: Inputs,
    /// The model, in the parameters and the input.
    pub model: String,
    /// The parameters' names.
    pub parameters: Vec<String>,
    /// The parameters' true values, in the same order.
    pub truth: Vec<f64>,
    /// The standard deviation of the noise on the target.
    pub noise: f64,
    /// The seed of inputs and noise.
    pub seed: u64,
}

impl Synthetic {
    /// Draws the data: all inputs first, then the noise row by row.
    pub fn generate(&self) -> Result<Data, ObjectiveError> {
        if !(self.noise >= 0.0 && self.noise.is_finite()) {
            return Err(ObjectiveError::Noise(self.noise));
        }
        if self.truth.len() != self.parameters.len() {
            return Err(ObjectiveError::ParameterCount(self.parameters.clone()));
        }
        let scope = Scope {
            parameters: self.parameters.clone(),
            constants: Vec::new(),
            columns: vec![self.input.clone()],
        };
        let mut graph = Graph::new();
        let model = parse(&self.model, &scope, &mut graph)?;
        let tape = Tape::new(&graph, &[model]);

        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let inputs: Vec<f64> = match self.inputs {
            Inputs::Linspace { range, count } => {
                (0..count).map(|index| range.sample(index, count)).collect()
            }
            Inputs::Uniform { range, count } => {
                (0..count).map(|_| range.min + range.length() * random.random::<f64>()).collect()
            }
        };
        let mut noisy = |input: &f64| {
            let noise: f64 = random.sample(StandardNormal);
            tape.evaluate(&self.truth, &[], &[*input])[0] + self.noise * noise
        };
        let targets = inputs.iter().map(&mut noisy).collect();
        Data {
            names: vec![self.input.clone(), self.target.clone()],
            columns: vec![inputs, targets],
        }
        .checked()
    }
}
