//! Straight lines in parameter space: the loss between two solutions, and away from one.

use std::sync::atomic::{AtomicBool, Ordering};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::error::PlaneError;
use super::random::{Normalisation, STREAM, normalise};
use crate::objective::Interval;
use crate::objective::network::{Layout, Network};

/// The line from a point, t = 0, to another, t = 1, and beyond both (Goodfellow, Vinyals and Saxe 2015, "Qualitatively
/// characterizing neural network optimization problems").
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    from: Vec<f64>,
    to: Vec<f64>,
}

/// What a network is at one place of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineSample {
    /// The place: 0 at the first point, 1 at the second.
    pub t: f64,
    /// The loss there.
    pub loss: f64,
    /// The share of rows whose class is found there; a regression has none.
    pub accuracy: Option<f64>,
}

impl Line {
    /// The line from one point to another.
    pub fn between(from: Vec<f64>, to: Vec<f64>) -> Result<Self, PlaneError> {
        if from.len() != to.len() {
            let (given, wanted) = (to.len(), from.len());
            return Err(PlaneError::Length { what: "the end of the line", given, wanted });
        }
        for (point, what) in [(&from, "the beginning of the line"), (&to, "the end of the line")] {
            if !point.iter().all(|x| x.is_finite()) {
                return Err(PlaneError::NotFinite(what));
            }
        }
        if from == to { Err(PlaneError::LineOfOnePoint) } else { Ok(Self { from, to }) }
    }

    /// The line from `theta` along the first direction of [`Plane::random`](super::Plane::random) with these settings: t
    /// counts its lengths.
    pub fn random(
        layout: &Layout,
        theta: Vec<f64>,
        normalisation: Normalisation,
        biases: bool,
        seed: u64,
    ) -> Result<Self, PlaneError> {
        layout.check(&theta)?;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        random.set_stream(STREAM);
        let draw = |_| random.sample(StandardNormal);
        let mut to: Vec<f64> = (0..theta.len()).map(draw).collect();
        normalise(layout, &theta, normalisation, biases, &mut to);
        to.iter_mut().zip(&theta).for_each(|(to, from)| *to += from);
        // Weights that are all zero have no size that a direction could be scaled to.
        Self::between(theta, to).map_err(|error| match error {
            PlaneError::LineOfOnePoint => PlaneError::NoWeightsOnLine,
            other => other,
        })
    }

    /// Both points.
    #[must_use]
    pub fn ends(&self) -> [&[f64]; 2] {
        [&self.from, &self.to]
    }

    /// The parameters at a place, exact at both points: (1 - t) from + t to.
    #[must_use]
    pub fn point(&self, t: f64) -> Vec<f64> {
        self.from.iter().zip(&self.to).map(|(from, to)| (1.0 - t) * from + t * to).collect()
    }

    /// What the network is at `count` evenly spaced places, both ends of the span included, on all cores; `None` once
    /// `stop` is set.
    #[must_use]
    pub fn samples(
        &self,
        network: &Network,
        span: Interval,
        count: usize,
        stop: &AtomicBool,
    ) -> Option<Vec<LineSample>> {
        let sample = |scratch: &mut _, index| {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let t = span.sample(index, count);
            let theta = self.point(t);
            let loss = network.loss(&theta, scratch);
            Some(LineSample { t, loss, accuracy: network.accuracy(&theta, scratch) })
        };
        (0..count).into_par_iter().map_init(|| network.scratch(), sample).collect()
    }
}
