//! The GPU's field: its losses against the CPU's, its holes, its range, its slices and tiles, its gradient,
//! and the map from a sample to the world.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod agreement;
mod arrows;
mod gradient;
mod holes;
mod passing;
mod quantities;
mod range;
mod slices;
mod network;
mod world;
