//! GIF read back as a player shows it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fallline::record::{FilmSettings, Interrupt, RecordError, record_film};

use crate::card::{CARD, Picture, Rgb, recorded};

/// The pictures of a GIF as a player shows them, and the delay of each in hundredths of a second.
fn read_gif(path: &Path) -> (Vec<Picture>, Vec<u16>) {
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(BufReader::new(File::open(path).unwrap())).unwrap();
    assert_eq!(decoder.repeat(), ::gif::Repeat::Infinite);
    let size = (decoder.width(), decoder.height());
    let mut canvas = vec![[0; 3]; usize::from(size.0) * usize::from(size.1)];
    let (mut pictures, mut delays) = (Vec::new(), Vec::new());
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        assert_eq!((frame.width, frame.height, frame.left, frame.top), (size.0, size.1, 0, 0));
        for (shown, rgba) in
            canvas.iter_mut().zip(frame.buffer.chunks_exact(4)).filter(|(_, rgba)| rgba[3] == 255)
        {
            *shown = [rgba[0], rgba[1], rgba[2]];
        }
        pictures.push(Picture { width_px: size.0.into(), pixels: canvas.clone() });
        delays.push(frame.delay);
    }
    (pictures, delays)
}

#[test]
fn gif_keeps_frames_size_length_and_colours() {
    let (_folder, path) = recorded("film.gif", &CARD);
    let (pictures, delays) = read_gif(&path);
    assert_eq!(delays, [4; 10]);
    // The card has 31 colours, far enough apart to have a place each in the palette.
    for (frame, picture) in (0..).zip(&pictures) {
        assert_eq!(picture.pixels.len(), 96 * 64);
        picture.assert_is(frame);
    }
}

#[test]
fn gif_rates_that_do_not_divide_its_clock_keep_the_length() {
    let (_folder, path) = recorded("film.gif", &FilmSettings { fps: 30, ..CARD });
    assert_eq!(read_gif(&path).1, [3, 4, 3, 3, 4, 3, 3, 4, 3, 3]);
}

/// A smooth patch of many more colours than a palette holds, and a square of `extra` that only
/// later frames have.
fn record_shading(path: &Path, extra: Rgb) {
    let settings = FilmSettings { width_px: 512, height_px: 512, fps: 10, frames: 3 };
    record_film::<RecordError>(path, &settings, &Interrupt::default(), |frame, rgba| {
        for (index, pixel) in (0..).zip(rgba.chunks_exact_mut(4)) {
            let (x, y) = (index % 512, index / 512);
            let [r, g, b] = if frame > 0 && x < 16 && y < 16 { extra } else { shade(x, y) };
            pixel.copy_from_slice(&[r, g, b, 255]);
        }
        Ok(())
    })
    .unwrap();
}

fn shade(x: u32, y: u32) -> Rgb {
    [40 + (x / 4) as u8, 60 + (y / 4) as u8, 90]
}

#[test]
fn gif_shading_has_neither_bands_nor_flicker() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.gif");
    record_shading(&path, shade(8, 8));
    let (pictures, _) = read_gif(&path);
    // Below the square, each 4x4 cell has one colour. 255 colours over the ramp's 128 x 128 are
    // about 8 levels apart, so the nearest one is off by 2.3 levels (8 / sqrt 12) in each of the
    // two channels; mixing with a neighbour has to halve that.
    let cells = (4..128).flat_map(|y| (0..128).map(move |x| (4 * x, 4 * y)));
    let squares = cells.flat_map(|(x, y)| {
        let mean = |channel: usize| {
            let pixels = (0..16).map(|i| pictures[0].at(x + i % 4, y + i / 4)[channel]);
            pixels.map(f64::from).sum::<f64>() / 16.0
        };
        [0, 1].map(|channel| (mean(channel) - f64::from(shade(x, y)[channel])).powi(2))
    });
    let off = (squares.sum::<f64>() / f64::from(2 * 124 * 128)).sqrt();
    assert!(off <= 2.3 / 2.0, "the cells are {off} levels off");
    for y in 16..512 {
        for x in 16..512 {
            assert_eq!(pictures[1].at(x, y), pictures[0].at(x, y), "pixel {x},{y} flickers");
        }
    }
}

#[test]
fn gif_makes_room_for_colours_that_come_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.gif");
    record_shading(&path, [255, 0, 220]);
    let (pictures, _) = read_gif(&path);
    assert_eq!(pictures[1].at(8, 8), [255, 0, 220]);
    assert_eq!(pictures[2].at(8, 8), [255, 0, 220]);
}
