//! What holds for films of every format.

use std::fs;
use std::time::Duration;

use fallline::record::{FilmWriter, RecordError, Watch, record_film};

use crate::card::{CARD, FORMATS, draw_card, names_in, recorded};

/// Formats whose film is one file.
const FILES: [&str; 3] = ["film.mp4", "film.gif", "film.apng"];

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
    for name in FILES {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let watch = Watch::default();
        let error = record_film::<RecordError>(&path, &CARD, &watch, |frame, rgba| {
            draw_card(&CARD, frame, rgba);
            if frame == 6 {
                watch.stop();
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
    for name in FILES {
        let (folder, path) = recorded(name, &CARD);
        let before = fs::read(&path).unwrap();
        let mut film = FilmWriter::create(&path, &CARD).unwrap();
        let rgba = film.buffer();
        film.push(rgba).unwrap();
        drop(film);
        assert_eq!(names_in(folder.path()), [name]);
        assert!(fs::read(&path).unwrap() == before, "{name}");
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

#[test]
fn a_paused_film_waits_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch::default().with_pictures();
    let (for_thread, path) = (watch.clone(), folder.path().join("film.gif"));
    // All frames are samples of the palette, which are drawn before the film.
    let mut drawn = 0;
    let film = std::thread::spawn(move || {
        record_film::<RecordError>(&path, &CARD, &for_thread, |frame, rgba| {
            draw_card(&CARD, frame, rgba);
            drawn += 1;
            if drawn == CARD.frames + 4 {
                for_thread.pause(true);
            }
            Ok(())
        })
    });
    while watch.news().done < 4 {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    let news = watch.news();
    assert_eq!((news.done, news.frames, news.found), (4, 10, 0), "it is held");
    assert_eq!(news.picture.unwrap().size_px, [96, 64]);
    watch.pause(false);
    film.join().unwrap().unwrap();
    assert_eq!(watch.news().done, 10);
    let times = watch.times();
    assert!(times.draw > Duration::ZERO && times.convert > Duration::ZERO);
    assert!(times.encode > Duration::ZERO);
}
