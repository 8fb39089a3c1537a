//! A loss term with everything that is made from its graph.

use crate::expr::{Graph, NodeId, Tape, Variable, differentiate};

/// The graph of one row's term, its derivatives by the two parameters, and their programs.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) graph: Graph,
    pub(super) term: NodeId,
    /// Its derivatives by x and y.
    pub(super) first: [NodeId; 2],
    /// Its second derivatives xx, xy, yy.
    pub(super) second: [NodeId; 3],
    /// The model's own value, for a fit.
    pub(super) model: Option<NodeId>,
    /// Roots: the term.
    pub(super) loss: Tape,
    /// Roots: the term, its derivatives by x and y.
    pub(super) gradient: Tape,
    /// Roots: the second derivatives xx, xy, yy.
    pub(super) hessian: Tape,
    /// Whether the second derivatives are the same at every point.
    pub(super) is_quadratic: bool,
}

impl Compiled {
    pub(super) fn new(mut graph: Graph, term: NodeId, model: Option<NodeId>) -> Self {
        let [x, y] = [Variable::Parameter(0), Variable::Parameter(1)];
        let first = differentiate(&mut graph, term, &[x, y]);
        let by_x = differentiate(&mut graph, first[0], &[x, y]);
        let by_y = differentiate(&mut graph, first[1], &[y]);
        let (first, second) = ([first[0], first[1]], [by_x[0], by_x[1], by_y[0]]);
        let varies = |root: &NodeId| {
            graph.variables(*root).iter().any(|v| matches!(v, Variable::Parameter(_)))
        };
        Self {
            is_quadratic: !second.iter().any(varies),
            loss: Tape::new(&graph, &[term]),
            gradient: Tape::new(&graph, &[term, first[0], first[1]]),
            hessian: Tape::new(&graph, &second),
            graph,
            term,
            first,
            second,
            model,
        }
    }
}
