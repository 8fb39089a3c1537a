//! Lines through the weights of a network: added, changed and removed.

use egui::{RichText, Ui};

use super::Wish;
use super::desk::{self, Desk, heading, row};
use super::icon::{self, Icon};
use super::probe_panel::small_button;
use super::typed;
use super::weights_form::{self, RandomDirections, WeightsFile};
use crate::objective::plane::Centre;
use crate::overlay::color32;
use crate::scene::ShownLine;
use crate::session::Command;
use crate::spec::{LineDirection, LineEnd, LineSpec};

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
        desk.drafts.remove_line(index);
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
    key: &'static str,
    end: &mut LineEnd,
    run: &mut usize,
) {
    let help = "A point of a run's way through the weights, or a file of weights";
    let (at, whose) = (format!("line.{index}.{key}"), format!("of line {}", index + 1));
    let draft = desk.drafts.line_files.remove(&(index, key));
    let mut chosen = match end {
        LineEnd::Of(point) if draft.is_none() => Some(*point),
        _ => None,
    };
    let step =
        if let Some(Centre::Step(step)) = chosen { step } else { weights_form::playhead(desk) };
    row(ui, key, help, |ui| {
        weights_form::point_list(ui, &format!("{key} {whose}"), help, step, true, &mut chosen);
    });
    match &mut chosen {
        Some(point) => {
            if let Centre::Step(step) = point {
                weights_form::step_of_point(ui, desk, &at, &format!("{key} step {whose}"), step);
            }
            show_run(ui, desk, index, key, run);
            *end = LineEnd::Of(*point);
            if draft.is_some_and(|file| !file.as_os_str().is_empty()) {
                // Asking for what is there takes the complaint about the file away.
                let there = Box::new(desk.session.spec().clone());
                desk.wishes.push(Wish::Do(Command::Edit(there)));
            }
        }
        None => {
            let of_run = matches!(end, LineEnd::Of(_));
            let former = match end {
                LineEnd::File(path) => path.clone(),
                LineEnd::Of(_) => draft.unwrap_or_default(),
            };
            let (file_key, name) = (format!("{at}.file"), format!("{key} file {whose}"));
            let row = WeightsFile { key: &file_key, label: "file", name: &name, otherwise: None };
            let asked = row.show(ui, desk, &former);
            if let Some(path) = &asked {
                *end = LineEnd::File(path.clone());
            }
            if of_run {
                desk.drafts.line_files.insert((index, key), asked.unwrap_or(former));
            }
        }
    }
    desk.complain(ui, &at);
}

/// The run that an end is a point of.
fn show_run(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, key: &str, run: &mut usize) {
    let (label, at) = (format!("{key} run"), format!("line.{index}.{key}_run"));
    let name = format!("{label} of line {}", index + 1);
    let help = "The run that this is a point of, counted from 1: every optimizer from every seed";
    let read = |text: &str| {
        let (number, text) = typed::count(text)?;
        weights_form::known_run(desk, number)?;
        Ok((number, text))
    };
    let (asked, wrong) = row(ui, &label, help, |ui| {
        desk::number_box(&name, help).show(ui, desk::id(&at), &run.to_string(), read)
    });
    *run = asked.map_or(*run, |number| usize::try_from(number).unwrap_or(usize::MAX));
    desk.say(ui, &at, wrong);
}

fn show_direction(ui: &mut Ui, desk: &mut Desk<'_>, index: usize, spec: &mut LineSpec) {
    let former = RandomDirections {
        normalisation: spec.normalisation.unwrap_or_default(),
        biases: spec.biases.unwrap_or_default(),
        seed: spec.seed.unwrap_or_default(),
    };
    let mut asked = former;
    let (key, whose) = (format!("line.{index}"), format!("line {}", index + 1));
    asked.show(ui, desk, &key, &whose, "New direction");
    // What stays as it is need not be said.
    if asked.normalisation != former.normalisation {
        spec.normalisation = Some(asked.normalisation);
    }
    if asked.biases != former.biases {
        spec.biases = Some(asked.biases);
    }
    if asked.seed != former.seed {
        spec.seed = Some(asked.seed);
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
