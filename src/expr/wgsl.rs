//! The graph as WGSL text, in f32.
//!
//! Flat: one `let` per node. WGSL evaluates what it can at compile time and refuses constants that are not finite, so a
//! number beyond f32 comes from a helper that reads it at run time, and an operation on numbers alone (one that folding left
//! because its value is not finite) gets them through a function, which makes them run-time values.

use super::graph::{Graph, Node, NodeId, Variable};

/// The helper functions that emitted code calls; all names begin with `fl_`.
///
/// The shader that includes them declares a uniform or storage variable `params` with the members `nan_bits: u32`
/// (0x7fc00000) and `inf_bits: u32` (0x7f800000).
pub fn wgsl_prelude() -> &'static str {
    include_str!("prelude.wgsl")
}

/// `fn name(p: vec2<f32>, row: u32) -> f32`, or `-> vec2<f32>` to `vec4<f32>` for several roots and an array for more.
///
/// Parameters are `p.x` and `p.y`. The including shader has [`wgsl_prelude`] and, where they are used, declares
/// `fn constant(index: u32) -> f32` and `fn column(index: u32, row: u32) -> f32`.
pub fn wgsl_function(graph: &Graph, roots: &[NodeId], name: &str) -> String {
    let live = graph.live(roots);
    let result = match roots.len() {
        1 => "f32".to_owned(),
        n @ 2..=4 => format!("vec{n}<f32>"),
        n => format!("array<f32, {n}>"),
    };
    let mut text = format!("fn {name}(p: vec2<f32>, row: u32) -> {result} {{\n");
    for (index, node) in graph.nodes().iter().enumerate().filter(|(index, _)| live[*index]) {
        let value = match node {
            Node::Constant(_) | Node::Variable(Variable::Parameter(_)) => continue,
            Node::Variable(Variable::Constant(i)) => format!("constant({i}u)"),
            Node::Variable(Variable::Column(i)) => format!("column({i}u, row)"),
            Node::Apply(op, _) => applied(graph, node, op.row().wgsl),
        };
        text += &format!("    let v{index} = {value};\n");
    }
    let values: Vec<String> = roots.iter().map(|root| operand(graph, *root)).collect();
    let value = if values.len() == 1 {
        values[0].clone()
    } else {
        format!("{result}({})", values.join(", "))
    };
    text += &format!("    return {value};\n}}\n");
    text
}

/// The operator's template with its arguments filled in.
fn applied(graph: &Graph, node: &Node, template: &str) -> String {
    let arguments = node.arguments();
    let only_numbers = arguments.iter().all(|id| graph.constant_value(*id).is_some());
    let mut text = template.to_owned();
    for (place, argument) in arguments.iter().enumerate() {
        let mut operand = operand(graph, *argument);
        if only_numbers {
            operand = format!("fl_runtime({operand})");
        }
        text = text.replace(&format!("{{{place}}}"), &operand);
    }
    text
}

fn operand(graph: &Graph, id: NodeId) -> String {
    match graph.node(id) {
        Node::Constant(bits) => literal(f64::from_bits(bits)),
        Node::Variable(Variable::Parameter(0)) => "p.x".to_owned(),
        Node::Variable(Variable::Parameter(_)) => "p.y".to_owned(),
        _ => format!("v{}", id.index()),
    }
}

/// An f32 literal, a negative one in parentheses; numbers beyond f32, and zero, at run time.
fn literal(value: f64) -> String {
    let rounded = value as f32;
    if rounded.is_nan() {
        "fl_nan()".to_owned()
    } else if rounded.is_infinite() {
        if rounded > 0.0 { "fl_inf()".to_owned() } else { "(-fl_inf())".to_owned() }
    } else if rounded.abs() < f32::MIN_POSITIVE {
        "fl_zero()".to_owned()
    } else if rounded < 0.0 {
        format!("({rounded:?}f)")
    } else {
        format!("{rounded:?}f")
    }
}
