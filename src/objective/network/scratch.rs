//! The memory that an evaluation of a network writes to.

use super::layout::Layout;
use super::loss::LossScratch;

/// What one thread needs to evaluate a network: made once, used for every point.
///
/// All tables hold one block of rows, unit after unit.
#[derive(Clone, Debug)]
pub struct Scratch {
    pub(super) layers: Vec<LayerScratch>,
    pub(super) loss: LossScratch,
    /// Derivatives by the outputs of the layer at hand, and of the one below.
    pub(super) upstream: [Vec<f64>; 2],
    /// How those change along a direction of the parameters.
    pub(super) upstream_tangent: [Vec<f64>; 2],
}

/// A layer's outputs and their derivatives.
#[derive(Clone, Debug)]
pub(super) struct LayerScratch {
    /// f(z), z the layer's sums.
    pub(super) outputs: Vec<f64>,
    /// f'(z)
    pub(super) slopes: Vec<f64>,
    /// f''(z)
    pub(super) curvatures: Vec<f64>,
    /// How z changes along a direction of the parameters.
    pub(super) sum_tangents: Vec<f64>,
    /// How f(z) does.
    pub(super) tangents: Vec<f64>,
}

impl Scratch {
    pub(super) fn new(layout: &Layout, rows: usize) -> Self {
        let layer = |units: usize| {
            let table = || vec![0.0; rows * units];
            LayerScratch {
                outputs: table(),
                slopes: table(),
                curvatures: table(),
                sum_tangents: table(),
                tangents: table(),
            }
        };
        let widest = layout.layers().iter().map(|layer| layer.units).max().unwrap_or(0);
        let pair = || [(); 2].map(|()| vec![0.0; rows * widest]);
        Self {
            layers: layout.layers().iter().map(|config| layer(config.units)).collect(),
            loss: LossScratch::new(rows, layout.outputs()),
            upstream: pair(),
            upstream_tangent: pair(),
        }
    }
}
