//! The critical points of the objective: found on a thread of its own while they are shown.

use std::sync::Arc;

use super::Session;
use super::job::Job;
use crate::objective::critical::Kind;
use crate::objective::{CriticalPoints, Objective};
use crate::scene::{Glyph, Mark};

/// Radius of the marks in pixels at 1280 wide; the lowest minima are larger.
const RADIUS_PX: f32 = 5.5;
const GLOBAL_RADIUS_PX: f32 = 7.5;
/// Marks at most, the lowest points first: more would hide the surface.
const MOST_MARKS: usize = 2000;

/// A search with what it found. Dropping it cancels the search.
pub(super) struct CriticalSearch {
    of: Arc<Objective>,
    found: Option<Arc<CriticalPoints>>,
    job: Job<CriticalPoints>,
}

impl CriticalSearch {
    fn start(objective: &Arc<Objective>) -> Self {
        let of = Arc::clone(objective);
        let job = Job::start(move |stop| CriticalPoints::find(&of, stop));
        Self { of: Arc::clone(objective), found: None, job }
    }

    pub(super) fn pump(&mut self) {
        let found = self.job.poll();
        self.found = found.map(Arc::new).or(self.found.take());
    }

    pub(super) fn finish(&mut self) {
        let found = self.job.finish();
        self.found = found.map(Arc::new).or(self.found.take());
    }

    pub(super) fn is_under_way(&self) -> bool {
        self.job.is_under_way()
    }
}

impl Session {
    /// The critical points, once they are found; `None` where they are not shown.
    pub fn critical(&self) -> Option<&CriticalPoints> {
        self.critical.as_ref()?.found.as_deref()
    }

    /// Begins, gives up or keeps the search, as the spec and the objective ask for.
    pub(super) fn refresh_critical(&mut self) {
        if !self.spec.critical.show {
            self.critical = None;
            return;
        }
        if !self.critical.as_ref().is_some_and(|search| Arc::ptr_eq(&search.of, &self.objective)) {
            self.critical = Some(CriticalSearch::start(&self.objective));
        }
    }

    /// A mark for each critical point; the lowest minima are larger.
    pub(super) fn critical_marks(&self) -> impl Iterator<Item = Mark> {
        let points = self.critical().into_iter().flat_map(|found| &found.points);
        let color = self.style.theme.text();
        points.take(MOST_MARKS).map(move |point| Mark {
            glyph: glyph(point.kind),
            parameters: point.point,
            loss: point.loss,
            color,
            radius_px: if point.is_global { GLOBAL_RADIUS_PX } else { RADIUS_PX },
            opacity: 1.0,
            outlined: false,
            label: None,
        })
    }

    /// How many there are of each kind, with their marks.
    pub(super) fn critical_caption(&self) -> String {
        let Some(search) = &self.critical else { return String::new() };
        let Some(found) = &search.found else {
            return "looking for critical points …".to_owned();
        };
        let counts = Kind::ALL.map(|kind| (kind, found.count(kind)));
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        let words: Vec<String> = counts
            .map(|(kind, count)| {
                let name = if count == 1 { kind.name() } else { kind.plural() };
                format!("{} {count} {name}", sign(kind))
            })
            .collect();
        let words =
            if words.is_empty() { "no critical points".to_owned() } else { words.join("   ") };
        // The slope of the whole network vanishes at hardly any of them.
        let place = self.objective.landscape().map_or("", |_| " on the plane");
        words + place
    }
}

/// The mark of a kind.
fn glyph(kind: Kind) -> Glyph {
    match kind {
        Kind::Minimum => Glyph::Disc,
        Kind::Saddle => Glyph::Diamond,
        Kind::Maximum => Glyph::Triangle,
        Kind::Degenerate => Glyph::Ring,
    }
}

/// The same mark as a letter.
fn sign(kind: Kind) -> char {
    match kind {
        Kind::Minimum => '●',
        Kind::Saddle => '◆',
        Kind::Maximum => '▲',
        Kind::Degenerate => '○',
    }
}
