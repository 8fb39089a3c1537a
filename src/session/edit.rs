//! A new spec for a running session: only what differs is built again.

use std::sync::Arc;

use super::Session;
use super::curves::DrawnCurves;
use super::eye::Hold;
use super::fit::DrawnFit;
use super::keys::{check_keys, world_of};
use super::swarm::Swarm;
use super::tint::tint_of;
use super::track::Track;
use crate::objective::{Objective, Survey};
use crate::scene::Space;
use crate::spec::{Resolved, RunPlan, Spec, SpecError};

impl Session {
    /// Takes over a new spec. What fails, fails before anything has changed.
    pub(super) fn edit(&mut self, mut spec: Spec) -> Result<(), SpecError> {
        if spec.run != self.spec.run || spec.runs.starts != self.spec.runs.starts {
            spec.turn_terms_to_a_run();
        }
        let (former, space) = (Space::of(&self.objective), spec.space());
        spec.curves.forget_quantities(&former, &space);
        let (resolved, survey) = self.resolve_edit(spec)?;
        let gallery = resolved.spec.gallery_specs()?;
        Self::check_gallery(&gallery)?;
        let Resolved { spec, objective, grid, style, shade, plans, swarm, .. } = resolved;
        let is_new = survey.is_some();
        let is_same = |old: &Swarm| swarm.as_ref() == Some(&*old.plan) && !is_new;
        let swarm = match self.swarm.take() {
            Some(old) if is_same(&old) => Some(old),
            old => {
                // Dropped, the old one is cancelled, so that the new one has the machine for itself.
                drop(old);
                swarm.map(|plan| Swarm::start(plan, &objective))
            }
        };
        if let Some(survey) = survey {
            self.survey = survey;
            self.curves = DrawnCurves::default();
            self.fit = DrawnFit::of(&objective);
            self.tracks.clear();
            self.field = None;
            self.turning.is_seen = false;
        }
        if grid != self.grid {
            self.field = None;
        }
        self.take_runs(plans, &objective, is_new);
        if spec.view.differs_in_camera(&self.spec.view) {
            self.eye.hold = Hold::Spec;
        }
        if spec.view.step != self.spec.view.step
            && let Some(step) = spec.view.step
        {
            self.playhead.seek(step, u64::MAX);
        }
        if is_new || spec.surface.differs_in_color(&self.spec.surface) {
            self.tint = tint_of(&spec, shade.as_ref());
        }
        let former = std::mem::replace(&mut self.objective, objective);
        (self.grid, self.style, self.spec, self.swarm) = (grid, style, spec, swarm);
        self.quiver.take_plan(&self.spec, self.objective.domain);
        self.measure_quiver();
        self.forget_stale_tuning(&former);
        self.refresh_contours();
        self.eye.goal = self.held_goal();
        self.gallery = Self::hang(gallery, std::mem::take(&mut self.gallery))?;
        self.playhead.seek(self.playhead.step, self.length());
        Ok(())
    }

    /// Checks a new spec, and makes what follows from it; with a first look at its surface, if that is another one.
    fn resolve_edit(&self, mut spec: Spec) -> Result<(Resolved, Option<Survey>), SpecError> {
        // Arrows that the plane which came cannot carry do not refuse what has nothing to do with them.
        let is_known = self.quiver.error.is_some() && spec.network.is_some();
        let arrows =
            spec.quiver.take_if(|quiver| is_known && self.spec.quiver.as_ref() == Some(&*quiver));
        let mut resolved = spec.resolve_after(&self.spec, &self.objective)?;
        resolved.spec.quiver = arrows.or(resolved.spec.quiver);
        let is_new = !Arc::ptr_eq(&resolved.objective, &self.objective);
        let survey = is_new.then(|| Survey::at_once(&resolved.objective));
        // The surface of a network comes with its training, and goes with its plane.
        if resolved.objective.landscape().is_none() {
            let range = self.field.filter(|_| !is_new).map(|field| (field.min, field.max));
            let of = survey.as_ref().unwrap_or(&self.survey);
            let world = world_of(&resolved.spec, &resolved.objective, of, range);
            check_keys(&resolved, &world, self.aspect)?;
        }
        Ok((resolved, survey))
    }

    /// Keeps the runs that are asked for again, and starts the others.
    fn take_runs(&mut self, plans: Vec<RunPlan>, objective: &Objective, is_new: bool) {
        self.curves.forget_runs();
        let mut old = std::mem::take(&mut self.tracks);
        let has_other_runs = !plans
            .iter()
            .map(|plan| &plan.settings)
            .eq(old.iter().map(|track| &track.plan.settings));
        let track_of =
            |plan: RunPlan| match old.iter().position(|track| track.plan.settings == plan.settings)
            {
                Some(index) => old.swap_remove(index).under(plan),
                None => Track::start(plan, objective),
            };
        self.tracks = plans.into_iter().map(track_of).collect();
        if has_other_runs || is_new {
            // Their ends were points of the former runs.
            self.lines.clear();
            self.planes = self.planes.renewed(is_new);
            self.end_turn();
        }
    }
}
