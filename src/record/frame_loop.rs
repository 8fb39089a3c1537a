//! The frame loop: draw, push, look for Ctrl-C, move the progress bar.

use std::path::{Path, PathBuf};

use super::{FilmSettings, FilmWriter, Interrupt, Progress, RecordError};

/// Records a film: calls `draw(frame, rgba)` for frames `0..frames` and writes them to `path` in
/// the format of its ending.
///
/// `draw` fills the buffer, which has [`FilmSettings::frame_bytes`] bytes of an earlier frame in
/// it: RGBA8 sRGB, row-major, top row first. Its errors end the film.
///
/// # Errors
/// The place or the settings are wrong (said before the first frame), drawing or encoding failed,
/// or the film was interrupted. In each case no file is left behind.
pub fn record_film<E: From<RecordError>>(
    path: &Path,
    settings: &FilmSettings,
    interrupt: &Interrupt,
    mut draw: impl FnMut(u32, &mut [u8]) -> Result<(), E>,
) -> Result<PathBuf, E> {
    let mut film = FilmWriter::create(path, settings)?;
    let progress = Progress::of(u64::from(settings.frames), "frames");
    for frame in 0..settings.frames {
        if interrupt.requested() {
            return Err(RecordError::Interrupted { path: path.to_path_buf() }.into());
        }
        let mut rgba = film.buffer();
        draw(frame, &mut rgba)?;
        film.push(rgba)?;
        progress.advance();
    }
    Ok(film.finish()?)
}
