//! The plane of a network: made from the paths of its runs, on a thread of its own, whenever they or the wish change.
//!
//! Until the runs have come to their ends the plane is that of what there is of them, made anew when they have grown to
//! twice their length; what is drawn then is draped anew, and nothing is run again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use super::Session;
use super::curves::DrawnCurves;
use super::tint::tint_of;
use super::track::Track;
use crate::objective::plane::{MadePlane, PlaneConfig, WeightPath};
use crate::objective::{Landscape, Objective, Survey};
use crate::optim::Stop;
use crate::spec::{Resolved, Spec, SpecError};

/// Rows of the shortest run before a plane of unfinished runs is worth while.
const LEAST_ROWS: usize = 16;
/// Weights beyond this end a path: their squares, and those squared again, are still far from the largest number.
const BEYOND: f64 = 1e30;
/// A diverged run counts up to its last row whose loss is not beyond so many times the first: what comes after only went
/// up and away, and would leave nothing to be seen of the others.
const RISEN: f64 = 10.0;

/// What a plane was made from.
#[derive(Clone, PartialEq)]
struct Ground {
    config: PlaneConfig,
    /// Rows of all runs together.
    rows: usize,
    are_complete: bool,
}

/// The network on a plane that has been made, with a look at its surface.
struct Standing {
    objective: Arc<Objective>,
    survey: Survey,
}

/// A plane on its way. Dropped, it is cancelled, and what comes of it is not heard of.
struct Job {
    ground: Ground,
    news: Receiver<Result<Standing, SpecError>>,
    cancel: Arc<AtomicBool>,
}

impl Drop for Job {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

/// The plane that is looked at, and the next one on its way.
#[derive(Default)]
pub(super) struct PlaneWatch {
    made_from: Option<Ground>,
    job: Option<Job>,
    /// Why the plane that is asked for cannot be; the former one stays.
    pub(super) error: Option<SpecError>,
}

/// Makes a plane with all that takes long about it.
fn stand(
    spec: &Spec,
    objective: &Objective,
    paths: &[WeightPath],
    cancel: &AtomicBool,
) -> Result<Standing, SpecError> {
    let landscape = objective.landscape().ok_or_else(|| SpecError::new("network", "no network"))?;
    let MadePlane { plane, domain, axes, words } = spec.plane_until(landscape, paths, cancel)?;
    let (plane, words) = (Arc::new(plane), words.into());
    let landscape = Landscape { plane, words, ..Landscape::clone(landscape) };
    let objective = Arc::new(objective.on_plane(landscape, axes.to_vec(), domain));
    Ok(Standing { survey: Survey::of(&objective), objective })
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

    /// Whether the plane of a network is still being made, or about to be.
    pub fn is_making_plane(&self) -> bool {
        self.planes.job.is_some() || self.due_ground().is_some()
    }

    /// Takes a plane that has been made, and has the next one made where it is due. A wish that has changed meanwhile
    /// gives up the former.
    pub(super) fn pump_plane(&mut self) {
        let Some(network) = &self.spec.network else { return };
        if self.planes.job.as_ref().is_some_and(|job| job.ground.config != network.plane) {
            self.planes.job = None;
        }
        if let Some(job) = &self.planes.job {
            match job.news.try_recv() {
                Ok(made) => {
                    let ground = job.ground.clone();
                    self.take_plane(ground, made);
                }
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.planes.job = None,
            }
        }
        if let Some(ground) = self.due_ground() {
            self.planes.job = Some(self.make_plane(ground));
        }
    }

    /// Has a plane made on a thread of its own.
    fn make_plane(&self, ground: Ground) -> Job {
        let (spec, paths, objective) =
            (self.spec.clone(), self.weight_paths(), Arc::clone(&self.objective));
        let ((sender, news), cancel) = (channel(), Arc::<AtomicBool>::default());
        let stop = Arc::clone(&cancel);
        thread::spawn(move || {
            // Nobody listens any more where the wish has changed meanwhile.
            let _ = sender.send(stand(&spec, &objective, &paths, &stop));
        });
        Job { ground, news, cancel }
    }

    /// Makes the plane of the runs as they are, and waits for it.
    pub(super) fn finish_plane(&mut self) {
        let job = self.planes.job.take();
        let Some(ground) = self.due_ground() else { return };
        // What is on its way already is waited for.
        let known = job.filter(|job| job.ground == ground).and_then(|job| job.news.recv().ok());
        let made = known.unwrap_or_else(|| {
            stand(&self.spec, &self.objective, &self.weight_paths(), &AtomicBool::new(false))
        });
        self.take_plane(ground, made);
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
        let path = |track: &Track| {
            let rows = sound_rows(track);
            let numbers = rows * track.trajectory.dimension();
            WeightPath {
                points: track.trajectory.points()[..numbers].to_vec(),
                steps: track.trajectory.steps()[..rows].to_vec(),
            }
        };
        self.tracks.iter().map(path).collect()
    }

    fn take_plane(&mut self, ground: Ground, made: Result<Standing, SpecError>) {
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
    fn stand_on(&mut self, Standing { objective, survey }: Standing) {
        let outlook = self.outlook();
        let domain = objective.domain;
        let former = std::mem::replace(&mut self.objective, objective);
        self.survey = survey;
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
        self.turn_from(outlook);
    }
}

/// Rows of a run that a plane can be made from: those before it was lost in numbers too large to be seen.
fn sound_rows(track: &Track) -> usize {
    let trajectory = &track.trajectory;
    let is_sound = |x: &f64| x.abs() <= BEYOND;
    let points = trajectory.points().chunks_exact(trajectory.dimension().max(1));
    let sound = points.take_while(|point| point.iter().all(is_sound)).count();
    if trajectory.stop != Some(Stop::Diverged) {
        return sound;
    }
    let losses = &trajectory.losses()[..sound];
    let most = losses.first().map_or(0.0, |first| RISEN * first.abs());
    let near = losses.iter().rposition(|loss| loss.abs() <= most).map_or(0, |last| last + 1);
    // Its first step at least: that is where it went.
    near.max(2).min(sound)
}
