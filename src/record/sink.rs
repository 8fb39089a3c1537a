//! Where frames go: one implementor a format, chosen by the path.

use std::path::{Path, PathBuf};

use super::apng::ApngSink;
use super::frames::FramesSink;
use super::gif::GifSink;
use super::mp4::Mp4Sink;
use super::png::PngSink;
use super::{FilmSettings, Format, RecordError};

/// A film in the making. Dropping it before [`finish`](Self::finish) leaves nothing behind.
pub(super) trait FrameSink: Send {
    /// Takes the next frame: RGBA8 sRGB, tightly packed, row-major, top row first; alpha is
    /// ignored.
    fn frame(&mut self, rgba: &[u8]) -> Result<(), RecordError>;

    /// Completes the file and gives it its name.
    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError>;
}

/// Opens the sink for `path` by its ending. Whatever can be known to be wrong is said here, before
/// any frame is drawn.
pub(super) fn open(
    path: &Path,
    settings: &FilmSettings,
) -> Result<Box<dyn FrameSink>, RecordError> {
    settings.check()?;
    Ok(match Format::of(path)? {
        Format::Png => Box::new(PngSink::create(path, settings)?),
        Format::Mp4 => Box::new(Mp4Sink::create(path, settings)?),
        Format::Gif => Box::new(GifSink::create(path, settings)?),
        Format::Apng => Box::new(ApngSink::create(path, settings)?),
        Format::Frames => Box::new(FramesSink::create(path, settings)?),
    })
}
