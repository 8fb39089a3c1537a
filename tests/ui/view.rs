//! The View part, troubles, and scenes that are saved and opened.

use super::*;

#[test]
fn what_the_graphics_side_refuses_is_said_over_the_picture() {
    let mut harness = bench();
    harness.state_mut().explorer.tell_trouble(Some("a grid of 9x9 is too large".into()));
    harness.run();
    assert!(has_text(&harness, "a grid of 9x9 is too large"));
    harness.state_mut().explorer.tell_trouble(None);
    harness.run();
    assert!(!has_text(&harness, "a grid of 9x9 is too large"));
}

#[test]
fn the_view_panel_changes_colours_and_lines() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    click(&mut harness, "map");
    click(&mut harness, "wireframe");
    click(&mut harness, "Colour map");
    click(&mut harness, "magma");
    let surface = harness.state().session.spec().surface.clone();
    assert_eq!(
        (surface.floor, surface.wireframe, surface.colormap),
        (Floor::Map, true, Some(Colormap::Magma))
    );
    let before = harness.state().session.scene().camera;
    click(&mut harness, "Top");
    assert_ne!(harness.state().session.scene().camera, before);
}

#[test]
fn the_view_panel_draws_arrows_of_the_gradient() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    press(&mut harness, "arrows");
    let quiver = |harness: &Harness<'_, Bench>| harness.state().session.scene().quiver.unwrap();
    let choose = |harness: &mut Harness<'_, Bench>, name: &str| {
        // Rows have names too.
        harness.get_by_role_and_label(Role::Button, name).click_accesskit();
        harness.run();
    };
    let of_zoom = quiver(&harness);
    choose(&mut harness, "−∇f");
    choose(&mut harness, "count");
    retype(&mut harness, "arrows along x", "7");
    choose(&mut harness, "log");
    choose(&mut harness, "one");
    let drawn = quiver(&harness);
    assert_eq!((drawn.points.nx, drawn.points.ny), (7, 20));
    assert_eq!(drawn.style.of, fallline::scene::QuiverOf::NegativeGradient);
    assert_eq!(drawn.style.length, fallline::scene::ArrowLength::Log);
    assert_ne!(drawn.style.colors, of_zoom.style.colors);
    retype(&mut harness, "arrows along x", "0");
    assert!(has_text(&harness, "no arrows at all"), "the refusal is said");
    assert_eq!(quiver(&harness), drawn, "and the former arrows stay");
    choose(&mut harness, "spacing");
    assert_eq!(harness.state().session.spec().quiver.as_ref().unwrap().count, None);
    choose(&mut harness, "floor");
    assert!(has_text(&harness, "hides this floor"));
    press(&mut harness, "arrows");
    assert_eq!(harness.state().session.spec().quiver, None);
}

#[test]
fn the_colours_show_what_is_chosen() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    click(&mut harness, "Colour by");
    click(&mut harness, "gradient-norm");
    click(&mut harness, "log");
    let surface = harness.state().session.spec().surface.clone();
    assert_eq!(
        (surface.color_by, surface.color_scale),
        (ColorBy::GradientNorm, Some(ColorScale::Log))
    );
    assert_eq!(harness.state().session.scene().tint.unwrap().name, "|∇f|");
    click(&mut harness, "Colour by");
    click(&mut harness, "residual");
    fill(&mut harness, "reference", "x^2 +");
    assert!(has_text(&harness, "should follow"), "what cannot be read is said");
    fill(&mut harness, "reference", "x^2");
    let surface = harness.state().session.spec().surface.clone();
    assert_eq!((surface.reference.as_deref(), surface.color_scale), (Some("x^2"), None));
    assert_eq!(harness.state().session.scene().style.colormap, Colormap::Coolwarm);
}

#[test]
fn what_is_on_screen_is_saved_and_opened_again_to_the_same_picture() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let mut harness = bench();
    let at = middle(&harness);
    press_and_drag(&mut harness, PointerButton::Primary, at, at + vec2(90.0, 20.0));
    harness.key_press(Key::ArrowRight);
    harness.run();
    show(&mut harness, Tab::Film);
    fill(&mut harness, "Scene file", path.to_str().unwrap());
    click(&mut harness, "Save");
    assert!(has_text(&harness, "saved"), "the panel says that it is done");
    let saved = harness.state().session.scene();
    harness.key_press(Key::Num2);
    harness.key_press(Key::End);
    harness.run();
    click(&mut harness, "Open");
    let opened = harness.state().session.scene();
    assert_eq!(
        (opened.camera, &opened.marks, &opened.legend),
        (saved.camera, &saved.marks, &saved.legend)
    );
    fill(&mut harness, "Scene file", "/nowhere/at/all.toml");
    click(&mut harness, "Save");
    assert!(has_text(&harness, "/nowhere/at"), "what went wrong is said");
    click(&mut harness, "Open");
    assert!(has_text(&harness, "cannot read"));
    assert_eq!(harness.state().session.objective().name, "sphere", "the old scene stays");
}

#[test]
fn the_view_panel_shows_true_losses_of_networks_alone() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    assert!(harness.get_by_label("true losses").accesskit_node().is_disabled());
    let mut harness = bench_of(
        "[network]\nlayers = [{ units = 3, activation = 'tanh' }, { units = 1 }]\n\
         loss = 'binary-cross-entropy'\ndata.set = 'xor'\n[surface]\ngrid = [9, 9]\n[runs]\nsteps = 20",
    );
    show(&mut harness, Tab::View);
    assert_eq!(harness.state().session.scene().stems.len(), 1);
    press(&mut harness, "true losses");
    assert!(!harness.state().session.spec().view.stems);
    assert!(harness.state().session.scene().stems.is_empty());
}
