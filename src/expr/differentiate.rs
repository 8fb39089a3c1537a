//! Symbolic derivatives by reverse mode: one backward loop gives the whole gradient, as nodes of the same graph.
//!
//! Run on a gradient's components it gives the Hessian. An adjoint that is zero for every input is `None` and makes no
//! nodes, so no `0 * x` ever stands in for a user's value (it would be NaN where `x` is not finite).

use super::graph::{Graph, Node, NodeId, Variable};
use super::operator::Applied;

/// The partial derivatives of `root` by each of `wrt`, in that order.
pub fn differentiate(graph: &mut Graph, root: NodeId, wrt: &[Variable]) -> Vec<NodeId> {
    let active = active(graph, root, wrt);
    let mut adjoints: Vec<Option<NodeId>> = vec![None; root.index() + 1];
    adjoints[root.index()] = Some(graph.constant(1.0));

    for index in (0..=root.index()).rev() {
        let out = NodeId(index as u32);
        let (Some(seed), Node::Apply(op, [a, b, c])) = (adjoints[index], graph.node(out)) else {
            continue;
        };
        let applied = Applied { seed, a, b, c, out };
        for (place, argument) in [a, b, c].into_iter().enumerate().take(op.arity()) {
            if !active[argument.index()] {
                continue;
            }
            if let Some(adjoint) = (op.row().adjoint)(graph, applied, place) {
                let sum =
                    adjoints[argument.index()].map_or(adjoint, |other| graph.add(other, adjoint));
                adjoints[argument.index()] = Some(sum);
            }
        }
    }

    let zero = graph.constant(0.0);
    let derivative = |variable: &Variable| {
        let node = graph.variable(*variable);
        adjoints.get(node.index()).copied().flatten().unwrap_or(zero)
    };
    wrt.iter().map(derivative).collect()
}

/// For every node up to `root`, whether it depends on one of `wrt`.
fn active(graph: &Graph, root: NodeId, wrt: &[Variable]) -> Vec<bool> {
    let mut active = vec![false; root.index() + 1];
    for (index, node) in graph.nodes().iter().enumerate().take(root.index() + 1) {
        active[index] = match node {
            Node::Constant(_) => false,
            Node::Variable(variable) => wrt.contains(variable),
            Node::Apply(..) => node.arguments().iter().any(|argument| active[argument.index()]),
        };
    }
    active
}
