//! The View part: camera, colours, height scale and lines.

use egui::{ComboBox, Slider, Ui};

use super::desk::{self, Desk, choice, heading, row};
use super::{
    Wish, axes_form, color_form, contours_form, layout_form, marks_form, quiver_form, stems_form,
};
use crate::objective::HeightScale;
use crate::scene::{Floor, Theme, View};
use crate::session::Command;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    camera(ui, desk);
    layout_form::show(ui, desk);
    heading(ui, "Colours");
    row(ui, "theme", "Dark or light surroundings", |ui| {
        let choices = [
            (Theme::Dark, "Dark", "For screens and projectors"),
            (Theme::Light, "Light", "For print and bright rooms"),
        ];
        let theme = &mut desk.spec.view.theme;
        *theme = choice(ui, *theme, &choices).unwrap_or(*theme);
    });
    color_form::show(ui, desk);
    surface(ui, desk);
    stems_form::show(ui, desk);
    axes_form::show(ui, desk);
    marks_form::show(ui, desk);
    quiver_form::show(ui, desk);
    contours_form::show(ui, desk);
}

fn camera(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Camera");
    ui.horizontal(|ui| {
        let views = [
            (View::Iso, "Iso", "From the front right, above (1)"),
            (View::Top, "Top", "Straight down (2)"),
            (View::Front, "Front", "Along y (3)"),
            (View::Side, "Side", "Against x (4)"),
        ];
        for (view, name, help) in views {
            if ui.button(name).on_hover_text(help).clicked() {
                desk.wishes.push(Wish::Do(Command::LookFrom(view)));
            }
        }
        if ui
            .button("Frame all")
            .on_hover_text("Brings the whole surface into the picture (F)")
            .clicked()
        {
            desk.wishes.push(Wish::Do(Command::FrameAll));
        }
    });
    desk.complain(ui, "view");
}

fn surface(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Surface");
    let world = desk.session.world();
    let surface = &mut desk.spec.surface;
    let help = "From loss to height: automatic takes what suits the loss; log and sqrt bring out valleys under high walls";
    row(ui, "height", help, |ui| {
        let automatic = "automatic";
        let shown = surface.height.map_or(automatic, HeightScale::name);
        let list = ComboBox::from_id_salt("height").selected_text(shown).width(104.0);
        let response = list.show_ui(ui, |ui| {
            ui.selectable_value(&mut surface.height, None, automatic);
            for scale in HeightScale::ALL {
                ui.selectable_value(&mut surface.height, Some(scale), scale.name());
            }
        });
        let response = response.response.on_hover_text(help);
        desk::call(&response, "Height scale");
        if surface.height.is_none() {
            ui.weak(world.height.scale.name());
        }
    });
    row(ui, "iso-lines", "Height intervals between lines of equal loss; 0 draws none", |ui| {
        let slider = ui
            .add(Slider::new(&mut surface.iso_lines, 0..=80).clamping(egui::SliderClamping::Edits));
        desk::call(&slider, "iso-lines");
    });
    row(ui, "opacity", "How solid the surface is, 0 to 1", |ui| {
        let slider = ui.add(Slider::new(&mut surface.opacity, 0.0..=1.0).fixed_decimals(2));
        desk::call(&slider, "opacity");
    });
    row(ui, "floor", "What lies under the surface", |ui| {
        let choices = [
            (Floor::Grid, "grid", "A quiet grid; the surface stands on it as a solid block"),
            (
                Floor::Map,
                "map",
                "The flat contour map with the shadows of the paths; the surface floats above it",
            ),
            (
                Floor::Deep,
                "deep",
                "A quiet grid deep under the surface, for what is projected on it",
            ),
            (Floor::None, "none", "Nothing"),
        ];
        surface.floor = choice(ui, surface.floor, &choices).unwrap_or(surface.floor);
    });
    ui.checkbox(&mut surface.wireframe, "wireframe")
        .on_hover_text("Draws the lines of the display mesh");
    let has_minima = !desk.session.objective().minima.is_empty();
    ui.add_enabled(has_minima, egui::Checkbox::new(&mut surface.minima, "known minima"))
        .on_hover_text("Marks the known minima with diamonds")
        .on_disabled_hover_text("No minima are known for this loss");
    let (has_batches, starts_many) = (desk.spec.runs.batch.is_some(), desk.spec.swarm.is_some());
    let help = "Draws the loss of the step's mini-batch over the surface, pale and seen through";
    let why_not = if starts_many {
        "Of many starts, each draws mini-batches of its own"
    } else {
        "Mini-batches are off: give a batch size under Runs first"
    };
    let ghost = egui::Checkbox::new(&mut desk.spec.surface.ghost, "batch ghost");
    ui.add_enabled(has_batches && !starts_many, ghost)
        .on_hover_text(help)
        .on_disabled_hover_text(why_not);
    desk.complain(ui, "surface");
}
