//! `[contours]`: lines of equal loss, which levels they have and how they are drawn.

use serde::{Deserialize, Serialize};

use super::{Spec, SpecError};
use crate::scene::contours::{ContourOf, ContourPlan, LevelScale, LevelSpread, Levels};
use crate::scene::{Color, ContourStyle, Floor};

/// Levels at most: the colours of more cannot be told apart.
pub const MOST_LEVELS: usize = 64;

/// Lines of equal loss.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContoursSpec {
    /// A list of numbers, or how they are spread.
    pub levels: Levels,
    /// What the levels are values of.
    pub of: ContourOf,
    /// Whether the lines are dashed.
    pub dashed: bool,
    /// Whether values stand in the lines.
    pub labels: bool,
    /// Whether the surface has one colour between two levels.
    pub filled: bool,
    /// What the lines lie on; the flat view counts as the surface.
    pub on: Vec<ContourGround>,
    /// Colour of the lines; `None` takes for each level what stands out from the surface.
    pub color: Option<Color>,
    /// Width of the lines in pixels at 1280 wide.
    pub width: f64,
    /// How strong lines and labels are, 0 to 1.
    pub opacity: f64,
}

/// What contours lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContourGround {
    /// Draped over the surface.
    Surface,
    /// Projected on the floor.
    Floor,
}

impl Default for ContoursSpec {
    fn default() -> Self {
        Self {
            levels: Levels::default(),
            of: ContourOf::Loss,
            dashed: false,
            labels: true,
            filled: false,
            on: vec![ContourGround::Surface],
            color: None,
            width: 1.5,
            opacity: 0.9,
        }
    }
}

impl ContoursSpec {
    /// What a file leaves out; the levels are always written, so that the section stays.
    pub(super) fn plain() -> Self {
        Self { levels: Levels::Given(Vec::new()), ..Self::default() }
    }

    /// Whether the lines lie there.
    pub fn is_on(&self, ground: ContourGround) -> bool {
        self.on.contains(&ground)
    }

    /// What is traced.
    pub fn plan(&self) -> ContourPlan {
        ContourPlan { levels: self.levels.clone(), of: self.of }
    }

    /// How it is drawn.
    pub fn style(&self) -> ContourStyle {
        ContourStyle {
            dashed: self.dashed,
            labels: self.labels,
            filled: self.filled,
            on_surface: self.is_on(ContourGround::Surface),
            on_floor: self.is_on(ContourGround::Floor),
            color: self.color,
            width_px: self.width as f32,
            opacity: self.opacity as f32,
        }
    }

    fn check(&self) -> Result<(), SpecError> {
        match &self.levels {
            Levels::Given(values) => self.check_list(values)?,
            Levels::Spread(spread) => self.check_spread(spread)?,
        }
        if self.on.is_empty() {
            let message = "contours lie on \"surface\", on \"floor\" or on both; leave [contours] out to have none";
            return Err(SpecError::new("on", message));
        }
        if !(0.2..=20.0).contains(&self.width) {
            let message = format!("lines are 0.2 to 20 pixels wide, not {}", self.width);
            return Err(SpecError::new("width", message));
        }
        if !(0.0..=1.0).contains(&self.opacity) {
            let message = format!("the opacity lies between 0 and 1, not at {}", self.opacity);
            return Err(SpecError::new("opacity", message));
        }
        Ok(())
    }

    fn check_list(&self, values: &[f64]) -> Result<(), SpecError> {
        if !(1..=MOST_LEVELS).contains(&values.len()) {
            let message = format!(
                "a list has 1 to {MOST_LEVELS} levels, not {}; leave [contours] out to have none",
                values.len()
            );
            return Err(SpecError::new("levels", message));
        }
        for (index, value) in values.iter().enumerate() {
            let key = format!("levels.{index}");
            if !value.is_finite() {
                return Err(SpecError::new(
                    key,
                    format!("a level is a finite number, not {value}"),
                ));
            }
            if self.of == ContourOf::Sqrt && *value < 0.0 {
                let message = format!("no root is {value}: levels of the root are 0 or more");
                return Err(SpecError::new(key, message));
            }
        }
        Ok(())
    }

    fn check_spread(&self, spread: &LevelSpread) -> Result<(), SpecError> {
        let LevelSpread { scale, from, to, count } = *spread;
        if !(1..=MOST_LEVELS as u32).contains(&count) {
            let message = format!("there are 1 to {MOST_LEVELS} levels, not {count}");
            return Err(SpecError::new("levels.count", message));
        }
        for (key, end) in [("levels.from", from), ("levels.to", to)] {
            let Some(end) = end else { continue };
            let wrong = match scale {
                _ if !end.is_finite() => Some("the end of the levels is a finite number"),
                LevelScale::Log if end <= 0.0 => Some("logarithmic levels lie above 0"),
                LevelScale::Quantile if !(0.0..=1.0).contains(&end) => {
                    Some("the ends of quantiles are shares of the field, 0 to 1")
                }
                _ if self.of == ContourOf::Sqrt && end < 0.0 => {
                    Some("levels of the root are 0 or more")
                }
                _ => None,
            };
            if let Some(wrong) = wrong {
                return Err(SpecError::new(key, format!("{wrong}, not {end}")));
            }
        }
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            let message = format!("the levels go upwards: `from` {from} is not below `to` {to}");
            return Err(SpecError::new("levels.to", message));
        }
        Ok(())
    }
}

impl Spec {
    pub(super) fn check_contours(&self) -> Result<(), SpecError> {
        let check = |contours: &ContoursSpec| contours.check().map_err(|e| e.under("contours"));
        self.contours.as_ref().map_or(Ok(()), check)
    }

    /// The floor that is drawn: contours on the floor need one that can be seen under the surface.
    pub(super) fn shown_floor(&self) -> Floor {
        let is_used = self.contours.as_ref().is_some_and(|c| c.is_on(ContourGround::Floor));
        match self.surface.floor {
            Floor::Grid | Floor::None if is_used => Floor::Deep,
            floor => floor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn error_of(contours: &str) -> (String, usize) {
        let text = format!("[loss]\nname = 'sphere'\n[contours]\n{contours}\n");
        let (spec, source) = match Spec::from_toml("f.toml", &text, Origin::default()) {
            Ok(read) => read,
            Err(error) => return (error.to_string(), error.place.map_or(0, |place| place.line)),
        };
        let error = source.locate(spec.resolve().err().unwrap());
        let line = error.place.as_ref().map_or(0, |place| place.line);
        (error.to_string(), line)
    }

    #[test]
    fn every_wrong_key_is_answered_with_its_line_and_remedy() {
        for (contours, part) in [
            ("levels = []", "1 to 64 levels, not 0"),
            ("levels = [1, inf]", "a finite number, not inf"),
            ("levels = 3", "a list of numbers, or a table"),
            ("levels = { steps = 3 }", "unknown key `steps`"),
            ("levels = { count = 0 }", "1 to 64 levels, not 0"),
            ("levels = { count = 65 }", "1 to 64 levels, not 65"),
            ("levels = { scale = 'log', from = 0 }", "above 0, not 0"),
            ("levels = { scale = 'quantile', to = 2 }", "shares of the field, 0 to 1, not 2"),
            ("levels = { scale = 'logarithmic' }", "unknown word `logarithmic`"),
            ("levels = { from = 3, to = 2 }", "`from` 3 is not below `to` 2"),
            ("levels = { from = nan }", "finite number, not NaN"),
            ("of = 'root'", "unknown word `root`"),
            ("on = []", "leave [contours] out"),
            ("on = ['wall']", "unknown word `wall`"),
            ("width = 0", "0.2 to 20 pixels wide, not 0"),
            ("opacity = 1.5", "between 0 and 1, not at 1.5"),
            ("color = 'reddish'", "is no colour"),
            ("dash = true", "unknown key `dash`"),
        ] {
            let (said, line) = error_of(contours);
            assert!(said.contains(part), "{contours}: {said}");
            assert_eq!(line, 4, "{contours}: {said}");
        }
        let (said, _) = error_of("of = 'sqrt'\nlevels = [-1]");
        assert!(said.contains("line 5") && said.contains("no root is -1"), "{said}");
    }

    #[test]
    fn a_floor_with_contours_is_deep_enough_to_be_seen() {
        let mut spec = Spec { contours: Some(ContoursSpec::default()), ..Spec::default() };
        assert_eq!(spec.shown_floor(), Floor::Grid);
        spec.contours.as_mut().unwrap().on = vec![ContourGround::Floor];
        assert_eq!(spec.shown_floor(), Floor::Deep);
        spec.surface.floor = Floor::Map;
        assert_eq!(spec.shown_floor(), Floor::Map);
    }
}
