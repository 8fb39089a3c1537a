//! The turn from one plane of a network to the next: half a second of true surfaces between them.
//!
//! Everything else stands on the new plane at once; what is shown meanwhile takes its place in the scene alone. Each moment
//! is the loss on a plane on the way, coarsely sampled, with the runs draped over it by a few of their rows.

use std::sync::Arc;

use rayon::prelude::*;

use super::Session;
use super::track::{Track, within_reach};
use crate::objective::plane::Geodesic;
use crate::objective::{Domain, Landscape, Objective};
use crate::optim::Trajectory;
use crate::scene::{Grid, HeightMap, Path, PathStyle, Scene, ShownPath, World};

/// How long a turn takes.
const TURN_SECS: f64 = 0.5;
/// Samples along a side of a surface that is shown for a moment; where not even the fewest can be had, the plane jumps.
const MOST_SIDE: usize = 65;
const LEAST_SIDE: usize = 17;
/// Terms that such a surface may take: some milliseconds.
const FIELD_TERMS: usize = 2_000_000;
/// Terms that all runs draped over it may take.
const PATH_TERMS: usize = 400_000;
/// Rows of a run that are draped over it, at least and at most.
const LEAST_ROWS: usize = 8;
const MOST_ROWS: usize = 256;

/// Whether there is something to turn from, and the turn under way.
#[derive(Default)]
pub(super) struct Turning {
    /// Whether a surface of this network has been shown.
    pub(super) is_seen: bool,
    turn: Option<Turn>,
}

/// What is looked at: where a turn begins.
pub(super) struct Outlook {
    landscape: Arc<Landscape>,
    domain: Domain,
    height: HeightMap,
}

struct Turn {
    way: Geodesic,
    /// The height map of the surface that is left.
    from: HeightMap,
    secs: f64,
    /// Rows of each run when it began: until they lie on the new plane, those of the turn are shown.
    rows: Vec<usize>,
    pose: Option<Pose>,
}

/// What is shown at one moment.
struct Pose {
    made_from: MadeFrom,
    objective: Arc<Objective>,
    height: HeightMap,
    runs: Vec<Draped>,
}

/// The share of the way, the step shown, and the rows that there are.
#[derive(PartialEq)]
struct MadeFrom(f64, f64, usize);

/// A run over the surface of the moment.
struct Draped {
    path: Arc<Path>,
    /// Which row each sample of the path is.
    rows: Vec<usize>,
}

impl Turn {
    /// The share of the way, eased at both ends.
    fn share(&self) -> f64 {
        let share = (self.secs / TURN_SECS).clamp(0.0, 1.0);
        share * share * (3.0 - 2.0 * share)
    }
}

impl Session {
    /// Whether the surface that is shown is one between two planes.
    pub fn is_turning(&self) -> bool {
        self.turning.turn.as_ref().is_some_and(|turn| turn.share() < 1.0)
    }

    /// Whether a turn has not come to its end yet.
    pub(super) fn has_turn(&self) -> bool {
        self.turning.turn.is_some()
    }

    /// What is looked at now, if it is a network that somebody sees.
    pub(super) fn outlook(&self) -> Option<Outlook> {
        if !self.turning.is_seen {
            return None;
        }
        let pose = self.turning.turn.as_ref().and_then(|turn| turn.pose.as_ref());
        let (objective, height) = match pose.filter(|_| self.is_turning()) {
            Some(pose) => (&pose.objective, pose.height),
            None => (&self.objective, self.world().height),
        };
        let landscape = Arc::clone(objective.landscape()?);
        Some(Outlook { landscape, domain: objective.domain, height })
    }

    /// Turns from what was looked at to what is; jumps there where a turn would take too long.
    pub(super) fn turn_from(&mut self, former: Option<Outlook>) {
        self.turning.turn = None;
        let (Some(former), Some(landscape)) = (former, self.objective.landscape()) else { return };
        if side(&self.objective).is_none() {
            return;
        }
        let way = Geodesic::between(
            (&former.landscape.plane, former.domain),
            (&landscape.plane, self.objective.domain),
        );
        let rows = self.tracks.iter().map(|track| track.trajectory.len()).collect();
        let from = former.height;
        self.turning.turn = way.map(|way| Turn { way, from, secs: 0.0, rows, pose: None });
        self.pose();
    }

    /// Lets the turn go on.
    pub(super) fn advance_turn(&mut self, elapsed_secs: f64) {
        let Some(turn) = &mut self.turning.turn else { return };
        turn.secs += elapsed_secs;
        let is_draped = |(track, rows): (&Track, &usize)| track.is_draped(*rows);
        if turn.share() >= 1.0 && self.tracks.iter().zip(&turn.rows).all(is_draped) {
            self.end_turn();
        }
        self.pose();
    }

    /// Shows the new plane at once.
    pub(super) fn end_turn(&mut self) {
        self.turning.turn = None;
    }

    /// Makes what is shown at this moment, unless it is there; a plane that cannot be is skipped with all that follow.
    fn pose(&mut self) {
        let step = self.step();
        let height = self.world().height;
        let Some(turn) = &mut self.turning.turn else { return };
        let rows = self.tracks.iter().map(|track| track.trajectory.len()).sum();
        let made_from = MadeFrom(turn.share(), step, rows);
        if turn.pose.as_ref().is_some_and(|pose| pose.made_from == made_from) {
            return;
        }
        let share = made_from.0;
        let Some(objective) = passing(&turn.way, share, &self.objective) else {
            return self.end_turn();
        };
        let terms = PATH_TERMS / objective.cost() / self.tracks.len().max(1);
        let runs: Vec<_> =
            self.tracks.iter().map(|track| (&track.trajectory, track.row_at(step))).collect();
        let drape =
            |(trajectory, row): &(&Trajectory, f32)| draped(trajectory, *row, &objective, terms);
        let runs = runs.par_iter().map(drape).collect();
        let height = turn.from.towards(&height, share);
        turn.pose = Some(Pose { made_from, objective, height, runs });
    }

    /// The scene as it is shown while the plane turns: what stands on the new plane alone is left out.
    pub(super) fn turned(&self, scene: Scene, styles: &[PathStyle]) -> Scene {
        let pose = self.turning.turn.as_ref().and_then(|turn| turn.pose.as_ref());
        let Some(Pose { objective, height, runs, .. }) = pose else { return scene };
        let step = self.step();
        let tracks = || self.tracks.iter().zip(runs);
        let shown = |(track, run): (&Track, &Draped)| ShownPath {
            path: Arc::clone(&run.path),
            style: styles[track.plan.run],
            shown_sample: run.sample_of(track.row_at(step)),
        };
        let paths = tracks().map(shown).collect();
        let marks = tracks().flat_map(|(track, run)| {
            let now = run.sample_of(track.row_at(step));
            self.run_marks(track, &run.path, now, styles[track.plan.run])
        });
        let scene = Scene { paths, marks: marks.collect(), ..scene };
        let Some(side) = side(objective).filter(|_| self.is_turning()) else { return scene };
        let [nx, ny] = [scene.grid.nx, scene.grid.ny].map(|samples| samples.min(side));
        let (mut sections, mut lines) = (scene.sections, scene.lines);
        sections.iter_mut().for_each(|section| section.guides.clear());
        lines.iter_mut().for_each(|line| line.guides.clear());
        Scene {
            objective: Arc::clone(objective),
            grid: Grid { domain: objective.domain, nx, ny },
            world: World { domain: objective.domain, height: *height, ..scene.world },
            ghost: None,
            tint: None,
            quiver: None,
            contours: None,
            probe: None,
            vectors: Vec::new(),
            clouds: Vec::new(),
            stems: Vec::new(),
            sections,
            lines,
            ..scene
        }
    }
}

impl Draped {
    /// The sample of a row, both fractional.
    fn sample_of(&self, row: f32) -> f32 {
        let after = self.rows.partition_point(|known| *known as f32 <= row);
        let Some(before) = after.checked_sub(1) else { return 0.0 };
        let Some(next) = self.rows.get(after) else { return before as f32 };
        let from = self.rows[before] as f32;
        before as f32 + (row - from) / (*next as f32 - from)
    }
}

/// Samples along a side of a surface that is shown for a moment; `None` where they take too long.
fn side(objective: &Objective) -> Option<u32> {
    let side = (FIELD_TERMS / objective.cost()).isqrt();
    (side >= LEAST_SIDE).then_some(side.min(MOST_SIDE) as u32)
}

/// The loss on the plane at a share of the way.
fn passing(way: &Geodesic, share: f64, objective: &Arc<Objective>) -> Option<Arc<Objective>> {
    if share >= 1.0 {
        return Some(Arc::clone(objective));
    }
    let (plane, domain) = way.at(share).ok()?;
    let domain = domain.checked(&objective.parameters).ok()?;
    let landscape = Landscape {
        plane: Arc::new(plane),
        is_passing: true,
        ..Landscape::clone(objective.landscape()?)
    };
    Some(Arc::new(objective.on_plane(landscape, objective.parameters.clone(), domain)))
}

/// A run draped by evenly chosen rows and those beside `row`, where the playhead is; of its steps so many points are evaluated as there are
/// `terms` left, and further ones lie on the chords.
fn draped(trajectory: &Trajectory, row: f32, objective: &Objective, terms: usize) -> Draped {
    let mut draped = Draped { path: Arc::default(), rows: Vec::new() };
    let Some(landscape) = objective.landscape() else { return draped };
    let last = trajectory.len().saturating_sub(1);
    let count = (terms / 2).clamp(LEAST_ROWS, MOST_ROWS).min(last + 1);
    let now = row as usize;
    let mut rows: Vec<usize> = (0..count).map(|k| k * last / (count - 1).max(1)).collect();
    rows.extend([now.min(last), (now + 1).min(last)]);
    rows.sort_unstable();
    rows.dedup();
    let mut evaluator = objective.evaluator();
    let mut left = terms.saturating_sub(rows.len());
    let mut path = Path::default();
    for index in rows {
        let Some(row) = trajectory.row(index) else { break };
        let (shadow, _) = landscape.shadow(row.point);
        let shadow = within_reach(shadow, objective.domain);
        let own = evaluator.loss(&shadow);
        path.push(shadow, own, objective.domain, &mut |point| {
            if left == 0 {
                return f64::NAN;
            }
            left -= 1;
            evaluator.loss(point)
        });
        draped.rows.push(index);
    }
    draped.path = Arc::new(path);
    draped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Origin, Spec};

    fn side_of(layers: &str, rows: usize) -> Option<u32> {
        let text = format!(
            "[network]\nlayers = [{layers}, {{ units = 1 }}]\nloss = 'binary-cross-entropy'\n\
             data = {{ set = 'moons', rows = {rows} }}\n"
        );
        let spec = Spec::from_toml("test.toml", &text, Origin::default()).unwrap().0;
        side(&spec.resolve().unwrap().objective)
    }

    #[test]
    fn a_network_turns_over_as_many_samples_as_a_frame_has_time_for() {
        assert_eq!(side_of("{ units = 2, activation = 'tanh' }", 20), Some(65));
        let side = side_of("{ units = 16, activation = 'tanh' }", 300);
        assert!(side.is_some_and(|side| (17..65).contains(&side)), "{side:?}");
        let deep = "{ units = 64, activation = 'relu' }, { units = 64, activation = 'relu' }";
        assert_eq!(side_of(deep, 300), None, "its plane jumps");
    }
}
