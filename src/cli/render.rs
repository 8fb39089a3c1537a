//! `fallline render`: a picture, or the flat view as a figure.

use std::path::{Path, PathBuf};

use super::args::RenderArgs;
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::record::{self, PictureFormat};
use crate::scene::Arrangement;
use crate::session::{Command, Session};

pub(super) fn render(args: &RenderArgs) -> Result<(), Failure> {
    let is_figure = PictureFormat::of(&args.output)?.is_figure();
    let request = Request::read(&args.scene)?;
    if is_figure && request.spec.view.layout != Arrangement::Flat {
        eprintln!("a figure shows the flat view, as with view.layout = \"flat\"");
    }
    let written = match args.at {
        None => at_rest(&request, is_figure, &args.output)?,
        Some(secs) => moment(&request, is_figure, secs, &args.output)?,
    };
    eprintln!("wrote {}", written.display());
    Ok(())
}

fn at_rest(request: &Request, is_figure: bool, path: &Path) -> Result<PathBuf, Failure> {
    let mut session = still(request)?;
    let size_px = session.spec().film.size;
    if is_figure {
        return Ok(record::render_figure(&mut session, size_px, path)?);
    }
    let gpu = Gpu::headless(Prefer::Fast)?;
    Ok(record::render(&gpu, &mut session, size_px, path)?)
}

fn moment(request: &Request, is_figure: bool, secs: f64, path: &Path) -> Result<PathBuf, Failure> {
    let mut session = request.session()?;
    let film = &session.spec().film;
    if !(0.0..=film.seconds).contains(&secs) {
        let length = film.seconds;
        let said = format!("--at {secs}: the film lasts from 0 to {length} seconds");
        return Err(Failure::wrong(said));
    }
    let size_px = film.size;
    if is_figure {
        return Ok(record::render_figure_moment(&mut session, size_px, secs, path)?);
    }
    let gpu = Gpu::headless(Prefer::Fast)?;
    Ok(record::render_moment(&gpu, &mut session, size_px, secs, path)?)
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
