//! The labels of marks, beside them, and the shapes of marks as the legend shows them.

use egui::{Mesh, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

use super::layout::Layout;
use super::places::Places;
use super::rich;
use super::text::{LABEL, color32, faded};
use crate::scene::{Color, Glyph, Mark, Scene};

/// Ways from a mark to its label, in the order of preference.
const WAYS: [Vec2; 8] = [
    vec2(1.0, 0.0),
    vec2(0.0, -1.0),
    vec2(-1.0, 0.0),
    vec2(0.0, 1.0),
    vec2(0.8, -0.8),
    vec2(-0.8, -0.8),
    vec2(0.8, 0.8),
    vec2(-0.8, 0.8),
];
/// Distances from the edge of a mark to its label, points; from the second on, a line leads from one to the other.
const AWAY: [f32; 5] = [5.0, 26.0, 50.0, 78.0, 110.0];
/// Around the words, points.
const PADDING: Vec2 = vec2(5.0, 1.0);
/// A surface of no more opacity hides nothing.
const INVISIBLE: f32 = 0.15;
/// How strong the label of a hidden mark is.
const HIDDEN: f32 = 0.45;

/// Writes the labels; they avoid each other, the marks and what is written already.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    if scene.marks.iter().all(|mark| mark.label.is_none()) {
        return;
    }
    let at: Vec<Option<Pos2>> = scene.marks.iter().map(|mark| place(mark, scene, layout)).collect();
    for (mark, at) in scene.marks.iter().zip(&at) {
        if let Some(at) = at {
            // Its pixels are those of a picture at one pixel a point.
            places.take(Rect::from_center_size(*at, Vec2::splat(2.0 * mark.radius_px)));
        }
    }
    let mut evaluator = scene.objective.evaluator();
    let mut loss = |point: &[f64]| evaluator.loss(point);
    for (mark, at) in scene.marks.iter().zip(&at) {
        let (Some(label), Some(at)) = (&mark.label, at) else { continue };
        let [x, y] = mark.parameters;
        let position = scene.world.position(x, y, mark.loss);
        let eye = scene.camera.eye_in_world();
        let is_hidden =
            scene.style.opacity > INVISIBLE && scene.world.is_hidden(position, eye, &mut loss);
        let mut painter = painter.clone();
        painter.multiply_opacity(mark.opacity * if is_hidden { HIDDEN } else { 1.0 });
        paint_label(&painter, scene, label, *at, mark.radius_px, places);
    }
}

/// Where a mark stands in the picture.
fn place(mark: &Mark, scene: &Scene, layout: &Layout) -> Option<Pos2> {
    let [x, y] = mark.parameters;
    let at = layout.project(&scene.camera, scene.world.position(x, y, mark.loss))?;
    layout.view.contains(at).then_some(at)
}

fn paint_label(
    painter: &Painter,
    scene: &Scene,
    label: &str,
    at: Pos2,
    radius: f32,
    places: &mut Places,
) {
    let theme = scene.style.theme;
    let color = color32(theme.text());
    let galley = rich::line(painter, label, &LABEL, color);
    let size = galley.size() + 2.0 * PADDING;
    let beside = |(away, way): (f32, Vec2)| {
        let side = |part: f32| if part == 0.0 { 0.0 } else { part.signum() };
        let half = 0.5 * size * vec2(side(way.x), side(way.y));
        Rect::from_center_size(at + (radius + away) * way + half, size)
    };
    let wishes = AWAY.into_iter().flat_map(|away| WAYS.map(|way| (away, way))).map(beside);
    // Where everything is full, what is written already says more than words on words.
    let Some((wish, rect)) = places.first_free(wishes) else { return };
    if wish >= WAYS.len() {
        let near = rect.clamp(at);
        let from = at + (radius + 1.5) * (near - at).normalized();
        painter.line_segment([from, near], Stroke::new(2.6, faded(theme.background(), 0.6)));
        painter.line_segment([from, near], Stroke::new(1.1, color));
    }
    painter.rect_filled(rect, 4.0, faded(theme.background(), 0.72));
    painter.galley(rect.min + PADDING, galley, color);
}

/// A mark as the legend shows it.
pub(super) fn swatch(painter: &Painter, glyph: Glyph, color: Color, centre: Pos2, radius: f32) {
    let (fill, edge) = (color32(color), Stroke::new(1.2, color32(color.opposite())));
    match glyph {
        Glyph::Ball | Glyph::Disc => {
            painter.circle(centre, radius, fill, edge);
        }
        Glyph::Ring => {
            painter.circle_stroke(centre, 0.75 * radius, Stroke::new(0.5 * radius, fill));
        }
        Glyph::Diamond => outlined(painter, centre, &regular(4, |_| radius), color),
        Glyph::Triangle => outlined(painter, centre, &regular(3, |_| radius), color),
        Glyph::Star => {
            let point = |k: usize| if k.is_multiple_of(2) { radius } else { 0.45 * radius };
            outlined(painter, centre, &regular(10, point), color);
        }
        Glyph::Cross | Glyph::FilledCross => {
            let half = if glyph == Glyph::Cross { 0.22 } else { 0.34 } * radius;
            outlined(painter, centre, &cross(radius, half), color);
        }
    }
}

/// Corners around a centre, evenly, the first one up.
fn regular(count: usize, radius: impl Fn(usize) -> f32) -> Vec<Vec2> {
    let angle = |k: usize| std::f32::consts::TAU * k as f32 / count as f32;
    (0..count).map(|k| radius(k) * vec2(angle(k).sin(), -angle(k).cos())).collect()
}

/// The corners of two bars across each other, turned by an eighth.
fn cross(radius: f32, half: f32) -> Vec<Vec2> {
    let arm = [vec2(half, half), vec2(half, radius), vec2(-half, radius)];
    let turned = |k: usize, corner: Vec2| {
        let turn = std::f32::consts::FRAC_PI_4 + std::f32::consts::FRAC_PI_2 * k as f32;
        egui::emath::Rot2::from_angle(turn) * corner
    };
    (0..4).flat_map(|k| arm.map(|corner| turned(k, corner))).collect()
}

/// A shape whose corners are all seen from its centre.
fn outlined(painter: &Painter, centre: Pos2, corners: &[Vec2], color: Color) {
    let fill = color32(color);
    let points: Vec<Pos2> = corners.iter().map(|corner| centre + *corner).collect();
    let mut mesh = Mesh::default();
    mesh.colored_vertex(centre, fill);
    points.iter().for_each(|point| mesh.colored_vertex(*point, fill));
    let count = points.len() as u32;
    (0..count).for_each(|k| mesh.add_triangle(0, 1 + k, 1 + (k + 1) % count));
    painter.add(mesh);
    painter.add(Shape::closed_line(points, Stroke::new(1.2, color32(color.opposite()))));
}

/// The mark of a step on a piece of line.
pub(super) fn dot(painter: &Painter, color: Color, centre: Pos2) {
    let edge = Stroke::new(0.8, color32(color.opposite()));
    painter.circle(pos2(centre.x, centre.y), 3.2, color32(color), edge);
}
