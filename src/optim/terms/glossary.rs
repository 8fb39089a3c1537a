//! What each term is called, its formula and one sentence on it, in the field's words.
//!
//! One name may mean different things in two methods (the second moment of Yogi moves by other rules than Adam's), so an
//! entry may be for some methods only; those come first. The letters: θ is the point, g the gradient as the rule sees it
//! (with a coupled weight decay), η the learning rate, λ the weight decay, k the number of the step counted from 1.

use super::{generic, moments, scalars};
use crate::optim::settings::Table;

/// The words on a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    name: &'static str,
    /// The methods that mean this by the name; empty: all others.
    methods: &'static [&'static str],
    /// What the field calls it, short enough for a column.
    pub title: &'static str,
    /// Its formula; `←` is one step.
    pub formula: &'static str,
    /// What it is and does, in one sentence.
    pub sentence: &'static str,
    /// The paper that brought it in, where that is not the method's own.
    pub paper: Option<&'static str>,
}

pub(super) const fn entry(
    name: &'static str,
    methods: &'static [&'static str],
    title: &'static str,
    formula: &'static str,
    sentence: &'static str,
) -> Entry {
    Entry { name, methods, title, formula, sentence, paper: None }
}

impl Entry {
    /// The same, brought in by a paper of its own.
    pub(super) const fn by(self, paper: &'static str) -> Self {
        Self { paper: Some(paper), ..self }
    }
}

/// The words on a term of a method; `None` for a name that nobody has explained.
#[must_use]
pub fn explain(name: &str, method: &Table) -> Option<&'static Entry> {
    let entries = || {
        let lists = [generic::ENTRIES, moments::ENTRIES, scalars::ENTRIES];
        lists.into_iter().flatten().filter(|entry| entry.name == name)
    };
    let own = entries().find(|entry| entry.methods.contains(&method.name));
    own.or_else(|| entries().find(|entry| entry.methods.is_empty()))
}
