//! Colours that show something else than the height.

use fallline::gpu::Gpu;
use fallline::scene::Tint;

use crate::common::gpu;
use crate::picture::{Picture, session};

const SIZE_PX: [u32; 2] = [320, 180];

/// The part of the picture where the surface is, without the colour bar and its name.
fn middle(gpu: &Gpu, toml: &str) -> Picture {
    let picture = Picture::of(gpu, toml, SIZE_PX);
    let [width, height] = SIZE_PX.map(|n| n as usize);
    let rows = picture.rgba.chunks_exact(4 * width);
    let kept: Vec<u8> = rows.flat_map(|row| &row[..4 * width * 3 / 4]).copied().collect();
    Picture { size_px: [(width * 3 / 4) as u32, height as u32], rgba: kept }
}

/// A residual against 0 is the loss itself: with the same map and the same ends, the same colours.
#[test]
fn a_tint_that_is_the_height_looks_like_the_height() {
    let Some(gpu) = gpu() else { return };
    let scene = |more: &str| {
        format!(
            "loss.formula = 'x + y/2'\nrun = []\nsurface = {{ grid = [64, 48], floor = 'none', colormap = 'coolwarm'{more} }}"
        )
    };
    let plain = middle(&gpu, &scene(""));
    let tinted = middle(&gpu, &scene(", color_by = 'residual', reference = '0'"));
    let difference = tinted.difference(&plain);
    // Heights are interpolated along triangles, tints in cells: of a plane they are the same but for rounding.
    assert!(difference.mean < 0.05 && difference.share == 0.0, "{difference:?}");
    let other = middle(&gpu, &scene(", color_by = 'residual', reference = 'x'"));
    assert!(other.difference(&plain).share > 0.1, "another reference has other colours");
}

#[test]
fn the_walls_and_the_map_below_take_the_tint_too() {
    let Some(gpu) = gpu() else { return };
    for floor in ["grid", "map"] {
        let scene = |by: &str| {
            format!(
                "loss.name = 'himmelblau'\nrun = []\nview = {{ elevation = 8 }}\nsurface = {{ grid = [64, 64], floor = '{floor}', color_by = '{by}' }}"
            )
        };
        let below = |picture: Picture| -> Vec<[u8; 3]> {
            let [width, height] = picture.size_px;
            picture.pixels().skip((width * height * 6 / 10) as usize).collect()
        };
        let (height, norm) =
            (below(middle(&gpu, &scene("height"))), below(middle(&gpu, &scene("gradient-norm"))));
        let differing = height.iter().zip(&norm).filter(|(a, b)| a != b).count();
        assert!(differing > 500, "{floor}: {differing} pixels of the lower part");
    }
}

#[test]
fn what_has_no_value_is_grey() {
    let Some(gpu) = gpu() else { return };
    // The Hessian bends one way only: its condition number is infinite.
    let scene = |by: &str| {
        format!(
            "loss.formula = 'x^2 + y'\nrun = []\nview.preset = 'top'\nsurface = {{ grid = [64, 64], iso_lines = 0, color_by = '{by}' }}"
        )
    };
    let spread = |by: &str| {
        let picture = Picture::of(&gpu, &scene(by), SIZE_PX);
        let [r, g, b] = picture.pixels().nth((SIZE_PX[0] * 80 + 150) as usize).unwrap();
        r.max(g).max(b) - r.min(g).min(b)
    };
    // The light is not quite white.
    assert!(spread("condition-number") < 24, "{}", spread("condition-number"));
    assert!(spread("height") > 60, "{}", spread("height"));
    let [grey, ..] = Tint::NO_VALUE.0;
    assert_eq!(Tint::NO_VALUE.0, [grey; 3]);
}

#[test]
fn the_flat_map_and_the_view_from_above_have_the_colours_of_the_surface() {
    let Some(gpu) = gpu() else { return };
    // From above, at the height 0 of a film that raises the surface.
    let toml = "loss.name = 'booth'\nrun = []\nsurface = { grid = [64, 64], iso_lines = 0, color_by = 'gradient-norm' }\n\
                film = { flight = 'reveal' }\nview.preset = 'top'";
    let mut scene = session(toml).scene();
    let raised = Picture::of_scene(&gpu, &scene, SIZE_PX);
    scene.world.rise = 0.0;
    let flat = Picture::of_scene(&gpu, &scene, SIZE_PX);
    let hue = |picture: &Picture| {
        let [r, g, b] = picture.pixels().nth((SIZE_PX[0] * 90 + 120) as usize).unwrap();
        [r, g, b].map(|channel| f64::from(channel) / f64::from(r.max(g).max(b)))
    };
    // Shading differs; the hue stays.
    for (a, b) in hue(&raised).into_iter().zip(hue(&flat)) {
        assert!((a - b).abs() < 0.12, "{:?} {:?}", hue(&raised), hue(&flat));
    }
}
