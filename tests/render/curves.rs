//! The strip of curves along the bottom of pictures.

use fallline::overlay::Layout;

use crate::common::gpu;
use crate::picture::{Picture, session};

const SIZE_PX: [u32; 2] = [640, 360];

fn scene(step: u32, more: &str) -> String {
    format!(
        "loss.name = 'sphere'\nsurface.grid = [64, 64]\nruns.steps = 40\n\
         run = [{{ optimizer = 'sgd', lr = 0.02, color = '#e69f00' }}]\nview.step = {step}\n{more}\n"
    )
}

#[test]
fn the_strip_stands_below_the_view_where_there_is_room() {
    let text = |charts: &str| scene(40, &format!("curves.show = [{charts}]"));
    let three = session(&text("'loss', 'gradient-norm', 'distance'")).scene();
    for size_px in [SIZE_PX, [1280, 720], [400, 900]] {
        let layout = Layout::of_picture(size_px, &three);
        let (strip, frame) = (layout.frame.max.y - layout.view.max.y, layout.frame.height());
        assert!((0.1..0.36).contains(&(strip / frame)), "{size_px:?}: {strip} of {frame}");
        assert!(layout.free.max.y < layout.view.max.y, "{size_px:?}: the box is fitted above it");
        assert_eq!(layout.size_px(), glam::vec2(size_px[0] as f32, size_px[1] as f32));
    }
    let has_none = |layout: Layout| assert_eq!(layout.view, layout.frame);
    has_none(Layout::of_picture([96, 96], &three));
    // A window has the curves below its view.
    has_none(Layout::new(Layout::frame_of(SIZE_PX).0, 1.0, &three));
    has_none(Layout::of_picture(SIZE_PX, &session(&scene(40, "")).scene()));
    let silent = scene(40, "curves = { show = ['loss'], strip = false }");
    has_none(Layout::of_picture(SIZE_PX, &session(&silent).scene()));
    has_none(Layout::of_picture(SIZE_PX, &session("run = []\ncurves.strip = true").scene()));
}

#[test]
fn the_line_is_strong_as_far_as_the_playhead_has_come() {
    let Some(gpu) = gpu() else { return };
    // Leftmost and rightmost pixel of the run's own colour in the strip; fainter ones are still to come.
    let strong = |step: u32| {
        let text = scene(step, "curves.show = ['loss']");
        let layout = Layout::of_picture(SIZE_PX, &session(&text).scene());
        let top = (layout.view.max.y * layout.pixels_per_point) as usize;
        let picture = Picture::of(&gpu, &text, SIZE_PX);
        let pixels = picture.pixels().enumerate().filter(|(_, pixel)| *pixel == [230, 159, 0]);
        let columns = pixels.filter(|(index, _)| index / 640 > top).map(|(index, _)| index % 640);
        columns.fold([usize::MAX, 0], |[left, right], x| [left.min(x), right.max(x)])
    };
    let [[left, start], [.., middle], [.., end]] = [0, 20, 40].map(strong);
    assert!(start - left <= 6, "at the start, the point alone: {left} to {start}");
    assert!(end > 600, "at the end, the whole line: to {end}");
    let half_way = (start + end) / 2;
    assert!(middle.abs_diff(half_way) <= 3, "half way at {middle}, not {half_way}");
}
