//! `fallline [explore]`: the window.

use super::args::SceneArgs;
use super::failure::Failure;
use super::request::Request;

pub(super) fn explore(args: &SceneArgs) -> Result<(), Failure> {
    let _session = Request::read(args)?.session()?;
    Err(Failure::Failed(anyhow::anyhow!("the window is not built yet")))
}
