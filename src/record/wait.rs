//! Waiting for all that a picture shows.

use super::RecordError;
use crate::session::Session;

/// Waits for the runs and what follows from them.
///
/// # Errors
/// The plane that is asked for cannot be made: the surface would be that of another one.
pub(super) fn wait_for(session: &mut Session) -> Result<(), RecordError> {
    session.finish_runs();
    session.plane_error().map_or(Ok(()), |error| Err(error.clone().into()))
}
