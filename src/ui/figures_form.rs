//! Figures for slides and pages: pictures with or without a background, how large their type is, and meshes.

use egui::{Slider, Ui};

use super::desk::{self, Desk, row};
use super::film_panel::order;
use super::{Order, Wish};

/// The paths typed, and what is asked of the next picture.
#[derive(Clone, Debug)]
pub(super) struct FiguresForm {
    picture: String,
    mesh: String,
    is_transparent: bool,
}

impl Default for FiguresForm {
    fn default() -> Self {
        let [picture, mesh] = ["fallline.png", "fallline.glb"].map(str::to_owned);
        Self { picture, mesh, is_transparent: false }
    }
}

impl FiguresForm {
    pub(super) fn show(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, is_writing: bool) {
        let help = "How many times as large as usual type and lines are in pictures and films: 1.5 for slides";
        row(ui, "type", help, |ui| {
            let slider = Slider::new(&mut desk.spec.view.scale, 0.5..=4.0).fixed_decimals(2);
            let slider = ui.add(slider.logarithmic(true)).on_hover_text(help);
            desk::call(&slider, "type scale");
        });
        desk.complain(ui, "view.scale");
        ui.checkbox(&mut self.is_transparent, "transparent background").on_hover_text(
            "The picture has an alpha channel, for slides and pages of another colour",
        );
        let help = "Relative to where the program was started: .png, or .svg or .pdf for the flat view as a figure with vector lines";
        let path = order(ui, "Picture file", help, &mut self.picture, "Write picture", is_writing);
        let is_transparent = self.is_transparent;
        let picture = |path| Wish::Write(Order::Picture { path, is_transparent });
        desk.wishes.extend(path.map(picture));
        let help = "Mesh with the surface's colours: .glb (glTF) or .ply, relative to where the program was started";
        let path = order(ui, "Mesh file", help, &mut self.mesh, "Write mesh", is_writing);
        desk.wishes.extend(path.map(|path| Wish::Write(Order::Mesh(path))));
    }
}
