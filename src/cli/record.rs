//! `fallline record`: a film.

use super::args::FileArgs;
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::record::{self, FilmSettings, Format, Interrupt};

pub(super) fn record(args: &FileArgs) -> Result<(), Failure> {
    let path = &args.output;
    Format::of(path)?;
    let mut session = Request::read(&args.scene)?.session()?;
    let film = &session.spec().film;
    let settings = FilmSettings {
        width_px: film.size[0],
        height_px: film.size[1],
        fps: film.fps,
        frames: film.frames(),
    };
    let gpu = Gpu::headless(Prefer::Fast)?;
    let interrupt = Interrupt::on_ctrl_c()?;
    let written = record::record(&gpu, &mut session, &settings, &interrupt, path)?;
    eprintln!("wrote {}", written.display());
    Ok(())
}
