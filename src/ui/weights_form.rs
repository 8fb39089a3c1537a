//! Rows that more than one form has about the weights of a network: a point of a run, a file, a random direction.

use std::path::{Path, PathBuf};

use egui::{ComboBox, Ui};

use super::desk::{self, Desk, choice, row};
use super::network_form::LIST;
use super::typed::{self, Typed};
use crate::io::WeightsFormat;
use crate::objective::plane::{Centre, Normalisation};

/// Width of the box for a seed or a step beside a button, points.
const BESIDE_BUTTON: f32 = 64.0;

/// A list of the points that a run has; `step` is that of "a step". With `or_file` there is one entry more, which is `None`.
pub(super) fn point_list(
    ui: &mut Ui,
    name: &str,
    help: &str,
    step: u64,
    or_file: bool,
    chosen: &mut Option<Centre>,
) {
    let points = [
        (Some(Centre::Final), "final weights", "Where the path ends"),
        (Some(Centre::Initial), "first weights", "Where the path begins"),
        (Some(Centre::Mean), "mean of the path", "The mean of all its points"),
        (
            Some(Centre::Step(step)),
            "a step",
            "Where the path is at a step, such as that of the playhead",
        ),
        (None, "a file", "The weights of a .npz or .safetensors file"),
    ];
    let points = &points[..if or_file { 5 } else { 4 }];
    let shown = points.iter().find(|(point, ..)| point == chosen).map_or("", |(_, word, _)| word);
    let list = ComboBox::from_id_salt(name).selected_text(shown).width(LIST);
    let response = list.show_ui(ui, |ui| {
        for (point, word, help) in points {
            ui.selectable_value(chosen, *point, *word).on_hover_text(*help);
        }
    });
    desk::call(&response.response.on_hover_text(help), name);
}

/// The step of a point; `name` is what its box is called.
pub(super) fn step_of_point(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    key: &str,
    name: &str,
    step: &mut u64,
) {
    let here = playhead(desk);
    let help = "The step of the run whose weights are meant, or the last row before it";
    let mut wrong = None;
    row(ui, "step", help, |ui| {
        let line = Typed { width: BESIDE_BUTTON, ..desk::number_box(name, help) };
        let (asked, complaint) = line.show(ui, desk::id(key), &step.to_string(), typed::count);
        *step = asked.unwrap_or(*step);
        wrong = complaint;
        let help = format!("Takes the step of the playhead, {here}");
        if ui.button("Here").on_hover_text(help).clicked() {
            *step = here;
        }
    });
    desk.say(ui, key, wrong);
}

/// The step that the playhead has come to.
pub(super) fn playhead(desk: &Desk<'_>) -> u64 {
    desk.session.step().floor().max(0.0) as u64
}

/// Whether there is a run of this number, or else why not.
pub(super) fn known_run(desk: &Desk<'_>, run: u64) -> Result<(), String> {
    let count = desk.session.tracks().len() as u64;
    match run {
        run if (1..=count).contains(&run) => Ok(()),
        _ if count == 0 => Err("there is no run: add one under Runs".to_owned()),
        run => Err(format!(
            "there is no run {run}: the runs are 1 to {count}, every optimizer from every seed"
        )),
    }
}

/// A row with the path of a file of weights.
pub(super) struct WeightsFile<'a> {
    /// Its key.
    pub(super) key: &'a str,
    /// What stands before it.
    pub(super) label: &'a str,
    /// What it is called where it cannot be seen.
    pub(super) name: &'a str,
    /// What holds where no file is named; `None` where one has to be.
    pub(super) otherwise: Option<&'a str>,
}

impl WeightsFile<'_> {
    /// Shows the path, an empty one where there is none, and returns another that was typed.
    pub(super) fn show(self, ui: &mut Ui, desk: &mut Desk<'_>, file: &Path) -> Option<PathBuf> {
        let Self { key, label, name, otherwise } = self;
        let help =
            "A .npz or .safetensors file of weights, relative to the scene file; Enter reads it";
        let help = otherwise.map_or(help.to_owned(), |what| format!("{help}; empty: {what}"));
        let hint = otherwise.unwrap_or("weights.npz");
        let read = |text: &str| {
            let (path, text) = typed::path(text)?;
            match path {
                Some(path) => match WeightsFormat::of(&path) {
                    Ok(_) => Ok((path, text)),
                    Err(error) => Err(error.to_string()),
                },
                None if otherwise.is_some() => Ok((PathBuf::new(), text)),
                None => Err("name a .npz or .safetensors file".to_owned()),
            }
        };
        let text = file.display().to_string();
        let (asked, wrong) = row(ui, label, help.as_str(), |ui| {
            let width = ui.available_width();
            let line = Typed { name, help: &help, hint, width, live: false, lines: 1 };
            line.show(ui, desk::id(key), &text, read)
        });
        desk.say(ui, key, wrong);
        asked
    }
}

/// How random directions are drawn.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct RandomDirections {
    pub(super) normalisation: Normalisation,
    pub(super) biases: bool,
    pub(super) seed: u64,
}

impl RandomDirections {
    /// Shows how those of `whose` are drawn, such as `the plane`; `key` is the section that says it, and `draw` what the
    /// button is called that draws anew.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        desk: &mut Desk<'_>,
        key: &str,
        whose: &str,
        draw: &str,
    ) {
        row(ui, "scaled by", "How random directions are scaled to the weights", |ui| {
            let choices = [
                (
                    Normalisation::Filter,
                    "filter",
                    "All incoming weights of a unit get the length of its own weights",
                ),
                (
                    Normalisation::Layer,
                    "layer",
                    "All weights of a layer get the length of its own weights",
                ),
                (Normalisation::Raw, "raw", "As drawn: every component is standard normal"),
            ];
            self.normalisation =
                choice(ui, self.normalisation, &choices).unwrap_or(self.normalisation);
        });
        row(ui, "", "", |ui| {
            let help =
                "Whether biases are moved as well; otherwise they stay as at the point itself";
            let response = ui.checkbox(&mut self.biases, "biases, too").on_hover_text(help);
            desk::call(&response, format!("Biases of {whose}"));
        });
        let (key, name) = (format!("{key}.seed"), format!("seed of {whose}"));
        let help = "Seed of random directions: the same seed draws the same ones";
        let mut wrong = None;
        row(ui, "seed", help, |ui| {
            let line = Typed { width: BESIDE_BUTTON, ..desk::number_box(&name, help) };
            let text = self.seed.to_string();
            let (asked, complaint) = line.show(ui, desk::id(&key), &text, typed::count);
            self.seed = asked.unwrap_or(self.seed);
            wrong = complaint;
            let response = ui.button(draw).on_hover_text("Draws anew, by the next seed");
            desk::call(&response, format!("{draw} of {whose}"));
            if response.clicked() {
                self.seed = self.seed.wrapping_add(1);
            }
        });
        desk.say(ui, &key, wrong);
    }
}
