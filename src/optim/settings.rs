//! Hyperparameters as data: a table of names, defaults and limits, and the values chosen from it.
//!
//! One table drives the command line (`adam:lr=0.1,beta1=0.9`), scene files, panels, labels and the messages of bad
//! values; a method reads its numbers from it by name.

use super::error::OptimError;
use super::hyperparameter::{Hyperparameter, Limits, Value};
use crate::expr::suggestion;
use std::fmt;

/// For tables without contradictions.
pub(super) fn no_contradiction(_: &Settings) -> Result<(), String> {
    Ok(())
}

/// Name, origin and hyperparameters of an optimizer or a schedule.
#[derive(Debug)]
pub struct Table {
    /// What it is: "optimizer" or "schedule".
    pub kind: &'static str,
    /// The name on the command line.
    pub name: &'static str,
    /// The name in legends.
    pub title: &'static str,
    /// The paper or book that it comes from.
    pub paper: &'static str,
    /// The implementation that it equals step for step.
    pub library: &'static str,
    /// Its hyperparameters in the reference's order.
    pub hyperparameters: &'static [Hyperparameter],
    /// Looks for contradictions between settings that are right one by one; the text is the reference's message.
    pub check: fn(&Settings) -> Result<(), String>,
}

/// The values chosen for the hyperparameters of a [`Table`]; always within its limits and free of contradictions.
#[derive(Clone, Debug)]
pub struct Settings {
    table: &'static Table,
    values: Vec<Value>,
}

impl PartialEq for Settings {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.table, other.table) && self.values == other.values
    }
}

impl Settings {
    /// The reference's defaults.
    #[must_use]
    pub fn defaults(table: &'static Table) -> Self {
        Self { table, values: table.hyperparameters.iter().map(|h| h.default.clone()).collect() }
    }

    /// Reads `key=value,...` (the part behind the colon of `adam:lr=0.1`); the empty text gives the defaults.
    pub fn parse(table: &'static Table, text: &str) -> Result<Self, OptimError> {
        let mut settings = Self::defaults(table);
        let mut seen: Vec<(usize, &str)> = Vec::new();
        for setting in text.split(',').map(str::trim).filter(|s| !s.is_empty()) {
            let wrong = |reason| OptimError::Malformed {
                text: text.into(),
                setting: setting.into(),
                reason,
            };
            let (key, value) =
                setting.split_once('=').ok_or_else(|| wrong("expected key=value"))?;
            let index = settings.index(key.trim())?;
            if seen.iter().any(|(earlier, _)| *earlier == index) {
                return Err(wrong("the key is given twice"));
            }
            settings.values[index] = settings.read(index, value.trim())?;
            seen.push((index, value.trim()));
        }
        // Only now, since a complaint may show several values.
        for (index, text) in seen {
            settings.admit(index, text, &settings.values[index])?;
        }
        settings.checked()
    }

    /// Sets one value from text. Nothing changes on an error.
    pub fn set_text(&mut self, name: &str, text: &str) -> Result<(), OptimError> {
        let index = self.index(name)?;
        let value = self.read(index, text.trim())?;
        self.put(index, text.trim(), value)
    }

    /// Sets one value. Nothing changes on an error.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), OptimError> {
        self.put(self.index(name)?, &value.to_string(), value)
    }

    fn put(&mut self, index: usize, text: &str, value: Value) -> Result<(), OptimError> {
        self.admit(index, text, &value)?;
        let mut changed = self.clone();
        changed.values[index] = value;
        *self = changed.checked()?;
        Ok(())
    }

    /// Hyperparameters and their values, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Hyperparameter, &Value)> {
        self.table.hyperparameters.iter().zip(&self.values)
    }

    /// The table that these settings fill.
    #[must_use]
    pub fn table(&self) -> &'static Table {
        self.table
    }

    /// The value of a hyperparameter of the table; `None` where the table has no such name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.iter().find(|(h, _)| h.name == name).map(|(_, value)| value)
    }

    /// The number under a name of the table; NaN where the value is left to the method.
    pub(super) fn number(&self, name: &str) -> f64 {
        self.optional(name).unwrap_or(f64::NAN)
    }

    /// The number under a name of the table, or `None` where it is left to the method.
    pub(super) fn optional(&self, name: &str) -> Option<f64> {
        match self.get(name).expect("methods read the names of their own table") {
            Value::Number(x) => Some(*x),
            _ => None,
        }
    }

    /// The numbers of a list under a name of the table.
    pub(super) fn list(&self, name: &str) -> &[f64] {
        match self.get(name) {
            Some(Value::List(list)) => list,
            _ => &[],
        }
    }

    /// The flag under a name of the table.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).expect("methods read the names of their own table") == &Value::Flag(true)
    }

    /// For a legend: the title, the learning rate, and whatever else differs from the defaults.
    #[must_use]
    pub fn label(&self) -> String {
        let mut label = self.table.title.to_string();
        for (hyperparameter, value) in self.iter() {
            if hyperparameter.name == "lr" || *value != hyperparameter.default {
                label += "  ";
                label += hyperparameter.name;
                if *value != Value::Flag(true) {
                    label += &format!(" {value}");
                }
            }
        }
        label
    }

    fn index(&self, name: &str) -> Result<usize, OptimError> {
        let names = || self.table.hyperparameters.iter().map(|h| h.name);
        names().position(|n| n == name).ok_or_else(|| OptimError::UnknownKey {
            method: self.table.name,
            name: name.into(),
            suggestion: suggestion(name, names()),
        })
    }

    /// Reads a value of the right kind; its limits are not checked.
    fn read(&self, index: usize, text: &str) -> Result<Value, OptimError> {
        let value = self.table.hyperparameters[index].read(text);
        value.ok_or_else(|| self.out_of_limits(index, text, None))
    }

    /// Checks a value, of which `text` is what was written, against its limits.
    fn admit(&self, index: usize, text: &str, value: &Value) -> Result<(), OptimError> {
        if self.table.hyperparameters[index].admits(value) {
            Ok(())
        } else {
            Err(self.out_of_limits(index, text, Some(value)))
        }
    }

    /// The error of a text and, where it could be read, of its value. Of what it does not take for a number the
    /// reference says nothing.
    fn out_of_limits(&self, index: usize, given: &str, value: Option<&Value>) -> OptimError {
        let Hyperparameter { name, limits, .. } = &self.table.hyperparameters[index];
        let is_number = matches!(value, Some(Value::Number(x)) if !x.is_nan());
        let complains = is_number || matches!(limits, Limits::Choice(_));
        let complaint = if complains { self.complaint(index, given) } else { String::new() };
        let Table { name: method, library, .. } = self.table;
        OptimError::OutOfLimits {
            method,
            name,
            limits: limits.to_string(),
            given: given.into(),
            library: if complaint.is_empty() { "" } else { library },
            complaint,
        }
    }

    /// The reference's message for a value, with the values filled in.
    fn complaint(&self, index: usize, given: &str) -> String {
        let Hyperparameter { name, complaint, .. } = &self.table.hyperparameters[index];
        let text = complaint.replace("{}", given).replace(&format!("{{{name}}}"), given);
        self.iter().fold(text, |text, (other, value)| {
            text.replace(&format!("{{{}}}", other.name), &value.to_string())
        })
    }

    fn checked(self) -> Result<Self, OptimError> {
        let Table { name: method, library, check, .. } = self.table;
        check(&self).map_err(|reason| OptimError::Contradiction { method, reason, library })?;
        Ok(self)
    }
}

impl fmt::Display for Settings {
    /// The command line's `name:key=value,...`, with the values that differ from the defaults.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.table.name)?;
        let differing =
            self.iter().filter(|(hyperparameter, value)| **value != hyperparameter.default);
        for (i, (hyperparameter, value)) in differing.enumerate() {
            write!(f, "{}{}={value}", if i == 0 { ':' } else { ',' }, hyperparameter.name)?;
        }
        Ok(())
    }
}
