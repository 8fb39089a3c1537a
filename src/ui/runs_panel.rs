//! The Runs part: the list of optimizers, and what all of them share.

use egui::{RichText, Ui};

use super::desk::{self, Desk, heading, row};
use super::icon::{self, Icon};
use super::look::{HALF_NUMBER, NUMBER};
use super::typed::{self, Typed};
use super::{Explorer, Tab, network_form, run_card, swarm_form, tune_form};
use crate::optim::methods::METHODS;
use crate::optim::{Family, Optimizer};
use crate::session::STARTS_ARE_SEEDS;
use crate::spec::{NetworkSpec, RunSpec, RunsSpec};

pub(super) fn show(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>) {
    let before = desk.spec.run.clone();
    list(ui, desk);
    add(ui, desk);
    explorer.runs_chosen |= desk.spec.run != before;
    let suggest = ui.button("Suggest runs").on_hover_text(
        "Replaces the runs and the start by a choice that suits this loss: gradient descent without and with momentum, \
         and Adam, with rates from the slope and curvature at the start",
    );
    if suggest.clicked() {
        (desk.spec.run, desk.spec.runs.starts, explorer.runs_chosen) = (None, None, false);
    }
    if desk.spec.swarm.is_none() {
        starts(ui, explorer, desk);
    }
    swarm_form::show(ui, desk, &mut explorer.table_open);
    shared(ui, desk);
    tune_form::show(ui, explorer, desk);
}

fn list(ui: &mut Ui, desk: &mut Desk<'_>) {
    let mut runs = desk.spec.run.clone().unwrap_or_default();
    if runs.is_empty() {
        ui.label(RichText::new("no runs yet: add one to see it descend").weak());
    }
    let styles = desk.session.path_styles();
    let mut change = None;
    for (index, run) in runs.iter_mut().enumerate() {
        let color =
            styles.get(index).map(|style| style.color).unwrap_or(crate::scene::Color([128; 3]));
        let before = run.clone();
        change = run_card::show(ui, desk, index, run, color).or(change);
        forget_tuning(run, &before);
    }
    match change {
        Some((index, run_card::Change::Duplicate)) => {
            let twin = RunSpec { color: None, ..runs[index].clone() };
            runs.insert(index + 1, twin);
            follow(desk, |run| if run > index { run + 1 } else { run });
        }
        Some((index, run_card::Change::Remove)) => {
            runs.remove(index);
            follow(desk, |run| if run > index { run - 1 } else { run });
        }
        None => {}
    }
    desk.spec.run = Some(runs);
    desk.complain(ui, "run");
}

/// A run whose settings were changed by hand is not a tuned one any more.
fn forget_tuning(run: &mut RunSpec, before: &RunSpec) {
    let is_as_tuned = run.optimizer == before.optimizer
        && run.schedule == before.schedule
        && (run.start, run.steps) == (before.start, before.steps);
    if !is_as_tuned {
        run.tuned = None;
    }
}

/// The terms of a step stay with their run when the list changes above it.
fn follow(desk: &mut Desk<'_>, place: impl Fn(usize) -> usize) {
    if let Some(terms) = &mut desk.spec.view.terms {
        terms.run = place(terms.run);
    }
}

fn add(ui: &mut Ui, desk: &mut Desk<'_>) {
    ui.menu_button("Add a run  +", |ui| {
        // First, so that a short window does not cut it off.
        ui.menu_button("Classical methods", |ui| methods(ui, desk, Family::Classical))
            .response
            .on_hover_text("Methods without a learning rate, which find their steps by themselves");
        ui.separator();
        methods(ui, desk, Family::Learning);
    })
    .response
    .on_hover_text("Adds an optimizer with the defaults of its library");
}

/// A button for each method of a family, which adds a run of it.
fn methods(ui: &mut Ui, desk: &mut Desk<'_>, family: Family) {
    for method in METHODS.iter().filter(|method| method.family == family) {
        let table = &method.table;
        let help = format!("{}\n{}", table.paper, table.library);
        if ui.button(table.title).on_hover_text(help).clicked() {
            let optimizer =
                Optimizer::from_name(table.name).expect("the table lists known methods");
            desk.spec.run.get_or_insert_default().push(RunSpec::new(optimizer));
            ui.close();
        }
    }
}

/// A network's runs start from weights, which are chosen with it.
fn seeds(ui: &mut Ui, explorer: &mut Explorer, network: &NetworkSpec) {
    ui.label(RichText::new(network_form::begin_words(network)).weak());
    ui.horizontal(|ui| {
        let place = ui.add_enabled(false, egui::Button::new("Place on the surface"));
        place.on_disabled_hover_text(STARTS_ARE_SEEDS);
        let help = "Every optimizer trains from the first weights of each seed; they are chosen with the network";
        if ui.button("Choose the seeds").on_hover_text(help).clicked() {
            explorer.unfold(Tab::Loss);
        }
    });
}

fn starts(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>) {
    heading(ui, "Start");
    if let Some(network) = &desk.spec.network {
        seeds(ui, explorer, network);
        return desk.complain(ui, "runs.starts");
    }
    let mut starts = desk.spec.runs.starts.clone().unwrap_or_default();
    let mut removed = None;
    let several = starts.len() > 1;
    for (index, start) in starts.iter_mut().enumerate() {
        let key = format!("runs.starts.{index}");
        let names = desk.session.objective().parameters.clone();
        let called = [0, 1].map(|k| {
            let number = if several { format!(" {}", index + 1) } else { String::new() };
            format!("start{number} {}", names.get(k).map_or("", String::as_str))
        });
        let help = "Where the runs start; it may lie outside the domain";
        let mut wrong = None;
        row(ui, &names.join(", "), help, |ui| {
            for (k, value) in start.iter_mut().enumerate() {
                let line = Typed {
                    name: &called[k],
                    help,
                    hint: "",
                    width: HALF_NUMBER,
                    live: true,
                    lines: 1,
                };
                let text = typed::number_text(*value);
                let (asked, complaint) =
                    line.show(ui, desk::id(&key).with(k), &text, typed::number);
                *value = asked.unwrap_or(*value);
                wrong = complaint.or(wrong.take());
            }
            let name = format!("Remove start {}", index + 1);
            if several && icon::button(ui, Icon::Remove, &name, "Removes this start").clicked() {
                removed = Some(index);
            }
        });
        desk.say(ui, &key, wrong);
    }
    if let Some(index) = removed {
        starts.remove(index);
    }
    ui.horizontal(|ui| {
        let place = egui::Button::new("Place on the surface").selected(explorer.placing);
        let help = "Then click where all runs shall start (S); Shift+click on the surface does the same at once";
        if ui.add(place).on_hover_text(help).clicked() {
            explorer.placing = !explorer.placing;
        }
        let help = "Every optimizer runs from every start";
        if ui.button("Add a start  +").on_hover_text(help).clicked() {
            let domain = desk.session.objective().domain;
            let middle = |ends: crate::objective::Interval| 0.5 * (ends.min + ends.max);
            starts.push([middle(domain.x), middle(domain.y)]);
        }
    });
    desk.spec.runs.starts = Some(starts);
    desk.complain(ui, "runs.starts");
}

fn shared(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "All runs");
    let mut runs = desk.spec.runs.clone();
    desk.count(
        ui,
        "runs.steps",
        "steps",
        "Steps at most; a run may have its own number",
        &mut runs.steps,
    );
    let text = runs.tolerance.map_or(String::new(), typed::number_text);
    let help = "A run stops when its gradient norm falls below this; empty: never";
    let (asked, wrong) = row(ui, "tolerance", help, |ui| {
        let line =
            Typed { name: "tolerance", help, hint: "never", width: NUMBER, live: true, lines: 1 };
        line.show(ui, desk::id("runs.tolerance"), &text, optional_number)
    });
    runs.tolerance = asked.unwrap_or(runs.tolerance);
    desk.say(ui, "runs.tolerance", wrong);
    let help = "Standard deviation of the normal noise on every gradient component, as in stochastic gradients; 0 is none";
    desk.number(ui, "runs.noise", "noise", help, &mut runs.noise);
    batch(ui, desk, &mut runs);
    desk.count(
        ui,
        "runs.seed",
        "seed",
        "Seed of noise, mini-batches and random starts: the same seed gives the same runs",
        &mut runs.seed,
    );
    desk.spec.runs = runs;
}

/// The size of mini-batches; losses without data have none.
fn batch(ui: &mut Ui, desk: &mut Desk<'_>, runs: &mut RunsSpec) {
    let has_data = desk.session.objective().has_data();
    let text = runs.batch.map_or(String::new(), |size| size.to_string());
    let help = "Rows of data that each step sees, drawn without replacement, an epoch at a time; empty: all rows";
    let (asked, wrong) = row(ui, "batch", help, |ui| {
        let hint = if has_data { "all rows" } else { "no data" };
        let line = Typed { name: "batch", help, hint, width: NUMBER, live: true, lines: 1 };
        let shown = ui.add_enabled_ui(has_data, |ui| {
            line.show(ui, desk::id("runs.batch"), &text, optional_count)
        });
        let why = "This loss is a formula: there are no rows to draw from; use noise instead";
        shown.response.on_disabled_hover_text(why);
        shown.inner
    });
    runs.batch = asked.unwrap_or(runs.batch);
    if runs.batch.is_none() {
        desk.spec.surface.ghost = false;
    }
    desk.say(ui, "runs.batch", wrong);
}

/// A whole number, or nothing.
fn optional_count(text: &str) -> Result<(Option<u64>, String), String> {
    if text.trim().is_empty() {
        return Ok((None, String::new()));
    }
    typed::count(text).map(|(value, text)| (Some(value), text))
}

/// A number, or nothing.
fn optional_number(text: &str) -> Result<(Option<f64>, String), String> {
    if text.trim().is_empty() {
        return Ok((None, String::new()));
    }
    typed::number(text).map(|(value, text)| (Some(value), text))
}
