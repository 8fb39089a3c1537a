//! Contours in a picture: lines, gaps, labels, bands.

use std::collections::BTreeMap;

use fallline::overlay::{Layout, contour_labels, line_color};
use fallline::scene::Scene;

use crate::common::gpu;
use crate::picture::{Picture, session};

const SIZE_PX: [u32; 2] = [960, 540];

/// A bowl whose levels are circles, without runs and marks; `keys` are those of `[contours]`.
fn bowl(keys: &str, view: &str) -> String {
    format!(
        "loss = {{ formula = 'x^2 + y^2', x = [-10, 10], y = [-10, 10] }}\nrun = []\n\
         [view]\n{view}\n[contours]\n{keys}\n"
    )
}

/// The pixel at which parameters stand on the surface.
fn pixel(scene: &Scene, [x, y]: [f64; 2], loss: f64) -> usize {
    let layout = Layout::of_picture(SIZE_PX, scene);
    let at = layout.project(&scene.camera, scene.world.position(x, y, loss)).unwrap();
    let at = at * layout.pixels_per_point;
    at.y as usize * SIZE_PX[0] as usize + at.x as usize
}

#[test]
fn a_flat_filled_surface_has_one_colour_a_band() {
    let Some(gpu) = gpu() else { return };
    let keys = "levels = [10, 30, 60, 100, 150]\nfilled = true\nopacity = 0";
    let mut scene = session(&bowl(keys, "preset = 'top'")).scene();
    // Flat, the light is the same all over, but for the glint, which moves with the line of sight.
    scene.world.rise = 0.0;
    let picture = Picture::of_scene(&gpu, &scene, SIZE_PX);
    let pixels: Vec<_> = picture.pixels().collect();
    let levels = [10.0, 30.0, 60.0, 100.0, 150.0];
    let mut colors: BTreeMap<usize, Vec<[u8; 3]>> = BTreeMap::new();
    for k in 0..40 * 40 {
        let [x, y] = [k % 40, k / 40].map(|i| -9.75 + 0.5 * f64::from(i));
        let loss = x * x + y * y;
        // A band begins a pixel beyond its level; here a pixel is 0.04 wide.
        let near = levels.iter().any(|level: &f64| (level.sqrt() - loss.sqrt()).abs() < 0.12);
        if !near {
            let band = levels.iter().filter(|level| **level < loss).count();
            colors.entry(band).or_default().push(pixels[pixel(&scene, [x, y], loss)]);
        }
    }
    assert_eq!(colors.len(), 6);
    let mean = |colors: &[[u8; 3]]| {
        [0, 1, 2].map(|c| colors.iter().map(|p| f64::from(p[c])).sum::<f64>() / colors.len() as f64)
    };
    let middles: Vec<[f64; 3]> = colors.values().map(|colors| mean(colors)).collect();
    for (band, colors) in &colors {
        for color in colors {
            let apart = (0..3).map(|c| (f64::from(color[c]) - middles[*band][c]).abs());
            // The glint adds up to 0.07 in linear light: 13 of 255 to a channel that is near 50.
            assert!(
                apart.fold(0.0, f64::max) < 15.0,
                "band {band}: {color:?}, {:?}",
                middles[*band]
            );
        }
    }
    for pair in middles.windows(2) {
        let apart: f64 = (0..3).map(|c| (pair[0][c] - pair[1][c]).abs()).sum();
        assert!(apart > 40.0, "neighbours differ: {pair:?}");
    }
}

#[test]
fn lines_stand_at_their_level_and_leave_room_for_their_labels() {
    let Some(gpu) = gpu() else { return };
    let keys = "levels = [4, 25, 64]\ncolor = '#ff0000'\nopacity = 1\nwidth = 3";
    let scene = session(&bowl(keys, "preset = 'top'")).scene();
    let picture = Picture::of_scene(&gpu, &scene, SIZE_PX);
    let pixels: Vec<_> = picture.pixels().collect();
    let is_red = |[r, g, b]: [u8; 3]| r > 200 && g < 60 && b < 60;
    let layout = Layout::of_picture(SIZE_PX, &scene);
    let labels = contour_labels(&scene, &layout);
    let shown = scene.contours.as_ref().unwrap();
    assert_eq!(line_color(shown, &shown.contours.levels[0], &scene, false).0, [255, 0, 0]);
    assert!(labels.len() >= 3, "{labels:?}");
    for (index, line) in shown.contours.lines.iter().enumerate() {
        let loss = shown.contours.levels[line.level].loss;
        let gaps = || labels.iter().filter(|label| label.line == index).map(|label| label.gap);
        let whole = line.length();
        for k in 0..60 {
            let at = whole * k as f32 / 60.0;
            // A gap may lie over the seam.
            let away = |at: f32, [from, to]: [f32; 2]| {
                let around = |end: f32| [-whole, 0.0, whole].map(|by| (at - end - by).abs());
                around(from).into_iter().chain(around(to)).fold(f32::INFINITY, f32::min)
            };
            let is_in = |[from, to]: [f32; 2]| {
                [-whole, 0.0, whole].iter().any(|by| (from..to).contains(&(at + by)))
            };
            if gaps().any(|gap| away(at, gap) < 0.02) {
                continue;
            }
            let here = pixels[pixel(&scene, line.at(at), loss)];
            let in_gap = gaps().any(is_in);
            // In a gap the text may be red, too, but thin and blended.
            assert!(in_gap || is_red(here), "line {index} at {at}: {here:?}");
        }
        for gap in gaps() {
            // Beyond the round end of the line, 1.8 pixels, and before the text, 3.5, there is neither.
            let here = pixels[pixel(&scene, line.at(gap[0] + 0.013), loss)];
            assert!(!is_red(here), "line {index} in its gap: {here:?}");
        }
    }
}

#[test]
fn labels_are_upright_inside_the_picture_and_clear_of_each_other() {
    let text = "loss.name = 'himmelblau'\nsurface.floor = 'map'\nrun = []\n[contours]\n\
                levels = { scale = 'quantile', count = 12 }\non = ['surface', 'floor']";
    let mut scene = session(text).scene();
    let mut most = 0;
    for turn in 0..24 {
        scene.camera.orbit(0.26, if turn % 2 == 0 { 0.05 } else { -0.05 });
        let layout = Layout::of_picture(SIZE_PX, &scene);
        let labels = contour_labels(&scene, &layout);
        most = most.max(labels.len());
        for (k, label) in labels.iter().enumerate() {
            assert!(label.angle.abs() <= std::f32::consts::FRAC_PI_2 + 1e-3, "{label:?}");
            let corners = label.corners();
            assert!(corners.iter().all(|corner| layout.frame.contains(*corner)), "{label:?}");
            for other in &labels[..k] {
                // Their middles and corners never lie within one another's box.
                let reach = 0.5 * (label.size.y + other.size.y);
                assert!(label.centre.distance(other.centre) > reach, "{label:?} {other:?}");
                let is_inside = |at: &egui::Pos2| {
                    let away = *at - other.centre;
                    let along = egui::Vec2::angled(other.angle);
                    away.dot(along).abs() < 0.5 * other.size.x
                        && away.dot(along.rot90()).abs() < 0.5 * other.size.y
                };
                assert!(!corners.iter().any(is_inside), "{label:?} {other:?}");
            }
        }
    }
    assert!(most > 10, "{most} labels");
}

#[test]
fn what_the_surface_hides_has_no_label() {
    // A ridge along y at x = 0 hides a bowl behind it.
    let text = "loss = { formula = 'exp(-8*(x + 1)^2) * 3 + (x - 1)^2 + y^2/4', x = [-2, 2], y = [-2, 2] }\n\
                run = []\n[view]\nazimuth = 180\nelevation = 12\n[contours]\nlevels = [0.2, 0.4, 0.6, 0.8]";
    let scene = session(text).scene();
    let layout = Layout::of_picture(SIZE_PX, &scene);
    let shown = scene.contours.as_ref().unwrap();
    let of_bowl = |scene: &Scene| {
        let labels = contour_labels(scene, &layout);
        let places =
            labels.iter().map(|l| shown.contours.lines[l.line].at(0.5 * (l.gap[0] + l.gap[1])));
        places.filter(|[x, _]| *x > 0.3).count()
    };
    assert_eq!(of_bowl(&scene), 0, "behind the ridge");
    let mut above = scene.clone();
    above.camera.elevation = 1.4;
    assert!(of_bowl(&above) > 0, "from above it is seen");
}
