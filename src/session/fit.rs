//! What the runs say about the data at the playhead: fitted curves over one feature, decision regions over two.

use std::sync::Arc;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::Session;
use super::regions::{DrawnRegions, Ground};
use super::track::Track;
use crate::objective::network::{Dataset, NetworkLoss};
use crate::objective::{Landscape, Objective};
use crate::scene::{FitCurves, FitPlot, PathStyle, markup};

/// Data points in the plot at most; of more, some are shown.
const MOST_POINTS: usize = 1000;
/// Points of a fitted curve.
const CURVE_POINTS: usize = 200;

/// What is drawn of the data, and what was made of it for the playhead.
#[derive(Default)]
pub(super) struct DrawnFit {
    data: Option<Drawn>,
}

/// The data by its number of features.
enum Drawn {
    /// One: rows as points, and the outputs whose curves are drawn.
    Curve(FitCurves, Outputs),
    /// Two.
    Regions(Box<DrawnRegions>),
}

/// The outputs whose curves are drawn, from the first to the last.
type Outputs = std::ops::Range<usize>;

impl DrawnFit {
    /// The data of an objective, as far as it can be drawn.
    pub(super) fn of(objective: &Objective) -> Self {
        let data = match objective.landscape() {
            None => fitted(objective).map(|curves| Drawn::Curve(curves, 0..1)),
            Some(landscape) => match landscape.data.features.len() {
                1 => {
                    let (curves, outputs) = one_feature(landscape);
                    Some(Drawn::Curve(curves, outputs))
                }
                2 => {
                    let rows = shown_rows(landscape.data.rows());
                    let regions = DrawnRegions::new(Ground::of(landscape, &rows));
                    Some(Drawn::Regions(Box::new(regions)))
                }
                _ => None,
            },
        };
        Self { data }
    }
}

impl Session {
    /// Makes the regions at the playhead, unless they are there.
    pub(super) fn refresh_fit(&mut self) {
        let (step, styles) = (self.step(), self.path_styles());
        if let Some(Drawn::Regions(regions)) = &mut self.fit.data
            && let Some(landscape) = self.objective.landscape()
        {
            let is_shown = |track: &&Track| styles[track.plan.run].opacity > 0.5;
            // Where a film hides all runs, something is to be seen nevertheless.
            let first = self.tracks.iter().position(|track| is_shown(&track)).unwrap_or(0);
            regions.refresh(landscape, &self.tracks, first, step);
        }
    }

    /// The data with what the runs say of it at the playhead.
    pub(super) fn fit_plot(&self, styles: &[PathStyle]) -> Option<FitPlot> {
        Some(match self.fit.data.as_ref()? {
            Drawn::Curve(data, outputs) => {
                let curves = |track| self.fitted_curves(data, outputs, track, styles);
                let curves = self.tracks.iter().flat_map(curves).collect();
                FitPlot::Curves(FitCurves { curves, ..data.clone() })
            }
            Drawn::Regions(regions) => FitPlot::Regions(regions.shown(self, styles)),
        })
    }

    /// The curve of each output of a run, at its true weights: not at their shadow on the plane.
    fn fitted_curves(
        &self,
        data: &FitCurves,
        shown: &Outputs,
        track: &Track,
        styles: &[PathStyle],
    ) -> Vec<(PathStyle, Vec<[f64; 2]>)> {
        let low = data.points.iter().map(|p| p[0]).fold(f64::INFINITY, f64::min);
        let high = data.points.iter().map(|p| p[0]).fold(f64::NEG_INFINITY, f64::max);
        let inputs: Vec<f64> = (0..CURVE_POINTS)
            .map(|k| low + (high - low) * k as f64 / (CURVE_POINTS - 1) as f64)
            .collect();
        let outputs = match self.objective.landscape() {
            Some(landscape) => track.point_at(self.step()).map(|theta| {
                let scaled: Vec<f64> =
                    inputs.iter().map(|x| landscape.data.scaled(0, *x)).collect();
                landscape.network.outputs(&theta, &scaled)
            }),
            None => {
                let at = track.path.at(track.row_at(self.step()));
                at.and_then(|at| self.objective.predict(&at.parameters, &inputs))
            }
        };
        let Some(outputs) = outputs else { return Vec::new() };
        let count = outputs.len() / CURVE_POINTS;
        let curve = |k: usize| {
            let values = outputs.iter().skip(k).step_by(count);
            (styles[track.plan.run], inputs.iter().zip(values).map(|(x, y)| [*x, *y]).collect())
        };
        shown.clone().filter(|k| *k < count).map(curve).collect()
    }

    /// What a track is called: its run, and its first weights where there are several.
    pub(super) fn track_name(&self, index: usize) -> Option<String> {
        let track = self.tracks.get(index)?;
        let run = self.run_labels().get(track.plan.run)?.clone();
        let before = self.tracks[..index].iter().filter(|other| other.plan.run == track.plan.run);
        let starts = self.spec.network.as_ref()?.start_names();
        Some(match starts.get(before.count()) {
            Some(start) if starts.len() > 1 => format!("{run}, {start}"),
            _ => run,
        })
    }
}

/// Input and target of the rows of a fit with one input column.
fn fitted(objective: &Objective) -> Option<FitCurves> {
    let data = objective.data()?;
    let columns = [objective.input_column()?, objective.fit()?.target.as_str()];
    let [inputs, targets] = [data.column(columns[0])?, data.column(columns[1])?];
    let stride = inputs.len().div_ceil(MOST_POINTS).max(1);
    let points = inputs.iter().zip(targets).map(|(x, y)| [*x, *y]).step_by(stride).collect();
    Some(FitCurves {
        columns: columns.map(markup::name),
        points: Arc::new(points),
        curves: Vec::new(),
    })
}

/// The rows of a network's data with one feature, and what of its outputs is drawn over them.
fn one_feature(landscape: &Landscape) -> (FitCurves, Outputs) {
    let Landscape { network, data, .. } = landscape;
    let loss = network.config().loss;
    let outputs = network.layout().outputs();
    let (name, drawn) = match loss {
        NetworkLoss::MeanSquared => (data.target_names.join(", "), 0..outputs),
        NetworkLoss::BinaryCrossEntropy => (probability(&data.target_names), 0..outputs),
        // The probability of one of two classes says that of the other.
        NetworkLoss::CrossEntropy if outputs == 2 => {
            let classes = data.classes.get(1..).unwrap_or_default();
            let one = [format!("{} = 1", data.target_names.join(", "))];
            (probability(if classes.is_empty() { &one } else { classes }), 1..2)
        }
        NetworkLoss::CrossEntropy => (probability(&data.classes), 0..outputs),
    };
    let target = |row: usize, output: usize| match loss {
        NetworkLoss::CrossEntropy => f64::from(u8::from(data.targets[0][row] == output as f64)),
        _ => data.targets[output][row],
    };
    let point = |row: usize| {
        let x = data.original(0, data.features[0][row]);
        drawn.clone().map(move |output| [x, target(row, output)])
    };
    let points = shown_rows(data.rows()).into_iter().flat_map(point).collect();
    let columns = [markup::name(&data.feature_names[0]), markup::name(&name)];
    (FitCurves { columns, points: Arc::new(points), curves: Vec::new() }, drawn)
}

/// What an axis of probabilities is called.
fn probability(of: &[String]) -> String {
    match of {
        [one] => format!("probability of {one}"),
        _ => "probability".to_owned(),
    }
}

/// The rows that are shown: all, or so many drawn at random. Every so-manieth would leave classes out that take turns.
fn shown_rows(rows: usize) -> Vec<usize> {
    if rows <= MOST_POINTS {
        return (0..rows).collect();
    }
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let mut drawn = rand::seq::index::sample(&mut random, rows, MOST_POINTS).into_vec();
    drawn.sort_unstable();
    drawn
}

/// The name of feature `c`, for an axis.
pub(super) fn feature_name(data: &Dataset, c: usize) -> String {
    data.feature_names.get(c).map_or_else(String::new, |name| markup::name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_take_turns_are_all_seen() {
        assert_eq!(shown_rows(3), [0, 1, 2]);
        let rows = shown_rows(2000);
        assert_eq!(rows.len(), MOST_POINTS);
        assert!(rows.is_sorted() && rows.windows(2).all(|pair| pair[0] < pair[1]));
        let odd = rows.iter().filter(|row| *row % 2 == 1).count();
        // Four standard deviations of half of a thousand draws from two thousand.
        assert!(odd.abs_diff(500) < 4 * 12, "{odd}");
    }
}
