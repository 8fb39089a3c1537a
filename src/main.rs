//! The `fallline` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    env_logger::init();
    fallline::cli::run(std::env::args_os())
}
