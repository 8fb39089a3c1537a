//! Pictures, films, flights.

use super::*;

#[test]
fn pictures_and_films_are_asked_for_one_at_a_time() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    fill(&mut harness, "Picture file", "out.png");
    click(&mut harness, "Write picture");
    assert_eq!(
        harness.state().orders,
        [Order::Picture { path: "out.png".into(), is_transparent: false }]
    );
    harness.state_mut().explorer.tell_written(None);
    // A spinner turns while it writes, so the panel does not come to rest.
    harness.run_steps(3);
    assert!(harness.get_by_label("Write picture").accesskit_node().is_disabled());
    harness.state_mut().explorer.tell_written(Some(Err("the disk is full".into())));
    harness.run();
    assert!(has_text(&harness, "the disk is full"));
}

#[test]
fn figures_are_asked_for_with_their_type_and_without_their_background() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    press(&mut harness, "transparent background");
    fill(&mut harness, "Picture file", "slide.png");
    click(&mut harness, "Write picture");
    fill(&mut harness, "Mesh file", "surface.ply");
    press(&mut harness, "Write mesh");
    let picture = Order::Picture { path: "slide.png".into(), is_transparent: true };
    assert_eq!(harness.state().orders, [picture, Order::Mesh("surface.ply".into())]);
    assert!(harness.query_by_label("type scale").is_some());
}

#[test]
fn the_dialog_asks_for_a_film() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    click(&mut harness, "Record a film\u{2026}");
    fill(&mut harness, "seconds", "2");
    fill(&mut harness, "Film file", "turn.gif");
    assert!(harness.query_by_label("quality").is_none(), "a GIF has no quality but dithers");
    harness.get_by_role_and_label(Role::CheckBox, "dither").click();
    harness.run();
    click(&mut harness, "2 \u{d7} 2");
    let order = |path: &str| Order::Film { path: path.into(), ffmpeg: None };
    assert_eq!(harness.state().explorer.film_in_question(), Some(order("turn.gif")));
    let estimate = Estimate { bytes: Some(2_100_000), free_bytes: Some(1_000_000), secs: 200.0 };
    harness.state_mut().explorer.tell_estimate(estimate);
    harness.run();
    assert!(has_text(&harness, "60 frames, about 2.1 MB, about 3 min"));
    assert!(has_text(&harness, "only 1.0 MB are free there"));
    click(&mut harness, "Record");
    assert_eq!(harness.state().orders, [order("turn.gif")]);
    let film = harness.state().session.snapshot().film;
    assert_eq!((film.seconds, film.dither, film.supersample), (2.0, false, 2));
}

#[test]
fn the_dialog_refuses_what_cannot_be_in_its_place() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    click(&mut harness, "Record a film\u{2026}");
    fill(&mut harness, "frames/s", "1000000");
    assert_eq!(harness.query_all_by_label_contains("1 to 240 frames").count(), 1);
    assert_eq!(harness.state().session.spec().film.fps, 30, "the former rate stays");
}

#[test]
fn the_dialog_shows_how_far_a_film_is_and_can_hold_or_stop_it() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    click(&mut harness, "Record a film\u{2026}");
    let picture = ColorImage::filled([32, 18], egui::Color32::RED);
    let writing = Writing { done: 12, frames: 60, secs_left: Some(8.2), picture: Some(picture) };
    harness.state_mut().explorer.tell_written(None);
    harness.state_mut().explorer.tell_writing(writing);
    harness.run_steps(3);
    assert!(has_text(&harness, "frame 12 of 60, 8 s left"));
    let press = |harness: &mut Harness<'_, Bench>, name: &str| {
        harness.get_by_label(name).click();
        harness.run_steps(3);
    };
    press(&mut harness, "Pause");
    assert!(has_text(&harness, "paused after frame 12 of 60"));
    press(&mut harness, "Go on");
    press(&mut harness, "Cancel");
    assert_eq!(harness.state().asked, ["pause", "go on", "stop"]);
    harness.state_mut().explorer.tell_written(Some(Err("interrupted".into())));
    harness.run();
    assert!(!has_text(&harness, "frame 12") && has_text(&harness, "interrupted"));
}

#[test]
fn a_flight_is_made_by_hand_previewed_and_edited() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    assert!(has_text(&harness, "No keys"));
    harness.key_press(Key::K);
    harness.run();
    harness.key_press(Key::Num3);
    harness.key_press(Key::End);
    harness.run();
    harness.key_press(Key::K);
    harness.run();
    let keys = |harness: &Harness<'_, Bench>| harness.state().session.spec().keys().to_vec();
    let times =
        |harness: &Harness<'_, Bench>| keys(harness).iter().map(|k| k.time).collect::<Vec<_>>();
    assert_eq!(times(&harness), [0.0, 2.0]);
    assert_eq!((keys(&harness)[1].view, keys(&harness)[1].step), (Some(View::Front), Some(20.0)));
    // The second key is selected and dragged to the right.
    let from = harness.get_by_label("Key 2 at 2 s").rect().center();
    press_and_drag(&mut harness, PointerButton::Primary, from, from + vec2(200.0, 0.0));
    let moved = times(&harness)[1];
    assert!(moved > 2.5 && moved < 8.0, "{moved}");
    fill(&mut harness, "time", "4");
    fill(&mut harness, "hold", "1.5");
    fill(&mut harness, "step shown", "7");
    fill(&mut harness, "runs shown", "2");
    retype(&mut harness, "film text", "slow here");
    click(&mut harness, "shown");
    click(&mut harness, "Easing");
    click(&mut harness, "ease-in");
    let key = keys(&harness)[1].clone();
    assert_eq!((key.time, key.hold, key.step, key.counter), (4.0, 1.5, Some(7.0), Some(true)));
    assert_eq!((key.runs, key.text.as_deref()), (Some(vec![2]), Some("slow here")));
    assert_eq!(key.easing, fallline::scene::flight::Easing::EaseIn);
    // Wrong words stay where they were typed, with what is right.
    fill(&mut harness, "runs shown", "7");
    assert!(has_text(&harness, "counted from 1 to 2"));
    assert_eq!(keys(&harness)[1].runs, Some(vec![2]));
    field(&harness, "runs shown").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.key_press(Key::Delete);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert_eq!(keys(&harness).len(), 2, "Delete in a field deletes text");
    assert_eq!(keys(&harness)[1].runs, None);
    // The preview shows the film; moving the view leaves it.
    click(&mut harness, "Key 2 at 4 s");
    assert!(harness.state().session.shows_film());
    assert_eq!(harness.state().session.step(), 7.0);
    click(&mut harness, "Back to view");
    assert!(!harness.state().session.shows_film());
    harness.key_press(Key::Delete);
    harness.run();
    assert_eq!(times(&harness), [0.0]);
    click(&mut harness, "Key 1 at 0 s");
    click(&mut harness, "Delete key");
    assert_eq!(harness.state().session.spec().flight, None, "no keys, no flight of its own");
}

#[test]
fn a_built_in_flight_is_chosen_played_and_turned_into_keys() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    assert!(harness.get_by_label("Back to view").accesskit_node().is_disabled());
    assert!(harness.get_by_label("constant speed").accesskit_node().is_disabled());
    click(&mut harness, "Built-in flight");
    click(&mut harness, "reveal");
    assert!(harness.state().session.scene().rail.is_some(), "the eye's way is drawn");
    harness.get_by_label("Play film").click();
    // The clock of the bench stands still, so the film rests at its first frame.
    harness.run_steps(3);
    let scene = harness.state().session.scene();
    assert!(scene.rail.is_none() && scene.world.rise < 0.01, "the map is flat");
    harness.get_by_label("Pause film").click();
    harness.run_steps(3);
    fill(&mut harness, "Film time", "8");
    assert_eq!(harness.state().session.film_secs(), 8.0);
    assert_eq!(harness.state().session.scene().world.rise, 1.0);
    click(&mut harness, "Keys from flight");
    assert_eq!(harness.state().session.spec().keys().len(), 9);
    assert!(harness.get_by_label("Keys from flight").accesskit_node().is_disabled());
    click(&mut harness, "constant speed");
    assert!(harness.state().session.spec().flight.as_ref().unwrap().constant_speed);
}
