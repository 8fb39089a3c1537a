//! A film as H.264 in MP4, which plays everywhere.
//!
//! Constant quantiser, BT.709 limited range, a key frame every two seconds for seeking, and the
//! index in front of the data so that a browser can start at once. The index needs all sizes, so
//! the encoded stream (not the frames) waits in memory: about a quarter of a megabyte for a second
//! of 1280x720.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use muxide::api::{Muxer, MuxerBuilder, MuxerError, VideoCodec};
use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, QpRange,
    RateControlMode, VuiConfig,
};

use super::sink::FrameSink;
use super::yuv::Yuv420;
use super::{FilmSettings, Format, RecordError};
use crate::io::{AtomicFile, FileError, PendingFile};

/// The quantiser of every frame: 24 keeps thin lines and text clean. Lower is finer.
const QUANTISER: u8 = 24;
/// Only sets the level that the stream announces (3.1 for 1280x720); the quantiser alone decides
/// the size.
const BITS_PER_SECOND: u32 = 10_000_000;

/// Encodes and muxes a film.
pub(super) struct Mp4Sink {
    yuv: Yuv420,
    encoder: Encoder,
    /// One frame as the encoder gives it (Annex B), used again for each.
    packet: Vec<u8>,
    muxer: Muxer<BufWriter<File>>,
    pending: PendingFile,
    fps: u32,
    written: u32,
}

impl Mp4Sink {
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        check(settings)?;
        let &FilmSettings { width_px, height_px, fps, .. } = settings;
        let (out, pending) = AtomicFile::create(path)?.split();
        let encoder = Encoder::with_api_config(OpenH264API::from_source(), encoder_config(fps))
            .map_err(|error| encoder_error(path, &error))?;
        let muxer = MuxerBuilder::new(out)
            .video(VideoCodec::H264, width_px, height_px, f64::from(fps))
            .with_fast_start(true)
            .build()
            .map_err(|error| muxer_error(path, error))?;
        let yuv = Yuv420::new(width_px as usize, height_px as usize);
        Ok(Self { yuv, encoder, packet: Vec::new(), muxer, pending, fps, written: 0 })
    }
}

impl FrameSink for Mp4Sink {
    fn frame(&mut self, rgba: &[u8]) -> Result<(), RecordError> {
        self.yuv.fill(rgba);
        let encoded = self
            .encoder
            .encode(&self.yuv)
            .map_err(|error| encoder_error(self.pending.path(), &error))?;
        self.packet.clear();
        encoded.write_vec(&mut self.packet);
        let is_key_frame = matches!(encoded.frame_type(), FrameType::IDR);
        let shown_at_secs = f64::from(self.written) / f64::from(self.fps);
        self.muxer
            .write_video(shown_at_secs, &self.packet, is_key_frame)
            .map_err(|error| muxer_error(self.pending.path(), error))?;
        self.written += 1;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { mut muxer, pending, .. } = *self;
        muxer.finish_in_place().map_err(|error| muxer_error(pending.path(), error))?;
        muxer.into_writer().flush().map_err(|source| pending.explain(source))?;
        Ok(pending.keep()?)
    }
}

fn encoder_config(fps: u32) -> EncoderConfig {
    EncoderConfig::new()
        // Of the rate controls only this one takes a fixed quantiser without a warning on standard
        // error.
        .rate_control_mode(RateControlMode::Bufferbased)
        .qp(QpRange::new(QUANTISER, QUANTISER))
        .bitrate(BitRate::from_bps(BITS_PER_SECOND))
        .max_frame_rate(FrameRate::from_hz(fps as f32))
        .intra_frame_period(IntraFramePeriod::from_num_frames(2 * fps))
        // The defaults are those of a video call: they drop frames and blur still parts to save
        // bits.
        .skip_frames(false)
        .adaptive_quantization(false)
        .background_detection(false)
        .scene_change_detect(false)
        .num_threads(1)
        .vui(VuiConfig::bt709())
}

fn check(settings: &FilmSettings) -> Result<(), RecordError> {
    let &FilmSettings { width_px, height_px, frames, .. } = settings;
    let (long_px, short_px) = (width_px.max(height_px), width_px.min(height_px));
    if long_px > 3840 || !(16..=2160).contains(&short_px) {
        let range = "16x16 to 3840x2160 (or upright)";
        return Err(RecordError::Size { format: Format::Mp4, width_px, height_px, range });
    }
    if width_px % 2 != 0 || height_px % 2 != 0 {
        let nearest_px = (width_px.next_multiple_of(2), height_px.next_multiple_of(2));
        return Err(RecordError::OddSize { width_px, height_px, nearest_px });
    }
    if frames < 2 {
        return Err(RecordError::OneFrame);
    }
    Ok(())
}

fn encoder_error(path: &Path, error: &openh264::Error) -> RecordError {
    RecordError::Encoder { path: path.to_path_buf(), message: error.to_string() }
}

fn muxer_error(path: &Path, error: MuxerError) -> RecordError {
    match error {
        MuxerError::Io(source) => FileError::new(path, source).into(),
        other => RecordError::Encoder { path: path.to_path_buf(), message: other.to_string() },
    }
}
