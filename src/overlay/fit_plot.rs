//! The data with the fitted curve of each run at the playhead: a card beside the surface.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::{MARGIN, card};
use super::layout::Layout;
use super::text::{TICK, color32, faded};
use crate::objective::Interval;
use crate::scene::{FitPlot, Scene, ticks};

fn rect(layout: &Layout) -> Rect {
    let size =
        vec2((0.25 * layout.view.width()).min(310.0), (0.34 * layout.view.height()).min(230.0));
    Rect::from_min_size(layout.view.max - vec2(MARGIN, MARGIN) - size, size)
}

/// Top of the card.
pub(super) fn top(layout: &Layout) -> f32 {
    rect(layout).min.y
}

/// Draws the card, if the scene has data.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout) {
    let Some(fit) = &scene.fit else { return };
    let Some([x, y]) = bounds(fit) else { return };
    let theme = scene.style.theme;
    let rect = rect(layout);
    card(painter, theme, rect);
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
    for value in ticks::linear(x.min, x.max, 4) {
        let at = place([value, y.min]);
        painter.line_segment([at, pos2(at.x, plot.min.y)], grid);
        painter.text(at + vec2(0.0, 3.0), Align2::CENTER_TOP, ticks::number(value), TICK, quiet);
    }
    for value in ticks::linear(y.min, y.max, 4) {
        let at = place([x.min, value]);
        painter.line_segment([at, pos2(plot.max.x, at.y)], grid);
        painter.text(at - vec2(4.0, 0.0), Align2::RIGHT_CENTER, ticks::number(value), TICK, quiet);
    }
    let names = [plot.center_bottom() + vec2(0.0, 32.0), plot.left_top() + vec2(4.0, -2.0)];
    painter.text(names[0], Align2::CENTER_BOTTOM, &fit.columns[0], TICK, color32(theme.text()));
    painter.text(names[1], Align2::LEFT_TOP, &fit.columns[1], TICK, color32(theme.text()));
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
