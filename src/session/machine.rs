//! The session's state, its clock and its commands.

use std::sync::Arc;

use super::contours::Tracing;
use super::critical::CriticalSearch;
use super::curves::DrawnCurves;
use super::eye::{Eye, Hold};
use super::film::Film;
use super::fit::DrawnFit;
use super::ghost::Ghost;
use super::history::History;
use super::inspector::{Inspection, Inspector};
use super::keys::{check_keys, surveyed_world, world_of};
use super::lines::MadeLine;
use super::marks::Found;
use super::plane::PlaneWatch;
use super::playhead::Playhead;
use super::probe::Probing;
use super::quiver::DrawnQuiver;
use super::sections::MadeSection;
use super::swarm::Swarm;
use super::tint::tint_of;
use super::track::Track;
use super::tuning::Tuning;
use super::turn::Turning;
use super::vectors::DrawnVectors;
use super::{Command, FieldRange, STARTS_ARE_SEEDS};
use crate::objective::{Objective, Survey};
use crate::scene::{Camera, Grid, Style, Tint, World};
use crate::spec::{Resolved, Spec, SpecError};

/// Evaluations of single rows that draping may take in one frame.
const DRAPING_BUDGET: usize = 2_000_000;

/// The deterministic machine: a spec, what follows from it, and where the user is in it.
pub struct Session {
    pub(super) spec: Spec,
    pub(super) objective: Arc<Objective>,
    pub(super) survey: Survey,
    pub(super) grid: Grid,
    pub(super) style: Style,
    pub(super) tint: Option<Tint>,
    pub(super) field: Option<FieldRange>,
    pub(super) tracks: Vec<Track>,
    pub(super) ghost: Option<Ghost>,
    pub(super) swarm: Option<Swarm>,
    pub(super) tracing: Option<Tracing>,
    pub(super) playhead: Playhead,
    pub(super) eye: Eye,
    pub(super) aspect: f32,
    pub(super) fit: DrawnFit,
    pub(super) tuning: Option<Tuning>,
    pub(super) inspector: Option<Inspector>,
    pub(super) inspection: Inspection,
    pub(super) vectors: DrawnVectors,
    pub(super) quiver: DrawnQuiver,
    pub(super) probing: Probing,
    pub(super) critical: Option<CriticalSearch>,
    pub(super) sections: Vec<MadeSection>,
    pub(super) lines: Vec<MadeLine>,
    pub(super) film: Film,
    pub(super) history: History,
    /// What the flat view shows.
    pub(super) flat_eye: Camera,
    /// A session of its own for each further loss; this one leads them.
    pub(super) gallery: Vec<Session>,
    pub(super) curves: DrawnCurves,
    pub(super) found: Found,
    pub(super) planes: PlaneWatch,
    pub(super) turning: Turning,
}

impl Session {
    /// Checks the spec, builds its objective and starts its runs.
    pub fn new(spec: Spec) -> Result<Self, SpecError> {
        let resolved = spec.resolve()?;
        let aspect = resolved.spec.film.aspect();
        let survey = Survey::at_once(&resolved.objective);
        // The surface of a network comes with its training.
        if resolved.objective.landscape().is_none() {
            check_keys(&resolved, &surveyed_world(&resolved, &survey), aspect)?;
        }
        let gallery = Self::hang(resolved.spec.gallery_specs()?, Vec::new())?;
        let Resolved { spec, objective, grid, style, shade, plans, swarm, quiver } = resolved;
        let mut session = Self {
            survey,
            tint: tint_of(&spec, shade.as_ref()),
            tracks: plans.into_iter().map(|plan| Track::start(plan, &objective)).collect(),
            swarm: swarm.map(|plan| Swarm::start(plan, &objective)),
            playhead: Playhead::at(spec.view.step.unwrap_or(0.0)),
            eye: Eye::at(spec.view.camera(aspect, style.floor)),
            fit: DrawnFit::of(&objective),
            field: None,
            ghost: None,
            tracing: None,
            tuning: None,
            inspector: None,
            inspection: Inspection::Off,
            vectors: DrawnVectors::default(),
            quiver: DrawnQuiver::new(quiver),
            probing: Probing::default(),
            critical: None,
            sections: Vec::new(),
            lines: Vec::new(),
            film: Film::default(),
            history: History::of(&spec),
            flat_eye: Camera::FLAT,
            gallery,
            curves: DrawnCurves::default(),
            found: Found::default(),
            planes: PlaneWatch::default(),
            turning: Turning::default(),
            objective,
            grid,
            style,
            aspect,
            spec,
        };
        session.measure_quiver();
        session.refresh_contours();
        session.follow_playhead();
        Ok(session)
    }

    /// Does what the command says. On an error, which only an edit or a search can give, nothing has changed.
    pub fn apply(&mut self, command: Command) -> Result<(), SpecError> {
        let former = command.is_edit().then(|| self.spec.clone());
        self.obey(command)?;
        if let Some(former) = former {
            self.remember(former);
        }
        self.refresh_film();
        self.follow_playhead();
        Ok(())
    }

    /// Brings up to date what is made for the step shown alone, and what is looked at more closely.
    pub(super) fn follow_playhead(&mut self) {
        self.refresh_ghost();
        self.refresh_curves();
        self.show_generations();
        self.refresh_found();
        self.inspect();
        self.lead_gallery();
        self.refresh_probe();
        self.refresh_sections();
        self.refresh_lines();
        self.refresh_critical();
        self.refresh_fit();
    }

    fn obey(&mut self, command: Command) -> Result<(), SpecError> {
        if command.moves_on_its_own() {
            self.leave_film();
        }
        let length = self.length();
        match command {
            Command::AddKey => return self.add_key(),
            Command::KeysOfFlight => return self.keys_of_flight(),
            Command::Film(command) => self.direct(&command),
            Command::Edit(spec) => return self.edit(*spec),
            Command::PlaceStart(_) if self.objective.landscape().is_some() => {
                return Err(SpecError::new("runs.starts", STARTS_ARE_SEEDS));
            }
            Command::PlaceStart(start) => {
                let mut spec = self.spec.clone();
                (spec.runs.starts, spec.swarm) = (Some(vec![start]), None);
                spec.run.iter_mut().flatten().for_each(|run| run.start = None);
                return self.edit(spec);
            }
            Command::Open { spec, name, file } => return self.open(*spec, &name, file),
            Command::Undo => return self.undo(),
            Command::Redo => return self.redo(),
            Command::Hold(is_held) => self.hold(is_held),
            Command::TogglePlay if self.playhead.playing => self.playhead.playing = false,
            Command::TogglePlay | Command::Play => self.playhead.play(length),
            Command::Pause => self.playhead.playing = false,
            Command::StepForward => self.playhead.forward(length),
            Command::StepBack => self.playhead.back(length),
            Command::Scrub(step) => self.playhead.seek(step, length),
            Command::Probe(_) | Command::Nudge(_) | Command::Hover(_) => self.move_probe(&command),
            Command::Speed(speed) => self.playhead.speed = Some(f64::from(speed.max(0.0))),
            Command::FieldRange { of: 0, range } => {
                self.turning.is_seen = true;
                // A surface between two planes says nothing of either.
                if !self.is_turning() {
                    self.field = Some(range);
                }
            }
            Command::FieldRange { of, range } => {
                let child = self.gallery.get_mut(of - 1);
                child.into_iter().for_each(|child| child.field = Some(range));
            }
            Command::Slide(delta) => self.flat_eye.slide(delta),
            Command::Magnify { factor, ndc } => self.flat_eye.magnify(factor, ndc),
            Command::Viewport { aspect } => self.reshape(aspect),
            Command::Tune => return self.start_tuning(),
            Command::StopTuning => self.tuning = None,
            Command::TakeTuned => return self.take_tuned(),
            camera_move => self.move_eye(&camera_move),
        }
        Ok(())
    }

    /// Lets time pass: rows that are ready are taken, the playhead and the camera move.
    pub fn advance(&mut self, elapsed_secs: f32) {
        self.pump();
        self.advance_turn(f64::from(elapsed_secs));
        self.history.advance(f64::from(elapsed_secs));
        let computed = self.tracks.iter().filter(|t| !t.is_complete()).map(Track::last_step).min();
        let length = self.length();
        self.playhead.advance(f64::from(elapsed_secs), computed.unwrap_or(length), length);
        self.eye.advance(elapsed_secs);
        self.advance_film(f64::from(elapsed_secs));
        self.follow_playhead();
    }

    /// Takes the rows that the runs have ready, and the trials of a search, without waiting.
    pub fn pump(&mut self) {
        self.pump_tuning();
        self.pump_plane();
        self.pump_contours();
        // While the plane turns, the runs are draped over what is shown meanwhile, too.
        let budget = DRAPING_BUDGET / if self.has_turn() { 4 } else { 1 };
        let rows = budget / self.objective.cost() / self.tracks.len().max(1);
        let objective = &self.objective;
        self.tracks.iter_mut().for_each(|track| track.pump(objective, rows.clamp(4, 20_000)));
        self.pump_accuracies();
        self.pump_lines();
        self.swarm.iter_mut().for_each(Swarm::pump);
        self.gallery.iter_mut().for_each(Self::pump);
        self.critical.iter_mut().for_each(CriticalSearch::pump);
    }

    /// Waits until all runs are computed, the contours, the terms of the step shown, and the critical points.
    pub fn finish_runs(&mut self) {
        self.tracks.iter_mut().for_each(Track::finish_run);
        self.finish_plane();
        self.end_turn();
        let objective = &self.objective;
        self.tracks.iter_mut().for_each(|track| track.finish(objective));
        self.swarm.iter_mut().for_each(Swarm::finish);
        self.finish_accuracies();
        self.finish_lines();
        self.follow_playhead();
        self.finish_contours();
        self.critical.iter_mut().for_each(CriticalSearch::finish);
        self.finish_inspection();
        self.gallery.iter_mut().for_each(Self::finish_runs);
    }

    /// Makes the generations at the playhead ready; called whenever it, or the rows, may have changed.
    pub(super) fn show_generations(&mut self) {
        let (objective, step) = (&self.objective, self.step());
        self.tracks.iter_mut().for_each(|track| track.show_generation(step, objective));
    }

    /// Brings the camera to where it is going, and finds what is still looked for, for a single picture.
    pub fn settle(&mut self) {
        self.eye.settle();
        self.end_turn();
        self.finish_inspection();
        self.gallery.iter_mut().for_each(Self::settle);
        self.refresh_probe();
    }

    /// The spec as it was last edited.
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The spec with the present camera and playhead: what a saved scene holds.
    pub fn snapshot(&self) -> Spec {
        let mut spec = self.spec.clone();
        spec.view.set_camera(&self.eye.goal, self.aspect, self.style.floor);
        spec.view.step = Some(self.playhead.step);
        spec
    }

    /// What is minimised.
    pub fn objective(&self) -> &Arc<Objective> {
        &self.objective
    }

    /// The runs, in the order of their plans.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// The step shown, fractional.
    pub fn step(&self) -> f64 {
        self.film.shot.as_ref().map_or(self.playhead.step, |shot| shot.step)
    }

    /// Whether the playhead moves.
    pub fn is_playing(&self) -> bool {
        self.playhead.playing
    }

    /// Steps that the playhead moves in a second.
    pub fn steps_per_sec(&self) -> f64 {
        self.playhead.steps_per_sec(self.length())
    }

    /// Steps of the longest run: as far as the playhead goes.
    pub fn length(&self) -> u64 {
        let steps = |track: &Track| match track.trajectory.stop {
            Some(_) => track.trajectory.last().map_or(0, |row| row.step),
            None => track.plan.settings.steps,
        };
        let swarm = self.swarm.as_ref().map(Swarm::length);
        let gallery = self.gallery.iter().map(Self::length);
        self.tracks.iter().map(steps).chain(swarm).chain(gallery).max().unwrap_or(0)
    }

    /// Whether the next [`Session::advance`] may change the scene: something plays, moves or is being computed.
    pub fn is_busy(&self) -> bool {
        self.playhead.playing
            || self.film.is_playing
            || !self.eye.is_still()
            || self.has_turn()
            || self.is_computing()
            || matches!(self.inspection, Inspection::Computing(_))
    }

    /// Whether runs, contours, a search or critical points are being computed.
    pub fn is_computing(&self) -> bool {
        self.tracks.iter().any(|track| !track.is_complete())
            || self.swarm.as_ref().is_some_and(|swarm| !swarm.is_complete())
            || self.is_making_plane()
            || self.is_measuring()
            || self.is_making_lines()
            || self.tracing.as_ref().is_some_and(|tracing| !tracing.is_complete())
            || self.tuning.as_ref().is_some_and(Tuning::is_under_way)
            || self.gallery.iter().any(Self::is_computing)
            || self.critical.as_ref().is_some_and(CriticalSearch::is_under_way)
    }

    /// The map from samples to the world.
    pub fn world(&self) -> World {
        let range = self.field.map(|field| (field.min, field.max));
        world_of(&self.spec, &self.objective, &self.survey, range)
    }

    /// Takes over what belongs to the window rather than to the scene.
    pub(super) fn keep_window_of(&mut self, former: &Self) {
        self.reshape(former.aspect);
        self.film.shows_rail = former.film.shows_rail;
    }

    fn reshape(&mut self, aspect: f32) {
        if !(aspect.is_finite() && aspect > 0.0) || aspect == self.aspect {
            return;
        }
        self.aspect = aspect;
        if self.eye.hold != Hold::Place {
            self.eye.goal = self.held_goal();
            self.eye.settle();
        }
    }
}
