//! The curves: what the charts below the view and in pictures show of the runs.
//!
//! Each track keeps its own lines, and the session the charts that they make together; both are made anew only when a run
//! has grown or someone wants other curves. What follows the playhead is added to each scene.

use std::sync::Arc;

use super::Session;
use super::accuracy::{Accuracies, measured_rows};
use super::picture::loss_name;
use super::track::{Shadow, Track};
use crate::objective::Objective;
use crate::optim::{Lowest, Trajectory};
use crate::scene::{Against, Chart, CurveLine, Curves, PathStyle, Quantity, Space, thinned};
use crate::spec::CurvesSpec;

/// A growing run's lines are made anew when it has grown by this share: what is drawn late would hardly be seen.
const GROWTH: u64 = 32;

/// The charts as they were made last.
#[derive(Default)]
pub(super) struct DrawnCurves {
    charts: Vec<Chart>,
    made_from: Option<CurvesSpec>,
    /// Where distances are measured from, once one is asked for.
    lowest: Option<Option<Lowest>>,
}

impl DrawnCurves {
    /// To be made anew: the runs are others.
    pub(super) fn forget_runs(&mut self) {
        self.made_from = None;
    }
}

/// The lines of one run.
#[derive(Default)]
pub(super) struct TrackLines {
    lines: Vec<(Quantity, Arc<Vec<[f64; 2]>>)>,
    /// Steps or evaluations, and whether on a logarithmic axis.
    axis: (Against, bool),
    made_at: Age,
}

/// How much of a run there was.
#[derive(Clone, Copy, Default, PartialEq)]
struct Age {
    rows: usize,
    last_step: u64,
    /// What came later than the rows: shadows and accuracies.
    filled: usize,
    /// Whether nothing will follow.
    is_complete: bool,
}

impl TrackLines {
    /// Brings the lines up to date; whether any has changed.
    fn refresh(&mut self, rows: &Rows<'_>, quantities: &[Quantity], axis: (Against, bool)) -> bool {
        let (now, made) = (rows.age(quantities), self.made_at);
        let has_grown = |now: u64, made: u64| now >= made.saturating_add((made / GROWTH).max(1));
        let is_stale = now.is_complete
            || made.is_complete
            || made.rows == 0
            || has_grown(now.last_step, made.last_step)
            || has_grown(now.filled as u64, made.filled as u64);
        let is_fresh = made == now || !is_stale;
        let is_same = self.axis == axis
            && self.lines.iter().map(|line| line.0).eq(quantities.iter().copied());
        if is_fresh && is_same {
            return false;
        }
        if !is_fresh || self.axis != axis {
            self.lines.clear();
        }
        let mut old = std::mem::take(&mut self.lines);
        let line = |quantity: &Quantity| match old.iter().position(|(known, _)| known == quantity) {
            Some(index) => old.swap_remove(index),
            None => (*quantity, Arc::new(rows.points(*quantity, axis))),
        };
        self.lines = quantities.iter().map(line).collect();
        (self.axis, self.made_at) = (axis, if is_fresh { made } else { now });
        true
    }
}

/// What the quantities of a run are read from.
struct Rows<'a> {
    trajectory: &'a Trajectory,
    shadows: &'a [Shadow],
    distances: &'a [f64],
    accuracies: &'a Accuracies,
    lowest: Option<&'a Lowest>,
    /// Whether no further row will be draped.
    is_draped: bool,
}

impl<'a> Rows<'a> {
    fn of(track: &'a Track, lowest: Option<&'a Lowest>) -> Self {
        let Track { trajectory, shadows, distances, accuracies, .. } = track;
        let is_draped = track.is_complete();
        Self { trajectory, shadows, distances, accuracies, lowest, is_draped }
    }

    fn age(&self, quantities: &[Quantity]) -> Age {
        let rows = self.trajectory.len();
        let draped = self.shadows.len();
        let is_of_plane = quantities.iter().any(|quantity| quantity.is_of_plane());
        let has_accuracy = quantities.contains(&Quantity::Accuracy);
        let shadows = if is_of_plane { draped } else { 0 };
        let accuracies = if has_accuracy { self.accuracies.len() } else { 0 };
        Age {
            rows,
            last_step: self.trajectory.last().map_or(0, |row| row.step),
            filled: shadows + accuracies,
            is_complete: self.trajectory.stop.is_some()
                && (!is_of_plane || self.is_draped)
                && (!has_accuracy || self.accuracies.is_complete),
        }
    }

    /// The points of the run's line.
    fn points(&self, quantity: Quantity, (against, is_log_x): (Against, bool)) -> Vec<[f64; 2]> {
        let value = |row| self.value(quantity, row);
        let point = |row| [count(self.trajectory, against, row), value(row)];
        if quantity == Quantity::Accuracy {
            let known = measured_rows(self.trajectory).map(point);
            return known.filter(|[_, accuracy]| accuracy.is_finite()).collect();
        }
        let rows = thinned(self.trajectory.len(), is_log_x, value);
        rows.into_iter().map(point).collect()
    }

    /// The quantity in a row; NaN where there is none.
    fn value(&self, quantity: Quantity, row: usize) -> f64 {
        let trajectory = self.trajectory;
        let point = || trajectory.point(row).unwrap_or_default();
        let square = || self.lowest.map_or(f64::NAN, |lowest| lowest.distance_square(point()));
        let known = match quantity {
            Quantity::Loss => trajectory.losses().get(row).copied(),
            Quantity::Accuracy => self.accuracies.at(row, trajectory),
            // Components stay within 1e150, whose squares are numbers.
            Quantity::GradientNorm => trajectory.gradient(row).map(|gradient| {
                gradient.iter().map(|component| component * component).sum::<f64>().sqrt()
            }),
            Quantity::LearningRate => trajectory.rates().get(row).copied(),
            Quantity::Parameter(index) => point().get(index).copied(),
            Quantity::Coordinate(index) => {
                self.shadows.get(row).and_then(|shadow| shadow.at.get(index).copied())
            }
            Quantity::OffPlane => self.distances.get(row).copied(),
            Quantity::ShadowLoss => self.shadows.get(row).map(|shadow| shadow.loss),
            Quantity::Distance => Some(square().sqrt()),
            Quantity::SquaredDistance => Some(square()),
        };
        known.unwrap_or(f64::NAN)
    }
}

/// Steps or evaluations by the time of a row.
fn count(trajectory: &Trajectory, against: Against, row: usize) -> f64 {
    let counts = match against {
        Against::Step => trajectory.steps(),
        Against::Evaluations => trajectory.evaluation_counts(),
    };
    counts.get(row).map_or(0.0, |count| *count as f64)
}

/// The value of a line at a place of the axis, between the two points around it; `None` beyond its ends.
fn along(points: &[[f64; 2]], x: f64, curves: &Curves, chart: &Chart) -> Option<f64> {
    let after = points.partition_point(|[count, _]| *count <= x);
    let [count, value] = *points.get(after.checked_sub(1)?)?;
    let Some([next, next_value]) = points.get(after).copied() else {
        return (count == x).then_some(value);
    };
    let [from, at, to] = [count, x, next].map(|x| curves.place(x));
    chart.between(value, next_value, if to > from { (at - from) / (to - from) } else { 0.0 })
}

impl Session {
    /// Brings the curves up to date; called whenever the rows may have changed.
    pub(super) fn refresh_curves(&mut self) {
        let wanted = &self.spec.curves;
        let quantities = wanted.quantities(&Space::of(&self.objective));
        if quantities.iter().any(|quantity| quantity.is_distance()) && !self.tracks.is_empty() {
            let (objective, survey) = (&self.objective, &self.survey);
            self.curves.lowest.get_or_insert_with(|| Lowest::of(objective, survey));
        }
        let lowest = self.curves.lowest.as_ref().and_then(Option::as_ref);
        let axis = (wanted.against, wanted.log_x);
        let mut has_changed = self.curves.made_from.as_ref() != Some(wanted);
        for track in &mut self.tracks {
            let mut lines = std::mem::take(&mut track.lines);
            has_changed |= lines.refresh(&Rows::of(track, lowest), &quantities, axis);
            track.lines = lines;
        }
        if has_changed {
            let charts = (0..quantities.len()).map(|index| self.chart(quantities[index], index));
            self.curves.charts = charts.collect();
            self.curves.made_from = Some(self.spec.curves.clone());
        }
    }

    fn chart(&self, quantity: Quantity, index: usize) -> Chart {
        let styles = self.path_styles();
        let line = |track: &Track| {
            let (_, points) = track.lines.lines.get(index)?;
            let (run, points) = (track.plan.run, Arc::clone(points));
            Some(CurveLine { run, style: styles[run], points, now: None })
        };
        let minima = self.objective.minima.iter().filter(|_| quantity == Quantity::Loss);
        let least = minima.map(|minimum| minimum.loss).fold(f64::INFINITY, f64::min);
        let is_log = self.spec.curves.is_log(quantity, &Space::of(&self.objective));
        let lines = self.tracks.iter().filter_map(line).collect();
        Chart::new(quantity, self.quantity_name(quantity), is_log, least, lines)
    }

    fn quantity_name(&self, quantity: Quantity) -> String {
        let lowest = self.curves.lowest.as_ref().and_then(Option::as_ref);
        name_of(quantity, &self.objective, lowest)
    }

    /// The curves with the playhead, in the colours of the runs.
    pub(super) fn shown_curves(&self, styles: &[PathStyle]) -> Curves {
        let CurvesSpec { against, log_x, .. } = self.spec.curves;
        let ends =
            self.tracks.iter().filter_map(|track| track.trajectory.evaluation_counts().last());
        let mut curves = Curves {
            against,
            is_log_x: log_x,
            end: match against {
                Against::Step => self.length(),
                Against::Evaluations => ends.copied().max().unwrap_or(0),
            } as f64,
            playhead: self.step(),
            charts: self.curves.charts.clone(),
            in_pictures: self.spec.curves.in_pictures(),
        };
        let places: Vec<_> =
            self.tracks.iter().map(|track| self.place_now(track, &curves)).collect();
        if against == Against::Evaluations {
            curves.playhead = places.iter().map(|place| place.x).fold(0.0, f64::max);
        }
        let lowest = self.curves.lowest.as_ref().and_then(Option::as_ref);
        let frame = Curves { charts: Vec::new(), ..curves };
        for chart in &mut curves.charts {
            let mut lines = std::mem::take(&mut chart.lines);
            for (line, (track, place)) in lines.iter_mut().zip(self.tracks.iter().zip(&places)) {
                let rows = Rows::of(track, lowest);
                let value = |row| rows.value(chart.quantity, row);
                line.style = styles[line.run];
                // Not every row has an accuracy.
                let now = if chart.quantity == Quantity::Accuracy {
                    along(&line.points, place.x, &frame, chart)
                } else {
                    chart.between(value(place.row), value(place.row + 1), place.share)
                };
                line.now = now.map(|value| [place.x, value]);
            }
            chart.lines = lines;
        }
        curves
    }

    /// Where the playhead stands in a run.
    fn place_now(&self, track: &Track, curves: &Curves) -> Place {
        let row = track.row_at(self.step());
        let (index, share) = (row as usize, f64::from(row.fract()));
        let count = |row| count(&track.trajectory, curves.against, row);
        let (before, after) = (count(index), count(index + 1));
        if share == 0.0 {
            return Place { x: before, row: index, share };
        }
        let x = before + share * (after - before);
        let [from, at, to] = [before, x, after].map(|x| curves.place(x));
        Place { x, row: index, share: if to > from { (at - from) / (to - from) } else { share } }
    }

    /// The step at which the playhead stands at this place of the curves' axis: of several runs, the one that has asked
    /// most often is there.
    pub fn step_at(&self, x: f64) -> f64 {
        if self.spec.curves.against == Against::Step {
            return x;
        }
        let step = |track: &Track| {
            let (counts, steps) = (track.trajectory.evaluation_counts(), track.trajectory.steps());
            let after = counts.partition_point(|count| *count as f64 <= x);
            let Some(before) = after.checked_sub(1) else { return Some(0.0) };
            let share = (x - counts[before] as f64) / (*counts.get(after)? - counts[before]) as f64;
            Some(steps[before] as f64 + share * (steps[after] - steps[before]) as f64)
        };
        let first = self.tracks.iter().filter_map(step).min_by(f64::total_cmp);
        first.unwrap_or(self.length() as f64)
    }
}

/// A place in a run: between row `row` and the next, by `share` of the way between them on the axis.
struct Place {
    x: f64,
    row: usize,
    share: f64,
}

/// What a quantity is called in a chart.
fn name_of(quantity: Quantity, objective: &Objective, lowest: Option<&Lowest>) -> String {
    let distance = || match lowest {
        Some(lowest) if !lowest.is_known => "distance to the lowest point found",
        Some(lowest) if lowest.points.len() > 1 => "distance to the nearest minimum",
        _ => "distance to the minimum",
    };
    match quantity {
        Quantity::Loss => loss_name(objective).to_owned(),
        Quantity::GradientNorm => "gradient norm".to_owned(),
        Quantity::LearningRate => "learning rate".to_owned(),
        Quantity::Accuracy => "accuracy".to_owned(),
        Quantity::Parameter(index) | Quantity::Coordinate(index) => {
            objective.parameters.get(index).cloned().unwrap_or_default()
        }
        Quantity::OffPlane => "distance from the plane".to_owned(),
        Quantity::ShadowLoss => format!("{} of the shadow", loss_name(objective)),
        Quantity::Distance => distance().to_owned(),
        Quantity::SquaredDistance => format!("squared {}", distance()),
    }
}
