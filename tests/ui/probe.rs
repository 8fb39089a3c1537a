//! The probe by pointer and keys, and the Probe part.

use super::*;
use egui::OutputCommand;
use fallline::overlay::Layout;

fn probed(harness: &Harness<'_, Bench>) -> Option<[f64; 2]> {
    harness.state().session.spec().probe.at
}

/// A bench whose probe was put to the middle of the surface, seen from above.
fn pinned() -> Harness<'static, Bench> {
    let mut harness = bench();
    harness.key_press(Key::Num2);
    harness.run();
    let at = middle(&harness) + vec2(30.0, -20.0);
    click_at(&mut harness, at, Modifiers::NONE);
    harness
}

#[test]
fn a_click_pins_arrows_nudge_and_escape_takes_away() {
    let mut harness = pinned();
    let at = probed(&harness).unwrap();
    assert!(at[0].abs() < 1.0 && at[1].abs() < 1.0, "{at:?}");
    // 1/200 of -2 to 2, and a tenth of it.
    let expect = |harness: &Harness<'_, Bench>, x: f64, y: f64| {
        let now = probed(harness).unwrap();
        assert!(
            (now[0] - at[0] - x).abs() < 1e-12 && (now[1] - at[1] - y).abs() < 1e-12,
            "{now:?} {at:?}"
        );
    };
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    harness.run();
    expect(&harness, 0.02, 0.0);
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
    harness.run();
    expect(&harness, 0.02, -0.02);
    harness.key_press_modifiers(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowUp);
    harness.run();
    expect(&harness, 0.02, -0.018);
    assert_eq!(harness.state().session.step(), 0.0, "the playhead stays");
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(harness.state().session.step(), 1.0);
    expect(&harness, 0.02, -0.018);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(probed(&harness), None);
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    harness.run();
    assert_eq!(probed(&harness), None);
}

fn copied(harness: &Harness<'_, Bench>) -> Option<String> {
    harness.output().platform_output.commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn what_is_read_is_copied_by_key_and_by_button() {
    let mut harness = pinned();
    let text = harness.state().session.probe_text().unwrap();
    assert!(text.contains("gradient norm = ") && text.contains("kind = slope"), "{text}");
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some(text.as_str()));
    show(&mut harness, Tab::Probe);
    harness.get_by_label("Copy").click();
    // A click takes a few frames.
    let by_button = (0..6).find_map(|_| {
        harness.step();
        copied(&harness)
    });
    assert_eq!(by_button.as_deref(), Some(text.as_str()));
}

#[test]
fn the_panel_draws_finds_and_cuts() {
    let mut harness = pinned();
    show(&mut harness, Tab::Probe);
    click(&mut harness, "both");
    click(&mut harness, "eigenvectors");
    let scene = harness.state().session.scene();
    assert!(scene.probe.unwrap().plane.is_some() && scene.vectors.len() == 2);
    fill(&mut harness, "probe x", "0.5");
    assert_eq!(probed(&harness).unwrap()[0], 0.5);
    fill(&mut harness, "probe x", "77");
    assert!(
        has_text(&harness, "[77, "),
        "a place beside the surface is refused where it was typed"
    );
    fill(&mut harness, "probe x", "0.5");
    click(&mut harness, "find and mark");
    assert!(has_text(&harness, "minimum, global on the domain"));
    press(&mut harness, "minimum 1");
    let at = probed(&harness).unwrap();
    assert!(at[0].abs() < 1e-9 && at[1].abs() < 1e-9, "{at:?}");
    let target = harness.state().session.scene().camera.target;
    assert!(target.x.abs() < 1e-3 && target.y.abs() < 1e-3, "{target:?}");
    assert!(has_text(&harness, "minimum"));
    press(&mut harness, "Section along x");
    press(&mut harness, "Section between points");
    let sections = harness.state().session.sections();
    assert_eq!(sections.len(), 2);
    assert_eq!((sections[0].axis.as_str(), sections[0].name.as_str()), ("x", "y = 0"));
    press(&mut harness, "Remove section 1");
    assert_eq!(harness.state().session.sections().len(), 1);
    assert!(harness.state().session.sections()[0].name.ends_with("to (2, 2)"));
}

#[test]
fn what_follows_the_pointer_moves_with_it() {
    let mut harness = pinned();
    show(&mut harness, Tab::Probe);
    click(&mut harness, "plane");
    click(&mut harness, "follow the pointer");
    let at =
        |harness: &Harness<'_, Bench>| harness.state().session.probe().unwrap().expansion.point;
    let pinned_at = at(&harness);
    let over = middle(&harness) + vec2(-80.0, 40.0);
    harness.hover_at(over);
    harness.run();
    let followed = at(&harness);
    assert!(followed[0] < pinned_at[0] && followed[1] < pinned_at[1], "{followed:?} {pinned_at:?}");
    harness.hover_at(pos2(20.0, 780.0));
    harness.run();
    assert_eq!(at(&harness), pinned_at);
}

#[test]
fn a_click_that_probes_does_not_move_the_surface_under_the_pointer() {
    let mut harness = bench();
    let at = middle(&harness);
    let place = |harness: &Harness<'_, Bench>| {
        let scene = harness.state().session.scene();
        let frame = harness.get_by_label("Surface").rect();
        Layout::new(frame, 1.0, &scene).free
    };
    let before = place(&harness);
    click_at(&mut harness, at, Modifiers::NONE);
    assert!(harness.state().session.spec().probe.at.is_some());
    assert_eq!(place(&harness), before);
}
