//! The curves of lines through the weights of a network: a card each, under those of the sections.
//!
//! The loss has the surface's scale over its own range, to the left; the accuracy runs dashed from 0 to 1, to the right. The
//! points that a line leads through stand as discs on the curve, with their names below.

use egui::{Align2, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::card;
use super::column;
use super::layout::Layout;
use super::loss_plot::LossPlot;
use super::places::Places;
use super::rich::{elided, paragraph};
use super::text::{TICK, color32, faded};
use crate::objective::HeightScale;
use crate::objective::plane::LineSample;
use crate::scene::{HeightMap, Scene, ShownLine, Theme};

/// Room around the plot: left, above and below, and to the right without accuracies and with them.
const LEFT: f32 = 48.0;
const ABOVE: f32 = 44.0;
const BELOW: f32 = 34.0;
const RIGHT: [f32; 2] = [14.0, 40.0];
/// A plot below this has room for two numbers beside it.
const LOW: f32 = 44.0;
/// Dash and gap of the accuracy.
const DASH: [f32; 2] = [4.0, 3.0];
/// Between the names of the two points.
const GAP: f32 = 10.0;

/// Draws the cards.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let rects = column::rects(layout, scene);
    for (line, rect) in scene.lines.iter().zip(rects.into_iter().skip(scene.sections.len())) {
        places.take(rect);
        LineCard { painter, theme: scene.style.theme, line, rect }.paint(&scene.world.height);
    }
}

struct LineCard<'a> {
    painter: &'a Painter,
    theme: Theme,
    line: &'a ShownLine,
    rect: Rect,
}

impl LineCard<'_> {
    fn paint(&self, surface: &HeightMap) {
        card(self.painter, self.theme, self.rect);
        self.title();
        let right = RIGHT[usize::from(self.line.has_accuracy())];
        let low = self.rect.min + vec2(LEFT, ABOVE);
        let plot = Rect::from_min_max(low, self.rect.max - vec2(right, BELOW));
        let (Some(losses), None) = (self.line.losses(), &self.line.note) else {
            return self.note();
        };
        let place = LossPlot { rect: plot, span: self.line.span, map: map_of(losses, surface) };
        place.axes(self.painter, self.theme);
        self.names(&place);
        if self.line.has_accuracy() {
            self.accuracy(&place);
        }
        let color = color32(self.line.color);
        let inner = self.painter.with_clip_rect(plot.expand(2.0));
        for part in self.line.curve.split(|sample| !sample.loss.is_finite()) {
            let points = part.iter().map(|sample| place.at([sample.t, sample.loss])).collect();
            inner.add(Shape::line(points, Stroke::new(2.0, color)));
        }
        self.points(&place);
    }

    /// Between what the line lies, and under it what the two axes measure.
    fn title(&self) {
        let swatch = self.rect.min + vec2(12.0, 14.0);
        let stroke = Stroke::new(2.4, color32(self.line.color));
        self.painter.line_segment([swatch, swatch + vec2(16.0, 0.0)], stroke);
        let ink = color32(self.theme.text());
        let name = elided(self.painter, &self.line.name, &TICK, self.rect.width() - 46.0, ink);
        self.painter.galley(swatch + vec2(22.0, -0.5 * name.size().y), name, ink);
    }

    /// What stands in the place of a curve that there is not.
    fn note(&self) {
        let text = self.line.note.as_deref().unwrap_or("the loss is not a number along this line");
        let ink = color32(self.theme.quiet_text());
        let words = paragraph(self.painter, text, &TICK, self.rect.width() - 24.0, ink);
        let middle = self.rect.center() + vec2(0.0, 8.0);
        self.painter.galley(middle - 0.5 * words.size(), words, ink);
    }

    /// What the axes are: the loss above the left one, the accuracy above the right one, and below the points by name, or
    /// else t.
    fn names(&self, place: &LossPlot) {
        let (plot, quiet) = (place.rect, color32(self.theme.quiet_text()));
        let above = plot.min.y - 6.0;
        let loss = match place.map.scale {
            HeightScale::Linear => "loss".to_owned(),
            scale => format!("loss ({})", scale.name()),
        };
        let left = pos2(self.rect.min.x + 12.0, above);
        self.painter.text(left, Align2::LEFT_BOTTOM, loss, TICK, quiet);
        if self.line.has_accuracy() {
            let right = pos2(self.rect.max.x - 10.0, above);
            let text = "accuracy";
            let rect = self.painter.text(right, Align2::RIGHT_BOTTOM, text, TICK, quiet);
            let from = pos2(rect.min.x - 24.0, rect.center().y);
            self.dashed(&[from, from + vec2(19.0, 0.0)]);
        }
        let row = plot.max.y + 18.0;
        let [from, to] = match self.line.ends.as_slice() {
            [from, to] => [Some(from), Some(to)],
            _ => return place.axis_name(self.painter, self.theme, &self.line.axis),
        };
        let room = 0.5 * (self.rect.width() - 16.0 - GAP);
        for (t, name) in [(0.0, from), (1.0, to)] {
            let Some(name) = name else { continue };
            let words = elided(self.painter, name, &TICK, room, color32(self.theme.text()));
            let half = 0.5 * words.size().x;
            // Each keeps to its half of the card.
            let (least, most) = if t == 0.0 {
                (self.rect.min.x + 8.0 + half, self.rect.center().x - 0.5 * GAP - half)
            } else {
                (self.rect.center().x + 0.5 * GAP + half, self.rect.max.x - 8.0 - half)
            };
            let x = place.x(t).max(least).min(most);
            self.painter.galley(pos2(x - half, row), words, color32(self.theme.text()));
        }
    }

    /// The accuracy and its numbers.
    fn accuracy(&self, place: &LossPlot) {
        let quiet = color32(self.theme.quiet_text());
        // A low card has no room for the middle.
        let is_low = place.rect.height() < LOW;
        let numbers = [(0.0, "0"), (0.5, "0.5"), (1.0, "1")];
        for (share, text) in numbers.into_iter().step_by(if is_low { 2 } else { 1 }) {
            let at = pos2(place.rect.max.x + 5.0, place.up(share));
            self.painter.text(at, Align2::LEFT_CENTER, text, TICK, quiet);
        }
        let point = |sample: &LineSample| Some(pos2(place.x(sample.t), place.up(sample.accuracy?)));
        let points: Vec<Pos2> = self.line.curve.iter().filter_map(point).collect();
        self.dashed(&points);
    }

    fn dashed(&self, points: &[Pos2]) {
        let stroke = Stroke::new(1.4, color32(self.theme.text()));
        self.painter.extend(Shape::dashed_line(points, stroke, DASH[0], DASH[1]));
    }

    /// The places t = 0 and, between two points, t = 1, as far as they are shown.
    fn points(&self, place: &LossPlot) {
        let color = color32(self.line.color);
        let edge = Stroke::new(1.2, color32(self.theme.halo()));
        for (k, _) in self.line.ends.iter().enumerate() {
            let t = k as f64;
            if !self.line.span.contains(t) {
                continue;
            }
            let line = Stroke::new(1.0, faded(self.theme.quiet_text(), 0.8));
            self.painter.vline(place.x(t), place.rect.y_range(), line);
            if let Some(loss) = loss_at(&self.line.curve, t) {
                self.painter.circle(place.at([t, loss]), 3.6, color, edge);
            }
        }
    }
}

/// The surface's scale over the range of a curve.
fn map_of([low, high]: [f64; 2], surface: &HeightMap) -> HeightMap {
    if low < high {
        return surface.between([low, high]);
    }
    let around = if low == 0.0 { 1.0 } else { 0.5 * low.abs() };
    surface.between([low - around, low + around])
}

/// The loss at a place of a curve, on the straight line between two samples.
fn loss_at(curve: &[LineSample], t: f64) -> Option<f64> {
    let after = curve.partition_point(|sample| sample.t < t);
    let next = curve.get(after)?;
    let Some(before) = after.checked_sub(1).map(|index| curve[index]) else {
        return (next.t == t && next.loss.is_finite()).then_some(next.loss);
    };
    let share = (t - before.t) / (next.t - before.t);
    let loss = (1.0 - share) * before.loss + share * next.loss;
    loss.is_finite().then_some(loss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::Survey;

    fn curve(losses: &[f64]) -> Vec<LineSample> {
        let sample =
            |(k, loss): (usize, &f64)| LineSample { t: k as f64, loss: *loss, accuracy: None };
        losses.iter().enumerate().map(sample).collect()
    }

    #[test]
    fn a_point_of_a_line_stands_on_its_curve() {
        let curve = curve(&[1.0, 3.0, f64::NAN]);
        assert_eq!(loss_at(&curve, 0.0), Some(1.0));
        assert_eq!(loss_at(&curve, 0.5), Some(2.0));
        assert_eq!(loss_at(&curve, 1.0), Some(3.0));
        assert_eq!(loss_at(&curve, 1.5), None, "a hole");
        assert_eq!(loss_at(&curve, 3.0), None, "beyond it");
    }

    #[test]
    fn the_axis_has_the_scale_of_the_surface_over_the_range_of_the_curve() {
        let survey = Survey::of_losses(&[0.1, 1.0, 10.0]);
        let surface = HeightMap::fit(Some(HeightScale::Log), &survey, 0.1, 10.0);
        let map = map_of([1.0, 1e4], &surface);
        assert_eq!((map.scale, map.low, map.high), (HeightScale::Log, 1.0, 1e4));
        let level = map_of([2.0, 2.0], &surface);
        assert!(level.low < 2.0 && 2.0 < level.high, "{level:?}");
    }
}
