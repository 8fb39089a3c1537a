//! Films of a moving test card, written in each format and decoded again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod card;
mod mp4;
mod gif;
mod png;
mod every_format;
mod refusals;
