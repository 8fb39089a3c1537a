//! Where each weight stands in the one vector of all parameters.

use super::activation::Activation;
use super::config::NetworkConfig;
use super::error::NetworkError;

/// Parameters at most: their vectors, of which planes and solvers keep many, stay within memory.
const MOST_PARAMETERS: usize = 50_000_000;

/// A layer's sizes and the places of its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Its inputs: the units of the layer before, or the features.
    pub inputs: usize,
    /// Its units.
    pub units: usize,
    /// What it applies to its sums.
    pub activation: Activation,
    /// Slope of `leaky-relu` below zero.
    pub negative_slope: f64,
    /// Whether it has biases.
    pub bias: bool,
    /// Index of its first weight among all parameters.
    pub at: usize,
}

impl Layer {
    /// Its weights among all parameters, of shape (units, inputs), row by row.
    #[must_use]
    pub fn weights(&self) -> std::ops::Range<usize> {
        self.at..self.at + self.units * self.inputs
    }

    /// Its biases among all parameters, one a unit; empty where it has none.
    #[must_use]
    pub fn biases(&self) -> std::ops::Range<usize> {
        let from = self.weights().end;
        from..from + if self.bias { self.units } else { 0 }
    }
}

/// A group of parameters that is scaled as one when a direction is normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its parameters.
    pub parameters: std::ops::Range<usize>,
    /// Whether they are biases.
    pub is_bias: bool,
}

/// The layers of a network, in the order of PyTorch's `parameters()`: weights before biases, layer by layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    layers: Vec<Layer>,
    parameters: usize,
}

impl Layout {
    /// The layers that a description makes of so many features.
    pub fn new(config: &NetworkConfig, features: usize) -> Result<Self, NetworkError> {
        config.check()?;
        let (mut inputs, mut at) = (features, 0_usize);
        let mut layers = Vec::with_capacity(config.layers.len());
        for layer in &config.layers {
            let size = inputs.saturating_add(usize::from(layer.bias)).saturating_mul(layer.units);
            layers.push(Layer {
                inputs,
                units: layer.units,
                activation: layer.activation,
                negative_slope: layer.negative_slope,
                bias: layer.bias,
                at,
            });
            (inputs, at) = (layer.units, at.saturating_add(size));
            if at > MOST_PARAMETERS {
                let most = MOST_PARAMETERS;
                return Err(NetworkError::TooManyParameters { parameters: at, most });
            }
        }
        Ok(Self { layers, parameters: at })
    }

    /// All layers, the output layer last.
    #[must_use]
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layers behind the first, as a network of their own: its inputs are the first one's outputs, and its parameters
    /// those from [`first_parameters`](Self::first_parameters) on.
    #[must_use]
    pub fn behind_first(&self) -> Self {
        let from = self.first_parameters();
        let behind =
            self.layers.iter().skip(1).map(|layer| Layer { at: layer.at - from, ..*layer });
        Self { layers: behind.collect(), parameters: self.parameters - from }
    }

    /// The number of parameters of the first layer, which stand before all others.
    #[must_use]
    pub fn first_parameters(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.biases().end)
    }

    /// The number of parameters.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// The number of inputs of the first layer.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// The number of units of the last layer.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.units)
    }

    /// The name of a parameter: `layer1.weight[3,2]` is the weight of unit 3 for input 2 of the first layer, units and
    /// inputs counted from 0 as in PyTorch.
    #[must_use]
    pub fn name(&self, parameter: usize) -> String {
        for (number, layer) in (1..).zip(&self.layers) {
            if layer.weights().contains(&parameter) {
                let place = parameter - layer.at;
                return format!(
                    "layer{number}.weight[{},{}]",
                    place / layer.inputs,
                    place % layer.inputs
                );
            }
            if layer.biases().contains(&parameter) {
                return format!("layer{number}.bias[{}]", parameter - layer.biases().start);
            }
        }
        format!("parameter {parameter}")
    }

    /// The index of the parameter of that name.
    pub fn find(&self, name: &str) -> Result<usize, NetworkError> {
        self.locate(name).ok_or_else(|| {
            let hint = self.hint(name);
            NetworkError::UnknownParameter { name: name.to_owned(), hint }
        })
    }

    fn locate(&self, name: &str) -> Option<usize> {
        let (number, place) = name.strip_prefix("layer")?.split_once('.')?;
        let layer = self.layers.get(number.parse::<usize>().ok()?.checked_sub(1)?)?;
        let inside = |text: &str| Some(text.strip_suffix(']')?.to_owned());
        if let Some(index) = place.strip_prefix("bias[").and_then(inside) {
            return layer.biases().nth(index.trim().parse().ok()?);
        }
        let index = place.strip_prefix("weight[").and_then(inside)?;
        let (unit, input) = index.split_once(',')?;
        let (unit, input): (usize, usize) = (unit.trim().parse().ok()?, input.trim().parse().ok()?);
        (unit < layer.units && input < layer.inputs).then(|| layer.at + unit * layer.inputs + input)
    }

    /// What a wrong name should have been: the names of the layer that it means, if it means one.
    fn hint(&self, name: &str) -> String {
        let digits = name.strip_prefix("layer").unwrap_or_default();
        let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
        let meant = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let Some((number, layer)) =
            meant.and_then(|index| Some((index + 1, self.layers.get(index)?)))
        else {
            return format!("its layers are layer1 to layer{}", self.layers.len());
        };
        let weights = format!(
            "layer{number} has weight[0,0] to weight[{},{}]",
            layer.units - 1,
            layer.inputs - 1
        );
        if layer.bias {
            format!("{weights} and bias[0] to bias[{}]", layer.units - 1)
        } else {
            weights
        }
    }

    /// The names of all parameters, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        (0..self.parameters).map(|parameter| self.name(parameter)).collect()
    }

    /// All filters in order: the incoming weights of one unit, and each bias by itself.
    pub fn filters(&self) -> impl Iterator<Item = Filter> + '_ {
        self.layers.iter().flat_map(|layer| {
            let weights = layer.weights().step_by(layer.inputs);
            let weights =
                weights.map(|at| Filter { parameters: at..at + layer.inputs, is_bias: false });
            weights.chain(layer.biases().map(|at| Filter { parameters: at..at + 1, is_bias: true }))
        })
    }

    /// The weights of each layer as one group, and its biases as another.
    pub fn layer_groups(&self) -> impl Iterator<Item = Filter> + '_ {
        self.layers.iter().flat_map(|layer| {
            let weights = Filter { parameters: layer.weights(), is_bias: false };
            let biases = Filter { parameters: layer.biases(), is_bias: true };
            std::iter::once(weights).chain(layer.bias.then_some(biases))
        })
    }

    /// Refuses a vector of another length, or with a number that is not finite.
    pub fn check(&self, theta: &[f64]) -> Result<(), NetworkError> {
        if theta.len() != self.parameters {
            let (given, wanted) = (theta.len(), self.parameters);
            return Err(NetworkError::ParameterCount { given, wanted });
        }
        match theta.iter().position(|value| !value.is_finite()) {
            Some(bad) => {
                Err(NetworkError::BadParameter { name: self.name(bad), value: theta[bad] })
            }
            None => Ok(()),
        }
    }
}
