//! Undo and redo, measured by the equality of specs.

use fallline::spec::{SurfaceSpec, SwarmSpec};

use crate::*;

fn edit(session: &mut Session, change: impl FnOnce(&mut Spec)) {
    let mut spec = session.spec().clone();
    change(&mut spec);
    session.apply(Command::Edit(Box::new(spec))).unwrap();
}

/// Longer than edits of one control may lie apart.
fn pause(session: &mut Session) {
    session.advance(0.6);
    session.advance(0.6);
}

fn undo(session: &mut Session) {
    session.apply(Command::Undo).unwrap();
}

fn redo(session: &mut Session) {
    session.apply(Command::Redo).unwrap();
}

fn set_lr(spec: &mut Spec, lr: f64) {
    spec.run.as_mut().unwrap()[0].optimizer.set_text("lr", &lr.to_string()).unwrap();
}

fn of_text(toml: &str) -> Session {
    session(Spec::from_toml("test.toml", toml, Origin::default()).unwrap().0)
}

const ADAM: &str =
    "[loss]\nname = \"sphere\"\n[runs]\nsteps = 30\n[[run]]\noptimizer = \"adam\"\nlr = 0.1\n";

/// Something that edits.
type Act = fn(&mut Session);

#[test]
fn every_kind_of_edit_is_undone_and_redone_to_the_same_spec() {
    let mut session = of_text(ADAM);
    session.apply(Command::Film(fallline::session::FilmCommand::Seek(1.0))).unwrap();
    let edits: [(&str, Act); 11] = [
        ("loss formula", |s| {
            edit(s, |spec| {
                let formula = Some("x^2 + 3*y^2".to_owned());
                spec.loss = Some(LossSpec { formula, ..LossSpec::default() });
                (spec.run, spec.runs.starts) = (None, None);
            });
        }),
        ("loss x", |s| edit(s, |spec| spec.set_domain(Some([-1.0, 3.0]), None))),
        ("surface grid", |s| edit(s, |spec| spec.surface.grid = [32, 48])),
        ("run 1 (sgd) lr", |s| edit(s, |spec| set_lr(spec, 0.05))),
        ("run 4 (lion) added", |s| {
            edit(s, |spec| {
                let lion = RunSpec::new(Optimizer::parse("lion").unwrap());
                spec.run.as_mut().unwrap().push(lion);
            });
        }),
        ("run 1 (sgd) removed", |s| edit(s, |spec| _ = spec.run.as_mut().unwrap().remove(0))),
        ("runs starts", |s| s.apply(Command::PlaceStart([0.5, -0.25])).unwrap()),
        ("swarm added", |s| {
            edit(s, |spec| spec.swarm = Some(SwarmSpec { starts: 9, ..SwarmSpec::default() }));
        }),
        ("view theme dark \u{2192} light", |s| edit(s, |spec| spec.view.theme = Theme::Light)),
        ("flight added", |s| s.apply(Command::AddKey).unwrap()),
        ("film fps 30 \u{2192} 25", |s| edit(s, |spec| spec.film.fps = 25)),
    ];
    let mut specs = vec![session.spec().clone()];
    for (words, act) in edits {
        act(&mut session);
        session.finish_runs();
        let said = session.undo_words().unwrap();
        assert!(said.starts_with(words), "{said} for {words}");
        assert_ne!(session.spec(), specs.last().unwrap(), "{words}");
        specs.push(session.spec().clone());
    }
    for spec in specs.iter().rev().skip(1) {
        undo(&mut session);
        assert_eq!(session.spec(), spec);
    }
    assert_eq!((session.undo_words(), session.objective().name.as_str()), (None, "sphere"));
    undo(&mut session);
    assert_eq!(session.spec(), &specs[0], "at the beginning there is nothing more");
    for spec in specs.iter().skip(1) {
        redo(&mut session);
        assert_eq!(session.spec(), spec);
    }
    assert_eq!(session.redo_words(), None);
    redo(&mut session);
    assert_eq!(session.spec(), specs.last().unwrap());
    // What is shown is what a fresh session of that spec shows.
    undo(&mut session);
    session.finish_runs();
    let fresh = crate::session(session.spec().clone());
    let paths = |session: &Session| -> Vec<_> {
        session.tracks().iter().map(|track| track.trajectory.losses().to_vec()).collect()
    };
    assert_eq!(paths(&session), paths(&fresh));
}

#[test]
fn a_dragged_slider_is_one_step_and_another_control_or_a_pause_begins_a_new_one() {
    let mut session = of_text(ADAM);
    let first = session.spec().clone();
    for k in 1..=20 {
        session.advance(0.1);
        edit(&mut session, |spec| set_lr(spec, 0.1 + 0.01 * f64::from(k)));
    }
    let dragged = session.spec().clone();
    assert_eq!(session.undo_words(), Some("run 1 (adam) lr 0.1 \u{2192} 0.3"));
    edit(&mut session, |spec| spec.surface.iso_lines = 7);
    edit(&mut session, |spec| spec.surface.iso_lines = 8);
    pause(&mut session);
    edit(&mut session, |spec| spec.surface.iso_lines = 9);
    let lines = |session: &Session| session.spec().surface.iso_lines;
    undo(&mut session);
    assert_eq!(lines(&session), 8, "after a pause, a step of its own");
    undo(&mut session);
    assert_eq!(session.spec(), &dragged);
    undo(&mut session);
    assert_eq!((session.spec(), session.undo_words()), (&first, None));
}

#[test]
fn a_control_that_is_held_makes_one_step_however_long_it_rests() {
    let mut session = of_text(ADAM);
    let first = session.spec().clone();
    session.apply(Command::Hold(true)).unwrap();
    for lr in [0.2, 0.3] {
        edit(&mut session, |spec| set_lr(spec, lr));
        pause(&mut session);
    }
    session.apply(Command::Hold(false)).unwrap();
    edit(&mut session, |spec| set_lr(spec, 0.4));
    undo(&mut session);
    assert_eq!(session.undo_words(), Some("run 1 (adam) lr 0.1 \u{2192} 0.3"));
    undo(&mut session);
    assert_eq!(session.spec(), &first);
    // A window that sleeps lets time pass, too.
    edit(&mut session, |spec| set_lr(spec, 0.2));
    session.rest(5.0);
    edit(&mut session, |spec| set_lr(spec, 0.3));
    undo(&mut session);
    assert!(session.undo_words().is_some());
}

#[test]
fn what_comes_back_to_where_it_was_is_no_step() {
    let mut session = of_text(ADAM);
    edit(&mut session, |spec| spec.surface.wireframe = true);
    edit(&mut session, |spec| spec.surface.wireframe = false);
    assert_eq!(session.undo_words(), None);
    edit(&mut session, |_| ());
    assert_eq!(session.undo_words(), None, "an edit that changes nothing");
    let wrong = Spec {
        surface: SurfaceSpec { opacity: 2.0, ..session.spec().surface.clone() },
        ..session.spec().clone()
    };
    session.apply(Command::Edit(Box::new(wrong))).unwrap_err();
    assert_eq!(session.undo_words(), None, "an edit that is refused");
    session.apply(Command::Orbit { azimuth: 0.3, elevation: 0.1 }).unwrap();
    session.apply(Command::Scrub(4.0)).unwrap();
    assert_eq!(session.undo_words(), None, "camera and playhead");
}

#[test]
fn two_runs_removed_in_a_moment_are_two_steps() {
    let mut session = of_text(&ADAM.replace("[[run]]", "[[run]]\noptimizer = \"sgd\"\n[[run]]"));
    let runs = |session: &Session| session.spec().run.as_ref().unwrap().len();
    for _ in 0..2 {
        edit(&mut session, |spec| _ = spec.run.as_mut().unwrap().remove(0));
    }
    undo(&mut session);
    assert_eq!(runs(&session), 1);
    undo(&mut session);
    assert_eq!(runs(&session), 2);
}

#[test]
fn a_new_edit_ends_what_could_be_redone() {
    let mut session = of_text(ADAM);
    edit(&mut session, |spec| set_lr(spec, 0.2));
    undo(&mut session);
    assert!(session.redo_words().is_some());
    // At once and of the same control: it must not be taken for a part of the step that was undone.
    edit(&mut session, |spec| set_lr(spec, 0.5));
    assert_eq!(session.redo_words(), None);
    undo(&mut session);
    assert_eq!(session.spec().run.as_ref().unwrap()[0].optimizer.lr(), 0.1);
}

#[test]
fn an_edit_is_undone_while_the_runs_compute() {
    let text = ADAM.replace("steps = 30", "steps = 3000000");
    let mut session =
        Session::new(Spec::from_toml("t", &text, Origin::default()).unwrap().0).unwrap();
    let first = session.spec().clone();
    edit(&mut session, |spec| set_lr(spec, 0.01));
    session.advance(0.02);
    assert!(session.is_computing());
    undo(&mut session);
    session.advance(0.02);
    assert_eq!(session.spec(), &first);
    edit(&mut session, |spec| spec.runs.steps = 30);
    session.finish_runs();
    assert_eq!(session.tracks()[0].trajectory.last().unwrap().step, 30);
}

#[test]
fn the_history_is_bounded() {
    let mut session = of_text(ADAM);
    for k in 0..210u32 {
        edit(&mut session, |spec| spec.surface.iso_lines = k);
        session.rest(2.0);
    }
    let mut steps = 0;
    while session.undo_words().is_some() {
        undo(&mut session);
        steps += 1;
    }
    assert_eq!((steps, session.spec().surface.iso_lines), (200, 9));
}

#[test]
fn opening_a_scene_is_a_step_and_brings_camera_and_playhead_back() {
    let mut session = session(ready("default"));
    edit(&mut session, |spec| spec.surface.colormap = Some(Colormap::Magma));
    session.apply(Command::Orbit { azimuth: 0.7, elevation: 0.2 }).unwrap();
    session.apply(Command::Scrub(5.0)).unwrap();
    session.settle();
    let (spec, camera) = (session.spec().clone(), session.scene().camera);
    assert!(session.is_unsaved());
    let open = |spec: Spec| Command::Open {
        spec: Box::new(spec),
        name: "himmelblau".to_owned(),
        file: Some("h.toml".into()),
    };
    session.apply(open(ready("himmelblau"))).unwrap();
    session.finish_runs();
    assert_eq!(session.undo_words(), Some("opening of himmelblau"));
    assert!(!session.is_unsaved());
    assert_eq!(session.file(), Some(Path::new("h.toml")));
    let opened = session.spec().clone();
    session.apply(Command::LookFrom(View::Top)).unwrap();
    session.settle();
    let from_the_top = session.scene().camera;
    undo(&mut session);
    session.finish_runs();
    assert_eq!((session.spec(), session.scene().camera, session.step()), (&spec, camera, 5.0));
    assert!(session.is_unsaved() && session.file().is_none());
    redo(&mut session);
    assert_eq!((session.spec(), session.scene().camera), (&opened, from_the_top));
    assert_eq!(session.file(), Some(Path::new("h.toml")));
    undo(&mut session);
    undo(&mut session);
    assert_eq!(session.spec().surface.colormap(), Colormap::Viridis);
    assert!(!session.is_unsaved(), "back to what was opened");
    // A scene that cannot be opened changes nothing.
    let wrong = LossSpec { formula: Some("x +".into()), ..LossSpec::default() };
    let wrong = Spec { loss: Some(wrong), ..Spec::default() };
    session.apply(open(wrong)).unwrap_err();
    assert_eq!(session.objective().name, "rosenbrock");
    assert!(session.redo_words().is_some());
}

#[test]
fn saving_ends_what_is_unsaved() {
    let mut session = of_text(ADAM);
    assert!(!session.is_unsaved());
    edit(&mut session, |spec| set_lr(spec, 0.2));
    assert!(session.is_unsaved());
    session.stands_in("mine.toml".into());
    assert!(!session.is_unsaved());
    undo(&mut session);
    assert!(session.is_unsaved(), "the file holds the other rate");
    session.apply(Command::Orbit { azimuth: 0.1, elevation: 0.0 }).unwrap();
    redo(&mut session);
    assert!(!session.is_unsaved(), "a moved camera is no edit");
}

#[test]
fn settings_that_a_search_found_are_taken_back_and_over_again() {
    let mut session = of_text(&ADAM.replace("[runs]", "[tune]\ntrials = 8\n[runs]"));
    let first = session.spec().clone();
    session.apply(Command::Tune).unwrap();
    session.finish_tuning();
    session.apply(Command::TakeTuned).unwrap();
    let tuned = session.spec().clone();
    assert_ne!(tuned, first);
    let is_taken = |session: &Session| session.tuning().map(fallline::session::Tuning::is_taken);
    undo(&mut session);
    assert_eq!(
        (session.spec(), is_taken(&session)),
        (&first, Some(false)),
        "it can be taken again"
    );
    redo(&mut session);
    assert_eq!((session.spec(), is_taken(&session)), (&tuned, Some(true)));
}

#[test]
fn an_undo_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("points.csv");
    std::fs::write(&data, "x,y\n1,2\n2,4\n3,5\n").unwrap();
    let mut session = crate::session(Spec::default().with_data(&data).unwrap());
    edit(&mut session, |spec| {
        (spec.fit, spec.run, spec.runs.starts) = (None, None, None);
    });
    let spec = session.spec().clone();
    std::fs::remove_file(&data).unwrap();
    let error = session.apply(Command::Undo).unwrap_err();
    assert!(error.key == "fit.data" && error.message.contains("points.csv"), "{error}");
    assert_eq!(session.spec(), &spec);
    std::fs::write(&data, "x,y\n1,2\n2,4\n3,5\n").unwrap();
    undo(&mut session);
    assert!(session.spec().fit.is_some());
}
