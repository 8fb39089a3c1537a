//! The learning-rate schedule of a run, with the curve of the rate.

use egui::{Button, ComboBox, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::desk::{self, Desk, row};
use super::icon::{self, Icon};
use super::look::NUMBER;
use super::settings_form::{self, Place};
use super::typed::{self, Typed};
use crate::optim::schedule::KINDS;
use crate::optim::{Family, Schedule, Table};
use crate::overlay::color32;
use crate::scene::Color;
use crate::spec::RunSpec;

/// Points of the curve at most.
const MOST_POINTS: usize = 300;
/// Height of the curve, points.
const HEIGHT: f32 = 44.0;

pub(super) fn show(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    index: usize,
    run: &mut RunSpec,
    color: Color,
    open: bool,
) {
    if !open && run.schedule.is_none() {
        return;
    }
    if run.optimizer.family() == Family::Classical && run.schedule.is_none() {
        row(ui, "schedule", "", |ui| {
            ui.label(RichText::new("no learning rate to schedule").weak())
        });
        return;
    }
    let number = index + 1;
    let key = format!("run.{index}.schedule");
    let steps = run.steps.unwrap_or(desk.spec.runs.steps);
    match &mut run.schedule {
        None => {
            run.schedule = kind(ui, &format!("Schedule of run {number}"), None, false).flatten();
        }
        Some(schedule) => {
            let change = parts(ui, desk, &key, number, schedule, open);
            let is_over = matches!(change, Some(Change::Kind(0, None)));
            if is_over {
                run.schedule = None;
            } else {
                if let Some(change) = change {
                    apply(schedule, change);
                }
                if open {
                    add(ui, number, schedule, steps);
                }
            }
            curve(ui, desk, index, color);
        }
    }
    desk.complain(ui, &key);
}

/// What is asked of a sequence.
enum Change {
    /// Another kind for a part; `None` for no schedule at all.
    Kind(usize, Option<Schedule>),
    /// A new first step for a part.
    Begin(usize, u64),
    /// To take a part away.
    Remove(usize),
}

/// Does what was asked for. The controls let through only what a sequence takes.
fn apply(schedule: &mut Schedule, change: Change) {
    let (mut parts, mut milestones) = (schedule.split(), schedule.milestones().to_vec());
    match change {
        Change::Kind(part, Some(kind)) => parts[part] = kind,
        Change::Kind(_, None) => return,
        Change::Begin(part, step) => milestones[part - 1] = step,
        Change::Remove(part) => {
            parts.remove(part);
            milestones.remove(part.saturating_sub(1));
        }
    }
    if let Ok(changed) = Schedule::sequential(parts, milestones) {
        *schedule = changed;
    }
}

/// The parts of a schedule, one below the other, each with where it begins, its kind and its numbers.
fn parts(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    key: &str,
    number: usize,
    schedule: &mut Schedule,
    open: bool,
) -> Option<Change> {
    let mut change = None;
    let count = schedule.parts().len();
    for part in 0..count {
        let whose = if count == 1 {
            format!("Schedule of run {number}")
        } else {
            format!("Part {} of the schedule of run {number}", part + 1)
        };
        if part > 0 {
            change = begin(ui, desk, key, part, &whose, schedule).or(change);
        }
        let table = schedule.parts()[part].table();
        ui.horizontal(|ui| {
            let asked = kind(ui, &whose, Some(table), count > 1);
            change = asked.map(|kind| Change::Kind(part, kind)).or(change.take());
            let help = "Takes this part out of the sequence";
            if count > 1
                && icon::button(ui, Icon::Remove, &format!("Remove: {whose}"), help).clicked()
            {
                change = Some(Change::Remove(part));
            }
        });
        let key = format!("{key}.{part}");
        let owner = if count == 1 {
            format!("the schedule of run {number}")
        } else {
            format!("part {} of the schedule of run {number}", part + 1)
        };
        let settings = &mut schedule.parts_mut()[part];
        settings_form::show(ui, desk, &Place { key: &key, owner: &owner }, settings, open);
    }
    change
}

/// The step at which a part takes over from the one before it.
fn begin(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    key: &str,
    part: usize,
    whose: &str,
    schedule: &Schedule,
) -> Option<Change> {
    let key = format!("{key}.begin.{part}");
    let now = schedule.milestones()[part - 1];
    let help = "Step at which this part begins, its milestone: not before the part above it";
    let read = |text: &str| {
        let (step, text) = typed::count(text)?;
        let mut milestones = schedule.milestones().to_vec();
        milestones[part - 1] = step;
        let built = Schedule::sequential(schedule.split(), milestones);
        built.map(|_| (step, text)).map_err(|error| error.to_string())
    };
    let name = format!("Begin of: {whose}");
    let (asked, wrong) = row(ui, "then, from", help, |ui| {
        let line = Typed { name: &name, help, hint: "", width: NUMBER, live: true, lines: 1 };
        line.show(ui, desk::id(&key), &now.to_string(), read)
    });
    desk.say(ui, &key, wrong);
    asked.map(|step| Change::Begin(part, step))
}

/// Appends a part that begins half way between the last one's begin and the end of the run.
fn add(ui: &mut Ui, number: usize, schedule: &mut Schedule, steps: u64) {
    let follows = schedule.parts().iter().all(|part| part.table().name != PLATEAU);
    let button = ui.add_enabled(follows, Button::new("Add a part  +"));
    desk::call(&button, format!("Add a part to the schedule of run {number}"));
    let button = button
        .on_hover_text(
            "Another schedule takes over at a step of your choice, as PyTorch's SequentialLR does",
        )
        .on_disabled_hover_text(NO_PLATEAU);
    if button.clicked() {
        let last = schedule.milestones().last().copied().unwrap_or(0);
        let mut milestones = schedule.milestones().to_vec();
        milestones.push(last.max(last.midpoint(steps)));
        let mut parts = schedule.split();
        parts.extend(Schedule::from_name("exponential"));
        if let Ok(longer) = Schedule::sequential(parts, milestones) {
            *schedule = longer;
        }
    }
}

/// The kind that a sequence cannot hold, and why.
const PLATEAU: &str = "plateau";
const NO_PLATEAU: &str =
    "Plateau watches the loss, which a sequence does not pass on; choose another kind first";

/// The kind of a schedule or of a part of one; the outer `None`: as it was, the inner one: no schedule.
fn kind(
    ui: &mut Ui,
    name: &str,
    chosen: Option<&'static Table>,
    is_part: bool,
) -> Option<Option<Schedule>> {
    const NONE: &str = "constant rate";
    let help = "How the learning rate changes from step to step, as PyTorch's schedulers do";
    let mut asked = None;
    row(ui, "schedule", help, |ui| {
        let shown = chosen.map_or(NONE, |table| table.title);
        let list = ComboBox::from_id_salt(name).selected_text(shown).width(140.0);
        let response = list.show_ui(ui, |ui| {
            if !is_part && ui.selectable_label(chosen.is_none(), NONE).clicked() {
                asked = chosen.is_some().then_some(None);
            }
            for kind in KINDS {
                let table = &kind.table;
                let fits = !(is_part && table.name == PLATEAU);
                let label =
                    ui.add_enabled(fits, Button::selectable(shown == table.title, table.title));
                let label = label.on_hover_text(table.library).on_disabled_hover_text(NO_PLATEAU);
                if label.clicked() && shown != table.title {
                    asked = Schedule::from_name(table.name).ok().map(Some);
                }
            }
        });
        desk::call(&response.response, name);
    });
    asked
}

/// The rate against the steps, with the playhead on it.
fn curve(ui: &mut Ui, desk: &Desk<'_>, index: usize, color: Color) {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, ui.visuals().extreme_bg_color);
    let Some(track) = desk.session.tracks().iter().find(|track| track.plan.run == index) else {
        return;
    };
    let (steps, rates) = (track.trajectory.steps(), track.trajectory.rates());
    let high = rates.iter().copied().filter(|rate| rate.is_finite()).fold(0.0, f64::max);
    if rates.len() < 2 || high <= 0.0 {
        return;
    }
    let last_row = rates.len() - 1;
    let last = steps[last_row] as f64;
    let place = |step: f64, rate: f64| {
        let x = rect.min.x + rect.width() * (step / last) as f32;
        pos2(x, rect.max.y - 2.0 - (rect.height() - 4.0) * (rate / high) as f32)
    };
    let stride = rates.len().div_ceil(MOST_POINTS);
    let rows = (0..last_row).step_by(stride).chain([last_row]);
    let points = rows.map(|row| place(steps[row] as f64, rates[row])).collect();
    painter.add(Shape::line(points, Stroke::new(1.5, color32(color))));
    let now = place(desk.session.step().min(last), 0.0).x;
    painter.vline(now, rect.y_range(), ui.visuals().widgets.noninteractive.bg_stroke);
    let rate = rates[track.trajectory.index_at(desk.session.step() as u64).unwrap_or(0)];
    let rate = super::typed::number_text(rate);
    response.on_hover_text(format!("Learning rate against the steps; now {rate}, largest {high}"));
}
