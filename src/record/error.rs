//! What can go wrong with a film, each in one sentence with the remedy.

use std::path::PathBuf;

use super::Format;
use crate::gpu::GpuError;
use crate::io::{FileError, MeshFileError, readable_size};
use crate::spec::SpecError;

/// Why a picture or film could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The adapter failed.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The session refused what the renderer told it, or the plane of a network cannot be made.
    #[error(transparent)]
    Spec(#[from] SpecError),
    /// The path says no format.
    #[error("cannot tell the format of {}: end it in {}", .path.display(), Format::KNOWN)]
    UnknownFormat {
        /// The file to write.
        path: PathBuf,
    },
    /// The path says no format of a picture.
    #[error("cannot tell the format of {}: end a picture in .png, and the flat view as a figure in .svg or .pdf", .path.display())]
    UnknownPicture {
        /// The file to write.
        path: PathBuf,
    },
    /// A setting is zero or beyond reason.
    #[error("a film cannot have {what}; choose {range}")]
    Settings {
        /// The setting with its value, such as `0 frames`.
        what: String,
        /// What it may be.
        range: &'static str,
    },
    /// H.264 stores colour at half the size, so both sides are even.
    #[error("an MP4 film needs even sides, not {width_px}x{height_px}; use --size {0}x{1}", .nearest_px.0, .nearest_px.1)]
    OddSize {
        /// Width asked for.
        width_px: u32,
        /// Height asked for.
        height_px: u32,
        /// The nearest size that works.
        nearest_px: (u32, u32),
    },
    /// The format cannot hold a picture of this size.
    #[error(
        "{width_px}x{height_px} pixels are out of range for {format}, which takes {range}; choose another --size or write a folder of PNG frames"
    )]
    Size {
        /// The format.
        format: Format,
        /// Width asked for.
        width_px: u32,
        /// Height asked for.
        height_px: u32,
        /// What the format takes.
        range: &'static str,
    },
    /// GIF players slow delays under 20 ms down.
    #[error(
        "a GIF holds at most 50 frames a second, not {fps}; use --fps 50 or less, or write .mp4"
    )]
    GifRate {
        /// Rate asked for.
        fps: u32,
    },
    /// A single picture was named as the place of a film.
    #[error("{} would hold one picture, not a film of {frames} frames; end it in .mp4, .gif or .apng, or name a folder ending in /", .path.display())]
    OnePicture {
        /// The file to write.
        path: PathBuf,
        /// Frames asked for.
        frames: u32,
    },
    /// The last frame of an MP4 lasts as long as the one before it.
    #[error(
        "an MP4 film needs at least two frames; ask for a longer one, or write a picture with .png"
    )]
    OneFrame,
    /// The folder for the frames holds something else.
    #[error("cannot write frames into {}: it holds {name}, which is no frame of a film; choose an empty or a new folder", .folder.display())]
    StrangeFile {
        /// The folder.
        folder: PathBuf,
        /// One of the files that do not belong there.
        name: String,
    },
    /// The folder for the frames holds those of another film.
    #[error(
        "cannot write frames into {}: it holds {frames} frames of another film or of other settings; choose an empty or a new folder, or replace them with --force", .folder.display()
    )]
    StrangeFrames {
        /// The folder.
        folder: PathBuf,
        /// Frames in it.
        frames: usize,
    },
    /// Hours of film look like a mistake.
    #[error(
        "a film of {minutes} minutes has {frames} frames; add --force if it is meant to be longer than an hour"
    )]
    Long {
        /// Whole minutes of the film.
        minutes: u32,
        /// Frames of the film.
        frames: u32,
    },
    /// The film would not fit the disk.
    #[error(
        "{} would take about {}, and only {} are free there; choose another disk, a smaller --size or --quality, or --force to try", .path.display(), readable_size(*.needed), readable_size(*.free)
    )]
    NoRoom {
        /// The file to write.
        path: PathBuf,
        /// Bytes of the film, about.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// There is no ffmpeg.
    #[error(
        "no ffmpeg is on the PATH: install it (on Debian or Ubuntu `apt-get install ffmpeg`), or leave --encoder out and write {}",
        Format::KNOWN
    )]
    NoFfmpeg,
    /// The words after `ffmpeg:` cannot be told apart.
    #[error("--encoder: a quotation mark is not closed in `{arguments}`")]
    FfmpegQuote {
        /// The words.
        arguments: String,
    },
    /// ffmpeg gave up.
    #[error("ffmpeg could not write {}: {message}", .path.display())]
    Ffmpeg {
        /// The file to write.
        path: PathBuf,
        /// Its own words.
        message: String,
    },
    /// The film was closed early.
    #[error("the film {} was not written: it ended after {written} of {promised} frames", .path.display())]
    Incomplete {
        /// The file to write.
        path: PathBuf,
        /// Frames that came.
        written: u32,
        /// Frames that were announced.
        promised: u32,
    },
    /// Ctrl-C.
    #[error("interrupted: {} was not written", .path.display())]
    Interrupted {
        /// The file to write.
        path: PathBuf,
    },
    /// Ctrl-C, for a folder of frames.
    #[error("interrupted: {} is not finished; the same command goes on where it was", .path.display())]
    InterruptedFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The system gave no way to notice Ctrl-C.
    #[error("cannot listen for Ctrl-C: {0}")]
    NoInterrupt(String),
    /// An encoder failed for a reason of its own.
    #[error("cannot encode {}: {message}", .path.display())]
    Encoder {
        /// The file to write.
        path: PathBuf,
        /// The encoder's words.
        message: String,
    },
    /// A mesh cannot be written.
    #[error(transparent)]
    Mesh(#[from] MeshFileError),
    /// The file system refused.
    #[error(transparent)]
    File(#[from] FileError),
}

impl RecordError {
    /// Whether the user asked for something that cannot be, rather than something broke.
    pub fn asks_wrong(&self) -> bool {
        match self {
            Self::Gpu(error) => error.asks_too_much(),
            Self::Mesh(error) => !matches!(error, MeshFileError::File(_)),
            Self::UnknownFormat { .. }
            | Self::UnknownPicture { .. }
            | Self::Settings { .. }
            | Self::OddSize { .. }
            | Self::Size { .. }
            | Self::GifRate { .. }
            | Self::OnePicture { .. }
            | Self::OneFrame
            | Self::StrangeFile { .. }
            | Self::StrangeFrames { .. }
            | Self::Long { .. }
            | Self::NoRoom { .. }
            | Self::FfmpegQuote { .. }
            | Self::Spec(_) => true,
            _ => false,
        }
    }
}
