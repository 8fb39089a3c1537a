//! Pictures: what the renderer and the overlay draw, without a window.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod figure;
mod golden;
mod picture;
mod promises;
mod smooth;
mod swarm;
mod vectors;
mod visibility;
