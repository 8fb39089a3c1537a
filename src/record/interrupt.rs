//! Ctrl-C, noticed between frames, so that a half-written film is removed on the way out.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::RecordError;

/// Whether the user asked to stop. Clones share one answer; the default one is asked by the program
/// alone.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens for Ctrl-C from now on, in place of its usual effect of ending the program. Once a
    /// program.
    ///
    /// # Errors
    /// The system gave no handler, or there is one already.
    pub fn on_ctrl_c() -> Result<Self, RecordError> {
        let interrupt = Self::default();
        let for_handler = interrupt.clone();
        ctrlc::set_handler(move || for_handler.request())
            .map_err(|error| RecordError::NoInterrupt(error.to_string()))?;
        Ok(interrupt)
    }

    /// Asks to stop.
    pub fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// The same answer as a plain switch, for computations that look at one.
    #[must_use]
    pub fn switch(&self) -> &AtomicBool {
        &self.0
    }

    /// Whether someone asked to stop.
    #[must_use]
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
