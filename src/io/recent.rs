//! The scenes that were opened or saved last, remembered between starts.
//!
//! The list is a convenience: where it cannot be read or written, that is logged and the program goes on without.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use serde::{Deserialize, Serialize};

use super::{AtomicFile, FileError};

/// Scenes that are remembered at most.
const MOST_SCENES: usize = 12;
/// The list in its folder.
const FILE_NAME: &str = "recent.toml";

/// Paths of scene files, the latest first.
#[derive(Clone, Debug, Default)]
pub struct RecentScenes {
    /// The file of the list; `None` remembers nothing beyond the end of the program.
    file: Option<PathBuf>,
    paths: Vec<PathBuf>,
}

/// The list as it stands in its file.
#[derive(Serialize, Deserialize)]
struct Stored {
    scenes: Vec<PathBuf>,
}

/// The folder for what the program remembers by itself, where the platform has one.
pub fn state_folder() -> Option<PathBuf> {
    let args = AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "fallline".to_owned(),
    };
    match choose_app_strategy(args) {
        Ok(strategy) => Some(strategy.state_dir().unwrap_or_else(|| strategy.data_dir())),
        Err(error) => {
            log::warn!("recent scenes are not remembered: {error}");
            None
        }
    }
}

impl RecentScenes {
    /// The list that is kept in a folder, which need not be there yet; without a folder, an empty one.
    #[must_use]
    pub fn kept_in(folder: Option<&Path>) -> Self {
        let file = folder.map(|folder| folder.join(FILE_NAME));
        let paths = file.as_deref().and_then(read).unwrap_or_default();
        Self { file, paths }
    }

    /// The paths, the latest first; a file may be gone meanwhile.
    #[must_use]
    pub fn paths(&self) -> &[PathBuf] {
        &self.paths
    }

    /// Puts a scene file first.
    pub fn note(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        // Another window may have written to the list.
        if let Some(paths) = self.file.as_deref().and_then(read) {
            self.paths = paths;
        }
        self.paths.retain(|known| *known != path);
        self.paths.insert(0, path);
        self.paths.truncate(MOST_SCENES);
        if let Some(file) = &self.file
            && let Err(error) = write(file, &self.paths)
        {
            log::warn!("recent scenes are not remembered: {error}");
        }
    }
}

/// The stored list; `None`, with a line in the log, where it cannot be read.
fn read(file: &Path) -> Option<Vec<PathBuf>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            log::warn!("cannot read the recent scenes in {}: {error}", file.display());
            return None;
        }
    };
    match toml::from_str::<Stored>(&text) {
        Ok(Stored { mut scenes }) => {
            scenes.truncate(MOST_SCENES);
            Some(scenes)
        }
        Err(error) => {
            log::warn!("{} is no list of recent scenes: {}", file.display(), error.message());
            None
        }
    }
}

fn write(file: &Path, paths: &[PathBuf]) -> Result<(), FileError> {
    let explain = |source| FileError::new(file, source);
    // A path that is no Unicode cannot stand in the list.
    let scenes = paths.iter().filter(|path| path.to_str().is_some()).cloned().collect();
    let text = toml::to_string(&Stored { scenes })
        .map_err(|error| explain(std::io::Error::new(ErrorKind::InvalidData, error)))?;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(explain)?;
    }
    let mut out = AtomicFile::create(file)?;
    out.write_all(text.as_bytes()).map_err(|source| out.explain(source))?;
    out.finish().map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &RecentScenes) -> Vec<String> {
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        list.paths().iter().map(name).collect()
    }

    #[test]
    fn the_latest_comes_first_and_once_and_twelve_are_kept_over_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("not/there/yet");
        let mut list = RecentScenes::kept_in(Some(&state));
        assert!(list.paths().is_empty());
        for name in ["a.toml", "b.toml", "a.toml"] {
            list.note(&folder.path().join(name));
        }
        assert_eq!(names(&list), ["a.toml", "b.toml"]);
        for k in 0..11 {
            list.note(&folder.path().join(format!("{k}.toml")));
        }
        assert_eq!((list.paths().len(), names(&list)[11].as_str()), (12, "a.toml"));
        let again = RecentScenes::kept_in(Some(&state));
        assert_eq!(again.paths(), list.paths());
        assert!(again.paths().iter().all(|path| path.is_absolute()));
    }

    #[test]
    fn two_windows_share_one_list() {
        let folder = tempfile::tempdir().unwrap();
        let mut one = RecentScenes::kept_in(Some(folder.path()));
        let mut other = RecentScenes::kept_in(Some(folder.path()));
        one.note(Path::new("/a.toml"));
        other.note(Path::new("/b.toml"));
        assert_eq!(names(&other), ["b.toml", "a.toml"]);
    }

    #[test]
    fn a_broken_list_is_empty_and_mended_by_the_next_scene() {
        let folder = tempfile::tempdir().unwrap();
        for broken in ["scenes = 3", "\u{0}[", "scenes = [1, 2]"] {
            std::fs::write(folder.path().join(FILE_NAME), broken).unwrap();
            let mut list = RecentScenes::kept_in(Some(folder.path()));
            assert!(list.paths().is_empty(), "{broken}");
            list.note(Path::new("/a.toml"));
            assert_eq!(names(&RecentScenes::kept_in(Some(folder.path()))), ["a.toml"]);
        }
    }

    #[test]
    fn where_the_list_cannot_be_written_it_holds_for_this_start() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let mut list = RecentScenes::kept_in(Some(&folder.path().join("file")));
        list.note(Path::new("/a.toml"));
        list.note(Path::new("/b.toml"));
        assert_eq!(names(&list), ["b.toml", "a.toml"]);
        let mut nowhere = RecentScenes::kept_in(None);
        nowhere.note(Path::new("/a.toml"));
        assert_eq!(names(&nowhere), ["a.toml"]);
    }
}
