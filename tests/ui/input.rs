//! Keys, pointer and timeline.

use super::*;

#[test]
fn the_keys_do_what_their_list_says() {
    let mut harness = bench();
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(harness.state().session.step(), 1.0);
    harness.key_press(Key::ArrowLeft);
    harness.key_press(Key::Space);
    harness.run();
    assert!(harness.state().session.is_playing());
    harness.key_press(Key::Space);
    harness.key_press(Key::End);
    harness.run();
    assert_eq!(harness.state().session.step(), 20.0);
    for (key, view) in [Key::Num1, Key::Num2, Key::Num3, Key::Num4].into_iter().zip(View::ALL) {
        harness.key_press(key);
        harness.run();
        let camera = harness.state().session.scene().camera;
        assert_eq!((camera.azimuth, camera.elevation), view.angles(), "{view:?}");
    }
    harness.key_press(Key::Questionmark);
    harness.run();
    assert!(has_text(&harness, "play or pause"));
    harness.key_press(Key::Questionmark);
    harness.key_press(Key::L);
    harness.run();
    assert!(!has_text(&harness, "play or pause") && harness.state().explorer.plot_open);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
    harness.run();
    assert!(!harness.state().explorer.panel_open && harness.query_by_label("Library").is_none());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
    harness.run();
    assert!(harness.state().explorer.panel_open);
    assert!(!harness.state().has_quit);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Q);
    harness.run();
    assert!(harness.state().has_quit);
}

#[test]
fn keys_that_are_typed_into_a_field_do_nothing_else() {
    let mut harness = bench();
    let before = harness.state().session.scene().camera;
    field(&harness, "Search losses").focus();
    harness.run();
    for (key, text) in [(Key::Space, " "), (Key::Num2, "2"), (Key::F, "f"), (Key::L, "l")] {
        harness.key_press(key);
        harness.event(Event::Text(text.into()));
        harness.run();
    }
    let Bench { session, explorer, .. } = harness.state();
    assert!(!session.is_playing() && !explorer.plot_open);
    assert_eq!(session.scene().camera, before);
    assert_eq!(field(&harness, "Search losses").value().unwrap(), " 2fl");
}

#[test]
fn dragging_orbits_and_pans_and_the_wheel_zooms_towards_the_pointer() {
    let mut harness = bench();
    let at = middle(&harness);
    let before = harness.state().session.scene().camera;
    press_and_drag(&mut harness, PointerButton::Primary, at, at + vec2(80.0, 40.0));
    let turned = harness.state().session.scene().camera;
    assert!(turned.azimuth < before.azimuth && turned.elevation > before.elevation, "{turned:?}");
    press_and_drag(&mut harness, PointerButton::Secondary, at, at + vec2(-60.0, 0.0));
    let panned = harness.state().session.scene().camera;
    assert_eq!((panned.azimuth, panned.distance), (turned.azimuth, turned.distance));
    assert!((panned.target - turned.target).length() > 0.01);
    harness.event(Event::PointerMoved(at));
    harness.step();
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    let zoomed = harness.state().session.scene().camera;
    assert!(zoomed.distance < 0.9 * panned.distance, "{} {}", zoomed.distance, panned.distance);
}

#[test]
fn the_start_is_placed_by_a_click_only_when_that_is_wanted() {
    let mut harness = bench();
    harness.key_press(Key::Num2);
    harness.run();
    let at = middle(&harness);
    let start = |harness: &Harness<'_, Bench>| {
        harness.state().session.tracks()[0].plan.settings.start.clone()
    };
    let before = start(&harness);
    click_at(&mut harness, at, Modifiers::NONE);
    assert_eq!(start(&harness), before, "a stray click changes nothing");
    click_at(&mut harness, at + vec2(40.0, 0.0), Modifiers::SHIFT);
    let placed = start(&harness);
    assert!(placed != before && placed[0].abs() < 1.5 && placed[1].abs() < 1.0, "{placed:?}");
    click(&mut harness, "Place start");
    assert!(harness.state().explorer.placing);
    click_at(&mut harness, at + vec2(-40.0, 0.0), Modifiers::NONE);
    let again = start(&harness);
    assert!(again[0] < placed[0], "{again:?} lies to the left of {placed:?}");
    assert!(!harness.state().explorer.placing, "one click, one start");
}

#[test]
fn a_double_click_recentres() {
    let mut harness = bench();
    let at = middle(&harness) + vec2(60.0, 30.0);
    let before = harness.state().session.scene().camera;
    harness.event(Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false, true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.run();
    let camera = harness.state().session.scene().camera;
    assert!((camera.target - before.target).length() > 0.01);
    assert_eq!(camera.azimuth, before.azimuth);
}

#[test]
fn the_timeline_steps_scrubs_and_changes_the_speed() {
    let mut harness = bench();
    click(&mut harness, "Step forward");
    click(&mut harness, "Step forward");
    assert_eq!(harness.state().session.step(), 2.0);
    click(&mut harness, "Step back");
    assert_eq!(harness.state().session.step(), 1.0);
    harness.get_by_role_and_label(Role::Slider, "Step").set_value_accesskit(13.0);
    harness.run();
    assert_eq!(harness.state().session.step(), 13.0);
    click(&mut harness, "Play");
    assert!(harness.state().session.is_playing());
    click(&mut harness, "Pause");
    click(&mut harness, "First step");
    assert_eq!(
        (harness.state().session.step(), harness.state().session.is_playing()),
        (0.0, false)
    );
}

#[test]
fn without_runs_the_timeline_rests_and_the_panel_says_what_to_do() {
    let mut harness = bench_of("run = []\n");
    assert!(harness.get_by_label("Play").accesskit_node().is_disabled());
    show(&mut harness, Tab::Runs);
    assert!(has_text(&harness, "no runs yet"));
    harness.key_press(Key::L);
    harness.run();
    assert!(has_text(&harness, "no runs, no curves"));
}

#[test]
fn the_pointer_over_the_surface_reads_the_loss() {
    let mut harness = bench();
    harness.key_press(Key::Num2);
    harness.run();
    let texts = |harness: &Harness<'_, Bench>| {
        let shapes = &harness.output().shapes;
        let text = |shape: &egui::Shape| {
            if let egui::Shape::Text(text) = shape {
                Some(text.galley.text().to_owned())
            } else {
                None
            }
        };
        shapes.iter().filter_map(|clipped| text(&clipped.shape)).collect::<Vec<_>>()
    };
    let without = texts(&harness).len();
    let at = middle(&harness);
    harness.hover_at(pos2(at.x, at.y));
    harness.run();
    assert_eq!(texts(&harness).len(), without + 6, "names and values of x, y and the loss");
}
