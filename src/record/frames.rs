//! A film as a folder of numbered PNG pictures.
//!
//! The pictures are written into a hidden folder inside the film's folder and moved up when the
//! last one is there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ::png::Compression;
use tempfile::TempDir;

use super::png;
use super::sink::FrameSink;
use super::{FilmSettings, RecordError};
use crate::io::{AtomicFile, FileError};

/// Writes `frame-00000.png` and on into a folder.
pub(super) struct FramesSink {
    /// Declared first: the hidden folder goes before the one around it.
    work: TempDir,
    folder: Folder,
    size_px: (u32, u32),
    written: u32,
}

impl FramesSink {
    /// Makes the folder if it is missing. One that holds anything but frames of an earlier film is
    /// refused; those frames are replaced at the end.
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let folder = Folder::open(path).map_err(|source| FileError::new(path, source))?;
        if let Some(name) = folder.names()?.into_iter().find(|name| !is_frame_name(name)) {
            return Err(RecordError::StrangeFile { folder: path.to_path_buf(), name });
        }
        let work = tempfile::Builder::new()
            .prefix(".fallline-")
            .suffix(".part")
            .tempdir_in(path)
            .map_err(|source| FileError::new(path, source))?;
        Ok(Self { work, folder, size_px: (settings.width_px, settings.height_px), written: 0 })
    }
}

impl FrameSink for FramesSink {
    fn frame(&mut self, rgba: &[u8]) -> Result<(), RecordError> {
        let mut file = AtomicFile::create(&self.work.path().join(frame_name(self.written)))?;
        png::encode(&mut file, self.size_px, Compression::Fast, rgba)
            .map_err(|error| png::explain(&self.folder.path, error))?;
        file.finish()?;
        self.written += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { work, mut folder, written, .. } = *self;
        for name in folder.names()?.into_iter().filter(|name| is_frame_name(name)) {
            folder.explained(fs::remove_file(folder.path.join(name)))?;
        }
        for name in (0..written).map(frame_name) {
            folder.explained(fs::rename(work.path().join(&name), folder.path.join(&name)))?;
        }
        folder.explained(work.close())?;
        folder.is_new = false;
        Ok(folder.path.clone())
    }
}

/// The film's folder; one that was made for the film goes again if the film does not come about.
struct Folder {
    path: PathBuf,
    is_new: bool,
}

impl Folder {
    fn open(path: &Path) -> io::Result<Self> {
        let is_new = !path.is_dir();
        if is_new {
            fs::create_dir(path)?;
        }
        Ok(Self { path: path.to_path_buf(), is_new })
    }

    fn names(&self) -> Result<Vec<String>, FileError> {
        let entries = self.explained(fs::read_dir(&self.path))?;
        let names = entries
            .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
        self.explained(names.collect())
    }

    fn explained<T>(&self, result: io::Result<T>) -> Result<T, FileError> {
        result.map_err(|source| FileError::new(&self.path, source))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_new {
            // Only an empty folder goes this way; if it cannot, nothing is lost.
            let _left_in_place = fs::remove_dir(&self.path);
        }
    }
}

fn frame_name(frame: u32) -> String {
    format!("frame-{frame:05}.png")
}

fn is_frame_name(name: &str) -> bool {
    let digits = name.strip_prefix("frame-").and_then(|rest| rest.strip_suffix(".png"));
    digits
        .is_some_and(|digits| digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
