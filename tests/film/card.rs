//! The test card, and how a decoded picture is compared with it.

use std::fs;
use std::path::{Path, PathBuf};

use fallline::record::{Encoding, FilmSettings, RecordError, Watch, record_film};

pub(crate) type Rgb = [u8; 3];

/// Patches of 16x16 pixels along the upper edge of the card.
pub(crate) const PATCHES: [Rgb; 6] =
    [[14, 17, 22], [255, 255, 255], [230, 159, 0], [0, 114, 178], [213, 40, 60], [0, 158, 115]];
pub(crate) const CARD: FilmSettings =
    FilmSettings { width_px: 96, height_px: 64, fps: 25, frames: 10, encoding: Encoding::DEFAULT };
pub(crate) const FORMATS: [&str; 4] = ["film.mp4", "film.gif", "film.apng", "frames/"];

/// The test card: patches, a grey ramp below, and on it a white square that moves right by 8 pixels
/// a frame.
pub(crate) fn card_pixel(frame: u32, x: u32, y: u32) -> Rgb {
    let in_square = (40..56).contains(&y) && (8 * frame..8 * frame + 16).contains(&x);
    match y {
        0..16 => PATCHES[(x / 16) as usize % PATCHES.len()],
        _ if in_square => [255; 3],
        _ => [(40 + x / 4 * 4) as u8; 3],
    }
}

pub(crate) fn draw_card(settings: &FilmSettings, frame: u32, rgba: &mut [u8]) {
    for (index, pixel) in (0..).zip(rgba.chunks_exact_mut(4)) {
        let [r, g, b] = card_pixel(frame, index % settings.width_px, index / settings.width_px);
        pixel.copy_from_slice(&[r, g, b, 255]);
    }
}

pub(crate) fn record_card(path: &Path, settings: &FilmSettings) -> Result<PathBuf, RecordError> {
    record_film(path, settings, &Watch::default(), |frame, rgba| {
        draw_card(settings, frame, rgba);
        Ok(())
    })
}

pub(crate) fn recorded(name: &str, settings: &FilmSettings) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = record_card(&folder.path().join(name), settings).unwrap();
    (folder, path)
}

pub(crate) fn error_of(path: &Path, settings: &FilmSettings) -> String {
    record_card(path, settings).unwrap_err().to_string()
}

/// One decoded picture, a colour a pixel.
pub(crate) struct Picture {
    pub(crate) width_px: usize,
    pub(crate) pixels: Vec<Rgb>,
}

impl Picture {
    pub(crate) fn of_rgb(width_px: usize, bytes: &[u8]) -> Self {
        Self {
            width_px,
            pixels: bytes.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect(),
        }
    }

    pub(crate) fn at(&self, x: u32, y: u32) -> Rgb {
        self.pixels[y as usize * self.width_px + x as usize]
    }

    /// Compares the middles of the patches, of ramp and square with the card, each channel within
    /// `tolerance`.
    pub(crate) fn assert_shows(&self, frame: u32, tolerance: u8) {
        let patches = (0..6).map(|patch| (16 * patch + 8, 8));
        let ramp = [(4, 26), (48, 26), (91, 26)];
        let square = [(8 * frame + 8, 48), ((8 * frame + 56) % 96, 60)];
        for (x, y) in patches.chain(ramp).chain(square) {
            let (got, want) = (self.at(x, y), card_pixel(frame, x, y));
            let near = (0..3).all(|channel| got[channel].abs_diff(want[channel]) <= tolerance);
            assert!(near, "frame {frame}, pixel {x},{y}: {got:?} for {want:?}");
        }
    }

    pub(crate) fn assert_is(&self, frame: u32) {
        for (index, got) in (0..).zip(&self.pixels) {
            let (x, y) = (index % CARD.width_px, index / CARD.width_px);
            assert_eq!(*got, card_pixel(frame, x, y), "frame {frame}, pixel {x},{y}");
        }
    }
}

/// Sorted names of what a folder holds.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
