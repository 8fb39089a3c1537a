//! The parts of a step as arrows in a picture.

use fallline::overlay::Layout;

use crate::common::gpu;
use crate::picture::{Picture, session};

const SIZE_PX: [u32; 2] = [960, 540];

fn scene(terms: &str) -> String {
    format!(
        "loss.name = 'himmelblau'\nsurface.grid = [96, 96]\nruns = {{ steps = 60, starts = [[-1, 3.5]] }}\n\
         run = [{{ optimizer = 'adam', lr = 0.3 }}]\n[view]\nstep = 6\n{terms}\n"
    )
}

#[test]
fn arrows_are_drawn_around_the_point_of_the_step_and_nowhere_else() {
    let Some(gpu) = gpu() else { return };
    let without = Picture::of(&gpu, &scene(""), SIZE_PX);
    let with = Picture::of(&gpu, &scene("terms = { show = ['momentum', 'step'] }"), SIZE_PX);
    let shown = session(&scene("terms = { show = ['momentum', 'step'] }")).scene();
    let layout = Layout::of_picture(SIZE_PX, &shown);
    let (mut near, mut far) = (0, 0);
    let foot = shown.vectors[0].path.points()[0];
    let [x, y] = foot.parameters;
    // The picture's own range of losses differs a little from the session's, hence its height too.
    let at = layout.project(&shown.camera, shown.world.position(x, y, foot.loss)).unwrap();
    let at = at * layout.pixels_per_point;
    for (index, (a, b)) in with.pixels().zip(without.pixels()).enumerate() {
        let (px, py) = ((index % 960) as f32, (index / 960) as f32);
        let is_caption = py > 500.0 && px < 300.0;
        if a == b || is_caption {
            continue;
        }
        if (px - at.x).hypot(py - at.y) < 220.0 { near += 1 } else { far += 1 }
    }
    assert!(near > 400, "{near} pixels changed near the point");
    assert_eq!(far, 0, "pixels changed far from it");
}

#[test]
fn an_arrow_has_the_colour_that_the_panel_shows() {
    let Some(gpu) = gpu() else { return };
    let text = scene("terms = { show = ['step'] }");
    let color = session(&text).part_color(fallline::optim::Part::Step).0;
    let count = |picture: &Picture| picture.pixels().filter(|pixel| *pixel == color).count();
    let with = count(&Picture::of(&gpu, &text, SIZE_PX));
    let without = count(&Picture::of(&gpu, &scene(""), SIZE_PX));
    // A shaft of 24 pixels or more, about two wide, and a head.
    assert!(with > without + 40, "{with} pixels with the arrow, {without} without");
}
