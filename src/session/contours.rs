//! The contours on their way: traced on a thread of their own, since the samples of a fit may take a while.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use super::Session;
use crate::objective::Objective;
use crate::scene::contours::{ContourPlan, Contours, ShownContours, trace};
use crate::spec::ContoursSpec;

/// Contours that are asked for, and what has come of them.
pub(super) struct Tracing {
    plan: ContourPlan,
    of: Arc<Objective>,
    thread: Option<Receiver<Contours>>,
    is_cancelled: Arc<AtomicBool>,
    /// The lines; until they have come, those of before, if they are of the same formula.
    traced: Option<Arc<Contours>>,
}

impl Tracing {
    fn start(plan: ContourPlan, of: Arc<Objective>, former: Option<Arc<Contours>>) -> Self {
        let is_cancelled = Arc::<AtomicBool>::default();
        let (sender, receiver) = sync_channel(1);
        let (thread_plan, objective, switch) =
            (plan.clone(), Arc::clone(&of), Arc::clone(&is_cancelled));
        std::thread::spawn(move || {
            if let Some(contours) = trace(&objective, &thread_plan, &switch) {
                // Nobody may wait for them any more.
                let _ = sender.send(contours);
            }
        });
        Self { plan, of, thread: Some(receiver), is_cancelled, traced: former }
    }

    fn is_of(&self, plan: &ContourPlan, objective: &Arc<Objective>) -> bool {
        self.plan == *plan && Arc::ptr_eq(&self.of, objective)
    }

    /// Takes the lines if they are ready; a thread that broke down leaves none.
    fn poll(&mut self) {
        match self.thread.as_ref().map(Receiver::try_recv) {
            Some(Ok(contours)) => self.take(Some(contours)),
            Some(Err(TryRecvError::Disconnected)) => self.take(None),
            Some(Err(TryRecvError::Empty)) | None => {}
        }
    }

    /// Waits for the lines.
    fn finish(&mut self) {
        if let Some(thread) = self.thread.take() {
            self.take(thread.recv().ok());
        }
    }

    fn take(&mut self, contours: Option<Contours>) {
        (self.thread, self.traced) = (None, contours.map(Arc::new));
    }

    pub(super) fn is_complete(&self) -> bool {
        self.thread.is_none()
    }
}

impl Drop for Tracing {
    fn drop(&mut self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }
}

impl Session {
    /// Starts to trace what the spec asks for, unless that is known or under way.
    pub(super) fn refresh_contours(&mut self) {
        let Some(plan) = self.spec.contours.as_ref().map(ContoursSpec::plan) else {
            self.tracing = None;
            return;
        };
        if self.tracing.as_ref().is_some_and(|known| known.is_of(&plan, &self.objective)) {
            return;
        }
        let former = self.tracing.take().filter(|old| old.of.formula == self.objective.formula);
        let former = former.and_then(|old| old.traced.clone());
        self.tracing = Some(Tracing::start(plan, Arc::clone(&self.objective), former));
    }

    /// Takes the contours if they are ready.
    pub(super) fn pump_contours(&mut self) {
        self.tracing.iter_mut().for_each(Tracing::poll);
    }

    /// Waits for the contours.
    pub fn finish_contours(&mut self) {
        self.tracing.iter_mut().for_each(Tracing::finish);
    }

    /// The traced contours, once there are some.
    pub fn contours(&self) -> Option<&Arc<Contours>> {
        self.tracing.as_ref()?.traced.as_ref()
    }

    /// Which levels could not be drawn, and why.
    pub fn contour_note(&self) -> Option<&str> {
        self.contours()?.note.as_deref()
    }

    /// The contours as they are drawn; a film's iso-lines fade in and out, and so do they.
    pub(super) fn shown_contours(&self) -> Option<ShownContours> {
        let mut style = self.spec.contours.as_ref()?.style();
        let contours = Arc::clone(self.contours()?);
        style.opacity *= self
            .look()
            .map_or(1.0, |look| if look.iso_lines == Some(0) { 0.0 } else { look.iso_strength });
        Some(ShownContours { contours, style })
    }
}
