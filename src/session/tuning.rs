//! A search of learning rates on its way: on a thread of its own, while everything else goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use super::Session;
use super::picture::{loss_name, path_styles, title};
use super::track::Track;
use crate::objective::Objective;
use crate::optim::tune::{Contest, Trial, Tuned};
use crate::scene::{PathStyle, Style, TuneChart, TuneLine};
use crate::spec::{LeftOut, Spec, SpecError};

/// A search with what has come of it so far. Dropping it cancels the search.
pub struct Tuning {
    contest: Contest,
    left_out: Vec<LeftOut>,
    /// Trials of each entrant so far, in the order in which they ended.
    trials: Vec<Vec<Trial>>,
    tuned: Option<Vec<Tuned>>,
    is_taken: bool,
    news: Option<Receiver<News>>,
    cancel: Arc<AtomicBool>,
}

enum News {
    Trial(usize, Trial),
    End(Vec<Tuned>),
}

impl Tuning {
    fn start(contest: Contest, left_out: Vec<LeftOut>, objective: &Arc<Objective>) -> Self {
        let (sender, news) = channel();
        let cancel = Arc::new(AtomicBool::new(false));
        let (held, objective, stop) = (contest.clone(), Arc::clone(objective), Arc::clone(&cancel));
        thread::spawn(move || {
            // Nobody listens any more once the search is dropped.
            let tell = |news: News| _ = sender.send(news);
            let heard = |entrant: usize, trial: &Trial| tell(News::Trial(entrant, trial.clone()));
            if let Some(tuned) = held.hold(&objective, &stop, &heard) {
                tell(News::End(tuned));
            }
        });
        Self {
            trials: vec![Vec::new(); contest.entrants.len()],
            contest,
            left_out,
            tuned: None,
            is_taken: false,
            news: Some(news),
            cancel,
        }
    }

    /// Takes the trials that are ready, without waiting.
    fn pump(&mut self) {
        while let Some(news) = &self.news {
            match news.try_recv() {
                Ok(news) => self.hear(news),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => self.news = None,
            }
        }
    }

    fn finish(&mut self) {
        while let Some(news) = self.news.as_ref().and_then(|news| news.recv().ok()) {
            self.hear(news);
        }
        self.news = None;
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Trial(entrant, trial) => self.trials[entrant].push(trial),
            News::End(tuned) => (self.tuned, self.news) = (Some(tuned), None),
        }
    }

    /// Who is tuned, and how.
    pub fn contest(&self) -> &Contest {
        &self.contest
    }

    /// The runs that are not tuned.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// What was found, once the search is over.
    pub fn tuned(&self) -> Option<&[Tuned]> {
        self.tuned.as_deref()
    }

    /// Whether trials are still to come.
    pub fn is_under_way(&self) -> bool {
        self.news.is_some()
    }

    /// Whether the settings found are in the runs.
    pub fn is_taken(&self) -> bool {
        self.is_taken
    }

    /// Whether the runs of a spec are as the search found them.
    fn is_in(&self, spec: &Spec) -> bool {
        self.tuned.as_ref().is_some_and(|tuned| spec.with_tuned(&self.contest, tuned) == *spec)
    }

    /// Trials done so far, of all optimizers together.
    pub fn done(&self) -> u64 {
        self.trials.iter().map(|trials| trials.len() as u64).sum()
    }
}

impl Drop for Tuning {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl Session {
    /// The contest that a search would hold now, and who would be left out; an error says why there can be none.
    pub fn contest(&self) -> Result<(Contest, Vec<LeftOut>), SpecError> {
        self.spec.contest(self.tracks.iter().map(|track: &Track| &track.plan))
    }

    /// The search that was asked for last: under way, over, or taken over.
    pub fn tuning(&self) -> Option<&Tuning> {
        self.tuning.as_ref()
    }

    /// Waits until the search, if there is one, is over.
    pub fn finish_tuning(&mut self) {
        self.tuning.iter_mut().for_each(Tuning::finish);
    }

    pub(super) fn start_tuning(&mut self) -> Result<(), SpecError> {
        let (contest, left_out) = self.contest()?;
        self.tuning = Some(Tuning::start(contest, left_out, &self.objective));
        Ok(())
    }

    pub(super) fn pump_tuning(&mut self) {
        self.tuning.iter_mut().for_each(Tuning::pump);
    }

    /// Puts the settings found into the runs. Without a search that is over, nothing happens.
    pub(super) fn take_tuned(&mut self) -> Result<(), SpecError> {
        let Some(mut tuning) = self.tuning.take_if(|tuning| tuning.tuned.is_some()) else {
            return Ok(());
        };
        let tuned = tuning.tuned.as_deref().unwrap_or_default();
        let edited = self.edit(self.spec.with_tuned(&tuning.contest, tuned));
        tuning.is_taken = edited.is_ok();
        self.tuning = Some(tuning);
        edited
    }

    /// Before a spec of the history is taken over: whether it holds what the search found.
    pub(super) fn expect_tuned(&mut self, spec: &Spec) {
        if let Some(tuning) = &mut self.tuning {
            tuning.is_taken |= tuning.is_in(spec);
        }
    }

    /// After a spec of the history was taken over: what the search found can be taken over again, unless it is there.
    pub(super) fn look_for_tuned(&mut self) {
        if let Some(tuning) = &mut self.tuning {
            tuning.is_taken = tuning.is_in(&self.spec);
        }
    }

    /// Drops a search whose runs or loss are no longer those of the session. Another plane of a network is no other loss.
    pub(super) fn forget_stale_tuning(&mut self, objective: &Arc<Objective>) {
        let Some(tuning) = &self.tuning else { return };
        let is_same_loss = is_same_loss(objective, &self.objective);
        let entrants = match self.contest() {
            Ok((contest, _)) => contest.entrants,
            // Another search is being typed: what this one found still holds.
            Err(error) if error.key.starts_with("tune.") && is_same_loss => return,
            Err(_) => Vec::new(),
        };
        let mut found = entrants.len() == tuning.contest.entrants.len();
        for (now, then) in entrants.iter().zip(&tuning.contest.entrants) {
            found &= now.run == then.run && now.starts.len() == then.starts.len();
            for (now, then) in now.starts.iter().zip(&then.starts) {
                let mut as_then = now.clone();
                if tuning.is_taken && now.optimizer.table().name == then.optimizer.table().name {
                    as_then.optimizer = then.optimizer.clone();
                }
                found &= as_then == *then;
            }
        }
        if !(is_same_loss && found) {
            self.tuning = None;
        }
    }

    /// The chart of the search, with what has come of it so far.
    pub fn tune_chart(&self) -> Option<TuneChart> {
        let tuning = self.tuning.as_ref()?;
        let line = |index: usize, style: PathStyle| {
            let tuned = tuning.tuned.as_ref().and_then(|tuned| tuned.get(index));
            tuned.map_or_else(
                || {
                    let label = tuning.contest.entrants[index].optimizer().label();
                    TuneLine::so_far(style, label, &tuning.trials[index])
                },
                |tuned| TuneLine::of(style, tuned),
            )
        };
        Some(chart_of(&self.spec, &self.objective, &self.style, &tuning.contest, line))
    }
}

/// Whether runs minimise the same, of a network whatever its plane.
pub(super) fn is_same_loss(one: &Arc<Objective>, other: &Arc<Objective>) -> bool {
    Arc::ptr_eq(one, other)
        || one.landscape().zip(other.landscape()).is_some_and(|(a, b)| a.is_same_network(b))
}

/// The chart of what a contest on this spec's runs has found.
pub fn tune_chart(
    spec: &Spec,
    objective: &Objective,
    style: &Style,
    contest: &Contest,
    tuned: &[Tuned],
) -> TuneChart {
    chart_of(spec, objective, style, contest, |index, style| TuneLine::of(style, &tuned[index]))
}

fn chart_of(
    spec: &Spec,
    objective: &Objective,
    style: &Style,
    contest: &Contest,
    line: impl Fn(usize, PathStyle) -> TuneLine,
) -> TuneChart {
    let styles = path_styles(spec, style);
    let lines = contest.entrants.iter().enumerate();
    let lines = lines.filter_map(|(index, entrant)| Some(line(index, *styles.get(entrant.run)?)));
    let words = [title(spec, objective), loss_name(objective)];
    TuneChart::of(contest, objective, style.theme, words, lines.collect())
}
