//! The Loss part: library, formula, constants, domain, fits.

use super::*;

#[test]
fn a_loss_is_chosen_from_the_searched_library() {
    let mut harness = bench();
    fill(&mut harness, "Search losses", "himmel");
    assert!(harness.query_by_label("Rastrigin").is_none());
    click(&mut harness, "Himmelblau");
    let session = &harness.state().session;
    assert_eq!(session.objective().name, "himmelblau");
    assert!(!session.tracks().is_empty(), "the new loss has runs that suit it");
    fill(&mut harness, "Search losses", "no such loss");
    assert!(has_text(&harness, "no loss matches"));
}

#[test]
fn a_formula_under_repair_keeps_the_old_surface_and_says_where_it_is_wrong() {
    let mut harness = bench();
    click(&mut harness, "Formula");
    assert_eq!(harness.state().session.objective().formula, "x^2 + y^2");
    retype(&mut harness, "Formula", "x^2 + * y");
    assert_eq!(harness.state().session.objective().formula, "x^2 + y^2");
    assert!(has_text(&harness, "line 1, column 7"), "the message names the place");
    assert!(has_text(&harness, "      ^"), "a caret stands under it");
    // Other things go on meanwhile, and the text stays as it was typed.
    show(&mut harness, Tab::View);
    click(&mut harness, "Light");
    assert_eq!(harness.state().session.spec().view.theme, Theme::Light);
    show(&mut harness, Tab::Loss);
    assert_eq!(field(&harness, "Formula").value().unwrap(), "x^2 + * y");
    assert!(has_text(&harness, "line 1, column 7"));
    retype(&mut harness, "Formula", "x^2 + 3*y^2");
    assert_eq!(harness.state().session.objective().formula, "x^2 + 3*y^2");
    assert!(!has_text(&harness, "line 1"), "the complaint is gone");
}

#[test]
fn constants_of_the_scene_have_sliders_and_new_ones_can_be_declared() {
    let text = "[loss]\nformula = \"a*x^2 + y^2\"\nconstants.a = { value = 2, min = 0, max = 4 }\n";
    let mut harness = bench_of(text);
    let slider = harness.get_by_role_and_label(Role::Slider, "constant a");
    slider.set_value_accesskit(3.0);
    harness.run();
    assert_eq!(harness.state().session.objective().constant_values(), [3.0]);
    retype(&mut harness, "New constant", "b");
    click(&mut harness, "Add");
    retype(&mut harness, "Formula", "a*x^2 + b*y^2");
    assert_eq!(harness.state().session.objective().constant_values(), [3.0, 1.0]);
}

#[test]
fn a_reversed_domain_is_refused_where_it_was_typed() {
    let mut harness = bench();
    fill(&mut harness, "x from", "5");
    let session = &harness.state().session;
    assert_eq!(session.objective().domain.x.min, -2.0, "the old domain stays");
    assert!(has_text(&harness, "must be finite, the first below the second"));
    fill(&mut harness, "x to", "9");
    let domain = harness.state().session.objective().domain;
    assert_eq!((domain.x.min, domain.x.max), (5.0, 9.0));
    assert!(!has_text(&harness, "must be finite"));
}

#[test]
fn samples_below_two_are_refused_in_words() {
    let mut harness = bench();
    fill(&mut harness, "samples along x", "1");
    assert_eq!(harness.state().session.spec().surface.grid, [256, 256]);
    assert!(has_text(&harness, "at least 2 samples a side"));
    fill(&mut harness, "samples along x", "64");
    assert_eq!(harness.state().session.spec().surface.grid, [64, 256]);
}

#[test]
fn a_fit_works_at_once_and_its_parameters_can_be_renamed() {
    let mut harness = bench();
    click(&mut harness, "Data fit");
    assert_eq!(harness.state().session.objective().parameters, ["a", "b"]);
    retype(&mut harness, "Model", "a*x + c");
    assert_eq!(harness.state().session.objective().parameters, ["a", "b"], "c is not known yet");
    fill(&mut harness, "Parameters", "a, c");
    let session = &harness.state().session;
    assert_eq!(session.objective().parameters, ["a", "c"]);
    assert_eq!(session.objective().domain.y.max, 7.0, "the domain went along");
    fill(&mut harness, "noise", "-1");
    assert!(has_text(&harness, "noise"));
    click(&mut harness, "mae");
    fill(&mut harness, "noise", "0.5");
    assert_eq!(harness.state().session.objective().fit().unwrap().metric.name(), "mae");
}
