//! The expression compiler: one pass a file, from text to a graph, its derivatives, its value and its WGSL.
//!
//! ```text
//! text --lex--> tokens --parse--> Graph --differentiate--> Graph
//!                                   |                        |
//!                        wgsl (f32 text for the GPU)   Tape (f64 on the CPU), error_bound (f32 against f64)
//! ```
//!
//! A [`Graph`] is a list of nodes in which every node comes after its arguments, so each pass is a plain loop forward or
//! backward over that list: no recursion, hence no stack to overflow, however long the formula is. Equal nodes are
//! stored once, so a value that a formula and its gradient share is also computed once.
//!
//! Everything that is known about an operator (name, value, derivative, WGSL, f32 accuracy) is one row of the table in
//! [`operator`].

pub mod operator;

mod differentiate;
mod error_bound;
mod evaluate;
mod graph;
mod lex;
mod nearest;
mod operator_rules;
mod operator_table;
mod parse;
mod simplify;
mod wgsl;

pub use differentiate::differentiate;
pub use error_bound::{Bound, ErrorBound, Measured};
pub use evaluate::{Registers, Tape};
pub use graph::{Graph, Node, NodeId, Variable};
pub use nearest::{nearest, suggestion};
pub use operator::Op;
pub use parse::{ParseError, Scope, is_identifier, parse};
pub use wgsl::{wgsl_function, wgsl_prelude};
