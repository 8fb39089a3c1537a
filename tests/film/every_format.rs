//! What holds for films of every format.

use std::fs;

use fallline::record::{FilmWriter, Interrupt, RecordError, record_film};

use crate::card::{CARD, FORMATS, draw_card, names_in, recorded};

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
