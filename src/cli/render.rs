//! `fallline render`: a picture.

use super::args::RenderArgs;
use super::contours::warn_of;
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::record::{self, Background, Format};
use crate::session::{Command, Session};

pub(super) fn render(args: &RenderArgs) -> Result<(), Failure> {
    let path = &args.output;
    if Format::of(path).ok() != Some(Format::Png) {
        return Err(Failure::wrong(format!(
            "a picture is a .png file, not {}: use -o FILE.png",
            path.display()
        )));
    }
    let background = if args.transparent { Background::Transparent } else { Background::Theme };
    let request = Request::read(&args.scene)?;
    let written = match args.at {
        None => {
            let mut session = still(&request)?;
            warn_of(&mut session);
            let gpu = Gpu::headless(Prefer::Fast)?;
            let size_px = session.spec().film.size;
            record::render_on(&gpu, &mut session, size_px, background, path)?
        }
        Some(secs) => {
            let mut session = request.session()?;
            warn_of(&mut session);
            let film = &session.spec().film;
            if !(0.0..=film.seconds).contains(&secs) {
                let length = film.seconds;
                let said = format!("--at {secs}: the film lasts from 0 to {length} seconds");
                return Err(Failure::wrong(said));
            }
            let gpu = Gpu::headless(Prefer::Fast)?;
            let size_px = film.size;
            record::render_moment(&gpu, &mut session, size_px, secs, background, path)?
        }
    };
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
