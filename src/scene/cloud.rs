//! What a method holds besides its present point: a simplex or a generation, at one row.

use std::sync::Arc;

use super::{Color, Path};

/// The points that a method holds at once, as they lie on the surface.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    /// Each point's parameters and loss.
    pub members: Arc<Vec<[f64; 3]>>,
    /// The edges of a simplex, closed and draped over the surface; `None` for a generation.
    pub outline: Option<Arc<Path>>,
    /// The colour of its run.
    pub color: Color,
    /// Share of the full colour: 1 for the generation at the playhead, less for the one before.
    pub strength: f32,
}
