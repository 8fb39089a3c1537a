//! What the plane of a network is and how much it shows, below title and formula; and a card below that where it shows
//! little, or is not the one asked for.

use std::sync::Arc;

use egui::{Galley, Painter, Rect, Stroke, pos2, vec2};

use super::cards::{MARGIN, card, ground};
use super::layout::Layout;
use super::legend;
use super::places::Places;
use super::text::{TICK, color32, faded};
use crate::scene::{Color, Scene, Theme};

/// A paragraph is no wider than this, points: longer lines are hard to read back.
const WIDEST: f32 = 560.0;
/// And no narrower, where there is room.
const NARROWEST: f32 = 180.0;
/// Height of a line, and the mean width of a letter, about.
const LINE: f32 = 15.5;
const LETTER: f32 = 6.2;
/// Around the words of the warning, and the bar at its left side.
const PADDING: f32 = 8.0;
const BAR: f32 = 3.0;

/// The colour of a warning.
fn amber(theme: Theme) -> Color {
    match theme {
        Theme::Dark => Color([240, 178, 60]),
        Theme::Light => Color([176, 106, 0]),
    }
}

/// Draws the words below the title, and the warning below them. Returns all that is taken from the title on.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene,
    layout: &Layout,
    title: Rect,
    legend: Rect,
    places: &mut Places,
) -> Rect {
    let captions = &scene.captions;
    let theme = scene.style.theme;
    let mut at = pos2(title.min.x, title.max.y + 3.0);
    // Below the legend all of the picture's width is free.
    let right = if at.y < legend.max.y + 4.0 { legend.min.x } else { layout.view.max.x };
    let width = (right - MARGIN - at.x).clamp(NARROWEST.min(layout.view.width()), WIDEST);
    let mut taken = title;
    if !captions.plane.is_empty() {
        let quiet = color32(theme.quiet_text());
        let words = painter.layout(words(scene), TICK, quiet, width);
        let rect = Rect::from_min_size(at, words.size());
        ground(painter, scene, rect.expand2(vec2(12.0, 2.0)));
        places.take(rect);
        painter.galley(at, words, quiet);
        taken = taken.union(rect);
        at.y = rect.max.y + 6.0;
    }
    if let Some(warning) = &captions.plane_warning {
        let ink = color32(theme.text());
        let words = painter.layout(warning.clone(), TICK, ink, width - 2.0 * PADDING - BAR);
        let rect = warned(painter, theme, at, &words);
        places.take(rect);
        painter.galley(rect.min + vec2(PADDING + BAR, 5.0), words, ink);
        taken = taken.union(rect);
    }
    taken
}

/// What stands below the title, in one paragraph or two.
fn words(scene: &Scene) -> String {
    let captions = &scene.captions;
    let parts = [&captions.plane, &captions.rings].map(String::as_str);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The card of a warning around its words, with a bar in the colour of warnings at its left side.
fn warned(painter: &Painter, theme: Theme, at: egui::Pos2, words: &Arc<Galley>) -> Rect {
    let size = words.size() + vec2(2.0 * PADDING + BAR, 10.0);
    let rect = Rect::from_min_size(at, size);
    card(painter, theme, rect);
    let amber = amber(theme);
    let edge = Stroke::new(1.0, faded(amber, 0.7));
    painter.rect_stroke(rect, 6.0, edge, egui::StrokeKind::Inside);
    let bar = Rect::from_min_size(rect.min + vec2(4.0, 6.0), vec2(BAR, size.y - 12.0));
    painter.rect_filled(bar, 1.5, color32(amber));
    rect
}

/// Height of words and warning, about; 0 without a network.
pub(super) fn height(scene: &Scene, frame: Rect) -> f32 {
    let beside = frame.width() - legend::width(scene, frame) - 3.0 * MARGIN;
    let width = beside.clamp(NARROWEST, WIDEST);
    let lines = |text: &str| -> f32 {
        let rows = |line: &str| (LETTER * line.chars().count() as f32 / width).ceil().max(1.0);
        text.lines().map(rows).sum()
    };
    let warning = scene.captions.plane_warning.as_ref();
    LINE * lines(&words(scene)) + warning.map_or(0.0, |text| LINE * lines(text) + 16.0)
}
