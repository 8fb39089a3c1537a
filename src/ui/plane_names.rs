//! The two parameters that span a plane, typed by name or picked from the layers.

use egui::Ui;

use super::desk::{self, Desk, row};
use super::typed::Typed;
use crate::objective::network::Layout;
use crate::objective::plane::PlaneConfig;
use crate::optim::Trajectory;
use crate::session::Session;

/// Width of the box for a name, points.
const NAME: f32 = 138.0;

/// The two parameters that the first run has moved farthest; without a run, the first two.
pub(super) fn moved_farthest(session: &Session) -> Vec<String> {
    let Some(landscape) = session.objective().landscape() else { return Vec::new() };
    let layout = landscape.network.layout();
    let path = session.tracks().first().map(|track| &track.trajectory);
    let moved = |parameter: usize| {
        let first = path.and_then(|path| path.point(0));
        let last = path.and_then(Trajectory::last).map(|row| row.point);
        let ends = first.zip(last);
        ends.map_or(0.0, |(first, last)| (last[parameter] - first[parameter]).abs())
    };
    let mut order: Vec<usize> = (0..layout.parameters()).collect();
    order.sort_by(|a, b| moved(*b).total_cmp(&moved(*a)));
    order.into_iter().take(2).map(|parameter| layout.name(parameter)).collect()
}

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, plane: &mut PlaneConfig) {
    let Some(landscape) = desk.session.objective().landscape().cloned() else { return };
    let layout = landscape.network.layout();
    plane.parameters.resize(2, String::new());
    for (index, name) in plane.parameters.iter_mut().enumerate() {
        let label = format!("parameter {}", index + 1);
        let help = "A weight, layer1.weight[unit,input], or a bias, layer1.bias[unit]; units and inputs are counted from 0";
        let read = |text: &str| {
            let text = text.trim().to_owned();
            layout.find(&text).map_err(|error| error.to_string())?;
            Ok((text.clone(), text))
        };
        let key = format!("network.plane.parameters.{index}");
        let mut wrong = None;
        row(ui, &label, help, |ui| {
            let line = Typed {
                name: &label,
                help,
                hint: "layer1.weight[0,0]",
                width: NAME,
                live: true,
                lines: 1,
            };
            let (asked, complaint) = line.show(ui, desk::id(&key), name, read);
            *name = asked.or_else(|| pick(ui, layout, &label)).unwrap_or_else(|| name.clone());
            wrong = complaint;
        });
        desk.say(ui, &key, wrong);
    }
    desk.complain(ui, "network.plane.parameters");
    let help = "Takes the two parameters that the first run has moved farthest";
    row(ui, "", "", |ui| {
        if ui.button("Moved farthest").on_hover_text(help).clicked() {
            plane.parameters = moved_farthest(desk.session);
        }
    });
}

/// A menu of all weights and biases by layer; the first of what is picked stands for the others.
fn pick(ui: &mut Ui, layout: &Layout, label: &str) -> Option<String> {
    let mut picked = None;
    let menu = ui.menu_button("\u{2026}", |ui| {
        for (number, layer) in (1..).zip(layout.layers()) {
            let (units, inputs) = (layer.units - 1, layer.inputs - 1);
            let mut line = |ui: &mut Ui, group: &str, first: &str, last: String| {
                if ui.button(format!("layer{number}.{group}[{first}] to [{last}]")).clicked() {
                    picked = Some(format!("layer{number}.{group}[{first}]"));
                    ui.close();
                }
            };
            line(ui, "weight", "0,0", format!("{units},{inputs}"));
            if layer.bias {
                line(ui, "bias", "0", units.to_string());
            }
        }
    });
    let response = menu.response.on_hover_text("The weights and biases that there are");
    desk::call(&response, format!("Pick {label}"));
    picked
}
