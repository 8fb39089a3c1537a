//! What is computed on the CPU for a picture: on a thread of its own, part after part, so that the window goes on.

use std::sync::mpsc::{self, Receiver, TryRecvError};

use super::GpuError;

/// Parts that a thread computes one after the other. Dropped, it ends the thread after the part at hand.
pub(super) struct Background<T>(Receiver<T>);

impl<T: Send + 'static> Background<T> {
    /// Starts the thread.
    pub(super) fn start(parts: impl Iterator<Item = T> + Send + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for part in parts {
                // The receiver is gone when the parts are no longer wanted.
                if sender.send(part).is_err() {
                    break;
                }
            }
        });
        Self(receiver)
    }

    /// The next part, if it is there.
    pub(super) fn poll(&self) -> Result<Option<T>, GpuError> {
        match self.0.try_recv() {
            Ok(part) => Ok(Some(part)),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(STOPPED),
        }
    }

    /// The next part, once it is there.
    pub(super) fn wait(&self) -> Result<T, GpuError> {
        self.0.recv().map_err(|_| STOPPED)
    }
}

/// Asked for more parts than there are, or the thread is gone.
const STOPPED: GpuError = GpuError::Stopped;
