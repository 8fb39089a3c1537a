//! The format of a film, told from its path.

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
}
