//! `fallline [explore]`: the window.

use std::path::PathBuf;

use super::args::SceneArgs;
use super::failure::Failure;
use super::request::Request;
use crate::io::{RecentScenes, state_folder};
use crate::spec::ReadyScene;

pub(super) fn explore(args: &SceneArgs) -> Result<(), Failure> {
    let mut session = Request::read(args)?.session()?;
    if let Some(file) = args.scene.as_deref().filter(|scene| ReadyScene::find(scene).is_none()) {
        session.stands_in(PathBuf::from(file));
    }
    let recent = RecentScenes::kept_in(state_folder().as_deref());
    crate::app::explore(session, recent).map_err(|error| Failure::Failed(error.into()))
}
