//! Films: what a session shows as a function of the time alone, and the window's preview of it.

use std::sync::Arc;

use super::eye::Hold;
use super::{FilmCommand, Session};
use crate::objective::Objective;
use crate::scene::flight::{Course, Flight, Ground, Key, Rail, Reel, Shot, Subject};
use crate::scene::{Camera, Floor, Path, World};
use crate::spec::FlightSpec;

/// Samples of the ground along one side, for a loss that one row decides; fewer where more do.
const GROUND_SAMPLES: usize = 257;
const LEAST_GROUND_SAMPLES: usize = 65;
const LEAST_OF_NETWORK: usize = 17;
/// Evaluations of single rows that sampling the ground may take.
const GROUND_BUDGET: usize = 20_000_000;

/// The film's clock and what it shows.
#[derive(Default)]
pub(super) struct Film {
    /// The time in the film that a new key stands at, and that the preview shows.
    pub(super) secs: f64,
    pub(super) is_playing: bool,
    pub(super) shows_rail: bool,
    /// What is shown instead of the eye's own view, while the film is.
    pub(super) shot: Option<Shot>,
    pub(super) rail: Option<Arc<Rail>>,
    made: Option<(MadeFrom, Reel)>,
    ground: Option<(GroundFrom, Arc<Ground>)>,
}

/// What is the same only where it is kept in the same place.
#[derive(Clone)]
struct Same<T>(Arc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// All that a reel depends on.
#[derive(PartialEq)]
struct MadeFrom {
    built_in: Flight,
    flight: Option<FlightSpec>,
    seconds: f64,
    view: Camera,
    aspect: f32,
    ground: GroundFrom,
    /// The paths of runs that are complete: only they do not grow any more.
    paths: Vec<Option<Same<Path>>>,
    steps: u64,
}

#[derive(Clone, PartialEq)]
struct GroundFrom {
    objective: Same<Objective>,
    world: World,
    floor: Floor,
}

impl Session {
    /// Shows frame `frame` of `frames`, after all runs are computed.
    ///
    /// Frame `frames`, which is not shown, would equal frame 0 of an orbit: a looped film turns without a halt.
    pub fn film_frame(&mut self, frame: u32, frames: u32) {
        let share = f64::from(frame) / f64::from(frames.max(1));
        self.film_at(self.spec.film.seconds * share);
    }

    /// Shows the film at a time in seconds, after all runs are computed; nothing but the time matters.
    pub fn film_at(&mut self, secs: f64) {
        self.finish_runs();
        self.playhead.playing = false;
        (self.film.secs, self.film.is_playing) = (secs, false);
        self.show_film();
        self.follow_playhead();
        self.finish_inspection();
    }

    /// The time in the film that a new key stands at, seconds.
    pub fn film_secs(&self) -> f64 {
        self.film.secs
    }

    /// Whether the film is shown instead of the eye's own view.
    pub fn shows_film(&self) -> bool {
        self.film.shot.is_some()
    }

    /// Whether the film's clock runs.
    pub fn film_plays(&self) -> bool {
        self.film.is_playing
    }

    /// Whether the way of the film's eye is drawn.
    pub fn shows_rail(&self) -> bool {
        self.film.shows_rail
    }

    pub(super) fn direct(&mut self, command: &FilmCommand) {
        let seconds = self.spec.film.seconds;
        match *command {
            FilmCommand::Seek(secs) => {
                self.film.secs = if secs.is_nan() { 0.0 } else { secs.clamp(0.0, seconds) };
                self.begin_film();
            }
            FilmCommand::TogglePlay if self.film.is_playing => self.film.is_playing = false,
            FilmCommand::TogglePlay => {
                if self.film.secs >= seconds {
                    self.film.secs = 0.0;
                }
                self.film.is_playing = true;
                self.begin_film();
            }
            FilmCommand::Leave => (self.film.shot, self.film.is_playing) = (None, false),
            FilmCommand::ShowRail(shows) => self.film.shows_rail = shows,
        }
    }

    /// From now on the film is shown.
    fn begin_film(&mut self) {
        self.playhead.playing = false;
        self.show_film();
    }

    /// The film gives way to a view that can be moved: the one that it shows now.
    pub(super) fn leave_film(&mut self) {
        self.film.is_playing = false;
        if let Some(shot) = self.film.shot.take() {
            self.eye.goal = shot.camera;
            self.eye.hold = Hold::Place;
            self.eye.settle();
            self.playhead.seek(shot.step, self.length());
        }
    }

    /// Lets the film's time pass.
    pub(super) fn advance_film(&mut self, elapsed_secs: f64) {
        if self.film.is_playing {
            let seconds = self.spec.film.seconds;
            self.film.secs = (self.film.secs + elapsed_secs).min(seconds);
            self.film.is_playing = self.film.secs < seconds;
        }
        self.refresh_film();
    }

    /// Brings shot and rail up to date, where they are shown.
    pub(super) fn refresh_film(&mut self) {
        self.film.secs = self.film.secs.min(self.spec.film.seconds);
        if self.film.shot.is_some() {
            self.show_film();
        }
        if !self.film.shows_rail || self.film.shot.is_some() {
            self.film.rail = None;
        } else if self.make_reel() || self.film.rail.is_none() {
            self.film.rail = self.film.made.as_ref().map(|(_, reel)| Arc::new(reel.rail()));
        }
    }

    fn show_film(&mut self) {
        self.make_reel();
        self.film.shot = self.film.made.as_ref().map(|(_, reel)| reel.shot(self.film.secs));
    }

    /// The present flight, ready to be asked for any time.
    pub fn reel(&mut self) -> Option<&Reel> {
        self.make_reel();
        self.film.made.as_ref().map(|(_, reel)| reel)
    }

    /// Makes the reel anew if anything that it depends on has changed.
    fn make_reel(&mut self) -> bool {
        let path =
            |track: &super::Track| track.is_complete().then(|| Same(Arc::clone(&track.path)));
        let from = MadeFrom {
            built_in: self.spec.built_in_flight(),
            flight: self.spec.flight.clone(),
            seconds: self.spec.film.seconds,
            view: self.eye.goal,
            aspect: self.aspect,
            ground: self.ground_from(),
            paths: self.tracks.iter().map(path).collect(),
            steps: self.length(),
        };
        if self.film.made.as_ref().is_some_and(|(made_from, _)| *made_from == from) {
            return false;
        }
        let keys = self.scene_keys();
        let constant_speed = self.spec.flight.as_ref().is_some_and(|flight| flight.constant_speed);
        let subject = self.subject(from.ground.clone());
        let reel = Reel::new(from.built_in, &keys, constant_speed, &subject);
        self.film.made = Some((from, reel));
        true
    }

    /// The keys by hand, with the cameras that they ask for in the present picture.
    fn scene_keys(&self) -> Vec<Key> {
        let (world, floor) = (self.world(), self.style.floor);
        let mut evaluator = self.objective.evaluator();
        let mut loss = |at: &[f64]| evaluator.loss(at);
        let keys = self.spec.keys().iter();
        keys.map(|key| key.key(key.camera(self.aspect, floor, &world, &mut loss))).collect()
    }

    fn subject(&mut self, from: GroundFrom) -> Subject {
        let world = from.world;
        let course = |track: &super::Track| {
            let is_broken = track.left_at.is_some()
                || track.trajectory.stop == Some(crate::optim::Stop::Diverged);
            let step_of = |sample: f32| track.step_of(sample);
            Course::of(track.plan.run, &track.path, &world, step_of, is_broken)
        };
        Subject {
            secs: self.spec.film.seconds,
            steps: self.length() as f64,
            view: self.eye.goal,
            aspect: self.aspect,
            floor: self.style.floor,
            courses: self.tracks.iter().map(course).collect(),
            runs: self.spec.run.as_ref().map_or(0, Vec::len),
            ground: self.ground(from),
        }
    }

    fn ground_from(&self) -> GroundFrom {
        GroundFrom {
            objective: Same(Arc::clone(&self.objective)),
            world: self.world(),
            floor: self.style.floor,
        }
    }

    /// The ground under the eye, sampled once for an objective and its height map.
    fn ground(&mut self, from: GroundFrom) -> Arc<Ground> {
        if let Some((_, ground)) = self.film.ground.as_ref().filter(|(old, _)| *old == from) {
            return Arc::clone(ground);
        }
        let affordable = (GROUND_BUDGET / self.objective.cost()).isqrt();
        let is_network = self.objective.landscape().is_some();
        let least = if is_network { LEAST_OF_NETWORK } else { LEAST_GROUND_SAMPLES };
        let side = affordable.clamp(least, GROUND_SAMPLES);
        let losses = self.objective.losses_on_grid(&self.objective.domain, side, side);
        let [x, y] = [from.world.domain.x.min, from.world.domain.y.min];
        let heights: Vec<f32> =
            losses.iter().map(|loss| from.world.position(x, y, *loss).z).collect();
        let ground = Arc::new(Ground::of(&heights, side, from.floor));
        self.film.ground = Some((from, Arc::clone(&ground)));
        ground
    }
}
