//! A film as an animated PNG: lossless, and large.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use super::png;
use super::sink::FrameSink;
use super::{FilmSettings, RecordError};
use crate::io::{AtomicFile, PendingFile};

/// Writes an animated PNG.
pub(super) struct ApngSink {
    writer: ::png::Writer<BufWriter<File>>,
    pending: PendingFile,
}

impl ApngSink {
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let &FilmSettings { width_px, height_px, fps, frames, .. } = settings;
        let (out, pending) = AtomicFile::create(path)?.split();
        let fps = u16::try_from(fps).expect("settings are checked: at most 1000 frames a second");
        let start = || {
            let mut encoder = png::encoder(out, width_px, height_px);
            encoder.set_animated(frames, u32::from(settings.encoding.loops))?;
            encoder.set_frame_delay(1, fps)?;
            encoder.write_header()
        };
        let writer = start().map_err(|error| png::explain(path, error))?;
        Ok(Self { writer, pending })
    }
}

impl FrameSink for ApngSink {
    fn frame(&mut self, rgb: &[u8]) -> Result<(), RecordError> {
        self.writer.write_image_data(rgb).map_err(|error| png::explain(self.pending.path(), error))
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { writer, pending } = *self;
        writer.finish().map_err(|error| png::explain(pending.path(), error))?;
        Ok(pending.keep()?)
    }
}
