//! A run on its way: computed on its own thread, collected, and draped over the surface.

use std::sync::Arc;

use super::accuracy::Accuracies;
use super::ahead::Ahead;
use super::cloud::Generations;
use super::curves::TrackLines;
use super::plane::sound_rows;
use crate::objective::plane::{Centre, Explained, PlaneError, WeightPath};
use crate::objective::{Domain, Objective};
use crate::optim::{Feed, Run, Sampled, Stop, Trajectory};
use crate::scene::Path;
use crate::spec::RunPlan;

/// Rows of a run that are kept: of longer ones the evenest, with the extremes between them.
const MOST_ROWS: usize = 1 << 17;
/// Numbers in the points of a run that are kept: of networks that many rows would not fit in memory.
const MOST_NUMBERS: usize = 1 << 24;
/// Beyond the domain by this many times its size single precision cannot draw a path: it ends there, or, of a network, whose
/// way may begin far off and end in the centre, is drawn at that distance until it comes nearer.
pub(super) const FAR_AWAY: f64 = 20.0;

/// The point of a network's plane nearest to a row, wherever it lies, and the loss there.
pub(super) struct Shadow {
    pub(super) at: [f64; 2],
    pub(super) loss: f64,
}

/// One run with what has come of it so far.
pub struct Track {
    /// What is run.
    pub plan: RunPlan,
    /// The rows so far.
    pub trajectory: Trajectory,
    /// The rows so far, draped over the surface.
    pub path: Arc<Path>,
    /// How far off the plane of a network each draped row lies; empty where there is nothing off the plane.
    pub distances: Arc<Vec<f64>>,
    /// The true loss of each draped row, likewise: that of the weights, not of their shadow.
    pub true_losses: Arc<Vec<f64>>,
    /// Where the shadow of each draped row truly falls: the path holds far ones nearer.
    pub(super) shadows: Vec<Shadow>,
    /// How much of the draped rows the plane of a network shows.
    pub(super) explained: Explained,
    /// The step at which the path left the neighbourhood of the domain and ended, if it did; of networks none does.
    pub left_at: Option<u64>,
    pub(super) generations: Generations,
    pub(super) lines: TrackLines,
    pub(super) accuracies: Accuracies,
    feed: Feed<Sampled>,
    /// Losses below the next rows.
    ahead: Option<Ahead>,
    /// Rows that are draped.
    pub(super) draped: usize,
    /// The trajectory's stride when the path was draped; rows move when it changes.
    stride: u64,
}

impl Track {
    /// Starts the run on its own thread.
    pub(super) fn start(plan: RunPlan, objective: &Objective) -> Self {
        let run = Run::of(&plan.settings, objective);
        let run = run.expect("the plans of a spec hold schedules that go with their optimizers");
        let parameters = plan.settings.start.len().max(1);
        let is_simplex = plan.settings.optimizer.stepper().holds_simplex();
        Self {
            generations: Generations::new(is_simplex),
            lines: TrackLines::default(),
            accuracies: Accuracies::default(),
            trajectory: Trajectory::bounded(parameters, MOST_ROWS.min(MOST_NUMBERS / parameters)),
            feed: Feed::spawn(run),
            ahead: None,
            path: Arc::default(),
            distances: Arc::default(),
            true_losses: Arc::default(),
            shadows: Vec::new(),
            explained: Explained::default(),
            left_at: None,
            draped: 0,
            stride: 1,
            plan,
        }
    }

    /// The same run under another plan of equal settings.
    pub(super) fn under(self, plan: RunPlan) -> Self {
        Self { plan, ..self }
    }

    /// Takes the rows that are ready and drapes at most `most_rows` of them.
    pub(super) fn pump(&mut self, objective: &Arc<Objective>, most_rows: usize) {
        if self.trajectory.stop.is_none() {
            self.feed.poll(&mut self.trajectory);
        }
        self.drape(objective, most_rows);
    }

    /// Waits for all rows.
    pub(super) fn finish_run(&mut self) {
        if self.trajectory.stop.is_none() {
            self.feed.finish(&mut self.trajectory);
        }
    }

    /// Waits for all rows and drapes them.
    pub(super) fn finish(&mut self, objective: &Arc<Objective>) {
        self.finish_run();
        self.drape(objective, usize::MAX);
    }

    /// Drapes all rows again, over another surface.
    pub(super) fn drape_anew(&mut self) {
        (self.draped, self.left_at, self.ahead) = (0, None, None);
        (self.path, self.distances) = (Arc::default(), Arc::default());
        (self.true_losses, self.explained) = (Arc::default(), Explained::default());
        self.shadows.clear();
        // What they show of the plane is another matter now.
        self.lines = TrackLines::default();
        self.generations.forget();
    }

    /// Whether so many rows are draped, or all that there are.
    pub(super) fn is_draped(&self, rows: usize) -> bool {
        self.draped >= rows.min(self.trajectory.len())
    }

    /// Whether all rows have come and are draped.
    pub fn is_complete(&self) -> bool {
        self.trajectory.stop.is_some() && self.draped == self.trajectory.len()
    }

    /// A point of the run's way through the space of its weights, as far as a plane is made from it; `None` while the run is
    /// not there yet.
    pub(super) fn weights_at(&self, centre: Centre) -> Option<Result<Vec<f64>, PlaneError>> {
        let trajectory = &self.trajectory;
        let is_over = trajectory.stop.is_some();
        let is_there = match centre {
            Centre::Initial => !trajectory.is_empty(),
            Centre::Final | Centre::Mean => is_over,
            Centre::Step(step) => is_over || trajectory.last().is_some_and(|row| row.step >= step),
        };
        if !is_there {
            return None;
        }
        let len = sound_rows(self);
        let rows = match centre {
            Centre::Initial => 0..len.min(1),
            Centre::Final => len.saturating_sub(1)..len,
            Centre::Mean => 0..len,
            Centre::Step(step) => {
                let row = trajectory.index_at(step).unwrap_or(0).min(len.saturating_sub(1));
                row..len.min(row + 1)
            }
        };
        let parameters = trajectory.dimension();
        let points = trajectory.points()[rows.start * parameters..rows.end * parameters].to_vec();
        let path = WeightPath { points, steps: trajectory.steps()[rows].to_vec() };
        Some(path.point(centre, parameters))
    }

    /// The last step that can be shown.
    pub fn last_step(&self) -> u64 {
        self.draped.checked_sub(1).map_or(0, |index| self.trajectory.steps()[index])
    }

    /// The row of the trajectory at a step, fractional between two rows; clamped to the rows.
    pub fn row_at(&self, step: f64) -> f32 {
        let steps = self.trajectory.steps();
        let Some(index) = self.trajectory.index_at(step.max(0.0) as u64) else { return 0.0 };
        let gap = steps.get(index + 1).map_or(0.0, |next| {
            ((step - steps[index] as f64) / (next - steps[index]) as f64).clamp(0.0, 1.0)
        });
        (index as f64 + gap) as f32
    }

    /// The parameters at a step, between two rows on the straight way from one to the next; `None` without rows.
    pub(super) fn point_at(&self, step: f64) -> Option<Vec<f64>> {
        let row = self.row_at(step);
        let (before, share) = (row as usize, f64::from(row.fract()));
        let from = self.trajectory.point(before)?;
        let Some(to) = self.trajectory.point(before + 1).filter(|_| share > 0.0) else {
            return Some(from.to_vec());
        };
        Some(from.iter().zip(to).map(|(a, b)| a + share * (b - a)).collect())
    }

    /// Makes the generation at a step ready to be drawn, for methods that hold several points at once.
    pub(super) fn show_generation(&mut self, step: f64, objective: &Objective) {
        let draped = self.path.samples().len();
        let row = self.trajectory.index_at(step.max(0.0) as u64).zip(draped.checked_sub(1));
        if let Some((row, last)) = row {
            self.generations.show(row.min(last), &self.trajectory, objective);
        }
    }

    /// The step at a row, fractional between two rows: the inverse of [`Track::row_at`].
    pub(super) fn step_of(&self, row: f32) -> f64 {
        let steps = self.trajectory.steps();
        let index = (row.max(0.0) as usize).min(steps.len().saturating_sub(1));
        let Some(step) = steps.get(index) else { return 0.0 };
        let next = steps.get(index + 1).map_or(0, |next| next - step);
        *step as f64 + f64::from(row - index as f32) * next as f64
    }

    /// Why the run ended before its last step, as the legend says it.
    pub fn note(&self) -> Option<String> {
        let step = self.trajectory.last().map_or(0, |row| row.step);
        match self.trajectory.stop {
            Some(Stop::Diverged) => Some(format!("diverged at step {}", step + 1)),
            Some(Stop::Tolerance) => Some(format!("within tolerance at step {step}")),
            Some(Stop::Converged) => Some(format!("converged at step {step}")),
            Some(Stop::Cancelled) => Some(format!("cancelled at step {step}")),
            Some(Stop::Steps) | None => {
                self.left_at.map(|step| format!("left the view at step {step}"))
            }
        }
    }

    fn drape(&mut self, objective: &Arc<Objective>, most_rows: usize) {
        if self.trajectory.stride() != self.stride {
            self.stride = self.trajectory.stride();
            self.drape_anew();
        }
        let is_over = self.trajectory.stop.is_some();
        let ready = if is_over { self.trajectory.len() } else { self.trajectory.settled() };
        let end = ready.min(self.draped.saturating_add(most_rows));
        if self.draped >= end {
            return;
        }
        if !Ahead::is_needed(objective) {
            return self.lay(objective, end, None);
        }
        if most_rows == usize::MAX {
            let losses = objective.losses(&self.shadows_to(objective, end));
            return self.lay(objective, end, Some(&losses));
        }
        match self.ahead.take().map(Ahead::poll) {
            Some(Ok(losses)) => self.lay(objective, self.draped + losses.len(), Some(&losses)),
            Some(Err(ahead)) => self.ahead = Some(ahead),
            None => {
                // Nobody waits for them, so that they are not bounded by what a frame has time for.
                let end = ready.min(self.draped + Ahead::rows(objective));
                self.ahead = Some(Ahead::start(objective, self.shadows_to(objective, end)));
            }
        }
    }

    /// Where the rows up to `end` that are not draped yet cast their shadows.
    fn shadows_to(&self, objective: &Objective, end: usize) -> Vec<[f64; 2]> {
        let Some(landscape) = objective.landscape() else { return Vec::new() };
        let points = (self.draped..end).filter_map(|index| self.trajectory.point(index));
        points.map(|point| landscape.shadow(point).0).collect()
    }

    /// Drapes the rows up to `end`; `known` are the losses below them, where evaluating them here would take too long.
    fn lay(&mut self, objective: &Objective, end: usize, known: Option<&[f64]>) {
        let first = self.draped;
        let path = Arc::make_mut(&mut self.path);
        let distances = Arc::make_mut(&mut self.distances);
        let true_losses = Arc::make_mut(&mut self.true_losses);
        let mut evaluator = objective.evaluator();
        let mut loss =
            |point: &[f64]| if known.is_some() { f64::NAN } else { evaluator.loss(point) };
        for index in first..end {
            let Some(row) = self.trajectory.row(index) else { break };
            match (objective.landscape(), row.point) {
                // Of a network the surface carries the shadow of the path: one sample a row, however far off it falls.
                (Some(landscape), _) => {
                    let (at, distance) = landscape.shadow(row.point);
                    self.explained.add(&landscape.plane, (at, distance));
                    let place = within_reach(at, objective.domain);
                    let own = known.map(|known| known.get(index - first).copied());
                    let own = own.map_or_else(|| loss(&at), |own| own.unwrap_or(f64::NAN));
                    let drawn = if known.is_none() && place != at { loss(&place) } else { own };
                    path.push(place, drawn, objective.domain, &mut loss);
                    self.shadows.push(Shadow { at, loss: own });
                    distances.push(distance);
                    true_losses.push(row.loss);
                }
                (None, &[x, y]) => {
                    if self.left_at.is_none() && objective.domain.is_far([x, y], FAR_AWAY) {
                        self.left_at = Some(row.step);
                    }
                    if self.left_at.is_none() {
                        path.push([x, y], row.loss, objective.domain, &mut loss);
                    }
                }
                _ => break,
            }
        }
        self.draped = end;
    }
}

/// Where a shadow is drawn: in its place, or, beyond what can be drawn, in its direction from the middle of the domain.
pub(super) fn within_reach(at: [f64; 2], domain: Domain) -> [f64; 2] {
    if at.iter().all(|c| c.is_finite()) && !domain.is_far(at, FAR_AWAY) {
        return at;
    }
    // What is no number lies as far off as what is too large for one.
    const MOST: f64 = 1e300;
    let sides = [domain.x, domain.y];
    let way = [0, 1].map(|axis| {
        let way = at[axis] - sides[axis].middle();
        if way.is_nan() { MOST } else { way.clamp(-MOST, MOST) }
    });
    let share = |axis: usize| (FAR_AWAY + 0.5) * sides[axis].length() / way[axis].abs();
    let share = share(0).min(share(1)).min(1.0);
    [0, 1].map(|axis| sides[axis].middle() + share * way[axis])
}
