//! What is refused before the first frame, in which words; and a disk that fills up.

use std::fs;
use std::path::Path;

use fallline::record::FilmSettings;

use crate::card::{CARD, FORMATS, error_of, names_in, recorded};
use crate::mp4::read_mp4;

#[test]
fn sizes_and_rates_out_of_range_name_what_works() {
    let path = |name: &str| std::env::temp_dir().join(name);
    let odd = error_of(&path("a.mp4"), &FilmSettings { width_px: 641, height_px: 359, ..CARD });
    assert_eq!(odd, "an MP4 film needs even sides, not 641x359; use --size 642x360");
    let large = error_of(&path("a.mp4"), &FilmSettings { width_px: 7680, height_px: 4320, ..CARD });
    assert!(
        large.starts_with(
            "7680x4320 pixels are out of range for MP4, which takes 16x16 to 3840x2160"
        ),
        "{large}"
    );
    let small = error_of(&path("a.mp4"), &FilmSettings { width_px: 8, height_px: 8, ..CARD });
    assert!(small.starts_with("8x8 pixels are out of range for MP4"), "{small}");
    let short = error_of(&path("a.mp4"), &FilmSettings { frames: 1, ..CARD });
    assert!(short.starts_with("an MP4 film needs at least two frames"), "{short}");
    let wide = error_of(&path("a.gif"), &FilmSettings { width_px: 70_000, height_px: 1, ..CARD });
    assert!(wide.starts_with("70000x1 pixels are out of range for GIF"), "{wide}");
    let fast = error_of(&path("a.gif"), &FilmSettings { fps: 60, ..CARD });
    assert!(
        fast.starts_with("a GIF holds at most 50 frames a second, not 60; use --fps 50"),
        "{fast}"
    );
    let none = error_of(&path("a.apng"), &FilmSettings { frames: 0, ..CARD });
    assert_eq!(none, "a film cannot have 0 frames; choose a longer one");
}

#[test]
fn the_smallest_and_largest_mp4_work() {
    for (width_px, height_px) in [(16, 16), (16, 3840), (3840, 2160)] {
        let settings = FilmSettings { width_px, height_px, fps: 30, frames: 2, ..CARD };
        let (_folder, path) = recorded("film.mp4", &settings);
        let film = read_mp4(&path);
        assert_eq!(film.size_px, (width_px as u16, height_px as u16));
        assert_eq!(film.pictures.len(), 2);
    }
}

#[test]
fn unknown_endings_name_the_known_ones() {
    for name in ["out/film.avi", "film", "mp4"] {
        let known = format!(
            "cannot tell the format of {name}: end it in .mp4, .gif, .apng or .png, or in / for a folder of PNG frames"
        );
        assert_eq!(error_of(Path::new(name), &CARD), known);
    }
    let picture = error_of(Path::new("film.png"), &CARD);
    assert!(
        picture.starts_with("film.png would hold one picture, not a film of 10 frames"),
        "{picture}"
    );
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no");
    for name in FORMATS {
        let path = missing.join(name);
        let error = error_of(&path, &CARD);
        let start = format!(
            "cannot write {}: the folder {} does not exist",
            path.display(),
            missing.display()
        );
        assert!(error.starts_with(&start), "{error}");
    }
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("frame-00000.png"), "an older frame").unwrap();
    fs::write(folder.path().join("thesis.tex"), "years of work").unwrap();
    let error = error_of(folder.path(), &CARD);
    let start =
        format!("cannot write frames into {}: it holds thesis.tex", folder.path().display());
    assert!(error.starts_with(&start), "{error}");
    assert_eq!(names_in(folder.path()), ["frame-00000.png", "thesis.tex"]);
}

/// A folder in which even an administrator cannot make files.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    for name in FORMATS {
        let path = Path::new("/sys/kernel").join(name);
        let error = error_of(&path, &CARD);
        let start = format!("cannot write {}: writing there is not allowed", path.display());
        assert!(error.starts_with(&start), "{error}");
    }
}

/// A link to a device that is always full; the folder of frames has no single file to stand for it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    for name in ["film.mp4", "film.gif", "film.apng"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let error = error_of(&path, &CARD);
        assert!(
            error.starts_with(&format!("cannot write {}: the disk is full", path.display())),
            "{error}"
        );
        assert!(path.is_symlink(), "the link is left alone");
    }
}

/// What is no file cannot be gone back in, and says so before the first frame.
#[cfg(target_os = "linux")]
#[test]
fn an_mp4_into_a_pipe_is_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.mp4");
    let (reader, writer) = std::io::pipe().unwrap();
    let descriptor = std::os::fd::AsRawFd::as_raw_fd(&writer);
    std::os::unix::fs::symlink(format!("/proc/self/fd/{descriptor}"), &path).unwrap();
    let said = error_of(&path, &CARD);
    assert!(said.ends_with("needs a file, not a pipe"), "{said}");
    drop((reader, writer));
}
