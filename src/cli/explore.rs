//! `fallline [explore]`: the window.

use super::args::SceneArgs;
use super::failure::Failure;
use super::request::Request;

pub(super) fn explore(args: &SceneArgs) -> Result<(), Failure> {
    let session = Request::read(args)?.session()?;
    crate::app::explore(session).map_err(|error| Failure::Failed(error.into()))
}
