//! Quivers in pictures.

use fallline::overlay::Layout;
use fallline::scene::{Quiver, Scene};
use glam::Vec3;

use crate::common::gpu;
use crate::picture::{Picture, session};

const SIZE_PX: [u32; 2] = [960, 540];
const RED: [u8; 3] = [224, 20, 20];

fn text(quiver: &str) -> String {
    format!(
        "run = []\nloss = {{ formula = 'x^2 + y^2', x = [-3, 3], y = [-3, 3] }}\n\
         surface = {{ grid = [96, 96], opacity = 0.6, iso_lines = 0 }}\nview.preset = 'top'\n{quiver}\n"
    )
}

/// Pixels of exactly the colour of the arrows.
fn red(picture: &Picture) -> Vec<[f32; 2]> {
    let width = SIZE_PX[0] as usize;
    let place =
        |(index, _): (usize, _)| [(index % width) as f32 + 0.5, (index / width) as f32 + 0.5];
    picture.pixels().enumerate().filter(|(_, pixel)| *pixel == RED).map(place).collect()
}

/// Base and tip of all arrows in pixels.
fn ends_px(scene: &Scene, quiver: &Quiver) -> Vec<[[f32; 2]; 2]> {
    let layout = Layout::of_picture(SIZE_PX, scene);
    let points = quiver.points;
    let (nx, ny) = (points.nx as usize, points.ny as usize);
    let slopes = scene.objective.gradients_on_grid(&points.domain, nx, ny);
    let px = |world: Vec3| {
        let at = layout.project(&scene.camera, world).unwrap() * layout.pixels_per_point;
        [at.x, at.y]
    };
    let ends = |(index, slopes): (usize, &[f64; 3])| {
        let point = points.domain.grid_point(index, nx, ny);
        Some(quiver.arrow(&scene.world, scene.style.floor.z(), point, *slopes)?.map(px))
    };
    slopes.iter().enumerate().filter_map(ends).collect()
}

#[test]
fn arrows_are_drawn_from_base_to_tip_and_nowhere_else() {
    let Some(gpu) = gpu() else { return };
    for (on, opacity) in [("surface", "opacity = 0.6"), ("floor", "opacity = 0")] {
        let text = text(&format!("quiver = {{ count = [6, 6], on = '{on}', color = '#e01414' }}"))
            .replace("opacity = 0.6", opacity);
        let scene = session(&text).scene();
        let pixels = red(&Picture::of_scene(&gpu, &scene, SIZE_PX));
        let ends = ends_px(&scene, &scene.quiver.unwrap());
        let mut drawn = 0;
        for [from, to] in &ends {
            // Close to the tip there is the head, which is wider than a pixel.
            let at = [0, 1].map(|k| from[k] + 0.8 * (to[k] - from[k]));
            let long = (to[0] - from[0]).hypot(to[1] - from[1]) > 12.0;
            let near = pixels.iter().any(|p| (p[0] - at[0]).hypot(p[1] - at[1]) < 1.5);
            assert!(near || !long, "{on}: no arrow from {from:?} to {to:?}");
            drawn += usize::from(long);
        }
        assert!(drawn > 20, "{on}: {drawn} arrows are long enough to be checked");
        for p in &pixels {
            // Half the width of a head, 0.145 of at most 90 px (seen from the side), and a pixel of its edge.
            let near = ends.iter().any(|ends| distance(*p, *ends) < 14.0);
            assert!(near, "{on}: a red pixel at {p:?} far from every arrow");
        }
    }
}

/// From a point to a line between two ends.
fn distance(p: [f32; 2], [a, b]: [[f32; 2]; 2]) -> f32 {
    let (p, a, b) = (glam::Vec2::from(p), glam::Vec2::from(a), glam::Vec2::from(b));
    let share = ((p - a).dot(b - a) / (b - a).length_squared().max(1e-9)).clamp(0.0, 1.0);
    p.distance(a + share * (b - a))
}

#[test]
fn holes_have_no_arrows() {
    let Some(gpu) = gpu() else { return };
    let text = "run = []\nloss = { formula = 'log(x)', x = [-2, 2] }\nsurface = { opacity = 0, floor = 'none' }\n\
                view.preset = 'top'\nquiver = { count = [8, 4], on = 'floor', color = '#e01414', length = 'equal' }";
    let scene = session(text).scene();
    let pixels = red(&Picture::of_scene(&gpu, &scene, SIZE_PX));
    let layout = Layout::of_picture(SIZE_PX, &scene);
    let middle = layout.project(&scene.camera, Vec3::ZERO).unwrap().x * layout.pixels_per_point;
    assert!(pixels.iter().any(|p| p[0] > middle + 20.0), "arrows where the logarithm is real");
    assert!(pixels.iter().all(|p| p[0] > middle), "and none where it is not");
}

#[test]
fn an_opaque_surface_hides_arrows_on_the_floor() {
    let Some(gpu) = gpu() else { return };
    let count = |opacity: &str| {
        let quiver = "quiver = { count = [6, 6], on = 'floor', scale = 0.3, color = '#e01414' }";
        let text = text(quiver).replace("opacity = 0.6", opacity);
        red(&Picture::of_scene(&gpu, &session(&text).scene(), SIZE_PX)).len()
    };
    // From above, the block covers its floor and a little more, and so the arrows that leave it at the border too.
    let (hidden, seen) = (count("opacity = 1"), count("opacity = 0"));
    assert!(seen > 100 && hidden == 0, "{hidden} of {seen} pixels");
}
