//! A search of learning rates in a session: beside everything else, and taken over on demand.

use super::*;

const TWO_RUNS: &str = "[loss]\nformula = \"x^2 + 4*y^2\"\n[runs]\nsteps = 30\nstarts = [[1, 1], [-1, 0.5]]\n\
                        [tune]\ntrials = 12\n[[run]]\noptimizer = \"sgd\"\n[[run]]\noptimizer = \"adam\"\n";

fn tuned_session(text: &str) -> Session {
    let mut session = session(Spec::from_toml("t", text, Origin::default()).unwrap().0);
    session.apply(Command::Tune).unwrap();
    session.finish_tuning();
    session
}

#[test]
fn settings_found_are_taken_over_with_a_note_and_shown_in_the_legend() {
    let mut session = tuned_session(TWO_RUNS);
    let before = session.scene();
    assert!(before.legend.iter().all(|entry| entry.tuned.is_none()), "the runs are as they were");
    let chart = session.tune_chart().unwrap();
    assert_eq!(chart.lines.len(), 2);
    assert!(chart.lines.iter().all(|line| line.trials.len() == 12 && line.before.is_some()));
    session.apply(Command::TakeTuned).unwrap();
    session.finish_runs();
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    let note =
        "lr of 12 trials on 1e-5..10, lowest median final loss of 2 starts after 30 steps, seed 0";
    for (entry, tuned) in
        session.scene().legend.iter().zip(session.tuning().unwrap().tuned().unwrap())
    {
        assert_eq!(entry.tuned.as_deref(), Some(note));
        let ends = session.tracks().iter().filter(|track| track.plan.run == tuned.run);
        let losses: Vec<f64> =
            ends.map(|track| *track.trajectory.losses().last().unwrap()).collect();
        assert_eq!(
            tuned.best().unwrap().score,
            0.5 * losses[0] + 0.5 * losses[1],
            "the run repeats it"
        );
    }
    assert!(session.tuning().unwrap().is_taken());
    // The scene file keeps settings and note.
    let text = session.spec().to_toml();
    let (back, _) = Spec::from_toml("t", &text, Origin::default()).unwrap();
    assert_eq!(back.run, session.spec().run);
}

#[test]
fn a_search_ends_when_its_runs_or_its_loss_are_others() {
    let mut session = tuned_session(TWO_RUNS);
    let mut spec = session.spec().clone();
    spec.view.theme = Theme::Light;
    spec.tune.trials = 40;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert!(session.tuning().is_some(), "the look does not matter");
    spec.run.as_mut().unwrap()[0].optimizer = Optimizer::parse("sgd:lr=0.2").unwrap();
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert!(session.tuning().is_none());
    session.apply(Command::Tune).unwrap();
    session.apply(Command::TakeTuned).unwrap();
    assert_eq!(session.spec().run, spec.run, "nothing is taken before the search is over");
    spec.loss.as_mut().unwrap().formula = Some("x^2 + y^2".into());
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(session.tuning().is_none() && session.tune_chart().is_none());
}

#[test]
fn a_search_is_busy_until_it_is_over_or_given_up() {
    let text =
        TWO_RUNS.replace("trials = 12", "trials = 10000").replace("steps = 30", "steps = 3000");
    let mut session = session(Spec::from_toml("t", &text, Origin::default()).unwrap().0);
    assert!(!session.is_busy());
    session.apply(Command::Tune).unwrap();
    session.advance(0.0);
    assert!(session.is_busy() && session.tuning().unwrap().is_under_way());
    session.apply(Command::StopTuning).unwrap();
    assert!(!session.is_busy() && session.tuning().is_none());
}

#[test]
fn what_cannot_be_tuned_is_said_and_changes_nothing() {
    let mut session = session(Spec { run: Some(Vec::new()), ..Spec::default() });
    let error = session.apply(Command::Tune).unwrap_err();
    assert!(error.message.contains("no run to tune"), "{error}");
    assert!(session.tuning().is_none());
}
