//! Work on a thread of its own, whose result is taken once it is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

/// Work on its way. Dropping it cancels the work.
pub(super) struct Job<T> {
    news: Option<Receiver<T>>,
    cancel: Arc<AtomicBool>,
}

impl<T: Send + 'static> Job<T> {
    /// Starts the work, which looks now and then whether it is cancelled, and then gives nothing.
    pub(super) fn start(work: impl FnOnce(&AtomicBool) -> Option<T> + Send + 'static) -> Self {
        let (sender, news) = channel();
        let cancel = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&cancel);
        thread::spawn(move || {
            if let Some(result) = work(&stop) {
                // Nobody listens any more once the job is dropped.
                let _ = sender.send(result);
            }
        });
        Self { news: Some(news), cancel }
    }

    /// The result, once, if it has come.
    pub(super) fn poll(&mut self) -> Option<T> {
        match self.news.as_ref()?.try_recv() {
            Ok(result) => {
                self.news = None;
                Some(result)
            }
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.news = None;
                None
            }
        }
    }

    /// Waits for the result, if it has not been taken.
    pub(super) fn finish(&mut self) -> Option<T> {
        self.news.take()?.recv().ok()
    }

    /// Whether the result is still to come.
    pub(super) fn is_under_way(&self) -> bool {
        self.news.is_some()
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}
