//! What a film says in its lower third: a sentence, and the step counter with the losses of the runs.

use egui::{FontId, Painter, Pos2, Rect, pos2, vec2};

use super::cards::{MARGIN, card};
use super::layout::Layout;
use super::legend::swatch;
use super::places::Places;
use super::rich;
use super::text::{LABEL, color32};
use crate::scene::{LegendEntry, LowerThird, Scene, ticks};

/// A sentence of a film: between title and label.
const SENTENCE: FontId = FontId::new(18.0, egui::FontFamily::Proportional);
/// Share of the picture's width that the lower third takes at most.
const WIDTH: f32 = 0.58;
const PADDING: f32 = 12.0;

/// Draws sentence and counter, bottom left, one above the other.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let LowerThird { text, counter } = &scene.captions.lower_third;
    let mut bottom = pos2(
        layout.view.min.x + MARGIN,
        layout.view.max.y - MARGIN - if *counter > 0.0 { 0.0 } else { 26.0 },
    );
    if *counter > 0.0 {
        let rect = losses(painter, scene, layout, bottom, *counter);
        places.take(rect);
        bottom.y = rect.min.y - 8.0;
    }
    if let Some(caption) = text.as_ref().filter(|caption| caption.strength > 0.0) {
        let mut painter = painter.clone();
        painter.multiply_opacity(caption.strength);
        let ink = color32(scene.style.theme.text());
        let width = WIDTH * layout.view.width() - 2.0 * PADDING;
        let galley = rich::paragraph(&painter, &caption.text, &SENTENCE, width, ink);
        let rect = standing(bottom, galley.size() + vec2(2.0 * PADDING, 2.0 * PADDING - 4.0));
        card(&painter, scene.style.theme, rect);
        places.take(rect);
        painter.galley(rect.min + vec2(PADDING, PADDING - 2.0), galley, ink);
    }
}

/// The step and the loss of each run that is shown, in as many lines as it takes. Returns the card.
fn losses(painter: &Painter, scene: &Scene, layout: &Layout, bottom: Pos2, strength: f32) -> Rect {
    let mut painter = painter.clone();
    painter.multiply_opacity(strength);
    let theme = scene.style.theme;
    let (ink, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let step = painter.layout_no_wrap(scene.captions.step.clone(), LABEL, ink);
    let entry = |entry: &LegendEntry| {
        let loss = entry.loss.map_or_else(|| "…".to_owned(), ticks::number);
        (entry.style, painter.layout_no_wrap(loss, LABEL, quiet))
    };
    let shown = scene.legend.iter().filter(|entry| entry.style.opacity > 0.5);
    let entries: Vec<_> = shown.map(entry).collect();
    // Room for the longest number, so that nothing moves while they change.
    let cell = 34.0 + 84.0;
    let left = step.size().x.max(110.0) + 20.0;
    let room = WIDTH * layout.view.width() - 2.0 * PADDING - left;
    let columns = ((room / cell) as usize).clamp(1, entries.len().max(1));
    let lines = entries.len().div_ceil(columns).max(1);
    let size = vec2(left + cell * columns.min(entries.len()) as f32, 22.0 * lines as f32);
    let rect = standing(bottom, size + vec2(2.0 * PADDING, 12.0));
    card(&painter, theme, rect);
    let inner = rect.min + vec2(PADDING, 6.0);
    painter.galley(inner + vec2(0.0, 11.0 - 0.5 * step.size().y), step, ink);
    for (k, (style, galley)) in entries.into_iter().enumerate() {
        let at =
            inner + vec2(left + cell * (k % columns) as f32, 22.0 * (k / columns) as f32 + 11.0);
        swatch(&painter, style, at);
        painter.galley(at + vec2(32.0, -0.5 * galley.size().y), galley, quiet);
    }
    rect
}

/// The rectangle of a size that stands on a left bottom corner.
fn standing(bottom: Pos2, size: egui::Vec2) -> Rect {
    Rect::from_min_size(bottom - vec2(0.0, size.y), size)
}
