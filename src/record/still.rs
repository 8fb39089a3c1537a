//! Single pictures of a session.

use std::path::{Path, PathBuf};

use super::studio::Smoothness;
use super::{RecordError, Studio, write_png, write_transparent_png};
use crate::gpu::{Gpu, GpuError, OverlayPainter, ReadBack, Target};
use crate::scene::TuneChart;
use crate::session::Session;

/// What a picture stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// The ground of its theme.
    #[default]
    Theme,
    /// Nothing: for pictures that are put on another ground.
    Transparent,
}

/// Writes one picture of the session, as it is now, to a PNG file.
///
/// # Errors
/// The size or the grid does not fit the adapter, or the file cannot be written.
pub fn render(
    gpu: &Gpu,
    session: &mut Session,
    size_px: [u32; 2],
    path: &Path,
) -> Result<PathBuf, RecordError> {
    render_on(gpu, session, size_px, Background::Theme, path)
}

/// The same on a background of choice.
///
/// # Errors
/// As those of [`render`].
pub fn render_on(
    gpu: &Gpu,
    session: &mut Session,
    size_px: [u32; 2],
    background: Background,
    path: &Path,
) -> Result<PathBuf, RecordError> {
    // A scene at rest has one moment.
    let smoothness = Smoothness { moments: 1, ..Smoothness::of(&session.spec().film) };
    write(gpu, session, (size_px, smoothness, background), path, |studio, session| {
        session.settle();
        studio.begin(session)
    })
}

/// Writes the frame that a film of the session shows after `secs` to a PNG file.
///
/// # Errors
/// The size or the grid does not fit the adapter, or the file cannot be written.
pub fn render_moment(
    gpu: &Gpu,
    session: &mut Session,
    size_px: [u32; 2],
    secs: f64,
    background: Background,
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let film = &session.spec().film;
    let (frame, frames) = film.frame_at(secs);
    let smoothness = Smoothness::of(film);
    write(gpu, session, (size_px, smoothness, background), path, |studio, session| {
        studio.begin_frame(session, frame, frames)
    })
}

/// Writes the chart of a search of learning rates to a PNG file.
///
/// # Errors
/// The size does not fit the adapter, or the file cannot be written.
pub fn render_chart(
    gpu: &Gpu,
    chart: &TuneChart,
    size_px: [u32; 2],
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let target = Target::new(gpu, size_px)?;
    OverlayPainter::new(gpu).paint_chart(gpu, chart, &target);
    let mut read_back = ReadBack::new(size_px);
    read_back.begin(gpu, &target);
    let mut rgba = vec![0; 4 * size_px[0] as usize * size_px[1] as usize];
    read_back.take(gpu, &mut rgba)?;
    write_png(path, size_px[0], size_px[1], &rgba)
}

fn write(
    gpu: &Gpu,
    session: &mut Session,
    (size_px, smoothness, background): ([u32; 2], Smoothness, Background),
    path: &Path,
    begin: impl FnOnce(&mut Studio, &mut Session) -> Result<(), GpuError>,
) -> Result<PathBuf, RecordError> {
    let mut studio = Studio::with_smoothness(gpu, size_px, smoothness)?;
    studio.stand_on(background);
    studio.prepare(session)?;
    begin(&mut studio, session)?;
    let mut rgba = vec![0; 4 * size_px[0] as usize * size_px[1] as usize];
    studio.take(&mut rgba)?;
    // Its textures are large; the encoder needs room too.
    drop(studio);
    match background {
        Background::Theme => write_png(path, size_px[0], size_px[1], &rgba),
        Background::Transparent => write_transparent_png(path, size_px[0], size_px[1], &rgba),
    }
}
