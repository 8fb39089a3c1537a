//! The curves: what the charts below the view and in pictures show of the runs.
//!
//! Each track keeps its own lines, and the session the charts that they make together; both are made anew only when a run
//! has grown or someone wants other curves. What follows the playhead is added to each scene.

use std::sync::Arc;

use super::Session;
use super::picture::loss_name;
use super::track::Track;
use crate::objective::Objective;
use crate::optim::{Lowest, Trajectory};
use crate::scene::{Against, Chart, CurveLine, Curves, PathStyle, Quantity, thinned};
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
    /// Rows, last step, and whether none will follow.
    made_at: (usize, u64, bool),
}

impl TrackLines {
    /// Brings the lines up to date; whether any has changed.
    fn refresh(
        &mut self,
        trajectory: &Trajectory,
        quantities: &[Quantity],
        axis: (Against, bool),
        lowest: Option<&Lowest>,
    ) -> bool {
        let last = trajectory.last().map_or(0, |row| row.step);
        let now = (trajectory.len(), last, trajectory.stop.is_some());
        let (rows, step, is_over) = self.made_at;
        let has_grown = now.1 >= step.saturating_add((step / GROWTH).max(1));
        let is_fresh = if now.2 { self.made_at == now } else { !is_over && !has_grown && rows > 0 };
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
            None => (*quantity, Arc::new(points(trajectory, *quantity, axis, lowest))),
        };
        self.lines = quantities.iter().map(line).collect();
        (self.axis, self.made_at) = (axis, if is_fresh { self.made_at } else { now });
        true
    }
}

/// The points of a run's line.
fn points(
    trajectory: &Trajectory,
    quantity: Quantity,
    (against, is_log_x): (Against, bool),
    lowest: Option<&Lowest>,
) -> Vec<[f64; 2]> {
    let value = |row| value(trajectory, quantity, row, lowest);
    let rows = thinned(trajectory.len(), is_log_x, value);
    rows.into_iter().map(|row| [count(trajectory, against, row), value(row)]).collect()
}

/// The quantity in a row; NaN where there is none.
fn value(trajectory: &Trajectory, quantity: Quantity, row: usize, lowest: Option<&Lowest>) -> f64 {
    let point = || trajectory.point(row).unwrap_or_default();
    let square = || lowest.map_or(f64::NAN, |lowest| lowest.distance_square(point()));
    match quantity {
        Quantity::Loss => trajectory.losses().get(row).copied().unwrap_or(f64::NAN),
        // Components stay within 1e150, whose squares are numbers.
        Quantity::GradientNorm => trajectory.gradient(row).map_or(f64::NAN, |gradient| {
            gradient.iter().map(|component| component * component).sum::<f64>().sqrt()
        }),
        Quantity::LearningRate => trajectory.rates().get(row).copied().unwrap_or(f64::NAN),
        Quantity::Parameter(index) => point().get(index).copied().unwrap_or(f64::NAN),
        Quantity::Distance => square().sqrt(),
        Quantity::SquaredDistance => square(),
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

impl Session {
    /// Brings the curves up to date; called whenever the rows may have changed.
    pub(super) fn refresh_curves(&mut self) {
        let wanted = &self.spec.curves;
        let quantities = wanted.quantities(&self.objective.parameters);
        if quantities.iter().any(|quantity| quantity.is_distance()) && !self.tracks.is_empty() {
            let (objective, survey) = (&self.objective, &self.survey);
            self.curves.lowest.get_or_insert_with(|| Lowest::of(objective, survey));
        }
        let lowest = self.curves.lowest.as_ref().and_then(Option::as_ref);
        let axis = (wanted.against, wanted.log_x);
        let mut has_changed = self.curves.made_from.as_ref() != Some(wanted);
        for track in &mut self.tracks {
            has_changed |= track.lines.refresh(&track.trajectory, &quantities, axis, lowest);
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
        let is_log = self.spec.curves.is_log(quantity, &self.objective.parameters);
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
        for chart in &mut curves.charts {
            let mut lines = std::mem::take(&mut chart.lines);
            for (line, (track, place)) in lines.iter_mut().zip(self.tracks.iter().zip(&places)) {
                let value = |row| value(&track.trajectory, chart.quantity, row, lowest);
                line.style = styles[line.run];
                line.now = chart
                    .between(value(place.row), value(place.row + 1), place.share)
                    .map(|value| [place.x, value]);
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
        Quantity::Parameter(_) => quantity.name(&objective.parameters).to_owned(),
        Quantity::Distance => distance().to_owned(),
        Quantity::SquaredDistance => format!("squared {}", distance()),
    }
}
