//! Unknown names, answered with the nearest known ones.

use crate::expr::suggestion;

/// "unknown KIND `NAME`; did you mean `NEAREST`?"
pub(super) fn unknown(kind: &str, name: &str, known: &[&str]) -> String {
    format!("unknown {kind} `{name}`{}", suggestion(name, known.iter().copied()))
}
