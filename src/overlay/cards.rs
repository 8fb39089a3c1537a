//! The cards around the surface: title, legend, colour bar, step counter, warning.

use std::sync::Arc;

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Mesh, Painter, Pos2, Rect, Shape, Stroke, pos2,
    vec2,
};

use super::layout::Layout;
use super::text::{LABEL, TICK, TITLE, color32, faded};
use crate::scene::{LegendEntry, PathStyle, Scene, Theme, ticks};

/// Distance of the cards from the frame, points; the grid of the layout is 8.
pub(super) const MARGIN: f32 = 16.0;
const ROW: f32 = 22.0;
const SWATCH: f32 = 26.0;
/// The mark of a run whose settings were tuned.
const TUNED: &str = "*";
/// Lines of the note that says how, at most.
const NOTE_ROWS: usize = 3;
/// Height of one of them, about.
const NOTE_ROW: f32 = 15.0;
/// A legend with a note is at least this wide, points.
const NARROWEST_NOTE: f32 = 260.0;

/// A translucent card.
pub(super) fn card(painter: &Painter, theme: Theme, rect: Rect) {
    painter.rect_filled(rect, CornerRadius::same(6), faded(theme.background(), 0.82));
    painter.rect_stroke(
        rect,
        CornerRadius::same(6),
        Stroke::new(1.0, faded(theme.grid(), 0.7)),
        egui::StrokeKind::Inside,
    );
}

/// A card as strong as the surface fills the picture, under words that stand on the background else.
fn ground(painter: &Painter, scene: &Scene, rect: Rect) {
    let mut painter = painter.clone();
    painter.multiply_opacity(scene.captions.closeness);
    if scene.captions.closeness > 0.0 {
        card(&painter, scene.style.theme, rect);
    }
}

/// Title and formula, top left; the formula ends before `right`.
pub(super) fn title(painter: &Painter, scene: &Scene, layout: &Layout, right: f32) {
    let theme = scene.style.theme;
    let mut painter = painter.clone();
    painter.multiply_opacity(scene.captions.title_strength);
    let at = layout.corner(MARGIN + 4.0, MARGIN - 2.0);
    let (ink, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let title = painter.layout_no_wrap(scene.captions.title.clone(), TITLE, ink);
    let below = at + vec2(0.0, title.size().y + 3.0);
    let width = (right - at.x - MARGIN).max(120.0);
    let subtitle = elided(&painter, &scene.captions.subtitle, LABEL, width, quiet);
    let words =
        Rect::from_min_size(at, title.size()).union(Rect::from_min_size(below, subtitle.size()));
    if !scene.captions.title.is_empty() {
        ground(&painter, scene, words.expand2(vec2(12.0, 8.0)));
    }
    painter.galley(at, title, ink);
    painter.galley(below, subtitle, quiet);
}

/// One line, cut with an ellipsis where it would be wider than `width`.
pub(super) fn elided(
    painter: &Painter,
    text: &str,
    font: FontId,
    width: f32,
    color: Color32,
) -> Arc<Galley> {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width);
    painter.layout_job(job)
}

/// Step counter, bottom left, by how much the vectors are enlarged, and the critical points counted; the warning, if any, in the middle.
pub(super) fn step(painter: &Painter, scene: &Scene, layout: &Layout) {
    let theme = scene.style.theme;
    let bottom = pos2(layout.frame.min.x + MARGIN + 4.0, layout.frame.max.y - MARGIN);
    // In a film, the lower third may say it instead.
    let strength = 1.0 - scene.captions.lower_third.counter;
    let parts = [&scene.captions.step, &scene.captions.vectors, &scene.captions.critical];
    let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    if !said.is_empty() && strength > 0.0 {
        let mut painter = painter.clone();
        painter.multiply_opacity(strength);
        let quiet = color32(theme.quiet_text());
        let step = painter.layout_no_wrap(said.join("    "), LABEL, quiet);
        let at = bottom - vec2(0.0, step.size().y);
        ground(&painter, scene, Rect::from_min_size(at, step.size()).expand2(vec2(10.0, 6.0)));
        painter.galley(at, step, quiet);
    }
    if let Some(warning) = &scene.captions.warning {
        let galley = painter.layout(
            warning.clone(),
            LABEL,
            color32(theme.text()),
            0.5 * layout.frame.width(),
        );
        let rect = Rect::from_center_size(layout.free.center(), galley.size());
        card(painter, theme, rect.expand(14.0));
        painter.galley(rect.min, galley, color32(theme.text()));
    }
}

/// Swatch, label and loss of each run, top right. Returns the card's left bottom corner.
pub(super) fn legend(painter: &Painter, scene: &Scene, layout: &Layout) -> Pos2 {
    let theme = scene.style.theme;
    let top = layout.frame.min.y + MARGIN;
    if scene.legend.is_empty() {
        return pos2(layout.frame.max.x, top);
    }
    let color = color32(theme.text());
    let rows: Vec<_> = scene
        .legend
        .iter()
        .map(|entry| {
            let label = match &entry.tuned {
                Some(_) => format!("{}  {TUNED}", entry.label),
                None => entry.label.clone(),
            };
            let label = painter.layout_no_wrap(label, LABEL, color);
            let value =
                painter.layout_no_wrap(value_text(entry), TICK, color32(theme.quiet_text()));
            (entry, label, value)
        })
        .collect();
    let label_width = rows.iter().map(|(_, label, _)| label.size().x).fold(0.0, f32::max);
    let value_width = rows.iter().map(|(_, _, value)| value.size().x).fold(64.0, f32::max);
    let mut size = vec2(label_width + value_width + SWATCH + 44.0, ROW * rows.len() as f32 + 14.0);
    let note = tuning_note(scene);
    if note.is_some() {
        size.x = size.x.max(NARROWEST_NOTE);
    }
    let note = note.map(|note| wrapped_note(painter, note, size.x - 24.0, theme));
    size.y += note.as_ref().map_or(0.0, |note| note.size().y + 8.0);
    let rect = Rect::from_min_size(pos2(layout.frame.max.x - MARGIN - size.x, top), size);
    card(painter, theme, rect);
    if let Some(note) = note {
        let at = pos2(rect.min.x + 12.0, rect.max.y - 8.0 - note.size().y);
        painter.galley(at, note, color);
    }
    for (k, (entry, label, value)) in rows.into_iter().enumerate() {
        let mut painter = painter.clone();
        // A run that a film hides keeps its place.
        painter.multiply_opacity(0.35 + 0.65 * entry.style.opacity);
        let middle = rect.min.y + 7.0 + ROW * (k as f32 + 0.5);
        let left = rect.min.x + 12.0;
        if scene.swarm.is_some() {
            let at = pos2(left + 0.5 * SWATCH, middle);
            painter.circle_filled(at, 5.0, color32(entry.style.color));
        } else {
            swatch(&painter, entry.style, pos2(left, middle));
        }
        painter.galley(pos2(left + SWATCH + 8.0, middle - 0.5 * label.size().y), label, color);
        let at = pos2(rect.max.x - 12.0 - value.size().x, middle - 0.5 * value.size().y);
        painter.galley(at, value, color);
    }
    rect.left_bottom()
}

/// Height of the legend, about: its rows, and those of the note under them.
pub(super) fn legend_height(scene: &Scene) -> f32 {
    let note = scene.legend.iter().any(|entry| entry.tuned.is_some());
    ROW * scene.legend.len() as f32 + if note { NOTE_ROWS as f32 * NOTE_ROW } else { 0.0 }
}

/// How the marked runs were tuned: each way once.
fn tuning_note(scene: &Scene) -> Option<String> {
    let mut ways: Vec<&str> = Vec::new();
    for way in scene.legend.iter().filter_map(|entry| entry.tuned.as_deref()) {
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    (!ways.is_empty()).then(|| format!("{TUNED} tuned: {}", ways.join("; ")))
}

/// A note of a few lines, cut with an ellipsis where it would be longer.
fn wrapped_note(painter: &Painter, note: String, width: f32, theme: Theme) -> Arc<Galley> {
    let color = color32(theme.quiet_text());
    let mut job = egui::text::LayoutJob::simple(note, TICK, color, width);
    job.wrap.max_rows = NOTE_ROWS;
    painter.layout_job(job)
}

fn value_text(entry: &LegendEntry) -> String {
    match (&entry.note, entry.loss) {
        (Some(note), _) => note.clone(),
        (None, Some(loss)) => ticks::number(loss),
        (None, None) => "…".to_owned(),
    }
}

/// A piece of the line as it is drawn on the surface.
pub(super) fn swatch(painter: &Painter, style: PathStyle, left: Pos2) {
    let stroke = Stroke::new(3.0, color32(style.color));
    let ends = [left, left + vec2(SWATCH, 0.0)];
    match style.dash {
        None => _ = painter.line_segment(ends, stroke),
        Some([on, off]) => {
            painter.extend(Shape::dashed_line(&ends, stroke, on.min(8.0), off.min(4.0)));
        }
    }
}

/// The colour bar, right: the height scale of the surface, with losses.
pub(super) fn color_bar(painter: &Painter, scene: &Scene, layout: &Layout, top: f32) {
    let theme = scene.style.theme;
    let bottom = match super::section_card::top(layout, scene) {
        Some(cards) => cards - 28.0,
        None if scene.fit.is_some() => super::fit_plot::top(layout) - 28.0,
        None => layout.frame.max.y - 90.0,
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
    gradient(painter, scene, bar);
    let map = &scene.world.height;
    let quiet = color32(theme.quiet_text());
    for loss in ticks::loss(map, (height / 34.0) as usize) {
        let y = bar.max.y - map.height(loss) as f32 * height;
        painter
            .line_segment([pos2(bar.max.x, y), pos2(bar.max.x + 5.0, y)], Stroke::new(1.2, quiet));
        painter.text(
            pos2(bar.max.x + 8.0, y),
            Align2::LEFT_CENTER,
            ticks::number(loss),
            TICK,
            quiet,
        );
    }
    painter.text(
        bar.left_top() - vec2(2.0, 8.0),
        Align2::LEFT_BOTTOM,
        &scene.captions.loss,
        LABEL,
        color32(theme.text()),
    );
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
