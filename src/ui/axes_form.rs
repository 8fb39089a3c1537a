//! Names of the axes, and the ends of the loss axis.

use egui::Ui;

use super::desk::{self, Desk, heading, row};
use super::typed::Typed;
use crate::scene::markup;

/// Width of the box for a name in points.
const NAME: f32 = 132.0;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Axes");
    let objective = desk.session.objective();
    let own: Vec<String> = objective.parameters.iter().map(|name| markup::name(name)).collect();
    let Ok(own) = <[String; 2]>::try_from(own) else { return };
    let mut names = desk.spec.view.axes.clone().unwrap_or_else(|| own.clone());
    for (index, (own, name)) in own.iter().zip(&mut names).enumerate() {
        let title = format!("axis {}", index + 1);
        if let Some(text) = line(ui, &title, own, name) {
            *name = if text.trim().is_empty() { own.clone() } else { text };
        }
    }
    desk.spec.view.axes = (names != own).then_some(names);
    let metric = desk.session.loss_name();
    let value = desk.spec.view.loss_name.clone().unwrap_or_default();
    if let Some(text) = line(ui, "loss axis", metric, &value) {
        desk.spec.view.loss_name = (!text.trim().is_empty()).then_some(text);
    }
    range(ui, desk);
}

fn line(ui: &mut Ui, title: &str, hint: &str, value: &str) -> Option<String> {
    let help = "Its name in pictures; \\theta, x_1 and x^2 are letters, sub- and superscripts; empty: its own";
    let name = format!("Name of {title}");
    let line = Typed { name: &name, help, hint, width: NAME, live: true, lines: 1 };
    let plain = |text: &str| Ok((text.to_owned(), text.to_owned()));
    row(ui, title, help, |ui| line.show(ui, desk::id(&name), value, plain)).0
}

/// The losses at both ends of the loss axis.
fn range(ui: &mut Ui, desk: &mut Desk<'_>) {
    let map = desk.session.world().height;
    let mut is_own = desk.spec.surface.loss_range.is_some();
    ui.checkbox(&mut is_own, "own loss range")
        .on_hover_text("Chooses the losses at the lower and the upper end of the loss axis; what lies beyond is clipped");
    if !is_own {
        desk.spec.surface.loss_range = None;
        return;
    }
    let mut ends = desk.spec.surface.loss_range.unwrap_or([map.low, map.high]);
    let names = ["Lower end of the loss axis", "Upper end of the loss axis"];
    let help = "Losses at both ends of the loss axis";
    desk.pair(ui, "surface.loss_range", "loss range", names, help, &mut ends);
    desk.spec.surface.loss_range = Some(ends);
}
