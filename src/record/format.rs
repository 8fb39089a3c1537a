//! The format of a film or a picture, told from its path.

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
        match ending(path).as_deref() {
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

/// What a single picture is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// Pixels.
    Png,
    /// The flat view as vector lines and text.
    Svg,
    /// The same as a page.
    Pdf,
}

impl PictureFormat {
    /// Chooses by the ending of the path, in any case.
    ///
    /// # Errors
    /// The ending says none of the formats.
    pub fn of(path: &Path) -> Result<Self, RecordError> {
        match ending(path).as_deref() {
            Some("png") => Ok(Self::Png),
            Some("svg") => Ok(Self::Svg),
            Some("pdf") => Ok(Self::Pdf),
            _ => Err(RecordError::UnknownPicture { path: path.to_path_buf() }),
        }
    }

    /// Whether it is the flat view as a figure, which needs no adapter.
    #[must_use]
    pub fn is_figure(self) -> bool {
        self != Self::Png
    }
}

/// What follows the last dot of a path, in lower case.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
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
    fn a_figure_is_told_from_a_picture() {
        let format = |path: &str| PictureFormat::of(Path::new(path)).unwrap();
        assert_eq!(
            [format("a.png"), format("b.SVG"), format("c.d.pdf")].map(PictureFormat::is_figure),
            [false, true, true]
        );
        let said = PictureFormat::of(Path::new("a.jpg")).unwrap_err().to_string();
        assert!(said.contains("a.jpg") && said.contains(".png") && said.contains(".svg"), "{said}");
    }
}
