//! MP4 read back by a demuxer and a decoder.

use std::fs;
use std::path::Path;

use fallline::record::{Encoding, FilmSettings, RecordError, Watch, record_film};
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;

use crate::card::{CARD, Picture, recorded};

/// Frames of an MP4 with the time each is shown, in seconds, and the length of the film.
pub(crate) struct Mp4Film {
    pub(crate) size_px: (u16, u16),
    pub(crate) length_secs: f64,
    pub(crate) shown_at_secs: Vec<f64>,
    pub(crate) key_frames: Vec<usize>,
    pub(crate) pictures: Vec<Picture>,
}

pub(crate) fn read_mp4(path: &Path) -> Mp4Film {
    let (mp4, bytes) = re_mp4::Mp4::read_file(path).unwrap();
    let track = mp4.tracks().values().next().unwrap();
    let mut decoder = Decoder::new().unwrap();
    let mut pictures = Vec::new();
    let re_mp4::StsdBoxContent::Avc1(stream) = &track.trak(&mp4).mdia.minf.stbl.stsd.contents
    else {
        panic!("the stream is no H.264")
    };
    let parameters = [&stream.avcc.sequence_parameter_sets, &stream.avcc.picture_parameter_sets];
    for unit in parameters.into_iter().flatten() {
        decoder.decode(&[&[0, 0, 0, 1], &unit.bytes[..]].concat()).unwrap();
    }
    for sample in &track.samples {
        let packet = annex_b(&bytes[sample.byte_range()]);
        pictures.extend(decoder.decode(&packet).unwrap().map(|yuv| rgb_of(&yuv)));
    }
    pictures.extend(decoder.flush_remaining().unwrap().iter().map(rgb_of));
    let secs = |ticks: f64| ticks / track.timescale as f64;
    Mp4Film {
        size_px: (track.width, track.height),
        length_secs: secs(track.duration as f64),
        shown_at_secs: track
            .samples
            .iter()
            .map(|sample| secs(sample.composition_timestamp as f64))
            .collect(),
        key_frames: (0..track.samples.len())
            .filter(|&index| track.samples[index].is_sync)
            .collect(),
        pictures,
    }
}

/// Units behind their lengths (as MP4 stores them) to units behind start codes (as decoders take
/// them).
fn annex_b(mut sample: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    while let Some((length, rest)) = sample.split_first_chunk::<4>() {
        let (unit, rest) = rest.split_at(u32::from_be_bytes(*length) as usize);
        packet.extend_from_slice(&[0, 0, 0, 1]);
        packet.extend_from_slice(unit);
        sample = rest;
    }
    packet
}

/// The inverse of ITU-R BT.709-6, limited range, with chroma of the pixel's 2x2 block.
fn rgb_of(yuv: &impl YUVSource) -> Picture {
    let (width, height) = yuv.dimensions();
    let (y_stride, u_stride, v_stride) = yuv.strides();
    let pixel = |x: usize, y: usize| {
        let luma = (f64::from(yuv.y()[y * y_stride + x]) - 16.0) / 219.0;
        let blue = (f64::from(yuv.u()[y / 2 * u_stride + x / 2]) - 128.0) / 224.0;
        let red = (f64::from(yuv.v()[y / 2 * v_stride + x / 2]) - 128.0) / 224.0;
        let (r, b) = (luma + 1.5748 * red, luma + 1.8556 * blue);
        [r, (luma - 0.2126 * r - 0.0722 * b) / 0.7152, b]
            .map(|channel| (255.0 * channel).round() as u8)
    };
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    Picture { width_px: width, pixels: pixels.map(|(x, y)| pixel(x, y)).collect() }
}

#[test]
fn mp4_keeps_frames_size_length_and_colours() {
    let (_folder, path) = recorded("film.mp4", &CARD);
    let film = read_mp4(&path);
    assert_eq!((film.size_px, film.pictures.len()), ((96, 64), 10));
    assert_eq!(film.length_secs, 0.4);
    assert_eq!(
        film.shown_at_secs,
        (0..10).map(|frame| f64::from(frame) / 25.0).collect::<Vec<_>>()
    );
    // Planes of 8 bits are half a level off, and the quantiser (step 10 for a 4x4 block's mean
    // times 4) 1.25 more; blue gathers 1.164 of luma's error and 2.112 of chroma's: 5.7.
    for (frame, picture) in (0..).zip(&film.pictures) {
        picture.assert_shows(frame, 6);
    }
}

#[test]
fn mp4_has_its_index_in_front() {
    let (_folder, path) = recorded("film.mp4", &CARD);
    let bytes = fs::read(path).unwrap();
    let place = |name: &[u8]| bytes.windows(4).position(|window| window == name).unwrap();
    assert!(place(b"moov") < place(b"mdat"));
}

#[test]
fn mp4_has_a_key_frame_every_two_seconds() {
    let (_folder, path) = recorded("film.mp4", &FilmSettings { fps: 2, ..CARD });
    assert_eq!(read_mp4(&path).key_frames, [0, 4, 8]);
}

#[test]
fn mp4_drops_no_frame_however_hard_to_encode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("noise.mp4");
    let settings = FilmSettings {
        width_px: 320,
        height_px: 240,
        fps: 60,
        frames: 30,
        encoding: Encoding::DEFAULT,
    };
    let mut state = 1_u32;
    record_film::<RecordError>(&path, &settings, &Watch::default(), |_, rgba| {
        for byte in rgba {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (state >> 24) as u8;
        }
        Ok(())
    })
    .unwrap();
    let film = read_mp4(&path);
    assert_eq!((film.pictures.len(), film.length_secs), (30, 0.5));
}

#[test]
fn mp4_rates_that_do_not_divide_the_clock_keep_the_length() {
    let (_folder, path) = recorded("film.mp4", &FilmSettings { fps: 7, ..CARD });
    assert_eq!(read_mp4(&path).length_secs, 10.0 / 7.0);
}
