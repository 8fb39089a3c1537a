//! Lines that are no runs: tangents, and sections on the surface.

use std::sync::Arc;

use super::{Path, PathStyle};

/// A line through samples, without arrow heads.
#[derive(Clone, Debug, PartialEq)]
pub struct Guide {
    /// Where it runs.
    pub path: Arc<Path>,
    /// Its colour and dash.
    pub style: PathStyle,
}
