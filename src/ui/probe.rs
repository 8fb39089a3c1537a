//! Asks the surface for its loss under the pointer.

use std::sync::Arc;

use egui::Pos2;

use crate::objective::{Evaluator, Objective};
use crate::overlay::Layout;
use crate::scene::Scene;

/// A pick takes some hundred evaluations; with more data rows than this the pointer would lag behind.
const MOST_ROWS: usize = 20_000;

/// A point of the surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// Parameters on the plane.
    pub(super) parameters: [f64; 2],
    /// The loss there.
    pub(super) loss: f64,
}

/// The scratch memory for the present objective.
#[derive(Default)]
pub(super) struct Probe {
    evaluator: Option<(Arc<Objective>, Evaluator)>,
}

impl Probe {
    /// What lies under a place of the picture; `None` beside the surface.
    pub(super) fn read(&mut self, scene: &Scene, layout: &Layout, at: Pos2) -> Option<Reading> {
        if !self.evaluator.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, &scene.objective)) {
            self.evaluator = Some((Arc::clone(&scene.objective), scene.objective.evaluator()));
        }
        let (_, evaluator) = self.evaluator.as_mut()?;
        let (origin, direction) = scene.camera.ray(layout.ndc(at), layout.aspect());
        let parameters = scene.world.pick(origin, direction, &mut |point| evaluator.loss(point))?;
        Some(Reading { parameters, loss: evaluator.loss(&parameters) })
    }

    /// Whether a reading is quick enough to follow the pointer.
    pub(super) fn is_quick(scene: &Scene) -> bool {
        scene.objective.cost() <= MOST_ROWS
    }
}
