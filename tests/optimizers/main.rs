//! Optimizers: equal to their references, well spoken, and well behaved as runs.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may panic, and says how close it came"
)]

#[path = "../common/mod.rs"]
mod common;

mod adapter;
mod classical;
mod losses;
mod reference;
mod runs;
mod swarm;
mod terms;
mod traced;
mod tune;
mod words;
