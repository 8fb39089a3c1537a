//! The curves of the sections: a card each in the right column, under the height scale of the surface.

use egui::{Painter, Pos2, Rect, Shape, Stroke, vec2};

use super::cards::card;
use super::column;
use super::layout::Layout;
use super::loss_plot::LossPlot;
use super::places::Places;
use super::rich::elided;
use super::text::{TICK, color32, faded};
use crate::scene::{HeightMap, Scene, Section};

/// Draws the cards; the first section has the highest one.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    for (section, rect) in scene.sections.iter().zip(column::rects(layout, scene)) {
        places.take(rect);
        paint_card(painter, scene, section, rect);
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
    let map = map_of(section, &scene.world.height);
    let place = LossPlot { rect: plot, span: section.span, map };
    place.axes(painter, theme);
    place.axis_name(painter, theme, &section.axis);
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
