//! How much the plane of a network hides: what it shows of the paths' variance, and for each run at the playhead its true
//! loss beside that of its shadow.

use super::Session;
use super::track::Track;
use crate::objective::plane::{Explained, percent};
use crate::scene::{PathStyle, Stems, ticks};

/// A plane that shows a smaller share of the paths' variance is warned of.
const LEAST_SHARE: f64 = 0.5;

/// Where a run truly is, beside what the plane shows of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OffPlane {
    /// The loss of the run's own weights.
    pub loss: f64,
    /// The loss of the plane's point nearest to them.
    pub shadow: f64,
    /// How far the weights lie off the plane (Euclidean).
    pub distance: f64,
}

impl Track {
    /// Where the run is at a step: its last row that is not later. `None` without a plane, and before the first row.
    pub fn off_plane(&self, step: f64) -> Option<OffPlane> {
        let index = self.trajectory.index_at(step.max(0.0) as u64)?;
        Some(OffPlane {
            loss: *self.true_losses.get(index)?,
            shadow: self.shadows.get(index)?.loss,
            distance: *self.distances.get(index)?,
        })
    }
}

impl OffPlane {
    /// What the legend says beside the true loss.
    pub(super) fn words(&self) -> String {
        let [shadow, distance] = [self.shadow, self.distance].map(|n| ticks::number_to(n, 3));
        format!("shadow {shadow}, off plane {distance}")
    }
}

impl Session {
    /// The share of the paths' squared distances from the plane's centre that lies within the plane, 0 to 1: of all rows
    /// of all runs so far. `None` without a network, and before the first row.
    pub fn explained_variance(&self) -> Option<f64> {
        self.objective.landscape()?;
        let tracks = || self.tracks.iter().filter(|track| track.draped > 0);
        tracks().next()?;
        let all = tracks().map(|track| track.explained);
        Some(all.fold(Explained::default(), Explained::and).share())
    }

    /// The true losses of all runs, where the view shows them.
    pub(super) fn shown_stems(&self, styles: &[PathStyle]) -> Vec<Stems> {
        if self.objective.landscape().is_none() || !self.spec.view.stems {
            return Vec::new();
        }
        let stems = |track: &Track| Stems {
            path: track.path.clone(),
            losses: track.true_losses.clone(),
            color: styles[track.plan.run].color,
            opacity: styles[track.plan.run].opacity,
            shown_sample: track.row_at(self.step()),
        };
        self.tracks.iter().map(stems).collect()
    }

    /// What the plane is, about which centre, the unit of its axes, and how much of the paths it shows.
    pub(super) fn plane_caption(&self) -> String {
        let Some(landscape) = self.objective.landscape() else { return String::new() };
        let of = match self.planes.is_of_whole_paths() {
            Some(true) => "",
            Some(false) => "plane of the unfinished paths: ",
            None if self.planes.has_stood => "plane of the former runs: ",
            None => "until the runs are on their way: ",
        };
        let mut caption = format!("{of}{}", landscape.words);
        // The warning says it otherwise.
        let is_warned = |share: &f64| self.plane_error().is_none() && *share < LEAST_SHARE;
        if let Some(share) = self.explained_variance().filter(|share| !is_warned(share)) {
            let whose = self.whose();
            caption += &format!("\nthe plane shows {} of {whose} variance", percent(share));
        }
        caption
    }

    /// What the rings at the ends of stems are, if there are any: true losses beyond the loss axis.
    pub(super) fn ring_caption(&self) -> String {
        let world = self.world();
        let is_beyond = |track: &Track| {
            let shown = self.step().max(0.0) as u64;
            let rows = track.trajectory.index_at(shown).map_or(0, |index| index + 1);
            track.true_losses.iter().take(rows).any(|loss| world.height.is_clipped(*loss))
        };
        let has_rings = self.spec.view.stems && self.tracks.iter().any(is_beyond);
        if has_rings { "rings: true losses beyond the loss axis".to_owned() } else { String::new() }
    }

    /// Why the plane says little, or is not the one asked for, and what does not stand on it.
    pub(super) fn plane_warning(&self) -> Option<String> {
        let arrows = self.quiver.error.as_ref();
        let arrows = arrows.map(|error| format!("{}; no arrows are drawn", error.message));
        let warnings: Vec<String> = self.warning_of_plane().into_iter().chain(arrows).collect();
        (!warnings.is_empty()).then(|| warnings.join("\n"))
    }

    fn warning_of_plane(&self) -> Option<String> {
        if let Some(error) = self.plane_error() {
            return Some(format!("{}; the former plane stays", error.message));
        }
        let share = self.explained_variance().filter(|share| *share < LEAST_SHARE)?;
        Some(format!(
            "this plane shows only {} of {} variance: distances and valleys off it are not seen",
            percent(share),
            self.whose()
        ))
    }

    fn whose(&self) -> &'static str {
        if self.tracks.len() == 1 { "the path's" } else { "the paths'" }
    }
}
