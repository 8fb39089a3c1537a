//! A model fitted to data: what is added to a formula to make it a loss.

use serde::{Deserialize, Serialize};

use crate::expr::{Graph, NodeId, Op};

/// How the distance of model and target is measured, row by row; the loss is the mean over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
    /// The squared difference.
    #[default]
    Mse,
    /// The absolute difference.
    Mae,
    /// Half the square below 1, the absolute difference less 1/2 from there on (`torch.nn.functional.huber_loss`, delta 1).
    Huber,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Self; 3] = [Self::Mse, Self::Mae, Self::Huber];

    /// The name in scene files and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mse => "mse",
            Self::Mae => "mae",
            Self::Huber => "huber",
        }
    }

    /// The term of one row.
    pub(super) fn term(self, graph: &mut Graph, model: NodeId, target: NodeId) -> NodeId {
        let residual = graph.sub(model, target);
        let square = graph.mul(residual, residual);
        let distance = graph.apply(Op::Abs, &[residual]);
        match self {
            Self::Mse => square,
            Self::Mae => distance,
            Self::Huber => {
                let (half, one) = (graph.constant(0.5), graph.constant(1.0));
                let near = graph.mul(half, square);
                let far = graph.sub(distance, half);
                let is_near = graph.apply(Op::Less, &[distance, one]);
                graph.select(is_near, near, far)
            }
        }
    }
}

/// A model, what it is fitted to, and by which measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The model: a formula in the parameters, the constants and the data's columns.
    pub model: String,
    /// The two parameters that are fitted: the axes of the surface.
    pub parameters: Vec<String>,
    /// The column that the model should give.
    pub target: String,
    /// The measure.
    pub metric: Metric,
}
