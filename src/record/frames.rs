//! A film as a folder of numbered PNG pictures, which can be gone on with after an interruption.
//!
//! ```text
//! FOLDER/.fallline-film.part/   while it is made: its frames
//! FOLDER/                       the same, moved up when the last one is there
//! ```
//!
//! A frame appears under its name only when it is whole, and carries in its text which frame of which
//! film it is. So a folder with frames of this very film is gone on with at the first that lacks,
//! and one with any other frames is refused.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use ::png::Compression;

use super::png::{self, Text};
use super::sink::FrameSink;
use super::{FilmSettings, RecordError};
use crate::io::{AtomicFile, FileError};

/// The folder in the film's folder where its frames wait for the last.
const PART: &str = ".fallline-film.part";
/// The keyword of the text that says which frame of which film a picture is.
const KEYWORD: &str = "fallline film";
/// The last bytes of every PNG file: an empty IEND chunk.
const PNG_END: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82];

/// Writes `frame-00000.png` and on into a folder.
pub(super) struct FramesSink {
    folder: Folder,
    settings: FilmSettings,
    /// Frames in their place, those of an earlier attempt included.
    written: u32,
    found: u32,
}

impl FramesSink {
    /// Makes the folder if it is missing. One that holds anything but frames of this film is refused;
    /// frames of another are replaced at the end, if the settings force it.
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let folder = Folder::open(path).map_err(|source| FileError::new(path, source))?;
        let names = folder.explained(names_in(path))?;
        if let Some(name) = names.iter().find(|name| number_of(name).is_none() && *name != PART) {
            let (folder, name) = (path.to_path_buf(), name.clone());
            return Err(RecordError::StrangeFile { folder, name });
        }
        let strange = folder.explained(strange_frames(path, settings))?;
        let strange_part = folder.explained(strange_frames(&folder.part, settings))?;
        let frames = strange.len() + strange_part.len();
        if frames > 0 && !settings.encoding.force {
            return Err(RecordError::StrangeFrames { folder: path.to_path_buf(), frames });
        }
        folder.explained(strange_part.iter().try_for_each(fs::remove_file))?;
        let is_there = |frame: &u32| {
            let is_right =
                |folder: &PathBuf| is_right(&folder.join(name_of(*frame)), *frame, settings);
            [&folder.part, &folder.path].into_iter().any(is_right)
        };
        let found = (0..settings.frames).take_while(is_there).count() as u32;
        Ok(Self { folder, settings: settings.clone(), written: found, found })
    }

    /// Frames that were there.
    pub(super) fn found(&self) -> u32 {
        self.found
    }
}

impl FrameSink for FramesSink {
    fn frame(&mut self, rgb: &[u8]) -> Result<(), RecordError> {
        let size_px = (self.settings.width_px, self.settings.height_px);
        let text = Text { keyword: KEYWORD, text: identity(self.written, &self.settings) };
        let mut file = AtomicFile::create(&self.folder.part.join(name_of(self.written)))?;
        png::encode(&mut file, size_px, Compression::Fast, Some(text), rgb)
            .map_err(|error| png::explain(&self.folder.path, error))?;
        file.finish()?;
        self.written += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { folder, settings, .. } = *self;
        let path = folder.path.clone();
        let strange = folder.explained(strange_frames(&path, &settings))?;
        folder.explained(strange.iter().try_for_each(fs::remove_file))?;
        for name in folder.explained(names_in(&folder.part))? {
            folder.explained(fs::rename(folder.part.join(&name), path.join(&name)))?;
        }
        Ok(path)
    }
}

/// The film's folder with its part. Dropped, what is empty of them goes: a part whose frames have moved
/// up, both for a film that did not come about.
struct Folder {
    path: PathBuf,
    part: PathBuf,
    is_new: bool,
}

impl Folder {
    fn open(path: &Path) -> io::Result<Self> {
        let is_new = !path.is_dir();
        if is_new {
            fs::create_dir(path)?;
        }
        let folder = Self { path: path.to_path_buf(), part: path.join(PART), is_new };
        match fs::create_dir(&folder.part) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(folder),
        }
    }

    fn explained<T>(&self, result: io::Result<T>) -> Result<T, FileError> {
        result.map_err(|source| FileError::new(&self.path, source))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Only empty folders go this way.
        let _kept_with_frames = fs::remove_dir(&self.part);
        if self.is_new {
            let _kept_with_frames = fs::remove_dir(&self.path);
        }
    }
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect()
}

/// Frames in a folder that are not of this film.
fn strange_frames(folder: &Path, settings: &FilmSettings) -> io::Result<Vec<PathBuf>> {
    let is_strange = |name: &String| {
        let path = folder.join(name);
        number_of(name).is_some_and(|frame| {
            text_of(&path).is_none_or(|text| text != identity(frame, settings))
        })
    };
    let names = names_in(folder)?.into_iter().filter(is_strange);
    Ok(names.map(|name| folder.join(name)).collect())
}

/// All that a frame depends on.
fn identity(frame: u32, settings: &FilmSettings) -> String {
    let FilmSettings { width_px, height_px, fps, frames, encoding } = settings;
    let fingerprint = &encoding.fingerprint;
    format!("{frame} of {frames}, {fps} a second, {width_px}x{height_px}, {fingerprint}")
}

/// Whether the file is there, is this frame, and is whole.
fn is_right(path: &Path, frame: u32, settings: &FilmSettings) -> bool {
    has_end(path).unwrap_or(false)
        && text_of(path).is_some_and(|text| text == identity(frame, settings))
}

fn has_end(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut end = [0; PNG_END.len()];
    file.seek(SeekFrom::End(-(PNG_END.len() as i64)))?;
    file.read_exact(&mut end)?;
    Ok(end == PNG_END)
}

/// Which frame of which film the picture says it is.
fn text_of(path: &Path) -> Option<String> {
    let reader = ::png::Decoder::new(BufReader::new(File::open(path).ok()?)).read_info().ok()?;
    let texts = &reader.info().uncompressed_latin1_text;
    texts.iter().find(|text| text.keyword == KEYWORD).map(|text| text.text.clone())
}

fn name_of(frame: u32) -> String {
    format!("frame-{frame:05}.png")
}

/// The number of a frame by the name of its file.
fn number_of(name: &str) -> Option<u32> {
    let digits = name.strip_prefix("frame-")?.strip_suffix(".png")?;
    let is_number = digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}
