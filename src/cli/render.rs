//! `fallline render`: a picture, or the flat view as a figure.

use std::path::PathBuf;

use super::args::RenderArgs;
use super::contours::warn_of;
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::record::{self, Background, PictureFormat};
use crate::scene::Arrangement;
use crate::session::{Command, Session};

pub(super) fn render(args: &RenderArgs) -> Result<(), Failure> {
    let is_figure = PictureFormat::of(&args.output)?.is_figure();
    let request = Request::read(&args.scene)?;
    if is_figure && request.spec.view.layout != Arrangement::Flat {
        eprintln!("a figure shows the flat view, as with view.layout = \"flat\"");
    }
    if is_figure && args.transparent {
        eprintln!("a figure keeps its background: --transparent is for .png");
    }
    let written = match args.at {
        None => at_rest(&request, is_figure, args)?,
        Some(secs) => moment(&request, is_figure, secs, args)?,
    };
    eprintln!("wrote {}", written.display());
    Ok(())
}

fn background(args: &RenderArgs) -> Background {
    if args.transparent { Background::Transparent } else { Background::Theme }
}

fn at_rest(request: &Request, is_figure: bool, args: &RenderArgs) -> Result<PathBuf, Failure> {
    let mut session = still(request)?;
    warn_of(&mut session);
    let (size_px, path) = (session.spec().film.size, &args.output);
    if is_figure {
        let written = record::render_figure(&mut session, size_px, path);
        return written.map_err(|error| request.explain_record(error));
    }
    let gpu = Gpu::headless(Prefer::Fast)?;
    record::render_on(&gpu, &mut session, size_px, background(args), path)
        .map_err(|error| request.explain_record(error))
}

fn moment(
    request: &Request,
    is_figure: bool,
    secs: f64,
    args: &RenderArgs,
) -> Result<PathBuf, Failure> {
    let mut session = request.session()?;
    warn_of(&mut session);
    let film = &session.spec().film;
    if !(0.0..=film.seconds).contains(&secs) {
        let length = film.seconds;
        let said = format!("--at {secs}: the film lasts from 0 to {length} seconds");
        return Err(Failure::wrong(said));
    }
    let (size_px, path) = (film.size, &args.output);
    if is_figure {
        let written = record::render_figure_moment(&mut session, size_px, secs, path);
        return written.map_err(|error| request.explain_record(error));
    }
    let gpu = Gpu::headless(Prefer::Fast)?;
    record::render_moment(&gpu, &mut session, size_px, secs, background(args), path)
        .map_err(|error| request.explain_record(error))
}

/// A session in which everything has arrived: runs computed, camera at rest, all steps shown unless the scene names one.
fn still(request: &Request) -> Result<Session, Failure> {
    let step = request.spec.view.step.unwrap_or(f64::INFINITY);
    let mut session = request.session()?;
    session.finish_runs();
    if let Some(error) = session.line_error() {
        return Err(request.explain(error.clone()));
    }
    session.apply(Command::Scrub(step))?;
    session.settle();
    Ok(session)
}
