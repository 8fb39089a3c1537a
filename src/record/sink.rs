//! Where frames go: a format's two halves, chosen by the path, each for a thread of its own.

use std::path::{Path, PathBuf};

use super::apng::ApngSink;
use super::ffmpeg::FfmpegSink;
use super::frames::FramesSink;
use super::gif::{self, GifSink, Quantise};
use super::mp4::Mp4Sink;
use super::png::{Opaque, PngSink};
use super::yuv::Yuv420;
use super::{FilmSettings, Format, RecordError};

/// From pixels to what the format's encoder takes.
pub(super) trait Convert: Send {
    /// Looks at a frame that stands for the film, before the first is converted.
    fn sample(&mut self, _rgba: &[u8]) {}

    /// Converts the next frame: RGBA8 sRGB, tightly packed, row-major, top row first; alpha is
    /// ignored. Replaces what `converted` holds.
    fn convert(&mut self, rgba: &[u8], converted: &mut Vec<u8>);
}

/// A film in the making. Dropping it before [`finish`](Self::finish) leaves nothing behind that has
/// the film's name.
pub(super) trait FrameSink: Send {
    /// Takes the next converted frame.
    fn frame(&mut self, converted: &[u8]) -> Result<(), RecordError>;

    /// Completes the file and gives it its name.
    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError>;
}

/// An opened film.
pub(super) struct Opened {
    pub(super) convert: Box<dyn Convert>,
    pub(super) sink: Box<dyn FrameSink>,
    /// Frames all over the film that [`Convert::sample`] wants to see.
    pub(super) samples: u32,
    /// Frames that are there already.
    pub(super) found: u32,
}

/// Opens the film for `path` by its ending. Whatever can be known to be wrong is said here, before
/// any frame is drawn.
pub(super) fn open(path: &Path, settings: &FilmSettings) -> Result<Opened, RecordError> {
    settings.check()?;
    let opened = |convert, sink| Opened { convert, sink, samples: 0, found: 0 };
    if let Some(arguments) = &settings.encoding.ffmpeg {
        let sink = FfmpegSink::create(path, settings, arguments)?;
        return Ok(opened(Box::new(Opaque), Box::new(sink)));
    }
    let [width, height] = [settings.width_px, settings.height_px].map(|n| n as usize);
    Ok(match Format::of(path)? {
        Format::Png => opened(Box::new(Opaque), Box::new(PngSink::create(path, settings)?)),
        Format::Mp4 => {
            let sink = Mp4Sink::create(path, settings)?;
            opened(Box::new(Yuv420::new(width, height)), Box::new(sink))
        }
        Format::Gif => {
            let sink = GifSink::create(path, settings)?;
            let samples = gif::SAMPLES.min(settings.frames);
            Opened { samples, ..opened(Box::new(Quantise::new(settings)), Box::new(sink)) }
        }
        Format::Apng => opened(Box::new(Opaque), Box::new(ApngSink::create(path, settings)?)),
        Format::Frames => {
            let sink = FramesSink::create(path, settings)?;
            let found = sink.found();
            Opened { found, ..opened(Box::new(Opaque), Box::new(sink)) }
        }
    })
}
