//! The expression graph: hash-consed nodes, arguments always before the nodes that use them.

use std::collections::HashMap;

use super::operator::Op;

/// What a formula can refer to; the number is an index into the list of that kind in the formula's [`Scope`](super::Scope).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variable {
    /// A coordinate of the point at which the loss is evaluated (`x`, `y`, or a fit's `a`, `b`).
    Parameter(u16),
    /// A named number that the user can move by a slider.
    Constant(u16),
    /// A column of the data, one value per row.
    Column(u16),
}

/// The index of a node in its [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The position in [`Graph::nodes`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One node of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A number, as the bits of its f64 (so that NaN and -0 are equal to themselves only).
    Constant(u64),
    /// A value given from outside.
    Variable(Variable),
    /// An operator and its arguments; places beyond the operator's arity repeat the last argument.
    Apply(Op, [NodeId; 3]),
}

impl Node {
    /// The nodes that this one is computed from.
    pub fn arguments(&self) -> &[NodeId] {
        match self {
            Node::Apply(op, arguments) => &arguments[..op.arity()],
            Node::Constant(_) | Node::Variable(_) => &[],
        }
    }
}

/// Expressions that share their common parts.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    ids: HashMap<Node, NodeId>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// All nodes; the arguments of a node stand before it.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The node of that id.
    pub fn node(&self, id: NodeId) -> Node {
        self.nodes[id.index()]
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node of a number.
    pub fn constant(&mut self, value: f64) -> NodeId {
        self.intern(Node::Constant(value.to_bits()))
    }

    /// The node of a variable.
    pub fn variable(&mut self, variable: Variable) -> NodeId {
        self.intern(Node::Variable(variable))
    }

    /// The number that a node stands for, if it is a constant.
    pub fn constant_value(&self, id: NodeId) -> Option<f64> {
        match self.node(id) {
            Node::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The node equal to `node`: the one there is, or a new one.
    pub(super) fn intern(&mut self, node: Node) -> NodeId {
        let nodes = &mut self.nodes;
        *self.ids.entry(node).or_insert_with(|| {
            let id = u32::try_from(nodes.len()).expect("formulas are short: fewer than 2^32 nodes");
            nodes.push(node);
            NodeId(id)
        })
    }

    /// For every node, whether one of `roots` depends on it.
    pub fn live(&self, roots: &[NodeId]) -> Vec<bool> {
        let mut live = vec![false; self.len()];
        for root in roots {
            live[root.index()] = true;
        }
        for (index, node) in self.nodes.iter().enumerate().rev() {
            if live[index] {
                for argument in node.arguments() {
                    live[argument.index()] = true;
                }
            }
        }
        live
    }

    /// The variables that `root` depends on, in order.
    pub fn variables(&self, root: NodeId) -> Vec<Variable> {
        let live = self.live(&[root]);
        let used = self.nodes.iter().zip(live).filter(|(_, live)| *live);
        let mut variables: Vec<Variable> = used
            .filter_map(|(node, _)| match node {
                Node::Variable(variable) => Some(*variable),
                _ => None,
            })
            .collect();
        variables.sort_unstable();
        variables
    }
}
