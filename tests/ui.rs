//! The panels without a window: found by their accessible names, with a fixed clock.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use egui::accesskit::Role;
use egui::{
    ColorImage, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TextureId, Vec2, pos2,
    vec2,
};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use fallline::optim::Part;
use fallline::scene::{Colormap, Floor, Theme, View};
use fallline::session::Session;
use fallline::spec::{Origin, Spec, TermsSpec};
use fallline::ui::{Estimate, Explorer, Order, Tab, Wish, Writing};

const SIZE: Vec2 = vec2(1280.0, 800.0);

struct Bench {
    session: Session,
    explorer: Explorer,
    orders: Vec<Order>,
    asked: Vec<&'static str>,
    has_quit: bool,
}

fn bench_of(text: &str) -> Harness<'static, Bench> {
    let spec = Spec::from_toml("test", text, Origin::default()).unwrap().0;
    let mut session = Session::new(spec).unwrap();
    session.finish_runs();
    let bench = Bench {
        session,
        explorer: Explorer::default(),
        orders: Vec::new(),
        asked: Vec::new(),
        has_quit: false,
    };
    let frame = |ui: &mut egui::Ui, bench: &mut Bench| {
        // A second of the camera's spring: it has arrived.
        bench.session.advance(0.0);
        bench.session.settle();
        let scene = bench.session.scene();
        let shown = bench.explorer.show(ui, &bench.session, &scene, TextureId::User(0));
        if !shown.wishes.is_empty() {
            ui.ctx().request_repaint();
        }
        for wish in shown.wishes {
            bench.has_quit |= matches!(wish, Wish::Quit);
            match &wish {
                Wish::Write(order) => bench.orders.push(order.clone()),
                Wish::PauseWriting(true) => bench.asked.push("pause"),
                Wish::PauseWriting(false) => bench.asked.push("go on"),
                Wish::StopWriting => bench.asked.push("stop"),
                _ => {}
            }
            bench.explorer.apply(&mut bench.session, wish);
            bench.session.finish_runs();
        }
    };
    let mut harness = Harness::builder()
        .with_size(SIZE)
        .with_step_dt(1.0 / 60.0)
        .with_max_steps(60)
        .build_ui_state(frame, bench);
    harness.run();
    harness
}

const TWO_RUNS: &str = "[loss]\nname = \"sphere\"\n[runs]\nsteps = 20\n\
                        [[run]]\noptimizer = \"sgd\"\nlr = 0.1\n[[run]]\noptimizer = \"adam\"\nlr = 0.2\n";

fn bench() -> Harness<'static, Bench> {
    bench_of(TWO_RUNS)
}

fn show(harness: &mut Harness<'_, Bench>, tab: Tab) {
    harness.state_mut().explorer.tab = tab;
    harness.run();
}

fn click(harness: &mut Harness<'_, Bench>, name: &str) {
    harness.get_by_label(name).click();
    harness.run();
}

/// A text field of one line or of several.
fn field<'a>(harness: &'a Harness<'_, Bench>, name: &'a str) -> Node<'a> {
    let is_text = |role| matches!(role, Role::TextInput | Role::MultilineTextInput);
    let mut fields =
        harness.query_all_by_label(name).filter(|node| is_text(node.accesskit_node().role()));
    fields.next().unwrap_or_else(|| panic!("no field is called {name}"))
}

/// Replaces the text of a field and leaves it.
fn fill(harness: &mut Harness<'_, Bench>, name: &str, text: &str) {
    retype(harness, name, text);
    harness.key_press(Key::Tab);
    harness.run();
}

/// Replaces the text of a field and stays in it.
fn retype(harness: &mut Harness<'_, Bench>, name: &str, text: &str) {
    field(harness, name).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Text(text.to_owned()));
    harness.run();
}

fn has_text(harness: &Harness<'_, Bench>, part: &str) -> bool {
    harness.query_all_by_label_contains(part).next().is_some()
}

fn lr(harness: &Harness<'_, Bench>, run: usize) -> f64 {
    harness.state().session.spec().run.as_ref().unwrap()[run].optimizer.lr()
}

fn press_and_drag(harness: &mut Harness<'_, Bench>, button: PointerButton, from: Pos2, to: Pos2) {
    let event =
        |pos, pressed| Event::PointerButton { pos, button, pressed, modifiers: Modifiers::NONE };
    harness.event(Event::PointerMoved(from));
    harness.step();
    harness.event(event(from, true));
    harness.step();
    for k in 1..=4 {
        harness.event(Event::PointerMoved(from + (to - from) * k as f32 / 4.0));
        harness.step();
    }
    harness.event(event(to, false));
    harness.run();
}

fn click_at(harness: &mut Harness<'_, Bench>, at: Pos2, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false] {
        harness.event_modifiers(
            Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers },
            modifiers,
        );
        harness.step();
    }
    harness.event_modifiers(Event::PointerMoved(at + vec2(0.5, 0.0)), Modifiers::NONE);
    harness.run();
}

/// The middle of the picture.
fn middle(harness: &Harness<'_, Bench>) -> Pos2 {
    harness.get_by_label("Surface").rect().center()
}

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
    click(&mut harness, "Add a run  +");
    // The button also says that it opens a menu.
    harness.get_by_label_contains("Classical methods").hover();
    harness.run();
    click(&mut harness, "Particle swarm");
    assert_eq!(harness.state().session.tracks().len(), 3);
}

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
    harness.key_press(Key::Tab);
    harness.run();
    assert!(!harness.state().explorer.panel_open && harness.query_by_label("Library").is_none());
    harness.key_press(Key::Tab);
    harness.run();
    assert!(
        harness.state().explorer.panel_open,
        "Tab folds and unfolds; it does not move the focus"
    );
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
    assert!(has_text(&harness, "no runs, no losses"));
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
        (Floor::Map, true, Colormap::Magma)
    );
    let before = harness.state().session.scene().camera;
    click(&mut harness, "Top");
    assert_ne!(harness.state().session.scene().camera, before);
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
fn pictures_and_films_are_asked_for_one_at_a_time() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    fill(&mut harness, "Picture file", "out.png");
    click(&mut harness, "Write picture");
    assert_eq!(harness.state().orders, [Order::Picture("out.png".into())]);
    harness.state_mut().explorer.tell_written(None);
    // A spinner turns while it writes, so the panel does not come to rest.
    harness.run_steps(3);
    assert!(harness.get_by_label("Write picture").accesskit_node().is_disabled());
    harness.state_mut().explorer.tell_written(Some(Err("the disk is full".into())));
    harness.run();
    assert!(has_text(&harness, "the disk is full"));
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

/// Clicks something that may lie outside the part of the panel that is scrolled into view.
fn press(harness: &mut Harness<'_, Bench>, name: &str) {
    harness.get_by_label(name).click_accesskit();
    harness.run();
}

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

fn swarm_bench() -> Harness<'static, Bench> {
    bench_of(&format!("[swarm]\nstarts = 16\n{TWO_RUNS}"))
}

/// The rows of the table by their first words, from top to bottom.
fn table_order(harness: &Harness<'_, Bench>) -> Vec<String> {
    let mut rows: Vec<(f32, String)> = ["SGD  lr 0.1", "Adam  lr 0.2"]
        .into_iter()
        .filter_map(|label| {
            let node = harness.query_all_by_label(label).next()?;
            Some((node.rect().min.y, label.to_owned()))
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|row| row.1).collect()
}

#[test]
fn the_table_of_many_starts_sorts_by_a_click_on_a_column() {
    let mut harness = swarm_bench();
    assert!(has_text(&harness, "sphere: 16 starts (grid) over x -2 to 2"), "the title");
    assert_eq!(table_order(&harness), ["SGD  lr 0.1", "Adam  lr 0.2"]);
    click(&mut harness, "Sort by optimizer");
    assert_eq!(table_order(&harness), ["Adam  lr 0.2", "SGD  lr 0.1"], "the other way round");
    let losses: Vec<f64> = {
        let session = &harness.state().session;
        let comparison = session.swarm().unwrap().comparison.as_ref().unwrap();
        comparison.lines.iter().map(|line| line.loss.unwrap()).collect()
    };
    click(&mut harness, "Sort by final loss");
    let sgd_first = losses[0] < losses[1];
    assert_eq!(table_order(&harness)[0].starts_with("SGD"), sgd_first, "{losses:?}");
    click(&mut harness, "Sort by final loss");
    assert_eq!(table_order(&harness)[0].starts_with("SGD"), !sgd_first, "{losses:?}");
    harness.key_press(Key::C);
    harness.run();
    assert!(table_order(&harness).is_empty(), "folded away");
}

#[test]
fn the_table_is_written_as_csv_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let mut harness = swarm_bench();
    let path = folder.path().join("table").display().to_string();
    fill(&mut harness, "Table file", &path);
    click(&mut harness, "Write CSV");
    click(&mut harness, "Write JSON");
    assert!(has_text(&harness, "written to"));
    let csv = std::fs::read_to_string(format!("{path}.csv")).unwrap();
    assert_eq!(csv.lines().count(), 3);
    let json = std::fs::read_to_string(format!("{path}.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["optimizers"].as_array().unwrap().len(), 2);
    fill(&mut harness, "Table file", &folder.path().join("none/table").display().to_string());
    click(&mut harness, "Write CSV");
    assert!(has_text(&harness, "does not exist"));
}

#[test]
fn many_starts_are_chosen_in_the_runs_panel() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    click(&mut harness, "start many");
    let swarm = |harness: &Harness<'_, Bench>| harness.state().session.spec().swarm.clone();
    assert_eq!(swarm(&harness).unwrap().starts, 400);
    fill(&mut harness, "starts", "25");
    click(&mut harness, "Random");
    click(&mut harness, "Minimum");
    let chosen = swarm(&harness).unwrap();
    assert_eq!((chosen.starts, chosen.draw.name(), chosen.color.name()), (25, "random", "minimum"));
    fill(&mut harness, "starts x from", "-1");
    assert_eq!(swarm(&harness).unwrap().region.x, Some([-1.0, 2.0]));
    fill(&mut harness, "starts", "20000");
    assert!(has_text(&harness, "1 to 10000 starts"), "refused where it was typed");
    assert_eq!(swarm(&harness).unwrap().starts, 25);
    click(&mut harness, "start many");
    assert!(swarm(&harness).is_none() && !harness.state().session.tracks().is_empty());
}

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
    let shown: Vec<Part> =
        harness.state().session.scene().vectors.iter().map(|vector| vector.part).collect();
    assert_eq!(shown, [Part::Momentum, Part::Step]);
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
