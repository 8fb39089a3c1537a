//! How films are asked for.

use serde::{Deserialize, Serialize};

use super::SpecError;
use crate::scene::flight::Flight;

/// Pixels along one side of a picture at most.
const MOST_PIXELS: u32 = 16_384;
/// Length of a film at most: a day.
const MOST_SECONDS: f64 = 86_400.0;
/// Moments of a blurred frame at most; more are not told apart.
const MOST_MOMENTS: u32 = 64;

/// Size, rate and camera path of films; the size of pictures too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FilmSpec {
    /// The built-in flight.
    pub flight: Flight,
    /// Frames a second.
    pub fps: u32,
    /// Length in seconds.
    pub seconds: f64,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// Fineness of an MP4, 0 (smallest file) to 100 (no visible loss).
    pub quality: u8,
    /// Whether a GIF mixes colours that its palette lacks.
    pub dither: bool,
    /// How often a GIF or an animated PNG plays; 0 is for ever.
    pub loops: u16,
    /// Pixels drawn along each side of one that is shown: 1, 2 or 4; of pictures too.
    pub supersample: u32,
    /// Moments that a frame is the mean of; 1 is sharp.
    pub motion_blur: u32,
}

impl Default for FilmSpec {
    fn default() -> Self {
        Self {
            flight: Flight::default(),
            fps: 30,
            seconds: 8.0,
            size: [1280, 720],
            quality: 75,
            dither: true,
            loops: 0,
            supersample: 1,
            motion_blur: 1,
        }
    }
}

impl FilmSpec {
    /// Number of frames, at least 1.
    pub fn frames(&self) -> u32 {
        ((f64::from(self.fps) * self.seconds).round() as u32).max(1)
    }

    /// The frame that is shown after `secs`, and how many there are.
    pub fn frame_at(&self, secs: f64) -> (u32, u32) {
        let frames = self.frames();
        (((secs * f64::from(self.fps)).round() as u32).min(frames - 1), frames)
    }

    /// Width over height.
    pub fn aspect(&self) -> f32 {
        self.size[0] as f32 / self.size[1] as f32
    }

    pub(super) fn check(&self) -> Result<(), SpecError> {
        if !(1..=240).contains(&self.fps) {
            let message = format!("a film has 1 to 240 frames a second, not {}", self.fps);
            return Err(SpecError::new("film.fps", message));
        }
        if !(self.seconds > 0.0 && self.seconds <= MOST_SECONDS) {
            let message = format!(
                "a film lasts more than 0 and at most {MOST_SECONDS} seconds, not {}",
                self.seconds
            );
            return Err(SpecError::new("film.seconds", message));
        }
        self.check_finish()?;
        let [width, height] = self.size;
        if !(16..=MOST_PIXELS).contains(&width) || !(16..=MOST_PIXELS).contains(&height) {
            let message =
                format!("a picture has 16 to {MOST_PIXELS} pixels a side, not {width} x {height}");
            return Err(SpecError::new("film.size", message));
        }
        Ok(())
    }
}

impl FilmSpec {
    /// Checks what makes films finer.
    fn check_finish(&self) -> Result<(), SpecError> {
        if self.quality > 100 {
            let message = format!("the quality lies between 0 and 100, not at {}", self.quality);
            return Err(SpecError::new("film.quality", message));
        }
        if ![1, 2, 4].contains(&self.supersample) {
            let message = format!(
                "1, 2 or 4 pixels are drawn along a side of one that is shown, not {}",
                self.supersample
            );
            return Err(SpecError::new("film.supersample", message));
        }
        if !(1..=MOST_MOMENTS).contains(&self.motion_blur) {
            let message = format!(
                "a frame is the mean of 1 (sharp) to {MOST_MOMENTS} moments, not {}",
                self.motion_blur
            );
            return Err(SpecError::new("film.motion_blur", message));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_lengths_that_cannot_be_are_refused() {
        for size in [[0, 720], [1280, 8], [20_000, 720]] {
            let film = FilmSpec { size, ..FilmSpec::default() };
            assert_eq!(film.check().unwrap_err().key, "film.size", "{size:?}");
        }
        for seconds in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e9] {
            let film = FilmSpec { seconds, ..FilmSpec::default() };
            assert_eq!(film.check().unwrap_err().key, "film.seconds", "{seconds}");
        }
    }
}
