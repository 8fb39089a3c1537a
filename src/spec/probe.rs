//! What is looked at more closely: `[probe]`, `[critical]` and `[[section]]`.

use serde::{Deserialize, Serialize};

use super::{Spec, SpecError};
use crate::objective::{Domain, Interval};
use crate::scene::{Cut, Tangents};

/// Sections at most; more curves are not told apart.
const MOST_SECTIONS: usize = 8;

/// A point of the surface that is read, and what is drawn there.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProbeSpec {
    /// Parameters of the point; `None` reads only what is under the pointer.
    pub at: Option<[f64; 2]>,
    /// What is drawn of the tangent plane.
    pub tangent: Tangents,
    /// Whether the eigenvectors of the Hessian are drawn.
    pub eigenvectors: bool,
    /// Whether what is drawn stands under the pointer, while the pointer is over the surface.
    pub follow: bool,
}

/// Where the gradient vanishes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CriticalSpec {
    /// Whether the critical points are looked for, marked and listed.
    pub show: bool,
}

/// A cut through the surface: along an axis, or from one point to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SectionSpec {
    /// The axis that it runs along.
    pub along: Option<Axis>,
    /// A point on it; `None` takes the probe's, or the middle of the domain.
    pub through: Option<[f64; 2]>,
    /// Instead of an axis: where it begins.
    pub from: Option<[f64; 2]>,
    /// Where it ends.
    pub to: Option<[f64; 2]>,
}

/// One of the two axes of the plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// The first parameter's.
    #[default]
    X,
    /// The second parameter's.
    Y,
}

impl SectionSpec {
    /// Where it cuts the domain; `probe` is where a section through no other point goes.
    pub fn cut(&self, domain: Domain, probe: Option<[f64; 2]>) -> Cut {
        let middle = [domain.x.middle(), domain.y.middle()];
        match (self.along, self.from, self.to) {
            (_, Some(from), Some(to)) => Cut::between(from, to),
            (along, ..) => {
                let axis = usize::from(along == Some(Axis::Y));
                Cut::along(axis, self.through.or(probe).unwrap_or(middle), domain)
            }
        }
    }

    fn check(&self, domain: Domain) -> Result<(), SpecError> {
        let way = "give `along = \"x\"` or \"y\" (with `through = [x, y]`), or `from` and `to`";
        match (self.along.is_some() || self.through.is_some(), self.from, self.to) {
            (true, Some(_), _) | (true, _, Some(_)) => {
                let message =
                    format!("a section runs along an axis or between two points, not both: {way}");
                return Err(SpecError::new(
                    if self.from.is_some() { "from" } else { "to" },
                    message,
                ));
            }
            (false, None, None) => {
                return Err(SpecError::new("", format!("a section needs a way: {way}")));
            }
            (false, Some(_), None) | (false, None, Some(_)) => {
                let (is, lacks) = if self.to.is_none() { ("from", "to") } else { ("to", "from") };
                let message = format!("a section with `{is}` needs `{lacks}` too");
                return Err(SpecError::new(is, message));
            }
            (true, None, None) if self.along.is_none() => {
                let message = "a section through a point needs its axis: along = \"x\" or \"y\"";
                return Err(SpecError::new("through", message));
            }
            _ => {}
        }
        for (key, point) in [("through", self.through), ("from", self.from), ("to", self.to)] {
            if let Some(point) = point {
                check_inside(key, point, domain, "a point of a section")?;
            }
        }
        if let (Some(from), Some(to)) = (self.from, self.to)
            && from == to
        {
            return Err(SpecError::new("to", "a section ends at another point than it begins"));
        }
        Ok(())
    }
}

/// Refuses points that are not over the surface.
fn check_inside(key: &str, point: [f64; 2], domain: Domain, what: &str) -> Result<(), SpecError> {
    if domain.contains(point) {
        return Ok(());
    }
    let [x, y] = point;
    let ends = |interval: Interval| format!("[{}, {}]", interval.min, interval.max);
    let message = format!(
        "{what} lies in the domain, {} x {}; [{x}, {y}] does not",
        ends(domain.x),
        ends(domain.y)
    );
    Err(SpecError::new(key, message))
}

impl Spec {
    /// Whether probe and sections lie over the surface; where it is not known yet how far that reaches, as of a network
    /// before its training, they may lie anywhere.
    pub(super) fn check_probe(&self, domain: Option<Domain>) -> Result<(), SpecError> {
        let everywhere = Domain::square(f64::MIN, f64::MAX);
        let domain = domain.unwrap_or(everywhere);
        if let Some(at) = self.probe.at {
            check_inside("probe.at", at, domain, "the probe")?;
        }
        if self.section.len() > MOST_SECTIONS {
            let message = format!(
                "at most {MOST_SECTIONS} sections can be told apart, not {}",
                self.section.len()
            );
            return Err(SpecError::new(format!("section.{MOST_SECTIONS}"), message));
        }
        self.section.iter().enumerate().try_for_each(|(index, section)| {
            section.check(domain).map_err(|error| error.under(&format!("section.{index}")))
        })
    }

    /// Takes away the probe and the sections that another domain does not hold.
    pub(super) fn forget_places_outside(&mut self, domain: Domain) {
        let is_inside = |point: &[f64; 2]| domain.contains(*point);
        self.probe.at = self.probe.at.filter(is_inside);
        self.section.retain(|section| {
            [section.through, section.from, section.to].iter().flatten().all(is_inside)
        });
    }
}
