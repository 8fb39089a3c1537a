//! The terms of a step.

use super::*;

fn terms(harness: &Harness<'_, Bench>) -> Option<TermsSpec> {
    harness.state().session.spec().view.terms.clone()
}

#[test]
fn the_terms_of_the_step_are_shown_and_taken_away_by_their_key() {
    let mut harness = bench();
    harness.key_press(Key::T);
    harness.run();
    assert_eq!(
        (harness.state().explorer.tab, terms(&harness)),
        (Tab::Step, Some(TermsSpec::default()))
    );
    // The gradient of the sphere at its start, and a step of plain descent with the rate 0.1.
    let start = harness.state().session.tracks()[0].plan.settings.start.clone();
    for place in start {
        for value in [2.0 * place, -0.2 * place] {
            let text = fallline::scene::ticks::number(value);
            assert!(harness.query_all_by_label(&text).next().is_some(), "{text} is in the table");
        }
    }
    assert!(has_text(&harness, "g = ∇f(θ)"), "the gradient is explained first");
    click(&mut harness, "effective rate");
    assert!(has_text(&harness, "Learning rate that plain gradient descent would need"));
    assert!(has_text(&harness, "torch.optim.SGD"), "with its library");
    assert!(!harness.state().session.scene().vectors.is_empty());
    harness.key_press(Key::T);
    harness.run();
    assert_eq!((harness.state().explorer.tab, terms(&harness)), (Tab::Runs, None));
    assert!(harness.state().session.scene().vectors.is_empty());
}

#[test]
fn the_run_of_the_terms_and_their_arrows_are_chosen() {
    let mut harness = bench();
    show(&mut harness, Tab::Step);
    click(&mut harness, "Run of the step");
    let second = harness.query_all_by_label_contains("2  Adam").next().unwrap();
    second.click();
    harness.run();
    assert_eq!(terms(&harness).unwrap().run, 1);
    assert!(has_text(&harness, "first moment m") && has_text(&harness, "bias correction of √v"));
    for part in ["gradient", "momentum"] {
        click(&mut harness, &format!("Arrow of the {part}"));
    }
    assert_eq!(terms(&harness).unwrap().show, [Part::Decay, Part::Step]);
    click(&mut harness, "Arrow of the momentum");
    let shown = harness.state().session.scene().vectors;
    let shown: Vec<&str> = shown.iter().map(|vector| vector.label.as_str()).collect();
    assert_eq!(shown, [Part::Momentum, Part::Step].map(Part::name));
    // The choice outlives the switch, and another tab leaves the arrows where they are.
    show(&mut harness, Tab::Runs);
    assert_eq!(harness.state().session.scene().vectors.len(), 2);
    harness.key_press(Key::T);
    harness.key_press(Key::T);
    harness.run();
    assert_eq!(terms(&harness).unwrap().run, 1);
    assert_eq!(terms(&harness).unwrap().show, [Part::Momentum, Part::Decay, Part::Step]);
    // A run that goes takes its place in the list along.
    show(&mut harness, Tab::Runs);
    click(&mut harness, "Remove run 1");
    assert_eq!(terms(&harness).unwrap().run, 0);
    show(&mut harness, Tab::Step);
    assert!(has_text(&harness, "first moment m"), "Adam is still the one");
}

#[test]
fn the_step_panel_says_why_it_is_empty() {
    let mut harness = bench();
    show(&mut harness, Tab::Step);
    harness.key_press(Key::End);
    harness.run();
    assert!(has_text(&harness, "this run ends at step 20"));
    let mut harness = bench_of("run = []\n");
    show(&mut harness, Tab::Step);
    assert!(has_text(&harness, "no run whose step could be shown"));
}
