//! What is known about an operator: one row of one table gives its name, value, derivative, WGSL and f32 accuracy.
//!
//! Derivatives at kinks follow PyTorch: `abs'(0) = sign'(x) = floor'(x) = relu'(0) = 0`, `sqrt'(0)` is infinite, ties of `min`
//! and `max` give each argument half, `hypot` has no derivative (NaN) at the origin.

use super::graph::{Graph, NodeId};

pub use super::operator_table::Op;

/// The gap between neighbouring f32 numbers just above 1, the unit of the accuracies.
pub const F32_EPSILON: f64 = f32::EPSILON as f64;

/// How an operator is written in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By a symbol that the grammar knows.
    Symbol,
    /// As `name(arguments)`.
    Function,
    /// As `name(arguments)` with two arguments or more, joined from the left.
    Fold,
    /// Not at all: only derivatives and losses use it.
    Internal,
}

/// A row of the table: everything about one operator.
#[derive(Debug)]
pub struct Operator {
    /// The operator that the row describes.
    pub op: Op,
    /// Its symbol or function name.
    pub name: &'static str,
    /// How it is written.
    pub form: Form,
    /// The number of its arguments, 1 to 3.
    pub arity: usize,
    /// Its f64 value.
    pub value: fn(f64, f64, f64) -> f64,
    /// The adjoint that argument number `i` receives; `None` where it is zero for every input.
    pub adjoint: fn(&mut Graph, Applied, usize) -> Option<NodeId>,
    /// Its WGSL, with `{0}`, `{1}`, `{2}` for the arguments.
    pub wgsl: &'static str,
    /// The largest absolute error of the WGSL's f32 value, given the exact arguments and value: from the accuracy section
    /// of the WGSL specification, and for helper functions by following their steps.
    pub tolerance: fn([f64; 3], f64) -> f64,
    /// Arguments to test with: ordinary ones, both signs, large and small.
    pub samples: &'static [[f64; 3]],
}

/// An operator's application, seen from its result backward.
#[derive(Clone, Copy, Debug)]
pub struct Applied {
    /// The adjoint of the result.
    pub seed: NodeId,
    /// The first argument.
    pub a: NodeId,
    /// The second argument (the first again where there is none).
    pub b: NodeId,
    /// The third argument (the last again where there is none).
    pub c: NodeId,
    /// The result.
    pub out: NodeId,
}

impl Op {
    /// The operator's row of the table.
    pub fn row(self) -> &'static Operator {
        &Op::TABLE[self as usize]
    }

    /// The number of arguments.
    pub fn arity(self) -> usize {
        self.row().arity
    }

    /// The f64 value; arguments beyond the arity are ignored.
    pub fn value(self, [a, b, c]: [f64; 3]) -> f64 {
        (self.row().value)(a, b, c)
    }

    /// Whether the order of the two arguments does not matter, to the last bit.
    pub fn is_commutative(self) -> bool {
        matches!(self, Op::Add | Op::Mul | Op::Equal)
    }

    /// The operator of a function name in a formula.
    pub fn function(name: &str) -> Option<Op> {
        let mut rows = Op::TABLE.iter();
        rows.find(|row| row.name == name && matches!(row.form, Form::Function | Form::Fold))
            .map(|row| row.op)
    }

    /// The names of all functions that a formula can call.
    pub fn functions() -> impl Iterator<Item = &'static str> {
        let rows = Op::TABLE.iter().filter(|row| matches!(row.form, Form::Function | Form::Fold));
        rows.map(|row| row.name)
    }
}

/// Applies `value` lane by lane.
#[inline(always)]
pub(super) fn map_lanes<const N: usize>(
    [a, b, c]: [&[f64; N]; 3],
    out: &mut [f64; N],
    value: impl Fn(f64, f64, f64) -> f64,
) {
    for lane in 0..N {
        out[lane] = value(a[lane], b[lane], c[lane]);
    }
}

/// Makes the operators' enum, their table and the lane-wise evaluation from the rows.
macro_rules! operators {
    ($($(#[$doc:meta])* $op:ident $form:ident $name:literal $arity:literal {
        value: $value:expr,
        adjoint: $adjoint:expr,
        wgsl: $wgsl:literal,
        tolerance: $tolerance:expr,
        samples: $samples:expr $(,)?
    })*) => {
        /// An operator of the expression graph.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Op { $($(#[$doc])* $op,)* }

        impl Op {
            /// One row per operator, in the order of the enum.
            pub const TABLE: &'static [Operator] = &[$(Operator {
                op: Op::$op,
                name: $name,
                form: Form::$form,
                arity: $arity,
                value: $value,
                adjoint: $adjoint,
                wgsl: $wgsl,
                tolerance: $tolerance,
                samples: $samples,
            },)*];

            /// The f64 values of `N` lanes.
            #[inline(always)]
            pub(super) fn lanes<const N: usize>(self, arguments: [&[f64; N]; 3], out: &mut [f64; N]) {
                match self { $(Op::$op => map_lanes(arguments, out, $value),)* }
            }
        }
    };
}
pub(super) use operators;
