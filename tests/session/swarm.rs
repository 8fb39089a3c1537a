//! A session with many starts: playhead, edits, legend, files.

use fallline::scene::{ShownSwarm, SwarmColors};
use fallline::spec::{SwarmColor, SwarmSpec};

use super::*;

fn swarm_of(starts: u64, color: SwarmColor) -> Spec {
    Spec { swarm: Some(SwarmSpec { starts, color, ..SwarmSpec::default() }), ..ready("himmelblau") }
}

fn edited(session: &mut Session, change: impl Fn(&mut Spec)) {
    let mut spec = session.spec().clone();
    change(&mut spec);
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    session.finish_runs();
}

fn shown_swarm(session: &Session) -> ShownSwarm {
    session.scene().swarm.unwrap()
}

#[test]
fn a_swarm_stands_for_the_runs_and_the_playhead_goes_over_its_steps() {
    let mut session = session(swarm_of(25, SwarmColor::Optimizer));
    assert!(session.tracks().is_empty() && !session.is_computing() && !session.is_busy());
    assert_eq!(session.length(), 200);
    let swarm = shown_swarm(&session);
    assert_eq!((swarm.members, swarm.shown_row), (75, 0.0));
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    let swarm = shown_swarm(&session);
    assert_eq!(swarm.shown_row, (swarm.rows - 1) as f32);
    let scene = session.scene();
    assert_eq!(scene.captions.step, "step 200 / 200   25 starts");
    assert_eq!(scene.legend.len(), 3);
    let lines = &session.swarm().unwrap().comparison.as_ref().unwrap().lines;
    for (entry, line) in scene.legend.iter().zip(lines) {
        let reached = format!("{:.0} % reached", 100.0 * line.share());
        assert_eq!(entry.note.as_deref(), Some(reached.as_str()));
    }
}

#[test]
fn only_what_matters_starts_a_swarm_again() {
    let mut session = session(swarm_of(16, SwarmColor::Optimizer));
    let before = shown_swarm(&session).chunks;
    edited(&mut session, |spec| {
        spec.surface.colormap = Some(Colormap::Magma);
        spec.swarm.as_mut().unwrap().color = SwarmColor::Loss;
        spec.run.as_mut().unwrap()[0].label = Some("mine".to_owned());
    });
    let after = shown_swarm(&session);
    assert!(Arc::ptr_eq(&before, &after.chunks), "looks are no reason");
    assert_eq!(after.colors, SwarmColors::ByLoss);
    edited(&mut session, |spec| spec.run.as_mut().unwrap()[0].steps = Some(3));
    assert!(!Arc::ptr_eq(&before, &shown_swarm(&session).chunks));
    let loss = |formula: &str| LossSpec { formula: Some(formula.into()), ..LossSpec::default() };
    let before = shown_swarm(&session).chunks;
    edited(&mut session, |spec| spec.loss = Some(loss("x^2 + y^2")));
    assert!(!Arc::ptr_eq(&before, &shown_swarm(&session).chunks), "another loss");
    edited(&mut session, |spec| spec.swarm = None);
    assert!(session.swarm().is_none() && session.tracks().len() == 3);
}

#[test]
fn a_wrong_edit_leaves_the_swarm_as_it_is() {
    let mut session = session(swarm_of(16, SwarmColor::Optimizer));
    let before = shown(&session.scene());
    for starts in [0, 10_001] {
        let error =
            session.apply(Command::Edit(Box::new(swarm_of(starts, SwarmColor::Loss)))).unwrap_err();
        assert_eq!(error.key, "swarm.starts");
        assert_eq!(shown(&session.scene()), before);
    }
}

#[test]
fn the_legend_of_minima_counts_every_member() {
    let mut spec = swarm_of(100, SwarmColor::Minimum);
    spec.runs.steps = 20;
    let session = session(spec);
    let legend = session.scene().legend;
    let last = legend.last().unwrap();
    assert_eq!((legend.len(), last.label.as_str()), (5, "none"), "{legend:?}");
    let count = |note: &str| note.split(' ').next().unwrap().parse::<usize>().unwrap();
    let counts = legend.iter().map(|entry| count(entry.note.as_ref().unwrap()));
    assert_eq!(counts.sum::<usize>(), 300);
    assert!(legend.iter().any(|entry| entry.label == "(3, 2)  loss 0"), "{legend:?}");
    let SwarmColors::ByMinimum { of, colors, .. } = shown_swarm(&session).colors else {
        panic!("by minimum")
    };
    assert_eq!((of.len(), colors.len()), (300, 4));
}

#[test]
fn a_placed_start_ends_the_swarm() {
    let mut session = session(swarm_of(16, SwarmColor::Optimizer));
    session.apply(Command::PlaceStart([1.0, 1.0])).unwrap();
    assert!(session.swarm().is_none());
    assert_eq!(session.tracks().len(), 3);
}

#[test]
fn a_swarm_of_defaults_stays_in_the_file() {
    let spec = Spec { swarm: Some(SwarmSpec::default()), ..Spec::default() };
    let (back, _) = Spec::from_toml("test", &spec.to_toml(), Origin::default()).unwrap();
    assert_eq!(back, spec, "{}", spec.to_toml());
    let (bare, _) = Spec::from_toml("test", "[swarm]\n", Origin::default()).unwrap();
    assert_eq!(bare.swarm, Some(SwarmSpec::default()));
}

#[test]
fn a_swarm_of_no_optimizers_is_empty() {
    let spec = Spec { run: Some(Vec::new()), ..swarm_of(16, SwarmColor::Minimum) };
    let session = session(spec);
    let scene = session.scene();
    assert!(scene.swarm.is_none() && session.length() == 0, "{:?}", scene.legend);
}
