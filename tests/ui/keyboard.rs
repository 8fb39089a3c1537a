//! Everything by keyboard: a walk through all controls, and every key of the list.

use std::collections::BTreeSet;

use fallline::scene::Camera;
use fallline::ui::keys;

use super::*;

const PANES: &str = "[view]\nlayout = \"beside\"\n[gallery]\nlosses = [\"x + y\"]\n";
const CONSTANTS: &str = "[loss]\nformula = \"a*x^2 + b*y^2\"\nconstants.a = { value = 2 }\nconstants.b = { value = 1 }\n\
                         [runs]\nsteps = 20\nstarts = [[1, 1], [0, 1]]\n[[run]]\noptimizer = \"adam\"\n";
const FIT: &str = "[fit]\nmodel = \"a*x + b\"\nparameters = [\"a\", \"b\"]\nsynthetic.truth = { a = 1, b = 2 }\n\
                   [runs]\nsteps = 20\n[[run]]\noptimizer = \"sgd\"\nlr = 0.1\n";

/// Whether a person means to operate a control of this role.
fn is_operated(role: Role) -> bool {
    matches!(
        role,
        Role::Button
            | Role::CheckBox
            | Role::ComboBox
            | Role::ColorWell
            | Role::Link
            | Role::MultilineTextInput
            | Role::RadioButton
            | Role::Slider
            | Role::SpinButton
            | Role::TextInput
    )
}

/// Names of the controls that can be operated, with an identity of each.
fn controls(harness: &Harness<'_, Bench>) -> BTreeSet<(String, String)> {
    let operated = harness.query_all_by(|node| is_operated(node.role()) && !node.is_disabled());
    operated.map(|node| name_of(&node)).collect()
}

fn name_of(node: &Node<'_>) -> (String, String) {
    let node = node.accesskit_node();
    (node.label().unwrap_or_default(), format!("{:?}", node.id()))
}

/// The control that has the focus.
fn focused(harness: &Harness<'_, Bench>) -> Option<(String, String)> {
    let mut all = harness.query_all_by(|node| node.is_focused() && node.role() != Role::Window);
    all.next().map(|node| name_of(&node))
}

fn id_of_focus(harness: &Harness<'_, Bench>) -> Option<egui::Id> {
    harness.ctx.memory(egui::Memory::focused)
}

/// Presses Tab until the walk comes round; the controls in the order of the walk.
fn walk(harness: &mut Harness<'_, Bench>) -> Vec<(String, String)> {
    let mut seen: Vec<(String, String)> = Vec::new();
    for _ in 0..400 {
        harness.key_press(Key::Tab);
        harness.run();
        let Some(id) = id_of_focus(harness) else { continue };
        let response = harness.ctx.read_response(id).unwrap();
        let at = focused(harness).unwrap_or_else(|| panic!("{response:?} has no name"));
        let shown = response.interact_rect;
        assert!(
            shown.is_positive() && shown.height() > 0.6 * response.rect.height().min(30.0),
            "{at:?} has the focus out of sight: {shown:?} of {:?}",
            response.rect
        );
        if seen.first() == Some(&at) {
            return seen;
        }
        seen.push(at);
    }
    panic!("the walk does not come round: {seen:?}");
}

#[test]
fn tab_reaches_every_control_of_every_part_in_sight() {
    let swarm = format!("[swarm]\nstarts = 9\n{TWO_RUNS}");
    let panes = format!("{PANES}{TWO_RUNS}");
    for (scene, tabs) in [
        (TWO_RUNS, &[Tab::Loss, Tab::Runs, Tab::Step, Tab::View, Tab::Film][..]),
        (CONSTANTS, &[Tab::Loss, Tab::Runs]),
        (FIT, &[Tab::Loss]),
        (network::XOR, &[Tab::Loss, Tab::Runs, Tab::Step, Tab::Probe]),
        (&swarm, &[Tab::Runs]),
        (&panes, &[Tab::View]),
    ] {
        for tab in tabs {
            let mut harness = bench_of(scene);
            harness.key_press(Key::L);
            if *tab == Tab::Film {
                harness.key_press(Key::K);
            }
            show(&mut harness, *tab);
            if *tab == Tab::Runs {
                press(&mut harness, "More settings of run 1");
            }
            let walked = walk(&mut harness);
            let walked: BTreeSet<_> = walked.into_iter().collect();
            let missed: Vec<_> = controls(&harness).difference(&walked).cloned().collect();
            assert!(missed.is_empty(), "{tab:?} of {scene}: Tab does not reach {missed:?}");
            assert!(walked.len() > 20, "{tab:?}: {walked:?}");
        }
    }
}

#[test]
fn the_walk_goes_from_left_to_right_and_back_again() {
    let mut harness = bench();
    let names: Vec<String> = walk(&mut harness).into_iter().map(|(name, _)| name).collect();
    let place = |name: &str| {
        names
            .iter()
            .position(|known| known == name)
            .unwrap_or_else(|| panic!("{name} in {names:?}"))
    };
    let order = [
        "First step",
        "Play",
        "Last step",
        "Step",
        "Speed",
        "Place start",
        "Curves",
        "Keys",
        "Loss",
        "Film",
    ];
    let places = order.map(place);
    assert!(places.is_sorted(), "{names:?}");
    assert!(place("Film") < place("Search losses") && place("Search losses") < place("Surface"));
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Tab);
    harness.run();
    assert_eq!(focused(&harness).unwrap().0, *names.last().unwrap());
}

#[test]
fn the_ring_shows_where_the_keyboard_is() {
    let rings = |harness: &Harness<'_, Bench>| {
        let accent = harness.ctx.style_of(harness.ctx.theme()).visuals.hyperlink_color;
        let is_ring = |shape: &egui::Shape| match shape {
            egui::Shape::Rect(rect) => rect.stroke.width == 2.0 && rect.stroke.color == accent,
            _ => false,
        };
        harness.output().shapes.iter().filter(|clipped| is_ring(&clipped.shape)).count()
    };
    let mut harness = bench();
    assert_eq!(rings(&harness), 0);
    harness.key_press(Key::Tab);
    harness.run();
    assert_eq!(rings(&harness), 1);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(rings(&harness), 0, "Esc leaves the control");
}

/// Everything that a key may change.
fn state(harness: &Harness<'_, Bench>) -> impl PartialEq + use<> {
    let Bench { session, explorer, has_quit, .. } = harness.state();
    let scene = session.scene();
    (
        (format!("{:?}", session.spec()), session.step(), session.is_playing(), scene.camera),
        (explorer.tab, explorer.panel_open, explorer.plot_open, explorer.table_open),
        (explorer.keys_open, explorer.placing, *has_quit, id_of_focus(harness)),
        (has_text(harness, "saved "), has_text(harness, "seen through a plane")),
        (session.panes().last().map(|pane| pane.scene.camera),),
    )
}

#[test]
fn every_key_of_the_list_does_something() {
    let folder = tempfile::tempdir().unwrap();
    for (modifiers, key) in keys() {
        let mut harness = bench();
        show(&mut harness, Tab::Film);
        fill(&mut harness, "Scene file", folder.path().join("mine.toml").to_str().unwrap());
        harness.key_press(Key::Escape);
        harness.run();
        // In the middle of the runs, from an odd place, with a selected key of the film, after an undo.
        let at = middle(&harness);
        press_and_drag(&mut harness, PointerButton::Primary, at, at + vec2(50.0, 20.0));
        let step = harness.get_by_role_and_label(Role::Slider, "Step");
        step.set_value_accesskit(7.0);
        harness.run();
        for (held, key) in [
            (Modifiers::NONE, Key::K),
            (Modifiers::COMMAND, Key::Num1),
            (Modifiers::NONE, Key::Escape),
            (Modifiers::NONE, Key::T),
            (Modifiers::COMMAND, Key::Z),
        ] {
            harness.key_press_modifiers(held, key);
            harness.run();
        }
        let before = state(&harness);
        harness.key_press_modifiers(modifiers, key);
        harness.run_steps(4);
        assert!(state(&harness) != before, "{modifiers:?} {key:?} does nothing");
    }
}

#[test]
fn the_list_names_every_key_and_closes_by_escape() {
    let mut harness = bench();
    harness.key_press(Key::F1);
    harness.run();
    for words in
        ["Ctrl+Z", "Ctrl+arrows", "Shift+arrows", "Ctrl+1 to 6", "Tab, Shift+Tab", "drop a .csv"]
    {
        assert!(has_text(&harness, words), "{words}");
    }
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.state().explorer.keys_open);
}

#[test]
fn the_picture_is_moved_by_keys_alone() {
    let mut harness = bench();
    let camera = |harness: &Harness<'_, Bench>| harness.state().session.scene().camera;
    let pressed = |harness: &mut Harness<'_, Bench>, modifiers, key| -> [Camera; 2] {
        let before = camera(harness);
        harness.key_press_modifiers(modifiers, key);
        harness.run();
        [before, camera(harness)]
    };
    let [before, after] = pressed(&mut harness, Modifiers::COMMAND, Key::ArrowRight);
    assert!(after.azimuth < before.azimuth && after.elevation == before.elevation);
    let [before, after] = pressed(&mut harness, Modifiers::COMMAND, Key::ArrowDown);
    assert!(after.elevation > before.elevation, "like a drag downwards");
    let [before, after] = pressed(&mut harness, Modifiers::SHIFT, Key::ArrowLeft);
    assert!((after.target - before.target).length() > 0.01 && after.distance == before.distance);
    let [before, after] = pressed(&mut harness, Modifiers::NONE, Key::Minus);
    assert!(after.distance > before.distance);
    let [before, after] = pressed(&mut harness, Modifiers::SHIFT, Key::Plus);
    assert!(after.distance < before.distance);
    // With the focus the picture keeps its keys and those of the window.
    for _ in 0..200 {
        harness.key_press(Key::Tab);
        harness.run();
        if focused(&harness).is_some_and(|(name, _)| name == "Surface") {
            break;
        }
    }
    assert_eq!(focused(&harness).unwrap().0, "Surface");
    let [before, after] = pressed(&mut harness, Modifiers::COMMAND, Key::ArrowLeft);
    assert!(after.azimuth > before.azimuth);
    harness.key_press(Key::ArrowRight);
    harness.run();
    assert_eq!(harness.state().session.step(), 1.0);
    assert_eq!(focused(&harness).unwrap().0, "Surface", "the arrows do not leave it");
}

#[test]
fn a_map_slides_and_is_magnified_by_keys() {
    let mut harness = bench_of(&format!("[view]\nlayout = \"flat\"\n{TWO_RUNS}"));
    let camera = |harness: &Harness<'_, Bench>| harness.state().session.panes()[0].scene.camera;
    for (modifiers, key) in [
        (Modifiers::NONE, Key::Plus),
        (Modifiers::SHIFT, Key::ArrowRight),
        (Modifiers::COMMAND, Key::ArrowUp),
    ] {
        let before = camera(&harness);
        harness.key_press_modifiers(modifiers, key);
        harness.run();
        assert_ne!(camera(&harness), before, "{key:?}");
    }
}

#[test]
fn the_parts_of_the_panel_are_chosen_and_entered_by_keys() {
    let mut harness = bench();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
    harness.run();
    for (key, tab, name) in [
        (Key::Num2, Tab::Runs, "Runs"),
        (Key::Num6, Tab::Film, "Film"),
        (Key::Num1, Tab::Loss, "Loss"),
    ] {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        harness.run();
        assert!(harness.state().explorer.panel_open && harness.state().explorer.tab == tab);
        assert_eq!(focused(&harness).unwrap().0, name);
    }
    let view = harness.state().session.scene().camera;
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    harness.run();
    assert_eq!(harness.state().session.scene().camera, view, "2 alone is the view from the top");
}

#[test]
fn dialogs_close_by_escape_and_give_the_focus_back() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    harness.get_by_label("Record a film\u{2026}").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(focused(&harness).unwrap().0, "format", "the keyboard is in the dialog");
    field(&harness, "Film file").focus();
    harness.run();
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Film file").is_some(), "the first one leaves the field");
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Film file").is_none());
    // Opened again and left from a button: the focus goes back to where it came from.
    harness.get_by_label("Record a film\u{2026}").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    if harness.ctx.text_edit_focused() {
        harness.get_by_label("Record").focus();
        harness.run();
    }
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_label("Film file").is_none());
    assert_eq!(focused(&harness).unwrap().0, "Record a film\u{2026}");
}

#[test]
fn a_menu_and_a_removed_control_give_the_focus_back() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    harness.get_by_label("Colour map").focus();
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    // The first entry is the automatic choice.
    harness.key_press(Key::Tab);
    harness.run();
    let second = focused(&harness).unwrap().0;
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().session.spec().surface.colormap().name(), second);
    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(focused(&harness).unwrap().0, "Colour map");
    show(&mut harness, Tab::Runs);
    for name in ["Duplicate run 2", "Remove run 2"] {
        harness.get_by_label(name).focus();
        harness.run();
    }
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(harness.state().session.spec().run.as_ref().unwrap().len(), 1);
    assert_eq!(focused(&harness).unwrap().0, "Runs", "nothing else had it: the part itself");
}

#[test]
fn the_film_is_scrubbed_by_arrows() {
    let mut harness = bench();
    show(&mut harness, Tab::Film);
    harness.get_by_label("Film timeline").focus();
    harness.run();
    for _ in 0..3 {
        harness.key_press(Key::ArrowRight);
        harness.run();
    }
    harness.key_press(Key::ArrowLeft);
    harness.run();
    assert!((harness.state().session.film_secs() - 0.2).abs() < 1e-9);
}
