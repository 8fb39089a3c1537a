//! The frame loop: draw, push, look for Ctrl-C and pauses, tell how far it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{FilmSettings, FilmWriter, Format, Progress, RecordError, Watch};

/// Records a film: calls `draw(frame, rgba)` for the frames and writes them to `path` in the format
/// of its ending.
///
/// `draw` fills the buffer, which has [`FilmSettings::frame_bytes`] bytes of an earlier frame in
/// it: RGBA8 sRGB, row-major, top row first. Its errors end the film. For a GIF it is asked for some
/// frames all over the film first; for an interrupted folder only for those that lack.
///
/// # Errors
/// The place or the settings are wrong (said before the first frame), drawing or encoding failed,
/// or the film was stopped. In each case no file is left behind, but for the frames of a folder.
pub fn record_film<E: From<RecordError>>(
    path: &Path,
    settings: &FilmSettings,
    watch: &Watch,
    draw: impl FnMut(u32, &mut [u8]) -> Result<(), E>,
) -> Result<PathBuf, E> {
    FilmWriter::create(path, settings)?.run(watch, draw)
}

impl FilmWriter {
    /// Draws the frames that are [`wanted`](Self::wanted) and finishes the film.
    pub(super) fn run<E: From<RecordError>>(
        mut self,
        watch: &Watch,
        mut draw: impl FnMut(u32, &mut [u8]) -> Result<(), E>,
    ) -> Result<PathBuf, E> {
        let (frames, clocks) = (self.settings().frames, Arc::clone(&self.clocks));
        watch.begin(self.found(), frames, &clocks);
        for frame in self.samples() {
            self.look(watch)?;
            let mut rgba = self.buffer();
            clocks.draw.time(|| draw(frame, &mut rgba))?;
            self.sample(rgba)?;
        }
        let progress = Progress::of(u64::from(frames - self.found()), "frames");
        for frame in self.found()..frames {
            self.look(watch)?;
            let mut rgba = self.buffer();
            clocks.draw.time(|| draw(frame, &mut rgba))?;
            watch.note(frame + 1, &rgba, self.settings());
            self.push(rgba)?;
            progress.advance();
        }
        Ok(self.finish()?)
    }

    /// Waits while the film is paused; an error once it is to stop.
    fn look(&self, watch: &Watch) -> Result<(), RecordError> {
        if watch.lets_go_on() {
            return Ok(());
        }
        let path = self.path().to_path_buf();
        let is_folder =
            self.settings().encoding.ffmpeg.is_none() && Format::of(&path)? == Format::Frames;
        Err(if is_folder {
            RecordError::InterruptedFolder { path }
        } else {
            RecordError::Interrupted { path }
        })
    }
}
