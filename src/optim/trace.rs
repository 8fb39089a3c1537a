//! An elementwise rule read as a formula: the same text that runs on `f64`, run on nodes of an expression graph.

use super::elementwise::Rule;
use super::real::Real;
use crate::expr::{Graph, NodeId, Op, Variable};
use std::array;
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A rule as an expression graph, from which values and WGSL come.
#[derive(Clone, Debug)]
pub struct UpdateFormula {
    /// The graph; input `i` is its `Variable::Constant(i)`.
    pub graph: Graph,
    /// What the inputs are: the point, the gradient (of the negated loss when maximizing), the state values, the scalars of
    /// the step.
    pub inputs: Vec<&'static str>,
    /// The new point, then the new state values.
    pub outputs: Vec<NodeId>,
}

/// Traces one parameter's update.
pub(super) fn trace<U: Rule<K, S>, const K: usize, const S: usize>(rule: &U) -> UpdateFormula {
    let graph = RefCell::new(Graph::new());
    let input = |index: usize| {
        let index = u16::try_from(index).expect("a rule has fewer than 2^16 inputs");
        Traced { graph: &graph, node: graph.borrow_mut().variable(Variable::Constant(index)) }
    };
    let state = array::from_fn(|k| input(2 + k));
    let scalars = array::from_fn(|s| input(2 + K + s));
    let (point, state) = rule.update(input(0), input(1), state, scalars);
    let outputs = [point].into_iter().chain(state).map(|traced| traced.node).collect();
    let inputs = ["point", "gradient"].into_iter().chain(U::STATE).chain(U::SCALARS).collect();
    UpdateFormula { graph: graph.into_inner(), inputs, outputs }
}

/// A node that stands for a number.
#[derive(Clone, Copy)]
struct Traced<'a> {
    graph: &'a RefCell<Graph>,
    node: NodeId,
}

impl Traced<'_> {
    fn apply(self, op: Op, others: &[Self]) -> Self {
        let arguments: Vec<NodeId> =
            [self].iter().chain(others).map(|traced| traced.node).collect();
        Self { node: self.graph.borrow_mut().apply(op, &arguments), ..self }
    }
}

impl Neg for Traced<'_> {
    type Output = Self;

    fn neg(self) -> Self {
        self.apply(Op::Neg, &[])
    }
}

/// An operator on two nodes, and on a node and a constant.
macro_rules! binary {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait for Traced<'_> {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                self.apply(Op::$trait, &[other])
            }
        }

        impl $trait<f64> for Traced<'_> {
            type Output = Self;

            fn $method(self, other: f64) -> Self {
                self.apply(Op::$trait, &[self.constant(other)])
            }
        }
    )*};
}

binary!(Add add, Sub sub, Mul mul, Div div);

impl Real for Traced<'_> {
    fn sqrt(self) -> Self {
        self.apply(Op::Sqrt, &[])
    }

    fn abs(self) -> Self {
        self.apply(Op::Abs, &[])
    }

    fn sign(self) -> Self {
        self.apply(Op::Sign, &[])
    }

    fn max(self, other: Self) -> Self {
        self.apply(Op::Max, &[other])
    }

    fn min(self, other: Self) -> Self {
        self.apply(Op::Min, &[other])
    }

    fn if_positive(self, then: Self, otherwise: Self) -> Self {
        let is_positive = self.constant(0.0).apply(Op::Less, &[self]);
        is_positive.apply(Op::Select, &[then, otherwise])
    }

    fn constant(self, value: f64) -> Self {
        Self { node: self.graph.borrow_mut().constant(value), ..self }
    }
}
