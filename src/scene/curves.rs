//! Quantities of all runs against steps or evaluations, as plain data of a row of charts.
//!
//! The same charts stand in the window below the view and in a strip along the bottom of pictures. Points are kept as
//! they are; a chart turns them into heights on its axis, so that a change of scale makes no line anew.

use std::sync::Arc;

use super::{PathStyle, Quantity, ticks};

/// What a chart leaves above and below its lines, as a share of their range.
const MARGIN: f64 = 0.06;

/// What curves are drawn against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Against {
    /// Steps taken.
    #[default]
    Step,
    /// Evaluations of the objective: losses, with or without their gradients, and Hessians.
    Evaluations,
}

impl Against {
    /// The name in scene files and below the axis.
    pub fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Evaluations => "evaluations",
        }
    }
}

/// One run's line.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveLine {
    /// Index of its `[[run]]`.
    pub run: usize,
    /// Colour and dash, as its path has them.
    pub style: PathStyle,
    /// Step or evaluations, and value, from left to right; all finite.
    pub points: Arc<Vec<[f64; 2]>>,
    /// The point at the playhead; `None` without any.
    pub now: Option<[f64; 2]>,
}

/// One quantity of all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What is drawn.
    pub quantity: Quantity,
    /// Its name in words.
    pub name: String,
    /// Whether the axis is logarithmic.
    pub is_log: bool,
    /// What a logarithmic axis measures from: 0, or the least value where values are negative.
    pub floor: f64,
    /// Both ends of the axis, as heights; the first below the second.
    pub span: [f64; 2],
    /// The runs, in their order.
    pub lines: Vec<CurveLine>,
}

impl Chart {
    /// A chart of these lines; `least` is a value that the floor is not above, such as the loss of a known minimum.
    pub fn new(
        quantity: Quantity,
        name: String,
        is_log: bool,
        least: f64,
        lines: Vec<CurveLine>,
    ) -> Self {
        let values = || lines.iter().flat_map(|line| line.points.iter()).map(|[_, value]| *value);
        let lowest = values().fold(f64::INFINITY, f64::min);
        let floor = if is_log && lowest < 0.0 { lowest.min(least) } else { 0.0 };
        let mut chart = Self { quantity, name, is_log, floor, span: [0.0, 1.0], lines };
        chart.span = chart.spread();
        chart
    }

    /// Both ends of the heights, with a margin; a round distance around a single height.
    fn spread(&self) -> [f64; 2] {
        let values = self.lines.iter().flat_map(|line| line.points.iter()).map(|[_, value]| *value);
        let heights = values.map(|value| self.height(value)).filter(|height| height.is_finite());
        let (low, high) = heights
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), height| {
                (low.min(height), high.max(height))
            });
        if low > high {
            return [0.0, 1.0];
        }
        let margin = MARGIN * (high - low);
        if margin > 1e-12 * high.abs().max(low.abs()) {
            return [low - margin, high + margin];
        }
        let around = match (self.is_log, low) {
            (true, _) => 0.5,
            (false, 0.0) => 1.0,
            (false, _) => 0.5 * low.abs(),
        };
        [low - around, high + around]
    }

    /// Where a value stands on the axis: minus infinity at the floor of a logarithmic one, NaN below it.
    pub fn height(&self, value: f64) -> f64 {
        if self.is_log { (value - self.floor).log10() } else { value }
    }

    /// The value part of the way from one to the next, where the line between them stands; `None` where the line has ended.
    pub fn between(&self, before: f64, after: f64, share: f64) -> Option<f64> {
        let (low, high) = (self.height(before), self.height(after));
        if share == 0.0 || !(low.is_finite() && high.is_finite()) {
            return before.is_finite().then_some(before);
        }
        let height = low + share * (high - low);
        Some(if self.is_log { self.floor + 10f64.powf(height) } else { height })
    }

    /// What is written at a height: on a logarithmic axis the value above the floor.
    pub fn label(&self, height: f64) -> String {
        ticks::number(if self.is_log { 10f64.powf(height) } else { height })
    }

    /// Share of the axis at which a value stands, 0 to 1; what lies below its end, such as a loss of zero on a logarithmic
    /// axis, stands a little below 0.
    pub fn share(&self, value: f64) -> f64 {
        let [low, high] = self.span;
        let share = (self.height(value) - low) / (high - low);
        // NaN too: it is not greater.
        if share > -MARGIN { share } else { -MARGIN }
    }

    /// Round heights, at most about `count` of them, with their texts; each text once.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let [low, high] = self.span;
        let heights = if self.is_log {
            let values = ticks::logarithmic(10f64.powf(low), 10f64.powf(high), count);
            values.into_iter().map(f64::log10).collect()
        } else {
            ticks::linear(low, high, count)
        };
        let mut texts: Vec<_> = heights.into_iter().map(|h| (h, self.label(h))).collect();
        texts.dedup_by(|a, b| a.1 == b.1);
        texts
    }

    /// The name with what the axis measures from and its scale.
    pub fn title(&self) -> String {
        let scale = if self.is_log { ", log scale" } else { "" };
        format!("{}{scale}", self.short_title())
    }

    /// The name with what the axis measures from, where its numbers have to tell the scale.
    pub fn short_title(&self) -> String {
        let above = match self.floor {
            0.0 => String::new(),
            floor => format!(" above {}", ticks::number(floor)),
        };
        format!("{}{above}", self.name)
    }
}

/// Charts side by side with one axis below all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curves {
    /// What the axis below counts.
    pub against: Against,
    /// Whether it is logarithmic: then it begins at 1.
    pub is_log_x: bool,
    /// Its end.
    pub end: f64,
    /// Where the playhead stands on it: of several runs, how far the one has come that has asked most often.
    pub playhead: f64,
    /// The charts, from left to right.
    pub charts: Vec<Chart>,
    /// Whether pictures and films show them.
    pub in_pictures: bool,
}

impl Curves {
    /// The place of a step or of a count of evaluations along the axis.
    pub fn place(&self, x: f64) -> f64 {
        if self.is_log_x { x.max(1.0).log10() } else { x }
    }

    /// Whether a step or a count has a place on the axis of its own.
    pub fn has_place(&self, x: f64) -> bool {
        !self.is_log_x || x >= 1.0
    }

    /// The step or the count at a place: the inverse of [`Curves::place`].
    pub fn count_at(&self, place: f64) -> f64 {
        if self.is_log_x { 10f64.powf(place) } else { place }
    }

    /// Both ends of the axis, as places; the first before the second.
    pub fn ends(&self) -> [f64; 2] {
        if self.is_log_x { [0.0, self.end.max(10.0).log10()] } else { [0.0, self.end.max(1.0)] }
    }

    /// Round places along the axis, at most about `count` of them, with their texts.
    pub fn ticks(&self, count: usize) -> Vec<(f64, String)> {
        let [first, last] = self.ends();
        let counts = if self.is_log_x {
            ticks::logarithmic(1.0, 10f64.powf(last), count)
        } else {
            ticks::linear(first, last, count)
        };
        // Half a step is none.
        let whole = counts.into_iter().filter(|count| count.fract() == 0.0);
        whole.map(|count| (self.place(count), ticks::number(count))).collect()
    }

    /// Whether a picture has something to show of them.
    pub fn are_in_pictures(&self) -> bool {
        self.in_pictures && self.charts.iter().any(|chart| !chart.lines.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Color;

    fn chart(is_log: bool, values: &[f64]) -> Chart {
        let points = values.iter().enumerate().map(|(x, value)| [x as f64, *value]).collect();
        let style = PathStyle::solid(Color([1, 2, 3]));
        let line = CurveLine { run: 0, style, points: Arc::new(points), now: None };
        Chart::new(Quantity::Loss, "loss".to_owned(), is_log, f64::INFINITY, vec![line])
    }

    #[test]
    fn a_logarithmic_axis_measures_from_the_least_value_where_values_are_negative() {
        let plain = chart(true, &[100.0, 1.0, 0.0]);
        assert_eq!((plain.floor, plain.title().as_str()), (0.0, "loss, log scale"));
        assert_eq!(plain.span, [-0.12, 2.12], "the zero has no height, and none is made up for it");
        assert!(plain.share(0.0) < 0.0, "it leaves through the bottom");
        let below = chart(true, &[97.0, 7.0, -3.0]);
        assert_eq!((below.floor, below.title().as_str()), (-3.0, "loss above −3, log scale"));
        assert_eq!(below.height(7.0), 1.0);
        assert_eq!(chart(false, &[-3.0, 7.0]).title(), "loss");
    }

    #[test]
    fn the_playhead_moves_along_the_line() {
        // Straight on the axis, so half way between 1 and 100 is 10; rounding of one power.
        let half = chart(true, &[1.0, 100.0]).between(1.0, 100.0, 0.5).unwrap();
        assert!((half - 10.0).abs() < 1e-12, "{half}");
        let linear = chart(false, &[1.0, 100.0]);
        assert_eq!(linear.between(1.0, 3.0, 0.25), Some(1.5));
        assert_eq!(linear.between(1.0, f64::NAN, 0.25), Some(1.0), "the last row of a run");
        assert_eq!(linear.between(f64::NAN, 1.0, 0.0), None);
    }

    #[test]
    fn a_constant_has_room_around_it_and_ticks_are_told_apart() {
        let constant = chart(false, &[0.1, 0.1]);
        assert_eq!(constant.span, [0.05, 0.15000000000000002]);
        let texts: Vec<_> = constant.ticks(4).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["0.05", "0.1", "0.15"]);
        assert_eq!(chart(false, &[]).span, [0.0, 1.0]);
        assert_eq!(chart(true, &[10.0]).span, [0.5, 1.5]);
    }

    #[test]
    fn the_axis_below_is_linear_or_begins_at_one() {
        let curves = Curves { end: 400.0, ..Curves::default() };
        assert_eq!((curves.ends(), curves.place(7.0)), ([0.0, 400.0], 7.0));
        let texts = |curves: &Curves| -> Vec<String> {
            curves.ticks(4).into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(&curves), ["0", "100", "200", "300", "400"]);
        let short = Curves { end: 2.0, ..Curves::default() };
        assert_eq!(texts(&short), ["0", "1", "2"], "no half steps");
        let log = Curves { end: 1000.0, is_log_x: true, ..Curves::default() };
        assert_eq!(texts(&log), ["1", "10", "100", "1000"]);
        assert_eq!((log.place(0.0), log.place(100.0), log.count_at(2.0)), (0.0, 2.0, 100.0));
        assert!(!log.has_place(0.0) && log.has_place(1.0) && curves.has_place(0.0));
    }
}
