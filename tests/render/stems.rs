//! Stems in a picture: upwards or downwards from the path, in the colour of the run.

use std::sync::Arc;

use fallline::gpu::Gpu;
use fallline::overlay::Layout;
use fallline::scene::{Path, Scene, Stems};

use crate::common::gpu;
use crate::picture::Picture;
use crate::visibility::{RED, SIZE_PX, ridge};

/// The ridge with one sample at (0.4, y), whose true loss this is.
fn with_stem(scene: &Scene, y: f64, truth: f64) -> Scene {
    let mut path = Path::default();
    let mut loss = |point: &[f64]| scene.objective.loss(point);
    let shadow = loss(&[0.4, y]);
    path.push([0.4, y], shadow, scene.grid.domain, &mut loss);
    let stems = Stems {
        path: Arc::new(path),
        losses: Arc::new(vec![truth]),
        color: RED,
        opacity: 1.0,
        shown_sample: 0.0,
    };
    Scene { stems: vec![stems], ..scene.clone() }
}

/// Of the pixels that the stem makes redder: how many lie above and how many below its foot, and the strongest red away from it.
fn above_and_below(gpu: &Gpu, scene: &Scene, y: f64, truth: f64) -> (usize, usize, u8) {
    let with = with_stem(scene, y, truth);
    let layout = Layout::of_picture(SIZE_PX, &with);
    let shadow = scene.objective.loss(&[0.4, y]);
    let foot = layout.project(&scene.camera, scene.world.position(0.4, y, shadow)).unwrap();
    let foot = foot * layout.pixels_per_point;
    let (drawn, bare) =
        (Picture::of_scene(gpu, &with, SIZE_PX), Picture::of_scene(gpu, scene, SIZE_PX));
    let (mut above, mut below, mut strongest) = (0, 0, 0);
    for (index, (a, b)) in drawn.pixels().zip(bare.pixels()).enumerate() {
        let redness = |[r, g, _]: [u8; 3]| i32::from(r) - i32::from(g);
        if redness(a) < redness(b) + 40 {
            continue;
        }
        let (px, py) = ((index as u32 % SIZE_PX[0]) as f32, (index as u32 / SIZE_PX[0]) as f32);
        assert!((px - foot.x).abs() < 6.0, "upright: {px} beside {}", foot.x);
        // At the foot a stem begins in front of the surface.
        if (py - foot.y).abs() > 8.0 {
            strongest = strongest.max(a[0].saturating_sub(a[1]));
        }
        if py < foot.y { above += 1 } else { below += 1 }
    }
    (above, below, strongest)
}

#[test]
fn a_true_loss_above_the_surface_stands_on_it_in_full_colour() {
    let Some(gpu) = gpu() else { return };
    let (above, below, strongest) = above_and_below(&gpu, &ridge(), -1.2, 0.6);
    // More than half of the box is some hundred pixels high; the line is more than one wide.
    assert!(above > 60, "{above} pixels above the foot");
    assert!(below < 5, "{below} pixels below the foot, but for its own end");
    assert!(strongest > 250, "the dot has the colour of the run: {strongest}");
}

#[test]
fn a_true_loss_below_the_surface_hangs_under_it_dashed() {
    let Some(gpu) = gpu() else { return };
    let (above, below, strongest) = above_and_below(&gpu, &ridge(), -0.3, 0.05);
    assert!(below > 15, "{below} pixels below the foot");
    assert!(above < 5, "{above} pixels above the foot");
    assert!((80..245).contains(&strongest), "seen through the surface, dimmer: {strongest}");
}

#[test]
fn a_true_loss_beyond_the_axis_ends_with_it() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let world = scene.world;
    let height = |loss: f64| world.position(0.0, 0.0, loss).z;
    assert_eq!(height(-7.0), 0.0, "the foot of the box");
    let deep = above_and_below(&gpu, &scene, -0.3, -7.0);
    let deepest = above_and_below(&gpu, &scene, -0.3, -9.0);
    assert_eq!(deep, deepest, "both end at the foot of the axis, in a ring");
    assert!(deep.1 > 15, "{deep:?}");
}
