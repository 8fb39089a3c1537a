//! Pictures for slides and pages: without a background, in tiles, with larger type.

use std::path::Path;

use fallline::gpu::Gpu;
use fallline::overlay::Layout;
use fallline::record::{Background, Smoothness, Studio, render_on};
use fallline::scene::Theme;

use crate::common::gpu;
use crate::picture::{Picture, session};

const SIZE_PX: [u32; 2] = [320, 180];
const SCENE: &str = "loss.name = 'himmelblau'\nruns.steps = 60\nsurface.grid = [64, 64]\n";

/// The pixels of a file with alpha.
fn read_rgba(path: &Path) -> Vec<u8> {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut rgba = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rgba).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgba);
    rgba
}

fn transparent(gpu: &Gpu, toml: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.png");
    render_on(gpu, &mut session(toml), SIZE_PX, Background::Transparent, &path).unwrap();
    read_rgba(&path)
}

/// As any program lays a picture on a ground.
fn laid_on(rgba: &[u8], ground: [u8; 3]) -> Picture {
    let over = |pixel: &[u8]| {
        let alpha = f64::from(pixel[3]) / 255.0;
        let channel = |k: usize| {
            (alpha * f64::from(pixel[k]) + (1.0 - alpha) * f64::from(ground[k])).round() as u8
        };
        [channel(0), channel(1), channel(2), 255]
    };
    Picture { size_px: SIZE_PX, rgba: rgba.chunks_exact(4).flat_map(over).collect() }
}

/// The test of every edge: on the background of its theme, the picture is the one that was drawn there.
#[test]
fn a_transparent_picture_on_its_own_background_is_the_opaque_one() {
    let Some(gpu) = gpu() else { return };
    for theme in Theme::ALL {
        for more in ["", "surface.opacity = 0.6\n"] {
            // The shadow on a grid is made for each ground; there is none without a floor.
            let toml =
                format!("{SCENE}view.theme = '{}'\nsurface.floor = 'none'\n{more}", theme.name());
            let laid = laid_on(&transparent(&gpu, &toml), theme.background().0);
            let opaque = Picture::of(&gpu, &toml, SIZE_PX);
            let furthest = laid
                .pixels()
                .zip(opaque.pixels())
                .flat_map(|(a, b)| [0, 1, 2].map(|k| a[k].abs_diff(b[k])))
                .max();
            // Each of a few layers is rounded to 8 bits, on one ground as on the other, and alpha once more.
            assert!(furthest <= Some(4), "{theme:?} {more}: {furthest:?}");
            assert!(laid.difference(&opaque).mean < 0.3, "{:?}", laid.difference(&opaque));
        }
    }
}

#[test]
fn the_background_is_gone_and_the_surface_is_not() {
    let Some(gpu) = gpu() else { return };
    for floor in ["grid", "map", "none"] {
        for supersample in [1, 2] {
            let toml =
                format!("{SCENE}surface.floor = '{floor}'\nfilm.supersample = {supersample}");
            let rgba = transparent(&gpu, &toml);
            let alpha = |x: u32, y: u32| rgba[4 * (y * SIZE_PX[0] + x) as usize + 3];
            assert_eq!((alpha(2, 100), alpha(318, 178)), (0, 0), "{floor}");
            assert_eq!(alpha(140, 90), 255, "{floor}");
            // Edges of the surface, of text and of lines lie between.
            let between = rgba.chunks_exact(4).filter(|p| (1..255).contains(&p[3])).count();
            assert!(between > 300, "{floor}: {between} pixels");
        }
    }
}

/// The shadow around the block is black at every strength, so that no ground of any colour shines.
#[test]
fn no_edge_is_lighter_than_its_ground_on_black() {
    let Some(gpu) = gpu() else { return };
    let toml = format!("{SCENE}run = []\nview.theme = 'light'\nsurface.floor = 'grid'");
    let faint: Vec<u8> = transparent(&gpu, &toml)
        .chunks_exact(4)
        .filter(|pixel| (20..90).contains(&pixel[3]))
        .map(|pixel| pixel[0].max(pixel[1]).max(pixel[2]))
        .collect();
    let dark = faint.iter().filter(|channel| **channel < 60).count();
    assert!(dark * 2 > faint.len(), "{dark} of {} faint pixels are dark", faint.len());
}

#[test]
fn a_picture_in_tiles_is_the_picture_in_one_go() {
    let Some(gpu) = gpu() else { return };
    for (toml, supersample, side) in [
        (SCENE, 1, 64),
        (SCENE, 2, 100),
        (
            "loss.name = 'rastrigin'\nswarm.starts = 50\nsurface = { grid = [64, 64], floor = 'map' }",
            1,
            128,
        ),
    ] {
        let smoothness = Smoothness { supersample, moments: 1 };
        let draw = |mut studio: Studio| {
            let mut session = session(toml);
            studio.prepare(&mut session).unwrap();
            session.settle();
            Picture::now(&mut studio, &session, SIZE_PX)
        };
        let whole = draw(Studio::with_smoothness(&gpu, SIZE_PX, smoothness).unwrap());
        let tiled = draw(Studio::in_tiles_of(&gpu, SIZE_PX, smoothness, side).unwrap());
        let difference = tiled.difference(&whole);
        eprintln!("tiles of {side}: {difference:?}");
        // A shift by a tenth of a pixel changes ten times as much (see the golden pictures): edges may round elsewhere.
        assert!(difference.mean < 0.015 && difference.share < 0.0003, "{side}: {difference:?}");
    }
}

#[test]
fn a_film_in_tiles_gives_its_frames_in_order() {
    let Some(gpu) = gpu() else { return };
    let mut session = session("loss.name = 'booth'\nrun = []\nsurface.grid = [32, 32]");
    let mut studio = Studio::in_tiles_of(&gpu, SIZE_PX, Smoothness::PLAIN, 100).unwrap();
    studio.prepare(&mut session).unwrap();
    let mut frames = Vec::new();
    for frame in [0, 3] {
        studio.begin_frame(&mut session, frame, 8).unwrap();
    }
    assert_eq!(studio.in_flight(), 2);
    for _ in 0..2 {
        let mut rgba = vec![0; 4 * (SIZE_PX[0] * SIZE_PX[1]) as usize];
        studio.take(&mut rgba).unwrap();
        frames.push(rgba);
    }
    assert_eq!(studio.in_flight(), 0);
    studio.begin_frame(&mut session, 3, 8).unwrap();
    let mut again = vec![0; frames[0].len()];
    studio.take(&mut again).unwrap();
    assert!(again == frames[1] && frames[0] != frames[1]);
}

/// Takes a quarter of a gigabyte and a while: `cargo test --test render -- --ignored largest`.
#[test]
#[ignore = "large"]
fn the_largest_picture_is_written() {
    let Some(gpu) = gpu() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.png");
    render_on(&gpu, &mut session(SCENE), [8192, 8192], Background::Theme, &path).unwrap();
    let picture = Picture::read(&path).unwrap();
    assert_eq!(picture.size_px, [8192, 8192]);
}

#[test]
fn a_larger_scale_has_larger_type_and_lines_in_the_same_picture() {
    let plain = session(SCENE).scene();
    let scaled = session(&format!("{SCENE}view.scale = 1.5")).scene();
    let size_px = [1280, 720];
    let (one, other) = (Layout::of_picture(size_px, &plain), Layout::of_picture(size_px, &scaled));
    assert_eq!(other.pixels_per_point, 1.5 * one.pixels_per_point);
    assert_eq!(other.size_px(), one.size_px());
    // The picture is as large, so there are fewer points in it.
    assert!((other.frame.width() * 1.5 - one.frame.width()).abs() < 1e-3);
}

/// Two losses in rows of two and one in the last: where there is no pane there is the background of the theme.
#[test]
fn what_no_pane_covers_is_background() {
    let Some(gpu) = gpu() else { return };
    for theme in Theme::ALL {
        let toml = format!(
            "{SCENE}gallery = {{ losses = ['x + y', 'sphere'], columns = 2 }}\nview.theme = '{}'\n",
            theme.name()
        );
        let drawn = Picture::of(&gpu, &toml, SIZE_PX);
        let corner = drawn.pixels().last();
        assert_eq!(corner, Some(theme.background().0), "{}", theme.name());
    }
}
