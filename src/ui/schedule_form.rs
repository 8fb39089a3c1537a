//! The learning-rate schedule of a run, with the curve of the rate.

use egui::{ComboBox, RichText, Sense, Shape, Stroke, Ui, pos2, vec2};

use super::desk::{self, Desk, row};
use super::settings_form::{self, Place};
use crate::optim::schedule::KINDS;
use crate::optim::{Family, Schedule};
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
    kind(ui, number, run);
    let key = format!("run.{index}.schedule");
    if let Some(schedule) = &mut run.schedule {
        let milestones = schedule.milestones().to_vec();
        for (part, settings) in schedule.parts_mut().iter_mut().enumerate() {
            if let Some(step) = part.checked_sub(1).and_then(|before| milestones.get(before)) {
                let title = settings.table().title;
                ui.label(RichText::new(format!("from step {step}: {title}")).weak());
            }
            let key = format!("{key}.{part}");
            let owner = format!("the schedule of run {number}");
            settings_form::show(ui, desk, &Place { key: &key, owner: &owner }, settings, open);
        }
        curve(ui, desk, index, color);
    }
    desk.complain(ui, &key);
}

fn kind(ui: &mut Ui, number: usize, run: &mut RunSpec) {
    let help = "How the learning rate changes from step to step, as PyTorch's schedulers do";
    row(ui, "schedule", help, |ui| {
        const NONE: &str = "constant rate";
        let shown = match &run.schedule {
            None => NONE,
            Some(schedule) if schedule.parts().len() > 1 => "a sequence",
            Some(schedule) => schedule.parts().first().map_or(NONE, |part| part.table().title),
        };
        let list = ComboBox::from_id_salt(("schedule", number)).selected_text(shown).width(140.0);
        let response = list.show_ui(ui, |ui| {
            if ui.selectable_label(run.schedule.is_none(), NONE).clicked() {
                run.schedule = None;
            }
            for kind in KINDS {
                let table = &kind.table;
                let label = ui.selectable_label(shown == table.title, table.title);
                if label.on_hover_text(table.library).clicked() && shown != table.title {
                    run.schedule = Schedule::from_name(table.name).ok();
                }
            }
        });
        desk::call(&response.response, format!("Schedule of run {number}"));
    });
}

/// The rate against the steps, with the playhead on it.
fn curve(ui: &mut Ui, desk: &Desk<'_>, index: usize, color: Color) {
    let Some(track) = desk.session.tracks().iter().find(|track| track.plan.run == index) else {
        return;
    };
    let (steps, rates) = (track.trajectory.steps(), track.trajectory.rates());
    let high = rates.iter().copied().filter(|rate| rate.is_finite()).fold(0.0, f64::max);
    if rates.len() < 2 || high <= 0.0 {
        return;
    }
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let last_row = rates.len() - 1;
    let last = steps[last_row] as f64;
    let place = |step: f64, rate: f64| {
        let x = rect.min.x + rect.width() * (step / last) as f32;
        pos2(x, rect.max.y - 2.0 - (rect.height() - 4.0) * (rate / high) as f32)
    };
    let stride = rates.len().div_ceil(MOST_POINTS);
    let rows = (0..last_row).step_by(stride).chain([last_row]);
    let points = rows.map(|row| place(steps[row] as f64, rates[row])).collect();
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, ui.visuals().extreme_bg_color);
    painter.add(Shape::line(points, Stroke::new(1.5, color32(color))));
    let now = place(desk.session.step().min(last), 0.0).x;
    painter.vline(now, rect.y_range(), ui.visuals().widgets.noninteractive.bg_stroke);
    let rate = rates[track.trajectory.index_at(desk.session.step() as u64).unwrap_or(0)];
    let rate = super::typed::number_text(rate);
    response.on_hover_text(format!("Learning rate against the steps; now {rate}, largest {high}"));
}
