//! Where a growing trajectory comes from: a run on its own thread, or one taken in slices on the caller's.
//!
//! Both are polled in the same way, so the caller does not know which it has; a build without threads uses slices.

use super::row::Stop;
use super::run::Run;
use super::source::Source;
use super::trajectory::Trajectory;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// A batch is sent when it has taken this long, or has this many rows.
const BATCH_TIME: Duration = Duration::from_millis(4);
const BATCH_ROWS: usize = 4096;
/// Batches that wait in the channel before the run's thread pauses.
const BATCHES_AHEAD: usize = 16;

/// A run that feeds a trajectory. Dropping it cancels the run.
pub struct Feed<G> {
    supply: Supply<G>,
    cancel: Arc<AtomicBool>,
}

enum Supply<G> {
    Thread(Receiver<Trajectory>),
    Slices { run: Box<Run<G>>, rows_per_poll: usize },
    Ended,
}

impl<G: Source> Feed<G> {
    /// Runs on a thread of its own, as fast as it can; it waits when nobody polls.
    pub fn spawn(run: Run<G>) -> Self
    where
        G: Send + 'static,
    {
        let cancel = run.cancel_switch();
        let (sender, receiver) = sync_channel(BATCHES_AHEAD);
        thread::spawn(move || send_batches(run, &sender));
        Self { supply: Supply::Thread(receiver), cancel }
    }

    /// Runs on the caller's thread, up to `rows_per_poll` rows in each poll.
    pub fn sliced(run: Run<G>, rows_per_poll: usize) -> Self {
        Self {
            cancel: run.cancel_switch(),
            supply: Supply::Slices { run: Box::new(run), rows_per_poll },
        }
    }

    /// Appends the rows that are ready, without waiting; `true` while more may come.
    ///
    /// At the end `trajectory.stop` says why. A run whose objective panicked ends as cancelled.
    pub fn poll(&mut self, trajectory: &mut Trajectory) -> bool {
        match &mut self.supply {
            Supply::Thread(receiver) => loop {
                match receiver.try_recv() {
                    Ok(batch) => trajectory.append(&batch),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => {
                        trajectory.stop = trajectory.stop.or(Some(Stop::Cancelled));
                        break;
                    }
                }
            },
            Supply::Slices { run, rows_per_poll } => {
                run.advance(*rows_per_poll, |row| trajectory.push(row));
                trajectory.stop = run.stop();
                trajectory.evaluations = run.evaluations();
            }
            Supply::Ended => return false,
        }
        if trajectory.stop.is_some() {
            self.supply = Supply::Ended;
        }
        trajectory.stop.is_none()
    }

    /// Appends all rows up to the end of the run, waiting for them.
    pub fn finish(&mut self, trajectory: &mut Trajectory) {
        while self.poll(trajectory) {
            if let Supply::Thread(receiver) = &self.supply
                && let Ok(batch) = receiver.recv()
            {
                trajectory.append(&batch);
            }
        }
    }

    /// Ends the run before its next step.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

impl<G> Drop for Feed<G> {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

/// Sends rows in batches that grow from one row, so that the first arrives at once; stops when nobody listens.
fn send_batches<G: Source>(mut run: Run<G>, sender: &SyncSender<Trajectory>) {
    let mut rows = 1;
    loop {
        let mut batch = Trajectory::new(run.dimension());
        let begun = Instant::now();
        let more = run.advance(rows, |row| batch.push(row));
        let elapsed = begun.elapsed();
        (batch.stop, batch.evaluations) = (run.stop(), run.evaluations());
        if sender.send(batch).is_err() || !more {
            return;
        }
        rows = if elapsed < BATCH_TIME { (rows * 2).min(BATCH_ROWS) } else { (rows / 2).max(1) };
    }
}
