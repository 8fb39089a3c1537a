//! Optimizers in JSON.

use serde::ser::{Serialize, Serializer};

use crate::optim::{Optimizer, Value};

/// All hyperparameters in the order of the method's table.
pub struct Hyperparameters<'a>(pub &'a Optimizer);

impl Serialize for Hyperparameters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_map(self.0.settings().iter().map(|(key, value)| (key.name, json_value(value))))
    }
}

/// A hyperparameter's value; what is left to the method is null.
pub fn json_value(value: &Value) -> serde_json::Value {
    match value {
        Value::Number(number) => (*number).into(),
        Value::Flag(flag) => (*flag).into(),
        Value::Choice(word) => (*word).into(),
        Value::List(list) => list.iter().copied().collect(),
        Value::None => serde_json::Value::Null,
    }
}
