//! `fallline render`: a picture.

use super::args::FileArgs;
use super::failure::Failure;
use super::request::Request;
use crate::session::{Command, Session};

pub(super) fn render(args: &FileArgs) -> Result<(), Failure> {
    let _session = still(&Request::read(&args.scene)?)?;
    Err(Failure::Failed(anyhow::anyhow!("pictures are not built yet: {} was not written", args.output.display())))
}

/// A session in which everything has arrived: runs computed, camera at rest, all steps shown unless the scene names one.
fn still(request: &Request) -> Result<Session, Failure> {
    let step = request.spec.view.step.unwrap_or(f64::INFINITY);
    let mut session = request.session()?;
    session.finish_runs();
    session.apply(Command::Scrub(step as f32))?;
    session.settle();
    Ok(session)
}
