//! The Step part: the terms of the step at the playhead, as numbers, with words and arrows.

use egui::{
    Align, Button, ComboBox, Frame, Label, Response, RichText, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, accesskit::Role, vec2,
};

use super::desk::{self, Desk, row};
use super::{Explorer, Tab, Wish, step_digest, typed};
use crate::objective::network::Layout;
use crate::optim::{Part, StepReport, Term, TermValue};
use crate::overlay::color32;
use crate::scene::ticks;
use crate::session::{Command, Inspection, Session, Track};

/// Width of a column of numbers, points.
const NUMBERS: f32 = 70.0;
/// Side of the switch of an arrow.
const SWITCH: f32 = 14.0;
/// Height of a line of the table.
pub(super) const LINE: f32 = 21.0;

pub(super) fn show(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>) {
    let chosen = explorer.terms.clone();
    desk.spec.view.terms.get_or_insert(chosen);
    desk.spec.turn_terms_to_a_run();
    whose(ui, desk);
    let session = desk.session;
    match session.inspection() {
        Inspection::Off => {}
        Inspection::NoRun => weak(ui, "no run whose step could be shown: add one under Runs"),
        Inspection::Ended(last) => {
            let note = session.inspected_track().and_then(Track::note);
            let why = note.map_or(String::new(), |note| format!(" ({note})"));
            weak(
                ui,
                &format!(
                    "this run ends at step {last}{why}; no step follows: move the playhead back"
                ),
            );
        }
        Inspection::Computing(reached) => {
            let wanted = session.step().floor();
            weak(ui, &format!("computing: the run is repeated up to step {reached} of {wanted}"));
        }
        Inspection::Ready(report) => {
            let layout = session.objective().landscape().map(|l| l.network.layout());
            match layout {
                Some(_) => ui.scope(|ui| step_digest::table(ui, explorer, desk, report)),
                None => ui.scope(|ui| table(ui, explorer, desk, report)),
            };
            words(ui, explorer, layout, report);
        }
    }
    explorer.terms = desk.spec.view.terms.clone().unwrap_or_default();
    desk.complain(ui, "view.terms");
}

impl Explorer {
    /// Shows the terms of the step, or takes them and their arrows away.
    pub(super) fn toggle_terms(&mut self, session: &Session) -> Wish {
        let mut spec = session.spec().clone();
        if spec.view.terms.take().is_some() {
            if self.tab == Tab::Step {
                self.tab = Tab::Runs;
            }
        } else {
            spec.view.terms = Some(self.terms.clone());
            spec.turn_terms_to_a_run();
            self.unfold(Tab::Step);
        }
        Wish::Do(Command::Edit(Box::new(spec)))
    }
}

fn weak(ui: &mut Ui, text: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(text).weak());
}

/// The run and, of several, the start whose step is shown.
fn whose(ui: &mut Ui, desk: &mut Desk<'_>) {
    let runs = desk.spec.run.clone().unwrap_or_default();
    let Some(mut terms) = desk.spec.view.terms.clone() else { return };
    let name = |index: usize| {
        let run = runs.get(index)?;
        Some(run.label.clone().unwrap_or_else(|| crate::spec::label(&run.optimizer, None)))
    };
    let help = "The run whose step at the playhead is taken apart";
    row(ui, "run", help, |ui| {
        let shown = name(terms.run).unwrap_or_else(|| "none".to_owned());
        let width = ui.available_width();
        let list =
            ComboBox::from_id_salt("run of the step").selected_text(shown).width(width).truncate();
        let response = list.show_ui(ui, |ui| {
            for index in 0..runs.len() {
                let text = format!("{}  {}", index + 1, name(index).unwrap_or_default());
                if ui.selectable_label(index == terms.run, text).clicked() {
                    (terms.run, terms.start) = (index, 0);
                }
            }
        });
        desk::call(&response.response.on_hover_text(help), "Run of the step");
    });
    let starts = desk.spec.starts_of(terms.run);
    if starts > 1 {
        let help = "Which of the starts of this run";
        let seeds = desk.spec.network.as_ref().map(|network| network.seeds.clone());
        let name = |index: usize| match seeds.as_ref().and_then(|seeds| seeds.get(index)) {
            Some(seed) => format!("seed {seed}"),
            None => (index + 1).to_string(),
        };
        row(ui, "start", help, |ui| {
            let list = ComboBox::from_id_salt("start of the step").selected_text(name(terms.start));
            let response = list.show_ui(ui, |ui| {
                for index in 0..starts {
                    ui.selectable_value(&mut terms.start, index, name(index));
                }
            });
            desk::call(&response.response.on_hover_text(help), "Start of the step");
        });
    }
    desk.spec.view.terms = Some(terms);
}

fn table(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>, report: &StepReport) {
    ui.add_space(4.0);
    let spacing = ui.spacing_mut();
    (spacing.item_spacing, spacing.button_padding) = (vec2(6.0, 2.0), vec2(3.0, 1.0));
    spacing.interact_size.y = LINE;
    let names = desk.session.objective().parameters.clone();
    let heads: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    head(ui, report, &heads);
    for term in &report.terms {
        ui.horizontal(|ui| term_line(ui, explorer, desk, report, term));
    }
    enlarged(ui, desk);
}

/// The number of the step, and above each column of numbers its name, with what it means.
pub(super) fn head(ui: &mut Ui, report: &StepReport, columns: &[(&str, &str)]) {
    ui.horizontal(|ui| {
        let width = ui.available_width() - columns.len() as f32 * (NUMBERS + 6.0);
        cell(ui, width, Align::Min, |ui| {
            let step = ui.label(RichText::new(format!("step {}", report.step)).strong());
            step.on_hover_text(format!(
                "In the formulas k = {}: they count steps from 1",
                report.step + 1
            ));
        });
        for (name, help) in columns {
            cell(ui, NUMBERS, Align::Max, |ui| {
                let name = ui.label(RichText::new(*name).strong());
                if !help.is_empty() {
                    name.on_hover_text(*help);
                }
            });
        }
    });
    let edge = ui.visuals().widgets.noninteractive.bg_stroke;
    let line = ui.allocate_space(vec2(ui.available_width(), 3.0)).1;
    ui.painter().hline(line.x_range(), line.center().y, edge);
}

/// By how much the arrows are longer than they are, where they are.
pub(super) fn enlarged(ui: &mut Ui, desk: &Desk<'_>) {
    let enlarged = desk.session.vectors_enlarged();
    if enlarged != 1.0 {
        let text = format!("vectors × {}", ticks::number(enlarged));
        let help = "All arrows are drawn longer by this power of ten, or they would be too short to be seen; \
                    the averaged point is not";
        ui.label(RichText::new(text).weak()).on_hover_text(help);
    }
}

/// A part of a line of the table, `width` wide.
fn cell(ui: &mut Ui, width: f32, align: Align, content: impl FnOnce(&mut Ui)) {
    let layout = if align == Align::Max {
        egui::Layout::right_to_left(Align::Center)
    } else {
        egui::Layout::left_to_right(Align::Center)
    };
    ui.allocate_ui_with_layout(vec2(width, LINE), layout, |ui| {
        ui.set_min_width(width);
        content(ui);
    });
}

/// The switch of the arrow, the name of the term, and its numbers: one below each parameter, or one that all share.
fn term_line(
    ui: &mut Ui,
    explorer: &mut Explorer,
    desk: &mut Desk<'_>,
    report: &StepReport,
    term: &Term,
) {
    let values = match &term.value {
        TermValue::Scalar(value) => std::slice::from_ref(value),
        TermValue::Vector(values) => values,
    };
    numbers_line(ui, explorer, desk, report, term.name, values.len(), values);
}

/// The switch of a term's arrow, its name, which leaves room for so many columns, and these numbers.
pub(super) fn numbers_line(
    ui: &mut Ui,
    explorer: &mut Explorer,
    desk: &mut Desk<'_>,
    report: &StepReport,
    term: &str,
    columns: usize,
    numbers: &[f64],
) {
    let title = report.explain(term).map_or(term, |entry| entry.title);
    let width = ui.available_width() - columns as f32 * (NUMBERS + 6.0);
    cell(ui, width, Align::Min, |ui| {
        switch_or_space(ui, desk, report, term);
        let is_chosen = explorer.term == term;
        let name =
            ui.add(Button::selectable(is_chosen, title).frame_when_inactive(false).truncate());
        if name.on_hover_ui(|ui| explanation(ui, report, term)).clicked() {
            explorer.term = term.to_owned();
        }
    });
    for value in numbers {
        cell(ui, NUMBERS, Align::Max, |ui| _ = number(ui, *value));
    }
}

/// The switch of the term's arrow, or its place where the term has none.
fn switch_or_space(ui: &mut Ui, desk: &mut Desk<'_>, report: &StepReport, term: &str) {
    match report.part_of(term) {
        Some(part) => switch(ui, desk, part),
        None => _ = ui.allocate_space(Vec2::splat(SWITCH)),
    }
}

/// A number in four digits of equal width; all of them on hover.
pub(super) fn number(ui: &mut Ui, value: f64) -> Response {
    let text = if value.is_finite() { ticks::number(value) } else { "–".to_owned() };
    let label = ui.add(Label::new(RichText::new(text).monospace().size(11.5)));
    let exact = if value.is_finite() {
        typed::number_text(value)
    } else {
        "no finite number here: something is divided by zero or has overflowed".to_owned()
    };
    label.on_hover_text(exact)
}

/// A square in the colour of the arrow, filled while the arrow is drawn.
fn switch(ui: &mut Ui, desk: &mut Desk<'_>, part: Part) {
    let Some(terms) = &mut desk.spec.view.terms else { return };
    let is_on = terms.show.contains(&part);
    let color = color32(desk.session.part_color(part));
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(SWITCH), Sense::click());
    let name = format!("Arrow of the {}", part.name());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, &name));
    let square = rect.shrink(1.5);
    if is_on {
        ui.painter().rect_filled(square, 2.0, color);
    }
    let width = if response.hovered() || response.has_focus() { 2.5 } else { 1.5 };
    ui.painter().rect_stroke(square, 2.0, Stroke::new(width, color), StrokeKind::Inside);
    if response.on_hover_text(arrow_help(part)).clicked() {
        if is_on {
            terms.show.retain(|other| *other != part);
        } else {
            terms.show.push(part);
            terms.show.sort_by_key(|part| Part::ALL.iter().position(|other| other == part));
        }
    }
}

fn arrow_help(part: Part) -> &'static str {
    match part {
        Part::Gradient => "Draws −η ∇f from the point: the step of plain gradient descent",
        Part::Momentum => {
            "Draws the momentum as a step: minus its rate, bias correction included, times the momentum"
        }
        Part::Decay => "Draws what the weight decay adds to the step",
        Part::Step => "Draws the step taken",
        Part::Average => {
            "Draws the way from the point to the averaged point, always at its true length"
        }
    }
}

/// The words on the chosen term, below the table.
fn words(ui: &mut Ui, explorer: &mut Explorer, layout: Option<&Layout>, report: &StepReport) {
    if report.term(&explorer.term).is_none() {
        "gradient".clone_into(&mut explorer.term);
    }
    ui.add_space(8.0);
    let edge = ui.visuals().widgets.noninteractive.bg_stroke;
    Frame::new().stroke(edge).corner_radius(6).inner_margin(10).show(ui, |ui| {
        ui.set_width(ui.available_width());
        explanation(ui, report, &explorer.term);
        if let Some(layout) = layout {
            step_digest::components(ui, layout, report, &explorer.term);
        }
    });
}

/// Title, formula, sentence, and where they come from.
fn explanation(ui: &mut Ui, report: &StepReport, name: &str) {
    let Some(entry) = report.explain(name) else { return };
    ui.spacing_mut().item_spacing.y = 6.0;
    ui.label(RichText::new(entry.title).strong());
    ui.label(RichText::new(entry.formula).monospace());
    ui.label(entry.sentence);
    let [paper, library] = report.source(name);
    ui.label(RichText::new(format!("{paper}\n{library}")).weak().small());
}
