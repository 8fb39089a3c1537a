//! Films checked from outside by ffmpeg and ffprobe, and films that ffmpeg encodes. Skipped, in words, where they
//! are not installed.

use std::path::Path;
use std::process::Command;

use fallline::record::{Encoding, FilmSettings, find_ffmpeg};

use crate::card::{CARD, Picture, error_of, names_in, recorded};
use crate::colours::{assert_shows, record_patches, settings};

/// Whether the tests can look from outside.
fn has_ffmpeg() -> bool {
    let found = find_ffmpeg().is_some();
    if !found {
        eprintln!("skipped: no ffmpeg on the PATH");
    }
    found
}

fn output_of(program: &str, words: &[&str], path: &Path) -> Vec<u8> {
    let output = Command::new(program).args(words).arg(path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What ffprobe says of the picture stream, as `key=value` lines.
fn probe(path: &Path) -> String {
    let words =
        ["-v", "error", "-count_frames", "-show_streams", "-of", "default=noprint_wrappers=1"];
    String::from_utf8(output_of("ffprobe", &words, path)).unwrap()
}

/// The pictures as ffmpeg decodes them.
fn decoded(path: &Path, settings: &FilmSettings) -> Vec<Picture> {
    let words = ["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
    let output = Command::new("ffmpeg").arg("-i").arg(path).args(words).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let bytes = 3 * (settings.width_px * settings.height_px) as usize;
    let pictures = output.stdout.chunks_exact(bytes);
    pictures.map(|bytes| Picture::of_rgb(settings.width_px as usize, bytes)).collect()
}

fn with_ffmpeg(arguments: &str) -> Encoding {
    Encoding { ffmpeg: Some(arguments.to_owned()), ..Encoding::DEFAULT }
}

#[test]
fn mp4_from_outside() {
    if !has_ffmpeg() {
        return;
    }
    for fps in [7, 24, 25, 30, 60] {
        let settings = FilmSettings { fps, frames: 3 * fps, ..CARD };
        let (_folder, path) = recorded("film.mp4", &settings);
        let said = probe(&path);
        let lines = [
            "codec_name=h264".to_owned(),
            "pix_fmt=yuv420p".to_owned(),
            "width=96".to_owned(),
            "height=64".to_owned(),
            "color_range=tv".to_owned(),
            "color_space=bt709".to_owned(),
            "color_transfer=bt709".to_owned(),
            "color_primaries=bt709".to_owned(),
            format!("avg_frame_rate={fps}/1"),
            format!("r_frame_rate={fps}/1"),
            "duration=3.000000".to_owned(),
            format!("nb_read_frames={}", 3 * fps),
        ];
        for line in lines {
            assert!(said.lines().any(|said| said == line), "{fps}: no {line} in\n{said}");
        }
    }
}

#[test]
fn the_largest_mp4_says_a_level_that_players_take() {
    if !has_ffmpeg() {
        return;
    }
    let settings = FilmSettings { width_px: 3840, height_px: 2160, fps: 60, frames: 2, ..CARD };
    let (_folder, path) = recorded("film.mp4", &settings);
    let said = probe(&path);
    // Table A-1 of H.264: 32,400 blocks a frame, 1,944,000 a second need level 5.2.
    let level = said.lines().find_map(|line| line.strip_prefix("level=")).unwrap();
    assert!(level.parse::<u32>().unwrap() >= 52, "level {level}");
    assert_eq!(decoded(&path, &settings).len(), 2);
}

#[test]
fn mp4_colours_from_outside() {
    if !has_ffmpeg() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let settings = settings(Encoding::DEFAULT);
    record_patches(&path, &settings).unwrap();
    // As where this project decodes it, and two levels of ffmpeg's own conversion.
    decoded(&path, &settings).iter().for_each(|picture| assert_shows(picture, 8));
}

#[test]
fn gif_and_apng_from_outside() {
    if !has_ffmpeg() {
        return;
    }
    for name in ["film.gif", "film.apng"] {
        let (_folder, path) = recorded(name, &CARD);
        let said = probe(&path);
        for line in ["width=96", "height=64", "nb_read_frames=10"] {
            assert!(said.lines().any(|said| said == line), "{name}: no {line} in\n{said}");
        }
        (0..).zip(decoded(&path, &CARD)).for_each(|(frame, picture)| picture.assert_is(frame));
    }
}

#[test]
fn ffmpeg_encodes_every_pixel_that_it_is_given() {
    if !has_ffmpeg() {
        return;
    }
    let settings = FilmSettings { encoding: with_ffmpeg("-c:v ffv1 -pix_fmt bgr0"), ..CARD };
    let (folder, path) = recorded("film.mkv", &settings);
    assert_eq!(names_in(folder.path()), ["film.mkv"]);
    let pictures = decoded(&path, &settings);
    assert_eq!(pictures.len(), 10);
    (0..).zip(pictures).for_each(|(frame, picture)| picture.assert_is(frame));
}

#[test]
fn ffmpeg_stores_luma_and_chroma_by_bt_709() {
    if !has_ffmpeg() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mkv");
    let settings = settings(with_ffmpeg("-c:v ffv1 -pix_fmt yuv444p"));
    record_patches(&path, &settings).unwrap();
    let said = probe(&path);
    assert!(said.contains("color_space=bt709"), "{said}");
    // Two conversions by ffmpeg, each about a level and a half off.
    decoded(&path, &settings).iter().for_each(|picture| assert_shows(picture, 4));
}

#[test]
fn what_ffmpeg_complains_of_is_shown_and_nothing_is_left() {
    if !has_ffmpeg() {
        return;
    }
    for (arguments, part) in [
        ("-c:v no-such-encoder", "no-such-encoder"),
        ("-frames:v 2 -c:v ffv1", "stopped reading before the last frame"),
        ("-metadata title='open", "a quotation mark is not closed"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        // Large enough that two frames do not fit the pipe.
        let settings = FilmSettings {
            width_px: 640,
            height_px: 360,
            encoding: with_ffmpeg(arguments),
            ..CARD
        };
        let said = error_of(&folder.path().join("film.mkv"), &settings);
        assert!(said.contains(part), "{said}");
        assert_eq!(names_in(folder.path()), [""; 0]);
    }
}
