//! Films of a moving test card, written in each format and decoded again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod card;
mod mp4;
mod gif;
mod png;
mod every_format;
mod colours;
mod resume;
mod ffmpeg;
mod session;
mod refusals;
