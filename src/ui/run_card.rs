//! One run: its colour, its method and its hyperparameters.

use egui::{Checkbox, ComboBox, Frame, RichText, Ui};

use super::desk::{self, Desk, row};
use super::icon::{self, Icon};
use super::typed::{self, Typed};
use crate::optim::methods::METHODS;
use crate::optim::{Hyperparameter, Limits, Optimizer, Value};
use crate::scene::Color;
use crate::spec::RunSpec;

/// What is asked for besides the run's own settings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Another one like this after it.
    Duplicate,
    /// To take it away.
    Remove,
}

/// Shows run `index`; the colour is the one that it is drawn in.
pub(super) fn show(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    index: usize,
    run: &mut RunSpec,
    color: Color,
) -> Option<(usize, Change)> {
    let mut change = None;
    let open_id = desk::id("run is open").with(index);
    let mut open = ui.data(|data| data.get_temp(open_id)).unwrap_or(false);
    let edge = ui.visuals().widgets.noninteractive.bg_stroke;
    Frame::new().stroke(edge).corner_radius(6).inner_margin(8).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            swatch(ui, index, run, color);
            method(ui, index, run);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                let number = index + 1;
                if icon::button(
                    ui,
                    Icon::Remove,
                    &format!("Remove run {number}"),
                    "Removes this run",
                )
                .clicked()
                {
                    change = Some((index, Change::Remove));
                }
                let help = "Adds the same run once more, to try other settings beside it";
                if icon::button(ui, Icon::Duplicate, &format!("Duplicate run {number}"), help)
                    .clicked()
                {
                    change = Some((index, Change::Duplicate));
                }
                let (icon, word) =
                    if open { (Icon::Open, "Fewer") } else { (Icon::Closed, "More") };
                let help = "Shows or hides the other settings of this run";
                if icon::button(ui, icon, &format!("{word} settings of run {number}"), help)
                    .clicked()
                {
                    open = !open;
                }
            });
        });
        settings(ui, desk, index, run, open);
        if open {
            own(ui, desk, index, run);
        }
        desk.complain(ui, &format!("run.{index}"));
    });
    ui.data_mut(|data| data.insert_temp(open_id, open));
    change
}

fn swatch(ui: &mut Ui, index: usize, run: &mut RunSpec, color: Color) {
    let mut rgb = color.0;
    let response =
        ui.color_edit_button_srgb(&mut rgb).on_hover_text("Colour of the line, arrows and marks");
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(format!("Colour of run {}", index + 1))
    });
    if rgb != color.0 {
        run.color = Some(Color(rgb));
    }
}

fn method(ui: &mut Ui, index: usize, run: &mut RunSpec) {
    let table = run.optimizer.table();
    let list = ComboBox::from_id_salt(("method", index)).selected_text(table.title).width(104.0);
    let response = list.show_ui(ui, |ui| {
        for method in METHODS {
            let is_chosen = std::ptr::eq(table, &method.table);
            if ui.selectable_label(is_chosen, method.table.title).clicked() && !is_chosen {
                run.optimizer =
                    Optimizer::from_name(method.table.name).expect("the table lists known methods");
            }
        }
    });
    let response =
        response.response.on_hover_text(format!("The method\n{}\n{}", table.paper, table.library));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_label(format!("Method of run {}", index + 1))
    });
}

/// The learning rate; when open, all other hyperparameters too.
fn settings(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, run: &mut RunSpec, open: bool) {
    let values: Vec<(&'static Hyperparameter, Value)> =
        run.optimizer.settings().iter().map(|(line, value)| (line, value.clone())).collect();
    for (line, value) in values {
        let differs = value != line.default;
        if !(open || line.name == "lr" || differs) {
            continue;
        }
        let key = format!("run.{index}.{}", line.name);
        let name = format!("{} of run {}", line.name, index + 1);
        let help = format!("{}\n{}; default {}", line.help, line.limits, line.default);
        let wrong = row(ui, line.name, &help, |ui| match (line.limits, &value) {
            (Limits::Flag, Value::Flag(flag)) => flag_box(ui, &key, &name, &help, run, line, *flag),
            (Limits::Choice(words), Value::Choice(word)) => {
                let mut asked = None;
                ComboBox::from_id_salt(&key).selected_text(*word).show_ui(ui, |ui| {
                    for other in words {
                        if ui.selectable_label(other == word, *other).clicked() {
                            asked = Some(Value::Choice(other));
                        }
                    }
                });
                set(ui, &key, run, line, asked)
            }
            _ => {
                let text = Typed {
                    name: &name,
                    help: &help,
                    hint: "",
                    width: 104.0,
                    live: true,
                    lines: 1,
                };
                let read = |typed: &str| {
                    let mut changed = run.optimizer.clone();
                    changed
                        .set_text(line.name, &typed.replace('\u{2212}', "-"))
                        .map_err(|error| error.to_string())?;
                    let text = changed
                        .settings()
                        .get(line.name)
                        .map_or(String::new(), ToString::to_string);
                    Ok((changed, text))
                };
                let (asked, wrong) = text.show(ui, desk::id(&key), &value.to_string(), read);
                run.optimizer = asked.unwrap_or_else(|| run.optimizer.clone());
                wrong
            }
        });
        desk.say(ui, &key, wrong);
    }
}

fn flag_box(
    ui: &mut Ui,
    key: &str,
    name: &str,
    help: &str,
    run: &mut RunSpec,
    line: &Hyperparameter,
    mut flag: bool,
) -> Option<String> {
    let response = ui.add(Checkbox::without_text(&mut flag)).on_hover_text(help);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(name));
    set(ui, key, run, line, response.changed().then_some(Value::Flag(flag)))
}

/// Sets a value that was chosen; what the method refuses is said until something else is chosen.
fn set(
    ui: &mut Ui,
    key: &str,
    run: &mut RunSpec,
    line: &Hyperparameter,
    asked: Option<Value>,
) -> Option<String> {
    let id = desk::id(key).with("refused");
    if let Some(value) = asked {
        let refused = run
            .optimizer
            .set(line.name, value)
            .err()
            .map(|error| (run.optimizer.clone(), error.to_string()));
        ui.data_mut(|data| data.insert_temp(id, refused));
    }
    let refused: Option<(Optimizer, String)> = ui.data(|data| data.get_temp(id)).flatten();
    refused.filter(|(optimizer, _)| *optimizer == run.optimizer).map(|(_, text)| text)
}

/// What the run may have of its own instead of what all share.
fn own(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, run: &mut RunSpec) {
    let number = index + 1;
    let mut line =
        |ui: &mut Ui, part: &str, help: &str, hint: &str, value: &str, read: &Reader<'_>| {
            let key = format!("run.{index}.{part}");
            let name = format!("{part} of run {number}");
            let (asked, wrong) = row(ui, part, help, |ui| {
                let text = Typed { name: &name, help, hint, width: 104.0, live: true, lines: 1 };
                text.show(ui, desk::id(&key), value, read)
            });
            desk.say(ui, &key, wrong);
            asked
        };
    let steps = run.steps.map_or(String::new(), |steps| steps.to_string());
    if let Some(text) = line(
        ui,
        "steps",
        "Steps of this run alone; empty: as all runs",
        "as all",
        &steps,
        &|text| optional(text, typed::count),
    ) {
        run.steps = text.parse().ok();
    }
    let start = run.start.map_or(String::new(), |[x, y]| {
        format!("{}, {}", typed::number_text(x), typed::number_text(y))
    });
    if let Some(text) = line(
        ui,
        "start",
        "Where this run alone starts, two numbers; empty: as all runs",
        "as all",
        &start,
        &read_point,
    ) {
        run.start = point(&text);
    }
    let label = run.label.clone().unwrap_or_default();
    let plain = |text: &str| Ok((text.to_owned(), text.to_owned()));
    if let Some(text) = line(
        ui,
        "label",
        "Text in the legend; empty: the method and its settings",
        "own words",
        &label,
        &plain,
    ) {
        run.label = (!text.trim().is_empty()).then_some(text);
    }
    if run.color.is_some() {
        row(ui, "colour", "", |ui| {
            let help =
                "Forgets the colour chosen here and takes the next of the colour-blind-safe set";
            if ui.button(RichText::new("automatic")).on_hover_text(help).clicked() {
                run.color = None;
            }
        });
    }
}

/// From what was typed to its text in order, or a complaint.
type Reader<'a> = dyn Fn(&str) -> Result<(String, String), String> + 'a;

/// Nothing, or what `read` takes, as its text.
fn optional<T>(
    text: &str,
    read: impl Fn(&str) -> Result<(T, String), String>,
) -> Result<(String, String), String> {
    if text.trim().is_empty() {
        return Ok((String::new(), String::new()));
    }
    read(text).map(|(_, text)| (text.clone(), text))
}

fn read_point(text: &str) -> Result<(String, String), String> {
    let both = |text: &str| match point(text) {
        Some([x, y]) => Ok(((), format!("{}, {}", typed::number_text(x), typed::number_text(y)))),
        None => Err(format!("`{}` is not two numbers such as -1.5, 2", text.trim())),
    };
    optional(text, both)
}

fn point(text: &str) -> Option<[f64; 2]> {
    let (x, y) = text.split_once(',')?;
    Some([typed::number(x).ok()?.0, typed::number(y).ok()?.0])
}
