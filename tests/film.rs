//! Films of a moving test card, written in each format and decoded again.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use fallline::record::{FilmSettings, FilmWriter, Interrupt, RecordError, record_film, write_png};
use openh264::decoder::Decoder;
use openh264::formats::YUVSource;

type Rgb = [u8; 3];

/// Patches of 16x16 pixels along the upper edge of the card.
const PATCHES: [Rgb; 6] =
    [[14, 17, 22], [255, 255, 255], [230, 159, 0], [0, 114, 178], [213, 40, 60], [0, 158, 115]];
const CARD: FilmSettings = FilmSettings { width_px: 96, height_px: 64, fps: 25, frames: 10 };
const FORMATS: [&str; 4] = ["film.mp4", "film.gif", "film.apng", "frames/"];

/// The test card: patches, a grey ramp below, and on it a white square that moves right by 8 pixels
/// a frame.
fn card_pixel(frame: u32, x: u32, y: u32) -> Rgb {
    let in_square = (40..56).contains(&y) && (8 * frame..8 * frame + 16).contains(&x);
    match y {
        0..16 => PATCHES[(x / 16) as usize % PATCHES.len()],
        _ if in_square => [255; 3],
        _ => [(40 + x / 4 * 4) as u8; 3],
    }
}

fn draw_card(settings: &FilmSettings, frame: u32, rgba: &mut [u8]) {
    for (index, pixel) in (0..).zip(rgba.chunks_exact_mut(4)) {
        let [r, g, b] = card_pixel(frame, index % settings.width_px, index / settings.width_px);
        pixel.copy_from_slice(&[r, g, b, 255]);
    }
}

fn record_card(path: &Path, settings: &FilmSettings) -> Result<PathBuf, RecordError> {
    record_film(path, settings, &Interrupt::default(), |frame, rgba| {
        draw_card(settings, frame, rgba);
        Ok(())
    })
}

fn recorded(name: &str, settings: &FilmSettings) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = record_card(&folder.path().join(name), settings).unwrap();
    (folder, path)
}

fn error_of(path: &Path, settings: &FilmSettings) -> String {
    record_card(path, settings).unwrap_err().to_string()
}

/// One decoded picture, a colour a pixel.
struct Picture {
    width_px: usize,
    pixels: Vec<Rgb>,
}

impl Picture {
    fn of_rgb(width_px: usize, bytes: &[u8]) -> Self {
        Self {
            width_px,
            pixels: bytes.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect(),
        }
    }

    fn at(&self, x: u32, y: u32) -> Rgb {
        self.pixels[y as usize * self.width_px + x as usize]
    }

    /// Compares the middles of the patches, of ramp and square with the card, each channel within
    /// `tolerance`.
    fn assert_shows(&self, frame: u32, tolerance: u8) {
        let patches = (0..6).map(|patch| (16 * patch + 8, 8));
        let ramp = [(4, 26), (48, 26), (91, 26)];
        let square = [(8 * frame + 8, 48), ((8 * frame + 56) % 96, 60)];
        for (x, y) in patches.chain(ramp).chain(square) {
            let (got, want) = (self.at(x, y), card_pixel(frame, x, y));
            let near = (0..3).all(|channel| got[channel].abs_diff(want[channel]) <= tolerance);
            assert!(near, "frame {frame}, pixel {x},{y}: {got:?} for {want:?}");
        }
    }

    fn assert_is(&self, frame: u32) {
        for (index, got) in (0..).zip(&self.pixels) {
            let (x, y) = (index % CARD.width_px, index / CARD.width_px);
            assert_eq!(*got, card_pixel(frame, x, y), "frame {frame}, pixel {x},{y}");
        }
    }
}

// ---- MP4 ----

/// Frames of an MP4 with the time each is shown, in seconds, and the length of the film.
struct Mp4Film {
    size_px: (u16, u16),
    length_secs: f64,
    shown_at_secs: Vec<f64>,
    key_frames: Vec<usize>,
    pictures: Vec<Picture>,
}

fn read_mp4(path: &Path) -> Mp4Film {
    let (mp4, bytes) = re_mp4::Mp4::read_file(path).unwrap();
    let track = mp4.tracks().values().next().unwrap();
    let mut decoder = Decoder::new().unwrap();
    let mut pictures = Vec::new();
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
    let settings = FilmSettings { width_px: 320, height_px: 240, fps: 60, frames: 30 };
    let mut state = 1_u32;
    record_film::<RecordError>(&path, &settings, &Interrupt::default(), |_, rgba| {
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
    // The clock ticks 90000 times a second; each frame starts within half a tick of its time.
    assert!((read_mp4(&path).length_secs - 10.0 / 7.0).abs() < 1.5 / 90_000.0);
}

// ---- GIF ----

/// The pictures of a GIF as a player shows them, and the delay of each in hundredths of a second.
fn read_gif(path: &Path) -> (Vec<Picture>, Vec<u16>) {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(BufReader::new(File::open(path).unwrap())).unwrap();
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
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
    let settings = FilmSettings { width_px: 128, height_px: 128, fps: 10, frames: 3 };
    record_film::<RecordError>(path, &settings, &Interrupt::default(), |frame, rgba| {
        for (index, pixel) in (0..).zip(rgba.chunks_exact_mut(4)) {
            let (x, y) = (index % 128, index / 128);
            let [r, g, b] = if frame > 0 && x < 16 && y < 16 { extra } else { shade(x, y) };
            pixel.copy_from_slice(&[r, g, b, 255]);
        }
        Ok(())
    })
    .unwrap();
}

fn shade(x: u32, y: u32) -> Rgb {
    [40 + x as u8, 60 + y as u8, 90 + ((x + y) / 4) as u8]
}

#[test]
fn gif_shading_has_neither_bands_nor_flicker() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("film.gif");
    record_shading(&path, shade(8, 8));
    let (pictures, _) = read_gif(&path);
    // 255 colours over a ramp of 128 x 128 leave about 8 levels between neighbours. A pattern of
    // 4x4 shows shares in steps of 1/16, its colours are keyed in steps of 2, and cells over 8
    // pixels average to a level or two.
    for (cell_x, cell_y) in (4..16).flat_map(|x| (0..16).map(move |y| (8 * x, 8 * y))) {
        let cell = |of: &dyn Fn(u32, u32) -> Rgb, channel: usize| {
            let pixels = (0..64).map(|i| of(cell_x + i % 8, cell_y + i / 8)[channel]);
            pixels.map(f64::from).sum::<f64>() / 64.0
        };
        for channel in 0..3 {
            let (got, want) = (cell(&|x, y| pictures[0].at(x, y), channel), cell(&shade, channel));
            assert!(
                (got - want).abs() <= 2.5,
                "cell {cell_x},{cell_y} channel {channel}: {got} for {want}"
            );
        }
    }
    for y in 16..128 {
        for x in 16..128 {
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

// ---- PNG ----

fn read_png(path: &Path) -> Picture {
    let mut reader =
        png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    Picture::of_rgb(info.width as usize, &bytes)
}

#[test]
fn apng_keeps_every_pixel_and_the_rate() {
    let (_folder, path) = recorded("film.apng", &CARD);
    let mut reader =
        png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let control = reader.info().animation_control.unwrap();
    assert_eq!((control.num_frames, control.num_plays), (10, 0));
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    for frame in 0..10 {
        reader.next_frame(&mut bytes).unwrap();
        let shown = reader.info().frame_control.unwrap();
        assert_eq!((shown.delay_num, shown.delay_den), (1, 25));
        Picture::of_rgb(96, &bytes).assert_is(frame);
    }
}

#[test]
fn a_folder_gets_numbered_frames_and_loses_those_of_an_older_film() {
    let (_folder, path) = recorded("frames/", &CARD);
    let shorter = FilmSettings { frames: 3, ..CARD };
    for settings in [CARD, shorter] {
        record_card(&path, &settings).unwrap();
        let names: Vec<String> =
            (0..settings.frames).map(|frame| format!("frame-{frame:05}.png")).collect();
        assert_eq!(names_in(&path), names);
        for (frame, name) in (0..).zip(names) {
            read_png(&path.join(name)).assert_is(frame);
        }
    }
}

#[test]
fn a_picture_keeps_every_pixel() {
    let folder = tempfile::tempdir().unwrap();
    let mut rgba = vec![0; CARD.frame_bytes()];
    draw_card(&CARD, 2, &mut rgba);
    let path = write_png(&folder.path().join("picture.png"), 96, 64, &rgba).unwrap();
    read_png(&path).assert_is(2);
    let film =
        record_card(&folder.path().join("film.png"), &FilmSettings { frames: 1, ..CARD }).unwrap();
    read_png(&film).assert_is(0);
}

// ---- all formats ----

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_same_film_twice_is_the_same_bytes() {
    for name in FORMATS {
        let [(_a, first), (_b, second)] = [recorded(name, &CARD), recorded(name, &CARD)];
        if first.is_dir() {
            for name in names_in(&first) {
                assert!(
                    fs::read(first.join(&name)).unwrap() == fs::read(second.join(&name)).unwrap(),
                    "{name}"
                );
            }
        } else {
            assert!(fs::read(&first).unwrap() == fs::read(&second).unwrap(), "{name}");
        }
    }
}

#[test]
fn an_interrupted_film_leaves_nothing_behind() {
    for name in FORMATS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let interrupt = Interrupt::default();
        let error = record_film::<RecordError>(&path, &CARD, &interrupt, |frame, rgba| {
            draw_card(&CARD, frame, rgba);
            if frame == 6 {
                interrupt.request();
            }
            Ok(())
        })
        .unwrap_err();
        assert_eq!(error.to_string(), format!("interrupted: {} was not written", path.display()));
        assert_eq!(names_in(folder.path()), [""; 0], "{name}");
    }
}

#[test]
fn a_film_given_up_keeps_what_was_there_before() {
    for name in FORMATS {
        let (folder, path) = recorded(name, &CARD);
        let file = if path.is_dir() { path.join("frame-00009.png") } else { path.clone() };
        let before = fs::read(&file).unwrap();
        let mut film = FilmWriter::create(&path, &CARD).unwrap();
        let rgba = film.buffer();
        film.push(rgba).unwrap();
        drop(film);
        assert_eq!(names_in(folder.path()), [name.trim_end_matches('/')]);
        assert!(fs::read(&file).unwrap() == before, "{name}");
        assert!(!path.is_dir() || names_in(&path).len() == 10);
    }
}

#[test]
fn a_film_that_ends_early_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut film = FilmWriter::create(&folder.path().join("film.gif"), &CARD).unwrap();
    let rgba = film.buffer();
    film.push(rgba).unwrap();
    let error = film.finish().unwrap_err().to_string();
    assert!(error.ends_with("film.gif was not written: it ended after 1 of 10 frames"), "{error}");
    assert_eq!(names_in(folder.path()), [""; 0]);
}

// ---- what is refused before the first frame ----

#[test]
fn sizes_and_rates_out_of_range_name_what_works() {
    let path = |name: &str| std::env::temp_dir().join(name);
    let odd = error_of(&path("a.mp4"), &FilmSettings { width_px: 641, height_px: 359, ..CARD });
    assert_eq!(odd, "an MP4 film needs even sides, not 641x359; use --size 642x360");
    let large = error_of(&path("a.mp4"), &FilmSettings { width_px: 7680, height_px: 4320, ..CARD });
    assert!(
        large.starts_with(
            "7680x4320 pixels are out of range for MP4, which takes 16x16 to 3840x2160"
        ),
        "{large}"
    );
    let small = error_of(&path("a.mp4"), &FilmSettings { width_px: 8, height_px: 8, ..CARD });
    assert!(small.starts_with("8x8 pixels are out of range for MP4"), "{small}");
    let short = error_of(&path("a.mp4"), &FilmSettings { frames: 1, ..CARD });
    assert!(short.starts_with("an MP4 film needs at least two frames"), "{short}");
    let wide = error_of(&path("a.gif"), &FilmSettings { width_px: 70_000, height_px: 1, ..CARD });
    assert!(wide.starts_with("70000x1 pixels are out of range for GIF"), "{wide}");
    let fast = error_of(&path("a.gif"), &FilmSettings { fps: 60, ..CARD });
    assert!(
        fast.starts_with("a GIF holds at most 50 frames a second, not 60; use --fps 50"),
        "{fast}"
    );
    let none = error_of(&path("a.apng"), &FilmSettings { frames: 0, ..CARD });
    assert_eq!(none, "a film cannot have 0 frames; choose a longer one");
}

#[test]
fn the_smallest_and_largest_mp4_work() {
    for (width_px, height_px) in [(16, 16), (16, 3840), (3840, 2160)] {
        let settings = FilmSettings { width_px, height_px, fps: 30, frames: 2 };
        let (_folder, path) = recorded("film.mp4", &settings);
        let film = read_mp4(&path);
        assert_eq!(film.size_px, (width_px as u16, height_px as u16));
        assert_eq!(film.pictures.len(), 2);
    }
}

#[test]
fn unknown_endings_name_the_known_ones() {
    for name in ["out/film.avi", "film", "mp4"] {
        let known = format!(
            "cannot tell the format of {name}: end it in .mp4, .gif, .apng or .png, or in / for a folder of PNG frames"
        );
        assert_eq!(error_of(Path::new(name), &CARD), known);
    }
    let picture = error_of(Path::new("film.png"), &CARD);
    assert!(
        picture.starts_with("film.png would hold one picture, not a film of 10 frames"),
        "{picture}"
    );
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no");
    for name in FORMATS {
        let path = missing.join(name);
        let error = error_of(&path, &CARD);
        let start = format!(
            "cannot write {}: the folder {} does not exist",
            path.display(),
            missing.display()
        );
        assert!(error.starts_with(&start), "{error}");
    }
    assert_eq!(names_in(folder.path()), [""; 0]);
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("frame-00000.png"), "an older frame").unwrap();
    fs::write(folder.path().join("thesis.tex"), "years of work").unwrap();
    let error = error_of(folder.path(), &CARD);
    let start =
        format!("cannot write frames into {}: it holds thesis.tex", folder.path().display());
    assert!(error.starts_with(&start), "{error}");
    assert_eq!(names_in(folder.path()), ["frame-00000.png", "thesis.tex"]);
}

/// A folder in which even an administrator cannot make files.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written_is_said() {
    for name in FORMATS {
        let path = Path::new("/sys/kernel").join(name);
        let error = error_of(&path, &CARD);
        let start = format!("cannot write {}: writing there is not allowed", path.display());
        assert!(error.starts_with(&start), "{error}");
    }
}

/// A link to a device that is always full; the folder of frames has no single file to stand for it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    for name in ["film.mp4", "film.gif", "film.apng"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let error = error_of(&path, &CARD);
        assert!(
            error.starts_with(&format!("cannot write {}: the disk is full", path.display())),
            "{error}"
        );
        assert!(path.is_symlink(), "the link is left alone");
    }
}
