//! `[curves]`: which quantities of the runs are drawn against steps or evaluations, and how.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor, value::SeqAccessDeserializer};
use serde::ser::{Serialize, Serializer};

use super::names::unknown;
use super::{Spec, SpecError};
use crate::scene::{Against, Quantity};

/// The charts below the view and in pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CurvesSpec {
    /// The quantities, from left to right: `loss`, `gradient-norm`, `learning-rate`, the name of a parameter, `distance` or
    /// `squared-distance`; `None` is the loss alone.
    pub show: Option<Vec<String>>,
    /// What they are drawn against.
    pub against: Against,
    /// Which axes are logarithmic; `None`: those of quantities that spread over powers of ten.
    pub log: Option<LogAxes>,
    /// Whether the axis of steps or evaluations is logarithmic; then it begins at 1.
    pub log_x: bool,
    /// Whether pictures and films show them along the bottom; `None`: where `show` names what to show.
    pub strip: Option<bool>,
}

/// Which quantities have a logarithmic axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogAxes {
    /// All of them, or none.
    All(bool),
    /// Those named.
    Named(Vec<String>),
}

impl Serialize for LogAxes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All(all) => all.serialize(serializer),
            Self::Named(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for LogAxes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LogVisitor)
    }
}

struct LogVisitor;

impl<'de> Visitor<'de> for LogVisitor {
    type Value = LogAxes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false, or a list of quantities such as [\"loss\"]")
    }

    fn visit_bool<E>(self, all: bool) -> Result<LogAxes, E> {
        Ok(LogAxes::All(all))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<LogAxes, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(names)).map(LogAxes::Named)
    }
}

impl CurvesSpec {
    /// The quantities shown, for runs with these parameters; names that there are not are left out.
    pub fn quantities(&self, parameters: &[String]) -> Vec<Quantity> {
        let Some(show) = &self.show else { return vec![Quantity::Loss] };
        show.iter().filter_map(|name| find(name, parameters)).collect()
    }

    /// Whether the axis of a quantity is logarithmic.
    pub fn is_log(&self, quantity: Quantity, parameters: &[String]) -> bool {
        match &self.log {
            None => quantity.is_log_by_default(),
            Some(LogAxes::All(all)) => *all,
            Some(LogAxes::Named(names)) => {
                names.iter().any(|name| name == quantity.name(parameters))
            }
        }
    }

    /// Whether pictures and films show them.
    pub fn in_pictures(&self) -> bool {
        self.strip.unwrap_or(self.show.is_some())
    }

    /// Shows a quantity as the last, or no longer. Pictures go on to show the curves, or not to.
    pub fn toggle(&mut self, quantity: Quantity, parameters: &[String]) {
        let strip = self.in_pictures();
        let mut shown = self.quantities(parameters);
        let before = shown.len();
        shown.retain(|other| *other != quantity);
        if shown.len() == before {
            shown.push(quantity);
        }
        self.show = Some(shown.iter().map(|q| q.name(parameters).to_owned()).collect());
        self.strip = (!strip).then_some(false);
    }

    /// Makes the axis of a quantity logarithmic or linear, and leaves those of all others as they are.
    pub fn toggle_log(&mut self, quantity: Quantity, parameters: &[String]) {
        let mut all = Quantity::all(parameters);
        all.retain(|other| self.is_log(*other, parameters) != (*other == quantity));
        self.log =
            Some(LogAxes::Named(all.iter().map(|q| q.name(parameters).to_owned()).collect()));
    }

    /// Gives parameters their new names.
    pub fn rename_parameters(&mut self, renamed: &[(String, String)]) {
        self.each_name(|name| {
            let new = renamed.iter().find(|(old, _)| old == name);
            Some(new.map_or_else(|| name.to_owned(), |(_, new)| new.clone()))
        });
    }

    /// Leaves out the names of former parameters that there are no longer, as another loss must.
    pub fn forget_parameters(&mut self, former: &[String], parameters: &[String]) {
        let is_gone =
            |name: &str| former.iter().any(|old| old == name) && find(name, parameters).is_none();
        self.each_name(|name| (!is_gone(name)).then(|| name.to_owned()));
    }

    fn each_name(&mut self, change: impl Fn(&str) -> Option<String>) {
        let logs = if let Some(LogAxes::Named(names)) = &mut self.log { Some(names) } else { None };
        for names in self.show.as_mut().into_iter().chain(logs) {
            *names = names.iter().filter_map(|name| change(name)).collect();
        }
    }

    /// Whether every name is one of a quantity, and none is shown twice.
    pub(super) fn check(&self, parameters: &[String]) -> Result<(), SpecError> {
        let logs = if let Some(LogAxes::Named(names)) = &self.log { names.as_slice() } else { &[] };
        let shown = self.show.as_deref().unwrap_or_default();
        for (key, names) in [("show", shown), ("log", logs)] {
            for (index, name) in names.iter().enumerate() {
                let wrong = |message| SpecError::new(format!("curves.{key}.{index}"), message);
                if find(name, parameters).is_none() {
                    return Err(wrong(no_quantity(name, parameters)));
                }
                if names[..index].contains(name) {
                    return Err(wrong(format!("`{name}` is named twice; once is enough")));
                }
            }
        }
        Ok(())
    }
}

/// The quantity of this name. A parameter that is called like one of the others stands behind it.
fn find(name: &str, parameters: &[String]) -> Option<Quantity> {
    let named = Quantity::NAMED.into_iter().find(|quantity| quantity.name(&[]) == name);
    let index = || parameters.iter().position(|parameter| parameter == name);
    named.or_else(|| index().map(Quantity::Parameter))
}

fn no_quantity(name: &str, parameters: &[String]) -> String {
    let all = Quantity::all(parameters);
    let known: Vec<&str> = all.iter().map(|quantity| quantity.name(parameters)).collect();
    format!("{} (there are {})", unknown("quantity", name, &known), known.join(", "))
}

impl Spec {
    /// The names of the parameters that this asks for.
    pub fn parameters(&self) -> Vec<String> {
        match &self.fit {
            Some(fit) => fit.parameters.clone(),
            None => vec!["x".to_owned(), "y".to_owned()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn parameters() -> Vec<String> {
        vec!["a".to_owned(), "b".to_owned()]
    }

    fn read(text: &str) -> Result<CurvesSpec, SpecError> {
        Spec::from_toml("f.toml", text, Origin::default()).map(|(spec, _)| spec.curves)
    }

    #[test]
    fn quantities_are_found_by_name_and_shown_in_order() {
        let curves = read("[curves]\nshow = ['squared-distance', 'b', 'loss']\n").unwrap();
        curves.check(&parameters()).unwrap();
        let shown = [Quantity::SquaredDistance, Quantity::Parameter(1), Quantity::Loss];
        assert_eq!(curves.quantities(&parameters()), shown);
        assert!(curves.in_pictures(), "what is named is also drawn in pictures");
        let silent = CurvesSpec::default();
        assert_eq!(silent.quantities(&parameters()), [Quantity::Loss]);
        assert!(!silent.in_pictures());
    }

    #[test]
    fn an_unknown_name_is_refused_with_its_line_and_what_is_right() {
        let text = "[curves]\nshow = [\n  'loss',\n  'gradient_norm',\n]\n";
        let (spec, source) = Spec::from_toml("f.toml", text, Origin::default()).unwrap();
        let error = source.locate(spec.resolve().err().unwrap());
        assert_eq!(error.place.as_ref().map(|p| (p.line, p.column)), Some((4, 3)), "{error}");
        assert_eq!(
            error.message,
            "unknown quantity `gradient_norm`; did you mean `gradient-norm`? (there are loss, \
             gradient-norm, learning-rate, x, y, distance, squared-distance)"
        );
        let twice = read("[curves]\nshow = ['loss', 'x', 'loss']\n").unwrap();
        let error = twice.check(&["x".to_owned()]).unwrap_err();
        assert_eq!(error.key, "curves.show.2");
    }

    #[test]
    fn axes_are_logarithmic_as_suits_them_or_as_asked() {
        let logs = |text: &str| {
            let curves = read(text).unwrap();
            [Quantity::Loss, Quantity::LearningRate, Quantity::Parameter(0)]
                .map(|quantity| curves.is_log(quantity, &parameters()))
        };
        assert_eq!(logs(""), [true, false, false]);
        assert_eq!(logs("curves.log = true"), [true; 3]);
        assert_eq!(logs("curves.log = false"), [false; 3]);
        assert_eq!(logs("curves.log = ['learning-rate']"), [false, true, false]);
        let error = read("[curves]\nlog = 3\n").unwrap_err();
        assert!(error.message.contains("true, false, or a list"), "{error}");
        assert_eq!(error.place.map(|place| place.line), Some(2));
    }

    #[test]
    fn toggles_change_one_thing_alone() {
        let mut curves = CurvesSpec::default();
        curves.toggle(Quantity::Parameter(0), &parameters());
        assert_eq!(curves.show.as_deref().unwrap(), ["loss", "a"]);
        assert!(!curves.in_pictures(), "a chip in the window puts nothing into pictures");
        curves.toggle(Quantity::Loss, &parameters());
        assert_eq!(curves.show.as_deref().unwrap(), ["a"]);
        let before = curves.clone();
        curves.toggle_log(Quantity::LearningRate, &parameters());
        for quantity in Quantity::all(&parameters()) {
            let changes = quantity == Quantity::LearningRate;
            let is_log = curves.is_log(quantity, &parameters());
            assert_eq!(is_log != before.is_log(quantity, &parameters()), changes, "{quantity:?}");
        }
    }

    #[test]
    fn names_follow_the_parameters() {
        let mut curves = read("curves.show = ['a', 'loss']\ncurves.log = ['a']").unwrap();
        curves.rename_parameters(&[("a".to_owned(), "slope".to_owned())]);
        assert_eq!(curves.show.as_deref().unwrap(), ["slope", "loss"]);
        curves.forget_parameters(&parameters(), &parameters());
        assert_eq!(curves.show.as_deref().unwrap(), ["slope", "loss"], "a mistake stays one");
        curves.forget_parameters(&["slope".to_owned()], &parameters());
        assert_eq!(curves.show.as_deref().unwrap(), ["loss"]);
        assert_eq!(curves.log, Some(LogAxes::Named(Vec::new())));
    }
}
