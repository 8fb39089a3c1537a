//! The plane of a network: made from the paths of its runs, on a thread of its own, whenever they or the wish change.
//!
//! Until the runs have come to their ends the plane is that of what there is of them, made anew when they have grown to
//! twice their length; what is drawn then is draped anew, and nothing is run again.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use super::Session;
use super::curves::DrawnCurves;
use super::tint::tint_of;
use super::track::Track;
use crate::objective::plane::{MadePlane, PlaneConfig, WeightPath};
use crate::objective::{Landscape, Survey};
use crate::spec::{Resolved, Spec, SpecError};

/// Rows of the shortest run before a plane of unfinished runs is worth while.
const LEAST_ROWS: usize = 16;

/// What a plane was made from.
#[derive(Clone, PartialEq)]
struct Ground {
    config: PlaneConfig,
    /// Rows of all runs together.
    rows: usize,
    are_complete: bool,
}

/// The plane that is looked at, and the next one on its way.
#[derive(Default)]
pub(super) struct PlaneWatch {
    made_from: Option<Ground>,
    job: Option<(Ground, Receiver<Result<MadePlane, SpecError>>)>,
    /// Why the plane that is asked for cannot be; the former one stays.
    pub(super) error: Option<SpecError>,
}

impl PlaneWatch {
    /// Whether the plane was made from paths that had come to their ends; `None` before any was made from paths.
    pub(super) fn is_of_whole_paths(&self) -> Option<bool> {
        self.made_from.as_ref().map(|ground| ground.are_complete)
    }
}

impl Session {
    /// Checks a spec and makes all that follows from it; of a network, once it is trained, on the plane asked for.
    pub fn resolved(spec: Spec) -> Result<Resolved, SpecError> {
        if spec.network.is_none() {
            return spec.resolve();
        }
        let mut session = Self::new(spec)?;
        session.finish_runs();
        match session.planes.error.take() {
            Some(error) => Err(error),
            None => session.spec.resolve_on(session.objective),
        }
    }

    /// Why the plane that is asked for cannot be, if it cannot.
    pub fn plane_error(&self) -> Option<&SpecError> {
        self.planes.error.as_ref()
    }

    /// Whether the plane of a network is still being made.
    pub(super) fn is_making_plane(&self) -> bool {
        self.planes.job.is_some()
    }

    /// Takes a plane that has been made, and has the next one made where it is due.
    pub(super) fn pump_plane(&mut self) {
        if self.objective.landscape().is_none() {
            return;
        }
        if let Some((ground, job)) = &self.planes.job {
            match job.try_recv() {
                Ok(made) => {
                    let ground = ground.clone();
                    self.take_plane(ground, made);
                }
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.planes.job = None,
            }
        }
        if let Some(ground) = self.due_ground()
            && let Some(landscape) = self.objective.landscape().cloned()
        {
            let (spec, paths) = (self.spec.clone(), self.weight_paths());
            let (sender, receiver) = channel();
            thread::spawn(move || {
                // Nobody listens any more where the wish has changed meanwhile.
                let _ = sender.send(spec.plane_of(&landscape, &paths));
            });
            self.planes.job = Some((ground, receiver));
        }
    }

    /// Makes the plane of the runs as they are, and waits for it.
    pub(super) fn finish_plane(&mut self) {
        let Some(landscape) = self.objective.landscape().cloned() else { return };
        if let Some(ground) = self.due_ground() {
            let made = self.spec.plane_of(&landscape, &self.weight_paths());
            self.take_plane(ground, made);
        }
    }

    /// What the next plane is made from, if it is due.
    fn due_ground(&self) -> Option<Ground> {
        let config = self.spec.network.as_ref()?.plane.clone();
        let rows = |track: &Track| track.trajectory.len();
        let are_complete = self.tracks.iter().all(|track| track.trajectory.stop.is_some());
        let now = Ground { config, rows: self.tracks.iter().map(rows).sum(), are_complete };
        let is_long = || self.tracks.iter().map(rows).min().unwrap_or(0) >= LEAST_ROWS;
        let is_due = match &self.planes.made_from {
            _ if !are_complete && !is_long() => false,
            None => true,
            Some(made) if made.config != now.config => true,
            Some(made) => {
                !made.are_complete && (are_complete || now.rows >= made.rows.saturating_mul(2))
            }
        };
        is_due.then_some(now)
    }

    fn weight_paths(&self) -> Vec<WeightPath> {
        let path = |track: &Track| WeightPath {
            points: track.trajectory.points().to_vec(),
            steps: track.trajectory.steps().to_vec(),
        };
        self.tracks.iter().map(path).collect()
    }

    fn take_plane(&mut self, ground: Ground, made: Result<MadePlane, SpecError>) {
        self.planes.job = None;
        self.planes.made_from = Some(ground);
        match made {
            Ok(made) => {
                self.planes.error = None;
                self.stand_on(made);
            }
            Err(error) => self.planes.error = Some(error),
        }
    }

    /// Looks at the network through another plane: the surface is evaluated and the paths are draped anew.
    fn stand_on(&mut self, made: MadePlane) {
        let Some(landscape) = self.objective.landscape() else { return };
        let MadePlane { plane, domain, axes, words } = made;
        let (plane, words) = (Arc::new(plane), words.into());
        let landscape = Landscape { plane, words, ..Landscape::clone(landscape) };
        let former = Arc::clone(&self.objective);
        self.objective = Arc::new(former.on_plane(landscape, axes.to_vec(), domain));
        self.survey = Survey::of(&self.objective);
        self.tracks.iter_mut().for_each(Track::drape_anew);
        self.curves = DrawnCurves::default();
        self.field = None;
        self.grid.domain = domain;
        let shade = self.spec.shade(&self.objective).ok().flatten();
        self.tint = tint_of(&self.spec, shade.as_ref());
        self.quiver.plan = self.spec.quiver_plan(domain).ok().flatten();
        self.measure_quiver();
        self.forget_stale_tuning(&former);
        self.refresh_contours();
    }
}
