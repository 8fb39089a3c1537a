//! The corners of the colour cube and greys, in every format.

use std::path::Path;

use fallline::record::{Encoding, FilmSettings, RecordError, Watch, record_film};

use crate::card::{Picture, Rgb};
use crate::gif::read_gif;
use crate::mp4::read_mp4;
use crate::png::read_png;

/// The eight corners and eight greys, in patches of 32 x 32 pixels.
pub(crate) const PATCHES: [Rgb; 16] = [
    [0, 0, 0],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
    [8, 8, 8],
    [32, 32, 32],
    [64, 64, 64],
    [96, 96, 96],
    [128, 128, 128],
    [160, 160, 160],
    [192, 192, 192],
    [240, 240, 240],
];

pub(crate) fn settings(encoding: Encoding) -> FilmSettings {
    FilmSettings { width_px: 256, height_px: 64, fps: 24, frames: 6, encoding }
}

pub(crate) fn record_patches(path: &Path, settings: &FilmSettings) -> Result<(), RecordError> {
    record_film(path, settings, &Watch::default(), |_, rgba| {
        for (index, pixel) in rgba.chunks_exact_mut(4).enumerate() {
            let (x, y) = (index % 256, index / 256);
            pixel[..3].copy_from_slice(&PATCHES[x / 32 + 8 * (y / 32)]);
        }
        Ok(())
    })
    .map(drop)
}

/// Compares the middle of each patch.
pub(crate) fn assert_shows(picture: &Picture, tolerance: u8) {
    for (place, want) in (0..).zip(PATCHES) {
        let got = picture.at(32 * (place % 8) + 15, 32 * (place / 8) + 15);
        let near = (0..3).all(|channel| got[channel].abs_diff(want[channel]) <= tolerance);
        assert!(near, "{got:?} for {want:?}");
    }
}

fn recorded(name: &str, encoding: Encoding) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    record_patches(&path, &settings(encoding)).unwrap();
    (folder, path)
}

#[test]
fn mp4_keeps_saturated_colours_and_greys() {
    let (_folder, path) = recorded("film.mp4", Encoding::DEFAULT);
    // Half a level in each plane, and half a step of the quantiser: at 24 it is 10 for a sum of 16
    // coefficients, 1.25 a pixel. Blue takes 1.164 of luma's error and 2.112 of chroma's: 5.7.
    read_mp4(&path).pictures.iter().for_each(|picture| assert_shows(picture, 6));
}

/// A ramp with a fine pattern on it, such as no quantiser keeps whole.
fn woven(x: usize, y: usize) -> u8 {
    (40 + x / 2 + (x * x + 3 * x * y + 7 * y * y) % 40) as u8
}

#[test]
fn better_quality_comes_closer_and_is_larger() {
    let film = |quality| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.mp4");
        let settings = settings(Encoding { quality, ..Encoding::DEFAULT });
        record_film::<RecordError>(&path, &settings, &Watch::default(), |_, rgba| {
            for (index, pixel) in rgba.chunks_exact_mut(4).enumerate() {
                pixel[..3].fill(woven(index % 256, index / 256));
            }
            Ok(())
        })
        .unwrap();
        let picture = &read_mp4(&path).pictures[5];
        let off = |index: usize| {
            f64::from(picture.pixels[index][1].abs_diff(woven(index % 256, index / 256))).powi(2)
        };
        (path.metadata().unwrap().len(), (0..256 * 64).map(off).sum::<f64>())
    };
    let films = [0, 50, 75, 100].map(film);
    assert!(films.is_sorted_by(|a, b| a.0 < b.0), "sizes grow: {films:?}");
    assert!(films.is_sorted_by(|a, b| a.1 > b.1), "errors shrink: {films:?}");
}

#[test]
fn formats_without_loss_keep_every_level() {
    let (_folder, gif) = recorded("film.gif", Encoding::DEFAULT);
    read_gif(&gif).0.iter().for_each(|picture| assert_shows(picture, 0));
    let (_folder, frames) = recorded("frames/", Encoding::DEFAULT);
    assert_shows(&read_png(&frames.join("frame-00005.png")), 0);
}
