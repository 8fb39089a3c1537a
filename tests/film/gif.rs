//! GIF read back as a player shows it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fallline::record::{Encoding, FilmSettings, RecordError, Watch, record_film};

use crate::card::{CARD, Picture, Rgb, draw_card, recorded};

/// The pictures of a GIF as a player shows them, and the delay of each in hundredths of a second.
pub(crate) fn read_gif(path: &Path) -> (Vec<Picture>, Vec<u16>) {
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(BufReader::new(File::open(path).unwrap())).unwrap();
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
    let settings = FilmSettings {
        width_px: 512,
        height_px: 512,
        fps: 10,
        frames: 3,
        encoding: Encoding::DEFAULT,
    };
    record_film::<RecordError>(path, &settings, &Watch::default(), |frame, rgba| {
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
fn gif_has_colours_that_come_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.gif");
    record_shading(&path, [255, 0, 220]);
    let (pictures, _) = read_gif(&path);
    assert_eq!(pictures[1].at(8, 8), [255, 0, 220]);
    assert_eq!(pictures[2].at(8, 8), [255, 0, 220]);
}

#[test]
fn gif_has_one_palette_made_from_the_whole_film() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.gif");
    let settings = FilmSettings { frames: 120, ..CARD };
    // A colour that only a tenth of the film shows.
    let extra = |frame: u32| (60..72).contains(&frame);
    record_film::<RecordError>(&path, &settings, &Watch::default(), |frame, rgba| {
        draw_card(&settings, frame, rgba);
        if extra(frame) {
            rgba[..4].copy_from_slice(&[255, 0, 220, 255]);
        }
        Ok(())
    })
    .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes[10] & 0x80, 0x80, "the palette stands in the head");
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(&bytes[..]).unwrap();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        assert!(frame.palette.is_none(), "no frame has a palette of its own");
    }
    let (pictures, _) = read_gif(&path);
    for (frame, picture) in (0..).zip(pictures) {
        let want = if extra(frame) { [255, 0, 220] } else { crate::card::card_pixel(frame, 0, 0) };
        assert_eq!(picture.at(0, 0), want, "frame {frame}");
    }
}

#[test]
fn gif_without_dithering_shows_the_nearest_colour_alone() {
    // Many more colours than a palette holds: each 4x4 cell has one, which dithering mixes from two.
    let mixed_cells = |dither: bool| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.gif");
        let encoding = Encoding { dither, ..Encoding::DEFAULT };
        let settings = FilmSettings { width_px: 512, height_px: 512, fps: 10, frames: 1, encoding };
        record_film::<RecordError>(&path, &settings, &Watch::default(), |_, rgba| {
            for (index, pixel) in (0..).zip(rgba.chunks_exact_mut(4)) {
                pixel[..3].copy_from_slice(&shade(index % 512, index / 512));
            }
            Ok(())
        })
        .unwrap();
        let picture = read_gif(&path).0.remove(0);
        let cells = (0..128).flat_map(|y| (0..128).map(move |x| (4 * x, 4 * y)));
        let is_mixed = |(x, y): (u32, u32)| {
            (1..16).any(|i| picture.at(x + i % 4, y + i / 4) != picture.at(x, y))
        };
        cells.filter(|cell| is_mixed(*cell)).count()
    };
    assert_eq!(mixed_cells(false), 0);
    assert!(mixed_cells(true) > 1000);
}

#[test]
fn gif_plays_as_often_as_asked() {
    let repeat = |loops| {
        let encoding = Encoding { loops, ..Encoding::DEFAULT };
        let (_folder, path) = recorded("film.gif", &FilmSettings { encoding, ..CARD });
        let mut decoder = ::gif::DecodeOptions::new()
            .read_info(BufReader::new(File::open(path).unwrap()))
            .unwrap();
        // The count stands before the first frame.
        decoder.read_next_frame().unwrap();
        decoder.repeat()
    };
    assert_eq!(repeat(0), ::gif::Repeat::Infinite);
    assert_eq!(repeat(1), ::gif::Repeat::Finite(0));
    assert_eq!(repeat(3), ::gif::Repeat::Finite(2), "three times is the first and two more");
}
