//! Optimizers: equal to their references, well spoken, and well behaved as runs.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may panic, and says how close it came"
)]

mod losses;
mod reference;
mod runs;
mod terms;
mod traced;
mod words;
