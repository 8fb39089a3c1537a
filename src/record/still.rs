//! Single pictures of a session.

use std::path::{Path, PathBuf};

use super::studio::Smoothness;
use super::{RecordError, Studio, write_png};
use crate::gpu::{Gpu, GpuError, OverlayPainter, ReadBack, Target};
use crate::scene::TuneChart;
use crate::session::Session;

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
    // A scene at rest has one moment.
    let smoothness = Smoothness { moments: 1, ..Smoothness::of(&session.spec().film) };
    write(gpu, session, (size_px, smoothness), path, |studio, session| {
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
    path: &Path,
) -> Result<PathBuf, RecordError> {
    let film = &session.spec().film;
    let (frame, frames) = film.frame_at(secs);
    let smoothness = Smoothness::of(film);
    write(gpu, session, (size_px, smoothness), path, |studio, session| {
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
    (size_px, smoothness): ([u32; 2], Smoothness),
    path: &Path,
    begin: impl FnOnce(&mut Studio, &mut Session) -> Result<(), GpuError>,
) -> Result<PathBuf, RecordError> {
    let mut studio = Studio::with_smoothness(gpu, size_px, smoothness)?;
    studio.prepare(session)?;
    begin(&mut studio, session)?;
    let mut rgba = vec![0; 4 * size_px[0] as usize * size_px[1] as usize];
    studio.take(&mut rgba)?;
    write_png(path, size_px[0], size_px[1], &rgba)
}
