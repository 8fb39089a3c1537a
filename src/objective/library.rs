//! The library of known losses.

use super::domain::{Domain, HeightScale, Minimum};
use super::library_table::ENTRIES;
use super::objective::Objective;
use crate::expr::suggestion;

/// A loss of the library, as data.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The name in flags and scene files, in kebab case.
    pub name: &'static str,
    /// The name as people write it.
    pub title: &'static str,
    /// The formula in `x` and `y`.
    pub formula: &'static str,
    /// Where it is usually looked at.
    pub domain: Domain,
    /// The height scale that shows it well.
    pub height: HeightScale,
    /// Known minima; empty where the loss has none.
    pub minima: &'static [Minimum],
    /// Points from which a descent is worth seeing.
    pub starts: &'static [[f64; 2]],
    /// One line about it.
    pub description: &'static str,
}

impl Entry {
    /// The loss itself.
    pub fn objective(&self) -> Objective {
        let objective = Objective::from_formula(self.formula, self.domain, Vec::new());
        let mut objective = objective.expect("a test builds every entry of the library");
        objective.name = self.name.to_owned();
        objective.description = self.description.to_owned();
        objective.height = Some(self.height);
        objective.minima = self.minima.to_vec();
        objective.starts = self.starts.to_vec();
        objective
    }
}

/// A name that the library does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown loss `{name}`{}", suggestion(name, ENTRIES.iter().map(|entry| entry.name)))]
pub struct UnknownName {
    /// The name.
    pub name: String,
}

/// All losses, the simple ones first.
pub fn entries() -> &'static [Entry] {
    ENTRIES
}

/// The loss of that name.
pub fn find(name: &str) -> Result<&'static Entry, UnknownName> {
    ENTRIES
        .iter()
        .find(|entry| entry.name == name)
        .ok_or_else(|| UnknownName { name: name.to_owned() })
}
