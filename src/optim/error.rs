//! What can be wrong with the words that choose an optimizer or a schedule.

use thiserror::Error;

/// A mistake in the choice of an optimizer or schedule; the text says what, where, and what would be right.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OptimError {
    /// No method or schedule has this name.
    #[error("unknown {kind} \"{name}\"{}", hint(.nearest))]
    UnknownName {
        /// "optimizer" or "schedule".
        kind: &'static str,
        /// The name that was given.
        name: String,
        /// Known names, nearest first; when nothing is near, all of them.
        nearest: Vec<&'static str>,
    },
    /// The method has no hyperparameter of this name.
    #[error("{method} has no hyperparameter \"{name}\"{}", hint(.nearest))]
    UnknownKey {
        /// Name of the method or schedule.
        method: &'static str,
        /// The key that was given.
        name: String,
        /// The method's keys, nearest first; when nothing is near, all of them.
        nearest: Vec<&'static str>,
    },
    /// A setting that is not `key=value`, or a key that stands twice.
    #[error("\"{setting}\" in \"{text}\": {reason}")]
    Malformed {
        /// The whole text.
        text: String,
        /// The part that is wrong.
        setting: String,
        /// What would be right.
        reason: &'static str,
    },
    /// A value outside its limits, with the words of the reference library.
    #[error("{name} of {method} must be {limits}, not {given} ({library}: {complaint}: {given})")]
    OutOfLimits {
        /// Name of the method or schedule.
        method: &'static str,
        /// The key.
        name: &'static str,
        /// The limits in words, such as ">= 0".
        limits: String,
        /// The value that was given.
        given: String,
        /// The reference implementation, such as "torch.optim.Adam".
        library: &'static str,
        /// The reference's own message.
        complaint: &'static str,
    },
    /// Settings that are right one by one and contradict each other.
    #[error("{method}: {reason} ({library})")]
    Contradiction {
        /// Name of the method or schedule.
        method: &'static str,
        /// The reference's own message, and the remedy.
        reason: String,
        /// The reference implementation.
        library: &'static str,
    },
}

/// "; did you mean a or b?", or the empty text.
fn hint(nearest: &[&'static str]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        [one, two] => format!("; did you mean {one} or {two}?"),
        [most @ .., last] => format!("; known are {} and {last}", most.join(", ")),
    }
}

/// The one or two of `known` that resemble `name`; all of `known` when none does.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let known: Vec<_> = known.collect();
    let mut close: Vec<(f64, &'static str)> = known
        .iter()
        .map(|k| (strsim::jaro_winkler(&name.to_lowercase(), k), *k))
        .filter(|(s, _)| *s > 0.75)
        .collect();
    close.sort_by(|a, b| b.0.total_cmp(&a.0));
    if close.is_empty() { known } else { close.into_iter().take(2).map(|(_, k)| k).collect() }
}
