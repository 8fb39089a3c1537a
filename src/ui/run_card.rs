//! One run: its colour, its method and its hyperparameters.

use egui::{ComboBox, Frame, RichText, Ui};

use super::desk::{self, Desk, row};
use super::icon::{self, Icon};
use super::look::{CONTROL, NUMBER};
use super::run_look_form;
use super::schedule_form;
use super::settings_form::{self, Place};
use super::typed::{self, Typed};
use crate::optim::methods::METHODS;
use crate::optim::{Family, Optimizer};
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
            // From left to right, as the keyboard walks through them.
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space((ui.available_width() - 3.0 * CONTROL).max(0.0));
            change = card_buttons(ui, index, &mut open);
        });
        settings(ui, desk, index, run, open);
        schedule_form::show(ui, desk, index, run, color, open);
        if open {
            own(ui, desk, index, run);
            run_look_form::show(ui, index, run, color);
        }
        if let Some(how) = &run.tuned {
            let help = "A change by hand clears this note, which the pictures show too";
            ui.label(RichText::new(format!("tuned: {how}")).small().weak()).on_hover_text(help);
        }
        desk.complain(ui, &format!("run.{index}"));
    });
    ui.data_mut(|data| data.insert_temp(open_id, open));
    change
}

/// Unfolds, doubles and removes the run.
fn card_buttons(ui: &mut Ui, index: usize, open: &mut bool) -> Option<(usize, Change)> {
    let number = index + 1;
    let (icon, word) = if *open { (Icon::Open, "Fewer") } else { (Icon::Closed, "More") };
    let help = "Shows or hides the other settings of this run";
    if icon::button(ui, icon, &format!("{word} settings of run {number}"), help).clicked() {
        *open = !*open;
    }
    let help = "Adds the same run once more, to try other settings beside it";
    let doubles = icon::button(ui, Icon::Duplicate, &format!("Duplicate run {number}"), help);
    let removes =
        icon::button(ui, Icon::Remove, &format!("Remove run {number}"), "Removes this run");
    match (doubles.clicked(), removes.clicked()) {
        (true, _) => Some((index, Change::Duplicate)),
        (_, true) => Some((index, Change::Remove)),
        _ => None,
    }
}

fn swatch(ui: &mut Ui, index: usize, run: &mut RunSpec, color: Color) {
    let mut rgb = color.0;
    let response =
        ui.color_edit_button_srgb(&mut rgb).on_hover_text("Colour of the line, arrows and marks");
    desk::call(&response, format!("Colour of run {}", index + 1));
    if rgb != color.0 {
        run.color = Some(Color(rgb));
    }
}

fn method(ui: &mut Ui, index: usize, run: &mut RunSpec) {
    let table = run.optimizer.table();
    let list = ComboBox::from_id_salt(("method", index)).selected_text(table.title).width(104.0);
    let response = list.show_ui(ui, |ui| {
        let mut family = Family::Learning;
        for method in METHODS {
            let is_chosen = std::ptr::eq(table, &method.table);
            if method.family != family {
                ui.separator();
                family = method.family;
            }
            if ui.selectable_label(is_chosen, method.table.title).clicked() && !is_chosen {
                run.optimizer =
                    Optimizer::from_name(method.table.name).expect("the table lists known methods");
                if family == Family::Classical {
                    run.schedule = None;
                }
            }
        }
    });
    let response =
        response.response.on_hover_text(format!("The method\n{}\n{}", table.paper, table.library));
    desk::call(&response, format!("Method of run {}", index + 1));
}

/// The method's hyperparameters.
fn settings(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, run: &mut RunSpec, open: bool) {
    let mut settings = run.optimizer.settings().clone();
    let (key, owner) = (format!("run.{index}"), format!("run {}", index + 1));
    settings_form::show(ui, desk, &Place { key: &key, owner: &owner }, &mut settings, open);
    if settings == *run.optimizer.settings() {
        return;
    }
    for (line, value) in settings.iter() {
        // The same rules have let it pass a moment ago.
        let _ = run.optimizer.set(line.name, value.clone());
    }
}

/// What the run may have of its own instead of what all share.
fn own(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, run: &mut RunSpec) {
    let number = index + 1;
    let has_places = desk.spec.network.is_none();
    let mut line =
        |ui: &mut Ui, part: &str, help: &str, hint: &str, value: &str, read: &Reader<'_>| {
            let key = format!("run.{index}.{part}");
            let name = format!("{part} of run {number}");
            let (asked, wrong) = row(ui, part, help, |ui| {
                let text = Typed { name: &name, help, hint, width: NUMBER, live: true, lines: 1 };
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
    // The runs of a network start from its seeds, none from a place of its own.
    if let Some(text) = has_places
        .then(|| {
            line(
                ui,
                "start",
                "Where this run alone starts, two numbers; empty: as all runs",
                "as all",
                &start,
                &read_point,
            )
        })
        .flatten()
    {
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
