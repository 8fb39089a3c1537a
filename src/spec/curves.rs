//! `[curves]`: which quantities of the runs are drawn against steps or evaluations, and how.

use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor, value::SeqAccessDeserializer};
use serde::ser::{Serialize, Serializer};

use super::names::unknown;
use super::{Spec, SpecError};
use crate::scene::{Against, Quantity, Space};

/// The charts below the view and in pictures.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CurvesSpec {
    /// The quantities, from left to right: `loss`, `gradient-norm`, `learning-rate`, the name of a parameter, `distance` or
    /// `squared-distance`; of networks `loss`, `accuracy`, `gradient-norm`, `learning-rate`, `coordinate-1`, `coordinate-2`,
    /// `off-plane` or `shadow-loss`; `None` is the loss alone.
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
    /// The quantities shown, for runs in this space; names that there are not are left out.
    pub fn quantities(&self, space: &Space) -> Vec<Quantity> {
        let Some(show) = &self.show else { return vec![Quantity::Loss] };
        show.iter().filter_map(|name| space.find(name)).collect()
    }

    /// Whether the axis of a quantity is logarithmic.
    pub fn is_log(&self, quantity: Quantity, space: &Space) -> bool {
        match &self.log {
            None => quantity.is_log_by_default(),
            Some(LogAxes::All(all)) => *all,
            Some(LogAxes::Named(names)) => names.iter().any(|name| name == space.name(quantity)),
        }
    }

    /// Whether pictures and films show them.
    pub fn in_pictures(&self) -> bool {
        self.strip.unwrap_or(self.show.is_some())
    }

    /// Shows a quantity as the last, or no longer. Pictures go on to show the curves, or not to.
    pub fn toggle(&mut self, quantity: Quantity, space: &Space) {
        let strip = self.in_pictures();
        let mut shown = self.quantities(space);
        let before = shown.len();
        shown.retain(|other| *other != quantity);
        if shown.len() == before {
            shown.push(quantity);
        }
        self.show = Some(shown.iter().map(|q| space.name(*q).to_owned()).collect());
        self.strip = (!strip).then_some(false);
    }

    /// Makes the axis of a quantity logarithmic or linear, and leaves those of all others as they are.
    pub fn toggle_log(&mut self, quantity: Quantity, space: &Space) {
        let mut all = space.quantities();
        all.retain(|other| self.is_log(*other, space) != (*other == quantity));
        self.log = Some(LogAxes::Named(all.iter().map(|q| space.name(*q).to_owned()).collect()));
    }

    /// Gives parameters their new names.
    pub fn rename_parameters(&mut self, renamed: &[(String, String)]) {
        self.each_name(|name| {
            let new = renamed.iter().find(|(old, _)| old == name);
            Some(new.map_or_else(|| name.to_owned(), |(_, new)| new.clone()))
        });
    }

    /// Leaves out the names of quantities that there are no longer, as another loss must; a name that was never one stays
    /// the mistake that it is.
    pub fn forget_quantities(&mut self, former: &Space, space: &Space) {
        let is_gone = |name: &str| former.find(name).is_some() && space.find(name).is_none();
        self.each_name(|name| (!is_gone(name)).then(|| name.to_owned()));
    }

    fn each_name(&mut self, change: impl Fn(&str) -> Option<String>) {
        let logs = if let Some(LogAxes::Named(names)) = &mut self.log { Some(names) } else { None };
        for names in self.show.as_mut().into_iter().chain(logs) {
            *names = names.iter().filter_map(|name| change(name)).collect();
        }
    }

    /// Whether every name is one of a quantity, and none is shown twice.
    pub(super) fn check(&self, space: &Space) -> Result<(), SpecError> {
        let logs = if let Some(LogAxes::Named(names)) = &self.log { names.as_slice() } else { &[] };
        let shown = self.show.as_deref().unwrap_or_default();
        for (key, names) in [("show", shown), ("log", logs)] {
            for (index, name) in names.iter().enumerate() {
                let wrong = |message| SpecError::new(format!("curves.{key}.{index}"), message);
                if space.find(name).is_none() {
                    return Err(wrong(no_quantity(name, space)));
                }
                if names[..index].contains(name) {
                    return Err(wrong(format!("`{name}` is named twice; once is enough")));
                }
            }
        }
        Ok(())
    }
}

/// Why a name stands for no quantity, and what would be right.
fn no_quantity(name: &str, space: &Space) -> String {
    let all = space.quantities();
    let known: Vec<&str> = all.iter().map(|quantity| space.name(*quantity)).collect();
    let of_another = OTHER_SPACES.iter().find_map(|space| space.find(name));
    let why = match (space, of_another) {
        (Space::Weights { .. }, Some(quantity)) if quantity.is_distance() => {
            "the minima of a network are not known, so nothing can be measured from them; \
             `off-plane` is the distance from the plane"
                .to_owned()
        }
        (Space::Weights { .. }, Some(Quantity::Accuracy)) => {
            "a regression has no `accuracy`: it finds values, not classes".to_owned()
        }
        (Space::Parameters(_), Some(_)) => format!("only a network has `{name}`"),
        _ => unknown("quantity", name, &known),
    };
    format!("{why} (there are {})", known.join(", "))
}

/// Between them they have every quantity that one loss or another has by a fixed name.
const OTHER_SPACES: [Space; 2] =
    [Space::Weights { has_accuracy: true }, Space::Parameters(Vec::new())];

impl Spec {
    /// What the runs of this spec move through.
    pub fn space(&self) -> Space {
        match (&self.network, &self.fit) {
            (Some(network), _) => Space::Weights { has_accuracy: network.loss.has_accuracy() },
            (None, Some(fit)) => Space::Parameters(fit.parameters.clone()),
            (None, None) => Space::Parameters(vec!["x".to_owned(), "y".to_owned()]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn space() -> Space {
        Space::Parameters(vec!["a".to_owned(), "b".to_owned()])
    }

    fn read(text: &str) -> Result<CurvesSpec, SpecError> {
        Spec::from_toml("f.toml", text, Origin::default()).map(|(spec, _)| spec.curves)
    }

    #[test]
    fn quantities_are_found_by_name_and_shown_in_order() {
        let curves = read("[curves]\nshow = ['squared-distance', 'b', 'loss']\n").unwrap();
        curves.check(&space()).unwrap();
        let shown = [Quantity::SquaredDistance, Quantity::Parameter(1), Quantity::Loss];
        assert_eq!(curves.quantities(&space()), shown);
        assert!(curves.in_pictures(), "what is named is also drawn in pictures");
        let silent = CurvesSpec::default();
        assert_eq!(silent.quantities(&space()), [Quantity::Loss]);
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
        let error = twice.check(&Space::Parameters(vec!["x".to_owned()])).unwrap_err();
        assert_eq!(error.key, "curves.show.2");
    }

    #[test]
    fn axes_are_logarithmic_as_suits_them_or_as_asked() {
        let logs = |text: &str| {
            let curves = read(text).unwrap();
            [Quantity::Loss, Quantity::LearningRate, Quantity::Parameter(0)]
                .map(|quantity| curves.is_log(quantity, &space()))
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
        curves.toggle(Quantity::Parameter(0), &space());
        assert_eq!(curves.show.as_deref().unwrap(), ["loss", "a"]);
        assert!(!curves.in_pictures(), "a chip in the window puts nothing into pictures");
        curves.toggle(Quantity::Loss, &space());
        assert_eq!(curves.show.as_deref().unwrap(), ["a"]);
        let before = curves.clone();
        curves.toggle_log(Quantity::LearningRate, &space());
        for quantity in space().quantities() {
            let changes = quantity == Quantity::LearningRate;
            let is_log = curves.is_log(quantity, &space());
            assert_eq!(is_log != before.is_log(quantity, &space()), changes, "{quantity:?}");
        }
    }

    #[test]
    fn names_follow_the_parameters() {
        let mut curves = read("curves.show = ['a', 'loss']\ncurves.log = ['a']").unwrap();
        curves.rename_parameters(&[("a".to_owned(), "slope".to_owned())]);
        assert_eq!(curves.show.as_deref().unwrap(), ["slope", "loss"]);
        curves.forget_quantities(&space(), &space());
        assert_eq!(curves.show.as_deref().unwrap(), ["slope", "loss"], "a mistake stays one");
        curves.forget_quantities(&Space::Parameters(vec!["slope".to_owned()]), &space());
        assert_eq!(curves.show.as_deref().unwrap(), ["loss"]);
        assert_eq!(curves.log, Some(LogAxes::Named(Vec::new())));
    }

    #[test]
    fn networks_have_quantities_of_their_own() {
        let names = ["loss", "accuracy", "coordinate-1", "off-plane", "shadow-loss"];
        let show = Some(names.map(str::to_owned).to_vec());
        let curves = CurvesSpec { show, ..CurvesSpec::default() };
        let network = Space::Weights { has_accuracy: true };
        curves.check(&network).unwrap();
        assert_eq!(curves.quantities(&network)[2], Quantity::Coordinate(0));
        assert!(!curves.is_log(Quantity::Accuracy, &network), "a share is linear");
        let said = |name: &str, space: &Space| {
            let show = Some(vec![name.to_owned()]);
            CurvesSpec { show, ..CurvesSpec::default() }.check(space).unwrap_err().message
        };
        assert!(said("squared-distance", &network).contains("minima of a network are not known"));
        let regression = Space::Weights { has_accuracy: false };
        assert!(said("accuracy", &regression).starts_with("a regression has no `accuracy`"));
        assert!(said("off-plane", &space()).starts_with("only a network has `off-plane`"));
        let said = said("acuracy", &network);
        assert!(said.starts_with("unknown quantity `acuracy`; did you mean `accuracy`?"), "{said}");
        let mut left = curves.clone();
        left.forget_quantities(&network, &regression);
        assert!(!left.show.unwrap().contains(&"accuracy".to_owned()));
        let mut left = curves;
        left.forget_quantities(&network, &space());
        assert_eq!(left.show.unwrap(), ["loss"]);
    }
}
