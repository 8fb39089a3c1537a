//! The command line end to end: words in, text, files and exit status out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

#[path = "../common/mod.rs"]
mod common;
mod contours;
mod critical;
mod mistakes;
mod network_mistakes;
mod networks;
mod pictures;
mod results;
mod swarm;
mod tune;

use serde_json::Value;

fn fallline(words: &[&str]) -> Output {
    fallline_in(Path::new("."), words)
}

fn fallline_in(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fallline")).args(words).current_dir(folder).output().unwrap()
}

/// Standard output of a call that must succeed.
fn stdout(words: &[&str]) -> String {
    let output = fallline(words);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a call that must fail with this status and print nothing else.
fn stderr(status: i32, words: &[&str]) -> String {
    let output = fallline(words);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{words:?}: {errors}");
    assert!(output.stdout.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    assert!(!errors.contains("panicked"), "{words:?}: {errors}");
    errors
}

fn json(words: &[&str]) -> Value {
    serde_json::from_str(&stdout(words)).unwrap()
}
