//! The flat view: the plane in a frame as on paper, its axes outside.

use egui::{Painter, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

use super::axes::{Axis, plane_ticks};
use super::layout::Layout;
use super::legend;
use super::text::color32;
use crate::objective::Interval;
use crate::scene::Scene;

/// Points around the plane: for the numbers and the name of the upright axis, and for those of the other.
const LEFT: f32 = 66.0;
const BELOW: f32 = 52.0;
/// Points above the plane, for the name of the upright axis, and below the title where there is one.
const ABOVE: f32 = 34.0;
const TITLE: f32 = 62.0;
/// Points to the right: of a bare plane, and of one with a colour bar.
const RIGHT: f32 = 22.0;
const BAR: f32 = 116.0;

/// The part of the frame that the plane fills.
pub(super) fn free(frame: Rect, scene: &Scene) -> Rect {
    let captions = &scene.captions;
    let bar =
        if captions.shows_color_bar { BAR + super::magnitude_bar::room(scene) } else { RIGHT };
    let has_cards = scene.fit.is_some() || super::column::has_cards(scene);
    let cards = if has_cards { (0.3 * frame.width()).min(350.0) } else { 0.0 };
    let right = bar.max(cards).max(legend::width(scene, frame) + 44.0);
    let title = if captions.title.is_empty() { 0.0 } else { TITLE };
    let title = title + super::plane_card::height(scene, frame);
    let below = if captions.step.is_empty() { BELOW } else { BELOW + 18.0 };
    let low =
        frame.min + vec2(LEFT.min(0.2 * frame.width()), (ABOVE + title).min(0.3 * frame.height()));
    let high = frame.max - vec2(right.min(0.45 * frame.width()), below.min(0.25 * frame.height()));
    let room = Rect::from_min_max(low, high.max(low + Vec2::splat(1.0)));
    if scene.style.equal_axes { within(room, scene) } else { room }
}

/// The largest rectangle in which both parameters have the same unit.
fn within(room: Rect, scene: &Scene) -> Rect {
    let length = |interval: Interval| (interval.max - interval.min) as f32;
    let domain = scene.world.domain;
    let size = vec2(length(domain.x), length(domain.y));
    let scale = (room.width() / size.x).min(room.height() / size.y);
    Rect::from_center_size(room.center(), scale * size)
}

/// The frame around the plane.
pub(super) fn paint_frame(painter: &Painter, scene: &Scene, layout: &Layout) {
    let stroke = Stroke::new(1.2, color32(scene.style.theme.quiet_text()));
    painter.rect_stroke(layout.free, 0.0, stroke, StrokeKind::Middle);
}

/// The axes below and to the left of the plane, for the part of it that is shown.
pub(super) fn axes(scene: &Scene, layout: &Layout) -> Vec<Axis> {
    let free = layout.free;
    let camera = &scene.camera;
    let ends = [-1.0, 1.0].map(|ndc| camera.ray(glam::Vec2::splat(ndc), 1.0).0);
    let [low, high] = ends.map(|end| scene.world.parameters(end));
    let axis = |along: usize| {
        let interval = Interval { min: low[along], max: high[along] };
        let corner = free.left_bottom();
        let (to, outward) = if along == 0 {
            (free.right_bottom(), vec2(0.0, 1.0))
        } else {
            (free.left_top(), vec2(-1.0, 0.0))
        };
        let (ticks, note) = plane_ticks(interval, (to - corner).length());
        let name = format!("{} {note}", scene.captions.axes[along]);
        let name = name.trim().to_owned();
        Axis { from: corner, to, outward, ticks, name, upright: along == 1 }
    };
    vec![axis(1), axis(0)]
}

/// Where the step counter stands: below the axes.
pub(super) fn counter(layout: &Layout) -> egui::Pos2 {
    pos2(layout.free.min.x, layout.view.max.y - 8.0)
}
