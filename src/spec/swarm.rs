//! Many starts: `[swarm]`, and the plan that follows.

use serde::{Deserialize, Serialize};

use super::{Spec, SpecError};
use crate::objective::{Domain, Interval, Objective};
use crate::optim::swarm::{Draw, SwarmPlan};

/// Starts of a swarm at most.
const MOST_STARTS: u64 = 10_000;
/// Members of a swarm at most: starts times optimizers.
const MOST_MEMBERS: usize = 100_000;

/// Many starts instead of `runs.starts`: every optimizer runs from each of them, and a table compares the optimizers.
///
/// The start that a run may have of its own does not count in a swarm; its steps do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SwarmSpec {
    /// Number of starts.
    pub starts: u64,
    /// How they are spread over the region.
    pub draw: Draw,
    /// Where they lie.
    pub region: RegionSpec,
    /// What the colours tell apart.
    pub color: SwarmColor,
    /// A run has reached a minimum where it ends within this share of the domain's diagonal of it.
    pub tolerance: f64,
}

impl Default for SwarmSpec {
    fn default() -> Self {
        Self {
            starts: 400,
            draw: Draw::default(),
            region: RegionSpec::default(),
            color: SwarmColor::default(),
            tolerance: 0.01,
        }
    }
}

/// Both ends of the starts along each axis; without them, the domain's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegionSpec {
    /// Along the first axis.
    pub x: Option<[f64; 2]>,
    /// Along the second axis.
    pub y: Option<[f64; 2]>,
}

/// What the colours of a swarm tell apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SwarmColor {
    /// The optimizers.
    #[default]
    Optimizer,
    /// The losses at which members ended, in the colours of the surface.
    Loss,
    /// The minima at which members ended.
    Minimum,
}

impl SwarmColor {
    /// All choices.
    pub const ALL: [Self; 3] = [Self::Optimizer, Self::Loss, Self::Minimum];

    /// The name on the command line and in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimizer => "optimizer",
            Self::Loss => "loss",
            Self::Minimum => "minimum",
        }
    }
}

impl SwarmSpec {
    /// What a file leaves out; the number of starts is always written, so that the section stays.
    pub(super) fn plain() -> Self {
        Self { starts: 0, ..Self::default() }
    }

    fn check(&self) -> Result<(), SpecError> {
        if !(1..=MOST_STARTS).contains(&self.starts) {
            let message = format!(
                "a swarm has 1 to {MOST_STARTS} starts, not {}; leave [swarm] out to have none",
                self.starts
            );
            return Err(SpecError::new("swarm.starts", message));
        }
        if !(self.tolerance > 0.0 && self.tolerance <= 1.0) {
            let message = format!(
                "the tolerance is a share of the domain's diagonal, above 0 and at most 1 (0.01 is one percent of it), not {}",
                self.tolerance
            );
            return Err(SpecError::new("swarm.tolerance", message));
        }
        Ok(())
    }

    fn region(&self, domain: Domain) -> Result<Domain, SpecError> {
        let axis = |key: &str, given: Option<[f64; 2]>, whole: Interval| {
            let interval = given.map_or(whole, |[min, max]| Interval { min, max });
            if interval.min < interval.max && interval.length().is_finite() {
                return Ok(interval);
            }
            let message = format!(
                "a region is two finite numbers, the first below the second, not {} to {}; leave it out to start all over \
                 the domain",
                interval.min, interval.max
            );
            Err(SpecError::new(format!("swarm.region.{key}"), message))
        };
        let RegionSpec { x, y } = self.region;
        Ok(Domain { x: axis("x", x, domain.x)?, y: axis("y", y, domain.y)? })
    }
}

impl Spec {
    /// The swarm that is asked for, if one is.
    pub(super) fn swarm_plan(&self, objective: &Objective) -> Result<Option<SwarmPlan>, SpecError> {
        let Some(swarm) = &self.swarm else { return Ok(None) };
        if objective.landscape().is_some() {
            let message = "a swarm starts from points of the plane, but a network's runs start from weights: give several seeds in [network] instead";
            return Err(SpecError::new("swarm", message));
        }
        swarm.check()?;
        let domain = objective.domain;
        let region = swarm.region(domain)?;
        let mut runs = Vec::new();
        for (index, run) in self.run.iter().flatten().enumerate() {
            run.check(self.runs.steps).map_err(|error| error.under(&format!("run.{index}")))?;
            let middle = [region.x.middle(), region.y.middle()];
            runs.push(self.runs.settings(run, &middle, Some(domain)));
        }
        let count = swarm.starts as usize;
        if count * runs.len() > MOST_MEMBERS {
            let message = format!(
                "{count} starts times {} optimizers make {} runs; at most {MOST_MEMBERS}: take fewer of either",
                runs.len(),
                count * runs.len()
            );
            return Err(SpecError::new("swarm.starts", message));
        }
        Ok(Some(SwarmPlan {
            runs,
            draw: swarm.draw,
            count,
            seed: self.runs.seed,
            region,
            domain,
            tolerance: swarm.tolerance,
        }))
    }
}
