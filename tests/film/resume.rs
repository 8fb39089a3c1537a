//! A folder of frames that was interrupted and is gone on with.

use std::fs;
use std::path::Path;

use fallline::record::{Encoding, FilmSettings, RecordError, Watch, record_film};

use crate::card::{CARD, draw_card, error_of, names_in, record_card, recorded};

/// Records into a folder until `stop_at`; the frames that were drawn.
fn record_until(
    path: &Path,
    settings: &FilmSettings,
    stop_at: u32,
) -> (Vec<u32>, Result<(), String>) {
    let (watch, mut drawn) = (Watch::default(), Vec::new());
    let outcome = record_film::<RecordError>(path, settings, &watch, |frame, rgba| {
        draw_card(settings, frame, rgba);
        drawn.push(frame);
        if frame + 1 == stop_at {
            watch.stop();
        }
        Ok(())
    });
    (drawn, outcome.map(drop).map_err(|error| error.to_string()))
}

fn with(change: impl FnOnce(&mut Encoding)) -> FilmSettings {
    let mut encoding = Encoding::DEFAULT;
    change(&mut encoding);
    FilmSettings { encoding, ..CARD }
}

#[test]
fn an_interrupted_folder_is_gone_on_with_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames");
    let asked = folder.path().join("frames/");
    let (drawn, outcome) = record_until(&asked, &CARD, 6);
    assert_eq!(drawn, [0, 1, 2, 3, 4, 5]);
    let said = outcome.unwrap_err();
    assert!(said.ends_with("is not finished; the same command goes on where it was"), "{said}");
    assert_eq!(names_in(&path), [".fallline-film.part"], "no frame has its place yet");
    let (drawn, outcome) = record_until(&asked, &CARD, u32::MAX);
    assert_eq!((drawn, outcome), (vec![6, 7, 8, 9], Ok(())));
    let (_whole, at_once) = recorded("frames/", &CARD);
    assert_eq!(names_in(&path), names_in(&at_once));
    for name in names_in(&path) {
        let bytes = |folder: &Path| fs::read(folder.join(&name)).unwrap();
        assert!(bytes(&path) == bytes(&at_once), "{name}");
    }
}

#[test]
fn a_finished_folder_is_not_drawn_again_and_a_damaged_frame_is() {
    let (_folder, path) = recorded("frames/", &CARD);
    assert_eq!(record_until(&path, &CARD, u32::MAX), (vec![], Ok(())));
    let damaged = path.join("frame-00007.png");
    let whole = fs::read(&damaged).unwrap();
    fs::write(&damaged, &whole[..whole.len() - 20]).unwrap();
    assert_eq!(record_until(&path, &CARD, u32::MAX), (vec![7, 8, 9], Ok(())));
    assert!(fs::read(&damaged).unwrap() == whole);
    assert_eq!(names_in(&path).len(), 10);
}

#[test]
fn frames_of_another_film_are_refused_or_replaced_by_force() {
    let (_folder, path) = recorded("frames/", &CARD);
    let before = names_in(&path);
    let another = with(|encoding| encoding.fingerprint = "another scene".to_owned());
    for settings in
        [another.clone(), FilmSettings { fps: 30, ..CARD }, FilmSettings { frames: 9, ..CARD }]
    {
        let said = error_of(&path, &settings);
        assert!(said.contains("holds 10 frames of another film"), "{said}");
        assert!(said.ends_with("--force"), "{said}");
        assert_eq!(names_in(&path), before);
    }
    let shorter = with(|encoding| encoding.force = true);
    record_card(&path, &FilmSettings { frames: 3, ..shorter }).unwrap();
    assert_eq!(names_in(&path), before[..3]);
}

#[test]
fn an_unfinished_film_is_not_mixed_with_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frames/");
    record_until(&path, &CARD, 6).1.unwrap_err();
    let another = FilmSettings { fps: 24, ..CARD };
    assert!(error_of(&path, &another).contains("6 frames of another film"));
    assert_eq!(
        record_until(&path, &CARD, u32::MAX).0,
        [6, 7, 8, 9],
        "it can still be gone on with"
    );
}

#[test]
fn a_film_given_up_before_its_first_frame_leaves_no_folder() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch::default();
    watch.stop();
    let path = folder.path().join("frames/");
    record_film::<RecordError>(&path, &CARD, &watch, |_, _| Ok(())).unwrap_err();
    assert_eq!(names_in(folder.path()), [""; 0]);
}
