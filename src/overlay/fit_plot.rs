//! The data with the fitted curve of each run at the playhead: a card beside the surface.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::{MARGIN, card};
use super::layout::Layout;
use super::places::Places;
use super::rich;
use super::text::{TICK, color32, faded};
use crate::objective::Interval;
use crate::scene::{FitPlot, Scene, ticks};

/// Where the card lies.
pub(super) fn rect(layout: &Layout) -> Rect {
    let size =
        vec2((0.25 * layout.view.width()).min(310.0), (0.34 * layout.view.height()).min(230.0));
    Rect::from_min_size(layout.view.max - vec2(MARGIN, MARGIN) - size, size)
}

/// Draws the card, if the scene has data.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let Some(fit) = &scene.fit else { return };
    let Some([x, y]) = bounds(fit) else { return };
    let theme = scene.style.theme;
    let rect = rect(layout);
    card(painter, theme, rect);
    places.take(rect);
    let plot = Rect::from_min_max(rect.min + vec2(44.0, 14.0), rect.max - vec2(14.0, 34.0));
    let place = |[px, py]: [f64; 2]| {
        let share = |i: Interval, v: f64| ((v - i.min) / (i.max - i.min)) as f32;
        pos2(plot.min.x + share(x, px) * plot.width(), plot.max.y - share(y, py) * plot.height())
    };
    axes(painter, scene, fit, plot, [x, y], &place);
    let inner = painter.with_clip_rect(plot.expand(2.0));
    let opacity = if fit.points.len() > 300 { 0.35 } else { 0.7 };
    let dot = faded(theme.quiet_text(), opacity);
    for point in fit.points.iter() {
        inner.circle_filled(place(*point), 1.6, dot);
    }
    for (style, curve) in &fit.curves {
        let line: Vec<Pos2> =
            curve.iter().filter(|p| p[1].is_finite()).map(|p| place(*p)).collect();
        inner.add(Shape::line(line, Stroke::new(2.2, faded(style.color, style.opacity))));
    }
}

fn axes(
    painter: &Painter,
    scene: &Scene,
    fit: &FitPlot,
    plot: Rect,
    [x, y]: [Interval; 2],
    place: &dyn Fn([f64; 2]) -> Pos2,
) {
    let theme = scene.style.theme;
    let (quiet, grid) = (color32(theme.quiet_text()), Stroke::new(1.0, color32(theme.grid())));
    let notes = [x, y].map(|interval| numbers(interval).1);
    let color = color32(theme.text());
    let name = |k: usize| {
        let name = format!("{} {}", fit.columns[k], notes[k]);
        rich::elided(painter, name.trim(), &TICK, 0.6 * plot.width(), color)
    };
    let names = [name(0), name(1)];
    let below = plot.center_bottom() + vec2(0.0, 32.0);
    let at = Align2::CENTER_BOTTOM.anchor_size(below, names[0].size());
    let beside = Align2::LEFT_TOP.anchor_size(plot.left_top() + vec2(4.0, -2.0), names[1].size());
    // The card reaches at least so far around the plot.
    let mut places = Places::new(plot.expand2(vec2(44.0, 34.0)));
    [at, beside].into_iter().for_each(|rect| places.take(rect));
    let mut number = |text: String, anchor: Align2, at: Pos2| {
        let galley = painter.layout_no_wrap(text, TICK, quiet);
        let rect = anchor.anchor_size(at, galley.size());
        if places.first_free([rect]).is_some() {
            painter.galley(rect.min, galley, quiet);
        }
    };
    for (value, text) in numbers(x).0 {
        let at = place([value, y.min]);
        painter.line_segment([at, pos2(at.x, plot.min.y)], grid);
        number(text, Align2::CENTER_TOP, at + vec2(0.0, 3.0));
    }
    for (value, text) in numbers(y).0 {
        let at = place([x.min, value]);
        painter.line_segment([at, pos2(plot.max.x, at.y)], grid);
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
fn bounds(fit: &FitPlot) -> Option<[Interval; 2]> {
    let range = |k: usize| {
        let values = fit.points.iter().map(|p| p[k]);
        let (min, max) =
            values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
        let pad = 0.06 * (max - min).max(1e-9);
        (min <= max).then_some(Interval { min: min - pad, max: max + pad })
    };
    Some([range(0)?, range(1)?])
}
