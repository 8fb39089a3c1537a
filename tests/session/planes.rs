//! Planes of a network: made while it trains, changed, turned into one another, and what becomes of the runs meanwhile.

use std::thread::sleep;
use std::time::Duration;

use fallline::objective::plane::{Centre, PlaneConfig, PlaneKind};
use fallline::scene::PathPoint;

use crate::*;

const XOR: &str = "
[network]
layers = [{ units = 3, activation = 'tanh' }, { units = 1 }]
loss = 'binary-cross-entropy'
seeds = [0, 1, 2]
data = { set = 'xor' }
[runs]
steps = 60
[[run]]
optimizer = 'adam'
lr = 0.1
";

fn of_text(text: &str) -> Spec {
    Spec::from_toml("test.toml", text, Origin::default()).unwrap().0
}

/// The same scene with another plane.
fn on_plane(spec: &Spec, plane: PlaneConfig) -> Spec {
    let mut spec = spec.clone();
    spec.network.as_mut().unwrap().plane = plane;
    spec
}

fn random(seed: u64) -> PlaneConfig {
    PlaneConfig { kind: PlaneKind::Random, seed, ..PlaneConfig::default() }
}

fn edit(session: &mut Session, spec: Spec) {
    session.apply(Command::Edit(Box::new(spec))).unwrap();
}

/// Lets no time pass until nothing is computed any more.
fn wait(session: &mut Session) {
    for _ in 0..20_000 {
        session.advance(0.0);
        if !session.is_computing() {
            return;
        }
        sleep(Duration::from_millis(1));
    }
    panic!("nothing takes so long");
}

/// The renderer has shown the surface.
fn see(session: &mut Session) {
    let range = FieldRange { min: 0.1, max: 2.0, finite_share: 1.0 };
    session.apply(Command::FieldRange { of: 0, range }).unwrap();
}

fn words(session: &Session) -> String {
    session.objective().landscape().unwrap().words.to_string()
}

/// Where the rows of all runs are kept: nothing that is run again stays there.
fn kept_at(session: &Session) -> Vec<*const f64> {
    session.tracks().iter().map(|track| track.trajectory.points().as_ptr()).collect()
}

fn is_on_surface(scene: &Scene) {
    let mut evaluator = scene.objective.evaluator();
    for path in &scene.paths {
        let samples: Vec<PathPoint> = path.path.samples().copied().collect();
        assert!(samples.len() > 2);
        for point in samples {
            // A path adds its steps up, which rounds the last digits of the parameters.
            let wanted = evaluator.loss(&point.parameters);
            assert!((point.loss - wanted).abs() < 1e-12, "{} {wanted}", point.loss);
        }
    }
}

/// A session that somebody looks at, on its way to another plane: it is made, and no time has passed since.
fn turning() -> Session {
    let mut session = session(of_text(XOR));
    see(&mut session);
    let spec = on_plane(session.spec(), random(4));
    edit(&mut session, spec);
    wait(&mut session);
    assert!(session.is_turning());
    session
}

#[test]
fn a_plane_turns_into_the_next_over_true_surfaces() {
    let frames = || {
        let mut session = turning();
        let mut scenes = vec![session.scene()];
        while session.is_turning() {
            assert!(session.is_busy());
            session.advance(1.0 / 30.0);
            scenes.push(session.scene());
        }
        (session, scenes)
    };
    let (mut session, scenes) = frames();
    assert!((15..=17).contains(&scenes.len()), "half a second: {}", scenes.len());
    let (last, between) = scenes.split_last().unwrap();
    for pair in between.windows(2) {
        let [a, b] = [&pair[0], &pair[1]];
        assert!(a.objective.landscape().unwrap().is_passing);
        assert!(a.grid.nx <= 65 && a.grid.domain == a.objective.domain);
        is_on_surface(a);
        let (a, b) = (a.world.height, b.world.height);
        // The steepest part of the easing covers a tenth of the way in a thirtieth of a second; logarithms stretch that.
        let most = 0.3 * (a.high - a.low);
        assert!((a.high - b.high).abs() < most && (a.low - b.low).abs() < most, "{a:?} {b:?}");
    }
    // The first surface is the one that was left, the last is the one that was asked for.
    let left = crate::session(of_text(XOR));
    let corner = |objective: &fallline::objective::Objective| {
        let landscape = objective.landscape().unwrap();
        landscape.plane.point([objective.domain.x.max, objective.domain.y.min])
    };
    for (a, b) in corner(&between[0].objective).iter().zip(corner(left.objective())) {
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }
    let asked = crate::session(on_plane(&of_text(XOR), random(4)));
    session.advance(1.0 / 30.0);
    assert!(!session.is_busy());
    assert_eq!(
        last.objective.landscape().unwrap().plane,
        asked.objective().landscape().unwrap().plane
    );
    session.finish_runs();
    assert!(shown(&session.scene()) == shown(&asked.scene()));
    let all = |scenes: &[Scene]| scenes.iter().map(shown).collect::<Vec<_>>();
    assert!(all(&scenes) == all(&frames().1), "the same times give the same frames");
}

#[test]
fn a_turn_goes_on_from_where_it_is_when_the_plane_changes_again() {
    let mut session = turning();
    session.advance(0.2);
    let before = session.scene();
    let spec = on_plane(session.spec(), random(5));
    edit(&mut session, spec);
    wait(&mut session);
    let after = session.scene();
    assert!(session.is_turning() && after.objective.landscape().unwrap().is_passing);
    assert_eq!(after.grid, before.grid);
    for (a, b) in before.paths.iter().zip(&after.paths) {
        for (a, b) in a.path.samples().zip(b.path.samples()) {
            assert!((a.parameters[0] - b.parameters[0]).abs() < 1e-9, "{a:?} {b:?}");
        }
    }
}

#[test]
fn files_and_unseen_planes_do_not_turn() {
    let mut session = turning();
    session.finish_runs();
    assert!(!session.is_turning() && !session.is_busy());
    let mut unseen = crate::session(of_text(XOR));
    let spec = on_plane(unseen.spec(), random(4));
    edit(&mut unseen, spec);
    wait(&mut unseen);
    assert!(!unseen.is_turning());
    assert_eq!(shown(&unseen.scene()), {
        session.apply(Command::Scrub(0.0)).unwrap();
        shown(&session.scene())
    });
}

#[test]
fn what_the_renderer_says_of_a_surface_between_planes_is_not_said_of_the_next() {
    let mut session = turning();
    session.advance(0.1);
    let range = FieldRange { min: -50.0, max: 50.0, finite_share: 1.0 };
    session.apply(Command::FieldRange { of: 0, range }).unwrap();
    session.settle();
    assert!(session.world().height.high < 50.0);
}

#[test]
fn another_plane_runs_nothing_again_and_other_seeds_do() {
    let mut session = session(of_text(XOR));
    let (rows, before) = (kept_at(&session), words(&session));
    let spec =
        on_plane(session.spec(), PlaneConfig { centre: Centre::Mean, ..PlaneConfig::default() });
    edit(&mut session, spec);
    session.finish_runs();
    assert_eq!(kept_at(&session), rows);
    assert_ne!(words(&session), before);
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().seeds = vec![0, 7];
    edit(&mut session, spec);
    session.finish_runs();
    assert_eq!(session.tracks().len(), 2);
    let fresh = crate::session(session.spec().clone());
    assert!(shown(&session.scene()) == shown(&fresh.scene()));
}

#[test]
fn the_last_of_two_quick_wishes_wins() {
    let mut session = session(of_text(XOR));
    for seed in [3, 8] {
        let spec = on_plane(session.spec(), random(seed));
        edit(&mut session, spec);
        session.pump();
    }
    wait(&mut session);
    let asked = crate::session(on_plane(&of_text(XOR), random(8)));
    assert_eq!(
        session.objective().landscape().unwrap().plane,
        asked.objective().landscape().unwrap().plane
    );
    assert!(shown(&session.scene()) == shown(&asked.scene()));
}

#[test]
fn a_plane_that_cannot_be_leaves_the_former_and_says_why() {
    let mut session = session(of_text(&XOR.replace("[0, 1, 2]", "[0, 1]")));
    let before = shown(&session.scene());
    let points = PlaneConfig { kind: PlaneKind::Points, ..PlaneConfig::default() };
    let spec = on_plane(session.spec(), points.clone());
    edit(&mut session, spec);
    wait(&mut session);
    let error = session.plane_error().unwrap();
    assert_eq!(error.key, "network.plane.files");
    assert!(error.to_string().contains("needs three of them, not 2"), "{error}");
    let mut scene = session.scene();
    let warning = scene.captions.plane_warning.take().unwrap();
    assert!(warning.ends_with("the former plane stays"), "{warning}");
    assert!(shown(&scene) == before);
    assert_eq!(
        session.snapshot().network.unwrap().plane,
        points,
        "a snapshot says what was asked for"
    );
    session.apply(Command::Undo).unwrap();
    wait(&mut session);
    assert!(session.plane_error().is_none());
    assert!(shown(&session.scene()) == before);
}

#[test]
fn planes_are_undone_and_made_again() {
    let mut session = session(of_text(XOR));
    let (rows, first) = (kept_at(&session), shown(&session.scene()));
    let spec = on_plane(session.spec(), random(4));
    edit(&mut session, spec);
    wait(&mut session);
    let second = shown(&session.scene());
    session.apply(Command::Undo).unwrap();
    wait(&mut session);
    assert!(shown(&session.scene()) == first);
    session.apply(Command::Redo).unwrap();
    wait(&mut session);
    assert!(shown(&session.scene()) == second);
    assert_eq!(kept_at(&session), rows);
}

#[test]
fn another_scene_can_be_opened_while_a_plane_is_made() {
    let mut session = session(of_text(XOR));
    let first = shown(&session.scene());
    let spec = on_plane(
        session.spec(),
        PlaneConfig { kind: PlaneKind::Sharpest, ..PlaneConfig::default() },
    );
    edit(&mut session, spec);
    session.pump();
    let open = Command::Open { spec: Box::new(ready("saddle")), name: "saddle".into(), file: None };
    session.apply(open).unwrap();
    wait(&mut session);
    assert!(session.objective().landscape().is_none() && !session.is_turning());
    session.apply(Command::Undo).unwrap();
    session.apply(Command::Undo).unwrap();
    wait(&mut session);
    assert!(shown(&session.scene()) == first);
}

#[test]
fn planes_follow_runs_on_their_way() {
    // They never come to their ends here.
    let text = XOR.replace("steps = 60", "steps = 1_000_000_000");
    let mut session = Session::new(of_text(&text)).unwrap();
    let plane = |session: &Session| Arc::clone(&session.objective().landscape().unwrap().plane);
    let mut last = plane(&session);
    let mut last_steps = Vec::new();
    for _ in 0..20_000 {
        session.advance(0.0);
        let now = plane(&session);
        if !Arc::ptr_eq(&last, &now) {
            last = now;
            let steps = session.tracks().iter().map(|track| track.trajectory.last().unwrap().step);
            last_steps.push(steps.min().unwrap());
        }
        if last_steps.len() == 3 {
            break;
        }
        sleep(Duration::from_millis(1));
    }
    assert!(session.tracks().iter().all(|track| track.trajectory.stop.is_none()));
    assert!(last_steps.len() == 3 && last_steps[0] >= 16, "planes after {last_steps:?} steps");
}

#[test]
fn planes_of_growing_runs_end_as_if_all_had_been_there() {
    let mut session = Session::new(of_text(&XOR.replace("steps = 60", "steps = 4000"))).unwrap();
    wait(&mut session);
    let fresh = crate::session(session.spec().clone());
    assert!(shown(&session.scene()) == shown(&fresh.scene()));
}

#[test]
fn a_saved_probe_and_a_snapshot_fit_the_plane_that_comes() {
    let mut session = session(of_text(XOR));
    let domain = session.objective().domain;
    let at = [domain.x.max, domain.y.max];
    session.apply(Command::Probe(Some(at))).unwrap();
    let mut spec = session.spec().clone();
    spec.section = vec![SectionSpec { along: Some(Axis::X), ..SectionSpec::default() }];
    edit(&mut session, spec);
    assert!(session.scene().probe.is_some() && session.scene().sections.len() == 1);
    let again = crate::session(session.snapshot());
    assert_eq!(again.scene().probe.map(|probe| probe.expansion.point), Some(at));
    // A plane that does not reach so far hides the probe, and keeps it.
    let near = PlaneConfig { x: Some([-0.1, 0.1]), y: Some([-0.1, 0.1]), ..PlaneConfig::default() };
    let spec = on_plane(session.spec(), near);
    edit(&mut session, spec);
    wait(&mut session);
    assert!(session.scene().probe.is_none());
    assert!(session.scene().sections.is_empty() && session.sections()[0].curve.is_empty());
    assert_eq!(session.spec().probe.at, Some(at));
    let mut spec = session.spec().clone();
    spec.title = Some("further edits are taken".into());
    edit(&mut session, spec);
    assert_eq!((session.spec().probe.at, session.spec().section.len()), (Some(at), 1));
    assert!(session.scene().paths.iter().all(|path| !path.path.points().is_empty()));
    // The plane that reaches so far shows both again.
    let spec = on_plane(session.spec(), PlaneConfig::default());
    edit(&mut session, spec);
    wait(&mut session);
    assert!(session.scene().probe.is_some() && session.scene().sections.len() == 1);
}

#[test]
fn colours_that_change_while_a_plane_is_made_are_those_asked_for_last() {
    let mut session = session(of_text(&format!("{XOR}[surface]\ncolor_by = 'gradient-norm'\n")));
    let spec = on_plane(session.spec(), random(4));
    edit(&mut session, spec);
    session.pump();
    let mut spec = session.spec().clone();
    spec.surface.color_by = ColorBy::Curvature;
    edit(&mut session, spec);
    wait(&mut session);
    let tint = session.scene().tint.unwrap();
    assert_eq!(tint.quantity, fallline::objective::Quantity::Curvature);
    assert!(Arc::ptr_eq(&tint.objective, session.objective()));
    let mut asked = on_plane(&of_text(XOR), random(4));
    asked.surface.color_by = ColorBy::Curvature;
    assert_eq!(tint.map, crate::session(asked).scene().tint.unwrap().map);
}

#[test]
fn arrows_that_the_plane_cannot_carry_are_said_and_refuse_nothing_else() {
    let mut session = session(of_text(&format!("{XOR}[quiver]\nspacing = 0.5\n")));
    assert!(session.scene().quiver.is_some());
    let shown = session.spec().clone();
    let near = PlaneConfig { x: Some([0.1, 0.2]), y: Some([0.1, 0.2]), ..PlaneConfig::default() };
    let spec = on_plane(&shown, near);
    edit(&mut session, spec);
    wait(&mut session);
    let scene = session.scene();
    let warning = scene.captions.plane_warning.unwrap();
    assert!(scene.quiver.is_none() && warning.contains("no multiple of 0.5 lies"), "{warning}");
    assert!(warning.ends_with("no arrows are drawn"), "{warning}");
    let mut spec = session.spec().clone();
    spec.title = Some("further edits are taken".into());
    edit(&mut session, spec);
    assert_eq!(session.spec().quiver, shown.quiver);
    assert!(session.scene().captions.plane_warning.is_some());
    let spec = on_plane(session.spec(), PlaneConfig::default());
    edit(&mut session, spec);
    wait(&mut session);
    assert!(session.scene().quiver.is_some());
    assert_eq!(session.scene().captions.plane_warning, None);
}
