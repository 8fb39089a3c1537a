//! The flight: which one is built in, and the keys by hand.

use egui::{Align2, Button, Checkbox, ComboBox, RichText, Ui};

use super::Wish;
use super::desk::{self, Desk, heading, number_box, row};
use super::look::NAMES;
use super::typed::{self, Typed};
use crate::scene::flight::{Easing, Flight};
use crate::session::{Command, Session};
use crate::spec::{KeySpec, Spec};

/// What is remembered of the flight between frames.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FlightForm {
    /// The key that is edited.
    pub(super) selected: Option<usize>,
}

impl FlightForm {
    /// A key of the present view at the film's time, which is then the one to be edited.
    pub(super) fn add(&mut self, session: &Session) -> Command {
        let secs = session.film_secs();
        let keys = session.spec().keys();
        self.selected = Some(keys.partition_point(|key| key.time < secs - 1e-3));
        Command::AddKey
    }

    /// The spec without the selected key, if one is selected.
    pub(super) fn delete(&mut self, session: &Session) -> Option<Command> {
        let index = self.selected.take()?;
        let mut spec = session.spec().clone();
        remove(&mut spec, index);
        (spec != *session.spec()).then(|| Command::Edit(Box::new(spec)))
    }

    pub(super) fn show(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        heading(ui, "Flight");
        built_in(ui, desk);
        self.buttons(ui, desk);
        let count = desk.spec.keys().len();
        // A key that was just asked for is there in the next frame.
        let selected = self.selected.filter(|index| *index < count);
        let hint = match (count, selected) {
            (_, Some(index)) => {
                self.key(ui, desk, index);
                String::new()
            }
            (0, None) => {
                "No keys: the built-in flight does it all. Set the view and press K.".to_owned()
            }
            (1, None) => "1 key; click it on the film's timeline to edit it.".to_owned(),
            (_, None) => format!("{count} keys; click one on the film's timeline to edit it."),
        };
        if !hint.is_empty() {
            ui.label(RichText::new(hint).weak());
        }
        desk.complain(ui, "flight");
        desk.complain(ui, "film.flight");
    }

    fn buttons(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        let keys = desk.spec.keys();
        let cameras = keys.iter().filter(|key| key.has_camera()).count();
        ui.horizontal(|ui| {
            let help = "A key of the present view and step at the film's time; one that stands there takes them over (K)";
            if ui.button("Add key").on_hover_text(help).clicked() {
                desk.wishes.push(Wish::Do(self.add(desk.session)));
            }
            let turns = ui.add_enabled(keys.is_empty(), Button::new("Keys from flight"));
            let help = "Turns the built-in flight into keys that can be moved and edited";
            let why_not = "There are keys already: delete them first";
            if turns.on_hover_text(help).on_disabled_hover_text(why_not).clicked() {
                desk.wishes.push(Wish::Do(Command::KeysOfFlight));
            }
        });
        let mut steady = desk.spec.flight.as_ref().is_some_and(|flight| flight.constant_speed);
        let box_ = ui.add_enabled(cameras > 1, Checkbox::new(&mut steady, "constant speed"));
        box_.on_hover_text("The eye moves at one speed from stop to stop; keys without a hold then give the way alone")
            .on_disabled_hover_text("Needs two keys with a view");
        if let Some(flight) = &mut desk.spec.flight {
            flight.constant_speed = steady;
        }
    }

    fn key(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, index: usize) {
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            ui.label(RichText::new(format!("Key {}", index + 1)).strong());
            let help = "Gives this key the present view and step";
            if ui.button("Look from here").on_hover_text(help).clicked()
                && let Some(flight) = &mut desk.spec.flight
            {
                desk.session.look_from_here(&mut flight.key[index]);
            }
            if ui.button("Delete key").on_hover_text("Removes this key (Delete)").clicked() {
                remove(&mut desk.spec, index);
                self.selected = None;
            }
        });
        let Some(mut key) =
            desk.spec.keys().get(index).cloned().filter(|_| self.selected.is_some())
        else {
            return;
        };
        timing(ui, desk, &mut key, index);
        numbers(ui, desk, &mut key, index);
        words(ui, desk, &mut key, index);
        if let Some(flight) = &mut desk.spec.flight {
            flight.key[index] = key;
        }
    }
}

/// Takes a key away; without keys and without a name there is no flight of its own any more.
fn remove(spec: &mut Spec, index: usize) {
    if let Some(flight) = &mut spec.flight
        && index < flight.key.len()
    {
        flight.key.remove(index);
        if flight.key.is_empty() && flight.name.is_none() {
            spec.flight = None;
        }
    }
}

fn built_in(ui: &mut Ui, desk: &mut Desk<'_>) {
    let chosen = desk.spec.built_in_flight();
    row(ui, "built in", "The flight that does what no key says", |ui| {
        let list = ComboBox::from_id_salt("flight").selected_text(chosen.name()).width(120.0);
        let response = list.show_ui(ui, |ui| {
            for flight in Flight::ALL {
                let label = ui.selectable_label(flight == chosen, flight.name());
                if label.on_hover_text(flight.description()).clicked() {
                    desk.spec.film.flight = flight;
                    if let Some(own) = &mut desk.spec.flight {
                        own.name = None;
                    }
                    if desk.spec.keys().is_empty() {
                        desk.spec.flight = None;
                    }
                }
            }
        });
        let response = response.response.on_hover_text(chosen.description());
        desk::call(&response, "Built-in flight");
    });
}

fn timing(ui: &mut Ui, desk: &mut Desk<'_>, key: &mut KeySpec, index: usize) {
    let path = |name: &str| format!("flight.key.{index}.{name}");
    desk.number(ui, &path("time"), "time", "Seconds from the film's beginning", &mut key.time);
    desk.number(
        ui,
        &path("hold"),
        "hold",
        "Seconds that everything rests at this key",
        &mut key.hold,
    );
    let help = "How the way to the next key is flown";
    row(ui, "easing", help, |ui| {
        let list = ComboBox::from_id_salt("easing").selected_text(key.easing.name()).width(120.0);
        let response = list.show_ui(ui, |ui| {
            for easing in Easing::ALL {
                ui.selectable_value(&mut key.easing, easing, easing.name());
            }
        });
        desk::call(&response.response.on_hover_text(help), "Easing");
    });
}

fn numbers(ui: &mut Ui, desk: &mut Desk<'_>, key: &mut KeySpec, index: usize) {
    let path = |name: &str| format!("flight.key.{index}.{name}");
    let help = "The step of the runs that is shown at this key; empty follows from the others";
    optional(ui, desk, &path("step"), "step shown", help, &mut key.step);
    let help =
        "Height of the surface, share of its full height, 0 to 1; empty follows from the others";
    optional(ui, desk, &path("height"), "rise", help, &mut key.height);
    let help = "Opacity of the surface, 0 to 1; empty follows from the others";
    optional(ui, desk, &path("opacity"), "film opacity", help, &mut key.opacity);
    let mut lines = key.iso_lines.map(f64::from);
    let help = "Number of iso-lines from here on; empty leaves them as they are";
    optional(ui, desk, &path("iso_lines"), "film iso-lines", help, &mut lines);
    key.iso_lines = lines.map(|lines| lines.clamp(0.0, f64::from(u32::MAX)) as u32);
    let text = key.runs.as_ref().map_or_else(String::new, |runs| {
        runs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    });
    let help = "Which runs show from here on, by their place in the legend from 1, such as 1, 3; empty leaves them as they are";
    let (asked, wrong) = row(ui, "runs shown", help, |ui| {
        Typed { hint: "all", live: false, ..number_box("runs shown", help) }.show(
            ui,
            desk::id(&path("runs")),
            &text,
            run_list,
        )
    });
    if let Some(runs) = asked {
        key.runs = runs;
    }
    desk.say(ui, &path("runs"), wrong);
}

fn words(ui: &mut Ui, desk: &mut Desk<'_>, key: &mut KeySpec, index: usize) {
    let path = |name: &str| format!("flight.key.{index}.{name}");
    let help = "Title from here on";
    sentence(ui, &path("title"), "film title", help, 1, &mut key.title);
    let help = "A sentence in the lower third from here on";
    sentence(ui, &path("text"), "film text", help, 2, &mut key.text);
    row(ui, "counter", "Whether the lower third counts steps and losses from here on", |ui| {
        let choices = [
            (None, "as before", "Leaves the counter as it is"),
            (Some(true), "shown", "Counts steps and losses in the lower third"),
            (Some(false), "hidden", "Leaves steps and losses to corner and legend"),
        ];
        key.counter = desk::choice(ui, key.counter, &choices).unwrap_or(key.counter);
    });
    desk.complain(ui, &format!("flight.key.{index}"));
}

/// Words that may be left out; what is typed and then deleted is a caption that ends.
fn sentence(
    ui: &mut Ui,
    key: &str,
    name: &str,
    help: &str,
    lines: usize,
    value: &mut Option<String>,
) {
    row(ui, name, help, |ui| {
        let mut text = value.clone().unwrap_or_default();
        let width = (ui.available_width() - 8.0).min(1.7 * NAMES);
        let line = if lines == 1 {
            egui::TextEdit::singleline(&mut text).align(Align2::LEFT_CENTER)
        } else {
            egui::TextEdit::multiline(&mut text).desired_rows(lines)
        };
        let hint = if value.is_some() { "none from here on" } else { "as before" };
        let response = ui.add(line.id(desk::id(key)).hint_text(hint).desired_width(width));
        desk::call(&response, name);
        if response.on_hover_text(help).changed() {
            *value = Some(text);
        }
        if value.is_some() {
            let help = "Says nothing here: leaves it as before";
            let clear =
                super::icon::button(ui, super::icon::Icon::Remove, &format!("Clear {name}"), help);
            if clear.clicked() {
                *value = None;
            }
        }
    });
}

/// A number that may be left out.
fn optional(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    key: &str,
    name: &str,
    help: &str,
    value: &mut Option<f64>,
) {
    let text = value.map_or_else(String::new, typed::number_text);
    let read = |text: &str| {
        if text.trim().is_empty() {
            return Ok((None, String::new()));
        }
        typed::number(text).map(|(value, text)| (Some(value), text))
    };
    let (asked, wrong) = row(ui, name, help, |ui| {
        Typed { hint: "as before", ..number_box(name, help) }.show(ui, desk::id(key), &text, read)
    });
    if let Some(asked) = asked {
        *value = asked;
    }
    desk.say(ui, key, wrong);
}

/// Reads run numbers, or nothing.
fn run_list(text: &str) -> Result<(Option<Vec<usize>>, String), String> {
    if text.trim().is_empty() {
        return Ok((None, String::new()));
    }
    let read = |part: &str| {
        let part = part.trim();
        part.parse::<usize>().map_err(|_| format!("`{part}` is no number of a run, such as 1, 3"))
    };
    let runs = text.split(',').map(read).collect::<Result<Vec<_>, _>>()?;
    let text = runs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Ok((Some(runs), text))
}
