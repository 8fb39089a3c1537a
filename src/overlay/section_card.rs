//! The curves of the sections: a card each in the right column, under the height scale of the surface.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::{MARGIN, card};
use super::fit_plot;
use super::layout::Layout;
use super::places::Places;
use super::rich::elided;
use super::text::{TICK, color32, faded};
use crate::scene::{HeightMap, Scene, Section, ticks};

/// Between two cards.
const GAP: f32 = 8.0;
/// A lower card would be all axis.
const LOWEST: f32 = 104.0;
/// Share of the picture's height that all cards take at most, beside a fit and without one.
const SHARES: [f32; 2] = [0.3, 0.62];
/// Share of the height of a plot that stays free above and below the curve.
const AIR: f32 = 0.07;

/// The cards from bottom to top; of more sections than have room the first ones.
fn rects(layout: &Layout, scene: &Scene) -> Vec<Rect> {
    let frame = layout.view;
    let fit = fit_plot::rect(scene, layout);
    let bottom = fit.map_or(frame.max.y - MARGIN, |card| card.min.y - GAP);
    let room = SHARES[usize::from(fit.is_none())] * frame.height();
    let fitting = ((room + GAP) / (LOWEST + GAP)).max(1.0) as usize;
    let count = scene.sections.len().min(fitting);
    let each = (room + GAP) / count.max(1) as f32 - GAP;
    let size = vec2((0.25 * frame.width()).min(310.0), each.min(0.3 * frame.height()).min(210.0));
    let right = frame.max.x - MARGIN;
    let low = |k: usize| bottom - k as f32 * (size.y + GAP);
    (0..count)
        .map(|k| Rect::from_min_max(pos2(right, low(k)) - size, pos2(right, low(k))))
        .collect()
}

/// Top of the highest card, if there is one.
pub(super) fn top(layout: &Layout, scene: &Scene) -> Option<f32> {
    rects(layout, scene).last().map(|rect| rect.min.y)
}

/// Draws the cards; the first section has the highest one.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let rects = rects(layout, scene);
    for (section, rect) in scene.sections.iter().zip(rects.iter().rev()) {
        places.take(*rect);
        paint_card(painter, scene, section, *rect);
    }
}

/// From numbers along the section and losses to places in the plot.
struct Place<'a> {
    plot: Rect,
    section: &'a Section,
    map: HeightMap,
}

impl Place<'_> {
    fn x(&self, along: f64) -> f32 {
        let span = self.section.span;
        self.plot.min.x + ((along - span.min) / span.length()) as f32 * self.plot.width()
    }

    fn y(&self, loss: f64) -> f32 {
        let share = AIR + (1.0 - 2.0 * AIR) * self.map.height(loss) as f32;
        self.plot.max.y - share * self.plot.height()
    }

    fn at(&self, [along, loss]: [f64; 2]) -> Pos2 {
        pos2(self.x(along), self.y(loss))
    }
}

/// The surface's height scale between the least and the largest loss of the curve.
fn map_of(section: &Section, map: &HeightMap) -> HeightMap {
    let losses = || section.curve.iter().map(|[_, loss]| *loss).filter(|loss| loss.is_finite());
    let low = losses().fold(f64::INFINITY, f64::min).max(map.low);
    let high = losses().fold(f64::NEG_INFINITY, f64::max).min(map.high);
    if low < high { HeightMap { low, high, ..*map } } else { *map }
}

fn paint_card(painter: &Painter, scene: &Scene, section: &Section, rect: Rect) {
    let theme = scene.style.theme;
    card(painter, theme, rect);
    let plot = Rect::from_min_max(rect.min + vec2(48.0, 26.0), rect.max - vec2(14.0, 34.0));
    let place = Place { plot, section, map: map_of(section, &scene.world.height) };
    axes(painter, scene, &place);
    let color = color32(section.color);
    let swatch = rect.min + vec2(12.0, 14.0);
    painter.line_segment([swatch, swatch + vec2(16.0, 0.0)], Stroke::new(2.4, color));
    let ink = color32(theme.text());
    let name = elided(painter, &section.name, &TICK, rect.width() - 46.0, ink);
    painter.galley(swatch + vec2(22.0, -0.5 * name.size().y), name, ink);
    let inner = painter.with_clip_rect(plot.expand(2.0));
    for part in section.curve.split(|[_, loss]| !loss.is_finite()) {
        let line: Vec<Pos2> = part.iter().map(|at| place.at(*at)).collect();
        inner.add(Shape::line(line, Stroke::new(2.0, color)));
    }
    for run in &section.runs {
        let edge = Stroke::new(1.2, faded(theme.halo(), run.strength));
        painter.circle(place.at(run.at), 3.6, faded(run.color, run.strength), edge);
    }
    if let Some(probe) = &section.probe {
        let at = place.at(probe.at);
        let line = Stroke::new(1.0, faded(probe.color, 0.5 * probe.strength));
        painter.vline(at.x, plot.y_range(), line);
        painter.circle_stroke(at, 4.5, Stroke::new(1.8, faded(probe.color, probe.strength)));
    }
}

fn axes(painter: &Painter, scene: &Scene, place: &Place<'_>) {
    let theme = scene.style.theme;
    let plot = place.plot;
    let (quiet, grid) = (color32(theme.quiet_text()), Stroke::new(1.0, color32(theme.grid())));
    let span = place.section.span;
    for along in ticks::linear(span.min, span.max, (plot.width() / 48.0) as usize) {
        let along = if along.abs() < 1e-9 * span.length() { 0.0 } else { along };
        let x = place.x(along);
        painter.vline(x, plot.y_range(), grid);
        let at = pos2(x, plot.max.y + 3.0);
        painter.text(at, Align2::CENTER_TOP, ticks::number(along), TICK, quiet);
    }
    for loss in ticks::loss(&place.map, ((plot.height() / 26.0) as usize).max(2)) {
        let y = place.y(loss);
        painter.hline(plot.x_range(), y, grid);
        let at = pos2(plot.min.x - 5.0, y);
        painter.text(at, Align2::RIGHT_CENTER, ticks::number(loss), TICK, quiet);
    }
    let below = plot.center_bottom() + vec2(0.0, 32.0);
    let axis = elided(painter, &place.section.axis, &TICK, plot.width(), color32(theme.text()));
    painter.galley(below - vec2(0.5 * axis.size().x, axis.size().y), axis, quiet);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::objective::{HeightScale, Interval, Survey};
    use crate::scene::Color;

    #[test]
    fn the_axis_has_the_scale_of_the_surface_over_the_range_of_the_curve() {
        let losses: Vec<f64> = (1..=1000).map(|k| f64::from(k * k) * 1e-2).collect();
        let surface =
            HeightMap::fit(Some(HeightScale::Log), &Survey::of_losses(&losses), 0.01, 1e4);
        let section = Section {
            name: String::new(),
            axis: String::new(),
            span: Interval::new(0.0, 1.0),
            curve: Arc::new(vec![[0.0, 1.0], [0.3, f64::NAN], [0.5, 10.0], [1.0, 100.0]]),
            guides: Vec::new(),
            color: Color([0; 3]),
            runs: Vec::new(),
            probe: None,
        };
        let map = map_of(&section, &surface);
        assert_eq!((map.scale, map.low, map.high), (HeightScale::Log, 1.0, 100.0));
        assert!((map.height(10.0) - 0.5).abs() < 1e-12, "half way on a logarithmic axis");
        let level = Section { curve: Arc::new(vec![[0.0, 5.0], [1.0, 5.0]]), ..section };
        assert_eq!(map_of(&level, &surface), surface);
    }
}
