//! The formats that the dialog offers, and the ends of their paths.

/// What a film is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Mp4,
    Gif,
    Apng,
    Frames,
    Ffmpeg,
}

impl Kind {
    /// All of them, with names and explanations.
    pub(super) const ALL: [(Self, &'static str, &'static str); 5] = [
        (Self::Mp4, "MP4", "H.264, which plays everywhere; even sides up to 3840x2160"),
        (Self::Gif, "GIF", "256 colours; up to 50 frames a second"),
        (Self::Apng, "APNG", "Animated PNG: lossless and large"),
        (
            Self::Frames,
            "PNG frames",
            "A folder of numbered pictures; goes on where it was interrupted",
        ),
        (Self::Ffmpeg, "ffmpeg", "Whatever the ffmpeg on the PATH encodes"),
    ];

    /// The end of its paths.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Self::Mp4 => ".mp4",
            Self::Gif => ".gif",
            Self::Apng => ".apng",
            Self::Frames => "/",
            Self::Ffmpeg => ".mkv",
        }
    }

    /// The built-in one that a path asks for by its end.
    pub(super) fn of(path: &str) -> Option<Self> {
        let path = path.trim().to_lowercase();
        [Self::Mp4, Self::Gif, Self::Apng, Self::Frames]
            .into_iter()
            .find(|kind| path.ends_with(kind.ending()))
    }

    /// The path with the end of this kind in place of another's.
    pub(super) fn renamed(self, path: &str) -> String {
        let path = path.trim();
        let stem = match Self::of(path) {
            Some(former) => &path[..path.len() - former.ending().len()],
            None => path.strip_suffix(Self::Ffmpeg.ending()).unwrap_or(path),
        };
        format!("{stem}{}", self.ending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_format_gives_the_path_another_end() {
        assert_eq!(Kind::Gif.renamed("out/a.b.mp4"), "out/a.b.gif");
        assert_eq!(Kind::Frames.renamed("a.gif"), "a/");
        assert_eq!(Kind::Mp4.renamed("a/"), "a.mp4");
        assert_eq!(Kind::Apng.renamed("a.mkv"), "a.apng");
        assert_eq!(Kind::Mp4.renamed("film"), "film.mp4");
        assert_eq!(Kind::of("A.GIF"), Some(Kind::Gif));
        assert_eq!(Kind::of("a.webm"), None);
    }
}
