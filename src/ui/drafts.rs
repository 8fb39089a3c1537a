//! What was begun in the form of a network and is not whole yet: no spec can say it, and it goes with the network.

use std::path::PathBuf;

/// What was begun.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The files of a plane through three points, while not all of them are named.
    pub(super) plane_files: Option<Vec<PathBuf>>,
    /// Whether a CSV file is wanted that is not named yet.
    pub(super) wants_csv: bool,
}
