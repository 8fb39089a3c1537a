//! The passes of one block of rows through a network: forwards, backwards, and both along a direction.
//!
//! Backpropagation is that of Rumelhart, Hinton and Williams (1986). The product of the Hessian with a direction v is
//! Pearlmutter's (1994): every quantity q of the two passes has a tangent R{q}, its derivative along v, which the rules of
//! differentiation carry through the same passes.
//!
//! ```text
//! forwards   z = a W + b          R{z} = R{a} W + a V + c            (W, b) the parameters, (V, c) the direction
//!            a' = f(z)            R{a'} = f'(z) R{z}
//! backwards  d = g f'(z)          R{d} = R{g} f'(z) + g f''(z) R{z}  g the derivative by a'
//!            dW += a^T d          R{dW} += R{a}^T d + a^T R{d}
//!            g_below = d W^T      R{g_below} = R{d} W^T + d V^T
//! ```
//!
//! A table of rows by units is stored unit after unit, as nalgebra stores matrices. So PyTorch's weights (out, in), row by
//! row, are the matrix W of shape (in, out) of the textbook's a W.

use nalgebra::{DMatrixView, DMatrixViewMut, Dyn, MatrixView};

use super::layout::{Layer, Layout};
use super::scratch::{LayerScratch, Scratch};

/// Products with a side shorter than this are done column by column, without a packed copy of either factor.
const SHORT: usize = 6;

/// How much of a layer's function a forward pass keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// The values.
    Values,
    /// The values and both derivatives.
    Derivatives,
}

/// Inputs of a layer: those of the block, or the outputs of the layer below.
fn below<'a>(
    layers: &'a [LayerScratch],
    inputs: &'a [f64],
    layer: &Layer,
    rows: usize,
) -> &'a [f64] {
    layers.last().map_or(inputs, |below| &below.outputs[..rows * layer.inputs])
}

/// Runs a block through all layers; the last one's outputs are the network's.
pub(super) fn forward(
    layout: &Layout,
    theta: &[f64],
    inputs: &[f64],
    rows: usize,
    keep: Keep,
    scratch: &mut Scratch,
) {
    for (index, layer) in layout.layers().iter().enumerate() {
        let (done, rest) = scratch.layers.split_at_mut(index);
        let own = &mut rest[0];
        let outputs = &mut own.outputs[..rows * layer.units];
        set_biases(outputs, &theta[layer.biases()], rows);
        add_product(
            outputs,
            below(done, inputs, layer, rows),
            &theta[layer.weights()],
            layer,
            rows,
        );
        let (activation, slope) = (layer.activation, layer.negative_slope);
        match keep {
            Keep::Values => outputs.iter_mut().for_each(|z| *z = activation.value(slope, *z)),
            Keep::Derivatives => {
                let derivatives = own.slopes.iter_mut().zip(&mut own.curvatures);
                for (z, (first, second)) in outputs.iter_mut().zip(derivatives) {
                    [*z, *first, *second] = activation.jet(slope, *z);
                }
            }
        }
    }
}

/// The tangents of all layers along `direction`, after [`forward`] with derivatives.
pub(super) fn forward_tangent(
    layout: &Layout,
    theta: &[f64],
    direction: &[f64],
    inputs: &[f64],
    rows: usize,
    scratch: &mut Scratch,
) {
    for (index, layer) in layout.layers().iter().enumerate() {
        let (done, rest) = scratch.layers.split_at_mut(index);
        let own = &mut rest[0];
        let sums = &mut own.sum_tangents[..rows * layer.units];
        set_biases(sums, &direction[layer.biases()], rows);
        add_product(
            sums,
            below(done, inputs, layer, rows),
            &direction[layer.weights()],
            layer,
            rows,
        );
        if let Some(below) = done.last() {
            let tangents = &below.tangents[..rows * layer.inputs];
            add_product(sums, tangents, &theta[layer.weights()], layer, rows);
        }
        for ((tangent, sum), slope) in own.tangents.iter_mut().zip(sums).zip(&own.slopes) {
            *tangent = slope * *sum;
        }
    }
}

/// Adds a block's gradient, from the derivatives by the network's outputs that stand in `scratch.upstream[0]`.
pub(super) fn backward(
    layout: &Layout,
    theta: &[f64],
    inputs: &[f64],
    rows: usize,
    scratch: &mut Scratch,
    gradient: &mut [f64],
) {
    for (index, layer) in layout.layers().iter().enumerate().rev() {
        let (done, rest) = scratch.layers.split_at_mut(index);
        let [upstream, next] = &mut scratch.upstream;
        let delta = &mut upstream[..rows * layer.units];
        delta.iter_mut().zip(&rest[0].slopes).for_each(|(g, slope)| *g *= slope);
        add_gradient(layer, below(done, inputs, layer, rows), delta, rows, gradient);
        add_bias_gradient(layer, delta, rows, gradient);
        if index > 0 {
            let next = &mut next[..rows * layer.inputs];
            set_transposed(next, delta, &theta[layer.weights()], layer, rows, 0.0);
            scratch.upstream.swap(0, 1);
        }
    }
}

/// Adds a block's product of the Hessian with `direction`; the derivatives by the outputs stand in `scratch.upstream[0]`,
/// their tangents in `scratch.upstream_tangent[0]`.
pub(super) fn backward_tangent(
    layout: &Layout,
    theta: &[f64],
    direction: &[f64],
    inputs: &[f64],
    rows: usize,
    scratch: &mut Scratch,
    product: &mut [f64],
) {
    for (index, layer) in layout.layers().iter().enumerate().rev() {
        let (done, rest) = scratch.layers.split_at_mut(index);
        let ([upstream, next], [tangents, next_tangents]) =
            (&mut scratch.upstream, &mut scratch.upstream_tangent);
        let (delta, tangent) =
            (&mut upstream[..rows * layer.units], &mut tangents[..rows * layer.units]);
        differentiate(&rest[0], delta, tangent);
        add_gradient(layer, below(done, inputs, layer, rows), tangent, rows, product);
        add_bias_gradient(layer, tangent, rows, product);
        if let Some(below) = done.last() {
            let weights = layer.weights();
            add_gradient(layer, &below.tangents[..rows * layer.inputs], delta, rows, product);
            let next = &mut next[..rows * layer.inputs];
            set_transposed(next, delta, &theta[weights.clone()], layer, rows, 0.0);
            let next = &mut next_tangents[..rows * layer.inputs];
            set_transposed(next, tangent, &theta[weights.clone()], layer, rows, 0.0);
            set_transposed(next, delta, &direction[weights], layer, rows, 1.0);
            scratch.upstream.swap(0, 1);
            scratch.upstream_tangent.swap(0, 1);
        }
    }
}

/// g becomes g f'(z), and R{g} becomes R{g} f'(z) + g f''(z) R{z}.
fn differentiate(layer: &LayerScratch, delta: &mut [f64], tangent: &mut [f64]) {
    let functions = layer.slopes.iter().zip(&layer.curvatures).zip(&layer.sum_tangents);
    for ((g, r), ((slope, curvature), sum)) in delta.iter_mut().zip(tangent).zip(functions) {
        *r = *r * slope + *g * curvature * sum;
        *g *= slope;
    }
}

pub(super) fn set_biases(sums: &mut [f64], biases: &[f64], rows: usize) {
    if biases.is_empty() {
        sums.fill(0.0);
    }
    sums.chunks_exact_mut(rows).zip(biases).for_each(|(sums, bias)| sums.fill(*bias));
}

/// The transpose of a table of so many rows and columns, in place.
fn transposed(
    table: &[f64],
    rows: usize,
    columns: usize,
) -> MatrixView<'_, f64, Dyn, Dyn, Dyn, Dyn> {
    MatrixView::<f64, Dyn, Dyn, Dyn, Dyn>::from_slice_with_strides(table, columns, rows, rows, 1)
}

/// z += a W
pub(super) fn add_product(
    sums: &mut [f64],
    below: &[f64],
    weights: &[f64],
    layer: &Layer,
    rows: usize,
) {
    let below = DMatrixView::from_slice(below, rows, layer.inputs);
    let weights = DMatrixView::from_slice(weights, layer.inputs, layer.units);
    DMatrixViewMut::from_slice(sums, rows, layer.units).gemm(1.0, &below, &weights, 1.0);
}

/// g_below = keep g_below + d W^T
fn set_transposed(
    below: &mut [f64],
    delta: &[f64],
    weights: &[f64],
    layer: &Layer,
    rows: usize,
    keep: f64,
) {
    let delta = DMatrixView::from_slice(delta, rows, layer.units);
    let weights = transposed(weights, layer.inputs, layer.units);
    DMatrixViewMut::from_slice(below, rows, layer.inputs).gemm(1.0, &delta, &weights, keep);
}

/// dW += a^T d
fn add_gradient(layer: &Layer, below: &[f64], delta: &[f64], rows: usize, gradient: &mut [f64]) {
    let mut sum =
        DMatrixViewMut::from_slice(&mut gradient[layer.weights()], layer.inputs, layer.units);
    let delta = DMatrixView::from_slice(delta, rows, layer.units);
    if layer.inputs.min(layer.units).min(rows) < SHORT {
        sum.gemm_tr(1.0, &DMatrixView::from_slice(below, rows, layer.inputs), &delta, 1.0);
    } else {
        sum.gemm(1.0, &transposed(below, rows, layer.inputs), &delta, 1.0);
    }
}

/// db += sum of d over the rows
fn add_bias_gradient(layer: &Layer, delta: &[f64], rows: usize, gradient: &mut [f64]) {
    for (sum, delta) in gradient[layer.biases()].iter_mut().zip(delta.chunks_exact(rows)) {
        *sum += delta.iter().sum::<f64>();
    }
}
