//! The Tune section of the Runs part.

use super::*;

#[test]
fn rates_are_tuned_shown_and_taken_over() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    assert!(harness.query_by_label("Take over").is_none(), "there is nothing to take yet");
    fill(&mut harness, "trials", "2");
    assert_eq!(harness.state().session.spec().tune.trials, 32);
    assert!(has_text(&harness, "a search has 4 to"));
    fill(&mut harness, "trials", "8");
    fill(&mut harness, "lowest rate", "0.001");
    press(&mut harness, "Tune");
    harness.state_mut().session.finish_tuning();
    harness.run();
    let tuning = harness.state().session.tuning().unwrap();
    assert_eq!((tuning.done(), tuning.contest().search.lr), (16, [1e-3, 10.0]));
    assert_eq!((lr(&harness, 0), lr(&harness, 1)), (0.1, 0.2), "the runs are as they were");
    assert!(harness.query_by_label("Loss against rate").is_some());
    assert!(has_text(&harness, "(before: "));
    press(&mut harness, "Take over");
    let found = harness.state().session.tuning().unwrap().tuned().unwrap().to_vec();
    for (run, tuned) in found.iter().enumerate() {
        assert_eq!(lr(&harness, run), tuned.best().unwrap().lr);
    }
    assert!(harness.get_by_label("Take over").accesskit_node().is_disabled(), "taken already");
    assert_eq!(harness.query_all_by_label_contains("tuned: lr of 8 trials").count(), 2);
    // A change by hand is not tuned any more; its colour or label would be.
    fill(&mut harness, "lr of run 1", "0.3");
    let tuned = |harness: &Harness<'_, Bench>| {
        let runs = harness.state().session.spec().run.clone().unwrap();
        runs.iter().map(|run| run.tuned.is_some()).collect::<Vec<_>>()
    };
    assert_eq!(tuned(&harness), [false, true]);
    click(&mut harness, "More settings of run 2");
    fill(&mut harness, "label of run 2", "mine");
    assert_eq!(tuned(&harness), [false, true]);
    show(&mut harness, Tab::Loss);
    fill(&mut harness, "samples along x", "64");
    assert_eq!(tuned(&harness), [false, true]);
    fill(&mut harness, "x from", "-3");
    assert_eq!(tuned(&harness), [false, false], "tuned for another loss");
}

#[test]
fn one_hyperparameter_more_is_tuned_where_it_is_chosen() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    press(&mut harness, "Tuned hyperparameter");
    press(&mut harness, "momentum");
    let tune = harness.state().session.spec().tune.clone();
    assert_eq!((tune.parameter.as_deref(), tune.range), (Some("momentum"), Some([0.0, 0.99])));
    fill(&mut harness, "highest value", "-1");
    assert!(has_text(&harness, "between two finite numbers"));
    fill(&mut harness, "highest value", "0.9");
    let contest = harness.state().session.contest().unwrap().0;
    assert!(contest.entrants[0].has_parameter && !contest.entrants[1].has_parameter);
}

#[test]
fn what_cannot_be_tuned_says_why() {
    let mut harness = bench_of("run = []\n");
    show(&mut harness, Tab::Runs);
    assert!(harness.get_by_label("Tune").accesskit_node().is_disabled());
    assert!(has_text(&harness, "there is no run to tune"));
    let own_steps = TWO_RUNS.to_owned() + "steps = 7\n";
    let mut harness = bench_of(&own_steps);
    show(&mut harness, Tab::Runs);
    assert!(has_text(&harness, "run 2 (Adam) has a number of steps of its own"));
    let long = TWO_RUNS.replace("[runs]", "[tune]\ntrials = 10000\n[runs]");
    let mut harness = bench_of(&long);
    show(&mut harness, Tab::Runs);
    harness.get_by_label("Tune").click_accesskit();
    harness.run_steps(3);
    assert!(has_text(&harness, "of 20000 trials"));
    harness.get_by_label("Stop").click_accesskit();
    harness.step();
    assert!(harness.state().session.tuning().is_none());
}
