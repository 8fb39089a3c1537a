//! How far a loss computed in f32 from the emitted WGSL may lie from its f64 value: forward error propagation.
//!
//! Each node's bound is its operator's own tolerance (from the table, so from the WGSL specification) plus how far the
//! operator's value moves when its arguments move by their bounds. The second part is evaluated at the corners of the box
//! of arguments, not by a derivative: so a `floor` about to jump, a square root at 0 and a product of two errors count too.
//! The box ends at 0 for arguments that cannot be negative, such as squares, so that roots of them have a bound at 0 too.

use super::graph::{Graph, Node, NodeId, Variable};
use super::operator::{F32_EPSILON, Op};

/// An input: its f64 value and how far the f32 number that the GPU sees may lie from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The value in f64.
    pub value: f64,
    /// The largest absolute difference of the f32 value.
    pub error: f64,
}

impl Measured {
    /// A number that the GPU gets rounded to f32.
    pub fn rounded(value: f64) -> Self {
        Self { value, error: (value - f64::from(value as f32)).abs() }
    }
}

/// A root's value and the largest absolute error of its f32 value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The f64 value.
    pub value: f64,
    /// The largest absolute error; infinite where nothing can be promised (the value, or one on the way to it, is not
    /// finite in f32, or rounding may cross a pole or the edge of a function's domain).
    pub error: f64,
}

/// The error bound of one root, made once and used for many points.
#[derive(Clone, Debug)]
pub struct ErrorBound {
    /// The live nodes, and whether the value of each cannot be negative.
    nodes: Vec<(Node, bool)>,
    places: Vec<usize>,
}

impl ErrorBound {
    /// Prepares the bound of `root`.
    pub fn new(graph: &Graph, root: NodeId) -> Self {
        let live = graph.live(&[root]);
        let mut places = vec![0; graph.len()];
        let mut nodes: Vec<(Node, bool)> = Vec::new();
        for (index, node) in graph.nodes().iter().enumerate().filter(|(index, _)| live[*index]) {
            places[index] = nodes.len();
            let never_negative = never_negative(node, |id| nodes[places[id.index()]].1);
            nodes.push((*node, never_negative));
        }
        Self { nodes, places }
    }

    /// The bound at a point: values and errors of parameters, constants and columns, by index.
    ///
    /// # Panics
    /// When the root uses an input that is not given.
    pub fn at(
        &self,
        parameters: &[Measured],
        constants: &[Measured],
        columns: &[Measured],
    ) -> Bound {
        let mut measured: Vec<Measured> = Vec::with_capacity(self.nodes.len());
        for (node, _) in &self.nodes {
            let next = match node {
                Node::Constant(bits) => Measured::rounded(f64::from_bits(*bits)),
                Node::Variable(Variable::Parameter(index)) => parameters[usize::from(*index)],
                Node::Variable(Variable::Constant(index)) => constants[usize::from(*index)],
                Node::Variable(Variable::Column(index)) => columns[usize::from(*index)],
                Node::Apply(op, arguments) => {
                    let places = arguments.map(|id| self.places[id.index()]);
                    applied(*op, places.map(|place| (measured[place], self.nodes[place].1)))
                }
            };
            measured.push(next);
        }
        let root = measured.last().expect("the root itself is live");
        Bound {
            value: root.value,
            error: if root.error.is_nan() { f64::INFINITY } else { root.error },
        }
    }
}

/// Whether a node's f32 value cannot be negative, however its arguments are rounded: rounding itself keeps the sign.
fn never_negative(node: &Node, known: impl Fn(NodeId) -> bool) -> bool {
    match node {
        Node::Constant(bits) => f64::from_bits(*bits) >= 0.0,
        Node::Variable(_) => false,
        Node::Apply(op, [a, b, _]) => match op {
            Op::Abs | Op::Exp | Op::Sqrt | Op::Hypot | Op::Relu => true,
            Op::Mul => a == b || known(*a) && known(*b),
            Op::Add | Op::Div | Op::Min => known(*a) && known(*b),
            Op::Max => known(*a) || known(*b),
            _ => false,
        },
    }
}

/// The value and error of `op`; of each argument also whether it cannot be negative.
fn applied(op: Op, arguments: [(Measured, bool); 3]) -> Measured {
    let exact = arguments.map(|(argument, _)| argument.value);
    let value = op.value(exact);
    if !value.is_finite() || value.abs() > f64::from(f32::MAX) * (1.0 - F32_EPSILON) {
        return Measured { value, error: f64::INFINITY };
    }
    let mut moved: f64 = 0.0;
    for corner in 0..3_i32.pow(op.arity() as u32) {
        let side = |place: u32| f64::from(corner / 3_i32.pow(place) % 3 - 1);
        let mut shifted = exact;
        for place in 0..op.arity() {
            let (argument, never_negative) = arguments[place];
            shifted[place] += side(place as u32) * argument.error;
            if never_negative && shifted[place] < 0.0 {
                shifted[place] = 0.0;
            }
        }
        let difference = (op.value(shifted) - value).abs();
        moved = if difference.is_nan() { f64::INFINITY } else { moved.max(difference) };
    }
    Measured { value, error: (op.row().tolerance)(exact, value) + moved }
}
