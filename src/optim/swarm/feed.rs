//! Computes a swarm on threads of its own and streams what is ready.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use rayon::prelude::*;

use super::comparison::Comparison;
use super::member::{Member, Walker};
use super::minima::Best;
use super::plan::SwarmPlan;
use crate::objective::Objective;

/// Members that one thread computes in a row.
const CHUNK_MEMBERS: usize = 32;

/// Neighbouring members with their kept rows.
#[derive(Clone, Debug, PartialEq)]
pub struct SwarmChunk {
    /// Index of the first member.
    pub first: usize,
    /// Both parameters and the loss of each kept row, member after member: `[(member * rows + row) * 3 + k]`.
    pub samples: Vec<f32>,
}

/// What a swarm sends while it is computed.
enum News {
    Chunk(SwarmChunk),
    Compared(Box<Comparison>),
}

/// A swarm on its way. Dropping it cancels it at once, whatever the length of its runs.
pub struct SwarmFeed {
    news: Receiver<News>,
    cancel: Arc<AtomicBool>,
}

/// What has come of a swarm since it was asked last.
#[derive(Default)]
pub struct Progress {
    /// Chunks that are new, in any order.
    pub chunks: Vec<SwarmChunk>,
    /// The comparison, when all members are computed.
    pub comparison: Option<Comparison>,
    /// Whether nothing will follow; without a comparison, the swarm was cancelled or its objective panicked.
    pub is_over: bool,
}

impl SwarmFeed {
    /// Computes the swarm on a thread for each core.
    #[must_use]
    pub fn spawn(plan: Arc<SwarmPlan>, objective: Arc<Objective>) -> Self {
        let cancel = Arc::new(AtomicBool::new(false));
        let (sender, news) = channel();
        let switch = Arc::clone(&cancel);
        thread::spawn(move || {
            // Nobody listens once the swarm is dropped; then it is cancelled as well.
            let chunk = |chunk| _ = sender.send(News::Chunk(chunk));
            let compute = || Comparison::compute(&plan, &objective, &switch, &chunk);
            // A pool of its own: what others compute meanwhile does not wait in line behind the swarm.
            let comparison = match rayon::ThreadPoolBuilder::new().build() {
                Ok(pool) => pool.install(compute),
                Err(_) => compute(),
            };
            if let Some(comparison) = comparison {
                let _ = sender.send(News::Compared(Box::new(comparison)));
            }
        });
        Self { news, cancel }
    }

    /// What is ready, without waiting.
    pub fn poll(&mut self) -> Progress {
        let mut progress = Progress::default();
        loop {
            match self.news.try_recv() {
                Ok(news) => progress.take(news),
                Err(TryRecvError::Empty) => return progress,
                Err(TryRecvError::Disconnected) => {
                    progress.is_over = true;
                    return progress;
                }
            }
        }
    }

    /// Everything up to the end, waiting for it.
    pub fn finish(&mut self) -> Progress {
        let mut progress = Progress::default();
        self.news.iter().for_each(|news| progress.take(news));
        progress.is_over = true;
        progress
    }
}

impl Drop for SwarmFeed {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Progress {
    fn take(&mut self, news: News) {
        match news {
            News::Chunk(chunk) => self.chunks.push(chunk),
            News::Compared(comparison) => self.comparison = Some(*comparison),
        }
    }
}

impl Comparison {
    /// Computes all members on the present thread pool, hands out their kept rows in chunks, and sums up; `None` when
    /// `cancel` was set meanwhile, which every row looks at. The result does not depend on the number of threads.
    pub fn compute(
        plan: &SwarmPlan,
        objective: &Objective,
        cancel: &AtomicBool,
        keep: &(dyn Fn(SwarmChunk) + Sync),
    ) -> Option<Self> {
        let starts = plan.starts();
        let known = Best::known(objective);
        let targets = known.as_ref().map_or(&[][..], |best| &best.points);
        let firsts: Vec<usize> = (0..plan.members()).step_by(CHUNK_MEMBERS).collect();
        let chunks = firsts.into_par_iter().map_init(
            || Walker::new(plan, objective, targets, cancel),
            |walker, first| {
                let last = plan.members().min(first + CHUNK_MEMBERS);
                let mut samples = Vec::with_capacity((last - first) * plan.rows() * 3);
                let walk =
                    |member| walker.walk(member, starts[plan.start_of(member)], &mut samples);
                let members: Option<Vec<Member>> = (first..last).map(walk).collect();
                let members = members?;
                keep(SwarmChunk { first, samples });
                Some(members)
            },
        );
        let chunks: Option<Vec<Vec<Member>>> = chunks.collect();
        let mut members = chunks?.concat();
        let best = known.or_else(|| {
            let best = Best::found(&members)?;
            note_arrivals(plan, objective, cancel, (&starts, &best), &mut members);
            Some(best)
        });
        (!cancel.load(Ordering::Relaxed)).then(|| Self::of(plan, objective, best, members))
    }
}

/// The best minimum is known only now: members that ended there walk once more, up to it.
fn note_arrivals(
    plan: &SwarmPlan,
    objective: &Objective,
    cancel: &AtomicBool,
    (starts, best): (&[[f64; 2]], &Best),
    members: &mut [Member],
) {
    let reach = plan.distance();
    let reached = |member: &Member| !member.has_diverged() && best.is_reached(member.point, reach);
    members.par_iter_mut().enumerate().filter(|(_, member)| reached(member)).for_each_init(
        || Walker::new(plan, objective, &best.points, cancel),
        |walker, (index, member)| {
            member.arrival = walker.walk_to_target(index, starts[plan.start_of(index)]);
        },
    );
}
