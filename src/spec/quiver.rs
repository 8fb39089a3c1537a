//! `[quiver]`: the gradient at many points as arrows.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Spec, SpecError};
use crate::objective::{Domain, Interval};
use crate::scene::{
    ArrowColors, ArrowLength, Color, Colormap, Grid, QuiverOf, QuiverOn, QuiverStyle,
};

/// Arrows at most.
const MOST_ARROWS: u64 = 100_000;
/// Length of the longest arrow in cells, at most.
const LARGEST_SCALE: f64 = 100.0;

/// Arrows of the gradient. Without `count` and `spacing` there are as many as the zoom leaves room for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuiverSpec {
    /// Which vector they show.
    pub of: QuiverOf,
    /// Number of arrows along x and y, the domain's ends included; excludes `spacing`.
    pub count: Option<[u32; 2]>,
    /// Arrows at the multiples of this along x and y, as far as they lie in the domain; excludes `count`.
    #[serde(with = "one_or_two")]
    pub spacing: Option<[f64; 2]>,
    /// What they stand on.
    pub on: QuiverOn,
    /// How long they are.
    pub length: ArrowLength,
    /// Length of the longest arrow in cells.
    pub scale: f64,
    /// Their colour.
    pub color: ArrowColor,
    /// Colours by magnitude; `None` takes the surface's.
    pub colormap: Option<Colormap>,
}

impl Default for QuiverSpec {
    fn default() -> Self {
        Self {
            of: QuiverOf::default(),
            count: None,
            spacing: None,
            on: QuiverOn::default(),
            length: ArrowLength::default(),
            scale: 0.9,
            color: ArrowColor::Magnitude,
            colormap: None,
        }
    }
}

/// The colour of arrows: `"magnitude"`, or one for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrowColor {
    /// By magnitude.
    Magnitude,
    /// One for all.
    One(Color),
}

impl Serialize for ArrowColor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Magnitude => serializer.serialize_str("magnitude"),
            Self::One(color) => serializer.serialize_str(&color.hex()),
        }
    }
}

impl<'de> Deserialize<'de> for ArrowColor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "magnitude" {
            return Ok(Self::Magnitude);
        }
        Color::parse(&text).map(Self::One).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is no colour; write \"magnitude\", or a colour as \"#e69f00\" or by its CSS name"
            ))
        })
    }
}

/// One number for both axes, or one for each.
mod one_or_two {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum OneOrTwo {
        One(f64),
        Two([f64; 2]),
    }

    #[allow(clippy::ref_option, reason = "the signature that serde asks for")]
    pub(super) fn serialize<S: Serializer>(
        spacing: &Option<[f64; 2]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let written = spacing.map(|[x, y]| {
            if x.to_bits() == y.to_bits() { OneOrTwo::One(x) } else { OneOrTwo::Two([x, y]) }
        });
        written.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<[f64; 2]>, D::Error> {
        let said = "a spacing is a number, or one for each axis: 0.25 or [0.25, 0.5]";
        let read = OneOrTwo::deserialize(deserializer)
            .map_err(|_| <D::Error as serde::de::Error>::custom(said))?;
        Ok(Some(match read {
            OneOrTwo::One(both) => [both; 2],
            OneOrTwo::Two(each) => each,
        }))
    }
}

/// A quiver as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QuiverPlan {
    /// How it is drawn.
    pub style: QuiverStyle,
    /// Where its points are; `None` leaves them to the zoom.
    pub points: Option<Grid>,
}

impl QuiverSpec {
    /// Where the arrows are asked for, if it is not left to the zoom.
    pub fn points(&self, domain: Domain) -> Result<Option<Grid>, SpecError> {
        let points = match (self.count, self.spacing) {
            (Some(_), Some(_)) => {
                let message = "arrows have either a `count` or a `spacing`, not both";
                return Err(SpecError::new("quiver.spacing", message));
            }
            (None, None) => return Ok(None),
            (Some([nx, ny]), None) => {
                if nx == 0 || ny == 0 {
                    let message = format!(
                        "{nx} x {ny} are no arrows at all: give at least 1 along each axis, or leave [quiver] out to draw none"
                    );
                    return Err(SpecError::new("quiver.count", message));
                }
                Grid { domain, nx, ny }
            }
            (None, Some([x, y])) => {
                let ((x, nx), (y, ny)) = (multiples(domain.x, x)?, multiples(domain.y, y)?);
                Grid { domain: Domain::new(x, y), nx, ny }
            }
        };
        let arrows = u64::from(points.nx) * u64::from(points.ny);
        if arrows > MOST_ARROWS {
            let message = format!(
                "{} x {} are {arrows} arrows, and at most {MOST_ARROWS} are drawn: take fewer along an axis",
                points.nx, points.ny
            );
            let key = if self.count.is_some() { "quiver.count" } else { "quiver.spacing" };
            return Err(SpecError::new(key, message));
        }
        Ok(Some(points))
    }

    fn style(&self, surface: Colormap) -> Result<QuiverStyle, SpecError> {
        if !(self.scale > 0.0 && self.scale <= LARGEST_SCALE) {
            let message = format!(
                "the longest arrow is more than 0 and at most {LARGEST_SCALE} cells long, not {}; 0.9 leaves a gap between neighbours",
                self.scale
            );
            return Err(SpecError::new("quiver.scale", message));
        }
        Ok(QuiverStyle {
            of: self.of,
            on: self.on,
            length: self.length,
            scale: self.scale as f32,
            colors: match self.color {
                ArrowColor::Magnitude => ArrowColors::ByMagnitude(self.colormap.unwrap_or(surface)),
                ArrowColor::One(color) => ArrowColors::One(color),
            },
        })
    }
}

/// The first and the last multiple of a spacing in an interval, ends included, and how many there are.
fn multiples(interval: Interval, spacing: f64) -> Result<(Interval, u32), SpecError> {
    let wrong = |message: String| Err(SpecError::new("quiver.spacing", message));
    if !(spacing > 0.0 && spacing.is_finite()) {
        return wrong(format!(
            "the spacing of arrows is a finite number above 0 in units of the parameters, not {spacing}"
        ));
    }
    // An end that is a multiple but for rounding counts.
    const ROUNDING: f64 = 1e-9;
    let first = (interval.min / spacing - ROUNDING).ceil();
    let last = (interval.max / spacing + ROUNDING).floor();
    if last < first {
        return wrong(format!(
            "no multiple of {spacing} lies between {} and {}, so there are no arrows: take a smaller spacing, or a count",
            interval.min, interval.max
        ));
    }
    let count = last - first + 1.0;
    if count > MOST_ARROWS as f64 {
        return wrong(format!(
            "a spacing of {spacing} makes {count} arrows along one axis, and at most {MOST_ARROWS} are drawn: take a larger one"
        ));
    }
    Ok((Interval::new(first * spacing, last * spacing), count as u32))
}

impl Spec {
    /// The quiver that is asked for, if one is.
    pub(crate) fn quiver_plan(&self, domain: Domain) -> Result<Option<QuiverPlan>, SpecError> {
        let Some(quiver) = &self.quiver else { return Ok(None) };
        let style = quiver.style(self.surface.colormap())?;
        Ok(Some(QuiverPlan { style, points: quiver.points(domain)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn spec(text: &str) -> Spec {
        Spec::from_toml("q.toml", text, Origin::default()).unwrap().0
    }

    fn points(text: &str, domain: Domain) -> Result<Grid, SpecError> {
        let points = spec(text).quiver.unwrap().points(domain)?;
        Ok(points.expect("a count or a spacing is given"))
    }

    #[test]
    fn counts_include_both_ends_and_spacings_are_multiples() {
        let domain = Domain::new(Interval::new(-3.0, 3.0), Interval::new(0.1, 1.0));
        let grid = points("quiver.count = [20, 10]", domain).unwrap();
        assert_eq!((grid.domain, grid.nx, grid.ny), (domain, 20, 10));
        let grid = points("quiver.spacing = 0.25", domain).unwrap();
        assert_eq!((grid.nx, grid.ny), (25, 4));
        assert_eq!(grid.domain, Domain::new(Interval::new(-3.0, 3.0), Interval::new(0.25, 1.0)));
        // 0.1 times 10 is 1 and 0.1 divided by 0.1 is 1: the ends count in spite of rounding.
        let grid = points("quiver.spacing = [3, 0.1]", domain).unwrap();
        assert_eq!((grid.nx, grid.ny), (3, 10));
        assert_eq!(spec("[quiver]").quiver.unwrap().points(domain).unwrap(), None);
    }

    #[test]
    fn what_makes_no_arrows_is_refused() {
        let domain = Domain::square(0.1, 0.9);
        for (text, key, part) in [
            ("quiver.count = [0, 5]", "quiver.count", "no arrows at all"),
            ("quiver.count = [1000, 1000]", "quiver.count", "at most 100000"),
            ("quiver.spacing = 1", "quiver.spacing", "no multiple of 1"),
            ("quiver.spacing = 0", "quiver.spacing", "above 0"),
            ("quiver.spacing = -0.5", "quiver.spacing", "above 0"),
            ("quiver.spacing = [nan, 1]", "quiver.spacing", "above 0"),
            ("quiver.spacing = 1e-3", "quiver.spacing", "at most 100000"),
            ("quiver.spacing = 1e-300", "quiver.spacing", "at most 100000"),
            ("quiver = { spacing = 0.1, count = [2, 2] }", "quiver.spacing", "not both"),
        ] {
            let error = points(text, domain).unwrap_err();
            assert_eq!(error.key, key, "{text}: {error}");
            assert!(error.message.contains(part), "{text}: {error}");
        }
        for scale in ["0", "-1", "inf", "nan"] {
            let error = spec(&format!("quiver.scale = {scale}")).quiver_plan(domain).unwrap_err();
            assert_eq!(error.key, "quiver.scale");
        }
    }

    #[test]
    fn colours_and_spacings_survive_the_way_through_a_file() {
        for text in [
            "[quiver]\ncolor = \"#c81e1e\"\nspacing = 0.125\n",
            "[quiver]\nspacing = [0.5, 0.25]\ncolormap = \"magma\"\nlength = \"log\"\n",
            "[quiver]\n",
        ] {
            let once = spec(text);
            assert_eq!(spec(&once.to_toml()), once, "{}", once.to_toml());
        }
        for (text, part) in [
            ("quiver.color = \"no colour\"", "is no colour"),
            ("quiver.spacing = \"wide\"", "a number, or one for each axis"),
            ("quiver.spacing = [1, 2, 3]", "a number, or one for each axis"),
            ("quiver.of = \"hessian\"", "unknown word"),
        ] {
            let error = Spec::from_toml("q.toml", text, Origin::default()).unwrap_err();
            assert!(error.to_string().contains(part), "{error}");
            assert_eq!(error.place.map(|place| place.line), Some(1), "{text}");
        }
    }
}
