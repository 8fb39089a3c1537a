//! Decision regions: what the networks of the runs say of every place over two features, at the row of the playhead.
//!
//! Evaluated on the CPU on a grid as fine as the network is cheap, once for each row that the playhead reaches: what is
//! there is kept with the weights that it was made from.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::Session;
use super::fit::feature_name;
use super::reading::Reading;
use super::track::Track;
use crate::objective::network::{Dataset, Network};
use crate::objective::{Domain, Interval, Landscape};
use crate::scene::contours::{Relief, sampled_lines};
use crate::scene::{
    Boundary, Color, PathStyle, RegionKey, RegionMap, Regions, Shade, markup, ticks,
};

/// Samples along each side of a map at most, and at least.
const MOST_SIDE: usize = 96;
const LEAST_SIDE: usize = 24;
/// What all maps of one row of the playhead may cost, in terms of a formula: some ten milliseconds.
const BUDGET: usize = 1_500_000;
/// Runs whose boundaries are drawn at most; more lines could not be told apart.
const MOST_RUNS: usize = 8;
/// Rows of inputs that one core evaluates at a time.
const ROWS_AT_ONCE: usize = 1024;
/// The room around the data, as a share of its extent.
const MARGIN: f64 = 0.12;
/// Width over height of the map, about that of its card: where both features reach about as far, a unit of one is as long
/// as one of the other.
const ASPECT: f64 = 1.5;
/// Features whose extents differ by more than this have units of their own.
const OWN_UNITS: f64 = 3.0;

/// The data, and what the shades mean.
pub(super) struct Ground {
    data: Arc<Dataset>,
    domain: Domain,
    reading: Reading,
    points: Arc<Vec<([f64; 2], Shade)>>,
}

/// The regions as they were made last.
pub(super) struct DrawnRegions {
    ground: Ground,
    /// Samples along each side, and the inputs of the network there.
    grid: (usize, Vec<f64>),
    /// The track whose map is shown, and each track at the playhead by its index.
    first: usize,
    runs: Vec<(usize, Made)>,
}

/// What was made of the weights of one run.
struct Made {
    theta: Vec<f64>,
    map: Arc<RegionMap>,
    lines: Arc<Vec<Vec<[f64; 2]>>>,
    /// Of the run that is named alone.
    accuracy: OnceLock<Option<f64>>,
}

impl Ground {
    /// What stays of a network's data while its weights change; `rows` are shown.
    pub(super) fn of(landscape: &Landscape, rows: &[usize]) -> Self {
        let Landscape { network, data, .. } = landscape;
        let reading = Reading::of(network, data);
        let place = |row: usize| [0, 1].map(|c| data.original(c, data.features[c][row]));
        let all: Vec<[f64; 2]> = (0..data.rows()).map(place).collect();
        let points = rows.iter().map(|row| (all[*row], reading.target(data.targets[0][*row])));
        Self {
            domain: domain(&all),
            points: Arc::new(points.collect()),
            data: Arc::clone(data),
            reading,
        }
    }

    /// The inputs of the network at each sample of a grid.
    fn inputs(&self, side: usize) -> Vec<f64> {
        let place = |index| self.domain.grid_point(index, side, side);
        let scaled = |[x, y]: [f64; 2]| [self.data.scaled(0, x), self.data.scaled(1, y)];
        (0..side * side).flat_map(|index| scaled(place(index))).collect()
    }

    fn key(&self, colors: &[Color]) -> RegionKey {
        let color = |k: usize| colors[k % colors.len()];
        let Dataset { classes, target_names, .. } = &*self.data;
        let name = |k: usize| match classes.get(k) {
            Some(name) => markup::name(name),
            None => format!("{} {k}", target_names.first().map_or("", String::as_str)),
        };
        match self.reading {
            Reading::Likeliest(count) => {
                RegionKey::Classes((0..count).map(|k| (name(k), color(k))).collect())
            }
            Reading::Sides(_) => RegionKey::Classes(vec![(name(0), color(0)), (name(1), color(1))]),
            Reading::Values(_, ends) => RegionKey::Values(ends),
        }
    }
}

/// The part of the plane that the data lies in, with some room.
fn domain(points: &[[f64; 2]]) -> Domain {
    let side = |c: usize| {
        let values = || points.iter().map(|point| point[c]);
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        // Where all rows are equal there is still something to be seen around them.
        let length = if high > low { high - low } else { high.abs().max(1.0) };
        Interval::new(low - MARGIN * length, high + MARGIN * length)
    };
    let sides = [side(0), side(1)];
    let [width, height] = sides.map(|side| side.length());
    let [mut x, mut y] = sides;
    if (1.0 / OWN_UNITS..OWN_UNITS).contains(&(width / height)) {
        (x, y) = (widened(x, ASPECT * height), widened(y, width / ASPECT));
    }
    Domain::new(x, y)
}

/// The same interval about its middle, at least so long.
fn widened(interval: Interval, length: f64) -> Interval {
    let half = 0.5 * length.max(interval.length());
    Interval::new(interval.middle() - half, interval.middle() + half)
}

impl DrawnRegions {
    pub(super) fn new(ground: Ground) -> Self {
        Self { ground, grid: (0, Vec::new()), first: 0, runs: Vec::new() }
    }

    /// Makes what has not been made of the rows at the playhead. The map is that of run `first`; its boundary is drawn, and
    /// that of others as far as there are few.
    pub(super) fn refresh(
        &mut self,
        landscape: &Landscape,
        tracks: &[Track],
        first: usize,
        step: f64,
    ) {
        let network = &landscape.network;
        let count = tracks.len().clamp(1, MOST_RUNS);
        let side = side(network, count);
        if self.grid.0 != side {
            self.grid = (side, self.ground.inputs(side));
        }
        self.first = first;
        let mut old = std::mem::take(&mut self.runs);
        let from = first.min(tracks.len().saturating_sub(count));
        for (index, track) in tracks.iter().enumerate().skip(from).take(count) {
            let row = track.trajectory.index_at(step.max(0.0) as u64);
            let Some(theta) = row.and_then(|row| track.trajectory.point(row)) else { continue };
            let is_it = |(_, made): &(usize, Made)| made.map.side == side && made.theta == theta;
            let made = match old.iter().position(is_it) {
                Some(place) => old.swap_remove(place).1,
                None => self.made(network, theta),
            };
            if index == first {
                made.accuracy.get_or_init(|| accuracy(network, theta));
            }
            self.runs.push((index, made));
        }
    }

    fn made(&self, network: &Network, theta: &[f64]) -> Made {
        let Self { ground: Ground { domain, reading, .. }, grid: (side, inputs), .. } = self;
        let parts = inputs.par_chunks(2 * ROWS_AT_ONCE);
        let parts: Vec<Vec<f64>> = parts.map(|part| network.outputs(theta, part)).collect();
        let outputs = parts.concat();
        let shades = outputs.chunks_exact(reading.outputs()).map(|row| reading.shade(row));
        let lines = |field| {
            let relief = Relief { domain: *domain, side: *side, losses: field };
            sampled_lines(&relief, 0.0)
        };
        Made {
            theta: theta.to_vec(),
            map: Arc::new(RegionMap { side: *side, shades: shades.collect() }),
            lines: Arc::new(reading.fields(&outputs).into_iter().flat_map(lines).collect()),
            accuracy: OnceLock::new(),
        }
    }

    /// The regions as the scene shows them.
    pub(super) fn shown(&self, session: &Session, styles: &[PathStyle]) -> Regions {
        let Self { ground, runs, first, .. } = self;
        let text = session.style.theme.text();
        // The text's own colour is left to outlines.
        let colors: Vec<Color> =
            session.spare_colors().into_iter().filter(|color| *color != text).collect();
        let named = runs.iter().find(|(index, _)| index == first).map(|(_, made)| made);
        let mut boundaries: Vec<(bool, Boundary)> = Vec::new();
        for (index, made) in runs {
            let Some(track) = session.tracks.get(*index) else { continue };
            let boundary =
                Boundary { style: styles[track.plan.run], lines: Arc::clone(&made.lines) };
            boundaries.push((index == first, boundary));
        }
        boundaries.sort_by_key(|(is_named, _)| *is_named);
        let is_one_of_several = session.tracks.len() > 1;
        Regions {
            title: session.track_name(*first).filter(|_| is_one_of_several).unwrap_or_default(),
            note: self.note(named.and_then(|made| *made.accuracy.get()?)),
            columns: [0, 1].map(|c| feature_name(&ground.data, c)),
            domain: ground.domain,
            key: ground.key(&colors),
            points: Arc::clone(&ground.points),
            map: named.map(|made| Arc::clone(&made.map)),
            boundaries: boundaries.into_iter().map(|(_, boundary)| boundary).collect(),
        }
    }

    /// How good the run is, or what the colours of its values mean.
    fn note(&self, accuracy: Option<f64>) -> String {
        match (self.ground.reading, accuracy) {
            (Reading::Values(outputs, ends), _) => {
                let [low, high] = [ends.min, ends.max].map(|end| ticks::number_to(end, 2));
                let name = self.ground.data.target_names.first().map_or("", String::as_str);
                let of = if outputs > 1 { " alone" } else { "" };
                format!("{}{of}: {low} to {high}", markup::name(name))
            }
            // Rounded down: what is not all right does not read so.
            (_, Some(accuracy)) => format!("{} % right", (1000.0 * accuracy).floor() / 10.0),
            (_, None) => String::new(),
        }
    }
}

/// Samples along each side that the maps of so many runs may have.
fn side(network: &Network, runs: usize) -> usize {
    let each = runs * (1 + network.parameters() / 16);
    ((BUDGET / each) as f64).sqrt().floor().clamp(LEAST_SIDE as f64, MOST_SIDE as f64) as usize
}

/// The share of rows that are right; `None` where there are too many to count them at every step.
fn accuracy(network: &Network, theta: &[f64]) -> Option<f64> {
    let cost = network.rows().saturating_mul(1 + network.parameters() / 16);
    (cost <= BUDGET).then(|| network.accuracy(theta, &mut network.scratch())).flatten()
}
