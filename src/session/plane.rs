//! The plane of a network: made from the paths of its runs, on a thread of its own, whenever they or the wish change.
//!
//! Until the runs have come to their ends the plane is that of what there is of them, made anew when they have taken twice
//! as many steps; what is drawn then is draped anew, and nothing is run again. Of a long run, or a large network, evenly
//! chosen rows stand for all, with the first, the last and that of a centre: principal components, a mean and the extent
//! hardly differ, and the window does not stand still while they are copied.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::Session;
use super::curves::DrawnCurves;
use super::job::Job;
use super::tint::tint_of;
use super::track::Track;
use crate::objective::plane::{Centre, MadePlane, PlaneConfig, WeightPath};
use crate::objective::{Landscape, Objective, Survey};
use crate::optim::Stop;
use crate::scene::Tint;
use crate::spec::{Resolved, Spec, SpecError, SurfaceSpec};

/// Steps of the shortest run before a plane of unfinished runs is worth while.
const LEAST_STEPS: u64 = 16;
/// Rows of a run that a plane is made from at most, and numbers in their points.
const MOST_ROWS: usize = 2000;
const MOST_NUMBERS: usize = 1 << 21;
/// Weights beyond this end a path: their squares, and those squared again, are still far from the largest number.
const BEYOND: f64 = 1e30;
/// A diverged run counts up to its last row whose loss is not beyond so many times the first: what comes after only went
/// up and away, and would leave nothing to be seen of the others.
const RISEN: f64 = 10.0;

/// What a plane was made from.
#[derive(Clone, PartialEq)]
struct Ground {
    config: PlaneConfig,
    /// Steps of all runs together: rows may become fewer.
    steps: u64,
    are_complete: bool,
}

/// The network on a plane that has been made, with a look at its surface, and its colours as the surface asked for them.
struct Standing {
    objective: Arc<Objective>,
    survey: Survey,
    tint: Option<Tint>,
    surface: SurfaceSpec,
}

/// A plane on its way.
struct PlaneJob {
    ground: Ground,
    work: Job<Result<Standing, SpecError>>,
}

/// The plane that is looked at, and the next one on its way.
#[derive(Default)]
pub(super) struct PlaneWatch {
    made_from: Option<Ground>,
    job: Option<PlaneJob>,
    /// Whether the plane that is looked at is one of runs, be it of former ones.
    pub(super) has_stood: bool,
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
    let (tint, surface) = (tint_on(spec, &objective), spec.surface.clone());
    Ok(Standing { survey: Survey::of(&objective), objective, tint, surface })
}

fn tint_on(spec: &Spec, objective: &Arc<Objective>) -> Option<Tint> {
    // What cannot be coloured so was refused with the spec.
    tint_of(spec, spec.shade(objective).ok().flatten().as_ref())
}

/// What is said where the work has broken off.
fn broken_off() -> SpecError {
    SpecError::new("network.plane", "the plane could not be made: take one of another kind")
}

impl PlaneWatch {
    /// What stays when the runs are others; of another network nothing does.
    pub(super) fn renewed(&self, is_other_network: bool) -> Self {
        Self { has_stood: self.has_stood && !is_other_network, ..Self::default() }
    }

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
        session.finish_on_plane()?;
        session.spec.resolve_on(session.objective)
    }

    /// Waits for the runs and what follows from them: [`Session::finish_runs`], where another plane than the one that is
    /// asked for would not do.
    pub fn finish_on_plane(&mut self) -> Result<(), SpecError> {
        self.finish_runs();
        self.planes.error.clone().map_or(Ok(()), Err)
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
        if let Some(job) = &mut self.planes.job {
            let made = match job.work.poll() {
                Some(made) => made,
                None if job.work.is_under_way() => return,
                None => Err(broken_off()),
            };
            let ground = job.ground.clone();
            self.take_plane(ground, made);
        }
        if let Some(ground) = self.due_ground() {
            self.planes.job = Some(self.make_plane(ground));
        }
    }

    /// Has a plane made on a thread of its own.
    fn make_plane(&self, ground: Ground) -> PlaneJob {
        let (spec, paths, objective) =
            (self.spec.clone(), self.weight_paths(), Arc::clone(&self.objective));
        let work = Job::start(move |stop| Some(stand(&spec, &objective, &paths, stop)));
        PlaneJob { ground, work }
    }

    /// Makes the plane of the runs as they are, and waits for it.
    pub(super) fn finish_plane(&mut self) {
        let job = self.planes.job.take();
        let Some(ground) = self.due_ground() else { return };
        // What is on its way already is waited for.
        let made = match job.filter(|job| job.ground == ground) {
            Some(mut job) => job.work.finish().unwrap_or_else(|| Err(broken_off())),
            None => {
                let paths = self.weight_paths();
                stand(&self.spec, &self.objective, &paths, &AtomicBool::new(false))
            }
        };
        self.take_plane(ground, made);
    }

    /// What the next plane is made from, if it is due.
    fn due_ground(&self) -> Option<Ground> {
        let config = self.spec.network.as_ref()?.plane.clone();
        let steps = |track: &Track| track.trajectory.last().map_or(0, |row| row.step);
        let are_complete = self.tracks.iter().all(|track| track.trajectory.stop.is_some());
        let now = Ground { config, steps: self.tracks.iter().map(steps).sum(), are_complete };
        let is_long = || self.tracks.iter().map(steps).min().unwrap_or(0) >= LEAST_STEPS;
        let is_due = match &self.planes.made_from {
            _ if !are_complete && !is_long() => false,
            None => true,
            Some(made) if made.config != now.config => true,
            Some(made) => {
                !made.are_complete && (are_complete || now.steps >= made.steps.saturating_mul(2))
            }
        };
        is_due.then_some(now)
    }

    /// What a plane is made from: copies, as the runs go on meanwhile.
    fn weight_paths(&self) -> Vec<WeightPath> {
        let centre = self.spec.network.as_ref().map(|network| network.plane.centre);
        let path = |track: &Track| chosen_rows(track, centre.unwrap_or_default());
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
    fn stand_on(&mut self, Standing { objective, survey, tint, surface }: Standing) {
        let outlook = self.outlook();
        let domain = objective.domain;
        let former = std::mem::replace(&mut self.objective, objective);
        (self.survey, self.planes.has_stood) = (survey, true);
        self.tracks.iter_mut().for_each(Track::drape_anew);
        self.curves = DrawnCurves::default();
        self.field = None;
        self.grid.domain = domain;
        let is_known = !self.spec.surface.differs_in_color(&surface);
        self.tint = if is_known { tint } else { tint_on(&self.spec, &self.objective) };
        self.quiver.take_plan(&self.spec, domain);
        self.measure_quiver();
        self.forget_stale_tuning(&former);
        self.refresh_contours();
        self.turn_from(outlook);
    }
}

/// Evenly chosen rows of a run, with the first, the last and the one that a centre asks for.
fn chosen_rows(track: &Track, centre: Centre) -> WeightPath {
    let (trajectory, sound) = (&track.trajectory, sound_rows(track));
    let last = sound.saturating_sub(1);
    let most = (MOST_NUMBERS / trajectory.dimension().max(1)).clamp(2, MOST_ROWS);
    let count = most.min(sound);
    let mut rows: Vec<usize> = (0..count).map(|k| k * last / (count - 1).max(1)).collect();
    if let Centre::Step(step) = centre
        && sound > 0
    {
        rows.push(trajectory.index_at(step).unwrap_or(0).min(last));
        rows.sort_unstable();
        rows.dedup();
    }
    let mut path = WeightPath::default();
    for row in rows.into_iter().filter_map(|row| trajectory.row(row)) {
        path.points.extend_from_slice(row.point);
        path.steps.push(row.step);
    }
    path
}

/// Rows of a run that a plane can be made from: those before it was lost in numbers too large to be seen.
pub(super) fn sound_rows(track: &Track) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;

    fn session(steps: u64) -> Session {
        let text = format!(
            "[network]\nlayers = [{{ units = 1 }}]\nloss = 'binary-cross-entropy'\n\
             data = {{ set = 'xor' }}\n[runs]\nsteps = {steps}\n[[run]]\noptimizer = 'sgd'\n"
        );
        let spec = Spec::from_toml("test.toml", &text, Origin::default()).unwrap().0;
        Session::new(spec).unwrap()
    }

    #[test]
    fn rows_of_a_long_run_are_chosen_evenly_with_those_that_a_centre_is() {
        let mut session = session(5000);
        session.tracks[0].finish_run();
        let track = &session.tracks[0];
        let evenly = chosen_rows(track, Centre::Final).steps;
        assert_eq!((evenly.len(), evenly[0], evenly[1999]), (2000, 0, 5000));
        assert!(evenly.windows(2).all(|pair| (2..=3).contains(&(pair[1] - pair[0]))));
        let between = (0..5000).find(|step| !evenly.contains(step)).unwrap();
        for step in [0, between, 4999, 9999] {
            let centre = Centre::Step(step);
            let path = chosen_rows(track, centre);
            let known = path.point(centre, 3).unwrap();
            assert_eq!(Some(&known[..]), track.trajectory.point(step.min(5000) as usize));
        }
    }

    #[test]
    fn a_plane_whose_making_breaks_off_is_an_error_and_not_made_again_and_again() {
        let mut session = session(20);
        session.tracks[0].finish_run();
        let ground = session.due_ground().unwrap();
        // What a panicked thread leaves: nothing, and nothing to come.
        let work = Job::start(|_| None);
        session.planes.job = Some(PlaneJob { ground, work });
        while session.planes.job.is_some() {
            session.pump_plane();
        }
        assert!(session.plane_error().unwrap().message.contains("could not be made"));
        session.pump_plane();
        assert!(!session.is_making_plane());
    }
}
