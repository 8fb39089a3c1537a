//! The right column of cards: the sections, and under them the lines through the weights of a network.

use egui::{Rect, pos2, vec2};

use super::cards::MARGIN;
use super::fit_plot;
use super::layout::Layout;
use super::legend;
use crate::scene::Scene;

/// Between two cards.
const GAP: f32 = 8.0;
/// A lower card would be all axis.
const LOWEST: f32 = 104.0;
/// A single card may be this low; where the legend leaves less, there is none.
const LEAST_ROOM: f32 = 80.0;
/// Share of the picture's height that all cards take at most, beside a fit and without one.
const SHARES: [f32; 2] = [0.3, 0.62];

/// Whether the scene has cards for the column.
pub(super) fn has_cards(scene: &Scene) -> bool {
    !scene.sections.is_empty() || !scene.lines.is_empty()
}

/// The cards from top to bottom: those of the sections, then those of the lines; of more than have room the first ones.
pub(super) fn rects(layout: &Layout, scene: &Scene) -> Vec<Rect> {
    let frame = layout.view;
    let fit = fit_plot::rect(scene, layout);
    let bottom = fit.map_or(frame.max.y - MARGIN, |card| card.min.y - GAP);
    let legend = frame.min.y + 3.0 * MARGIN + legend::height(scene, frame);
    let room = (SHARES[usize::from(fit.is_none())] * frame.height()).min(bottom - GAP - legend);
    let least = usize::from(room >= LEAST_ROOM);
    let fitting = (((room + GAP) / (LOWEST + GAP)).max(0.0) as usize).max(least);
    let count = (scene.sections.len() + scene.lines.len()).min(fitting);
    let each = (room + GAP) / count.max(1) as f32 - GAP;
    let size = vec2((0.25 * frame.width()).min(310.0), each.min(0.3 * frame.height()).min(210.0));
    let right = frame.max.x - MARGIN;
    let low = |k: usize| bottom - k as f32 * (size.y + GAP);
    let rect = |k: usize| Rect::from_min_max(pos2(right, low(k)) - size, pos2(right, low(k)));
    (0..count).rev().map(rect).collect()
}

/// Top of the highest card, if there is one.
pub(super) fn top(layout: &Layout, scene: &Scene) -> Option<f32> {
    rects(layout, scene).first().map(|rect| rect.min.y)
}
