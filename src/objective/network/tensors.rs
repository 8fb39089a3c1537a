//! Weights as files hold them, put into their places.

use super::error::NetworkError;
use super::layout::{Layer, Layout};

/// A named array of numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name in the file.
    pub name: String,
    /// Its sizes, the slowest index first.
    pub shape: Vec<usize>,
    /// Its numbers, the last index running fastest.
    pub values: Vec<f64>,
}

/// The arrays of one layer, by the names that they have or should have.
struct Names {
    weight: String,
    bias: String,
    /// Whether the weights have the textbook's shape (in, out).
    transposed: bool,
}

/// All parameters, in their order, from the arrays of a file; each array must have its layer, and each layer its arrays.
pub(super) fn assemble(layout: &Layout, tensors: &[Tensor]) -> Result<Vec<f64>, NetworkError> {
    let mut theta = vec![0.0; layout.parameters()];
    let mut used = vec![false; tensors.len()];
    for (index, layer) in layout.layers().iter().enumerate() {
        let names = names(tensors, index);
        let mut take = |name: &str, wanted: &[usize]| {
            let place = tensors.iter().position(|tensor| tensor.name == name);
            let tensor = place.map(|place| {
                used[place] = true;
                &tensors[place]
            });
            checked(tensor, name, index + 1, wanted, tensors)
        };
        let weights = if names.transposed {
            transposed(take(&names.weight, &[layer.inputs, layer.units])?, layer)
        } else {
            take(&names.weight, &[layer.units, layer.inputs])?.to_vec()
        };
        theta[layer.weights()].copy_from_slice(&weights);
        if layer.bias {
            theta[layer.biases()].copy_from_slice(take(&names.bias, &[layer.units])?);
        }
    }
    if let Some(spare) = used.iter().position(|used| !used) {
        let (tensor, layers) = (tensors[spare].name.clone(), layout.layers().len());
        return Err(NetworkError::SpareTensor { tensor, layers });
    }
    layout.check(&theta)?;
    Ok(theta)
}

/// All parameters as PyTorch's arrays: `layer1.weight` of shape (out, in), `layer1.bias`, layer by layer.
pub(super) fn take_apart(layout: &Layout, theta: &[f64]) -> Vec<Tensor> {
    let mut tensors = Vec::new();
    for (number, layer) in (1..).zip(layout.layers()) {
        tensors.push(Tensor {
            name: format!("layer{number}.weight"),
            shape: vec![layer.units, layer.inputs],
            values: theta[layer.weights()].to_vec(),
        });
        if layer.bias {
            tensors.push(Tensor {
                name: format!("layer{number}.bias"),
                shape: vec![layer.units],
                values: theta[layer.biases()].to_vec(),
            });
        }
    }
    tensors
}

/// What the arrays of layer number `index` are called: `W1` and `b1`, or the pair number `index` of `NAME.weight` and
/// `NAME.bias`.
fn names(tensors: &[Tensor], index: usize) -> Names {
    let number = index + 1;
    if tensors.iter().any(|tensor| tensor.name == "W1") {
        return Names {
            weight: format!("W{number}"),
            bias: format!("b{number}"),
            transposed: true,
        };
    }
    let prefixes = tensors.iter().filter_map(|tensor| tensor.name.strip_suffix("weight"));
    let own = format!("layer{number}.");
    let prefix = prefixes.clone().nth(index).unwrap_or(&own);
    Names { weight: format!("{prefix}weight"), bias: format!("{prefix}bias"), transposed: false }
}

fn checked<'a>(
    tensor: Option<&'a Tensor>,
    name: &str,
    layer: usize,
    wanted: &[usize],
    tensors: &[Tensor],
) -> Result<&'a [f64], NetworkError> {
    let Some(tensor) = tensor else {
        let names = tensors.iter().map(|tensor| tensor.name.clone()).collect();
        return Err(NetworkError::MissingTensor { tensor: name.to_owned(), layer, names });
    };
    if tensor.shape != wanted || tensor.values.len() != wanted.iter().product::<usize>() {
        return Err(NetworkError::TensorShape {
            tensor: tensor.name.clone(),
            found: tensor.shape.clone(),
            layer,
            wanted: wanted.to_vec(),
        });
    }
    Ok(&tensor.values)
}

/// The textbook's weights (in, out) as PyTorch's (out, in), row by row.
fn transposed(weights: &[f64], layer: &Layer) -> Vec<f64> {
    let places =
        (0..layer.units).flat_map(|unit| (0..layer.inputs).map(move |input| (unit, input)));
    places.map(|(unit, input)| weights[input * layer.units + unit]).collect()
}
