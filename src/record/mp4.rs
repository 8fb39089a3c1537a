//! A film as H.264 in MP4, which plays everywhere.
//!
//! Constant quantiser, BT.709 limited range, a key frame every two seconds for seeking, and the
//! index in front of the data so that a browser can start at once.

use std::path::{Path, PathBuf};

use openh264::OpenH264API;
use openh264::encoder::{
    BitRate, Encoder, EncoderConfig, FrameRate, FrameType, IntraFramePeriod, QpRange,
    RateControlMode, VuiConfig,
};

use super::mp4_file::Mp4File;
use super::sink::FrameSink;
use super::yuv::Planes;
use super::{FilmSettings, Format, RecordError};
use crate::io::{AtomicFile, PendingFile};

/// Only sets the level that the stream announces (3.1 for 1280x720); the quantiser alone decides
/// the size.
const BITS_PER_SECOND: u32 = 10_000_000;

/// Encodes and muxes a film. Takes planes of [`Yuv420`](super::Yuv420).
pub(super) struct Mp4Sink {
    encoder: Encoder,
    file: Mp4File,
    pending: PendingFile,
    size_px: (usize, usize),
}

impl Mp4Sink {
    pub(super) fn create(path: &Path, settings: &FilmSettings) -> Result<Self, RecordError> {
        check(settings)?;
        let (out, pending) = AtomicFile::create(path)?.split();
        let encoder =
            Encoder::with_api_config(OpenH264API::from_source(), encoder_config(settings))
                .map_err(|error| encoder_error(path, &error))?;
        let file = Mp4File::create(out, settings, key_interval(settings.fps))
            .map_err(|source| pending.explain(source))?;
        let size_px = (settings.width_px as usize, settings.height_px as usize);
        Ok(Self { encoder, file, pending, size_px })
    }
}

impl FrameSink for Mp4Sink {
    fn frame(&mut self, planes: &[u8]) -> Result<(), RecordError> {
        let encoded = self
            .encoder
            .encode(&Planes::new(planes, self.size_px))
            .map_err(|error| encoder_error(self.pending.path(), &error))?;
        let is_key_frame = encoded.frame_type() == FrameType::IDR;
        let layers: Vec<_> = (0..encoded.num_layers()).filter_map(|k| encoded.layer(k)).collect();
        let units = layers
            .iter()
            .flat_map(|layer| (0..layer.nal_count()).filter_map(|k| layer.nal_unit(k)))
            .map(without_start_code);
        let pushed = self.file.push(units, is_key_frame);
        Ok(pushed.map_err(|source| self.pending.explain(source))?)
    }

    fn finish(self: Box<Self>) -> Result<PathBuf, RecordError> {
        let Self { file, pending, .. } = *self;
        file.finish().map_err(|source| pending.explain(source))?;
        Ok(pending.keep()?)
    }
}

/// The quantiser of every frame: 75 is 24, which keeps thin lines and text clean; 8 less about double
/// the bits.
pub(super) fn quantiser(quality: u8) -> u8 {
    48 - (u32::from(quality.min(100)) * 32 / 100) as u8
}

/// Frames from one key frame to the next.
fn key_interval(fps: u32) -> u32 {
    2 * fps
}

fn encoder_config(settings: &FilmSettings) -> EncoderConfig {
    let (fps, quantiser) = (settings.fps, quantiser(settings.encoding.quality));
    EncoderConfig::new()
        // Of the rate controls only this one takes a fixed quantiser without a warning on standard
        // error.
        .rate_control_mode(RateControlMode::Bufferbased)
        .qp(QpRange::new(quantiser, quantiser))
        .bitrate(BitRate::from_bps(BITS_PER_SECOND))
        .max_frame_rate(FrameRate::from_hz(fps as f32))
        .intra_frame_period(IntraFramePeriod::from_num_frames(key_interval(fps)))
        // The defaults are those of a video call: they drop frames and blur still parts to save
        // bits.
        .skip_frames(false)
        .adaptive_quantization(false)
        .background_detection(false)
        .scene_change_detect(false)
        // More threads would cut the picture into slices, so that the bytes depend on the machine.
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

/// A unit without its start code (0, 0, 1 after any number of zeros).
fn without_start_code(unit: &[u8]) -> &[u8] {
    let zeros = unit.iter().take_while(|byte| **byte == 0).count();
    unit.get(zeros + 1..).unwrap_or_default()
}

fn encoder_error(path: &Path, error: &openh264::Error) -> RecordError {
    RecordError::Encoder { path: path.to_path_buf(), message: error.to_string() }
}
