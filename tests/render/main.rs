//! Pictures: what the renderer and the overlay draw, without a window.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod figures;
mod golden;
mod mesh;
mod picture;
mod promises;
mod smooth;
mod swarm;
mod tint;
mod vectors;
mod visibility;
