//! How long each stage of a film has been at work: what the benchmark tells apart.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Time at work, not time waiting for another stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Simulating, drawing and reading back.
    pub draw: Duration,
    /// From pixels to what the encoder takes.
    pub convert: Duration,
    /// Encoding and writing.
    pub encode: Duration,
}

/// One stage's time, added up from its own thread.
#[derive(Debug, Default)]
pub(super) struct Clock(AtomicU64);

impl Clock {
    /// Does the work and adds the time that it took.
    pub(super) fn time<T>(&self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let result = work();
        let nanos = u64::try_from(begun.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.0.fetch_add(nanos, Ordering::Relaxed);
        result
    }

    fn total(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::Relaxed))
    }
}

/// The clocks of a film's stages.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    pub(super) draw: Clock,
    pub(super) convert: Clock,
    pub(super) encode: Clock,
}

impl Clocks {
    pub(super) fn read(&self) -> StageTimes {
        StageTimes {
            draw: self.draw.total(),
            convert: self.convert.total(),
            encode: self.encode.total(),
        }
    }
}
