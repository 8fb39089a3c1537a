//! The marks of a picture: starts, playheads and minima by themselves, and those that the spec asks for.

use std::sync::Arc;

use super::Session;
use super::track::Track;
use crate::objective::{Minimum, Objective, lowest_sample, minima_found};
use crate::optim::Stop;
use crate::optim::swarm::Best;
use crate::scene::{Color, Glyph, Grid, Mark, MarkEntry, Path, PathPoint, PathStyle};
use crate::spec::{MarkPlace, MarkSpec};

/// Radius of marks in pixels at 1280 wide.
const RADIUS_PX: f32 = 7.0;
/// Evaluations of single rows that a search for the best sample of a grid, or for minima, may take: some seconds.
const SEARCH_BUDGET: u64 = 1 << 31;
/// Samples in which minima are looked for.
const MINIMA_SAMPLES: u64 = 129 * 129;
/// Marks on one place: they differ by less than this share of the domain.
const SAME: f64 = 1e-6;
/// A minimum whose loss is higher than the lowest by more than this share of it (or, near zero, by more than this) is a
/// local one: what the search of minima leaves unsure.
const EQUAL: f64 = 1e-9;

/// What the objective's own numbers do not say: found once for an objective and a grid, when a mark asks for it.
#[derive(Default)]
pub(super) struct Found {
    of: Option<(Arc<Objective>, Grid)>,
    minima: Option<Vec<Minimum>>,
    best_sample: Option<Option<Minimum>>,
}

/// The marks that a picture shows, and what is said of them.
#[derive(Default)]
pub(super) struct Placed {
    pub(super) marks: Vec<Mark>,
    pub(super) legend: Vec<MarkEntry>,
    pub(super) caption: String,
}

/// A place of a mark, with the run to which it belongs.
struct Spot {
    point: [f64; 2],
    loss: f64,
    run: Option<usize>,
}

impl Session {
    /// Finds what the marks ask for, unless it is known.
    pub(super) fn refresh_found(&mut self) {
        let asks = |wanted: &[MarkPlace]| self.spec.mark.iter().any(|m| wanted.contains(&m.at));
        let asks_sample = asks(&[MarkPlace::BestGridPoint]);
        let asks_minima = (asks(&[MarkPlace::Minimum, MarkPlace::GlobalMinimum])
            && self.known_minima().is_empty())
            || asks(&[MarkPlace::LocalMinimum]) && self.known_local_minima().is_empty();
        let (objective, grid) = (&self.objective, self.grid);
        let is_same = |(of, on): &(Arc<Objective>, Grid)| Arc::ptr_eq(of, objective) && *on == grid;
        if !self.found.of.as_ref().is_some_and(is_same) {
            self.found = Found { of: Some((Arc::clone(objective), grid)), ..Found::default() };
        }
        if asks_minima && self.found.minima.is_none() {
            let cost = MINIMA_SAMPLES.saturating_mul(objective.cost() as u64);
            let is_affordable = cost <= SEARCH_BUDGET;
            self.found.minima =
                Some(if is_affordable { minima_found(objective) } else { Vec::new() });
        }
        if asks_sample && self.found.best_sample.is_none() {
            let rows = u64::try_from(objective.cost()).unwrap_or(u64::MAX);
            let cost = (u64::from(grid.nx) * u64::from(grid.ny)).saturating_mul(rows);
            let search =
                || lowest_sample(objective, &grid.domain, grid.nx as usize, grid.ny as usize);
            self.found.best_sample = Some((cost <= SEARCH_BUDGET).then(search).flatten());
        }
    }

    /// All marks: minima, starts and playheads, where no mark of the spec stands, and then those.
    pub(super) fn placed_marks(&self, styles: &[PathStyle]) -> Placed {
        let mut placed = Placed::default();
        let mut own = Vec::new();
        let mut notes = Vec::new();
        for (index, spec) in self.spec.mark.iter().enumerate() {
            match self.spots(spec.at) {
                Ok(spots) => self.place(spec, &spots, styles, &mut own, &mut placed.legend),
                Err(why) => notes.push(format!("{} {why}", called(spec, index))),
            }
        }
        let (x, y) = (self.objective.domain.x.length(), self.objective.domain.y.length());
        let is_taken = |mark: &Mark| {
            own.iter().any(|other: &Mark| {
                let [dx, dy] = [0, 1].map(|k| (mark.parameters[k] - other.parameters[k]).abs());
                dx <= SAME * x && dy <= SAME * y
            })
        };
        let step = self.step();
        let usual = self.tracks.iter().flat_map(|track| {
            self.run_marks(track, &track.path, track.row_at(step), styles[track.plan.run])
        });
        let found = self.minima_marks().chain(self.critical_marks());
        placed.marks = found.chain(usual).filter(|mark| !is_taken(mark)).collect();
        placed.marks.extend(own);
        placed.marks.extend(self.probe_mark());
        placed.caption = notes.join("; ");
        placed
    }

    fn place(
        &self,
        spec: &MarkSpec,
        spots: &[Spot],
        styles: &[PathStyle],
        marks: &mut Vec<Mark>,
        legend: &mut Vec<MarkEntry>,
    ) {
        let text = self.style.theme.text();
        let of_run = |spot: &Spot| spot.run.and_then(|run| styles.get(run));
        let color = |spot: &Spot| spec.color.or(of_run(spot).map(|s| s.color)).unwrap_or(text);
        let label = spec.label.as_ref().filter(|label| !label.trim().is_empty());
        marks.extend(spots.iter().map(|spot| Mark {
            glyph: spec.glyph.glyph(),
            parameters: spot.point,
            loss: spot.loss,
            color: color(spot),
            radius_px: (0.5 * spec.size) as f32,
            opacity: of_run(spot).map_or(1.0, |style| style.opacity),
            outlined: true,
            label: label.filter(|_| !spec.legend).cloned(),
        }));
        if let (true, Some(label), Some(first)) = (spec.legend, label, spots.first()) {
            legend.push(MarkEntry {
                glyph: spec.glyph.glyph(),
                color: color(first),
                label: label.clone(),
                loss: spots.iter().map(|spot| spot.loss).min_by(f64::total_cmp),
            });
        }
    }

    /// Where a mark stands, or why it stands nowhere.
    fn spots(&self, at: MarkPlace) -> Result<Vec<Spot>, String> {
        let points: Vec<([f64; 2], Option<usize>)> = match at {
            MarkPlace::Point(point) => vec![(point, None)],
            MarkPlace::Start | MarkPlace::Playhead | MarkPlace::End => return self.run_spots(at),
            MarkPlace::BestGridPoint => {
                let why = "cannot be placed: the grid is too fine to be searched, or all hole";
                vec![(self.found.best_sample.flatten().ok_or(why)?.point, None)]
            }
            _ => {
                let minima = self.minima_at(at);
                if minima.is_empty() {
                    return Err("cannot be placed: no such minimum is known or found".to_owned());
                }
                minima.into_iter().map(|minimum| (minimum.point, None)).collect()
            }
        };
        points.into_iter().map(|(point, run)| self.spot(point, run)).collect()
    }

    /// A place on the surface, or why it is none.
    fn spot(&self, point: [f64; 2], run: Option<usize>) -> Result<Spot, String> {
        let loss = self.objective.loss(&point);
        if !self.objective.domain.contains(point) {
            Err("lies outside the domain".to_owned())
        } else if !loss.is_finite() {
            Err("lies at a hole, where the loss is no number".to_owned())
        } else {
            Ok(Spot { point, loss, run })
        }
    }

    /// The starts, the points shown or the ends of the runs; equal ones once.
    fn run_spots(&self, at: MarkPlace) -> Result<Vec<Spot>, String> {
        let mut spots: Vec<Spot> = Vec::new();
        for track in &self.tracks {
            let sample = match at {
                MarkPlace::Start => 0.0,
                MarkPlace::End if !track.is_complete() => continue,
                MarkPlace::End => f32::INFINITY,
                _ => track.row_at(self.step()),
            };
            let Some(place) = track.path.at(sample) else { continue };
            if at == MarkPlace::Start && spots.iter().any(|spot| spot.point == place.parameters) {
                continue;
            }
            let run = (at != MarkPlace::Start).then_some(track.plan.run);
            spots.push(Spot { point: place.parameters, loss: place.loss, run });
        }
        let is_waiting = self.tracks.iter().any(|track| !track.is_complete());
        if spots.is_empty() && !is_waiting {
            let why =
                if self.swarm.is_some() { "many starts have no marks" } else { "nothing runs" };
            return Err(format!("cannot be placed: {why}"));
        }
        Ok(spots)
    }

    /// The minima that the objective knows in its domain.
    fn known_minima(&self) -> Vec<Minimum> {
        let domain = self.objective.domain;
        self.objective.minima.iter().filter(|m| domain.contains(m.point)).copied().collect()
    }

    fn known_local_minima(&self) -> Vec<Minimum> {
        let Some(best) = Best::known(&self.objective) else { return Vec::new() };
        let mut minima = self.known_minima();
        minima.retain(|minimum| !best.points.contains(&minimum.point));
        minima
    }

    /// Known minima of the kind that is asked for; where none is known, those found.
    fn minima_at(&self, at: MarkPlace) -> Vec<Minimum> {
        let found = self.found.minima.as_deref().unwrap_or_default();
        let lowest = found.first().map_or(0.0, |minimum| minimum.loss);
        let is_global = |minimum: &&Minimum| minimum.loss - lowest <= EQUAL * lowest.abs().max(1.0);
        let known = match at {
            MarkPlace::LocalMinimum => self.known_local_minima(),
            MarkPlace::GlobalMinimum => {
                let local = self.known_local_minima();
                let mut known = self.known_minima();
                known.retain(|minimum| !local.contains(minimum));
                known
            }
            _ => self.known_minima(),
        };
        if !known.is_empty() {
            return known;
        }
        match at {
            MarkPlace::LocalMinimum => found.iter().filter(|m| !is_global(m)).copied().collect(),
            MarkPlace::GlobalMinimum => found.iter().filter(is_global).copied().collect(),
            _ => found.to_vec(),
        }
    }

    /// The start, the playhead, and a cross where the run diverged; the run is drawn as `path`, up to the sample `shown`.
    pub(super) fn run_marks(
        &self,
        track: &Track,
        path: &Path,
        shown: f32,
        style: PathStyle,
    ) -> Vec<Mark> {
        let step = self.step();
        let mark = |glyph, point: &PathPoint| Mark {
            opacity: style.opacity,
            ..usual_mark(glyph, point.parameters, point.loss, style.color)
        };
        let ended = track.is_complete() && step >= track.last_step() as f64;
        let broken = track.left_at.is_some() || track.trajectory.stop == Some(Stop::Diverged);
        let glyph = if ended && broken { Glyph::Cross } else { Glyph::Ball };
        let start = path.at(0.0).map(|point| mark(Glyph::Ring, &point));
        let now = path.at(shown).map(|point| mark(glyph, &point));
        start.into_iter().chain(now).collect()
    }

    fn minima_marks(&self) -> impl Iterator<Item = Mark> {
        let color = self.style.theme.text();
        // Critical points that were searched for have marks of their own.
        let is_shown = self.style.show_minima && self.critical().is_none();
        let minima = if is_shown { self.known_minima() } else { Vec::new() };
        minima.into_iter().map(move |m| usual_mark(Glyph::Diamond, m.point, m.loss, color))
    }
}

fn usual_mark(glyph: Glyph, parameters: [f64; 2], loss: f64, color: Color) -> Mark {
    Mark {
        glyph,
        parameters,
        loss,
        color,
        radius_px: RADIUS_PX,
        opacity: 1.0,
        outlined: false,
        label: None,
    }
}

/// What a note calls a mark: by its label, or by its number in the file.
fn called(spec: &MarkSpec, index: usize) -> String {
    match &spec.label {
        Some(label) => format!("mark “{label}”"),
        None => format!("mark {}", index + 1),
    }
}
