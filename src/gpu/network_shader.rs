//! The text of a network's shader: its layers written out for their sizes, in bounded length.
//!
//! An invocation takes four samples of the grid, the components of each vector, and `ROWS` rows of the data at once: a number
//! that is read, and a weight that is blended, serves them all. The units of a layer are computed in chunks whose sums stay
//! in registers while a loop goes over the layer's inputs.
//!
//! ```text
//! for each unit u of the first layer    x0, x1 = sigmoid(sums(..))           one for each row
//!     for each output o, written out    w = weight(..); z2[o] += w * x0, w * x1
//! ```
//!
//! The origin and the directions of a plane, the data and its number of rows are read from buffers: another plane needs no
//! other text. The other way, a workgroup for every four samples whose threads share the rows, was tried on a software
//! adapter: with few rows it takes a third longer (threads idle), with a thousand a seventh less; so there is one way.

use std::fmt::Write;

use crate::objective::network::{Activation, Layer, Network, NetworkLoss};

/// Units of the last layer that are computed together at most.
const LAST_CHUNK: usize = 10;
/// Units of another layer: they are stored, and compilers take long over many different places.
const CHUNK: usize = 4;
/// Values of one invocation at most, 16 bytes each: WGSL promises a function 8 kB, and some are needed for the rest.
pub(super) const MOST_VALUES: usize = 480;

/// How the shader of a network is laid out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    /// Rows of the data that are taken together.
    pub(super) rows: usize,
    /// Numbers of a row: one for each unit of the first layer, then the targets.
    pub(super) stride: usize,
    /// The layers behind the first.
    pub(super) later: Vec<Chunks>,
    /// Whether the outputs of the first layer are kept: the next layer reads them several times.
    keeps_first: bool,
    /// Units whose values are kept.
    pub(super) kept_units: usize,
}

/// How a layer is cut into chunks of equally many units; the last chunk may have some that are none, with zero weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chunks {
    pub(super) count: usize,
    pub(super) width: usize,
    /// Where its weights begin among all of the table: chunk after chunk, input after input, unit after unit.
    pub(super) at: usize,
    /// Where its biases begin.
    pub(super) bias_at: usize,
}

impl Plan {
    pub(super) fn new(network: &Network) -> Self {
        let layout = network.layout();
        let first = layout.layers().first().map_or(0, |first| first.units);
        let targets = match network.config().loss {
            NetworkLoss::CrossEntropy => 1,
            NetworkLoss::BinaryCrossEntropy | NetworkLoss::MeanSquared => layout.outputs(),
        };
        let mut at = 0;
        let later: Vec<_> = layout
            .layers()
            .iter()
            .enumerate()
            .skip(1)
            .map(|(index, layer)| {
                let is_last = index + 1 == layout.layers().len();
                let count = layer.units.div_ceil(if is_last { LAST_CHUNK } else { CHUNK });
                let width = layer.units.div_ceil(count);
                let bias_at = at + count * width * layer.inputs;
                let chunks = Chunks { count, width, at, bias_at };
                at = bias_at + if layer.bias { count * width } else { 0 };
                chunks
            })
            .collect();
        let keeps_first = later.first().is_none_or(|layer| layer.count > 1);
        let kept: usize = later.iter().map(|layer| layer.count * layer.width).sum();
        let kept_units = kept + if keeps_first { first } else { 0 };
        // Where all is in registers, a number that is read serves four rows. What is kept in memory costs more than that
        // saves.
        let is_in_registers = !keeps_first && later.len() == 1;
        let rows = if is_in_registers { 4 } else { 1 };
        Self { rows, stride: first + targets, later, keeps_first, kept_units }
    }

    /// Numbers of all later layers' weights.
    pub(super) fn weights(&self, network: &Network) -> usize {
        let bias = network.layout().layers().last().is_some_and(|last| last.bias);
        self.later
            .last()
            .map_or(0, |last| last.bias_at + if bias { last.count * last.width } else { 0 })
    }

    /// The same statement for each row.
    fn rows(&self, statement: impl Fn(usize) -> String) -> String {
        (0..self.rows).map(statement).collect()
    }
}

/// The shader that evaluates a network over a plane; what it reads is said in `shaders/network.wgsl`.
pub fn network_source(network: &Network) -> String {
    let grid = include_str!("../../shaders/grid.wgsl");
    let evaluate = include_str!("../../shaders/network.wgsl");
    [&layers_text(network), grid, evaluate].join("\n")
}

/// The part of [`network_source`] that is made for the network's layers.
pub fn layers_text(network: &Network) -> String {
    let (layout, plan) = (network.layout(), Plan::new(network));
    let mut text = format!("const STRIDE = {}u;\nconst ROWS = {}u;\n", plan.stride, plan.rows);
    text += "fn losses_of(row: u32, a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {\n";
    text +=
        &plan.rows(|r| format!("let at{r} = STRIDE * min(row + {r}u, params.data_rows - 1u);\n"));
    let Some(first) = layout.layers().first() else { return text };
    if plan.keeps_first {
        text += &kept_first(first, &plan);
    }
    for (index, layer) in layout.layers().iter().enumerate().skip(1) {
        text += &layer_text(index, layer, first, &plan);
    }
    text += &loss_text(
        network.config().loss,
        layout.layers().len(),
        layout.outputs(),
        first.units,
        &plan,
    );
    text + "}\n"
}

/// A layer's activation of the numbers `z`.
fn activated(layer: &Layer, z: &str) -> String {
    match layer.activation {
        Activation::Identity => z.to_owned(),
        Activation::Sigmoid => format!("sigmoid({z})"),
        Activation::Tanh => format!("hyperbolic_tangent({z})"),
        Activation::Relu => format!("relu({z})"),
        Activation::LeakyRelu => {
            // A larger slope is no f32.
            let slope = layer.negative_slope.clamp(f64::from(f32::MIN), f64::from(f32::MAX));
            format!("leaky_relu({z}, f32({:?}))", slope as f32)
        }
        Activation::Gelu => format!("gelu({z})"),
        Activation::Silu => format!("silu({z})"),
        Activation::Softplus => format!("softplus({z})"),
    }
}

/// A loop over `name`, or its body alone where there is a single turn. No compiler knows its end, so that none unrolls it:
/// that would take minutes.
fn each(count: usize, name: &str, body: &str) -> String {
    if count == 1 {
        return format!("{{\nconst {name} = 0u;\n{body}}}\n");
    }
    format!("for (var {name} = 0u; {name} < {count}u + zero(); {name}++) {{\n{body}}}\n")
}

/// The outputs of the first layer, kept in `z1`.
fn kept_first(first: &Layer, plan: &Plan) -> String {
    let rows = plan.rows;
    let body = plan.rows(|r| {
        let value = activated(first, &format!("sums(at{r} + u, a, b)"));
        format!("z1[u * ROWS + {r}u] = {value};\n")
    });
    format!("var z1: array<vec4<f32>, {}>;\n{}", first.units * rows, each(first.units, "u", &body))
}

/// The outputs of layer number `index + 1`, from those of the layer before: chunk `c`, input `u`, unit `o` of the chunk.
fn layer_text(index: usize, layer: &Layer, first: &Layer, plan: &Plan) -> String {
    let (chunks, number) = (&plan.later[index - 1], index + 1);
    let Chunks { count, width, at, bias_at } = *chunks;
    let mut text = format!("var z{number}: array<vec4<f32>, {}>;\n", count * width * plan.rows);
    let mut body = String::new();
    for o in 0..width {
        let bias = format!("weight({bias_at}u + c * {width}u + {o}u, a, b)");
        let start = if layer.bias { bias } else { "vec4<f32>()".to_owned() };
        body += &format!("let bias{o} = {start};\n");
        body += &plan.rows(|r| format!("var sum{o}_{r} = bias{o};\n"));
    }
    let mut products = plan.rows(|r| {
        let value = match index {
            1 if !plan.keeps_first => activated(first, &format!("sums(at{r} + u, a, b)")),
            _ => format!("z{index}[u * ROWS + {r}u]"),
        };
        format!("let x{r} = {value};\n")
    });
    let inputs = layer.inputs;
    products += &format!("let first = {at}u + (c * {inputs}u + u) * {width}u;\n");
    for o in 0..width {
        products += &format!("let w{o} = weight(first + {o}u, a, b);\n");
        products += &plan.rows(|r| format!("sum{o}_{r} += w{o} * x{r};\n"));
    }
    body += &each(inputs, "u", &products);
    for o in 0..width {
        body += &plan
            .rows(|r| format!("z{number}[(c * {width}u + {o}u) * ROWS + {r}u] = sum{o}_{r};\n"));
    }
    text += &each(count, "c", &body);
    if layer.activation != Activation::Identity {
        // A loop of its own: written out with the sums, it would take compilers minutes.
        let value = activated(layer, &format!("z{number}[k]"));
        let kept = layer.units * plan.rows;
        text += &each(kept, "k", &format!("z{number}[k] = {value};\n"));
    }
    text
}

/// The sum of the rows' losses, of the outputs `z`; no number where an output is not finite.
fn loss_text(
    loss: NetworkLoss,
    number: usize,
    outputs: usize,
    first_units: usize,
    plan: &Plan,
) -> String {
    let each = |statement: &dyn Fn(&str) -> String| -> String {
        if outputs <= LAST_CHUNK {
            return (0..outputs).map(|o| statement(&format!("{o}u"))).collect();
        }
        each(outputs, "o", &statement("o"))
    };
    let mut text = "var bad = vec4<u32>();\nvar total = vec4<f32>();\n".to_owned();
    for r in 0..plan.rows {
        let z = |o: &str| format!("z{number}[{o} * ROWS + {r}u]");
        let target = |o: &str| format!("blocks[at{r} + {first_units}u + {o}].x");
        let _ = writeln!(text, "if row + {r}u < params.data_rows {{");
        text += &each(&|o| format!("bad |= beyond({});\n", z(o)));
        if loss == NetworkLoss::CrossEntropy {
            let _ = writeln!(text, "let label = u32({});", target("0u"));
            let _ = writeln!(text, "var highest = {};", z("0u"));
            text += &each(&|o| format!("highest = max(highest, {});\n", z(o)));
            text += "var wanted = vec4<f32>();\nvar share = vec4<f32>();\n";
            text += &each(&|o| {
                let z = z(o);
                format!(
                    "share += exp({z} - highest);\nwanted = select(wanted, {z}, label == {o});\n"
                )
            });
            text += "total += (highest - wanted) + log(share);\n";
        } else {
            let is_squared = loss == NetworkLoss::MeanSquared;
            let function = if is_squared { "mean_squared" } else { "binary_cross_entropy" };
            text += &each(&|o| format!("total += {function}({}, {});\n", z(o), target(o)));
        }
        text += "}\n";
    }
    text + "return select(total, vec4<f32>(bitcast<f32>(params.nan_bits)), bad != vec4<u32>());\n"
}
