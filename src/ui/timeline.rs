//! The timeline: play, step, scrub, speed; undo and redo; and what else is shown. Laid out from left to right, as the
//! keyboard walks through it.

use egui::{DragValue, Id, RichText, Slider, Ui};

use super::icon::{self, Icon};
use super::{Explorer, Wish, desk};
use crate::session::{Command, STARTS_ARE_SEEDS, Session};

pub(super) fn show(
    ui: &mut Ui,
    explorer: &mut Explorer,
    session: &Session,
    wishes: &mut Vec<Wish>,
) {
    ui.horizontal(|ui| {
        if !explorer.panel_open
            && icon::button(ui, Icon::Panel, "Unfold the panel", "Shows the side panel (Ctrl+B)")
                .clicked()
        {
            explorer.panel_open = true;
        }
        let length = session.length();
        ui.add_enabled_ui(length > 0, |ui| transport(ui, session, wishes))
            .response
            .on_disabled_hover_text("There is nothing to play: add a run first");
        ui.add_enabled_ui(length > 0, |ui| scrub(ui, session, wishes));
        let from = ui.cursor().min.x;
        ui.add_enabled_ui(length > 0, |ui| speed(ui, session, wishes));
        history(ui, session, wishes);
        switches(ui, explorer, session);
        let right = ui.cursor().min.x - from;
        if ui.data(|data| data.get_temp::<f32>(rest_id())) != Some(right) {
            ui.data_mut(|data| data.insert_temp(rest_id(), right));
            ui.ctx().request_discard("the slider takes what the rest leaves");
        }
    });
}

/// Where the width of what stands to the right of the slider is kept.
fn rest_id() -> Id {
    Id::unique("right of the timeline's slider")
}

/// What would be undone and redone.
fn history(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    let steps = [
        (Icon::Undo, "Undo", "Ctrl+Z", session.undo_words(), Command::Undo),
        (Icon::Redo, "Redo", "Ctrl+Shift+Z", session.redo_words(), Command::Redo),
    ];
    ui.spacing_mut().item_spacing.x = 2.0;
    for (icon, name, key, words, command) in steps {
        let help = format!("{name}: {} ({key})", words.unwrap_or_default());
        let why_not = format!("Nothing to {} ({key})", name.to_lowercase());
        let button = ui.add_enabled_ui(words.is_some(), |ui| icon::button(ui, icon, name, &help));
        if button.inner.on_disabled_hover_text(why_not).clicked() {
            wishes.push(Wish::Do(command));
        }
    }
}

/// What else is shown.
fn switches(ui: &mut Ui, explorer: &mut Explorer, session: &Session) {
    let help = "Then click on the surface where all runs shall start (S)";
    let can_place = session.objective().landscape().is_none();
    let place = ui.add_enabled_ui(can_place, |ui| {
        icon::toggle(ui, Icon::Place, explorer.placing, "Place start", help)
    });
    if place.inner.on_disabled_hover_text(STARTS_ARE_SEEDS).clicked() {
        explorer.placing = !explorer.placing;
    }
    if session.swarm().is_some() {
        let help = "Shows or hides the table of many starts (C)";
        if icon::toggle(ui, Icon::Table, explorer.table_open, "Comparison", help).clicked() {
            explorer.table_open = !explorer.table_open;
        }
    }
    let help = "Shows or hides the curves: the losses and more against the steps (L)";
    if icon::toggle(ui, Icon::Plot, explorer.plot_open, "Curves", help).clicked() {
        explorer.plot_open = !explorer.plot_open;
    }
    if icon::toggle(ui, Icon::Keys, explorer.keys_open, "Keys", "Lists all keys (? or F1)")
        .clicked()
    {
        explorer.keys_open = !explorer.keys_open;
    }
}

fn transport(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    ui.spacing_mut().item_spacing.x = 2.0;
    let last = session.length() as f64;
    let (icon, name) =
        if session.is_playing() { (Icon::Pause, "Pause") } else { (Icon::Play, "Play") };
    let buttons = [
        (Icon::First, "First step", "To the first step (Home)", Command::Scrub(0.0)),
        (Icon::Back, "Step back", "One step back (left arrow)", Command::StepBack),
        (icon, name, "Plays or pauses the runs (space)", Command::TogglePlay),
        (Icon::Forward, "Step forward", "One step on (right arrow)", Command::StepForward),
        (Icon::Last, "Last step", "To the last step (End)", Command::Scrub(last)),
    ];
    ui.horizontal(|ui| {
        for (icon, name, help, command) in buttons {
            if icon::button(ui, icon, name, help).clicked() {
                wishes.push(Wish::Do(command));
            }
        }
    });
}

/// The step in the runs, in the width that the rest leaves.
fn scrub(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    let length = session.length();
    let mut step = session.step();
    let rest: f32 = ui.data(|data| data.get_temp(rest_id())).unwrap_or(300.0);
    ui.spacing_mut().slider_width = (ui.available_width() - rest - 8.0).max(40.0);
    let slider = ui.add(Slider::new(&mut step, 0.0..=length.max(1) as f64).show_value(false));
    desk::call(&slider, "Step");
    if slider.drag_started() && session.is_playing() {
        wishes.push(Wish::Do(Command::Pause));
    }
    if slider.changed() {
        wishes.push(Wish::Do(Command::Scrub(step)));
    }
    slider.on_hover_text("Drag to any step of the runs");
}

fn speed(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    let length = session.length();
    let digits = length.to_string().len();
    let text = format!("{:>digits$} / {length}", session.step().floor());
    let counter = ui.label(RichText::new(text).monospace());
    counter.on_hover_text(if session.is_computing() {
        "The step shown; the runs are still being computed"
    } else {
        "The step shown"
    });
    let mut speed = session.steps_per_sec();
    let rate = 0.02 * speed.max(0.1);
    let drag = DragValue::new(&mut speed)
        .range(0.1..=1e6)
        .speed(rate)
        .custom_formatter(|value, _| short(value));
    let response = ui
        .add(drag.suffix(" steps/s"))
        .on_hover_text("Speed of the playhead, steps a second; drag or type");
    desk::call(&response, "Speed");
    if response.changed() {
        wishes.push(Wish::Do(Command::Speed(speed as f32)));
    }
}

/// At most one digit behind the point, and none where it would be 0.
fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
