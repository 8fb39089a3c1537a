//! What differs between two specs, key by key, and how it is said in a line.

use toml::{Table, Value};

use super::Spec;

/// The longest value that is written out, characters.
const LONGEST_VALUE: usize = 32;
/// Keys that are named; of more, their number is.
const MOST_NAMED: usize = 2;

/// A key whose value differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The key as a dotted path, such as `surface.colormap` or `run.0.lr`; list items count from 0.
    pub key: String,
    /// The value before; `None` where the key was not there.
    pub before: Option<Value>,
    /// The value after; `None` where the key is gone.
    pub after: Option<Value>,
    /// What people call it, such as `run 1 (adam) lr`.
    name: String,
}

impl Change {
    /// Whether a whole part came or went, such as a run.
    pub fn is_structural(&self) -> bool {
        let has_parts = |value: &Option<Value>| {
            value
                .as_ref()
                .is_some_and(|value| matches!(value, Value::Table(_)) || is_list_of_tables(value))
        };
        has_parts(&self.before) || has_parts(&self.after)
    }

    /// The name, and the values where they are short: `run 1 (adam) lr 0.1 → 0.2`.
    pub fn words(&self) -> String {
        let name = &self.name;
        match (&self.before, &self.after) {
            (None, Some(_)) if self.is_structural() => format!("{name} added"),
            (Some(_), None) if self.is_structural() => format!("{name} removed"),
            (_, None) => format!("{name} reset"),
            (None, Some(after)) => match short(after) {
                Some(after) => format!("{name} \u{2192} {after}"),
                None => name.clone(),
            },
            (Some(before), Some(after)) => match (short(before), short(after)) {
                (Some(before), Some(after)) => format!("{name} {before} \u{2192} {after}"),
                _ => name.clone(),
            },
        }
    }
}

/// The changes in one line; a changed loss stands for all that follows from it.
pub fn summary(changes: &[Change]) -> String {
    let mut leading = leading(changes);
    // What was set says more than what went for it.
    leading.sort_by_key(|change| change.after.is_none());
    let named: Vec<_> = leading.iter().take(MOST_NAMED).map(|change| change.words()).collect();
    let more = match leading.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    named.join(", ") + &more
}

/// The changes that the others follow from: those of loss, fit and network, or else all.
pub fn leading(changes: &[Change]) -> Vec<&Change> {
    let is_objective = |change: &&Change| {
        ["loss", "fit", "network"].contains(&change.key.split('.').next().unwrap_or_default())
    };
    let of_objective: Vec<_> = changes.iter().filter(is_objective).collect();
    if of_objective.is_empty() { changes.iter().collect() } else { of_objective }
}

impl Spec {
    /// The keys of a scene file that differ between this spec and a later one, in the order of the file.
    pub fn changes_to(&self, after: &Self) -> Vec<Change> {
        let table =
            |spec: &Self| Table::try_from(spec).expect("a spec is plain data with text keys");
        let mut changes = Vec::new();
        compare_tables(&Path::default(), &table(self), &table(after), &mut changes);
        changes
    }
}

/// Where a value stands, and what people call it.
#[derive(Clone, Default)]
struct Path {
    key: String,
    name: String,
}

impl Path {
    fn at(&self, part: &str, called: &str) -> Self {
        let join = |so_far: &str, between: &str, part: &str| match so_far {
            "" => part.to_owned(),
            so_far => format!("{so_far}{between}{part}"),
        };
        let called = called.replace('_', " ");
        Self { key: join(&self.key, ".", part), name: join(&self.name, " ", &called) }
    }

    /// Items are counted from 1 for people; runs carry their optimizer.
    fn item(&self, index: usize, item: &Value) -> Self {
        let kind = item.get("optimizer").and_then(Value::as_str);
        let kind = kind.map_or(String::new(), |kind| format!(" ({kind})"));
        self.at(&index.to_string(), &format!("{}{kind}", index + 1))
    }
}

fn compare_tables(at: &Path, before: &Table, after: &Table, changes: &mut Vec<Change>) {
    let new = after.iter().filter(|(key, _)| !before.contains_key(*key));
    for (key, value) in before {
        compare(at.at(key, key), Some(value), after.get(key), changes);
    }
    for (key, value) in new {
        compare(at.at(key, key), None, Some(value), changes);
    }
}

fn compare(at: Path, before: Option<&Value>, after: Option<&Value>, changes: &mut Vec<Change>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Table(before)), Some(Value::Table(after))) => {
            compare_tables(&at, before, after, changes);
        }
        (Some(before @ Value::Array(old)), Some(after @ Value::Array(new)))
            if is_list_of_tables(before) && is_list_of_tables(after) =>
        {
            compare_lists(&at, old, new, changes);
        }
        _ => changes.push(change(at, before, after)),
    }
}

/// One item that came or went is named; of more, the list is.
fn compare_lists(at: &Path, old: &[Value], new: &[Value], changes: &mut Vec<Change>) {
    let first = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let whole = |list: &[Value]| Value::Array(list.to_vec());
    if old.len() == new.len() {
        for (index, (old, new)) in old.iter().zip(new).enumerate() {
            compare(at.item(index, new), Some(old), Some(new), changes);
        }
    } else if new.len() == old.len() + 1 && new[first + 1..] == old[first..] {
        changes.push(change(at.item(first, &new[first]), None, Some(&new[first])));
    } else if old.len() == new.len() + 1 && old[first + 1..] == new[first..] {
        changes.push(change(at.item(first, &old[first]), Some(&old[first]), None));
    } else {
        changes.push(change(at.clone(), Some(&whole(old)), Some(&whole(new))));
    }
}

fn change(at: Path, before: Option<&Value>, after: Option<&Value>) -> Change {
    Change { key: at.key, before: before.cloned(), after: after.cloned(), name: at.name }
}

fn is_list_of_tables(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_table))
}

/// A value in a few characters, if it is that short; numbers in six digits at most.
fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Table(_) => return None,
        Value::Float(number) => {
            let rounded = format!("{number:.5e}").parse().unwrap_or(*number);
            crate::optim::Value::Number(rounded).to_string()
        }
        value => value.to_string(),
    };
    (text.chars().count() <= LONGEST_VALUE && !text.contains('\n')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn spec(text: &str) -> Spec {
        Spec::from_toml("test", text, Origin::default()).unwrap().0
    }

    fn words(before: &str, after: &str) -> String {
        summary(&spec(before).changes_to(&spec(after)))
    }

    #[test]
    fn what_changed_is_named_with_short_values() {
        let adam = "[[run]]\noptimizer = \"adam\"\nlr = 0.1\n";
        assert_eq!(words(adam, &adam.replace("0.1", "0.2")), "run 1 (adam) lr 0.1 \u{2192} 0.2");
        assert_eq!(
            words("", "[surface]\niso_lines = 3\n[view]\ntheme = \"light\"\n"),
            "surface iso lines 24 \u{2192} 3, view theme dark \u{2192} light"
        );
        assert_eq!(words("", "title = \"mine\""), "title \u{2192} mine");
        assert_eq!(words("title = \"mine\"", ""), "title reset");
        let formula = "[loss]\nformula = \"x*y\"\n";
        let said = words("[loss]\nname = \"sphere\"\n", formula);
        assert_eq!(said, "loss formula \u{2192} x*y, loss name reset");
        assert_eq!(words("", ""), "");
        let many = "[film]\nfps = 25\nseconds = 3\nquality = 2\nloops = 4\n";
        assert!(words("", many).ends_with(" and 2 more"), "{}", words("", many));
    }

    #[test]
    fn a_run_that_came_or_went_is_named() {
        let run = |name: &str| format!("[[run]]\noptimizer = \"{name}\"\n");
        let (one, two) = (run("adam"), run("sgd") + &run("adam"));
        assert_eq!(words(&one, &two), "run 1 (sgd) added");
        assert_eq!(words(&two, &one), "run 1 (sgd) removed");
        assert_eq!(words("", "[swarm]\nstarts = 9\n"), "swarm added");
    }

    #[test]
    fn a_changed_loss_stands_for_what_follows_from_it() {
        let before = "[loss]\nname = \"sphere\"\n[[run]]\noptimizer = \"adam\"\nlr = 0.1\n";
        let after = before.replace("sphere", "beale").replace("0.1", "0.3");
        assert_eq!(words(before, &after), "loss name sphere \u{2192} beale");
    }
}
