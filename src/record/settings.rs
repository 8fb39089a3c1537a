//! Size, rate, length and encoding of a film.

use super::RecordError;
use crate::spec::FilmSpec;

/// A film longer than this is asked for twice.
const LONG_SECS: u32 = 3600;

/// Size, rate and length of a film, and how it is encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmSettings {
    /// Pixels across.
    pub width_px: u32,
    /// Pixels down.
    pub height_px: u32,
    /// Frames a second, 1 to 1000.
    pub fps: u32,
    /// Frames altogether; the film lasts `frames / fps` seconds.
    pub frames: u32,
    /// How it is encoded.
    pub encoding: Encoding,
}

/// How a film is encoded; each format reads what concerns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Fineness of an MP4, 0 (smallest file) to 100 (no visible loss).
    pub quality: u8,
    /// Whether a GIF mixes colours that its palette lacks.
    pub dither: bool,
    /// How often a GIF or an animated PNG plays; 0 is for ever.
    pub loops: u16,
    /// Arguments of the `ffmpeg` that encodes in place of the built-in encoders.
    pub ffmpeg: Option<String>,
    /// Names all that the pictures depend on besides the settings: a folder of frames goes on only
    /// where it is the same.
    pub fingerprint: String,
    /// Whether to write what looks like a mistake: a film of hours, one larger than the free space, or over
    /// the frames of another.
    pub force: bool,
}

impl Encoding {
    /// What suits most films.
    pub const DEFAULT: Self = Self {
        quality: 75,
        dither: true,
        loops: 0,
        ffmpeg: None,
        fingerprint: String::new(),
        force: false,
    };
}

impl FilmSettings {
    /// What a spec asks for.
    #[must_use]
    pub fn of(film: &FilmSpec) -> Self {
        let [width_px, height_px] = film.size;
        let encoding = Encoding {
            quality: film.quality,
            dither: film.dither,
            loops: film.loops,
            ..Encoding::DEFAULT
        };
        Self { width_px, height_px, fps: film.fps, frames: film.frames(), encoding }
    }

    /// Bytes of one frame: RGBA8, tightly packed.
    #[must_use]
    pub fn frame_bytes(&self) -> usize {
        4 * self.pixels()
    }

    /// Pixels of one frame.
    pub(super) fn pixels(&self) -> usize {
        self.width_px as usize * self.height_px as usize
    }

    /// What every format asks for; each adds its own limits.
    pub(super) fn check(&self) -> Result<(), RecordError> {
        let Self { width_px, height_px, fps, frames, .. } = *self;
        let (what, range) = if width_px == 0 || height_px == 0 {
            (format!("{width_px}x{height_px} pixels"), "sides of at least one pixel")
        } else if !(1..=1000).contains(&fps) {
            (format!("{fps} frames a second"), "1 to 1000")
        } else if frames == 0 {
            ("0 frames".to_owned(), "a longer one")
        } else if u64::from(frames) > u64::from(LONG_SECS) * u64::from(fps) && !self.encoding.force
        {
            return Err(RecordError::Long { minutes: frames / fps / 60, frames });
        } else {
            return Ok(());
        };
        Err(RecordError::Settings { what, range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: FilmSettings =
        FilmSettings { width_px: 4, height_px: 4, fps: 30, frames: 1, encoding: Encoding::DEFAULT };

    #[test]
    fn zero_is_refused_by_name() {
        assert!(GOOD.check().is_ok());
        let said = |settings: FilmSettings| settings.check().unwrap_err().to_string();
        assert!(said(FilmSettings { height_px: 0, ..GOOD }).contains("4x0 pixels"));
        assert!(said(FilmSettings { fps: 0, ..GOOD }).contains("0 frames a second"));
        assert!(said(FilmSettings { fps: 1001, ..GOOD }).contains("1 to 1000"));
        assert!(said(FilmSettings { frames: 0, ..GOOD }).contains("0 frames"));
    }

    #[test]
    fn hours_are_asked_for_twice() {
        let hour = FilmSettings { frames: 30 * LONG_SECS, ..GOOD };
        assert!(hour.check().is_ok());
        let day = FilmSettings { frames: 24 * 30 * LONG_SECS, ..GOOD };
        let said = day.check().unwrap_err().to_string();
        assert!(said.contains("1440 minutes") && said.contains("--force"), "{said}");
        let encoding = Encoding { force: true, ..Encoding::DEFAULT };
        assert!(FilmSettings { encoding, ..day }.check().is_ok());
    }
}
