//! A film as an animated GIF.
//!
//! One palette, made from frames all over the film, is kept throughout, so that still parts stay
//! still. Pixels that did not change are written as "as before", which packs well.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use gif::{DisposalMethod, Encoder, EncodingError, Frame, Repeat};

use super::dither::Dither;
use super::palette::Histogram;
use super::sink::{Convert, FrameSink};
use super::{FilmSettings, Format, RecordError};
use crate::io::{AtomicFile, FileError, PendingFile};

/// Frames all over the film that the palette is made from, at most.
pub(super) const SAMPLES: u32 = 24;
/// Bytes of the palette in front of the indices of a converted frame: 255 colours and one entry that
/// stands for "as before"; the last byte says which.
const PALETTE_BYTES: usize = 3 * 256;

/// Pixels to palette and indices.
pub(super) struct Quantise {
    width_px: usize,
    mixes: bool,
    /// The colours of the samples, until the palette is made of them for the first frame.
    colours: Option<Histogram>,
    dither: Option<Dither>,
    indices: Vec<u8>,
    /// Of the frame before; empty at first.
    previous: Vec<u8>,
}

impl Quantise {
    pub(super) fn new(settings: &FilmSettings) -> Self {
        Self {
            width_px: settings.width_px as usize,
            mixes: settings.encoding.dither,
            colours: None,
            dither: None,
            indices: Vec::new(),
            previous: Vec::new(),
        }
    }
}

impl Convert for Quantise {
    fn sample(&mut self, rgba: &[u8]) {
        self.colours.get_or_insert_with(Histogram::new).add(rgba);
    }

    fn convert(&mut self, rgba: &[u8], converted: &mut Vec<u8>) {
        let (colours, mixes) = (&mut self.colours, self.mixes);
        let dither = self.dither.get_or_insert_with(|| {
            // Without samples, the first frame stands for the film.
            let colours = colours.take().unwrap_or_else(|| {
                let mut colours = Histogram::new();
                colours.add(rgba);
                colours
            });
            Dither::new(colours.palette(), mixes)
        });
        dither.map(rgba, self.width_px, &mut self.indices);
        let as_before = dither.palette().len() as u8;
        converted.clear();
        converted.extend(dither.palette().iter().flatten());
        converted.resize(PALETTE_BYTES, 0);
        converted[PALETTE_BYTES - 1] = as_before;
        if self.previous.is_empty() {
            converted.extend(&self.indices);
        } else {
            let pairs = self.indices.iter().zip(&self.previous);
            converted.extend(pairs.map(|(now, then)| if now == then { as_before } else { *now }));
        }
        std::mem::swap(&mut self.indices, &mut self.previous);
    }
}

/// Packs and writes a GIF. Takes what [`Quantise`] makes.
pub(super) struct GifSink {
    /// Until the first frame, whose palette stands in the file's head.
    out: Option<BufWriter<File>>,
    /// From the first frame on.
    encoder: Option<Encoder<BufWriter<File>>>,
    pending: PendingFile,
    size_px: (u16, u16),
    fps: u32,
    repeat: Repeat,
    written: u32,
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
        // The file counts the times after the first.
        let repeat =
            settings.encoding.loops.checked_sub(1).map_or(Repeat::Infinite, Repeat::Finite);
        let (out, encoder, size_px) = (Some(out), None, (width, height));
        Ok(Self { out, encoder, pending, size_px, fps, repeat, written: 0 })
    }

    fn write(&mut self, palette: &[u8], indices: &[u8]) -> Result<(), EncodingError> {
        let as_before = palette[PALETTE_BYTES - 1];
        let (width, height) = self.size_px;
        if let Some(out) = self.out.take() {
            let colours = 3 * (usize::from(as_before) + 1);
            let mut encoder = Encoder::new(out, width, height, &palette[..colours])?;
            encoder.set_repeat(self.repeat)?;
            self.encoder = Some(encoder);
        }
        let encoder = self.encoder.as_mut();
        encoder.expect("the first frame begins the encoder, or ends the film").write_frame(&Frame {
            width,
            height,
            delay: delay_of(self.written, self.fps),
            dispose: DisposalMethod::Keep,
            transparent: Some(as_before),
            buffer: indices.into(),
            ..Frame::default()
        })
    }
}

impl FrameSink for GifSink {
    fn frame(&mut self, converted: &[u8]) -> Result<(), RecordError> {
        let (palette, indices) = converted.split_at(PALETTE_BYTES);
        self.write(palette, indices).map_err(|error| explain(self.pending.path(), error))?;
        self.written += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { encoder, pending, .. } = *self;
        if let Some(encoder) = encoder {
            let mut out = encoder.into_inner().map_err(|error| explain(pending.path(), error))?;
            out.flush().map_err(|source| pending.explain(source))?;
        }
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
