//! Undo and redo: the specs from before each edit, and what stands in the scene file.
//!
//! ```text
//! past [.. former, former] <- spec -> [later, later ..] future
//! ```
//!
//! Edits of one control that follow each other quickly, or while it is held, are one step: a dragged slider is undone at
//! once. "Quickly" is measured in the session's own time, so that it is deterministic. To open another scene is a step
//! like any other, so that nothing is lost by it; only such a step takes camera and playhead along, which are not edited.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use super::Session;
use super::eye::Eye;
use crate::scene::Camera;
use crate::spec::{Change, Spec, SpecError, leading, summary};

/// Steps that can be undone at most.
const MOST_STEPS: usize = 200;
/// An edit of the same control within this time belongs to the former one, seconds.
const QUIET_SECS: f64 = 1.0;

/// What can be undone and redone.
pub(super) struct History {
    past: VecDeque<Step>,
    future: Vec<Step>,
    clock_secs: f64,
    /// When the last step of the past was made or added to; `None` once it is closed.
    edited_at_secs: Option<f64>,
    /// Since when a control is held, if one is.
    held_since_secs: Option<f64>,
    page: Page,
}

/// An edit, seen from its other side.
struct Step {
    /// The spec that it leads to.
    spec: Spec,
    /// What was done, in words.
    words: String,
    /// The keys that tell its control from others.
    keys: Vec<String>,
    /// What opening a scene also changes.
    scene: Option<OpenScene>,
}

/// The scene file, and what is in it.
#[derive(Clone)]
struct Page {
    file: Option<PathBuf>,
    saved: Spec,
}

/// Where a scene was left.
struct OpenScene {
    eye: Eye,
    flat_eye: Camera,
    step: f64,
    page: Page,
}

impl History {
    /// Of a spec that was just read.
    pub(super) fn of(spec: &Spec) -> Self {
        Self {
            past: VecDeque::new(),
            future: Vec::new(),
            clock_secs: 0.0,
            edited_at_secs: None,
            held_since_secs: None,
            page: Page { file: None, saved: spec.clone() },
        }
    }

    /// Lets time pass.
    pub(super) fn advance(&mut self, elapsed_secs: f64) {
        self.clock_secs += elapsed_secs;
    }

    /// Whether an edit now belongs to the former one, if it is of the same control.
    fn is_open(&self) -> bool {
        let is_recent = |at: f64| {
            self.clock_secs - at < QUIET_SECS
                || self.held_since_secs.is_some_and(|since| at >= since)
        };
        self.edited_at_secs.is_some_and(is_recent)
    }

    fn push(&mut self, step: Step) {
        if self.past.len() == MOST_STEPS {
            self.past.pop_front();
        }
        self.past.push_back(step);
    }
}

impl Session {
    /// Keeps the spec from before an edit.
    pub(super) fn remember(&mut self, former: Spec) {
        if former == self.spec {
            return;
        }
        let keys = keys_of(&former.changes_to(&self.spec));
        let history = &mut self.history;
        history.future.clear();
        let is_open = history.is_open();
        let last = history.past.back_mut().filter(|last| is_open && is_same_control(last, &keys));
        match last {
            Some(last) if last.spec == self.spec => {
                // It came back to where it was.
                history.past.pop_back();
                history.edited_at_secs = None;
                return;
            }
            Some(last) => {
                let changes = last.spec.changes_to(&self.spec);
                (last.words, last.keys) = (summary(&changes), keys_of(&changes));
            }
            None => {
                let words = summary(&former.changes_to(&self.spec));
                history.push(Step { spec: former, words, keys, scene: None });
            }
        }
        history.edited_at_secs = Some(history.clock_secs);
    }

    /// Goes back by one step.
    pub(super) fn undo(&mut self) -> Result<(), SpecError> {
        let Some(spec) = self.history.past.back().map(|step| step.spec.clone()) else {
            return Ok(());
        };
        let left = self.left_scene();
        let former = self.travel_to(spec)?;
        if let Some(mut step) = self.history.past.pop_back() {
            self.cross(&mut step, former, left);
            self.history.future.push(step);
        }
        Ok(())
    }

    /// Goes forward by one step.
    pub(super) fn redo(&mut self) -> Result<(), SpecError> {
        let Some(spec) = self.history.future.last().map(|step| step.spec.clone()) else {
            return Ok(());
        };
        let left = self.left_scene();
        let former = self.travel_to(spec)?;
        if let Some(mut step) = self.history.future.pop() {
            self.cross(&mut step, former, left);
            self.history.push(step);
        }
        Ok(())
    }

    /// Takes over a spec of the history; the one from before. What fails, such as a file that is gone, changes nothing.
    fn travel_to(&mut self, spec: Spec) -> Result<Spec, SpecError> {
        let former = self.spec.clone();
        self.expect_tuned(&spec);
        let outcome = self.edit(spec);
        self.look_for_tuned();
        self.history.edited_at_secs = None;
        outcome.map(|()| former)
    }

    /// Turns a step round, so that it leads back.
    fn cross(&mut self, step: &mut Step, former: Spec, left: OpenScene) {
        step.spec = former;
        let Some(OpenScene { eye, flat_eye, step: shown, page }) = step.scene.take() else {
            return;
        };
        step.scene = Some(left);
        self.leave_film();
        (self.eye, self.flat_eye, self.history.page) = (eye, flat_eye, page);
        self.playhead.playing = false;
        self.playhead.seek(shown, self.length());
    }

    /// Opens another scene in place of this one, which can be undone.
    pub(super) fn open(
        &mut self,
        spec: Spec,
        name: &str,
        file: Option<PathBuf>,
    ) -> Result<(), SpecError> {
        let mut new = Self::new(spec)?;
        self.leave_film();
        let left = self.left_scene();
        std::mem::swap(&mut new.history, &mut self.history);
        let history = &mut new.history;
        history.future.clear();
        history.edited_at_secs = None;
        history.page = Page { file, saved: new.spec.clone() };
        history.push(Step {
            spec: self.spec.clone(),
            words: format!("opening of {name}"),
            keys: Vec::new(),
            scene: Some(left),
        });
        new.keep_window_of(self);
        *self = new;
        Ok(())
    }

    fn left_scene(&self) -> OpenScene {
        OpenScene {
            eye: self.eye.clone(),
            flat_eye: self.flat_eye,
            step: self.playhead.step,
            page: self.history.page.clone(),
        }
    }

    /// While a control is held, all that it changes is one step.
    pub(super) fn hold(&mut self, is_held: bool) {
        let history = &mut self.history;
        let now = history.clock_secs;
        history.held_since_secs = is_held.then(|| history.held_since_secs.unwrap_or(now));
    }

    /// Whether a control is held.
    pub fn is_held(&self) -> bool {
        self.history.held_since_secs.is_some()
    }

    /// Lets time pass in which nothing moves, as in a window that sleeps.
    pub fn rest(&mut self, elapsed_secs: f32) {
        self.history.advance(f64::from(elapsed_secs));
    }

    /// What would be undone, if anything can be.
    pub fn undo_words(&self) -> Option<&str> {
        self.history.past.back().map(|step| step.words.as_str())
    }

    /// What would be redone, if anything can be.
    pub fn redo_words(&self) -> Option<&str> {
        self.history.future.last().map(|step| step.words.as_str())
    }

    /// Whether an edit is not in the scene file yet. Camera and playhead are no edits.
    pub fn is_unsaved(&self) -> bool {
        self.spec != self.history.page.saved
    }

    /// The file of the scene, if it has been read from one or saved.
    pub fn file(&self) -> Option<&Path> {
        self.history.page.file.as_deref()
    }

    /// Notes that what is shown stands in this file.
    pub fn stands_in(&mut self, file: PathBuf) {
        self.history.page = Page { file: Some(file), saved: self.spec.clone() };
    }
}

/// The keys that tell a control from others; none where a whole part came or went, which is always a step of its own.
fn keys_of(changes: &[Change]) -> Vec<String> {
    let leading = leading(changes);
    if leading.iter().any(|change| change.is_structural()) {
        return Vec::new();
    }
    leading.iter().map(|change| change.key.clone()).collect()
}

/// Whether one of two sets of keys covers the other: the ends of a slider are written down with its first move alone.
fn is_same_control(last: &Step, keys: &[String]) -> bool {
    let covers = |some: &[String], others: &[String]| {
        !others.is_empty() && others.iter().all(|key| some.contains(key))
    };
    covers(&last.keys, keys) || covers(keys, &last.keys)
}
