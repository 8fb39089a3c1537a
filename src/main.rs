//! The `fallline` program.

fn main() {}
