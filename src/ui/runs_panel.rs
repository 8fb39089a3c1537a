//! The Runs part: the list of optimizers, and what all of them share.

use egui::{RichText, Ui};

use super::desk::{self, Desk, heading, row};
use super::icon::{self, Icon};
use super::look::{HALF_NUMBER, NUMBER};
use super::typed::{self, Typed};
use super::{Explorer, run_card};
use crate::optim::Optimizer;
use crate::optim::methods::METHODS;
use crate::spec::RunSpec;

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
    starts(ui, explorer, desk);
    shared(ui, desk);
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
        change = run_card::show(ui, desk, index, run, color).or(change);
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

/// The terms of a step stay with their run when the list changes above it.
fn follow(desk: &mut Desk<'_>, place: impl Fn(usize) -> usize) {
    if let Some(terms) = &mut desk.spec.view.terms {
        terms.run = place(terms.run);
    }
}

fn add(ui: &mut Ui, desk: &mut Desk<'_>) {
    ui.menu_button("Add a run  +", |ui| {
        for method in METHODS {
            let table = &method.table;
            let help = format!("{}\n{}", table.paper, table.library);
            if ui.button(table.title).on_hover_text(help).clicked() {
                let optimizer =
                    Optimizer::from_name(table.name).expect("the table lists known methods");
                desk.spec.run.get_or_insert_default().push(RunSpec::new(optimizer));
                ui.close();
            }
        }
    })
    .response
    .on_hover_text("Adds an optimizer with PyTorch's defaults");
}

fn starts(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>) {
    heading(ui, "Start");
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
    desk.count(
        ui,
        "runs.seed",
        "seed",
        "Seed of the noise: the same seed gives the same runs",
        &mut runs.seed,
    );
    desk.spec.runs = runs;
}

/// A number, or nothing.
fn optional_number(text: &str) -> Result<(Option<f64>, String), String> {
    if text.trim().is_empty() {
        return Ok((None, String::new()));
    }
    typed::number(text).map(|(value, text)| (Some(value), text))
}
