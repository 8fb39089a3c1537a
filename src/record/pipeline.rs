//! Drawing, converting and encoding side by side.
//!
//! The caller pushes frames into a short queue; one thread converts them, another encodes them. So a
//! film takes as long as the slowest of the three, not their sum. Each thread hands a buffer back
//! when it is done with it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use super::estimate::check_room;
use super::sink::{self, Convert, FrameSink, Opened};
use super::times::{Clock, Clocks};
use super::{FilmSettings, RecordError};

/// Frames that may wait between two threads; more would only cost memory.
const QUEUED_FRAMES: usize = 3;

enum Message {
    /// A frame that stands for the film.
    Sample(Vec<u8>),
    Frame(Vec<u8>),
    Finish,
}

/// `None` from the encoder thread: the film was given up.
type Outcome = Result<Option<PathBuf>, RecordError>;

/// A film in the making on its own threads. Dropping it unfinished removes what was written, but for
/// the frames of a folder.
#[derive(Debug)]
pub struct FilmWriter {
    path: PathBuf,
    settings: FilmSettings,
    samples: u32,
    found: u32,
    pushed: u32,
    /// `None` once the queue is closed, which ends the converter and with it the encoder.
    queue: Option<SyncSender<Message>>,
    spare: Receiver<Vec<u8>>,
    converter: Option<JoinHandle<()>>,
    encoder: Option<JoinHandle<Outcome>>,
    pub(super) clocks: Arc<Clocks>,
}

impl FilmWriter {
    /// Opens the film by the ending of `path` and starts its threads.
    ///
    /// # Errors
    /// Unknown ending, a size or rate that the format cannot hold, a folder that is missing, cannot
    /// be written or holds something else, too little room.
    pub fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let Opened { convert, sink, samples, found } = sink::open(path, settings)?;
        check_room(path, settings, settings.frames.saturating_sub(found))?;
        let clocks = Arc::new(Clocks::default());
        let (queue, frames) = sync_channel(QUEUED_FRAMES);
        let (used, spare) = channel();
        let (converted, to_encode) = sync_channel(QUEUED_FRAMES);
        let (encoded, to_fill) = channel();
        let spawn_error = |error: std::io::Error| RecordError::Encoder {
            path: path.to_path_buf(),
            message: error.to_string(),
        };
        let clock = Arc::clone(&clocks);
        let encoder = thread::Builder::new()
            .name("encoder".to_owned())
            .spawn(move || encode(sink, &clock.encode, &to_encode, &encoded))
            .map_err(spawn_error)?;
        let clock = Arc::clone(&clocks);
        let out = Converted { queue: converted, spare: to_fill };
        let converter = thread::Builder::new()
            .name("converter".to_owned())
            .spawn(move || out.convert(convert, &clock.convert, &frames, &used))
            .map_err(spawn_error)?;
        Ok(Self {
            path: path.to_path_buf(),
            settings: settings.clone(),
            samples,
            found,
            pushed: 0,
            queue: Some(queue),
            spare,
            converter: Some(converter),
            encoder: Some(encoder),
            clocks,
        })
    }

    /// Size, rate and length.
    #[must_use]
    pub fn settings(&self) -> &FilmSettings {
        &self.settings
    }

    /// The file to write.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Frames that are there already: those of an interrupted folder. Push the ones after them.
    #[must_use]
    pub fn found(&self) -> u32 {
        self.found
    }

    /// Frames all over the film to hand to [`sample`](Self::sample) before the first is pushed.
    pub(super) fn samples(&self) -> impl Iterator<Item = u32> + use<> {
        let (last, gaps) = (u64::from(self.settings.frames - 1), self.samples.saturating_sub(1));
        (0..self.samples).map(move |k| (u64::from(k) * last / u64::from(gaps.max(1))) as u32)
    }

    /// Frames to draw, in this order: samples, then the film.
    pub(super) fn wanted(&self) -> impl Iterator<Item = u32> + use<> {
        self.samples().chain(self.found..self.settings.frames)
    }

    /// A frame's worth of bytes, a former frame's if there is one; the content is arbitrary.
    #[must_use]
    pub fn buffer(&self) -> Vec<u8> {
        self.spare.try_recv().unwrap_or_else(|_| vec![0; self.settings.frame_bytes()])
    }

    /// Hands over a frame that stands for the film: a GIF's palette is made from such.
    ///
    /// # Errors
    /// The encoder failed.
    pub fn sample(&mut self, rgba: Vec<u8>) -> Result<(), RecordError> {
        self.send(Message::Sample(rgba))
    }

    /// Hands over the next frame (RGBA8 sRGB, row-major, top row first), waiting while the queue is
    /// full.
    ///
    /// # Errors
    /// The encoder failed, on this frame or an earlier one.
    ///
    /// # Panics
    /// If the buffer has not [`FilmSettings::frame_bytes`] bytes: a mistake of the caller.
    pub fn push(&mut self, rgba: Vec<u8>) -> Result<(), RecordError> {
        assert_eq!(rgba.len(), self.settings.frame_bytes(), "a frame has four bytes a pixel");
        self.pushed += 1;
        self.send(Message::Frame(rgba))
    }

    /// Waits for the encoder and gives the file its name.
    ///
    /// # Errors
    /// The encoder failed, the disk is full, or the number of frames is not the one announced.
    pub fn finish(mut self) -> Result<PathBuf, RecordError> {
        let (written, promised) = (self.found + self.pushed, self.settings.frames);
        if written != promised {
            return Err(RecordError::Incomplete { path: self.path.clone(), written, promised });
        }
        self.send(Message::Finish)?;
        self.close()?.ok_or_else(|| self.stopped())
    }

    fn send(&mut self, message: Message) -> Result<(), RecordError> {
        let accepted = self.queue.as_ref().is_some_and(|queue| queue.send(message).is_ok());
        if accepted {
            return Ok(());
        }
        self.close()?;
        Err(self.stopped())
    }

    /// Closes the queue and waits for the threads to end.
    fn close(&mut self) -> Outcome {
        self.queue = None;
        let converted = self.converter.take().map(JoinHandle::join);
        match (converted, self.encoder.take().map(JoinHandle::join)) {
            (Some(Ok(())), Some(Ok(outcome))) => outcome,
            _ => Err(self.stopped()),
        }
    }

    fn stopped(&self) -> RecordError {
        RecordError::Encoder {
            path: self.path.clone(),
            message: "the encoder stopped early".to_owned(),
        }
    }
}

impl Drop for FilmWriter {
    /// Waits for the threads, so that an abandoned file is gone when the program ends.
    fn drop(&mut self) {
        if self.encoder.is_some() {
            let _abandoned = self.close();
        }
    }
}

/// The converter's way out, and its way back for buffers.
struct Converted {
    queue: SyncSender<Option<Vec<u8>>>,
    spare: Receiver<Vec<u8>>,
}

impl Converted {
    /// Runs until the film ends or nobody takes its frames any more.
    fn convert(
        self,
        mut convert: Box<dyn Convert>,
        clock: &Clock,
        frames: &Receiver<Message>,
        used: &Sender<Vec<u8>>,
    ) {
        for message in frames {
            let (rgba, converted) = match message {
                Message::Finish => (None, Some(None)),
                Message::Sample(rgba) => {
                    clock.time(|| convert.sample(&rgba));
                    (Some(rgba), None)
                }
                Message::Frame(rgba) => {
                    let mut converted = self.spare.try_recv().unwrap_or_default();
                    clock.time(|| convert.convert(&rgba, &mut converted));
                    (Some(rgba), Some(Some(converted)))
                }
            };
            if converted.is_some_and(|converted| self.queue.send(converted).is_err()) {
                return;
            }
            let _writer_gone = rgba.map(|rgba| used.send(rgba));
        }
    }
}

/// Runs until the film is finished, given up or fails; `None` in place of a frame finishes it.
fn encode(
    mut sink: Box<dyn FrameSink>,
    clock: &Clock,
    frames: &Receiver<Option<Vec<u8>>>,
    used: &Sender<Vec<u8>>,
) -> Outcome {
    for frame in frames {
        let Some(converted) = frame else {
            return clock.time(|| sink.finish()).map(Some);
        };
        clock.time(|| sink.frame(&converted))?;
        let _converter_gone = used.send(converted);
    }
    Ok(None)
}
