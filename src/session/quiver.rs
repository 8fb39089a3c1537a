//! The quiver of the scene: where its points are in the present view, and the magnitudes that it is measured by.

use std::sync::Arc;

use super::Session;
use super::vectors::HEIGHT_PX;
use crate::objective::{Domain, Objective};
use crate::scene::{ArrowLength, Camera, Grid, MagnitudeRange, Quiver, World};
use crate::spec::{QuiverPlan, Spec, SpecError};

/// Points along each side of the domain whose magnitudes stand for all where the zoom chooses the points: then lengths
/// and colours stay the same wherever the camera goes.
const SURVEY_POINTS: u32 = 33;
/// Points along a side, and terms in all, that are looked at for the magnitudes; of more, evenly spread ones are.
const MOST_POINTS: u32 = 256;
const MOST_TERMS: usize = 4_000_000;

/// What is asked for and its magnitudes, which are looked up again only when they may have changed.
#[derive(Default)]
pub(super) struct DrawnQuiver {
    pub(super) plan: Option<QuiverPlan>,
    /// Why the arrows asked for cannot stand on the plane of a network that came after.
    pub(super) error: Option<SpecError>,
    measured: Option<(MeasuredFrom, MagnitudeRange)>,
}

/// All that the magnitudes depend on.
struct MeasuredFrom {
    objective: Arc<Objective>,
    points: Grid,
    length: ArrowLength,
}

impl DrawnQuiver {
    pub(super) fn new(plan: Option<QuiverPlan>) -> Self {
        Self { plan, ..Self::default() }
    }

    /// Takes over what is asked for, as far as it can stand on the domain.
    pub(super) fn take_plan(&mut self, spec: &Spec, domain: Domain) {
        let plan = spec.quiver_plan(domain);
        (self.plan, self.error) = plan.map_or_else(|e| (None, Some(e)), |plan| (plan, None));
    }
}

impl Session {
    /// Measures the magnitudes of the quiver that is asked for, unless it is done.
    pub(super) fn measure_quiver(&mut self) {
        let Some(plan) = &self.quiver.plan else {
            self.quiver.measured = None;
            return;
        };
        let domain = self.objective.domain;
        let survey = Grid { domain, nx: SURVEY_POINTS, ny: SURVEY_POINTS };
        let (points, length) = (plan.points.unwrap_or(survey), plan.style.length);
        let is_done = self.quiver.measured.as_ref().is_some_and(|(from, _)| {
            Arc::ptr_eq(&from.objective, &self.objective)
                && (from.points, from.length) == (points, length)
        });
        if is_done {
            return;
        }
        let objective = Arc::clone(&self.objective);
        let mut side = MOST_POINTS;
        while side > 8 && side.pow(2) as usize * objective.cost() > MOST_TERMS {
            side /= 2;
        }
        let [nx, ny] = [points.nx, points.ny].map(|count| count.min(side) as usize);
        let slopes = objective.gradients_on_grid(&points.domain, nx, ny);
        let range = MagnitudeRange::of(&slopes, length);
        self.quiver.measured = Some((MeasuredFrom { objective, points, length }, range));
    }

    /// The quiver as `camera` sees it.
    pub(super) fn shown_quiver(&self, world: &World, camera: &Camera) -> Option<Quiver> {
        let plan = self.quiver.plan.as_ref()?;
        let (_, range) = self.quiver.measured.as_ref()?;
        let style = plan.style;
        if let Some(points) = plan.points {
            return Some(Quiver::at_points(style, points, world, *range));
        }
        let world_px = HEIGHT_PX / f64::from(camera.height_at_target());
        let floor_z = self.style.floor.z();
        Some(Quiver::adaptive(style, world, camera, self.aspect, floor_z, world_px, *range))
    }
}
