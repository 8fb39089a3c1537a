//! The format of a film, told from its path, and its settings.

use std::fmt;
use std::path::Path;

use super::RecordError;

/// What a picture or film is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One picture.
    Png,
    /// H.264 in MP4.
    Mp4,
    /// Animated GIF, 256 colours.
    Gif,
    /// Animated PNG, lossless.
    Apng,
    /// A folder of numbered PNG pictures, `frame-00000.png` and on.
    Frames,
}

impl Format {
    /// The known endings, for messages.
    pub const KNOWN: &str = ".mp4, .gif, .apng or .png, or in / for a folder of PNG frames";

    /// Chooses by the ending of the path: a known extension in any case, or a folder (there
    /// already, or ending in `/`).
    ///
    /// # Errors
    /// The ending says none of the formats.
    pub fn of(path: &Path) -> Result<Self, RecordError> {
        if path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator) {
            return Ok(Self::Frames);
        }
        match path
            .extension()
            .and_then(|extension| extension.to_str())
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some("png") => Ok(Self::Png),
            Some("mp4") => Ok(Self::Mp4),
            Some("gif") => Ok(Self::Gif),
            Some("apng") => Ok(Self::Apng),
            _ => Err(RecordError::UnknownFormat { path: path.to_path_buf() }),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Png => "PNG",
            Self::Mp4 => "MP4",
            Self::Gif => "GIF",
            Self::Apng => "APNG",
            Self::Frames => "PNG frames",
        })
    }
}

/// Size, rate and length of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilmSettings {
    /// Pixels across.
    pub width_px: u32,
    /// Pixels down.
    pub height_px: u32,
    /// Frames a second, 1 to 1000.
    pub fps: u32,
    /// Frames altogether; the film lasts `frames / fps` seconds.
    pub frames: u32,
}

impl FilmSettings {
    /// Bytes of one frame: RGBA8, tightly packed.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        4 * self.width_px as usize * self.height_px as usize
    }

    /// What every format asks for; each sink adds its own limits.
    pub(super) fn check(&self) -> Result<(), RecordError> {
        let Self { width_px, height_px, fps, frames } = *self;
        let (what, range) = if width_px == 0 || height_px == 0 {
            (format!("{width_px}x{height_px} pixels"), "sides of at least one pixel")
        } else if !(1..=1000).contains(&fps) {
            (format!("{fps} frames a second"), "1 to 1000")
        } else if frames == 0 {
            ("0 frames".to_owned(), "a longer one")
        } else {
            return Ok(());
        };
        Err(RecordError::Settings { what, range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_says_the_format() {
        let format = |path: &str| Format::of(Path::new(path)).unwrap();
        assert_eq!(format("a.png"), Format::Png);
        assert_eq!(format("out/A.MP4"), Format::Mp4);
        assert_eq!(format("a.b.gif"), Format::Gif);
        assert_eq!(format("a.apng"), Format::Apng);
        assert_eq!(format("frames/"), Format::Frames);
        assert_eq!(format("src"), Format::Frames);
    }

    #[test]
    fn zero_is_refused_by_name() {
        let good = FilmSettings { width_px: 4, height_px: 4, fps: 30, frames: 1 };
        assert!(good.check().is_ok());
        let said = |settings: FilmSettings| settings.check().unwrap_err().to_string();
        assert!(said(FilmSettings { height_px: 0, ..good }).contains("4x0 pixels"));
        assert!(said(FilmSettings { fps: 0, ..good }).contains("0 frames a second"));
        assert!(said(FilmSettings { fps: 1001, ..good }).contains("1 to 1000"));
        assert!(said(FilmSettings { frames: 0, ..good }).contains("0 frames"));
    }
}
