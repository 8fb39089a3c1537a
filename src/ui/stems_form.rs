//! The true losses of a network's runs, beside those that the plane shows.

use egui::{Checkbox, Ui};

use super::desk::Desk;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    let has_plane = desk.session.objective().landscape().is_some();
    let stems = Checkbox::new(&mut desk.spec.view.stems, "true losses");
    ui.add_enabled(has_plane, stems)
        .on_hover_text(
            "Draws a stem from each path on the surface to the true loss of its weights, which lie off the plane",
        )
        .on_disabled_hover_text("Only the paths of a network lie off the plane that is shown");
}
