//! The Runs part: methods, settings, schedules, starts, what all share.

use super::*;

#[test]
fn hyperparameters_are_edited_live_and_pytorchs_rules_are_said() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    retype(&mut harness, "lr of run 1", "0.25");
    assert_eq!(lr(&harness, 0), 0.25, "live: the field still has the focus");
    retype(&mut harness, "lr of run 1", "-3");
    assert_eq!(lr(&harness, 0), 0.25, "the old value is kept");
    assert!(has_text(&harness, "Invalid learning rate"), "the reference's own words");
    fill(&mut harness, "lr of run 1", "0.5");
    assert_eq!(lr(&harness, 0), 0.5);
    assert!(!has_text(&harness, "Invalid learning rate"));
    click(&mut harness, "More settings of run 1");
    click(&mut harness, "nesterov of run 1");
    assert!(has_text(&harness, "Nesterov momentum requires"), "a contradiction is said too");
    fill(&mut harness, "momentum of run 1", "0.9");
    click(&mut harness, "nesterov of run 1");
    let optimizer = harness.state().session.spec().run.as_ref().unwrap()[0].optimizer.clone();
    assert!(optimizer.label().contains("nesterov"), "{}", optimizer.label());
}

#[test]
fn a_schedule_is_chosen_and_its_numbers_are_edited() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    click(&mut harness, "More settings of run 1");
    click(&mut harness, "Schedule of run 1");
    click(&mut harness, "Exponential");
    fill(&mut harness, "gamma of the schedule of run 1", "0.5");
    let rates = harness.state().session.tracks()[0].trajectory.rates().to_vec();
    assert_eq!(rates[..3], [0.1, 0.05, 0.025]);
    click(&mut harness, "Schedule of run 1");
    click(&mut harness, "constant rate");
    assert_eq!(harness.state().session.tracks()[0].trajectory.rates()[2], 0.1);
}

#[test]
fn a_classical_method_has_settings_of_its_own_and_no_schedule() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    click(&mut harness, "More settings of run 1");
    click(&mut harness, "Schedule of run 1");
    click(&mut harness, "Exponential");
    click(&mut harness, "Method of run 1");
    harness.get_by_label("Nelder-Mead").scroll_to_me();
    harness.run();
    click(&mut harness, "Nelder-Mead");
    assert!(has_text(&harness, "no learning rate to schedule"));
    fill(&mut harness, "beta of run 1", "1");
    assert!(has_text(&harness, "basin::NelderMead"), "the rule is said");
    fill(&mut harness, "beta of run 1", "3");
    let run = harness.state().session.spec().run.as_ref().unwrap()[0].clone();
    assert_eq!((run.optimizer.to_string(), run.schedule), ("nelder-mead:beta=3".to_owned(), None));
    assert_eq!(harness.state().session.scene().clouds.len(), 1, "its simplex is shown at step 0");
    harness.get_by_label("Add a run  +").scroll_to_me();
    harness.run();
    click(&mut harness, "Add a run  +");
    // The button also says that it opens a menu.
    harness.get_by_label_contains("Classical methods").hover();
    harness.run();
    click(&mut harness, "Particle swarm");
    assert_eq!(harness.state().session.tracks().len(), 3);
}

#[test]
fn runs_are_added_duplicated_and_removed() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    click(&mut harness, "Duplicate run 2");
    assert_eq!(harness.state().session.tracks().len(), 3);
    assert_eq!((lr(&harness, 1), lr(&harness, 2)), (0.2, 0.2));
    click(&mut harness, "Remove run 1");
    click(&mut harness, "Remove run 1");
    assert_eq!(harness.state().session.tracks().len(), 1);
    click(&mut harness, "Add a run  +");
    click(&mut harness, "RMSprop");
    assert_eq!(harness.state().session.tracks().len(), 2);
    // Runs chosen by hand stay when the loss changes; only the start is the new loss's own.
    show(&mut harness, Tab::Loss);
    fill(&mut harness, "Search losses", "matyas");
    click(&mut harness, "Matyas");
    let session = &harness.state().session;
    assert_eq!((session.objective().name.as_str(), session.tracks().len()), ("matyas", 2));
}

#[test]
fn the_start_is_typed_and_several_starts_are_kept_apart() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    fill(&mut harness, "start x", "1.25");
    assert_eq!(harness.state().session.tracks()[0].plan.settings.start[0], 1.25);
    click(&mut harness, "Add a start  +");
    assert_eq!(harness.state().session.tracks().len(), 4);
    click(&mut harness, "Remove start 1");
    assert_eq!(harness.state().session.tracks()[0].plan.settings.start, [0.0, 0.0]);
}

#[test]
fn mini_batches_belong_to_data_and_bring_a_ghost() {
    let mut harness = bench_of(
        "runs = { steps = 20, batch = 8 }\nfit = { model = 'a*x + b', \
        parameters = ['a', 'b'], synthetic = { truth = { a = 1, b = 2 }, noise = 0.5 } }",
    );
    show(&mut harness, Tab::View);
    click(&mut harness, "batch ghost");
    assert!(harness.state().session.scene().ghost.is_some());
    show(&mut harness, Tab::Runs);
    fill(&mut harness, "batch", "0");
    assert!(has_text(&harness, "at least 1 row"));
    fill(&mut harness, "batch", "16");
    assert_eq!(harness.state().session.scene().ghost.unwrap().rows(), 16);
    // A formula has no data: the batches go with the fit.
    show(&mut harness, Tab::Loss);
    click(&mut harness, "Formula");
    let session = &harness.state().session;
    assert!(session.objective().data().is_none() && session.scene().ghost.is_none());
    assert_eq!(session.spec().runs.batch, None);
}

#[test]
fn too_many_steps_are_refused_under_their_field() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    fill(&mut harness, "steps", "9999999999999999");
    assert_eq!(harness.state().session.spec().runs.steps, 20);
    assert!(has_text(&harness, "at most"));
    fill(&mut harness, "steps", "30");
    assert_eq!(harness.state().session.length(), 30);
    assert!(!has_text(&harness, "at most 1000000000000"));
}

#[test]
fn a_sequence_of_schedules_is_built_and_edited() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    click(&mut harness, "More settings of run 1");
    click(&mut harness, "Schedule of run 1");
    click(&mut harness, "Linear");
    click(&mut harness, "Add a part to the schedule of run 1");
    fill(&mut harness, "Begin of: Part 2 of the schedule of run 1", "4");
    fill(&mut harness, "gamma of part 2 of the schedule of run 1", "0.5");
    let schedule = |harness: &Harness<'_, Bench>| {
        let run = harness.state().session.spec().run.as_ref().unwrap()[0].clone();
        run.schedule.map_or(String::new(), |schedule| schedule.to_string())
    };
    assert_eq!(schedule(&harness), "linear then 4: exponential:gamma=0.5");
    let rates = harness.state().session.tracks()[0].trajectory.rates().to_vec();
    assert_eq!(rates[5], 0.5 * rates[4], "the second part is at work");
    click(&mut harness, "Add a part to the schedule of run 1");
    fill(&mut harness, "Begin of: Part 3 of the schedule of run 1", "2");
    assert!(has_text(&harness, "milestones must be in rising order"), "said where it was typed");
    assert_eq!(schedule(&harness), "linear then 4: exponential:gamma=0.5 then 12: exponential");
    click(&mut harness, "Part 3 of the schedule of run 1");
    click(&mut harness, "Cosine");
    assert!(schedule(&harness).contains("then 12: cosine"), "{}", schedule(&harness));
    click(&mut harness, "Remove: Part 1 of the schedule of run 1");
    assert!(schedule(&harness).starts_with("exponential:gamma=0.5 then 12: cosine"));
    click(&mut harness, "Remove: Part 2 of the schedule of run 1");
    assert_eq!(schedule(&harness), "exponential:gamma=0.5");
    click(&mut harness, "Schedule of run 1");
    click(&mut harness, "constant rate");
    assert_eq!(schedule(&harness), "");
}
