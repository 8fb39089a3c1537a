//! What the colours of the surface show: part of the View tab.

use egui::{ComboBox, Mesh, Rect, Sense, Ui, pos2, vec2};

use super::desk::{self, Desk, row};
use super::typed::Typed;
use crate::overlay::color32;
use crate::scene::{ColorScale, Colormap};
use crate::spec::ColorBy;

/// Width of the lists, points.
const LIST: f32 = 104.0;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    color_by(ui, desk);
    if desk.spec.surface.color_by == ColorBy::Residual {
        reference(ui, desk);
    } else if desk.spec.surface.color_by != ColorBy::Height {
        color_scale(ui, desk);
    }
    colormap(ui, desk);
}

fn help(by: ColorBy) -> &'static str {
    match by {
        ColorBy::Height => "The loss, by the scale of the height",
        ColorBy::GradientNorm => "|∇f|: how steep the loss is",
        ColorBy::Curvature => "λ max: the largest eigenvalue of the Hessian",
        ColorBy::ConditionNumber => {
            "κ: how many times as strongly the loss bends one way as the other"
        }
        ColorBy::Residual => "f − g: the loss less a reference",
    }
}

fn color_by(ui: &mut Ui, desk: &mut Desk<'_>) {
    let surface = &mut desk.spec.surface;
    let chosen = surface.color_by;
    let has_network = desk.spec.network.is_some();
    row(ui, "colour by", "What the colours of the surface show", |ui| {
        let list = ComboBox::from_id_salt("color by").selected_text(chosen.name()).width(LIST);
        let response = list.show_ui(ui, |ui| {
            for by in ColorBy::ALL {
                let line = egui::Button::selectable(chosen == by, by.name());
                let line = ui.add_enabled(!has_network || by != ColorBy::Residual, line);
                let why_not = "A network's loss has no formula that it could be compared with";
                let line = line.on_hover_text(help(by)).on_disabled_hover_text(why_not);
                if line.clicked() {
                    surface.color_by = by;
                }
            }
        });
        desk::call(&response.response.on_hover_text(help(chosen)), "Colour by");
    });
    if surface.color_by != chosen {
        // What does not go with the new choice goes.
        surface.color_scale = None;
        if surface.color_by == ColorBy::Residual && surface.reference.is_none() {
            surface.reference = Some("0".to_owned());
        }
    }
    desk.complain(ui, "surface.color_by");
}

fn reference(ui: &mut Ui, desk: &mut Desk<'_>) {
    let help = "What the loss is compared with: a formula in the same parameters";
    let text = desk.spec.surface.reference.clone().unwrap_or_default();
    let asked = row(ui, "reference", help, |ui| {
        let line =
            Typed { name: "reference", help, hint: "formula", width: 190.0, live: true, lines: 1 };
        let read = |typed: &str| Ok((typed.trim().to_owned(), typed.trim().to_owned()));
        line.show(ui, desk::id("surface.reference"), &text, read).0
    });
    if let Some(reference) = asked {
        desk.spec.surface.reference = Some(reference);
    }
    desk.complain(ui, "surface.reference");
}

fn color_scale(ui: &mut Ui, desk: &mut Desk<'_>) {
    let help = "From a value to its colour: automatic is logarithmic where the values span decades";
    row(ui, "scale", help, |ui| {
        let choices = [
            (None, "automatic", help),
            (Some(ColorScale::Linear), "linear", "By the value itself"),
            (Some(ColorScale::Log), "log", "By the logarithm; negative values are grey"),
        ];
        let scale = &mut desk.spec.surface.color_scale;
        *scale = desk::choice(ui, *scale, &choices).unwrap_or(*scale);
    });
    desk.complain(ui, "surface.color_scale");
}

fn colormap(ui: &mut Ui, desk: &mut Desk<'_>) {
    let asked = desk.spec.surface.colormap;
    let shown = desk.spec.surface.colormap();
    row(ui, "colour map", "The colours, from low to high", |ui| {
        let text = asked.map_or("automatic", Colormap::name);
        let list = ComboBox::from_id_salt("colormap").selected_text(text).width(LIST);
        let response = list.show_ui(ui, |ui| {
            ui.selectable_value(&mut desk.spec.surface.colormap, None, "automatic")
                .on_hover_text("What suits the colours: viridis, or coolwarm for a residual");
            for map in Colormap::ALL {
                ui.horizontal(|ui| {
                    gradient(ui, map);
                    ui.selectable_value(&mut desk.spec.surface.colormap, Some(map), map.name())
                        .on_hover_text(map.description());
                });
            }
        });
        let response = response.response.on_hover_text(shown.description());
        desk::call(&response, "Colour map");
        gradient(ui, shown);
    });
}

/// The colours of a map from low to high.
fn gradient(ui: &mut Ui, map: Colormap) {
    const STOPS: usize = 24;
    let (rect, _) = ui.allocate_exact_size(vec2(56.0, 14.0), Sense::hover());
    let mut mesh = Mesh::default();
    for (k, color) in map.colors(STOPS + 1).into_iter().enumerate() {
        let x = rect.min.x + rect.width() * k as f32 / STOPS as f32;
        mesh.colored_vertex(pos2(x, rect.min.y), color32(color));
        mesh.colored_vertex(pos2(x, rect.max.y), color32(color));
        if k > 0 {
            let at = 2 * k as u32;
            mesh.add_triangle(at - 2, at - 1, at);
            mesh.add_triangle(at, at - 1, at + 1);
        }
    }
    ui.painter().with_clip_rect(Rect::EVERYTHING.intersect(ui.clip_rect())).add(mesh);
}
