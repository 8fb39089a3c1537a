//! `[view.terms]`: the step whose terms are shown, and which of them are drawn as arrows.

use serde::{Deserialize, Serialize};

use super::{Spec, SpecError};
use crate::optim::Part;

/// Whose terms are shown at the playhead, and what is drawn of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TermsSpec {
    /// Index of the `[[run]]`, from 0; files count from 1.
    #[serde(with = "from_one")]
    pub run: usize,
    /// Which of its starts, from 0; files count from 1.
    #[serde(with = "from_one")]
    pub start: usize,
    /// What is drawn as arrows from the run's point, in this order.
    pub show: Vec<Part>,
}

/// An index as people count.
mod from_one {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        index: &usize,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(*index as u64 + 1)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<usize, D::Error> {
        let number = usize::deserialize(deserializer)?;
        number.checked_sub(1).ok_or_else(|| D::Error::custom("runs and starts are counted from 1"))
    }
}

impl Default for TermsSpec {
    fn default() -> Self {
        let show = vec![Part::Gradient, Part::Momentum, Part::Decay, Part::Step];
        Self { run: 0, start: 0, show }
    }
}

impl Spec {
    /// Number of starts of `[[run]]` `index`; of a network its seeds, or the one file of weights.
    pub fn starts_of(&self, index: usize) -> usize {
        if let Some(network) = &self.network {
            return network.start_names().len();
        }
        let own = self.run.iter().flatten().nth(index).is_some_and(|run| run.start.is_some());
        if own { 1 } else { self.runs.starts.as_ref().map_or(1, Vec::len) }
    }

    /// Turns to the nearest run and start that there are. With no runs the first of each stands for what may come.
    pub fn turn_terms_to_a_run(&mut self) {
        let Some(mut terms) = self.view.terms.take() else { return };
        let runs = self.run.as_ref().map_or(1, Vec::len);
        terms.run = terms.run.min(runs.saturating_sub(1));
        terms.start = terms.start.min(self.starts_of(terms.run).saturating_sub(1));
        self.view.terms = Some(terms);
    }

    /// Whether the run and the start exist, once the runs are written out.
    pub(super) fn check_terms(&self) -> Result<(), SpecError> {
        let Some(terms) = &self.view.terms else { return Ok(()) };
        let runs = self.run.as_ref().map_or(0, Vec::len);
        if terms.run >= runs.max(1) {
            let message = format!(
                "there is no run {}: the runs are counted from 1 to {}",
                terms.run + 1,
                runs.max(1)
            );
            return Err(SpecError::new("view.terms.run", message));
        }
        let starts = self.starts_of(terms.run).max(1);
        if terms.start >= starts {
            let message = format!(
                "run {} has no start {}: its starts are counted from 1 to {starts}",
                terms.run + 1,
                terms.start + 1
            );
            return Err(SpecError::new("view.terms.start", message));
        }
        Ok(())
    }
}
