//! The strip of curves along the bottom of a picture: small charts side by side, with the playhead in each.
//!
//! What lies before the playhead is drawn at full strength, what is still to come faintly, so that a film shows both where
//! the runs are and where they are going. The picture's legend says which line is whose.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::MARGIN;
use super::layout::Layout;
use super::rich::elided;
use super::text::{TICK, color32, faded};
use crate::scene::{Chart, CurveLine, Curves, Scene, Theme};

/// Share of a picture's height that the strip takes, and its least and greatest height in points.
const HEIGHT: f32 = 0.25;
const HEIGHTS: [f32; 2] = [104.0, 190.0];
/// The picture keeps at least this height above it, points.
const LEAST_VIEW: f32 = 150.0;
/// A chart narrower than this shows nothing, points.
const NARROWEST: f32 = 72.0;
/// Room around the lines of a chart: the numbers to the left, the title above, the numbers below.
const LEFT: f32 = 46.0;
const ABOVE: f32 = 26.0;
const BELOW: f32 = 25.0;
/// Between two charts.
const GAP: f32 = 18.0;
/// A chart this many times as wide as the name of its axis has the name below it.
const WIDE: f32 = 3.0;
/// How strong a line is after the playhead.
const TO_COME: f32 = 0.28;
/// Points of a line nearer than this are drawn as one, points.
const FINEST: f32 = 0.4;

/// Height of the strip in a picture of this frame; 0 where there is none, or no room for it.
pub(super) fn strip_height(frame: Rect, scene: &Scene) -> f32 {
    let height = (HEIGHT * frame.height()).clamp(HEIGHTS[0], HEIGHTS[1]);
    let charts = scene.curves.charts.len().max(1) as f32;
    let each = (frame.width() - 2.0 * MARGIN) / charts;
    let has_room = frame.height() - height >= LEAST_VIEW && each >= LEFT + NARROWEST;
    if scene.curves.are_in_pictures() && has_room { height } else { 0.0 }
}

/// Draws the strip, if the layout has one.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout) {
    let strip = Rect::from_min_max(layout.view.left_bottom(), layout.frame.max);
    if strip.height() < 1.0 {
        return;
    }
    let theme = scene.style.theme;
    // The surface may fill the whole picture in a film: the strip stands on a ground of its own.
    painter.rect_filled(strip, 0.0, color32(theme.background()));
    painter.hline(strip.x_range(), strip.min.y, Stroke::new(1.0, color32(theme.grid())));
    let inner = strip.shrink2(vec2(MARGIN, 0.0));
    let count = scene.curves.charts.len() as f32;
    let width = (inner.width() - GAP * (count - 1.0)) / count;
    for (index, chart) in scene.curves.charts.iter().enumerate() {
        let left = inner.min.x + index as f32 * (width + GAP);
        let rect = Rect::from_x_y_ranges(left..=left + width, inner.y_range());
        let is_last = index + 1 == scene.curves.charts.len();
        Small { painter, theme, curves: &scene.curves, chart, rect, is_last }.paint();
    }
}

/// One chart of the strip.
struct Small<'a> {
    painter: &'a Painter,
    theme: Theme,
    curves: &'a Curves,
    chart: &'a Chart,
    rect: Rect,
    is_last: bool,
}

impl Small<'_> {
    /// Where the lines are.
    fn plot(&self) -> Rect {
        Rect::from_min_max(self.rect.min + vec2(LEFT, ABOVE), self.rect.max - vec2(4.0, BELOW))
    }

    fn x(&self, count: f64) -> f32 {
        let ([first, last], plot) = (self.curves.ends(), self.plot());
        let share = (self.curves.place(count) - first) / (last - first);
        plot.min.x + share.clamp(0.0, 1.0) as f32 * plot.width()
    }

    fn at(&self, [count, value]: [f64; 2]) -> Pos2 {
        let plot = self.plot();
        pos2(self.x(count), plot.max.y - self.chart.share(value) as f32 * plot.height())
    }

    fn paint(&self) {
        let plot = self.plot();
        self.title();
        self.values();
        self.counts();
        let inside = self.painter.with_clip_rect(plot.expand(2.0));
        let playhead = self.x(self.curves.playhead);
        for line in &self.chart.lines {
            self.line(&inside, line, playhead);
        }
        let quiet = color32(self.theme.quiet_text());
        self.painter.vline(playhead, plot.y_range(), Stroke::new(1.0, quiet));
        let nows = self.chart.lines.iter().filter_map(|line| Some((line, self.at(line.now?))));
        for (line, at) in nows {
            let at = pos2(at.x, at.y.min(plot.max.y));
            self.painter.circle_filled(at, 4.6, faded(self.theme.background(), line.style.opacity));
            self.painter.circle_filled(at, 3.4, faded(line.style.color, line.style.opacity));
        }
    }

    /// The name, with the scale where there is room; a long one begins further left than the lines.
    fn title(&self) {
        let (plot, ink) = (self.plot(), color32(self.theme.text()));
        let room = plot.max.x - self.rect.min.x;
        let mut title = self.painter.layout_no_wrap(self.chart.title(), TICK, ink);
        if title.size().x > room {
            title = elided(self.painter, &self.chart.short_title(), &TICK, room, ink);
        }
        let left = plot.min.x.min(plot.max.x - title.size().x);
        self.painter.galley(pos2(left, plot.min.y - 4.0 - title.size().y), title, ink);
    }

    /// The numbers to the left and the grid.
    fn values(&self) {
        let plot = self.plot();
        let quiet = color32(self.theme.quiet_text());
        let grid = Stroke::new(1.0, faded(self.theme.grid(), 0.8));
        let [low, high] = self.chart.span;
        for (height, text) in self.chart.ticks((plot.height() / 24.0).max(2.0) as usize) {
            let y = plot.max.y - ((height - low) / (high - low)) as f32 * plot.height();
            self.painter.hline(plot.x_range(), y, grid);
            let at = pos2(plot.min.x - 6.0, y);
            self.painter.text(at, Align2::RIGHT_CENTER, text, TICK, quiet);
        }
    }

    /// The numbers below, and what they count at the right end; of narrow charts, at that of the last alone.
    fn counts(&self) {
        let plot = self.plot();
        let quiet = color32(self.theme.quiet_text());
        self.painter.hline(
            plot.x_range(),
            plot.max.y,
            Stroke::new(1.0, color32(self.theme.grid())),
        );
        let y = plot.max.y + 5.0;
        let name = self.painter.layout_no_wrap(self.curves.against.name().to_owned(), TICK, quiet);
        let is_named = self.is_last || plot.width() >= WIDE * name.size().x;
        let end = if is_named { plot.max.x - name.size().x } else { self.rect.max.x + GAP };
        if is_named {
            self.painter.galley(pos2(end, y), name, quiet);
        }
        let [first, last] = self.curves.ends();
        for (place, text) in self.curves.ticks((plot.width() / 64.0).max(1.0) as usize) {
            let x = plot.min.x + ((place - first) / (last - first)) as f32 * plot.width();
            let number = self.painter.layout_no_wrap(text, TICK, quiet);
            let rect = Align2::CENTER_TOP.anchor_size(pos2(x, y), number.size());
            if rect.max.x + 6.0 < end {
                self.painter.galley(rect.min, number, quiet);
            }
        }
    }

    /// A run's line, faint from the playhead on.
    fn line(&self, painter: &Painter, line: &CurveLine, playhead: f32) {
        let mut points: Vec<Pos2> = Vec::with_capacity(line.points.len());
        let placed = line.points.iter().filter(|[count, _]| self.curves.has_place(*count));
        for point in placed.map(|point| self.at(*point)) {
            if points.last().is_none_or(|last| last.distance(point) >= FINEST) {
                points.push(point);
            }
        }
        points.extend(line.points.last().map(|point| self.at(*point)));
        let split = points.partition_point(|point| point.x <= playhead);
        let mut past = points[..split].to_vec();
        let mut to_come = points[split..].to_vec();
        if let Some(now) = line.now.map(|now| self.at(now)).filter(|_| !to_come.is_empty()) {
            past.push(now);
            to_come.insert(0, now);
        }
        for (points, strength) in [(to_come, TO_COME), (past, 1.0)] {
            let color = faded(line.style.color, strength * line.style.opacity);
            let stroke = Stroke::new(1.8, color);
            match line.style.dash {
                None => _ = painter.add(Shape::line(points, stroke)),
                Some([on, off]) => {
                    painter.extend(Shape::dashed_line(&points, stroke, on.min(7.0), off.min(4.0)));
                }
            }
        }
    }
}
