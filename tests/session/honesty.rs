//! What the plane of a network hides, and how the session says it.

use super::*;
use fallline::objective::plane::PlaneKind;

fn net(plane: &str, rest: &str) -> Spec {
    let text = format!(
        "[network]\nlayers = [{{ units = 5, activation = 'tanh' }}, {{ units = 3 }}]\nseeds = [0, 1]\n\
         [network.data]\nset = 'iris'\nstandardise = true\n[network.plane]\n{plane}\n\
         [surface]\ngrid = [9, 9]\n[runs]\nsteps = 40\n[[run]]\noptimizer = 'adam'\nlr = 0.05\n{rest}"
    );
    Spec::from_toml("net.toml", &text, Origin::default()).unwrap().0
}

#[test]
fn the_share_is_that_of_all_rows_of_all_runs() {
    let session = session(net("kind = 'principal'", ""));
    let landscape = session.objective().landscape().unwrap();
    let rows: Vec<f64> =
        session.tracks().iter().flat_map(|track| track.trajectory.points().to_vec()).collect();
    assert_eq!(rows.len(), 2 * 41 * landscape.network.parameters());
    let share = session.explained_variance().unwrap();
    // Sums in another order.
    assert!((share - landscape.plane.explained_variance(&rows)).abs() < 1e-12, "{share}");
    let caption = session.scene().captions.plane;
    let percent = format!("the plane shows {:.0} % of the paths' variance", 100.0 * share);
    assert!(caption.starts_with("principal components about") && caption.contains(&percent));
    assert!(caption.contains("axes: distance in weights"), "{caption}");
    assert_eq!(session.scene().captions.plane_warning, None);
    let formula = super::session(ready("default"));
    assert_eq!(formula.explained_variance(), None);
    let captions = formula.scene().captions;
    assert_eq!((captions.plane, captions.plane_warning), (String::new(), None));
    assert!(formula.scene().stems.is_empty());
}

#[test]
fn each_row_has_its_true_loss_and_that_of_its_shadow() {
    let mut session = session(net("kind = 'principal'", ""));
    let network = &session.objective().landscape().unwrap().network;
    let mut scratch = network.scratch();
    for track in session.tracks() {
        for step in [0, 7, 40] {
            let off = track.off_plane(step as f64).unwrap();
            let theta = track.trajectory.point(step).unwrap();
            let landscape = session.objective().landscape().unwrap();
            let (shadow, distance) = landscape.shadow(theta);
            assert_eq!(off.loss, network.loss(theta, &mut scratch));
            assert_eq!(off.shadow, network.loss(&landscape.plane.point(shadow), &mut scratch));
            assert_eq!(off.distance, distance);
        }
    }
    session.apply(Command::Scrub(7.0)).unwrap();
    let scene = session.scene();
    for (stems, track) in scene.stems.iter().zip(session.tracks()) {
        let off = track.off_plane(7.0).unwrap();
        let stem = stems.at(stems.shown_sample, &scene.world).unwrap();
        assert_eq!((stem.truth, stem.shadow), (off.loss, off.shadow));
        assert_eq!(stem.parameters, stems.path.at(7.0).unwrap().parameters);
    }
    let offs = session.tracks().iter().map(|track| track.off_plane(7.0).unwrap());
    let best = offs.min_by(|a, b| a.loss.total_cmp(&b.loss)).unwrap();
    let entry = &scene.legend[0];
    assert_eq!(entry.loss, Some(best.loss));
    let words = entry.off_plane.as_ref().unwrap();
    assert!(words.starts_with("shadow 0.") && words.contains(", off plane "), "{words}");
}

#[test]
fn stems_go_with_the_view_and_stay_in_the_scene_file() {
    let mut session = session(net("kind = 'principal'", "[view]\nlayout = 'beside'"));
    let panes = session.panes();
    assert_eq!((panes[0].scene.stems.len(), panes[1].scene.stems.len()), (2, 0));
    let mut spec = session.spec().clone();
    spec.view.stems = false;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(session.scene().stems.is_empty());
    let text = session.snapshot().to_toml();
    assert!(text.contains("stems = false"), "{text}");
    assert!(!net("", "").to_toml().contains("stems"), "what is usual is not written");
}

#[test]
fn a_plane_that_shows_little_is_warned_of() {
    let mut spec = net("kind = 'random'\ncentre = 'initial'", "");
    spec.runs.steps = 150;
    let mut session = session(spec);
    let share = session.explained_variance().unwrap();
    assert!(share < 0.3, "two of 43 random directions: {share}");
    let captions = session.scene().captions;
    let warning = captions.plane_warning.unwrap();
    assert!(
        warning.starts_with("this plane shows only ") && warning.contains("the paths' variance")
    );
    assert!(!captions.plane.contains("shows"), "said once: {}", captions.plane);
    assert_eq!(captions.rings, "", "not before the playhead is there");
    // The losses fall far below those on the plane.
    session.apply(Command::Scrub(150.0)).unwrap();
    assert_eq!(session.scene().captions.rings, "rings: true losses beyond the loss axis");
}

#[test]
fn a_path_ends_on_the_plane_about_its_end() {
    let mut spec = net("kind = 'random'", "");
    spec.network.as_mut().unwrap().seeds = vec![3];
    let session = session(spec);
    let off = session.tracks()[0].off_plane(40.0).unwrap();
    assert!(off.distance < 1e-12 && (off.loss - off.shadow).abs() < 1e-12, "{off:?}");
    assert!(session.scene().captions.plane_warning.unwrap().contains("of the path's variance"));
}

#[test]
fn planes_of_runs_on_their_way_say_so() {
    let mut spec = net("kind = 'principal'", "");
    spec.runs.steps = 1_000_000_000;
    let mut session = Session::new(spec).unwrap();
    let said = |session: &Session| session.scene().captions.plane;
    assert!(
        said(&session).starts_with("until the runs are on their way: random"),
        "{}",
        said(&session)
    );
    let is_made = |session: &Session| said(session).starts_with("plane of the unfinished paths: ");
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !is_made(&session) && std::time::Instant::now() < patience {
        session.pump();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(
        said(&session).contains("unfinished paths: principal components"),
        "{}",
        said(&session)
    );
}

#[test]
fn a_changed_rate_leaves_the_plane_of_the_former_runs_until_the_next() {
    let mut session = session(net("kind = 'principal'", ""));
    let said = |session: &Session| session.scene().captions.plane;
    assert!(said(&session).starts_with("principal components"), "{}", said(&session));
    let text = net("kind = 'principal'", "").to_toml().replace("lr = 0.05", "lr = 0.02");
    let mut spec = Spec::from_toml("net.toml", &text, Origin::default()).unwrap().0;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    let former = "plane of the former runs: principal components";
    assert!(said(&session).starts_with(former), "{}", said(&session));
    session.finish_runs();
    assert!(said(&session).starts_with("principal components"), "{}", said(&session));
    // Of another network nothing is left.
    spec.network.as_mut().unwrap().layers[0].units = 4;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(said(&session).starts_with("until the runs are on their way: "), "{}", said(&session));
}

#[test]
fn a_plane_that_cannot_be_leaves_the_former_one_and_a_warning() {
    let mut session = session(net("kind = 'principal'", ""));
    let before = session.scene();
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.kind = PlaneKind::Points;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    session.finish_runs();
    let captions = session.scene().captions;
    let warning = captions.plane_warning.unwrap();
    assert!(
        warning.ends_with("; the former plane stays") && warning.contains("three"),
        "{warning}"
    );
    assert_eq!(captions.plane, before.captions.plane);
    assert_eq!(session.scene().stems, before.stems);
}

#[test]
fn the_probe_says_that_it_reads_the_plane() {
    let mut session = session(net("kind = 'principal'", ""));
    session.apply(Command::Probe(Some([0.0, 0.0]))).unwrap();
    let names: Vec<_> =
        session.probe().unwrap().lines.iter().map(|[name, _]| name.clone()).collect();
    assert_eq!(names[2], "loss on the plane", "{names:?}");
    assert!(session.probe_text().unwrap().contains("loss on the plane = "));
}
