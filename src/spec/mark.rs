//! Marks on the surface: `[[mark]]` in a scene file.

use serde::{Deserialize, Serialize};

use super::names::unknown;
use super::{Spec, SpecError};
use crate::scene::{Color, Glyph};

/// Size of a mark in pixels at 1280 wide: at least, at most, and by default.
const SIZES: [f64; 2] = [2.0, 200.0];
const USUAL_SIZE: f64 = 18.0;
/// Marks at most.
const MOST_MARKS: usize = 256;

/// A glyph at a place, or at several of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkSpec {
    /// Where it stands.
    pub at: MarkPlace,
    /// Its shape.
    #[serde(default)]
    pub glyph: MarkGlyph,
    /// Its colour; without it, the colour of text, or of the run at whose point it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// What is written beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its width in pixels of a picture 1280 wide.
    #[serde(default = "usual_size", skip_serializing_if = "is_usual_size")]
    pub size: f64,
    /// Whether the legend names it; then nothing is written beside it.
    #[serde(default, skip_serializing_if = "is_off")]
    pub legend: bool,
}

fn usual_size() -> f64 {
    USUAL_SIZE
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_usual_size(size: &f64) -> bool {
    *size == USUAL_SIZE
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_off(flag: &bool) -> bool {
    !flag
}

impl MarkSpec {
    /// A mark with nothing of its own.
    pub fn new(at: MarkPlace) -> Self {
        Self {
            at,
            glyph: MarkGlyph::default(),
            color: None,
            label: None,
            size: USUAL_SIZE,
            legend: false,
        }
    }

    fn check(&self) -> Result<(), SpecError> {
        if let MarkPlace::Point(point) = self.at
            && point.iter().any(|c| !c.is_finite())
        {
            return Err(SpecError::new("at", "a mark stands at two finite numbers"));
        }
        let [least, most] = SIZES;
        if !(least..=most).contains(&self.size) {
            let message = format!("a mark is {least} to {most} pixels wide, not {}", self.size);
            return Err(SpecError::new("size", message));
        }
        if self.legend && self.label.as_ref().is_none_or(|label| label.trim().is_empty()) {
            let message = "the legend names a mark by its label: give `label`, or leave this out";
            return Err(SpecError::new("legend", message));
        }
        Ok(())
    }
}

/// Where a mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "toml::Value", into = "toml::Value")]
pub enum MarkPlace {
    /// At these parameters.
    Point([f64; 2]),
    /// Where the runs start.
    Start,
    /// Where the runs are at the step shown.
    Playhead,
    /// Where the runs end.
    End,
    /// At every minimum: those that are known, or else those that a grid shows.
    Minimum,
    /// At the lowest of them.
    GlobalMinimum,
    /// At all others.
    LocalMinimum,
    /// At the lowest sample of the surface.
    BestGridPoint,
}

impl MarkPlace {
    /// All places that have names.
    pub const NAMED: [Self; 7] = [
        Self::Start,
        Self::Playhead,
        Self::End,
        Self::Minimum,
        Self::GlobalMinimum,
        Self::LocalMinimum,
        Self::BestGridPoint,
    ];

    /// The name in scene files; that of a point is only for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point(_) => "point",
            Self::Start => "start",
            Self::Playhead => "playhead",
            Self::End => "end",
            Self::Minimum => "minimum",
            Self::GlobalMinimum => "global-minimum",
            Self::LocalMinimum => "local-minimum",
            Self::BestGridPoint => "best-grid-point",
        }
    }
}

impl TryFrom<toml::Value> for MarkPlace {
    type Error = String;

    fn try_from(value: toml::Value) -> Result<Self, String> {
        if let Some(word) = value.as_str() {
            let known = Self::NAMED.map(Self::name);
            let place = Self::NAMED.into_iter().find(|place| place.name() == word);
            return place.ok_or_else(|| {
                format!("{}; or two numbers such as [1, 2]", unknown("place", word, &known))
            });
        }
        let number = |value: &toml::Value| {
            value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
        };
        let numbers: Option<Vec<f64>> =
            value.as_array().and_then(|list| list.iter().map(number).collect());
        match numbers.as_deref() {
            Some(&[x, y]) => Ok(Self::Point([x, y])),
            _ => {
                Err("a mark stands at two numbers such as [1, 2], or at a place such as \"start\""
                    .to_owned())
            }
        }
    }
}

impl From<MarkPlace> for toml::Value {
    fn from(place: MarkPlace) -> Self {
        match place {
            MarkPlace::Point(point) => Self::Array(point.map(Self::Float).to_vec()),
            named => Self::String(named.name().to_owned()),
        }
    }
}

/// The shapes that a scene file can ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum MarkGlyph {
    #[default]
    Star,
    Cross,
    Disc,
    Diamond,
    Ring,
}

impl MarkGlyph {
    /// All shapes.
    pub const ALL: [Self; 5] = [Self::Star, Self::Cross, Self::Disc, Self::Diamond, Self::Ring];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Star => "star",
            Self::Cross => "cross",
            Self::Disc => "disc",
            Self::Diamond => "diamond",
            Self::Ring => "ring",
        }
    }

    /// As it is drawn.
    pub fn glyph(self) -> Glyph {
        match self {
            Self::Star => Glyph::Star,
            Self::Cross => Glyph::FilledCross,
            Self::Disc => Glyph::Disc,
            Self::Diamond => Glyph::Diamond,
            Self::Ring => Glyph::Ring,
        }
    }
}

impl Spec {
    pub(super) fn check_marks(&self) -> Result<(), SpecError> {
        if self.mark.len() > MOST_MARKS {
            let message = format!("at most {MOST_MARKS} marks, not {}", self.mark.len());
            return Err(SpecError::new("mark", message));
        }
        self.mark.iter().enumerate().try_for_each(|(index, mark)| {
            mark.check().map_err(|error| error.under(&format!("mark.{index}")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn read(text: &str) -> Result<Spec, SpecError> {
        Spec::from_toml("f.toml", text, Origin::default()).map(|(spec, _)| spec)
    }

    #[test]
    fn marks_survive_the_way_into_a_file_and_back() {
        let text = "[[mark]]\nat = [1, -2.5]\nglyph = \"cross\"\ncolor = \"gold\"\nlabel = \"best\"\nsize = 24\nlegend = true\n\n\
                    [[mark]]\nat = \"best-grid-point\"\n";
        let spec = read(text).unwrap();
        assert_eq!(spec.mark[0].at, MarkPlace::Point([1.0, -2.5]));
        assert_eq!(spec.mark[0].color, Some(Color([255, 215, 0])));
        assert_eq!(spec.mark[1], MarkSpec::new(MarkPlace::BestGridPoint));
        assert_eq!(read(&spec.to_toml()).unwrap(), spec);
        for place in MarkPlace::NAMED {
            let text = format!("[[mark]]\nat = \"{}\"\n", place.name());
            assert_eq!(read(&text).unwrap().mark[0].at, place);
        }
    }

    #[test]
    fn a_mistake_has_its_line_and_a_remedy() {
        for (line, part) in [
            ("at = \"strat\"", "did you mean `start`"),
            ("at = [1]", "two numbers such as [1, 2]"),
            ("at = \"start\"\ncolor = \"goldd\"", "`goldd` is no colour"),
            ("at = \"start\"\nglyph = \"sta\"", "did you mean `star`"),
            ("at = \"start\"\nlable = \"a\"", "did you mean `label`"),
        ] {
            let error = read(&format!("[[mark]]\n{line}\n")).unwrap_err();
            let wanted = 1 + line.lines().count();
            assert!(error.message.contains(part), "{error}");
            assert_eq!(error.place.as_ref().map(|place| place.line), Some(wanted), "{error}");
        }
        assert!(read("[[mark]]\nglyph = \"star\"\n").unwrap_err().message.contains("at"));
        for (line, key) in [
            ("size = 1", "mark.0.size"),
            ("size = nan", "mark.0.size"),
            ("legend = true", "mark.0.legend"),
        ] {
            let spec = read(&format!("[[mark]]\nat = \"start\"\n{line}\n")).unwrap();
            assert_eq!(spec.resolve().err().unwrap().key, key);
        }
    }
}
