//! Marks and the dots of steps, pixel by pixel.

use fallline::gpu::Gpu;
use fallline::overlay::Layout;
use fallline::scene::{Camera, Color, Glyph, Mark, Scene};

use crate::common::gpu;
use crate::picture::{Picture, session};
use crate::visibility::{RED, SIZE_PX, ridge};

/// Radius in pixels at 1280 wide; a picture 640 wide has 0.71 of them.
const RADIUS_PX: f32 = 20.0;

fn with_mark(scene: &Scene, glyph: Glyph, y: f64, color: Color) -> Scene {
    let mark = Mark {
        glyph,
        parameters: [0.0, y],
        loss: scene.objective.loss(&[0.0, y]),
        color,
        radius_px: RADIUS_PX,
        opacity: 1.0,
        outlined: true,
        label: None,
    };
    Scene { marks: vec![mark], ..scene.clone() }
}

/// Pixels of the pure colour of a mark.
fn pure(gpu: &Gpu, scene: &Scene) -> usize {
    let picture = Picture::of_scene(gpu, scene, SIZE_PX);
    picture.pixels().filter(|pixel| *pixel == RED.0).count()
}

#[test]
fn each_glyph_fills_the_area_of_its_shape() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    let scene = Scene { camera: Camera { elevation: 0.8, ..scene.camera }, ..scene };
    let r = f64::from(RADIUS_PX * Layout::of_picture(SIZE_PX, &scene).pixels_per_point);
    let (disc, bar) = (std::f64::consts::PI * r * r, 0.34 * r);
    for (glyph, area, edge) in [
        (Glyph::Disc, disc, 6.3 * r),
        (Glyph::Ring, 0.75 * disc, 9.5 * r),
        (Glyph::Diamond, 2.0 * r * r, 5.7 * r),
        // Ten triangles between a tip, a notch at 0.45 of the radius, and the centre.
        (Glyph::Star, 10.0 * 0.5 * 0.45 * r * r * 36f64.to_radians().sin(), 7.2 * r),
        (Glyph::FilledCross, 8.0 * bar * r - 4.0 * bar * bar, 8.0 * r),
    ] {
        let count = pure(&gpu, &with_mark(&scene, glyph, -1.2, RED)) as f64;
        // Pixels on the edge are mixed: half a pixel of softness to the inner side and half of a pixel's own width.
        let mixed = 1.2 * edge;
        assert!(
            (area - mixed..=area).contains(&count),
            "{glyph:?}: {count} of {area}, {mixed} mixed"
        );
    }
    let none = pure(&gpu, &Scene { marks: Vec::new(), ..scene });
    assert_eq!(none, 0);
}

#[test]
fn a_mark_behind_the_ridge_is_dim_and_one_behind_nothing_is_not() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    assert!(pure(&gpu, &with_mark(&scene, Glyph::Star, -1.2, RED)) > 100);
    assert_eq!(pure(&gpu, &with_mark(&scene, Glyph::Star, 1.2, RED)), 0);
    let behind = with_mark(&scene, Glyph::Star, 1.2, RED);
    let count = |scene: &Scene| {
        let reddish = |[r, g, b]: &[u8; 3]| *r > 200 && *g < 60 && *b < 60;
        Picture::of_scene(&gpu, scene, SIZE_PX).pixels().filter(reddish).count()
    };
    assert_eq!(count(&behind), 0);
    let mut bare = behind.clone();
    (bare.style.opacity, bare.style.wireframe) = (0.0, true);
    assert!(count(&bare) > 80, "a surface without opacity hides nothing");
}

#[test]
fn a_mark_stands_out_from_every_ground() {
    let Some(gpu) = gpu() else { return };
    let scene = ridge();
    // The colours of the surface itself: only the outline sets the mark off.
    for color in [Color([68, 1, 84]), Color([253, 231, 37]), Color([33, 145, 140])] {
        let with = Picture::of_scene(&gpu, &with_mark(&scene, Glyph::Disc, -1.2, color), SIZE_PX);
        let without =
            Picture::of_scene(&gpu, &Scene { marks: Vec::new(), ..scene.clone() }, SIZE_PX);
        let drawn = with.pixels().zip(without.pixels()).filter(|(a, b)| a != b);
        // The outline is the one thing in the mark that is not of its colour.
        let count = drawn.filter(|(pixel, _)| Color(*pixel).distance(color) > 0.2).count();
        // A circle of radius 14 is 88 pixels around, and its outline nearly one wide.
        assert!(count > 40, "{color:?}: {count} pixels of the outline");
    }
}

const STEPS: &str = "[loss]\nformula = 'x^2 + y^2'\nx = [-3, 3]\ny = [-3, 3]\n\
                     [runs]\nsteps = 6\nstarts = [[-2.5, -2]]\n\
                     [surface]\nminima = false\n[[run]]\noptimizer = 'sgd'\nlr = 0.1\ncolor = '#0000ff'\n";

#[test]
fn every_step_has_a_dot_where_that_is_asked_for() {
    let Some(gpu) = gpu() else { return };
    let white = |keys: &str, step: u32| {
        let text = format!(
            "{STEPS}point_color = '#ff0000'\n{keys}[view]\npreset = 'top'\nstep = {step}\n"
        );
        pure(&gpu, &session(&text).scene())
    };
    // A dot has a radius of 3.2 * 0.71 pixels: about ten of its pure colour.
    let all = white("points = true\narrows = false\n", 6);
    assert!((5 * 6..=7 * 18).contains(&all), "{all} pixels in 7 dots, one of them under the ball");
    assert_eq!(white("points = false\n", 6), 0);
    let half = white("points = true\narrows = false\n", 2);
    assert!(half > 0 && 2 * half < 3 * all / 2, "{half} pixels of 3 dots, {all} of 7");
    assert!(white("", 6) >= 5 * 4, "long steps have dots by themselves");
}

#[test]
fn line_and_arrows_can_be_left_out() {
    let Some(gpu) = gpu() else { return };
    let draw = |keys: &str| {
        let text = format!("{STEPS}points = false\n{keys}[view]\npreset = 'top'\n");
        Picture::of(&gpu, &text, SIZE_PX)
    };
    let (both, line, none) = (draw(""), draw("arrows = false\n"), draw("line = false\n"));
    let apart =
        |a: &Picture, b: &Picture| a.pixels().zip(b.pixels()).filter(|(a, b)| a != b).count();
    // An arrow head is eight pixels long and wide here; the line is some 150 long, and its halo four wide.
    let (heads, lines) = (apart(&both, &line), apart(&line, &none));
    assert!(heads >= 30 && lines > 300, "{heads} pixels of heads, {lines} of the line");
    let blue = |picture: &Picture| picture.pixels().filter(|p| *p == [0, 0, 255]).count();
    assert!(blue(&line) > blue(&none) + 100, "{} {}", blue(&line), blue(&none));
}
