//! The `fallline` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Messages of the libraries are for those who ask for them: RUST_LOG=warn.
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("off")).init();
    fallline::cli::run(std::env::args_os())
}
