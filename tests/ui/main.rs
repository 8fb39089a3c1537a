//! The panels without a window: found by their accessible names, with a fixed clock.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contours;
mod curves;
mod desk;
mod film;
mod input;
mod keyboard;
mod lines;
mod loss;
mod marks;
mod network;
mod probe;
mod regions;
mod runs;
mod step;
mod swarm;
mod tune;
mod view;

use egui::accesskit::Role;
use egui::{
    ColorImage, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, TextureId, Vec2, pos2,
    vec2,
};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use fallline::io::RecentScenes;
use fallline::optim::Part;
use fallline::scene::{ColorScale, Colormap, Floor, Theme, View};
use fallline::session::Session;
use fallline::spec::{ColorBy, Origin, Spec, TermsSpec};
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
        let panes = bench.session.panes();
        let textures = vec![TextureId::User(0); panes.len()];
        let shown = bench.explorer.show(ui, &bench.session, &panes, &textures);
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

/// Clicks something that may lie outside the part of the panel that is scrolled into view.
fn press(harness: &mut Harness<'_, Bench>, name: &str) {
    harness.get_by_label(name).click_accesskit();
    harness.run();
}
