//! Many starts: every optimizer from every start of a grid or a random draw, and the table that compares them.
//!
//! ```text
//! SwarmPlan { runs, starts } -> members, in chunks, on all cores -> SwarmChunk { kept rows, single precision }
//!                                    \-> Member { exact end } -> Best, Minima -> Comparison { one line an optimizer }
//! ```
//!
//! A member is an ordinary [`Run`](super::Run), so that every method, schedule, noise and mini-batch works here as it
//! does alone. Member `start * runs + run` is run `run` from start `start`: neighbours start at the same place.

mod starts;
mod plan;
mod member;
mod minima;
mod comparison;
mod feed;

pub use comparison::{Column, Comparison, Line};
pub use feed::{Progress, SwarmChunk, SwarmFeed};
pub use member::{Arrival, Member};
pub use minima::{Best, Minima, ReachedMinimum};
pub use plan::SwarmPlan;
pub use starts::Draw;
