//! Fair tuning: its few settings, the search under way, its chart, and the button that takes its settings over.

use std::ops::Bound;

use egui::{Button, ComboBox, ProgressBar, RichText, Sense, Ui, vec2};

use super::desk::{self, Desk, heading, row};
use super::look::NUMBER;
use super::{Explorer, Wish};
use crate::optim::tune::{Contest, Tuned};
use crate::optim::{Hyperparameter, Limits, Value};
use crate::overlay;
use crate::scene::ticks;
use crate::session::{Command, Tuning};
use crate::spec::{LeftOut, SpecError};

/// Height of the chart, points.
const CHART: f32 = 250.0;
/// What the list of hyperparameters calls none of them.
const RATE_ALONE: &str = "none";

pub(super) fn show(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>) {
    heading(ui, "Tune fairly");
    settings(ui, desk);
    let contest = desk.session.contest();
    let tuning = desk.session.tuning();
    let asked = begin(ui, &contest, tuning);
    desk.wishes.extend(asked.map(Wish::Do));
    if let Ok((_, left_out)) = &contest {
        for LeftOut { reason, .. } in left_out {
            ui.label(RichText::new(format!("{reason}; it stays as it is")).small().weak());
        }
    }
    let Some(tuning) = tuning else { return };
    chart(ui, desk);
    if let Some(tuned) = tuning.tuned() {
        tuned.iter().for_each(|tuned| outcome(ui, tuned));
        if take_over(ui, tuning, tuned) {
            explorer.runs_chosen = true;
            desk.wishes.push(Wish::Do(Command::TakeTuned));
        }
    }
}

fn settings(ui: &mut Ui, desk: &mut Desk<'_>) {
    let mut tune = desk.spec.tune.clone();
    let mut trials = u64::from(tune.trials);
    let help = "Settings tried for each optimizer, the same number for all: half on an even grid, half around the best";
    desk.count(ui, "tune.trials", "trials", help, &mut trials);
    tune.trials = u32::try_from(trials).unwrap_or(u32::MAX);
    let help = "Both ends of the learning rates, searched on a logarithmic scale";
    desk.pair(ui, "tune.lr", "rates", ["lowest rate", "highest rate"], help, &mut tune.lr);
    parameter(ui, desk, &mut tune.parameter, &mut tune.range);
    if let (Some(key), Some(range)) = (&tune.parameter, &mut tune.range) {
        let help = "Both ends of this hyperparameter; logarithmic where the first is positive and the second ten times it";
        desk.pair(ui, "tune.range", key, ["lowest value", "highest value"], help, range);
    }
    if desk.spec.runs.noise > 0.0 || desk.spec.runs.batch.is_some() {
        let mut repeats = u64::from(tune.repeats);
        let help =
            "Each trial runs with so many seeds, since noise or mini-batches are drawn at random";
        desk.count(ui, "tune.repeats", "seeds", help, &mut repeats);
        tune.repeats = u32::try_from(repeats).unwrap_or(u32::MAX);
    }
    desk.spec.tune = tune;
}

/// The choice of one hyperparameter besides the rate, of those that are numbers in any of the runs.
fn parameter(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    chosen: &mut Option<String>,
    range: &mut Option<[f64; 2]>,
) {
    let mut lines: Vec<&'static Hyperparameter> = Vec::new();
    for run in desk.spec.run.iter().flatten() {
        for line in run.optimizer.table().hyperparameters {
            let is_number = matches!(line.limits, Limits::Number(..)) && line.name != "lr";
            if is_number && !lines.iter().any(|known| known.name == line.name) {
                lines.push(line);
            }
        }
    }
    let help = "One hyperparameter that is tuned besides the rate, where an optimizer has it; it takes half of the trials";
    row(ui, "also tune", help, |ui| {
        let shown = chosen.as_deref().unwrap_or(RATE_ALONE).to_owned();
        let list =
            ComboBox::from_id_salt("tuned hyperparameter").selected_text(shown).width(NUMBER);
        let response = list.show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), RATE_ALONE).clicked() {
                (*chosen, *range) = (None, None);
            }
            for line in lines {
                let is_chosen = chosen.as_deref() == Some(line.name);
                let label = ui.selectable_label(is_chosen, line.name).on_hover_text(line.help);
                if label.clicked() && !is_chosen {
                    (*chosen, *range) = (Some(line.name.to_owned()), Some(usual_range(line)));
                }
            }
        });
        desk::call(&response.response, "Tuned hyperparameter");
    });
    desk.complain(ui, "tune.parameter");
}

/// A range to begin with: most of the unit interval for shares, two powers of ten either way for other numbers.
fn usual_range(line: &Hyperparameter) -> [f64; 2] {
    let default = match line.default {
        Value::Number(value) => value,
        _ => 0.0,
    };
    let is_share = match line.limits {
        Limits::Number(_, Bound::Included(high) | Bound::Excluded(high)) => high == 1.0,
        _ => default == 0.0,
    };
    let wide = match (is_share, default) {
        (true, share) => [0.0, (1.0 - 0.1 * (1.0 - share)).clamp(0.99, 0.9999)],
        (false, value) if value > 0.0 => [0.01 * value, 100.0 * value],
        (false, value) => [value - 1.0, value + 1.0],
    };
    let admits = |value: f64| line.admits(&Value::Number(value));
    if admits(wide[0]) { wide } else { [0.01, wide[1]] }
}

/// The button that begins, or the state of the search and the button that stops it.
fn begin(
    ui: &mut Ui,
    contest: &Result<(Contest, Vec<LeftOut>), SpecError>,
    tuning: Option<&Tuning>,
) -> Option<Command> {
    let mut asked = None;
    if let Some(tuning) = tuning.filter(|tuning| tuning.is_under_way()) {
        let (done, all) = (tuning.done(), tuning.contest().trials());
        ui.horizontal(|ui| {
            let text = format!("{done} of {all} trials");
            let share = done as f32 / all.max(1) as f32;
            let width = ui.available_width() - 64.0;
            ui.add(ProgressBar::new(share).text(text).desired_width(width));
            if ui
                .button("Stop")
                .on_hover_text("Gives the search up; the runs stay as they are")
                .clicked()
            {
                asked = Some(Command::StopTuning);
            }
        });
        return asked;
    }
    let help = contest.as_ref().map_or(String::new(), |(contest, _)| promise(contest));
    let why_not = contest.as_ref().err().map_or(String::new(), |error| error.message.clone());
    let button = ui.add_enabled(contest.is_ok(), Button::new("Tune")).on_hover_text(help);
    if button.on_disabled_hover_text(&why_not).clicked() {
        asked = Some(Command::Tune);
    }
    if !why_not.is_empty() {
        ui.label(RichText::new(why_not).small().weak());
    }
    asked
}

/// What the search will do, its budget and its score.
fn promise(contest: &Contest) -> String {
    let count = contest.entrants.len();
    let optimizers =
        if count == 1 { "the optimizer".to_owned() } else { format!("each of {count} optimizers") };
    format!(
        "Searches the learning rate of {optimizers} under the same budget: {}.\n\
         The runs stay as they are until the settings are taken over.",
        contest.summary()
    )
}

fn chart(ui: &mut Ui, desk: &Desk<'_>) {
    let Some(chart) = desk.session.tune_chart() else { return };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), CHART), Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, "Loss against rate")
    });
    overlay::paint_tune_plot(&ui.painter_at(rect), &chart, rect);
    response.on_hover_text(format!(
        "{}: {}. Ringed: the best; crosses: diverged trials; dashed: the loss where the runs start",
        chart.loss, chart.how
    ));
}

/// What was found for one optimizer, beside what it had.
fn outcome(ui: &mut Ui, tuned: &Tuned) {
    let number =
        |loss: f64| if loss.is_finite() { ticks::number(loss) } else { "diverged".to_owned() };
    let before = number(tuned.score_before);
    let text = match (tuned.best(), tuned.optimizer()) {
        (Some(best), Some(optimizer)) => {
            format!("{}: {} (before: {before})", optimizer.label(), number(best.score))
        }
        _ => format!("{}: every trial diverged", tuned.before.label()),
    };
    ui.label(RichText::new(text).small())
        .on_hover_text("Score of the best settings, and of those in the run");
}

fn take_over(ui: &mut Ui, tuning: &Tuning, tuned: &[Tuned]) -> bool {
    let why_not = if tuning.is_taken() {
        Some("These settings are in the runs already")
    } else if tuned.iter().all(|tuned| tuned.best().is_none()) {
        Some("Every trial diverged: search lower rates")
    } else {
        None
    };
    let help =
        "Puts the best settings into the runs; their legend says that they were tuned and how";
    let button = ui.add_enabled(why_not.is_none(), Button::new("Take over")).on_hover_text(help);
    button.on_disabled_hover_text(why_not.unwrap_or_default()).clicked()
}
