//! The chart of a search of learning rates: final loss against rate, both on logarithmic scales, a line an optimizer.
//!
//! The same drawing fills a picture and a card of the window. Diverged trials stand as crosses in a strip above the plot,
//! a row an optimizer, since their losses have no place on the axis.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2, vec2};

use super::legend::swatch;
use super::rich::elided;
use super::text::{LABEL, TICK, TITLE, color32, faded};
use crate::scene::{TuneChart, TuneLine, ticks};

/// Height of an optimizer's row of crosses.
const CROSS_ROW: f32 = 9.0;
/// Half the size of a cross.
const CROSS: f32 = 2.8;
/// Height of an entry of the legend.
const ENTRY: f32 = 42.0;
/// Height of a line of the key of marks.
const KEY_ROW: f32 = 20.0;
/// Width of the legend, at most.
const LEGEND: f32 = 300.0;

/// Paints the chart as a picture of its own: title, legend, plot.
pub fn paint_tune_chart(painter: &Painter, chart: &TuneChart, frame: Rect) {
    painter.rect_filled(frame, 0.0, color32(chart.theme.background()));
    let inner = frame.shrink2(vec2(24.0, 16.0));
    let (text, quiet) = (color32(chart.theme.text()), color32(chart.theme.quiet_text()));
    let title = elided(painter, &chart.title, &TITLE, inner.width(), text);
    let how = elided(painter, &chart.how, &TICK, inner.width(), quiet);
    let below = inner.min + vec2(0.0, title.size().y + 3.0);
    let top = below.y + how.size().y + 14.0;
    painter.galley(inner.min, title, text);
    painter.galley(below, how, quiet);
    let width = LEGEND.min(0.34 * inner.width());
    let legend = Rect::from_min_max(pos2(inner.max.x - width, top), inner.max);
    paint_legend(painter, chart, legend);
    paint_key(painter, chart, legend);
    let body = Rect::from_min_max(pos2(inner.min.x, top), pos2(legend.min.x - 20.0, inner.max.y));
    paint_tune_plot(painter, chart, body);
}

/// Paints the plot with its axes alone.
pub fn paint_tune_plot(painter: &Painter, chart: &TuneChart, frame: Rect) {
    let strip = CROSS_ROW * chart.lines.len() as f32;
    let margins = [vec2(58.0, strip + 24.0), vec2(10.0, 42.0)];
    let plot = Rect::from_min_max(frame.min + margins[0], frame.max - margins[1]);
    if plot.width() < 40.0 || plot.height() < 40.0 {
        return;
    }
    let place = Place::of(chart, plot);
    axes(painter, chart, &place, frame);
    start_line(painter, chart, &place);
    let inside = painter.with_clip_rect(plot.expand(1.0));
    for (row, line) in chart.lines.iter().enumerate() {
        paint_line(&inside, line, &place);
        crosses(painter, line, &place, cross_row(plot, chart, row));
    }
    // Above all lines, and whole where they stand on an edge.
    for line in &chart.lines {
        paint_best(painter, chart, line, &place);
    }
}

/// Where the crosses of an optimizer stand.
fn cross_row(plot: Rect, chart: &TuneChart, row: usize) -> f32 {
    plot.min.y - 4.0 - CROSS_ROW * (chart.lines.len() as f32 - row as f32 - 0.5)
}

/// From rate and loss to a place in the plot.
struct Place {
    plot: Rect,
    /// Logarithms of both ends of the rates, and of the losses above the floor.
    rates: [f64; 2],
    losses: [f64; 2],
    floor: f64,
}

impl Place {
    fn of(chart: &TuneChart, plot: Rect) -> Self {
        let [rates, losses] = [chart.lr, chart.span()].map(|ends| ends.map(f64::log10));
        Self { plot, rates, losses, floor: chart.floor }
    }

    fn x(&self, lr: f64) -> f32 {
        let [low, high] = self.rates;
        self.plot.min.x + ((lr.log10() - low) / (high - low)) as f32 * self.plot.width()
    }

    /// Losses below the axis stand on its end; those far above it a little above its other end.
    fn y(&self, loss: f64) -> f32 {
        let [low, high] = self.losses;
        let height = (loss - self.floor).max(f64::MIN_POSITIVE).log10();
        let share = ((height - low) / (high - low)).clamp(0.0, 3.0);
        self.plot.max.y - share as f32 * self.plot.height()
    }

    fn at(&self, [lr, loss]: [f64; 2]) -> Pos2 {
        pos2(self.x(lr), self.y(loss))
    }
}

fn axes(painter: &Painter, chart: &TuneChart, place: &Place, frame: Rect) {
    let plot = place.plot;
    let (text, quiet) = (color32(chart.theme.text()), color32(chart.theme.quiet_text()));
    let grid = Stroke::new(1.0, color32(chart.theme.grid()));
    for lr in ticks::logarithmic(chart.lr[0], chart.lr[1], (plot.width() / 52.0) as usize) {
        let x = place.x(lr);
        painter.vline(x, plot.y_range(), grid);
        painter.text(pos2(x, plot.max.y + 9.0), Align2::CENTER_TOP, ticks::number(lr), TICK, quiet);
    }
    let [low, high] = chart.span();
    for height in ticks::logarithmic(low, high, (plot.height() / 30.0) as usize) {
        let y = place.y(chart.floor + height);
        painter.hline(plot.x_range(), y, grid);
        let at = pos2(plot.min.x - 6.0, y);
        painter.text(at, Align2::RIGHT_CENTER, ticks::number(height), TICK, quiet);
    }
    let above = match chart.floor {
        0.0 => String::new(),
        floor => format!(" above {}", ticks::number(floor)),
    };
    let name = elided(painter, &format!("{}{above}", chart.loss), &LABEL, plot.width(), text);
    painter.galley(frame.min, name, text);
    let below = pos2(plot.center().x, frame.max.y);
    painter.text(below, Align2::CENTER_BOTTOM, "learning rate", LABEL, text);
    let diverged = |line: &TuneLine| line.trials.iter().any(|[_, loss]| loss.is_infinite());
    let rows = chart.lines.iter().enumerate().filter(|(_, line)| diverged(line));
    let rows: Vec<f32> = rows.map(|(row, _)| cross_row(plot, chart, row)).collect();
    if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
        let at = pos2(plot.min.x - 6.0, 0.5 * (first + last));
        painter.text(at, Align2::RIGHT_CENTER, "diverged", TICK, quiet);
    }
}

/// The loss where the runs start: above it, it would be better not to run.
fn start_line(painter: &Painter, chart: &TuneChart, place: &Place) {
    let y = place.y(chart.start);
    if !(place.plot.y_range().contains(y) && chart.start.is_finite()) {
        return;
    }
    let quiet = color32(chart.theme.quiet_text());
    let ends = [pos2(place.plot.min.x, y), pos2(place.plot.max.x, y)];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, quiet), 3.0, 3.0));
    let at = ends[1] - vec2(4.0, 2.0);
    painter.text(at, Align2::RIGHT_BOTTOM, "at the start", TICK, quiet);
}

fn paint_line(painter: &Painter, line: &TuneLine, place: &Place) {
    let color = color32(line.style.color);
    let points: Vec<Pos2> = line.along.iter().map(|point| place.at(*point)).collect();
    let stroke = Stroke::new(2.0, color);
    match line.style.dash {
        Some([on, off]) => {
            painter.extend(Shape::dashed_line(&points, stroke, on.min(8.0), off.min(4.0)));
        }
        None => _ = painter.add(Shape::line(points, stroke)),
    }
    let dot = faded(line.style.color, 0.8);
    for trial in line.trials.iter().filter(|[_, loss]| loss.is_finite()) {
        painter.circle_filled(place.at(*trial), 2.4, dot);
    }
}

/// Diverged trials, in a row of their own above the plot.
fn crosses(painter: &Painter, line: &TuneLine, place: &Place, y: f32) {
    let stroke = Stroke::new(1.4, color32(line.style.color));
    for [lr, _] in line.trials.iter().filter(|[_, loss]| loss.is_infinite()) {
        let at = pos2(place.x(*lr), y);
        for across in [vec2(CROSS, CROSS), vec2(CROSS, -CROSS)] {
            painter.line_segment([at - across, at + across], stroke);
        }
    }
}

fn paint_best(painter: &Painter, chart: &TuneChart, line: &TuneLine, place: &Place) {
    let Some(best) = line.best else { return };
    let at = place.at(best);
    if at.y < place.plot.min.y {
        return;
    }
    painter.circle_filled(at, 5.5, color32(line.style.color));
    painter.circle_stroke(at, 5.5, Stroke::new(2.0, color32(chart.theme.background())));
    painter.circle_stroke(at, 7.0, Stroke::new(1.4, color32(chart.theme.text())));
}

/// Swatch, tuned optimizer, and its loss beside the one before.
fn paint_legend(painter: &Painter, chart: &TuneChart, rect: Rect) {
    let (text, quiet) = (color32(chart.theme.text()), color32(chart.theme.quiet_text()));
    let left = rect.min.x + 36.0;
    let width = rect.max.x - left;
    for (row, line) in chart.lines.iter().enumerate() {
        let top = rect.min.y + ENTRY * row as f32;
        if top + ENTRY > rect.max.y {
            return;
        }
        let label = elided(painter, &line.label, &LABEL, width, text);
        let middle = top + 0.5 * label.size().y;
        swatch(painter, line.style, pos2(rect.min.x, middle));
        let at = pos2(left, top);
        let below = at + Vec2::Y * (label.size().y + 1.0);
        painter.galley(at, label, text);
        let loss = elided(painter, &comparison(line), &TICK, width, quiet);
        painter.galley(below, loss, quiet);
    }
}

/// What the marks mean, at the foot of the legend, where there is room.
fn paint_key(painter: &Painter, chart: &TuneChart, legend: Rect) {
    let quiet = color32(chart.theme.quiet_text());
    let ring = Shape::circle_stroke(Pos2::ZERO, 5.0, Stroke::new(1.4, color32(chart.theme.text())));
    let dot = Shape::circle_filled(Pos2::ZERO, 2.4, quiet);
    let others = chart.parameter.as_ref().map(|key| (dot, format!("off the line: other {key}")));
    let key: Vec<_> = [(ring, "best".to_owned())].into_iter().chain(others).collect();
    let top = legend.max.y - KEY_ROW * key.len() as f32;
    if top < legend.min.y + ENTRY * chart.lines.len() as f32 {
        return;
    }
    for (row, (mut mark, text)) in key.into_iter().enumerate() {
        let y = top + KEY_ROW * (row as f32 + 0.5);
        mark.translate(vec2(legend.min.x + 13.0, y));
        painter.add(mark);
        painter.text(pos2(legend.min.x + 36.0, y), Align2::LEFT_CENTER, text, TICK, quiet);
    }
}

/// The best loss, and what the settings came to that stood before.
fn comparison(line: &TuneLine) -> String {
    let number = |loss: f64| {
        if loss.is_finite() { ticks::number(loss) } else { "diverged".to_owned() }
    };
    let best = line.best.map_or("every trial diverged".to_owned(), |[_, loss]| ticks::number(loss));
    match line.before {
        Some(before) => format!("{best}  (before: {})", number(before)),
        None => best,
    }
}
