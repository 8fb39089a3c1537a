//! What can be wrong with the words that choose an optimizer or a schedule.

use thiserror::Error;

/// A mistake in the choice of an optimizer or schedule; the text says what, where, and what would be right.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OptimError {
    /// No method or schedule has this name.
    #[error("unknown {kind} `{name}`{suggestion}")]
    UnknownName {
        /// "optimizer" or "schedule".
        kind: &'static str,
        /// The name that was given.
        name: String,
        /// The nearest known names, as the end of a sentence.
        suggestion: String,
    },
    /// The method has no hyperparameter of this name.
    #[error("{method} has no hyperparameter `{name}`{suggestion}")]
    UnknownKey {
        /// Name of the method or schedule.
        method: &'static str,
        /// The key that was given.
        name: String,
        /// The nearest known keys, as the end of a sentence.
        suggestion: String,
    },
    /// A setting that is not `key=value`, or a key that stands twice.
    #[error("`{setting}` in `{text}`: {reason}")]
    Malformed {
        /// The whole text.
        text: String,
        /// The part that is wrong.
        setting: String,
        /// What would be right.
        reason: &'static str,
    },
    /// A value outside its limits, with the words of the reference library where it has any.
    #[error("{name} of {method} must be {limits}, not {given}{}", quoted(library, complaint))]
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
        /// The reference's own message; empty where it says nothing.
        complaint: String,
    },
    /// Settings that are right one by one and contradict each other.
    #[error("{method}: {reason}{}", quoted(library, ""))]
    Contradiction {
        /// Name of the method or schedule.
        method: &'static str,
        /// The reference's own message, and the remedy.
        reason: String,
        /// The reference implementation; empty where it says nothing.
        library: &'static str,
    },
}

/// Who says it, and how; nothing where nobody does.
fn quoted(library: &str, complaint: &str) -> String {
    match (library, complaint) {
        ("", _) => String::new(),
        (library, "") => format!(" ({library})"),
        (library, complaint) => format!(" ({library}: {complaint})"),
    }
}
