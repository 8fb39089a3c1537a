//! The colour bar: the height scale of the surface with losses, or the steps of filled contours with their levels.

use egui::{Align2, Color32, Mesh, Painter, Rect, Stroke, pos2, vec2};

use super::cards::{MARGIN, ground};
use super::layout::Layout;
use super::text::{LABEL, TICK, color32};
use crate::scene::contours::{ContourLevel, ShownContours};
use crate::scene::{Scene, ticks};

/// Least distance between two numbers, points.
const NUMBERS: f32 = 14.0;

/// Draws the bar at the right, below `top`.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, top: f32) {
    let theme = scene.style.theme;
    let bottom = if scene.fit.is_some() {
        super::fit_plot::top(layout) - 28.0
    } else {
        layout.frame.max.y - 90.0
    };
    let top = top + 40.0;
    let height = (bottom - top).min(300.0);
    if height < 60.0 {
        return;
    }
    let top = 0.5 * (top + bottom - height);
    let left = layout.frame.max.x - MARGIN - 64.0;
    let bar = Rect::from_min_size(pos2(left, top), vec2(12.0, height));
    let around =
        Rect::from_min_max(pos2(left - 14.0, top - 34.0), pos2(left + 64.0, top + height + 14.0));
    ground(painter, scene, around);
    let title = match scene.contours.as_ref().filter(|shown| shown.style.filled) {
        Some(shown) => {
            steps(painter, scene, shown, bar);
            shown.contours.of.title(&scene.captions.loss)
        }
        None => {
            gradient(painter, scene, bar);
            let map = &scene.world.height;
            for loss in ticks::loss(map, (height / 34.0) as usize) {
                tick(painter, scene, bar, map.height(loss) as f32, &ticks::number(loss));
            }
            scene.captions.loss.clone()
        }
    };
    painter.text(
        bar.left_top() - vec2(2.0, 8.0),
        Align2::LEFT_BOTTOM,
        title,
        LABEL,
        color32(theme.text()),
    );
}

/// A mark at a share of the bar's height, with its number.
fn tick(painter: &Painter, scene: &Scene, bar: Rect, share: f32, text: &str) {
    let quiet = color32(scene.style.theme.quiet_text());
    let y = bar.max.y - share * bar.height();
    painter.line_segment([pos2(bar.max.x, y), pos2(bar.max.x + 5.0, y)], Stroke::new(1.2, quiet));
    painter.text(pos2(bar.max.x + 8.0, y), Align2::LEFT_CENTER, text, TICK, quiet);
}

/// The colours of the bands as equal steps, a level where two meet; numbers that would collide go.
fn steps(painter: &Painter, scene: &Scene, shown: &ShownContours, bar: Rect) {
    let levels: Vec<&ContourLevel> = shown.contours.bounds().collect();
    let colors = scene.style.colormap.colors(levels.len() + 1);
    let step = bar.height() / colors.len() as f32;
    let mut mesh = Mesh::default();
    for (k, color) in colors.iter().enumerate() {
        let low = bar.max.y - step * k as f32;
        let rect = Rect::from_min_max(pos2(bar.min.x, low - step), pos2(bar.max.x, low));
        mesh.add_colored_rect(rect, color32(*color));
    }
    painter.add(mesh);
    let stride = ((NUMBERS / step).ceil() as usize).max(1);
    for (k, level) in levels.iter().enumerate() {
        let share = (k + 1) as f32 / colors.len() as f32;
        // Counted from the middle, so that both ends keep about as much.
        let is_written = k % stride == (levels.len() / 2) % stride;
        tick(painter, scene, bar, share, if is_written { &level.text } else { "" });
    }
}

/// The colours of the surface from low to high.
fn gradient(painter: &Painter, scene: &Scene, bar: Rect) {
    const STRIPES: usize = 96;
    let colors: Vec<Color32> =
        scene.style.colormap.colors(STRIPES + 1).into_iter().map(color32).collect();
    let mut mesh = Mesh::default();
    for (k, color) in colors.iter().enumerate() {
        let y = bar.max.y - bar.height() * k as f32 / STRIPES as f32;
        mesh.colored_vertex(pos2(bar.min.x, y), *color);
        mesh.colored_vertex(pos2(bar.max.x, y), *color);
        if k > 0 {
            let at = 2 * k as u32;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at, at - 1, at + 1);
        }
    }
    painter.add(mesh);
}
