//! What is minimised, as it is asked for: `[loss]` or `[fit]`, and the objective that follows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::objective::{Constant, Metric};

/// A loss in `x` and `y`: either from the library or a formula.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LossSpec {
    /// Name in the library.
    pub name: Option<String>,
    /// A formula in `x`, `y` and the constants.
    pub formula: Option<String>,
    /// Named numbers of the formula; each gets a slider.
    pub constants: BTreeMap<String, ConstantSpec>,
    /// Both ends of the domain along x; a library loss brings its own, a formula has -2 to 2.
    pub x: Option<[f64; 2]>,
    /// Both ends of the domain along y.
    pub y: Option<[f64; 2]>,
}

/// A named number of a formula, with the ends of its slider.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstantSpec {
    /// The number now.
    pub value: f64,
    /// Left end of the slider.
    pub min: Option<f64>,
    /// Right end of the slider.
    pub max: Option<f64>,
}

/// A model fitted to data: its two parameters are the axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FitSpec {
    /// A formula in the parameters, the constants and the data's input columns.
    pub model: String,
    /// The two names that are fitted.
    pub parameters: Vec<String>,
    /// Both ends of the domain of each parameter; -5 to 5 without.
    pub domain: BTreeMap<String, [f64; 2]>,
    /// Named numbers of the model; each gets a slider.
    pub constants: BTreeMap<String, ConstantSpec>,
    /// The column that the model predicts.
    pub target: String,
    /// How the differences between model and target are summed up.
    pub metric: Metric,
    /// A CSV file with a header row, relative to the scene file; excludes `synthetic`.
    pub data: Option<PathBuf>,
    /// Data made by the model itself; excludes `data`.
    pub synthetic: Option<SyntheticSpec>,
}

impl Default for FitSpec {
    fn default() -> Self {
        Self {
            model: String::new(),
            parameters: Vec::new(),
            domain: BTreeMap::new(),
            constants: BTreeMap::new(),
            target: "y".to_owned(),
            metric: Metric::default(),
            data: None,
            synthetic: None,
        }
    }
}

impl FitSpec {
    /// The defaults of the keys that this fit has.
    pub(super) fn plain_for(&self) -> Self {
        let synthetic = self.synthetic.as_ref().map(|_| SyntheticSpec::default());
        Self { synthetic, ..Self::default() }
    }
}

/// Rows made by the model with known parameters, plus normal noise. The input column is `x`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SyntheticSpec {
    /// Number of rows.
    pub rows: usize,
    /// How `x` is spread over its range.
    pub x: Spread,
    /// Both ends of `x`.
    pub range: [f64; 2],
    /// The true parameters.
    pub truth: BTreeMap<String, f64>,
    /// Standard deviation of the normal noise on the target.
    pub noise: f64,
    /// Seed of the noise and of uniform `x`.
    pub seed: u64,
}

impl Default for SyntheticSpec {
    fn default() -> Self {
        Self {
            rows: 200,
            x: Spread::Linspace,
            range: [-1.0, 1.0],
            truth: BTreeMap::new(),
            noise: 0.0,
            seed: 0,
        }
    }
}

/// How inputs are spread over a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// Evenly, with both ends.
    #[default]
    Linspace,
    /// Drawn independently from the uniform distribution.
    Uniform,
}

/// The constants of a formula, each with a slider around its value where no ends are given.
pub(super) fn constants(specs: &BTreeMap<String, ConstantSpec>) -> Vec<Constant> {
    let constant = |(name, spec): (&String, &ConstantSpec)| {
        let reach = spec.value.abs().max(1.0);
        Constant {
            name: name.clone(),
            value: spec.value,
            min: spec.min.unwrap_or(spec.value - reach),
            max: spec.max.unwrap_or(spec.value + reach),
        }
    };
    specs.iter().map(constant).collect()
}
