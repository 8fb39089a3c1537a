//! What hides what: a path behind a ridge is dim dashes, the same path in front of it a full line.

use std::sync::Arc;

use fallline::gpu::Gpu;
use fallline::scene::{Camera, Cloud, Color, Path, PathStyle, Points, Scene, ShownPath, View};

use crate::common::gpu;
use crate::picture::{Picture, session};

pub(crate) const SIZE_PX: [u32; 2] = [640, 360];
pub(crate) const RED: Color = Color([255, 0, 0]);
/// Drawn in full, the path was seen to have 273 to 287 pixels of its pure colour, about one a column; dashed or hidden it
/// has none.
const LINE_PX: usize = 240;

/// A ridge along x, seen along y from low above the ground.
pub(crate) fn ridge() -> Scene {
    let session = session(
        "loss.formula = 'exp(-8*y^2)'\nrun = []\nsurface = { iso_lines = 0, height = 'linear' }",
    );
    let scene = session.scene();
    let (azimuth, elevation) = View::Front.angles();
    let camera = Camera::framing(azimuth, elevation, 1.6, scene.style.floor);
    Scene { camera, ..scene }
}

/// The same scene with a straight path from left to right at `y`.
fn with_path(scene: &Scene, y: f64) -> Scene {
    let mut path = Path::default();
    let mut loss = |point: &[f64]| scene.objective.loss(point);
    for x in [-1.5, 1.5] {
        let sample = loss(&[x, y]);
        path.push([x, y], sample, scene.grid.domain, &mut loss);
    }
    let style = PathStyle { points: Points::None, ..PathStyle::solid(RED) };
    let shown = ShownPath { path: Arc::new(path), style, shown_sample: f32::INFINITY };
    Scene { paths: vec![shown], ..scene.clone() }
}

/// Of the pixels that the path changes: how many are the path's own red, and how many are not.
fn red_and_other(gpu: &Gpu, scene: &Scene, y: f64) -> (usize, usize) {
    let without = Picture::of_scene(gpu, scene, SIZE_PX);
    let with = Picture::of_scene(gpu, &with_path(scene, y), SIZE_PX);
    let changed = with.pixels().zip(without.pixels()).filter(|(a, b)| a != b);
    let (red, other): (Vec<_>, Vec<_>) =
        changed.partition(|([r, g, b], _)| *r > 230 && *g < 40 && *b < 40);
    (red.len(), other.len())
}

#[test]
fn a_path_is_hidden_by_the_ridge_before_it() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let (red, _) = red_and_other(&gpu, &scene, -1.2);
    assert!(red > LINE_PX, "in front, a full line right across: {red} pixels");
    let (red, dim) = red_and_other(&gpu, &scene, 1.2);
    assert_eq!(red, 0, "behind, nothing in full colour");
    assert!(dim > 100, "behind, dim dashes: {dim} pixels");
}

#[test]
fn a_generation_is_hidden_by_the_ridge_before_it_and_fades_with_its_strength() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let red = |y: f64, strength: f32| {
        let members = (0..8).map(|k| {
            let x = -1.4 + 0.4 * f64::from(k);
            [x, y, scene.objective.loss(&[x, y])]
        });
        let members = Arc::new(members.collect());
        let cloud = Cloud { members, outline: None, color: RED, strength };
        let with = Scene { clouds: vec![cloud], ..scene.clone() };
        let without = Picture::of_scene(&gpu, &scene, SIZE_PX);
        let with = Picture::of_scene(&gpu, &with, SIZE_PX);
        let changed = with.pixels().zip(without.pixels()).filter(|(a, b)| a != b);
        let pure = with.pixels().filter(|[r, g, b]| *r > 230 && *g < 40 && *b < 40).count();
        (pure, changed.count())
    };
    // A disc has a radius of 1.8 pixels here: about four pixels of its pure colour.
    let (pure, _) = red(-1.2, 1.0);
    assert!(pure >= 8 * 3, "in front, eight discs: {pure} pixels");
    for (y, strength) in [(1.2, 1.0), (-1.2, 0.35)] {
        let (pure, changed) = red(y, strength);
        assert!(pure == 0 && changed >= 8 * 4, "{pure} pure of {changed} pixels");
    }
}

#[test]
fn a_path_on_the_crest_is_seen_from_both_sides() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    for azimuth in [scene.camera.azimuth, scene.camera.azimuth + std::f32::consts::PI] {
        let turned = Scene { camera: Camera { azimuth, ..scene.camera }, ..scene.clone() };
        let (red, _) = red_and_other(&gpu, &turned, 0.0);
        assert!(red > LINE_PX, "azimuth {azimuth}: {red} pixels");
    }
}
