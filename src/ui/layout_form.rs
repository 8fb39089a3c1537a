//! How the picture is divided: the surface, its flat view, and further losses.

use egui::{DragValue, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::icon::{self, Icon};
use crate::scene::Arrangement;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Picture");
    row(ui, "layout", "What the picture shows of the surface", |ui| {
        let choices = [
            (Arrangement::Surface, "surface", "The surface alone"),
            (
                Arrangement::Flat,
                "flat",
                "Flat from above alone, with the axes outside: a figure for a paper",
            ),
            (Arrangement::Beside, "beside", "The surface, and beside it the flat view"),
        ];
        let layout = &mut desk.spec.view.layout;
        *layout = choice(ui, *layout, &choices).unwrap_or(*layout);
    });
    let has_flat = desk.spec.view.layout != Arrangement::Surface;
    ui.add_enabled(has_flat, egui::Checkbox::new(&mut desk.spec.view.equal, "equal axes"))
        .on_hover_text("In the flat view, a unit of one parameter is as long as one of the other")
        .on_disabled_hover_text("There is no flat view: choose flat or beside first");
    gallery(ui, desk);
}

/// Further losses, each in a pane of its own.
fn gallery(ui: &mut Ui, desk: &mut Desk<'_>) {
    let mut removed = None;
    for (index, loss) in desk.spec.gallery.losses.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let help = "A formula in x and y, or a name from the library";
            let field = ui.add(egui::TextEdit::singleline(loss).desired_width(220.0));
            desk::call(&field.on_hover_text(help), format!("Loss {} of the gallery", index + 2));
            if icon::button(ui, Icon::Remove, "Remove the loss", "Takes its pane away").clicked() {
                removed = Some(index);
            }
        });
    }
    if let Some(index) = removed {
        desk.spec.gallery.losses.remove(index);
    }
    ui.horizontal(|ui| {
        let add = ui.button("Add a loss beside it");
        let help = "Shows a further loss in a pane of its own, seen by the same camera";
        if add.on_hover_text(help).clicked() {
            desk.spec.gallery.losses.push("x^2 + y^2".to_owned());
        }
        if !desk.spec.gallery.losses.is_empty() {
            let count = desk.spec.gallery.losses.len() + 1;
            let mut columns = desk.spec.gallery.columns.unwrap_or(0);
            let help = "Panes in a row; 0 takes what suits their number";
            let drag = ui.add(DragValue::new(&mut columns).range(0..=count).suffix(" columns"));
            desk::call(&drag.on_hover_text(help), "Columns of the gallery");
            desk.spec.gallery.columns = (columns > 0).then_some(columns);
        }
    });
    desk.complain(ui, "gallery");
}
