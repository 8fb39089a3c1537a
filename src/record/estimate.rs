//! How large a film will be, told before it is drawn, and whether there is room for it.
//!
//! The shares are means over films of the ready scenes at 1280x720; a film may well take half of it
//! or twice as much.

use std::path::Path;

use super::mp4::quantiser;
use super::{FilmSettings, Format, RecordError};

/// Bytes a pixel of an MP4 at a quantiser of 24; eight less double it.
const MP4_BYTES: f64 = 0.015;
const MP4_QUANTISER: f64 = 24.0;
const MP4_DOUBLING: f64 = 8.0;
const GIF_BYTES: f64 = 0.12;
const GIF_PLAIN_BYTES: f64 = 0.08;
const APNG_BYTES: f64 = 0.28;
const FRAMES_BYTES: f64 = 0.42;

/// Bytes of a film at `path`, about; `None` where nobody knows, as with the arguments of ffmpeg.
#[must_use]
pub fn estimated_bytes(path: &Path, settings: &FilmSettings) -> Option<u64> {
    let encoding = &settings.encoding;
    if encoding.ffmpeg.is_some() {
        return None;
    }
    let bytes_a_pixel = match Format::of(path).ok()? {
        Format::Mp4 => {
            let finer = MP4_QUANTISER - f64::from(quantiser(encoding.quality));
            MP4_BYTES * (finer / MP4_DOUBLING).exp2()
        }
        Format::Gif if encoding.dither => GIF_BYTES,
        Format::Gif => GIF_PLAIN_BYTES,
        Format::Png | Format::Apng => APNG_BYTES,
        Format::Frames => FRAMES_BYTES,
    };
    let pixels = settings.pixels() as f64 * f64::from(settings.frames);
    Some((bytes_a_pixel * pixels) as u64)
}

/// Bytes that are free where `path` is to be; `None` where the system does not say.
#[must_use]
pub fn free_bytes(path: &Path) -> Option<u64> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs4::available_space(folder.unwrap_or(Path::new("."))).ok()
}

/// Refuses a film of `frames` frames still to come that would not fit the disk.
pub(super) fn check_room(
    path: &Path,
    settings: &FilmSettings,
    frames: u32,
) -> Result<(), RecordError> {
    let to_come = FilmSettings { frames, ..settings.clone() };
    match (estimated_bytes(path, &to_come), free_bytes(path)) {
        (Some(needed), Some(free)) if needed > free && !settings.encoding.force => {
            Err(RecordError::NoRoom { path: path.to_path_buf(), needed, free })
        }
        // A place whose free space nobody tells is tried.
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Encoding;

    const FILM: FilmSettings = FilmSettings {
        width_px: 1280,
        height_px: 720,
        fps: 30,
        frames: 300,
        encoding: Encoding::DEFAULT,
    };

    #[test]
    fn a_film_that_cannot_fit_is_refused_unless_forced() {
        let path = std::env::temp_dir().join("film.mp4");
        assert!(check_room(&path, &FILM, 300).is_ok());
        let vast = FilmSettings { width_px: u32::MAX, height_px: u32::MAX, ..FILM };
        let error = check_room(&path, &vast, u32::MAX).unwrap_err();
        assert!(error.asks_wrong());
        let said = error.to_string();
        assert!(said.contains("TB") && said.contains("--force"), "{said}");
        let encoding = Encoding { force: true, ..Encoding::DEFAULT };
        assert!(check_room(&path, &FilmSettings { encoding, ..vast }, u32::MAX).is_ok());
    }

    #[test]
    fn better_quality_is_larger() {
        let bytes = |quality| {
            let encoding = Encoding { quality, ..Encoding::DEFAULT };
            estimated_bytes(Path::new("a.mp4"), &FilmSettings { encoding, ..FILM }).unwrap()
        };
        assert!(bytes(0) < bytes(50) && bytes(50) < bytes(100));
    }
}
