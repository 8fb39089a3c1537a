//! Contours: lines along which the loss has exactly one value.
//!
//! The shader's iso-lines follow the f32 field and have no names. These are traced once on the CPU: marching squares on
//! a grid find which edges a line crosses, and steps along the exact gradient find where on the edge. Every vertex is
//! plain parameters, and its loss is that of its level; so the lines go the same way to the GPU as paths do.

mod anchors;
mod levels;
mod pieces;
mod trace;

use std::sync::Arc;

pub use levels::{ContourOf, LevelScale, LevelSpread, Levels, level_texts};
pub use pieces::ContourPiece;
pub use trace::{sampled_lines, trace};

use super::{Color, World};
use crate::objective::Domain;

/// What is traced.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContourPlan {
    /// The levels.
    pub levels: Levels,
    /// What they are values of.
    pub of: ContourOf,
}

/// One level.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLevel {
    /// The value, as it was asked for.
    pub value: f64,
    /// The loss there.
    pub loss: f64,
    /// The value in the fewest digits that tell it from its neighbours.
    pub text: String,
}

/// One connected line.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLine {
    /// Index of its level.
    pub level: usize,
    /// Its vertices as parameters; a closed line ends where it begins.
    pub points: Vec<[f64; 2]>,
    /// Length from the first vertex to each, on the plane where the domain is 2 by 2.
    pub lengths: Vec<f32>,
    /// Whether it is closed.
    pub is_closed: bool,
    /// Lengths at which a label may stand, the best first.
    pub anchors: Vec<f32>,
}

impl ContourLine {
    /// The whole length on the plane where the domain is 2 by 2.
    pub fn length(&self) -> f32 {
        self.lengths.last().copied().unwrap_or(0.0)
    }

    /// The parameters at a length; a closed line goes on around, an open one ends.
    pub fn at(&self, length: f32) -> [f64; 2] {
        let whole = self.length();
        let length =
            if self.is_closed { length.rem_euclid(whole) } else { length.clamp(0.0, whole) };
        let after = self.lengths.partition_point(|l| *l < length).clamp(1, self.points.len() - 1);
        let (from, to) = (self.lengths[after - 1], self.lengths[after]);
        let share = f64::from(if to > from { (length - from) / (to - from) } else { 0.0 });
        let [a, b] = [self.points[after - 1], self.points[after]];
        [0, 1].map(|k| a[k] + share * (b[k] - a[k]))
    }
}

/// Samples of the loss over the domain: what tells whether a label is behind the surface.
#[derive(Clone, Debug, PartialEq)]
pub struct Relief {
    /// Where they are.
    pub domain: Domain,
    /// Samples along each side, both ends included.
    pub side: usize,
    /// The losses, row-major.
    pub losses: Vec<f64>,
}

impl Relief {
    /// The loss at a place of the domain, bilinear; not a number beside holes and outside.
    pub fn loss(&self, [x, y]: [f64; 2]) -> f64 {
        let last = (self.side - 1) as f64;
        let share = |value: f64, min: f64, max: f64| last * (value - min) / (max - min);
        let at = [
            share(x, self.domain.x.min, self.domain.x.max),
            share(y, self.domain.y.min, self.domain.y.max),
        ];
        if !at.iter().all(|at| (0.0..=last).contains(at)) {
            return f64::NAN;
        }
        let [i, j] = at.map(|at| (at as usize).min(self.side - 2));
        let [u, v] = [at[0] - i as f64, at[1] - j as f64];
        let sample = |i: usize, j: usize| self.losses[j * self.side + i];
        let low = sample(i, j) + u * (sample(i + 1, j) - sample(i, j));
        let high = sample(i, j + 1) + u * (sample(i + 1, j + 1) - sample(i, j + 1));
        low + v * (high - low)
    }
}

/// Traced contours.
#[derive(Clone, Debug, PartialEq)]
pub struct Contours {
    /// What the levels are values of.
    pub of: ContourOf,
    /// The levels within the range of the field, ascending.
    pub levels: Vec<ContourLevel>,
    /// The lines, by level.
    pub lines: Vec<ContourLine>,
    /// The samples from which they were traced.
    pub relief: Relief,
    /// What is missing, as a sentence without its end.
    pub note: Option<String>,
}

impl Contours {
    /// The levels that bound the colours of filled contours: those with something of the field on both sides.
    pub fn bounds(&self) -> impl Iterator<Item = &ContourLevel> {
        let finite = || self.relief.losses.iter().copied().filter(|loss| loss.is_finite());
        let (min, max) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        self.levels.iter().filter(move |level| min < level.loss && level.loss < max)
    }
}

/// How contours are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ContourStyle {
    /// Whether the lines are dashed.
    pub dashed: bool,
    /// Whether values stand in the lines.
    pub labels: bool,
    /// Whether the surface has one colour between two levels.
    pub filled: bool,
    /// Whether the lines lie on the surface.
    pub on_surface: bool,
    /// Whether they are projected on the floor.
    pub on_floor: bool,
    /// Their colour; `None` takes for each level what stands out from the surface.
    pub color: Option<Color>,
    /// Width in pixels at 1280 wide.
    pub width_px: f32,
    /// How strong lines and labels are, 0 to 1.
    pub opacity: f32,
}

/// Contours with their look.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownContours {
    /// The traced lines.
    pub contours: Arc<Contours>,
    /// How they are drawn.
    pub style: ContourStyle,
}

impl ShownContours {
    /// Where the colours of the surface change, as heights, ascending; empty unless the contours are filled. A level in
    /// what the height map clips is never reached from below.
    pub fn band_heights(&self, world: &World) -> Vec<f64> {
        if !self.style.filled {
            return Vec::new();
        }
        let map = &world.height;
        let height = |loss: f64| match loss {
            _ if loss >= map.high => 2.0,
            _ if loss <= map.low => -1.0,
            _ => map.height(loss),
        };
        self.contours.bounds().map(|level| height(level.loss)).collect()
    }
}
