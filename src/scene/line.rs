//! Lines through the space of a network's weights, as cards beside the surface show them.

use std::sync::Arc;

use super::{Color, Guide};
use crate::objective::Interval;
use crate::objective::plane::LineSample;

/// A line as it is drawn: a curve of the loss in a card, and its shadow on the surface.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownLine {
    /// Between what it lies, such as "run 1 final → run 2 final".
    pub name: String,
    /// What the places t = 0 and, between two points, t = 1 are called.
    pub ends: Vec<String>,
    /// The name of the axis of t.
    pub axis: String,
    /// Both ends of that axis.
    pub span: Interval,
    /// What the network is along it; empty until it is known.
    pub curve: Arc<Vec<LineSample>>,
    /// Its shadow on the surface, where both of its points have theirs there.
    pub guides: Vec<Guide>,
    /// The colour of curve and shadow.
    pub color: Color,
    /// What stands in the place of the curve while there is none.
    pub note: Option<String>,
}

impl ShownLine {
    /// The least and the largest finite loss of the curve; `None` without any.
    pub fn losses(&self) -> Option<[f64; 2]> {
        let losses = self.curve.iter().map(|sample| sample.loss).filter(|loss| loss.is_finite());
        let ends = losses.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], loss| {
            [low.min(loss), high.max(loss)]
        });
        (ends[0] <= ends[1]).then_some(ends)
    }

    /// Whether it has accuracies beside its losses.
    pub fn has_accuracy(&self) -> bool {
        self.curve.iter().any(|sample| sample.accuracy.is_some())
    }
}
