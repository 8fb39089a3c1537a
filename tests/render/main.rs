//! Pictures: what the renderer and the overlay draw, without a window.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;

mod curves;
mod contours;
mod figure;
mod golden;
mod marks;
mod figures;
mod mesh;
mod picture;
mod promises;
mod quiver;
mod regions;
mod smooth;
mod stems;
mod swarm;
mod tint;
mod vectors;
mod visibility;
