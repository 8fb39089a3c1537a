//! What the probe reads: a card below the title.

use egui::{Painter, Rect, pos2, vec2};

use super::cards::{MARGIN, card};
use super::layout::Layout;
use super::places::Places;
use super::rich;
use super::text::{TICK, color32};
use crate::objective::Expansion;
use crate::scene::{Scene, kind_of, ticks};

/// Height of a line.
const LINE: f32 = 16.5;
/// Between names and numbers.
const GAP: f32 = 14.0;
/// From the top of the picture at least: below title and formula.
const TOP: f32 = 72.0;
/// Below the title.
const BELOW: f32 = 8.0;
/// Width of a note that is as long as a sentence.
const NOTE: f32 = 200.0;

/// What is not said by the arrows, in as few lines as it takes.
fn lines(scene: &Scene, expansion: &Expansion) -> Vec<(String, String)> {
    let pair = |pair: [f64; 2]| pair.map(ticks::number).join(", ");
    let mut lines = vec![
        (scene.captions.axes.join(", "), pair(expansion.point)),
        (scene.loss_name(), ticks::number(expansion.loss)),
    ];
    let curvature = expansion.curvature();
    if expansion.is_smooth() {
        lines.push(("gradient".to_owned(), pair(expansion.gradient)));
        lines.push(("its norm".to_owned(), ticks::number(expansion.gradient_norm())));
    }
    if expansion.is_smooth() && curvature.is_finite() {
        lines.push(("λ₁, λ₂".to_owned(), pair(curvature.values)));
        lines.push(("condition".to_owned(), ticks::number(curvature.condition())));
    }
    lines.push(("kind".to_owned(), kind_of(expansion, scene.world.domain).to_owned()));
    lines
}

/// Draws the card, if something is probed.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene,
    layout: &Layout,
    title: Rect,
    places: &mut Places,
) {
    let Some(probe) = &scene.probe else { return };
    let theme = scene.style.theme;
    let (ink, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let text = |text: &str, color| rich::line(painter, text, &TICK, color);
    let lines: Vec<_> = lines(scene, &probe.expansion)
        .iter()
        .map(|(name, value)| (text(name, quiet), text(value, ink)))
        .collect();
    let note = probe.note.as_ref().map(|note| painter.layout(note.clone(), TICK, ink, NOTE));
    let names = lines.iter().map(|(name, _)| name.size().x).fold(0.0, f32::max);
    let values = lines.iter().map(|(_, value)| value.size().x).fold(0.0, f32::max);
    let note_size = note.as_ref().map_or(egui::Vec2::ZERO, |note| note.size());
    let width = (names + GAP + values).max(note_size.x) + 20.0;
    let size = vec2(width, LINE * lines.len() as f32 + note_size.y + 14.0);
    let least = layout.corner(MARGIN, TOP);
    // The words of a plane reach further down than a title.
    let top =
        if scene.captions.plane.is_empty() { least.y } else { least.y.max(title.max.y + BELOW) };
    let rect = Rect::from_min_size(pos2(least.x, top), size);
    card(painter, theme, rect);
    places.take(rect);
    let left = rect.min.x + 10.0;
    let mut y = rect.min.y + 7.0;
    for (name, value) in lines {
        painter.galley(pos2(left, y), name, quiet);
        painter.galley(pos2(left + names + GAP, y), value, ink);
        y += LINE;
    }
    if let Some(note) = note {
        painter.galley(pos2(left, y), note, ink);
    }
}
