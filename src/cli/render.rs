//! `fallline render`: a picture.

use super::args::FileArgs;
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::record::{self, Format};
use crate::session::{Command, Session};

pub(super) fn render(args: &FileArgs) -> Result<(), Failure> {
    let path = &args.output;
    if Format::of(path).ok() != Some(Format::Png) {
        return Err(Failure::wrong(format!(
            "a picture is a .png file, not {}: use -o FILE.png",
            path.display()
        )));
    }
    let mut session = still(&Request::read(&args.scene)?)?;
    let gpu = Gpu::headless(Prefer::Fast)?;
    let size_px = session.spec().film.size;
    let written = record::render(&gpu, &mut session, size_px, path)?;
    eprintln!("wrote {}", written.display());
    Ok(())
}

/// A session in which everything has arrived: runs computed, camera at rest, all steps shown unless the scene names one.
fn still(request: &Request) -> Result<Session, Failure> {
    let step = request.spec.view.step.unwrap_or(f64::INFINITY);
    let mut session = request.session()?;
    session.finish_runs();
    session.apply(Command::Scrub(step))?;
    session.settle();
    Ok(session)
}
