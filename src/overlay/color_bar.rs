//! The colour bar, right: the height scale of the surface, with losses.

use egui::{Mesh, Painter, Rect, Stroke, pos2, vec2};

use super::cards::{MARGIN, ground};
use super::layout::Layout;
use super::places::Places;
use super::rich;
use super::text::{LABEL, TICK, color32};
use crate::scene::{Lens, Scene, ticks};

/// Width of the bar in points.
const WIDTH: f32 = 12.0;

/// Draws the bar below the legend, where there is room.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene,
    layout: &Layout,
    legend: Rect,
    places: &mut Places,
) {
    let theme = scene.style.theme;
    let bottom = if scene.fit.is_some() {
        super::fit_plot::rect(layout).min.y - 28.0
    } else {
        layout.view.max.y - 90.0
    };
    let top = legend.max.y + 40.0;
    let height = (bottom - top).min(300.0);
    if height < 60.0 {
        return;
    }
    let top = 0.5 * (top + bottom - height);
    let left = if scene.camera.lens == Lens::Flat && scene.fit.is_none() {
        layout.free.max.x + 24.0
    } else {
        layout.view.max.x - MARGIN - 64.0
    };
    let bar = Rect::from_min_size(pos2(left, top), vec2(WIDTH, height));
    let around =
        Rect::from_min_max(pos2(left - 14.0, top - 34.0), pos2(left + 64.0, top + height + 14.0));
    ground(painter, scene, around);
    gradient(painter, scene, bar);
    places.take(bar);
    let map = &scene.world.height;
    let quiet = color32(theme.quiet_text());
    let losses = ticks::loss(map, (height / 34.0) as usize);
    let labels = ticks::labels(&losses);
    for (loss, text) in losses.iter().zip(labels.texts) {
        let y = bar.max.y - map.height(*loss) as f32 * height;
        painter
            .line_segment([pos2(bar.max.x, y), pos2(bar.max.x + 5.0, y)], Stroke::new(1.2, quiet));
        let text = painter.layout_no_wrap(text, TICK, quiet);
        let rect = Rect::from_min_size(pos2(bar.max.x + 8.0, y - 0.5 * text.size().y), text.size());
        places.take(rect);
        painter.galley(rect.min, text, quiet);
    }
    let color = color32(theme.text());
    let name = format!("{} {}", scene.captions.loss, labels.note);
    let width = layout.view.width() - 2.0 * MARGIN;
    let name = rich::elided(painter, name.trim(), &LABEL, width, color);
    let size = name.size();
    let mut rect = Rect::from_min_size(bar.left_top() - vec2(2.0, 8.0 + size.y), size);
    rect = rect.translate(vec2((layout.view.max.x - 8.0 - rect.max.x).min(0.0), 0.0));
    places.take(rect);
    painter.galley(rect.min, name, color);
}

fn gradient(painter: &Painter, scene: &Scene, bar: Rect) {
    const STRIPES: usize = 96;
    let colors = scene.style.colormap.colors(STRIPES + 1);
    let mut mesh = Mesh::default();
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
