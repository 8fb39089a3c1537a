//! Axes on the silhouette edges of the box: ticks, numbers and names, upright and outside the surface.

use egui::{Painter, Pos2, Rect, Stroke, Vec2, vec2};
use glam::Vec3;

use super::layout::Layout;
use super::places::Places;
use super::rich;
use super::text::{LABEL, TICK, color32};
use crate::objective::Interval;
use crate::scene::ticks::Labels;
use crate::scene::{Lens, Scene, ticks};

/// Length of a tick in points.
const TICK_LENGTH: f32 = 6.0;
/// Points between neighbouring numbers, about.
const NUMBER_SPACING: f32 = 62.0;
/// An edge shorter than this on screen gets no axis: it is seen end on.
const SHORTEST_AXIS: f32 = 46.0;
/// A number at more than this share of the loss axis is in the way of its name.
const NEAR_THE_END: f32 = 0.94;
/// Where along its axis a name may stand, in the order of preference.
const SHARES: [f32; 9] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9];

/// Below this elevation, radians, edges along the line of sight get no axis either.
const LOWEST_FOR_TOP_EDGES: f32 = 0.45;
/// Above this elevation, radians, the loss axis is seen end on.
const HIGHEST_FOR_LOSS: f32 = 1.2;

/// One edge of the box that carries an axis.
pub(super) struct Axis {
    pub(super) from: Pos2,
    pub(super) to: Pos2,
    /// Unit vector on screen, away from the box.
    pub(super) outward: Vec2,
    /// Share of the edge and text of each tick.
    pub(super) ticks: Vec<(f32, String)>,
    pub(super) name: String,
    /// The name stands on top of the axis instead of beside it.
    pub(super) upright: bool,
}

/// Draws the three axes; those seen end on are left out.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let mut painter = painter.clone();
    painter.multiply_opacity(1.0 - scene.captions.closeness);
    let painter = &painter;
    let axes: Vec<Axis> = if scene.camera.lens == Lens::Flat {
        super::flat::paint_frame(painter, scene, layout);
        super::flat::axes(scene, layout)
    } else {
        let axes =
            [loss_axis(scene, layout), plane_axis(scene, layout, 0), plane_axis(scene, layout, 1)];
        axes.into_iter().flatten().collect()
    };
    let line = Stroke::new(1.2, color32(scene.style.theme.quiet_text()));
    for axis in &axes {
        let painter = &fading(painter, axis, scene);
        painter.line_segment([axis.from, axis.to], line);
        paint_name(painter, scene, axis, places);
    }
    for axis in &axes {
        let painter = &fading(painter, axis, scene);
        for (share, text) in &axis.ticks {
            paint_tick(painter, scene, axis, *share, text, places);
        }
    }
}

/// The loss axis comes with the height of a surface that rises.
fn fading(painter: &Painter, axis: &Axis, scene: &Scene) -> Painter {
    let mut painter = painter.clone();
    if axis.upright && scene.camera.lens == Lens::Perspective {
        painter.multiply_opacity(((scene.world.rise - 0.3) / 0.5).clamp(0.0, 1.0));
    }
    painter
}

fn paint_tick(
    painter: &Painter,
    scene: &Scene,
    axis: &Axis,
    share: f32,
    text: &str,
    places: &mut Places,
) {
    let color = color32(scene.style.theme.quiet_text());
    let at = axis.from.lerp(axis.to, share);
    let end = at + TICK_LENGTH * axis.outward;
    let galley = painter.layout_no_wrap(text.to_owned(), TICK, color);
    let rect = Rect::from_center_size(
        end + (3.0 + reach(galley.size(), axis.outward)) * axis.outward,
        galley.size(),
    );
    if places.first_free([rect.expand2(vec2(1.5, 0.0))]).is_none() {
        return;
    }
    painter.line_segment([at, end], Stroke::new(1.2, color));
    painter.galley(rect.min, galley, color);
}

/// The name of a plane axis stands beyond its numbers, at its middle or as near to it as there is room; that of the loss
/// axis on top of it.
fn paint_name(painter: &Painter, scene: &Scene, axis: &Axis, places: &mut Places) {
    let color = color32(scene.style.theme.text());
    let galley = rich::line(painter, &axis.name, &LABEL, color);
    let size = galley.size();
    let centres: Vec<Pos2> = if axis.upright {
        // Above the number of the upper end, if there is one.
        let is_numbered = axis.ticks.last().is_some_and(|(share, _)| *share > NEAR_THE_END);
        let up = if is_numbered { 20.0 } else { 14.0 };
        let top = axis.to - vec2(0.5 * size.x + 4.0, up);
        // On the other side of the axis, where the title comes close to it.
        let beside = top + vec2(size.x + 8.0, 0.0);
        let above = [0.0, 10.0, 20.0, 36.0].map(|up| top - vec2(0.0, up));
        above.into_iter().chain([beside]).collect()
    } else {
        let widest = axis
            .ticks
            .iter()
            .map(|(_, text)| {
                2.0 * reach(painter.layout_no_wrap(text.clone(), TICK, color).size(), axis.outward)
            })
            .fold(0.0, f32::max);
        let away = TICK_LENGTH + 8.0 + widest + reach(size, axis.outward);
        SHARES.map(|share| axis.from.lerp(axis.to, share) + away * axis.outward).to_vec()
    };
    let near = |centre: Pos2| {
        let rect = Rect::from_center_size(centre, size);
        rect.translate(places.inside(rect.expand(4.0)))
    };
    let wishes: Vec<Rect> = centres.into_iter().map(near).collect();
    if let Some((_, rect)) = places.first_free(wishes) {
        painter.galley(rect.min, galley, color);
    }
}

/// How far a text of this size reaches from its centre in a direction.
fn reach(size: Vec2, direction: Vec2) -> f32 {
    0.5 * (size.x * direction.x.abs() + size.y * direction.y.abs())
}

/// The edge of x (`along == 0`) or y on the outline of the box: at the foot of the wall that faces the eye; where none
/// does, as from above, at the top, which then reaches further out. Of two such edges the lower one in the picture, or
/// the left one where both are level.
fn plane_axis(scene: &Scene, layout: &Layout, along: usize) -> Option<Axis> {
    let project = |world| layout.project(&scene.camera, world);
    let eye = scene.camera.eye_in_world();
    let beyond = if along == 0 { eye.y } else { eye.x };
    let faces_eye = |side: f32| beyond * side > 1.0;
    let end_on = beyond.abs() <= 1.0 && scene.camera.elevation < LOWEST_FOR_TOP_EDGES;
    if end_on {
        return None;
    }
    let mut edges = Vec::new();
    for side in [-1.0, 1.0] {
        if faces_eye(-side) {
            continue;
        }
        let z = if faces_eye(side) || lies_on_floor(scene) {
            scene.style.floor.z()
        } else {
            scene.world.box_height()
        };
        let place = |t: f32, side: f32| {
            if along == 0 { Vec3::new(t, side, z) } else { Vec3::new(side, t, z) }
        };
        let (from, to) = (project(place(-1.0, side))?, project(place(1.0, side))?);
        let outside = project(place(0.0, 1.05 * side))? - project(place(0.0, side))?;
        edges.push((from, to, outside));
    }
    let lowness = |e: &(Pos2, Pos2, Vec2)| {
        let middle = e.0.lerp(e.1, 0.5);
        middle.y - 0.02 * middle.x
    };
    let (from, to, outside) = edges.into_iter().max_by(|a, b| lowness(a).total_cmp(&lowness(b)))?;
    let length = (to - from).length();
    if length < SHORTEST_AXIS {
        return None;
    }
    let normal = (to - from).rot90().normalized();
    let outward = if normal.dot(outside) < 0.0 { -normal } else { normal };
    let interval = [scene.world.domain.x, scene.world.domain.y][along];
    let (ticks, note) = plane_ticks(interval, length);
    let name = format!("{} {note}", scene.captions.axes[along]);
    Some(Axis { from, to, outward, ticks, name: name.trim().to_owned(), upright: false })
}

/// Whether all that is to be read off the plane's axes lies on the floor: arrows, without a surface above them.
fn lies_on_floor(scene: &Scene) -> bool {
    let on_floor = scene.quiver.as_ref().is_some_and(|quiver| quiver.is_on_floor(&scene.world));
    on_floor && scene.style.opacity == 0.0
}

/// The ticks of an axis that asks for about `count`: one alone does not tell a length.
fn enough(count: usize, ticks: impl Fn(usize) -> Vec<f64>) -> Vec<f64> {
    (count..count + 4).map(&ticks).find(|found| found.len() > 1).unwrap_or_else(|| ticks(count))
}

/// Shares and texts of the ticks, and what the texts leave out.
pub(super) fn plane_ticks(interval: Interval, length: f32) -> (Vec<(f32, String)>, String) {
    let count = (length / NUMBER_SPACING).clamp(2.0, 10.0) as usize;
    let values = enough(count, |count| ticks::linear(interval.min, interval.max, count));
    let Labels { texts, note } = ticks::labels(&values);
    let share = |value: f64| ((value - interval.min) / interval.length()) as f32;
    (values.into_iter().map(share).zip(texts).collect(), note)
}

/// The leftmost upright edge.
fn loss_axis(scene: &Scene, layout: &Layout) -> Option<Axis> {
    let corners = [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]];
    let edge = |[x, y]: [f32; 2]| {
        let from = layout.project(&scene.camera, Vec3::new(x, y, 0.0))?;
        Some((from, layout.project(&scene.camera, Vec3::new(x, y, scene.world.box_height()))?))
    };
    let edges: Option<Vec<_>> = corners.into_iter().map(edge).collect();
    let (from, to) =
        edges?.into_iter().min_by(|a, b| (a.0.x + a.1.x).total_cmp(&(b.0.x + b.1.x)))?;
    let length = (to - from).length();
    let from_above = scene.camera.elevation > HIGHEST_FOR_LOSS;
    if from_above || length < SHORTEST_AXIS || (to - from).y > -0.5 * length {
        return None;
    }
    let map = &scene.world.height;
    let count = (length / 34.0).clamp(2.0, 8.0) as usize;
    let losses = enough(count, |count| ticks::loss(map, count));
    let Labels { texts, note } = ticks::labels(&losses);
    let ticks = losses.into_iter().map(|loss| map.height(loss) as f32).zip(texts).collect();
    let scale = map.note();
    let scale = if scale.is_empty() { scale } else { format!("({scale})") };
    let words = [scene.captions.loss.as_str(), &note, &scale];
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    Some(Axis { from, to, outward: vec2(-1.0, 0.0), ticks, name, upright: true })
}
