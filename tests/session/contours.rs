//! Contours follow the spec, and a spec with them goes through a scene file.

use super::*;

fn bowl(contours: &str) -> Spec {
    let text = format!("loss.name = 'sphere'\nrun = []\n[contours]\n{contours}\n");
    Spec::from_toml("f.toml", &text, Origin::default()).unwrap().0
}

fn values(session: &Session) -> Vec<f64> {
    session.contours().unwrap().levels.iter().map(|level| level.value).collect()
}

#[test]
fn an_edit_traces_anew_only_what_differs() {
    let mut session = session(bowl("levels = [1, 2]"));
    let first = Arc::clone(session.contours().unwrap());
    assert_eq!(values(&session), [1.0, 2.0]);
    let mut spec = session.spec().clone();
    spec.contours.as_mut().unwrap().dashed = true;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert!(Arc::ptr_eq(&first, session.contours().unwrap()), "dashes need no other lines");
    assert!(session.scene().contours.unwrap().style.dashed);
    spec.contours.as_mut().unwrap().levels = Levels::Given(vec![3.0]);
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert!(session.is_computing());
    session.finish_runs();
    assert!(!session.is_computing());
    assert_eq!(values(&session), [3.0]);
    spec.contours = None;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert_eq!(session.scene().contours, None);
}

#[test]
fn a_wrong_edit_leaves_the_contours() {
    let mut session = session(bowl("levels = [1, 2]"));
    let mut spec = session.spec().clone();
    spec.contours.as_mut().unwrap().levels = Levels::Given(vec![]);
    let error = session.apply(Command::Edit(Box::new(spec))).unwrap_err();
    assert_eq!(error.key, "contours.levels");
    assert_eq!(values(&session), [1.0, 2.0]);
}

#[test]
fn missing_levels_are_said_in_the_picture() {
    let session = session(bowl("levels = [1, 1000]"));
    assert_eq!(session.scene().captions.contours, "level 1000 lies outside the loss, 0 to 8");
}

#[test]
fn a_section_without_keys_survives_the_way_through_a_file() {
    let spec = bowl("");
    let (read, _) = Spec::from_toml("f.toml", &spec.to_toml(), Origin::default()).unwrap();
    assert_eq!(read.contours, Some(ContoursSpec::default()));
    let given = bowl("levels = [1, 2.5]\ncolor = 'tomato'");
    let (read, _) = Spec::from_toml("f.toml", &given.to_toml(), Origin::default()).unwrap();
    assert_eq!(read.contours, given.contours);
}
