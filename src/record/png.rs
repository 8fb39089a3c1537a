//! One picture as a PNG file.

use std::io::Write;
use std::path::{Path, PathBuf};

use png::{BitDepth, ColorType, Compression, EncodingError, SrgbRenderingIntent};

use super::sink::{Convert, FrameSink};
use super::{FilmSettings, RecordError};
use crate::io::{AtomicFile, FileError};

/// Writes one picture of RGBA8 sRGB pixels (row-major, top row first) to `path`; alpha is ignored.
///
/// # Errors
/// The file cannot be written.
///
/// # Panics
/// If there are not four bytes a pixel: a mistake of the caller.
pub fn write_png(
    path: &Path,
    width_px: u32,
    height_px: u32,
    rgba: &[u8],
) -> Result<PathBuf, RecordError> {
    assert_eq!(
        rgba.len(),
        4 * width_px as usize * height_px as usize,
        "a picture has four bytes a pixel"
    );
    let mut file = AtomicFile::create(path)?;
    let mut rgb = Vec::new();
    Opaque.convert(rgba, &mut rgb);
    encode(&mut file, (width_px, height_px), Compression::Balanced, None, &rgb)
        .map_err(|error| explain(path, error))?;
    Ok(file.finish()?)
}

/// Writes one picture of RGBA8 sRGB pixels, whose colours are multiplied by their alpha as drawn, with its alpha.
///
/// # Errors
/// The file cannot be written.
///
/// # Panics
/// If there are not four bytes a pixel: a mistake of the caller.
pub fn write_transparent_png(
    path: &Path,
    width_px: u32,
    height_px: u32,
    rgba: &[u8],
) -> Result<PathBuf, RecordError> {
    assert_eq!(
        rgba.len(),
        4 * width_px as usize * height_px as usize,
        "a picture has four bytes a pixel"
    );
    let mut file = AtomicFile::create(path)?;
    let mut encoder = encoder(&mut file, width_px, height_px);
    encoder.set_color(ColorType::Rgba);
    let write = || -> Result<(), EncodingError> {
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&straight(rgba))?;
        writer.finish()
    };
    write().map_err(|error| explain(path, error))?;
    Ok(file.finish()?)
}

/// Colours without the alpha that they are multiplied by, as PNG files hold them.
fn straight(rgba: &[u8]) -> Vec<u8> {
    let of_pixel = |pixel: &[u8]| {
        let alpha = u32::from(pixel[3]);
        let channel = |value: u8| {
            let divided = (255 * u32::from(value) + alpha / 2).checked_div(alpha).unwrap_or(0);
            divided.min(255) as u8
        };
        [channel(pixel[0]), channel(pixel[1]), channel(pixel[2]), pixel[3]]
    };
    rgba.chunks_exact(4).flat_map(of_pixel).collect()
}

/// Pixels without their alpha: what PNG files take.
pub(super) struct Opaque;

impl Convert for Opaque {
    fn convert(&mut self, rgba: &[u8], rgb: &mut Vec<u8>) {
        rgb.resize(rgba.len() / 4 * 3, 0);
        for (rgb, rgba) in rgb.chunks_exact_mut(3).zip(rgba.chunks_exact(4)) {
            rgb.copy_from_slice(&rgba[..3]);
        }
    }
}

/// What a picture says of itself.
pub(super) struct Text {
    pub(super) keyword: &'static str,
    pub(super) text: String,
}

/// The film of one frame.
pub(super) struct PngSink {
    file: AtomicFile,
    path: PathBuf,
    size_px: (u32, u32),
}

impl PngSink {
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let &FilmSettings { width_px, height_px, frames, .. } = settings;
        if frames != 1 {
            return Err(RecordError::OnePicture { path: path.to_path_buf(), frames });
        }
        Ok(Self {
            file: AtomicFile::create(path)?,
            path: path.to_path_buf(),
            size_px: (width_px, height_px),
        })
    }
}

impl FrameSink for PngSink {
    fn frame(&mut self, rgb: &[u8]) -> Result<(), RecordError> {
        encode(&mut self.file, self.size_px, Compression::Balanced, None, rgb)
            .map_err(|error| explain(&self.path, error))
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        Ok(self.file.finish()?)
    }
}

/// Encodes one picture of RGB8 pixels. `Fast` takes a third of the time of `Balanced` and makes the file
/// half as large again.
pub(super) fn encode(
    out: impl Write,
    (width_px, height_px): (u32, u32),
    compression: Compression,
    text: Option<Text>,
    rgb: &[u8],
) -> Result<(), EncodingError> {
    let mut encoder = encoder(out, width_px, height_px);
    if let Some(Text { keyword, text }) = text {
        encoder.add_text_chunk(keyword.to_owned(), text)?;
    }
    encoder.set_compression(compression);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()
}

/// The settings that all PNG files of the project share.
pub(super) fn encoder<'a, W: Write>(out: W, width_px: u32, height_px: u32) -> png::Encoder<'a, W> {
    let mut encoder = png::Encoder::new(out, width_px, height_px);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    encoder
}

/// Puts an encoder's error into a sentence: of the file system where it is one.
pub(super) fn explain(path: &Path, error: EncodingError) -> RecordError {
    match error {
        EncodingError::IoError(source) => FileError::new(path, source).into(),
        other => RecordError::Encoder { path: path.to_path_buf(), message: other.to_string() },
    }
}
