//! Drawing and encoding side by side.
//!
//! The caller pushes frames into a short queue and an encoder thread takes them out, so a film
//! takes as long as the slower of the two, not their sum. The encoder hands each buffer back when
//! it is done with it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use super::sink::{self, FrameSink};
use super::{FilmSettings, RecordError};

/// Frames that may wait for the encoder; more would only cost memory.
const QUEUED_FRAMES: usize = 4;

enum Message {
    Frame(Vec<u8>),
    Finish,
}

/// `None` from the encoder thread: the film was given up and its file removed.
type Outcome = Result<Option<PathBuf>, RecordError>;

/// A film in the making on its own thread. Dropping it unfinished removes what was written.
#[derive(Debug)]
pub struct FilmWriter {
    path: PathBuf,
    settings: FilmSettings,
    pushed: u32,
    /// `None` once the queue is closed, which ends the encoder.
    queue: Option<SyncSender<Message>>,
    spare: Receiver<Vec<u8>>,
    encoder: Option<JoinHandle<Outcome>>,
}

impl FilmWriter {
    /// Opens the film's sink by the ending of `path` and starts its encoder.
    ///
    /// # Errors
    /// Unknown ending, a size or rate that the format cannot hold, a folder that is missing or
    /// cannot be written.
    pub fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        let sink = sink::open(path, settings)?;
        let (queue, frames) = sync_channel(QUEUED_FRAMES);
        let (used, spare) = channel();
        let encoder = thread::Builder::new()
            .name("encoder".to_owned())
            .spawn(move || encode(sink, &frames, &used))
            .map_err(|error| RecordError::Encoder {
                path: path.to_path_buf(),
                message: error.to_string(),
            })?;
        Ok(Self {
            path: path.to_path_buf(),
            settings: *settings,
            pushed: 0,
            queue: Some(queue),
            spare,
            encoder: Some(encoder),
        })
    }

    /// A frame's worth of bytes, an encoded frame's if there is one; the content is arbitrary.
    #[must_use]
    pub fn buffer(&self) -> Vec<u8> {
        self.spare.try_recv().unwrap_or_else(|_| vec![0; self.settings.frame_bytes()])
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
        let promised = self.settings.frames;
        if self.pushed != promised {
            return Err(RecordError::Incomplete {
                path: self.path.clone(),
                written: self.pushed,
                promised,
            });
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

    /// Closes the queue and waits for the encoder to end.
    fn close(&mut self) -> Outcome {
        self.queue = None;
        match self.encoder.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) | None => Err(self.stopped()),
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
    /// Waits for the encoder, so that an abandoned file is gone when the program ends.
    fn drop(&mut self) {
        if self.encoder.is_some() {
            let _abandoned = self.close();
        }
    }
}

fn encode(
    mut sink: Box<dyn FrameSink>,
    frames: &Receiver<Message>,
    used: &Sender<Vec<u8>>,
) -> Outcome {
    for message in frames {
        match message {
            Message::Frame(rgba) => {
                sink.frame(&rgba)?;
                let _writer_gone = used.send(rgba);
            }
            Message::Finish => return sink.finish().map(Some),
        }
    }
    Ok(None)
}
