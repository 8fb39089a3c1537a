//! The hyperparameters of a method or schedule, as its table lists them.

use egui::{Checkbox, ComboBox, Ui};

use super::desk::{self, Desk, row};
use super::look::NUMBER;
use super::typed::Typed;
use crate::optim::{Hyperparameter, Limits, Settings, Value};

/// Where the settings stand: their key in the spec, and whose they are in words, such as "run 1".
pub(super) struct Place<'a> {
    pub(super) key: &'a str,
    pub(super) owner: &'a str,
}

/// Shows the learning rate and what differs from its default; when `open`, everything. What the table or the method
/// refuses is said beneath, and the old value stays.
pub(super) fn show(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    place: &Place<'_>,
    settings: &mut Settings,
    open: bool,
) {
    let values: Vec<(&'static Hyperparameter, Value)> =
        settings.iter().map(|(line, value)| (line, value.clone())).collect();
    for (line, value) in values {
        if open || line.name == "lr" || value != line.default {
            let key = format!("{}.{}", place.key, line.name);
            let name = format!("{} of {}", line.name, place.owner);
            let wrong = Control { key: &key, name: &name, line, value: &value }.show(ui, settings);
            desk.say(ui, &key, wrong);
        }
    }
}

/// One hyperparameter in a line of its own.
struct Control<'a> {
    key: &'a str,
    name: &'a str,
    line: &'static Hyperparameter,
    value: &'a Value,
}

impl Control<'_> {
    fn show(&self, ui: &mut Ui, settings: &mut Settings) -> Option<String> {
        let line = self.line;
        let help = format!("{}\n{}; default {}", line.help, line.limits, line.default);
        row(ui, line.name, &help, |ui| match (line.limits, self.value) {
            (Limits::Flag, Value::Flag(flag)) => {
                let mut flag = *flag;
                let response = ui.add(Checkbox::without_text(&mut flag)).on_hover_text(&help);
                desk::call(&response, self.name);
                self.set(ui, settings, response.changed().then_some(Value::Flag(flag)))
            }
            (Limits::Choice(words), Value::Choice(word)) => {
                let asked = choose(ui, self, words, word);
                self.set(ui, settings, asked.map(Value::Choice))
            }
            _ => self.text(ui, settings, &help),
        })
    }

    fn text(&self, ui: &mut Ui, settings: &mut Settings, help: &str) -> Option<String> {
        let line = Typed { name: self.name, help, hint: "", width: NUMBER, live: true, lines: 1 };
        let read = |typed: &str| {
            let mut changed = settings.clone();
            let plain = typed.replace('\u{2212}', "-");
            changed.set_text(self.line.name, &plain).map_err(|error| error.to_string())?;
            let text = changed.get(self.line.name).map_or(String::new(), ToString::to_string);
            Ok((changed, text))
        };
        let (asked, wrong) = line.show(ui, desk::id(self.key), &self.value.to_string(), read);
        if let Some(changed) = asked {
            *settings = changed;
        }
        wrong
    }

    /// Sets a value that was chosen; what is refused is said until something else is chosen.
    fn set(&self, ui: &mut Ui, settings: &mut Settings, asked: Option<Value>) -> Option<String> {
        let id = desk::id(self.key).with("refused");
        if let Some(value) = asked {
            let before = settings.clone();
            let refused =
                settings.set(self.line.name, value).err().map(|error| (before, error.to_string()));
            ui.data_mut(|data| data.insert_temp(id, refused));
        }
        let refused: Option<(Settings, String)> = ui.data(|data| data.get_temp(id)).flatten();
        refused.filter(|(before, _)| before == settings).map(|(_, text)| text)
    }
}

fn choose(
    ui: &mut Ui,
    control: &Control<'_>,
    words: &'static [&'static str],
    word: &str,
) -> Option<&'static str> {
    let mut asked = None;
    let list = ComboBox::from_id_salt(control.key).selected_text(word).width(NUMBER);
    let response = list.show_ui(ui, |ui| {
        for other in words {
            if ui.selectable_label(*other == word, *other).clicked() {
                asked = Some(*other);
            }
        }
    });
    desk::call(&response.response, control.name);
    asked
}
