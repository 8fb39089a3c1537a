//! The data with what the runs say of it at the playhead: a card beside the surface.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::{MARGIN, card};
use super::layout::Layout;
use super::places::Places;
use super::regions;
use super::rich;
use super::text::{TICK, color32, faded};
use crate::objective::Interval;
use crate::scene::{FitCurves, FitPlot, Scene, ticks};

/// From the edges of the card to those of the plot: left and above, right and below.
const INSETS: [[f32; 2]; 2] = [[44.0, 14.0], [14.0, 34.0]];
/// Above the plot of regions, for two lines.
const ABOVE_REGIONS: f32 = 44.0;

/// Where the card lies, if the scene has data.
pub(super) fn rect(scene: &Scene, layout: &Layout) -> Option<Rect> {
    let view = layout.view.size();
    // Regions are read in both directions.
    let [share, most] = match scene.fit.as_ref()? {
        FitPlot::Curves(_) => [0.34, 230.0],
        FitPlot::Regions(_) => [0.4, 264.0],
    };
    let size = vec2((0.25 * view.x).min(310.0), (share * view.y).min(most));
    Some(Rect::from_min_size(layout.view.max - vec2(MARGIN, MARGIN) - size, size))
}

/// Draws the card, if the scene has data.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let (Some(fit), Some(rect)) = (&scene.fit, rect(scene, layout)) else { return };
    card(painter, scene.style.theme, rect);
    places.take(rect);
    let [low, high] = INSETS.map(|[x, y]| vec2(x, y));
    let mut area = Rect::from_min_max(rect.min + low, rect.max - high);
    match fit {
        FitPlot::Curves(curves) => {
            if let Some(ends) = bounds(curves) {
                paint_curves(painter, scene, curves, &Plot { area, ends });
            }
        }
        FitPlot::Regions(shown) => {
            area.min.y = rect.min.y + ABOVE_REGIONS;
            let ends = [shown.domain.x, shown.domain.y];
            regions::paint(painter, scene, shown, rect, &Plot { area, ends });
        }
    }
}

/// The part of a card that shows data, and the ends of both its axes.
pub(super) struct Plot {
    pub(super) area: Rect,
    pub(super) ends: [Interval; 2],
}

impl Plot {
    /// Where a point of the data lies.
    pub(super) fn place(&self, point: [f64; 2]) -> Pos2 {
        let share = |k: usize| ((point[k] - self.ends[k].min) / self.ends[k].length()) as f32;
        let Rect { min, max } = self.area;
        pos2(min.x + share(0) * self.area.width(), max.y - share(1) * self.area.height())
    }
}

fn paint_curves(painter: &Painter, scene: &Scene, fit: &FitCurves, plot: &Plot) {
    let theme = scene.style.theme;
    axes(painter, scene, &fit.columns, plot, plot.area.left_top() + vec2(4.0, -2.0));
    let inner = painter.with_clip_rect(plot.area.expand(2.0));
    let opacity = if fit.points.len() > 300 { 0.35 } else { 0.7 };
    let dot = faded(theme.quiet_text(), opacity);
    for point in fit.points.iter() {
        inner.circle_filled(plot.place(*point), 1.6, dot);
    }
    for (style, curve) in &fit.curves {
        let line: Vec<Pos2> =
            curve.iter().filter(|p| p[1].is_finite()).map(|p| plot.place(*p)).collect();
        inner.add(Shape::line(line, Stroke::new(2.2, faded(style.color, style.opacity))));
    }
}

/// Grid, numbers and names; that of the upright axis begins at `beside`.
pub(super) fn axes(
    painter: &Painter,
    scene: &Scene,
    columns: &[String; 2],
    plot: &Plot,
    beside: Pos2,
) {
    let (area, [x, y]) = (plot.area, plot.ends);
    let theme = scene.style.theme;
    let (quiet, grid) = (color32(theme.quiet_text()), Stroke::new(1.0, color32(theme.grid())));
    let notes = [x, y].map(|interval| numbers(interval).1);
    let color = color32(theme.text());
    let name = |k: usize| {
        let name = format!("{} {}", columns[k], notes[k]);
        rich::elided(painter, name.trim(), &TICK, 0.6 * area.width(), color)
    };
    let names = [name(0), name(1)];
    let below = area.center_bottom() + vec2(0.0, 32.0);
    let at = Align2::CENTER_BOTTOM.anchor_size(below, names[0].size());
    let beside = Align2::LEFT_TOP.anchor_size(beside, names[1].size());
    // The card reaches at least so far around the plot.
    let mut places = Places::new(area.expand2(vec2(44.0, 34.0)));
    [at, beside].into_iter().for_each(|rect| places.take(rect));
    let mut number = |text: String, anchor: Align2, at: Pos2| {
        let galley = painter.layout_no_wrap(text, TICK, quiet);
        let rect = anchor.anchor_size(at, galley.size());
        if places.first_free([rect]).is_some() {
            painter.galley(rect.min, galley, quiet);
        }
    };
    for (value, text) in numbers(x).0 {
        let at = plot.place([value, y.min]);
        painter.line_segment([at, pos2(at.x, area.min.y)], grid);
        number(text, Align2::CENTER_TOP, at + vec2(0.0, 3.0));
    }
    for (value, text) in numbers(y).0 {
        let at = plot.place([x.min, value]);
        painter.line_segment([at, pos2(area.max.x, at.y)], grid);
        number(text, Align2::RIGHT_CENTER, at - vec2(4.0, 0.0));
    }
    for (rect, galley) in [at, beside].into_iter().zip(names) {
        painter.galley(rect.min, galley, color);
    }
}

/// Round numbers with their texts, and what the texts leave out.
fn numbers(interval: Interval) -> (Vec<(f64, String)>, String) {
    let values = ticks::linear(interval.min, interval.max, 4);
    let ticks::Labels { texts, note } = ticks::labels(&values);
    (values.into_iter().zip(texts).collect(), note)
}

/// Range of the data, widened a little so that no point lies on the frame.
fn bounds(fit: &FitCurves) -> Option<[Interval; 2]> {
    let range = |k: usize| {
        let values = fit.points.iter().map(|p| p[k]);
        let (min, max) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        let pad = 0.06 * (max - min).max(1e-9);
        (min <= max).then_some(Interval { min: min - pad, max: max + pad })
    };
    Some([range(0)?, range(1)?])
}
