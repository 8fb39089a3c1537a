//! A line of text that stands for a value: what cannot be read yet stays as it was typed, with the reason beneath it.

use std::path::PathBuf;

use egui::{Id, Key, Response, TextEdit, TextStyle, Ui};

use super::desk;

/// Text on its way to become a value.
#[derive(Clone, Debug, Default)]
struct Draft {
    /// What was typed.
    text: String,
    /// The value's text when typing began.
    before: String,
    /// The text of the value that was asked for last.
    asked: Option<String>,
}

/// How a line of text looks and when it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed<'a> {
    /// What the line is called where its label cannot be seen.
    pub(super) name: &'a str,
    /// For the tooltip: what it means, its unit and its limits.
    pub(super) help: &'a str,
    /// Shown while it is empty.
    pub(super) hint: &'a str,
    /// Width in points.
    pub(super) width: f32,
    /// Read at every key, or else at Enter and when the focus leaves.
    pub(super) live: bool,
    /// Lines shown; more than one takes Enter as a new line.
    pub(super) lines: usize,
}

impl Typed<'_> {
    /// Shows the text of a value. Returns the new value when another one was typed, and why the text cannot be read.
    pub(super) fn show<T>(
        self,
        ui: &mut Ui,
        id: Id,
        value: &str,
        read: impl Fn(&str) -> Result<(T, String), String>,
    ) -> (Option<T>, Option<String>) {
        let former: Option<Draft> = ui.data(|data| data.get_temp(id));
        let former =
            former.filter(|draft| draft.before == value || draft.asked.as_deref() == Some(value));
        let mut draft = former.unwrap_or_else(|| Draft {
            text: value.to_owned(),
            before: value.to_owned(),
            asked: None,
        });
        let response = self.edit(ui, id, &mut draft.text);
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Escape)) {
            ui.data_mut(|data| data.remove::<Draft>(id));
            return (None, None);
        }
        let parsed = read(&draft.text);
        let mut asked = None;
        let complaint = match parsed {
            Ok((typed, text)) => {
                let due = if self.live { response.changed() } else { response.lost_focus() };
                if due && text != value {
                    draft.asked = Some(text);
                    asked = Some(typed);
                } else if !response.has_focus() && text == value {
                    ui.data_mut(|data| data.remove::<Draft>(id));
                    return (None, None);
                }
                None
            }
            Err(complaint) => (draft.text != value).then_some(complaint),
        };
        if draft.text == value {
            ui.data_mut(|data| data.remove::<Draft>(id));
        } else {
            ui.data_mut(|data| data.insert_temp(id, draft));
        }
        (asked, complaint)
    }

    fn edit(&self, ui: &mut Ui, id: Id, text: &mut String) -> Response {
        let line = match self.lines {
            0 | 1 => TextEdit::singleline(text).align(egui::Align2::LEFT_CENTER),
            rows => TextEdit::multiline(text).desired_rows(rows),
        };
        let margin = egui::Margin::symmetric(6, 4);
        let line = line
            .id(id)
            .font(TextStyle::Monospace)
            .hint_text(self.hint)
            .margin(margin)
            .desired_width(self.width);
        let response = ui.add(line);
        desk::call(&response, self.name);
        if self.help.is_empty() { response } else { response.on_hover_text(self.help) }
    }
}

/// Reads a finite number; the second part is its text.
pub(super) fn number(text: &str) -> Result<(f64, String), String> {
    let plain = text.trim().replace('\u{2212}', "-");
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((value, number_text(value))),
        _ => Err(format!("`{}` is not a finite number", text.trim())),
    }
}

/// Reads a whole number from 0.
pub(super) fn count(text: &str) -> Result<(u64, String), String> {
    match text.trim().replace(['_', ' '], "").parse::<u64>() {
        Ok(value) => Ok((value, value.to_string())),
        Err(_) => Err(format!("`{}` is not a whole number from 0", text.trim())),
    }
}

/// Reads whole numbers from 0, separated by commas; none where there is no text.
pub(super) fn counts(text: &str) -> Result<(Vec<u64>, String), String> {
    let parts = text.split(',').filter(|_| !text.trim().is_empty());
    let numbers: Result<Vec<u64>, String> = parts.map(|part| Ok(count(part)?.0)).collect();
    numbers.map(|numbers| (numbers.clone(), counts_text(&numbers)))
}

/// Whole numbers as they are typed.
pub(super) fn counts_text(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

/// Reads the path of a file; none where there is no text.
pub(super) fn path(text: &str) -> Result<(Option<PathBuf>, String), String> {
    let text = text.trim().to_owned();
    Ok(((!text.is_empty()).then(|| PathBuf::from(&text)), text))
}

/// The shortest digits that read back to the same number.
pub(super) fn number_text(value: f64) -> String {
    crate::optim::Value::Number(value).to_string()
}
