//! How an action fails, and the exit status that says so.

use std::io;
use std::process::ExitCode;

use crate::gpu::GpuError;
use crate::record::RecordError;
use crate::spec::SpecError;

/// Why an action did not do what it was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// Wrong words or a wrong file: exit status 2.
    Wrong(anyhow::Error),
    /// Anything that failed while running: exit status 1.
    Failed(anyhow::Error),
    /// Nobody reads standard output any more: nothing to say, as for any filter.
    NobodyListens,
}

impl Failure {
    /// Wrong words, as a sentence.
    pub(super) fn wrong(message: impl std::fmt::Display) -> Self {
        Self::Wrong(anyhow::anyhow!("{message}"))
    }

    /// Prints the chain of reasons to standard error and returns the exit status.
    pub(super) fn report(&self) -> ExitCode {
        let (error, status) = match self {
            Self::Wrong(error) => (error, 2),
            Self::Failed(error) => (error, 1),
            Self::NobodyListens => return ExitCode::SUCCESS,
        };
        eprintln!("error: {error}");
        let mut said = error.to_string();
        for reason in error.chain().skip(1).map(ToString::to_string) {
            // Some libraries repeat the inner message in the outer one.
            if !said.contains(&reason) {
                eprintln!("  because: {reason}");
            }
            said = reason;
        }
        ExitCode::from(status)
    }
}

impl From<SpecError> for Failure {
    fn from(error: SpecError) -> Self {
        Self::Wrong(error.into())
    }
}

impl From<GpuError> for Failure {
    fn from(error: GpuError) -> Self {
        if error.asks_too_much() { Self::Wrong(error.into()) } else { Self::Failed(error.into()) }
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        if error.asks_wrong() { Self::Wrong(error.into()) } else { Self::Failed(error.into()) }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::NobodyListens,
            _ => Self::Failed(error.into()),
        }
    }
}
