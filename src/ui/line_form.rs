//! Lines through the weights of a network: added, changed and removed.

use std::path::PathBuf;

use egui::{ComboBox, RichText, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::icon::{self, Icon};
use super::probe_panel::small_button;
use super::typed::Typed;
use crate::objective::plane::{Centre, Normalisation};
use crate::overlay::color32;
use crate::scene::ShownLine;
use crate::spec::{LineDirection, LineEnd, LineSpec};

/// The step that stands first where one is asked for.
const FIRST_STEP: u64 = 0;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    if desk.session.objective().landscape().is_none() {
        return;
    }
    heading(ui, "Lines through the weights");
    ui.horizontal_wrapped(|ui| add(ui, desk));
    let mut removed = None;
    let shown = desk.session.lines();
    for index in 0..desk.spec.line.len() {
        if line(ui, desk, shown.get(index), index) {
            removed = Some(index);
        }
    }
    if let Some(index) = removed {
        desk.spec.line.remove(index);
    }
    desk.complain(ui, "line");
}

/// Buttons that add a line of each kind.
fn add(ui: &mut Ui, desk: &mut Desk<'_>) {
    let runs = desk.session.tracks().len();
    let help = "The loss on the straight way from where run 1 begins to where it ends";
    if small_button(ui, "+ start to end", "Line from start to end", help).clicked() {
        desk.spec.line.push(LineSpec::default());
    }
    ui.add_enabled_ui(runs > 1, |ui| {
        let help =
            "The loss on the straight way between the ends of runs 1 and 2: a barrier, or none";
        let why_not = "There is one run alone: give the network a second seed";
        let button = small_button(ui, "+ between runs", "Line between runs", help);
        if button.on_disabled_hover_text(why_not).clicked() {
            desk.spec.line.push(LineSpec::between_runs(1, 2));
        }
    });
    let help = "The loss along a random direction from where run 1 ends, normalised by filter";
    if small_button(ui, "+ random", "Line along a random direction", help).clicked() {
        let direction = Some(LineDirection::Random);
        desk.spec.line.push(LineSpec { direction, ..LineSpec::default() });
    }
}

/// One line; whether it is to be removed.
fn line(ui: &mut Ui, desk: &mut Desk<'_>, shown: Option<&ShownLine>, index: usize) -> bool {
    let mut spec = desk.spec.line[index].clone();
    let number = index + 1;
    let is_removed = ui
        .horizontal(|ui| {
            if let Some(shown) = shown {
                ui.label(RichText::new("—").color(color32(shown.color)).strong());
            }
            ui.label(RichText::new(format!("{number}  {}", spec.name())).strong());
            icon::button(ui, Icon::Remove, &format!("Remove line {number}"), "Removes it").clicked()
        })
        .inner;
    if let Some(note) = shown.and_then(|shown| shown.note.as_deref()) {
        ui.label(RichText::new(note).weak());
    }
    let (mut end, mut run) = spec.beginning();
    show_end(ui, desk, index, "from", &mut end, &mut run);
    if (&end, run) != (&spec.beginning().0, spec.beginning().1) {
        // Files belong to no run.
        spec.from_run = matches!(end, LineEnd::Of(_)).then_some(run);
        spec.from = Some(end);
    }
    match spec.end() {
        Some((mut end, mut run)) => {
            let former = (end.clone(), run);
            show_end(ui, desk, index, "to", &mut end, &mut run);
            if (&end, run) != (&former.0, former.1) {
                spec.to_run = matches!(end, LineEnd::Of(_)).then_some(run);
                spec.to = Some(end);
            }
        }
        None => show_direction(ui, desk, index, &mut spec),
    }
    show_span(ui, desk, index, &mut spec);
    desk.complain(ui, &format!("line.{index}"));
    desk.spec.line[index] = spec;
    is_removed
}

/// What an end of a line is: a point of a run or a file.
fn show_end(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    index: usize,
    key: &str,
    end: &mut LineEnd,
    run: &mut usize,
) {
    let help = "A point of a run's way through the weights, or a file of weights";
    let name = format!("{key} of line {}", index + 1);
    let step = if let LineEnd::Of(Centre::Step(step)) = end { *step } else { FIRST_STEP };
    let file = if let LineEnd::File(path) = end { path.clone() } else { "weights.npz".into() };
    let choices = [
        ("first weights", LineEnd::Of(Centre::Initial)),
        ("final weights", LineEnd::Of(Centre::Final)),
        ("mean of the path", LineEnd::Of(Centre::Mean)),
        ("a step", LineEnd::Of(Centre::Step(step))),
        ("a file", LineEnd::File(file)),
    ];
    row(ui, key, help, |ui| {
        let chosen = choices.iter().find(|(_, choice)| choice == end).map_or("", |(word, _)| word);
        let list = ComboBox::from_id_salt(&name).selected_text(chosen).width(132.0);
        let list = list.show_ui(ui, |ui| {
            for (word, choice) in &choices {
                ui.selectable_value(end, choice.clone(), *word);
            }
        });
        desk::call(&list.response, &name);
    });
    if let LineEnd::Of(Centre::Step(step)) = end {
        let help = "The step whose weights are meant; of a run that ended earlier, its last";
        desk.count(ui, &format!("line.{index}.{key}.step"), &format!("{key} step"), help, step);
    }
    if let LineEnd::File(path) = end {
        show_file(ui, index, key, path);
    } else {
        let mut number = *run as u64;
        let help =
            "The run that this is a point of, counted from 1: every optimizer from every seed";
        let at = format!("line.{index}.{key}_run");
        desk.count(ui, &at, &format!("{key} run"), help, &mut number);
        *run = usize::try_from(number).unwrap_or(usize::MAX);
    }
    desk.complain(ui, &format!("line.{index}.{key}"));
}

fn show_file(ui: &mut Ui, index: usize, key: &str, path: &mut PathBuf) {
    let help = "Path of a .npz or .safetensors file, relative to the scene file; Enter reads it";
    let text = path.display().to_string();
    let name = format!("{key} file of line {}", index + 1);
    let id = desk::id(&format!("line.{index}.{key}.file"));
    // Not an end of a line unless the extension says so.
    let read = |text: &str| match text.trim() {
        file if file.ends_with(".npz") || file.ends_with(".safetensors") => {
            Ok((PathBuf::from(file), file.to_owned()))
        }
        _ => Err("a file of weights ends in .npz or .safetensors".to_owned()),
    };
    let (asked, wrong) = row(ui, "file", help, |ui| {
        let width = ui.available_width();
        let line = Typed { name: &name, help, hint: "weights.npz", width, live: false, lines: 1 };
        line.show(ui, id, &text, read)
    });
    if let Some(asked) = asked {
        *path = asked;
    }
    if let Some(wrong) = wrong {
        desk::complaint(ui, &wrong);
    }
}

fn show_direction(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, spec: &mut LineSpec) {
    row(ui, "scaled", "How the random direction is scaled to the weights", |ui| {
        let choices = [
            (Normalisation::Filter, "filter", "Every unit's incoming weights keep their length"),
            (Normalisation::Layer, "layer", "All weights of a layer together keep their length"),
            (Normalisation::Raw, "raw", "As drawn"),
        ];
        let chosen = spec.normalisation.unwrap_or_default();
        spec.normalisation = choice(ui, chosen, &choices).or(spec.normalisation);
    });
    let mut biases = spec.biases.unwrap_or_default();
    let help = "Whether biases take part in the direction";
    if ui.checkbox(&mut biases, "biases too").on_hover_text(help).changed() {
        spec.biases = Some(biases);
    }
    let former = spec.seed.unwrap_or_default();
    let mut seed = former;
    let help = "Seed of the random direction";
    desk.count(ui, &format!("line.{index}.seed"), "direction seed", help, &mut seed);
    if seed != former {
        spec.seed = Some(seed);
    }
}

/// How much of the line is shown, and how finely.
fn show_span(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, spec: &mut LineSpec) {
    let span = spec.span();
    let (former, mut t) = ([span.min, span.max], [span.min, span.max]);
    let help = "Both ends of t: 0 at the first point, 1 at the second";
    let names = [format!("line {} t from", index + 1), format!("line {} t to", index + 1)];
    let names = [names[0].as_str(), names[1].as_str()];
    desk.pair(ui, &format!("line.{index}.t"), "t", names, help, &mut t);
    if t != former {
        spec.t = Some(t);
    }
    let former = spec.count() as u64;
    let mut count = former;
    let help = "Evenly spaced samples, both ends included";
    let name = format!("samples of line {}", index + 1);
    desk.count(ui, &format!("line.{index}.samples"), &name, help, &mut count);
    if count != former {
        spec.samples = Some(usize::try_from(count).unwrap_or(usize::MAX));
    }
}
