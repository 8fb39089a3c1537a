//! `fallline record`: a film.

use super::args::{Encoder, RecordArgs};
use super::contours::warn_of;
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer};
use crate::record::{FilmOrder, Format, Interrupt, Watch};

pub(super) fn record(args: &RecordArgs) -> Result<(), Failure> {
    let ffmpeg = match &args.encoder {
        Some(Encoder::Ffmpeg(arguments)) => Some(arguments.clone()),
        Some(Encoder::BuiltIn) | None => None,
    };
    if ffmpeg.is_none() {
        Format::of(&args.output)?;
    }
    let order = FilmOrder { path: args.output.clone(), ffmpeg, force: args.force };
    let request = Request::read(&args.scene)?;
    let mut session = request.session()?;
    warn_of(&mut session);
    let gpu = Gpu::headless(Prefer::Fast)?;
    let watch = Watch::from(Interrupt::on_ctrl_c()?);
    let written = order.write(&gpu, &mut session, &watch);
    let written = written.map_err(|error| request.explain_record(error))?;
    if watch.news().found > 0 {
        eprintln!("went on after {} frames", watch.news().found);
    }
    eprintln!("wrote {}", written.display());
    Ok(())
}
