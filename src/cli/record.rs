//! `fallline record`: a film.

use super::args::FileArgs;
use super::failure::Failure;
use super::request::Request;

pub(super) fn record(args: &FileArgs) -> Result<(), Failure> {
    let _session = Request::read(&args.scene)?.session()?;
    Err(Failure::Failed(anyhow::anyhow!("films are not built yet: {} was not written", args.output.display())))
}
