//! One member: a run whose every row is looked at, few of which are kept.

use std::sync::atomic::{AtomicBool, Ordering};

use super::plan::SwarmPlan;
use crate::objective::{Evaluator, Objective};
use crate::optim::row::Stop;
use crate::optim::run::{Run, RunSettings};

/// Beyond the domain by this many times its size, single precision cannot draw a member: its kept rows end there.
const FAR_AWAY: f64 = 20.0;

/// Steps of Newton's method from the end of a member: near a minimum each doubles the digits.
const NEWTON_STEPS: usize = 4;

/// How a member ended, in double precision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The last point.
    pub point: [f64; 2],
    /// The loss there; NaN where the start itself has none.
    pub loss: f64,
    /// Why it ended.
    pub stop: Stop,
    /// Steps taken to the last row.
    pub steps: u64,
    /// How often the objective was asked in all.
    pub evaluations: u64,
    /// Length of the path in parameter space: the sum of the Euclidean lengths of its steps.
    pub path_length: f64,
    /// When it first came within the tolerance of the best minimum, if that is where it ended.
    pub arrival: Option<Arrival>,
    /// The bottom of the bowl where it ended, if Newton's method finds one within the tolerance.
    pub bottom: Option<[f64; 2]>,
}

/// The first row within the tolerance of the best minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its step.
    pub steps: u64,
    /// How often the objective had been asked by then.
    pub evaluations: u64,
}

impl Member {
    /// Whether it left for where numbers end.
    #[must_use]
    pub fn has_diverged(&self) -> bool {
        self.stop == Stop::Diverged
    }
}

/// Walks member after member, with memory that they share.
pub(super) struct Walker<'a> {
    plan: &'a SwarmPlan,
    objective: &'a Objective,
    targets: &'a [[f64; 2]],
    cancel: &'a AtomicBool,
    settings: Vec<RunSettings>,
    evaluator: Evaluator,
    arrivals: Vec<Option<Arrival>>,
}

impl<'a> Walker<'a> {
    /// `targets` are the best minima, where they are known.
    pub(super) fn new(
        plan: &'a SwarmPlan,
        objective: &'a Objective,
        targets: &'a [[f64; 2]],
        cancel: &'a AtomicBool,
    ) -> Self {
        Self {
            plan,
            objective,
            targets,
            cancel,
            settings: plan.runs.clone(),
            evaluator: objective.evaluator(),
            arrivals: vec![None; targets.len()],
        }
    }

    /// Walks to the end and appends the kept rows to `samples`; `None` when cancelled.
    pub(super) fn walk(
        &mut self,
        member: usize,
        start: [f64; 2],
        samples: &mut Vec<f32>,
    ) -> Option<Member> {
        let mut run = self.run(member, start);
        let mut kept = Kept::new(self.plan, samples);
        let (mut point, mut loss, mut steps, mut path_length) = (start, f64::NAN, 0, 0.0);
        self.arrivals.fill(None);
        while let Some(row) = run.next_row() {
            let &[x, y] = row.point else { break };
            path_length += distance([x, y], point);
            (point, loss, steps) = ([x, y], row.loss, row.step);
            kept.push(steps, point, loss);
            let evaluations = row.evaluations;
            self.note_arrivals(point, Arrival { steps, evaluations });
            if self.cancel.load(Ordering::Relaxed) {
                return None;
            }
        }
        kept.fill(point, loss);
        let stop = run.stop().unwrap_or(Stop::Cancelled);
        let has_diverged = stop == Stop::Diverged;
        Some(Member {
            point,
            loss,
            stop,
            steps,
            evaluations: run.evaluations().total(),
            path_length,
            arrival: if has_diverged { None } else { self.arrival(point) },
            bottom: if has_diverged { None } else { self.bottom(point) },
        })
    }

    /// Walks again until it comes within the tolerance of the targets; `None` when cancelled.
    pub(super) fn walk_to_target(&mut self, member: usize, start: [f64; 2]) -> Option<Arrival> {
        let mut run = self.run(member, start);
        while let Some(row) = run.next_row() {
            let (&[x, y], steps) = (row.point, row.step) else { break };
            if self.targets.iter().any(|target| distance(*target, [x, y]) <= self.plan.distance()) {
                return Some(Arrival { steps, evaluations: run.evaluations().total() });
            }
            if self.cancel.load(Ordering::Relaxed) {
                break;
            }
        }
        None
    }

    fn run(&mut self, member: usize, start: [f64; 2]) -> Run<crate::optim::Sampled> {
        let settings = &mut self.settings[self.plan.run_of(member)];
        settings.start.copy_from_slice(&start);
        settings.seed = self.plan.seed_of_start(self.plan.start_of(member));
        Run::of(settings, self.objective)
            .expect("the plans of a spec hold schedules that go with their optimizers")
    }

    fn note_arrivals(&mut self, point: [f64; 2], now: Arrival) {
        let reach = self.plan.distance();
        for (target, arrival) in self.targets.iter().zip(&mut self.arrivals) {
            if arrival.is_none() && distance(*target, point) <= reach {
                *arrival = Some(now);
            }
        }
    }

    /// The arrival at the target where the member ended.
    fn arrival(&self, end: [f64; 2]) -> Option<Arrival> {
        let reached = |target: &[f64; 2]| distance(*target, end) <= self.plan.distance();
        let ended_at = self.targets.iter().zip(&self.arrivals).filter(|(t, _)| reached(t));
        ended_at.filter_map(|(_, arrival)| *arrival).min_by_key(|arrival| arrival.steps)
    }

    /// Where Newton's method leads from here, if it stays in a bowl and within the tolerance.
    fn bottom(&mut self, end: [f64; 2]) -> Option<[f64; 2]> {
        let mut point = end;
        for _ in 0..NEWTON_STEPS {
            point = self.evaluator.bottom(point)?;
            if distance(point, end) > self.plan.distance() {
                return None;
            }
        }
        Some(point)
    }
}

/// The kept rows of one member on their way into the chunk.
struct Kept<'a> {
    plan: &'a SwarmPlan,
    samples: &'a mut Vec<f32>,
    stride: u64,
    next: u64,
    has_left: bool,
    begin: usize,
    end: usize,
}

impl<'a> Kept<'a> {
    fn new(plan: &'a SwarmPlan, samples: &'a mut Vec<f32>) -> Self {
        let begin = samples.len();
        let end = begin + 3 * plan.rows();
        Self { plan, samples, stride: plan.stride(), next: 0, has_left: false, begin, end }
    }

    fn push(&mut self, step: u64, point: [f64; 2], loss: f64) {
        if step != self.next || self.has_left {
            return;
        }
        self.next += self.stride;
        if self.plan.domain.is_far(point, FAR_AWAY) && step > 0 {
            self.has_left = true;
        } else {
            self.append(point, loss);
        }
    }

    /// Repeats the end to the last row; of a member that has left, the last row before it did.
    fn fill(&mut self, point: [f64; 2], loss: f64) {
        let is_near = !self.plan.domain.is_far(point, FAR_AWAY);
        if self.samples.len() == self.begin || (self.samples.len() < self.end && is_near) {
            self.append(point, loss);
        }
        let last = self.samples.len().saturating_sub(3);
        while self.samples.len() < self.end {
            self.samples.extend_from_within(last..last + 3);
        }
    }

    fn append(&mut self, [x, y]: [f64; 2], loss: f64) {
        self.samples.extend([x as f32, y as f32, (loss as f32).clamp(f32::MIN, f32::MAX)]);
    }
}

/// Euclidean. Coordinates of runs stay within 1e150, whose squares are numbers: no need for the slower `hypot`.
pub(super) fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (a[0] - b[0], a[1] - b[1]);
    (dx * dx + dy * dy).sqrt()
}
