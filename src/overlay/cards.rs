//! The words around the surface: title, step counter, warning; and the card on which words stand.

use egui::{CornerRadius, Painter, Rect, Stroke, Vec2, pos2, vec2};

use super::layout::Layout;
use super::places::Places;
use super::rich::{self, elided};
use super::text::{LABEL, TICK, TITLE, color32, faded};
use crate::scene::{Lens, Scene, Theme};

/// Distance of the cards from the frame, points; the grid of the layout is 8.
pub(super) const MARGIN: f32 = 16.0;
/// Beside a legend that leaves less room than this, the title would be cut: it stands below, points.
const NARROWEST_TITLE: f32 = 150.0;

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
pub(super) fn ground(painter: &Painter, scene: &Scene, rect: Rect) {
    let mut painter = painter.clone();
    painter.multiply_opacity(scene.captions.closeness);
    if scene.captions.closeness > 0.0 {
        card(&painter, scene.style.theme, rect);
    }
}

/// Title and formula, top left, beside the legend or, in a narrow picture, below it. Returns where they stand.
pub(super) fn title(
    painter: &Painter,
    scene: &Scene,
    layout: &Layout,
    legend: Rect,
    places: &mut Places,
) -> Rect {
    let theme = scene.style.theme;
    let mut painter = painter.clone();
    painter.multiply_opacity(scene.captions.title_strength);
    let mut at = layout.corner(MARGIN + 4.0, MARGIN - 2.0);
    let mut width = legend.min.x - MARGIN - at.x;
    if width < NARROWEST_TITLE && legend.is_positive() {
        at.y = legend.max.y + 8.0;
        width = layout.view.max.x - MARGIN - at.x;
    }
    let (ink, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let captions = &scene.captions;
    let titles = captions.title.lines().map(|line| elided(&painter, line, &TITLE, width, ink));
    let subtitle = elided(&painter, &captions.subtitle, &LABEL, width, quiet);
    let lines: Vec<_> =
        titles.map(|line| (line, 3.0, ink)).chain([(subtitle, 0.0, quiet)]).collect();
    let size = lines.iter().fold(Vec2::ZERO, |size, (line, gap, _)| {
        vec2(size.x.max(line.size().x), size.y + line.size().y + gap)
    });
    let words = Rect::from_min_size(at, size);
    if !captions.title.is_empty() {
        ground(&painter, scene, words.expand2(vec2(12.0, 8.0)));
    }
    places.take(words);
    for (line, gap, color) in lines {
        let height = line.size().y + gap;
        painter.galley(at, line, color);
        at.y += height;
    }
    words
}

/// Bottom left: the step counter, by how much the vectors are enlarged and which contours are missing, and above it the
/// marks that are missing.
pub(super) fn step(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let captions = &scene.captions;
    // In a film, the lower third may say it instead.
    let strength = 1.0 - captions.lower_third.counter;
    let parts = [&captions.step, &captions.vectors, &captions.contours, &captions.critical];
    let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
    let mut painter = painter.clone();
    painter.multiply_opacity(strength);
    let mut bottom = if scene.camera.lens == Lens::Flat {
        super::flat::counter(layout)
    } else {
        pos2(layout.view.min.x + MARGIN + 4.0, layout.view.max.y - MARGIN)
    };
    let card = super::fit_plot::rect(scene, layout);
    let right = card.map_or(layout.view.max.x, |card| card.min.x);
    let quiet = color32(scene.style.theme.quiet_text());
    for (text, font) in [(said.join("    "), LABEL), (captions.marks.clone(), TICK)] {
        if text.is_empty() || strength <= 0.0 {
            continue;
        }
        let line = elided(&painter, &text, &font, right - MARGIN - bottom.x, quiet);
        let rect = Rect::from_min_size(bottom - vec2(0.0, line.size().y), line.size());
        ground(&painter, scene, rect.expand2(vec2(10.0, 6.0)));
        places.take(rect);
        painter.galley(rect.min, line, quiet);
        bottom.y = rect.min.y - 4.0;
    }
}

/// What is wrong with the field, in the middle.
pub(super) fn warning(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let Some(warning) = &scene.captions.warning else { return };
    let theme = scene.style.theme;
    let color = color32(theme.text());
    let galley = rich::paragraph(painter, warning, &LABEL, 0.5 * layout.view.width(), color);
    let rect = Rect::from_center_size(layout.free.center(), galley.size());
    card(painter, theme, rect.expand(14.0));
    places.take(rect.expand(14.0));
    painter.galley(rect.min, galley, color);
}
