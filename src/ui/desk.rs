//! What a panel works on: the session to read, a clone of its spec to edit, and where complaints are shown.

use egui::{Align, Id, Label, Layout, Response, RichText, ScrollArea, Ui, vec2};

use super::Wish;
use super::drafts::Drafts;
use super::look::{CONTROL, HALF_NUMBER, NAMES, NUMBER};
use super::typed::{self, Typed};
use crate::session::Session;
use crate::spec::{Spec, SpecError};

/// A panel's desk.
pub(super) struct Desk<'a> {
    /// To be read.
    pub(super) session: &'a Session,
    /// To be edited; a difference becomes a command.
    pub(super) spec: Spec,
    /// What the session refused last.
    pub(super) complaint: Option<&'a SpecError>,
    /// Whether the complaint has found its field.
    pub(super) is_said: bool,
    /// What was begun and is not whole yet.
    pub(super) drafts: Drafts,
    /// What else is asked for.
    pub(super) wishes: Vec<Wish>,
}

impl Desk<'_> {
    /// The complaint under a control, if it is about this key or a part of it.
    pub(super) fn complain(&mut self, ui: &mut Ui, key: &str) {
        let Some(error) = self.complaint.filter(|error| is_under(&error.key, key)) else { return };
        if !self.is_said {
            self.is_said = true;
            complaint(ui, &error.message);
        }
    }

    /// What the axes are called in short: those of a network's plane have names too long for a label.
    pub(super) fn axis_names(&self) -> [String; 2] {
        let objective = self.session.objective();
        [0, 1].map(|axis| match objective.landscape() {
            Some(_) => format!("axis {}", axis + 1),
            None => objective.parameters[axis].clone(),
        })
    }

    /// A number in a line of its own; `name` is also what it is called where it cannot be seen.
    pub(super) fn number(
        &mut self,
        ui: &mut Ui,
        key: &str,
        name: &str,
        help: &str,
        value: &mut f64,
    ) {
        let text = typed::number_text(*value);
        let (asked, wrong) = row(ui, name, help, |ui| {
            number_box(name, help).show(ui, id(key), &text, typed::number)
        });
        *value = asked.unwrap_or(*value);
        self.say(ui, key, wrong);
    }

    /// A whole number in a line of its own.
    pub(super) fn count(
        &mut self,
        ui: &mut Ui,
        key: &str,
        name: &str,
        help: &str,
        value: &mut u64,
    ) {
        let text = value.to_string();
        let (asked, wrong) =
            row(ui, name, help, |ui| number_box(name, help).show(ui, id(key), &text, typed::count));
        *value = asked.unwrap_or(*value);
        self.say(ui, key, wrong);
    }

    /// Two numbers that belong together, such as the ends of an interval; `names` are what they are called.
    pub(super) fn pair(
        &mut self,
        ui: &mut Ui,
        key: &str,
        label: &str,
        names: [&str; 2],
        help: &str,
        values: &mut [f64; 2],
    ) {
        let mut wrong = None;
        row(ui, label, help, |ui| {
            for (index, value) in values.iter_mut().enumerate() {
                let line = Typed { width: HALF_NUMBER, ..number_box(names[index], help) };
                let (asked, complaint) =
                    line.show(ui, id(key).with(index), &typed::number_text(*value), typed::number);
                *value = asked.unwrap_or(*value);
                wrong = complaint.or(wrong.take());
                if index == 0 {
                    ui.label(RichText::new("to").weak());
                }
            }
        });
        self.say(ui, key, wrong);
    }

    /// What cannot be read, or else what the session says about this key.
    pub(super) fn say(&mut self, ui: &mut Ui, key: &str, wrong: Option<String>) {
        match wrong {
            Some(text) => complaint(ui, &text),
            None => self.complain(ui, key),
        }
    }
}

/// Whether the dotted path `key` is `parent` or lies under it.
pub(super) fn is_under(key: &str, parent: &str) -> bool {
    key.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The identity of the control of a key: the same in every frame, whatever stands above it.
pub(super) fn id(key: &str) -> Id {
    Id::unique(("fallline control", key))
}

/// A box for one number.
pub(super) fn number_box<'a>(name: &'a str, help: &'a str) -> Typed<'a> {
    Typed { name, help, hint: "", width: NUMBER, live: true, lines: 1 }
}

/// A complaint in the colour of errors. What follows its first line is an excerpt with a caret: it keeps its lines and
/// scrolls where they are long.
pub(super) fn complaint(ui: &mut Ui, text: &str) {
    let color = ui.visuals().error_fg_color;
    let (message, excerpt) = text.split_once('\n').unwrap_or((text, ""));
    ui.label(RichText::new(message).color(color).small());
    if !excerpt.is_empty() {
        ScrollArea::horizontal().id_salt(text).show(ui, |ui| {
            ui.add(Label::new(RichText::new(excerpt).color(color).monospace()).extend());
        });
    }
}

/// A name and its control in one line.
pub(super) fn row<R>(ui: &mut Ui, name: &str, help: &str, control: impl FnOnce(&mut Ui) -> R) -> R {
    ui.horizontal(|ui| {
        let left = Layout::left_to_right(Align::Center);
        ui.allocate_ui_with_layout(vec2(NAMES, CONTROL), left, |ui| {
            ui.set_min_width(NAMES);
            ui.add(Label::new(name).truncate()).on_hover_text(help);
        });
        control(ui)
    })
    .inner
}

/// Gives a control the name that it is called by where it cannot be seen.
pub(super) fn call(control: &Response, name: impl Into<String>) {
    control.ctx.accesskit_node_builder(control.id, |node| node.set_label(name.into()));
}

/// A heading above a group of controls.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(8.0);
    ui.label(RichText::new(text).strong());
}

/// Choices side by side; the chosen one stands out.
pub(super) fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    chosen: T,
    choices: &[(T, &str, &str)],
) -> Option<T> {
    let mut asked = None;
    for (value, name, help) in choices {
        let is_chosen = chosen == *value;
        if ui.add(egui::Button::selectable(is_chosen, *name)).on_hover_text(*help).clicked()
            && !is_chosen
        {
            asked = Some(*value);
        }
    }
    asked
}
