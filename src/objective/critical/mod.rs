//! The critical points of a loss over its domain: where the gradient vanishes, or where the loss is least or most without
//! one, at a cusp.
//!
//! ```text
//! grid of gradients -> cells in which both components change sign, least gradients -> Newton -> one of each -> kind
//! grid of losses    -> least and most samples without such a point nearby          -> nested line searches -> cusps
//! ```
//!
//! All of it happens in units of the domain, so that the scales of the axes do not matter; the kind of a point is the same
//! in any units. A grid can miss what is finer than its cells: it is a search, not a proof.

mod cusp;
mod flat;
mod newton;
mod samples;
mod search;
mod unit;

use std::fmt;

use super::{Curvature, Minimum};

/// What a critical point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The loss is higher all around.
    Minimum,
    /// Up along one direction, down along another.
    Saddle,
    /// The loss is lower all around.
    Maximum,
    /// An eigenvalue of the Hessian is zero and the loss is both higher and lower around: none of the others by the
    /// second derivatives.
    Degenerate,
}

/// An eigenvalue counts as zero below this share of the other.
const ZERO: f64 = 1e-9;

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Minimum, Self::Saddle, Self::Maximum, Self::Degenerate];

    /// The kind by the signs of the eigenvalues.
    pub fn of(curvature: &Curvature) -> Self {
        let [low, high] = curvature.values;
        if low.abs().min(high.abs()) <= ZERO * curvature.largest() {
            Self::Degenerate
        } else if low > 0.0 {
            Self::Minimum
        } else if high < 0.0 {
            Self::Maximum
        } else {
            Self::Saddle
        }
    }

    /// The name of several of them.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Minimum => "minima",
            Self::Saddle => "saddles",
            Self::Maximum => "maxima",
            Self::Degenerate => "degenerate",
        }
    }

    /// The name in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Saddle => "saddle",
            Self::Maximum => "maximum",
            Self::Degenerate => "degenerate",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What else is to be said of a critical point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// The gradient does not vanish here: it jumps, or has no limit.
    Cusp,
    /// An eigenvalue of the Hessian is zero; the kind was found by looking around.
    Flat,
    /// One of a line or an area of such points: the one nearest to the middle of the domain.
    Line,
}

impl Note {
    /// A word for tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cusp => "cusp",
            Self::Flat => "flat",
            Self::Line => "one of a line",
        }
    }
}

/// A point at which the gradient vanishes, or a cusp.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CriticalPoint {
    /// What it is.
    pub kind: Kind,
    /// Where.
    pub point: [f64; 2],
    /// The loss there.
    pub loss: f64,
    /// Eigenvalues and eigenvectors of the Hessian; NaN at a cusp.
    pub curvature: Curvature,
    /// What else is to be said of it.
    pub note: Option<Note>,
    /// Whether no point of the domain was found to be lower; several equal minima may be.
    pub is_global: bool,
}

/// What a search over the domain has found.
#[derive(Clone, Debug, PartialEq)]
pub struct CriticalPoints {
    /// The points, the lowest first.
    pub points: Vec<CriticalPoint>,
    /// The lowest point on the border of the domain, whose gradient need not vanish.
    pub border: Option<Minimum>,
    /// Whether that point is lower than every minimum.
    pub border_is_lower: bool,
    /// Whether all candidates were looked at; of too many, the lowest are.
    pub is_complete: bool,
}

impl CriticalPoints {
    /// How many points of this kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.points.iter().filter(|point| point.kind == kind).count()
    }
}
