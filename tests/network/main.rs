//! Networks as losses: against PyTorch, against themselves, and their planes, files and messages.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod nets;
mod reference;
mod derivatives;
mod planes;
mod restriction;
mod training;
mod files;
mod mistakes;
mod scenes;
