//! A film as an animated GIF.
//!
//! The palette is made from the first frame and kept, so that still parts stay still. When a later
//! frame shows colours that it lacks (a path of a new colour, another light), a new one is made
//! from what was seen so far. Pixels that did not change are written as "as before", which packs
//! well.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use super::dither::Dither;
use super::palette::Histogram;
use super::sink::FrameSink;
use super::{FilmSettings, Format, RecordError};
use crate::io::{AtomicFile, FileError, PendingFile};

/// A palette is kept while the pixels far from all its colours are at most twice as many as in the
/// frame that it was made from, and this share of the picture more.
const TOLERATED_FAR_SHARE: f64 = 2e-4;

/// Quantises and writes a GIF that repeats for ever.
pub(super) struct GifSink {
    encoder: Encoder<BufWriter<File>>,
    pending: PendingFile,
    size_px: (u16, u16),
    fps: u32,
    written: u32,
    histogram: Histogram,
    dither: Dither,
    tolerated_far_pixels: usize,
    /// Palette indices of this frame, and of the one before (empty after a change of palette).
    indices: Vec<u8>,
    previous: Vec<u8>,
}

impl GifSink {
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let &FilmSettings { width_px, height_px, fps, .. } = settings;
        if fps > 50 {
            return Err(RecordError::GifRate { fps });
        }
        let (Ok(width), Ok(height)) = (u16::try_from(width_px), u16::try_from(height_px)) else {
            let range = "sides up to 65535";
            return Err(RecordError::Size { format: Format::Gif, width_px, height_px, range });
        };
        let (out, pending) = AtomicFile::create(path)?.split();
        let start = || {
            let mut encoder = Encoder::new(out, width, height, &[])?;
            encoder.set_repeat(Repeat::Infinite)?;
            Ok(encoder)
        };
        Ok(Self {
            encoder: start().map_err(|error| explain(path, error))?,
            pending,
            size_px: (width, height),
            fps,
            written: 0,
            histogram: Histogram::new(),
            dither: Dither::new(Vec::new()),
            tolerated_far_pixels: 0,
            indices: Vec::new(),
            previous: Vec::new(),
        })
    }

    /// Fills `indices`, with a new palette if the present one does not fit.
    fn quantise(&mut self, rgba: &[u8]) {
        let width = usize::from(self.size_px.0);
        let fits = self.written > 0
            && self.dither.map(rgba, width, &mut self.indices) <= self.tolerated_far_pixels;
        if fits {
            return;
        }
        self.histogram.add(rgba);
        self.dither = Dither::new(self.histogram.palette());
        let far_pixels = self.dither.map(rgba, width, &mut self.indices);
        self.tolerated_far_pixels =
            2 * far_pixels + (TOLERATED_FAR_SHARE * self.indices.len() as f64) as usize;
        self.previous.clear();
    }

    /// The frame as written: the palette with one entry more, which stands for "as before".
    fn encoded_frame(&self) -> Frame<'static> {
        let palette = self.dither.palette();
        let as_before = palette.len() as u8;
        let buffer = if self.previous.is_empty() {
            self.indices.clone()
        } else {
            let pairs = self.indices.iter().zip(&self.previous);
            pairs
                .map(|(index, previous)| if index == previous { as_before } else { *index })
                .collect()
        };
        Frame {
            width: self.size_px.0,
            height: self.size_px.1,
            delay: delay_of(self.written, self.fps),
            dispose: DisposalMethod::Keep,
            transparent: Some(as_before),
            palette: Some(palette.iter().copied().chain([[0, 0, 0]]).flatten().collect()),
            buffer: buffer.into(),
            ..Frame::default()
        }
    }
}

impl FrameSink for GifSink {
    fn frame(&mut self, rgba: &[u8]) -> Result<(), RecordError> {
        self.quantise(rgba);
        let frame = self.encoded_frame();
        self.encoder.write_frame(&frame).map_err(|error| explain(self.pending.path(), error))?;
        std::mem::swap(&mut self.indices, &mut self.previous);
        self.written += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { encoder, pending, .. } = *self;
        let mut out = encoder.into_inner().map_err(|error| explain(pending.path(), error))?;
        out.flush().map_err(|source| pending.explain(source))?;
        Ok(pending.keep()?)
    }
}

/// How long frame `index` is shown, in hundredths of a second: from its own time to the next one's,
/// each rounded, so that the film keeps its true length.
fn delay_of(index: u32, fps: u32) -> u16 {
    let starts_at = |index: u32| (100.0 * f64::from(index) / f64::from(fps)).round();
    (starts_at(index + 1) - starts_at(index)) as u16
}

fn explain(path: &Path, error: EncodingError) -> RecordError {
    match error {
        EncodingError::Io(source) => FileError::new(path, source).into(),
        other => RecordError::Encoder { path: path.to_path_buf(), message: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_add_up_to_the_true_length() {
        for fps in [1, 7, 12, 24, 25, 30, 48, 50] {
            let delays: Vec<u16> = (0..10 * fps).map(|index| delay_of(index, fps)).collect();
            assert_eq!(
                delays.iter().map(|&delay| u32::from(delay)).sum::<u32>(),
                1000,
                "{fps} fps"
            );
            assert!(delays.iter().all(|&delay| delay >= 2), "{fps} fps");
        }
    }
}
