//! The Probe part: what is read at a point, what is drawn there, critical points, sections and lines.

use egui::{Button, Grid, Label, RichText, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::{Wish, critical_table, line_form, section_form};
use crate::scene::Tangents;
use crate::session::Command;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    place(ui, desk);
    read_out(ui, desk);
    drawn(ui, desk);
    critical_table::show(ui, desk);
    section_form::show(ui, desk);
    line_form::show(ui, desk);
}

/// Where the probe is; typed, or taken away.
fn place(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Probe");
    let names = desk.axis_names();
    let Some(at) = desk.spec.probe.at else {
        ui.label(RichText::new("Click a point of the surface to read it here.").weak());
        let help = "Puts the probe to the middle of the domain";
        if ui.button("Probe the middle").on_hover_text(help).clicked() {
            let domain = desk.session.objective().domain;
            desk.wishes
                .push(Wish::Do(Command::Probe(Some([domain.x.middle(), domain.y.middle()]))));
        }
        return;
    };
    let mut asked = at;
    for (k, name) in names.iter().enumerate() {
        let help = "Where the probe is; Alt+arrows move it by 1/200 of the domain, Alt+Shift+arrows by a tenth of that";
        let label = format!("probe {name}");
        desk.number(ui, &format!("probe.at.{k}"), &label, help, &mut asked[k]);
    }
    desk.complain(ui, "probe.at");
    desk.spec.probe.at = Some(asked);
    ui.horizontal(|ui| {
        let help = "Copies all numbers in all digits (Ctrl+C)";
        if ui.button("Copy").on_hover_text(help).clicked()
            && let Some(text) = desk.session.probe_text()
        {
            ui.ctx().copy_text(text);
        }
        let help = "Brings the point to the centre of the picture";
        if ui.button("Centre").on_hover_text(help).clicked() {
            desk.wishes.push(Wish::Do(Command::Recentre { parameters: at }));
        }
        if ui.button("Unpin").on_hover_text("Takes the probe away (Esc)").clicked() {
            desk.wishes.push(Wish::Do(Command::Probe(None)));
        }
    });
}

/// Names and numbers.
fn read_out(ui: &mut Ui, desk: &Desk<'_>) {
    let Some(probe) = desk.session.probe() else { return };
    ui.add_space(4.0);
    ui.scope(|ui| numbers(ui, &probe.lines));
    if let Some(note) = &probe.note {
        desk::complaint(ui, note);
    }
}

fn numbers(ui: &mut Ui, lines: &[[String; 2]]) {
    let grid = Grid::new("probe").num_columns(2).spacing([16.0, 2.0]).min_row_height(17.0);
    ui.spacing_mut().interact_size.y = 17.0;
    grid.show(ui, |ui| {
        for [name, value] in lines {
            ui.label(RichText::new(name).weak());
            ui.add(Label::new(RichText::new(value).monospace().size(11.5)).extend());
            ui.end_row();
        }
    });
}

/// What is drawn at the point.
fn drawn(ui: &mut Ui, desk: &mut Desk<'_>) {
    let spec = &mut desk.spec.probe;
    row(ui, "tangent", "What is drawn of the tangent plane at the probe", |ui| {
        let choices = [
            (Tangents::None, "none", "Nothing"),
            (Tangents::Plane, "plane", "A piece of the tangent plane"),
            (Tangents::Lines, "lines", "The tangent lines along both axes"),
            (Tangents::Both, "both", "Plane and lines"),
        ];
        spec.tangent = choice(ui, spec.tangent, &choices).unwrap_or(spec.tangent);
    });
    ui.checkbox(&mut spec.eigenvectors, "eigenvectors").on_hover_text(
        "Draws the directions of least and largest curvature with the eigenvalues of the Hessian: blue curves up, orange down",
    );
    ui.checkbox(&mut spec.follow, "follow the pointer").on_hover_text(
        "What is drawn stands under the pointer while it is over the surface, and at the probe otherwise",
    );
    desk.complain(ui, "probe");
}

/// A small button in a line of text.
pub(super) fn small_button(ui: &mut Ui, text: &str, name: &str, help: &str) -> egui::Response {
    let response = ui.add(Button::new(RichText::new(text).size(12.0)).small()).on_hover_text(help);
    desk::call(&response, name);
    response
}
