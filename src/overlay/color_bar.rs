//! Colour bars, right: what the colours of the surface mean, and others beside it.

use egui::{Mesh, Painter, Rect, Shape, Stroke, pos2, vec2};

use super::cards::{MARGIN, ground};
use super::layout::Layout;
use super::places::Places;
use super::rich;
use super::text::{LABEL, TICK, color32};
use crate::scene::contours::{ContourLevel, ShownContours};
use crate::scene::{Colormap, HeightMap, Lens, Scene, Tint, ticks};

/// Width of a bar in points.
const WIDTH: f32 = 12.0;
/// Points of a bar between two ticks, about.
const TICK_SPACING: f32 = 34.0;
/// Length of the point at an end beyond which there are values.
const POINT: f32 = 7.0;
/// Least distance between two numbers, points.
const NUMBERS: f32 = 14.0;

/// What a colour bar shows.
pub(super) struct Bar {
    pub(super) title: String,
    pub(super) colormap: Colormap,
    /// Whether values lie below the lower and above the upper end.
    pub(super) beyond: [bool; 2],
    /// In how many equal steps of one colour each; 0 changes with every height.
    pub(super) steps: usize,
    /// Share of the bar from its foot, and text, of each tick.
    pub(super) ticks: Vec<(f32, String)>,
}

/// Draws the bar of the surface: its height scale with losses, or the steps of filled contours with their levels.
pub(super) fn paint(painter: &Painter, scene: &Scene, rect: Rect, places: &mut Places) {
    let filled = scene.contours.as_ref().filter(|shown| shown.style.filled);
    let bar = match (&scene.tint, filled) {
        (Some(tint), _) => of_tint(scene, tint, rect),
        (None, Some(shown)) => of_bands(scene, shown, rect),
        (None, None) => of_map(scene, &scene.world.height, &scene.captions.loss, rect),
    };
    paint_bar(painter, scene, rect, &bar, places);
}

/// The scale of a tint; its values may reach beyond both ends.
fn of_tint(scene: &Scene, tint: &Tint, rect: Rect) -> Bar {
    let map = &tint.map;
    let slack = 1e-6 * (map.field_max - map.field_min);
    let beyond = [map.field_min < map.low - slack, map.field_max > map.high + slack];
    Bar { beyond, ..of_map(scene, map, tint.name, rect) }
}

fn of_map(scene: &Scene, map: &HeightMap, name: &str, rect: Rect) -> Bar {
    let losses = ticks::loss(map, ticks_along(rect));
    let labels = ticks::labels(&losses);
    let heights = losses.iter().map(|loss| map.height(*loss) as f32);
    Bar {
        title: format!("{name} {}", labels.note).trim().to_owned(),
        colormap: scene.style.colormap,
        steps: 0,
        beyond: [false; 2],
        ticks: heights.zip(labels.texts).collect(),
    }
}

/// The colours of the bands as equal steps, a level where two meet; numbers that would collide go.
fn of_bands(scene: &Scene, shown: &ShownContours, rect: Rect) -> Bar {
    let levels: Vec<&ContourLevel> = shown.contours.bounds().collect();
    let steps = levels.len() + 1;
    let stride = ((NUMBERS * steps as f32 / rect.height()).ceil() as usize).max(1);
    let tick = |(k, level): (usize, &&ContourLevel)| {
        // Counted from the middle, so that both ends keep about as much.
        let is_written = k % stride == (levels.len() / 2) % stride;
        let text = if is_written { level.text.clone() } else { String::new() };
        ((k + 1) as f32 / steps as f32, text)
    };
    Bar {
        title: shown.contours.of.title(&scene.captions.loss),
        colormap: scene.style.colormap,
        steps,
        beyond: [false; 2],
        ticks: levels.iter().enumerate().map(tick).collect(),
    }
}

/// Where the bar of the surface stands, below the legend; nowhere in a low picture.
pub(super) fn place(scene: &Scene, layout: &Layout, legend: Rect) -> Option<Rect> {
    let fit = || super::fit_plot::rect(scene, layout).map(|card| card.min.y);
    let cards = super::column::top(layout, scene).or_else(fit);
    let bottom = cards.map_or(layout.view.max.y - 90.0, |cards| cards - 28.0);
    let top = legend.max.y + 40.0;
    let height = (bottom - top).min(300.0);
    if height < 60.0 {
        return None;
    }
    let top = 0.5 * (top + bottom - height);
    let left = if scene.camera.lens == Lens::Flat
        && scene.fit.is_none()
        && !super::column::has_cards(scene)
    {
        layout.free.max.x + 24.0
    } else {
        layout.view.max.x - MARGIN - 64.0
    };
    Some(Rect::from_min_size(pos2(left, top), vec2(WIDTH, height)))
}

/// Ticks that a bar has room for.
pub(super) fn ticks_along(bar: Rect) -> usize {
    (bar.height() / TICK_SPACING) as usize
}

/// Draws a bar with its ticks to the right and its title above.
pub(super) fn paint_bar(
    painter: &Painter,
    scene: &Scene,
    bar: Rect,
    shown: &Bar,
    places: &mut Places,
) {
    let around = Rect::from_min_max(
        pos2(bar.min.x - 14.0, bar.min.y - 34.0),
        pos2(bar.min.x + 64.0, bar.max.y + 14.0),
    );
    ground(painter, scene, around);
    gradient(painter, shown, bar);
    points(painter, shown, bar);
    places.take(bar);
    let theme = scene.style.theme;
    let quiet = color32(theme.quiet_text());
    for (share, text) in &shown.ticks {
        let y = bar.max.y - share * bar.height();
        painter
            .line_segment([pos2(bar.max.x, y), pos2(bar.max.x + 5.0, y)], Stroke::new(1.2, quiet));
        let text = painter.layout_no_wrap(text.clone(), TICK, quiet);
        let rect = Rect::from_min_size(pos2(bar.max.x + 8.0, y - 0.5 * text.size().y), text.size());
        places.take(rect);
        painter.galley(rect.min, text, quiet);
    }
    let color = color32(theme.text());
    let right = places.right() - 8.0;
    let name = rich::elided(painter, &shown.title, &LABEL, right - MARGIN, color);
    let size = name.size();
    let mut rect = Rect::from_min_size(
        bar.left_top() - vec2(2.0, 8.0 + size.y + if shown.beyond[1] { 3.0 } else { 0.0 }),
        size,
    );
    rect = rect.translate(vec2((right - rect.max.x).min(0.0), 0.0));
    places.take(rect);
    painter.galley(rect.min, name, color);
}

/// Points at the ends beyond which there are values, in the colour that these have.
fn points(painter: &Painter, shown: &Bar, bar: Rect) {
    let colors = shown.colormap.colors(2);
    let ends = [(bar.max.y, POINT), (bar.min.y, -POINT)];
    for (k, (y, out)) in ends.into_iter().enumerate().filter(|(k, _)| shown.beyond[*k]) {
        let corners = vec![pos2(bar.min.x, y), pos2(bar.max.x, y), pos2(bar.center().x, y + out)];
        painter.add(Shape::convex_polygon(corners, color32(colors[k]), Stroke::NONE));
    }
}

fn gradient(painter: &Painter, shown: &Bar, bar: Rect) {
    const STRIPES: usize = 96;
    let mut mesh = Mesh::default();
    let step = bar.height() / shown.steps as f32;
    for (k, color) in shown.colormap.colors(shown.steps).iter().enumerate() {
        let low = bar.max.y - step * k as f32;
        let rect = Rect::from_min_max(pos2(bar.min.x, low - step), pos2(bar.max.x, low));
        mesh.add_colored_rect(rect, color32(*color));
    }
    let smooth = if shown.steps == 0 { STRIPES + 1 } else { 0 };
    let colors = shown.colormap.colors(smooth);
    for (k, color) in colors.iter().enumerate() {
        let y = bar.max.y - bar.height() * k as f32 / STRIPES as f32;
        mesh.colored_vertex(pos2(bar.min.x, y), color32(*color));
        mesh.colored_vertex(pos2(bar.max.x, y), color32(*color));
        if k > 0 {
            let at = 2 * k as u32;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at, at - 1, at + 1);
        }
    }
    painter.add(mesh);
}
