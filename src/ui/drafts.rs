//! What was begun in the form of a network and is not whole yet: no spec can say it, and it goes with the network.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What was begun.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The files of a plane through three points, while not all of them are named.
    pub(super) plane_files: Option<Vec<PathBuf>>,
    /// Files that ends of lines are to become, by the place of the line and the end's key: empty until a path is typed, and
    /// then until the session has taken it.
    pub(super) line_files: BTreeMap<(usize, &'static str), PathBuf>,
    /// Whether a CSV file is wanted that is not named yet.
    pub(super) wants_csv: bool,
}

impl Drafts {
    /// After a line is removed: those that follow move up.
    pub(super) fn remove_line(&mut self, removed: usize) {
        let former = std::mem::take(&mut self.line_files);
        let others = former.into_iter().filter(|((line, _), _)| *line != removed);
        self.line_files = others
            .map(|((line, end), file)| ((line - usize::from(line > removed), end), file))
            .collect();
    }

    /// What the session refused goes with its complaint; what is not whole was not asked for yet.
    pub(super) fn forget_refused(&mut self) {
        self.line_files.retain(|_, file| file.as_os_str().is_empty());
    }
}
