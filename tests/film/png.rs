//! Pictures, animated PNG and folders of frames, which lose nothing.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fallline::record::{Encoding, FilmSettings, write_png};

use crate::card::{CARD, Picture, draw_card, names_in, record_card, recorded};

pub(crate) fn read_png(path: &Path) -> Picture {
    let mut reader =
        ::png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(info.color_type, ::png::ColorType::Rgb);
    Picture::of_rgb(info.width as usize, &bytes)
}

#[test]
fn apng_keeps_every_pixel_and_the_rate() {
    let (_folder, path) = recorded("film.apng", &CARD);
    let mut reader =
        ::png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
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
fn a_folder_gets_numbered_frames() {
    let (_folder, path) = recorded("frames/", &CARD);
    let names: Vec<String> = (0..10).map(|frame| format!("frame-{frame:05}.png")).collect();
    assert_eq!(names_in(&path), names);
    for (frame, name) in (0..).zip(names) {
        read_png(&path.join(name)).assert_is(frame);
    }
}

#[test]
fn apng_plays_as_often_as_asked() {
    let encoding = Encoding { loops: 3, ..Encoding::DEFAULT };
    let (_folder, path) = recorded("film.apng", &FilmSettings { encoding, ..CARD });
    let reader =
        ::png::Decoder::new(BufReader::new(File::open(path).unwrap())).read_info().unwrap();
    assert_eq!(reader.info().animation_control.unwrap().num_plays, 3);
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
