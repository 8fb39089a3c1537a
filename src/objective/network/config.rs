//! A network and its data as a scene file describes them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::activation::Activation;
use super::datasets::DataSet;
use super::error::NetworkError;
use super::loss::NetworkLoss;

/// The description of a network: its layers, its loss, and where its weights begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkConfig {
    /// All layers with weights, the output layer last; the inputs are the data's features.
    pub layers: Vec<LayerConfig>,
    /// What is minimised.
    pub loss: NetworkLoss,
    /// Strength of the L2 penalty: l2 / 2 times the sum of the squared weights is added to the loss.
    pub l2: f64,
    /// Whether the penalty holds for biases, too, as `weight_decay` of PyTorch's optimizers does.
    pub l2_biases: bool,
    /// How the weights begin where no file says it.
    pub init: Init,
    /// Standard deviation of the weights of [`Init::Textbook`].
    pub init_std: f64,
    /// Seed of the first weights.
    pub seed: u64,
    /// A `.npz` or `.safetensors` file with the first weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<PathBuf>,
}

/// A fully connected layer: activation(W a + b).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerConfig {
    /// How many outputs it has.
    pub units: usize,
    /// What it applies to its sums.
    #[serde(default)]
    pub activation: Activation,
    /// Slope of `leaky-relu` below zero.
    #[serde(default = "negative_slope")]
    pub negative_slope: f64,
    /// Whether it has biases.
    #[serde(default = "yes")]
    pub bias: bool,
}

/// How weights begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Init {
    /// As `torch.nn.Linear`: weights and biases uniform within 1 / sqrt(in), `in` the layer's inputs (LeCun et al., 1998;
    /// PyTorch writes it as Kaiming's uniform rule with a = sqrt 5).
    #[default]
    Pytorch,
    /// As textbooks do: weights normal with a small standard deviation (0.01), biases zero.
    Textbook,
}

/// Where the data of a network comes from: a set by name, or a CSV file with named columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataConfig {
    /// A set that is shipped or made by seed; excludes `file`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<DataSet>,
    /// Rows of a set made by seed; without it, the set's own number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<usize>,
    /// Standard deviation of the noise of a set made by seed; without it, the set's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noise: Option<f64>,
    /// Seed of a set made by seed.
    pub seed: u64,
    /// A CSV file with a header row; excludes `set`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// The file's feature columns; without them, all that are no targets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// The file's target columns; a column of words holds class labels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Whether every feature is shifted to mean 0 and scaled to standard deviation 1.
    pub standardise: bool,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        Self {
            layers: Vec::new(),
            loss: NetworkLoss::default(),
            l2: 0.0,
            l2_biases: false,
            init: Init::default(),
            init_std: 0.01,
            seed: 0,
            weights: None,
        }
    }
}

impl NetworkConfig {
    /// The textbook's two-layer net: sigmoid of (x W1 + b1), then softmax of (. W2 + b2), cross-entropy, weights normal
    /// with standard deviation 0.01.
    #[must_use]
    pub fn two_layer(hidden: usize, classes: usize) -> Self {
        Self {
            layers: vec![
                LayerConfig::new(hidden, Activation::Sigmoid),
                LayerConfig::new(classes, Activation::Identity),
            ],
            loss: NetworkLoss::CrossEntropy,
            init: Init::Textbook,
            ..Self::default()
        }
    }

    /// Refuses numbers outside their ranges and layers that cannot be.
    pub(super) fn check(&self) -> Result<(), NetworkError> {
        let not_negative = "finite and not negative";
        let bad = |value: f64| !(value >= 0.0 && value.is_finite());
        let setting = |key, value, wanted| Err(NetworkError::Setting { key, value, wanted });
        if self.layers.is_empty() {
            return Err(NetworkError::NoLayers);
        }
        if bad(self.l2) {
            return setting("l2", self.l2, not_negative);
        }
        if bad(self.init_std) {
            return setting("init_std", self.init_std, not_negative);
        }
        for (layer, config) in (1..).zip(&self.layers) {
            if config.units == 0 {
                return Err(NetworkError::NoUnits { layer });
            }
            if !config.negative_slope.is_finite() {
                return setting("negative_slope", config.negative_slope, "finite");
            }
        }
        Ok(())
    }
}

impl LayerConfig {
    /// A layer with biases.
    #[must_use]
    pub fn new(units: usize, activation: Activation) -> Self {
        Self { units, activation, negative_slope: negative_slope(), bias: true }
    }
}

impl Init {
    /// All ways.
    pub const ALL: [Self; 2] = [Self::Pytorch, Self::Textbook];
    const NAMES: [&'static str; 2] = ["pytorch", "textbook"];

    /// The name in scene files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl TryFrom<String> for Init {
    type Error = NetworkError;

    fn try_from(name: String) -> Result<Self, NetworkError> {
        let known = &Self::NAMES;
        Self::ALL.into_iter().find(|init| init.name() == name).ok_or(NetworkError::UnknownName {
            kind: "initialisation",
            name,
            known,
        })
    }
}

impl From<Init> for String {
    fn from(init: Init) -> Self {
        init.name().to_owned()
    }
}

/// The default of `torch.nn.LeakyReLU`.
fn negative_slope() -> f64 {
    0.01
}

fn yes() -> bool {
    true
}
