//! A film by way of the user's own ffmpeg: the frames go through a pipe, its complaints come back.

use std::collections::VecDeque;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, Command, Stdio};
use std::thread::{self, JoinHandle};

use super::sink::FrameSink;
use super::{FilmSettings, RecordError};
use crate::io::PendingFile;

/// Lines of complaints that are kept: the last ones say why.
const KEPT_LINES: usize = 6;

/// The ffmpeg on the `PATH`, if there is one.
#[must_use]
pub fn find_ffmpeg() -> Option<PathBuf> {
    let name = format!("ffmpeg{}", env::consts::EXE_SUFFIX);
    let paths = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&paths).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

/// Feeds RGB8 frames to an ffmpeg. Dropping it unfinished ends the program.
pub(super) struct FfmpegSink {
    child: Child,
    /// `None` once all frames are there.
    frames: Option<ChildStdin>,
    complaints: Option<JoinHandle<Vec<String>>>,
    /// `None` once the file has its name.
    pending: Option<PendingFile>,
    path: PathBuf,
}

impl FfmpegSink {
    /// Starts ffmpeg with the user's arguments between its input and its output, a hidden file of the
    /// same ending beside `path`.
    pub(super) fn create(
        path: &Path,
        settings: &FilmSettings,
        arguments: &str,
    ) -> Result<Self, RecordError> {
        let words = shlex::split(arguments)
            .ok_or_else(|| RecordError::FfmpegQuote { arguments: arguments.to_owned() })?;
        let program = find_ffmpeg().ok_or(RecordError::NoFfmpeg)?;
        let pending = PendingFile::reserve(path)?;
        let mut command = Command::new(program);
        command.args(["-hide_banner", "-loglevel", "error", "-y"]);
        command.args(["-f", "rawvideo", "-pixel_format", "rgb24"]);
        command.arg("-video_size").arg(format!("{}x{}", settings.width_px, settings.height_px));
        command.arg("-framerate").arg(settings.fps.to_string()).args(["-i", "pipe:0"]);
        command.args(color_arguments(&words)).args(words).arg(pending.place());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let failed = |message: String| RecordError::Ffmpeg { path: path.to_path_buf(), message };
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let frames = child.stdin.take();
        let stderr = child.stderr.take();
        let complaints = stderr.map(|stderr| thread::spawn(move || last_lines(stderr)));
        let path = path.to_path_buf();
        Ok(Self { child, frames, complaints, pending: Some(pending), path })
    }

    /// Waits until ffmpeg ends; an error with its own words unless it ended well.
    fn wait(&mut self) -> Result<(), RecordError> {
        drop(self.frames.take());
        let failed = |message| RecordError::Ffmpeg { path: self.path.clone(), message };
        let status = self.child.wait().map_err(|error| failed(error.to_string()))?;
        let lines = self.complaints.take().and_then(|thread| thread.join().ok());
        let said = lines.unwrap_or_default().join("\n");
        match (status.success(), said.is_empty()) {
            (true, _) => Ok(()),
            (false, true) => Err(failed(format!("it ended with {status}"))),
            (false, false) => Err(failed(said)),
        }
    }
}

impl FrameSink for FfmpegSink {
    fn frame(&mut self, rgb: &[u8]) -> Result<(), RecordError> {
        let written = self.frames.as_mut().map(|frames| frames.write_all(rgb));
        if matches!(written, Some(Ok(()))) {
            return Ok(());
        }
        // The pipe breaks when ffmpeg gives up; it has said why.
        self.wait()?;
        let message = "it stopped reading before the last frame; its arguments limit the film";
        Err(RecordError::Ffmpeg { path: self.path.clone(), message: message.to_owned() })
    }

    fn finish(mut self: Box<Self>) -> Result<PathBuf, RecordError> {
        self.wait()?;
        match self.pending.take() {
            Some(pending) => Ok(pending.keep()?),
            None => Ok(self.path.clone()),
        }
    }
}

impl Drop for FfmpegSink {
    fn drop(&mut self) {
        if self.pending.is_some() {
            drop(self.frames.take());
            // It may have ended by itself.
            let _ended = self.child.kill();
            let _status = self.child.wait();
        }
    }
}

/// BT.709 for whatever stores luma and chroma, unless the user filters the pictures in a way of their own;
/// ffmpeg itself would take BT.601 and not say so.
fn color_arguments(words: &[String]) -> Vec<&'static str> {
    const FILTERS: [&str; 4] = ["-vf", "-filter", "-filter_complex", "-lavfi"];
    let filters = |word: &String| FILTERS.iter().any(|filter| word.starts_with(filter));
    if words.iter().any(filters) {
        return Vec::new();
    }
    let filter = "scale=out_color_matrix=bt709:out_range=tv,setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709";
    vec!["-vf", filter]
}

/// The last lines that ffmpeg complained in; read to the end, so that it never waits.
fn last_lines(stderr: ChildStderr) -> Vec<String> {
    let mut kept = VecDeque::new();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if kept.len() == KEPT_LINES {
            kept.pop_front();
        }
        kept.push_back(line);
    }
    kept.into()
}
