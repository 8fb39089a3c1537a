//! Undo and redo, recent scenes, and files that are dropped.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::*;

/// Frames after which a tooltip shows: a second.
const TOOLTIP_FRAMES: usize = 60;

#[test]
fn undo_and_redo_have_keys_and_buttons_that_say_what_they_do() {
    let mut harness = bench();
    assert!(harness.get_by_label("Undo").accesskit_node().is_disabled());
    show(&mut harness, Tab::Runs);
    fill(&mut harness, "lr of run 1", "0.3");
    harness.get_by_label("Undo").hover();
    harness.run_steps(TOOLTIP_FRAMES);
    assert!(has_text(&harness, "Undo: run 1 (sgd) lr 0.1 \u{2192} 0.3"));
    click(&mut harness, "Undo");
    assert_eq!(lr(&harness, 0), 0.1);
    assert_eq!(field(&harness, "lr of run 1").value().unwrap(), "0.1");
    click(&mut harness, "Redo");
    assert_eq!(lr(&harness, 0), 0.3);
    for (modifiers, key, wanted) in [
        (Modifiers::COMMAND, Key::Z, 0.1),
        (Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z, 0.3),
        (Modifiers::COMMAND, Key::Z, 0.1),
        (Modifiers::COMMAND, Key::Y, 0.3),
    ] {
        harness.key_press_modifiers(modifiers, key);
        harness.run();
        assert_eq!(lr(&harness, 0), wanted, "{key:?}");
    }
}

#[test]
fn in_a_text_field_the_keys_undo_what_was_typed() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    click(&mut harness, "Light");
    show(&mut harness, Tab::Loss);
    retype(&mut harness, "Search losses", "beale");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(harness.state().session.spec().view.theme, Theme::Light, "the edit stays");
    assert_ne!(field(&harness, "Search losses").value().unwrap(), "beale");
    harness.key_press(Key::Escape);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    harness.run();
    assert_eq!(harness.state().session.spec().view.theme, Theme::Dark);
}

#[test]
fn an_undo_shows_what_is_there_instead_of_what_was_typed_in_vain() {
    let mut harness = bench();
    click(&mut harness, "Formula");
    retype(&mut harness, "Formula", "x^2 + * y");
    assert!(has_text(&harness, "line 1, column 7"));
    click(&mut harness, "Undo");
    assert!(!has_text(&harness, "line 1, column 7"));
    assert!(harness.query_by_label("Search losses").is_some(), "the library again");
}

#[test]
fn no_part_of_the_panel_edits_by_being_looked_at_after_an_undo() {
    for tab in [Tab::Loss, Tab::Runs, Tab::View, Tab::Film, Tab::Step, Tab::Probe] {
        let mut harness = bench();
        show(&mut harness, tab);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Num5);
        harness.run();
        click(&mut harness, "Light");
        show(&mut harness, tab);
        let edited = harness.state().session.spec().clone();
        click(&mut harness, "Undo");
        harness.run();
        assert!(harness.state().session.redo_words().is_some(), "{tab:?}");
        click(&mut harness, "Redo");
        assert_eq!(harness.state().session.spec(), &edited, "{tab:?}");
    }
}

#[test]
fn a_dragged_slider_is_undone_at_once() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    let before = harness.state().session.spec().clone();
    let rail = harness.get_by_role_and_label(Role::Slider, "opacity").rect();
    press_and_drag(&mut harness, PointerButton::Primary, rail.center(), rail.left_center());
    assert!(harness.state().session.spec().surface.opacity < 0.2);
    assert!(!harness.state().session.is_held());
    click(&mut harness, "Undo");
    assert_eq!(harness.state().session.spec(), &before);
}

/// A bench that remembers scenes in a folder.
fn remembering(folder: &Path) -> Harness<'static, Bench> {
    let mut harness = bench();
    harness.state_mut().explorer =
        Explorer::remembering(RecentScenes::kept_in(Some(&folder.join("state"))));
    show(&mut harness, Tab::Film);
    harness
}

fn recent_paths(folder: &Path) -> Vec<PathBuf> {
    RecentScenes::kept_in(Some(&folder.join("state"))).paths().to_vec()
}

#[test]
fn scenes_that_were_saved_or_opened_are_in_the_menu_and_missing_ones_say_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut harness = remembering(folder.path());
    assert!(harness.get_by_label("Recent").accesskit_node().is_disabled());
    for name in ["one.toml", "two.toml"] {
        fill(&mut harness, "Scene file", &path(name));
        click(&mut harness, "Save");
    }
    assert_eq!(
        recent_paths(folder.path()),
        ["two.toml", "one.toml"].map(|n| folder.path().join(n))
    );
    show(&mut harness, Tab::View);
    click(&mut harness, "Light");
    show(&mut harness, Tab::Film);
    click(&mut harness, "Recent");
    harness.get_by_label_contains("one.toml").click();
    harness.run();
    assert_eq!(harness.state().session.spec().view.theme, Theme::Dark, "as it was saved");
    assert_eq!(field(&harness, "Scene file").value().unwrap(), path("one.toml"));
    assert_eq!(recent_paths(folder.path())[0], folder.path().join("one.toml"));
    // A new start reads the list; what is gone is greyed.
    std::fs::remove_file(path("two.toml")).unwrap();
    let mut harness = remembering(folder.path());
    click(&mut harness, "Recent");
    let gone = harness.get_by_label_contains("two.toml");
    assert!(gone.accesskit_node().is_disabled());
    gone.hover();
    harness.run_steps(TOOLTIP_FRAMES);
    assert!(has_text(&harness, "is not there any more"));
}

#[test]
fn opening_can_be_undone_and_the_next_save_goes_to_the_file_that_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml").display().to_string();
    let mut harness = remembering(folder.path());
    fill(&mut harness, "Scene file", &path);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::S);
    harness.run();
    assert!(!harness.state().session.is_unsaved());
    click(&mut harness, "Ready scenes");
    click(&mut harness, "himmelblau");
    assert_eq!(harness.state().session.objective().name, "himmelblau");
    assert_eq!(field(&harness, "Scene file").value().unwrap(), "scene.toml", "not over the other");
    click(&mut harness, "Undo");
    assert_eq!(harness.state().session.objective().name, "sphere");
    assert_eq!(field(&harness, "Scene file").value().unwrap(), path);
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

pub(super) fn hover_file(harness: &mut Harness<'_, Bench>, path: &Path) {
    let file = egui::HoveredFile { path: Some(path.to_path_buf()), ..Default::default() };
    harness.input_mut().hovered_files = vec![file];
    harness.step();
}

pub(super) fn drop_files(harness: &mut Harness<'_, Bench>, paths: &[PathBuf]) {
    let files = paths.iter().map(|path| Arc::new(Dropped(path.clone())) as egui::DroppedFileHandle);
    harness.input_mut().hovered_files.clear();
    harness.input_mut().dropped_files = files.collect();
    harness.step();
    harness.input_mut().dropped_files.clear();
    harness.run();
}

#[test]
fn a_scene_that_is_dropped_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    std::fs::write(&path, "[loss]\nname = \"beale\"\n[runs]\nsteps = 5\n").unwrap();
    let mut harness = remembering(folder.path());
    hover_file(&mut harness, &path);
    harness.step();
    assert!(has_text(&harness, "Drop to open mine.toml"));
    drop_files(&mut harness, &[folder.path().join("readme.md"), path.clone()]);
    assert!(!has_text(&harness, "Drop to"));
    assert_eq!(harness.state().session.objective().name, "beale");
    assert_eq!(recent_paths(folder.path()), std::slice::from_ref(&path));
    // A wrong scene says where, and the former one stays.
    std::fs::write(&path, "[loss]\nname = \"beale\"\nconstant = 3\n").unwrap();
    show(&mut harness, Tab::Loss);
    drop_files(&mut harness, &[path]);
    assert!(has_text(&harness, "line 3") && has_text(&harness, "unknown key `constant`"));
    assert_eq!(harness.state().session.objective().name, "beale");
    click(&mut harness, "Close");
    assert!(!has_text(&harness, "unknown key"));
}

#[test]
fn data_that_are_dropped_are_fitted() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let line = file("line.csv", "t,height,rest\n1,3,0\n2,5,0\n3,7,1\n");
    let cubic = file("cubic.csv", "x,y\n-1,-2\n0,0.5\n1,2\n");
    let mut harness = bench();
    hover_file(&mut harness, &line);
    harness.step();
    assert!(has_text(&harness, "Drop to fit a straight line to line.csv"));
    drop_files(&mut harness, std::slice::from_ref(&line));
    let fit = |harness: &Harness<'_, Bench>| harness.state().session.spec().fit.clone().unwrap();
    assert_eq!(
        (fit(&harness).model.as_str(), fit(&harness).target.as_str()),
        ("a*t + b", "height")
    );
    let session = &harness.state().session;
    assert_eq!(session.objective().loss(&[2.0, 1.0]), 0.0, "y = 2 t + 1");
    assert!(session.objective().domain.contains([2.0, 1.0]) && !session.tracks().is_empty());
    // Another file with its columns keeps the model, however it was changed.
    click(&mut harness, "Undo");
    assert_eq!(harness.state().session.objective().name, "sphere");
    click(&mut harness, "Data fit");
    retype(&mut harness, "Model", "a*x^3 + b");
    drop_files(&mut harness, std::slice::from_ref(&cubic));
    assert_eq!(fit(&harness).model, "a*x^3 + b");
    assert_eq!(fit(&harness).data, Some(cubic));
    drop_files(&mut harness, &[line]);
    assert_eq!(fit(&harness).model, "a*t + b", "there is no x in it");
    drop_files(&mut harness, &[file("words.csv", "x,y\n0,1\n1,two\n")]);
    assert!(has_text(&harness, "line 3, column 2 (`y`): `two` is not a finite number"));
    assert_eq!(fit(&harness).model, "a*t + b");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!has_text(&harness, "not a finite number"));
}

#[test]
fn other_files_say_what_can_be_dropped() {
    let mut harness = bench();
    let before = harness.state().session.spec().clone();
    let picture = PathBuf::from("/tmp/picture.png");
    let words = "picture.png cannot be opened; drop a scene file (.toml), data (.csv) or weights of a network (.npz, .safetensors)";
    hover_file(&mut harness, &picture);
    harness.step();
    assert!(has_text(&harness, words));
    drop_files(&mut harness, &[picture]);
    assert!(has_text(&harness, words));
    assert_eq!(harness.state().session.spec(), &before);
}
