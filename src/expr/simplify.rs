//! Light simplification, done while nodes are made.
//!
//! Only rewrites that keep the value for every input (and with it the holes: NaN and infinity) are done; `0*x` stays, since
//! it is NaN where `x` is not finite.

use super::graph::{Graph, Node, NodeId};
use super::operator::Op;

/// Integer powers up to this size are written as multiplications: exact signs for negative bases, also in WGSL.
const LARGEST_INTEGER_POWER: f64 = 1024.0;

impl Graph {
    /// The node of `op` applied to `arguments`, or a simpler node of the same value.
    ///
    /// # Panics
    /// When the number of arguments is not the operator's arity.
    pub fn apply(&mut self, op: Op, arguments: &[NodeId]) -> NodeId {
        assert_eq!(arguments.len(), op.arity(), "{op:?} takes {} arguments", op.arity());
        let last = arguments[arguments.len() - 1];
        let mut padded = [last; 3];
        padded[..arguments.len()].copy_from_slice(arguments);
        if op.is_commutative() && padded[0] > padded[1] {
            padded = [padded[1], padded[0], padded[0]];
        }
        if let Some(value) = self.folded(op, padded) {
            return self.constant(value);
        }
        match self.rewritten(op, padded) {
            Some(simpler) => simpler,
            None => self.intern(Node::Apply(op, padded)),
        }
    }

    /// `a + b`
    pub fn add(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.apply(Op::Add, &[a, b])
    }

    /// `a - b`
    pub fn sub(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.apply(Op::Sub, &[a, b])
    }

    /// `a * b`
    pub fn mul(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.apply(Op::Mul, &[a, b])
    }

    /// `a / b`
    pub fn div(&mut self, a: NodeId, b: NodeId) -> NodeId {
        self.apply(Op::Div, &[a, b])
    }

    /// `-a`
    pub fn neg(&mut self, a: NodeId) -> NodeId {
        self.apply(Op::Neg, &[a])
    }

    /// `if condition != 0 { yes } else { no }`
    pub fn select(&mut self, condition: NodeId, yes: NodeId, no: NodeId) -> NodeId {
        self.apply(Op::Select, &[condition, yes, no])
    }

    /// The value of `op` on constants, where it is finite: a value that is not stays an operation, since WGSL refuses
    /// such constants.
    fn folded(&self, op: Op, [a, b, c]: [NodeId; 3]) -> Option<f64> {
        let (a, b, c) = (self.constant_value(a)?, self.constant_value(b)?, self.constant_value(c)?);
        Some(op.value([a, b, c])).filter(|value| value.is_finite())
    }

    fn rewritten(&mut self, op: Op, [a, b, c]: [NodeId; 3]) -> Option<NodeId> {
        let (x, y) = (self.constant_value(a), self.constant_value(b));
        match op {
            Op::Add if x == Some(0.0) => Some(b),
            Op::Add | Op::Sub if y == Some(0.0) => Some(a),
            Op::Sub if x == Some(0.0) => Some(self.neg(b)),
            Op::Add => match (self.negated(a), self.negated(b)) {
                (_, Some(b)) => Some(self.sub(a, b)),
                (Some(a), None) => Some(self.sub(b, a)),
                (None, None) => None,
            },
            Op::Sub => self.negated(b).map(|b| self.add(a, b)),
            Op::Mul if x == Some(1.0) => Some(b),
            Op::Mul | Op::Div if y == Some(1.0) => Some(a),
            Op::Mul if x == Some(-1.0) => Some(self.neg(b)),
            Op::Mul | Op::Div if y == Some(-1.0) => Some(self.neg(a)),
            Op::Neg => match self.node(a) {
                Node::Apply(Op::Neg, [inner, ..]) => Some(inner),
                Node::Apply(Op::Sub, [left, right, _]) => Some(self.sub(right, left)),
                _ => None,
            },
            Op::Pow => match y {
                Some(0.5) => Some(self.apply(Op::Sqrt, &[a])),
                Some(n) if n.fract() == 0.0 && n.abs() <= LARGEST_INTEGER_POWER => {
                    Some(self.integer_power(a, n))
                }
                _ => None,
            },
            Op::Select if b == c => Some(b),
            Op::Select => x.map(|condition| if condition == 0.0 { c } else { b }),
            _ => None,
        }
    }

    fn negated(&self, id: NodeId) -> Option<NodeId> {
        match self.node(id) {
            Node::Apply(Op::Neg, [inner, ..]) => Some(inner),
            _ => None,
        }
    }

    /// `base^exponent` by repeated squaring; `exponent` is a whole number.
    fn integer_power(&mut self, base: NodeId, exponent: f64) -> NodeId {
        let one = self.constant(1.0);
        let (mut power, mut square, mut left) = (one, base, exponent.abs() as u32);
        while left > 0 {
            if left % 2 == 1 {
                power = self.mul(power, square);
            }
            left /= 2;
            if left > 0 {
                square = self.mul(square, square);
            }
        }
        if exponent < 0.0 { self.div(one, power) } else { power }
    }
}
