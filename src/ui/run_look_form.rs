//! How the path of a run is drawn.

use egui::{Slider, Ui};

use super::desk::{self, choice, row};
use crate::scene::Color;
use crate::spec::RunSpec;

/// Dots, arrows, line and opacity of run `index`, whose line has this colour.
pub(super) fn show(ui: &mut Ui, index: usize, run: &mut RunSpec, color: Color) {
    let (look, number) = (&mut run.look, index + 1);
    row(ui, "dots", "At which steps the path has a dot", |ui| {
        let choices = [
            (None, "far", "At steps that lie far apart on screen"),
            (Some(true), "all", "At every step"),
            (Some(false), "none", "At no step"),
        ];
        look.points = choice(ui, look.points, &choices).unwrap_or(look.points);
        let mut rgb = look.point_color.unwrap_or(color).0;
        let before = rgb;
        let response = ui.color_edit_button_srgb(&mut rgb).on_hover_text("Colour of the dots");
        desk::call(&response, format!("Colour of the dots of run {number}"));
        if rgb != before {
            look.point_color = Some(Color(rgb));
        }
    });
    ui.horizontal(|ui| {
        let line = ui.checkbox(&mut look.line, "line").on_hover_text("Draws the line of the path");
        desk::call(&line, format!("Line of run {number}"));
        let arrows = ui
            .add_enabled(look.line, egui::Checkbox::new(&mut look.arrows, "arrows"))
            .on_hover_text("Draws arrow heads along the path")
            .on_disabled_hover_text("Arrow heads stand on the line, which is off");
        desk::call(&arrows, format!("Arrows of run {number}"));
    });
    row(ui, "opacity", "How strong path and marks are, 0 to 1", |ui| {
        let slider = ui.add(Slider::new(&mut look.opacity, 0.0..=1.0).fixed_decimals(2));
        desk::call(&slider, format!("Opacity of run {number}"));
    });
}
