//! The marks on the surface, each with its place, its look and its words.

use egui::{ComboBox, Frame, Slider, Ui};

use super::desk::{self, Desk, heading, row};
use super::icon::{self, Icon};
use super::typed::Typed;
use crate::scene::Color;
use crate::spec::{MarkGlyph, MarkPlace, MarkSpec};

/// Width of the box for a label in points.
const LABEL: f32 = 160.0;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Marks");
    let mut unwanted = None;
    for index in 0..desk.spec.mark.len() {
        let edge = ui.visuals().widgets.noninteractive.bg_stroke;
        Frame::new().stroke(edge).corner_radius(6).inner_margin(8).show(ui, |ui| {
            ui.set_width(ui.available_width());
            if one(ui, desk, index) {
                unwanted = Some(index);
            }
        });
    }
    if let Some(index) = unwanted {
        desk.spec.mark.remove(index);
    }
    let help = "Adds a glyph that stands at a point, at the starts, at minima, ...";
    if ui.button("Add a mark").on_hover_text(help).clicked() {
        let domain = desk.session.objective().domain;
        let middle = [domain.x, domain.y].map(|side| 0.5 * (side.min + side.max));
        desk.spec.mark.push(MarkSpec::new(MarkPlace::Point(middle)));
    }
    desk.complain(ui, "mark");
}

/// Shows one mark; whether it is to go.
fn one(ui: &mut Ui, desk: &mut Desk<'_>, index: usize) -> bool {
    let number = index + 1;
    let text = desk.spec.view.theme.text();
    let mark = &mut desk.spec.mark[index];
    let mut is_unwanted = false;
    ui.horizontal(|ui| {
        color(ui, mark, number, text);
        let list = ComboBox::from_id_salt(("glyph", index)).selected_text(mark.glyph.name());
        let response = list.width(76.0).show_ui(ui, |ui| {
            for glyph in MarkGlyph::ALL {
                ui.selectable_value(&mut mark.glyph, glyph, glyph.name());
            }
        });
        desk::call(
            &response.response.on_hover_text("Its shape"),
            format!("Glyph of mark {number}"),
        );
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let name = format!("Remove mark {number}");
            is_unwanted = icon::button(ui, Icon::Remove, &name, "Removes this mark").clicked();
        });
    });
    place(ui, desk, index);
    words(ui, desk, index);
    let mark = &mut desk.spec.mark[index];
    row(ui, "size", "Width in pixels of a picture 1280 wide", |ui| {
        let slider = ui.add(Slider::new(&mut mark.size, 4.0..=60.0).fixed_decimals(0));
        desk::call(&slider, format!("Size of mark {number}"));
    });
    let is_open = mark.label.is_some() || mark.legend;
    let legend = egui::Checkbox::new(&mut mark.legend, "in the legend");
    let response = ui
        .add_enabled(is_open, legend)
        .on_hover_text("The legend names it, instead of words beside it")
        .on_disabled_hover_text("The legend names a mark by its label: give it one first");
    desk::call(&response, format!("Mark {number} in the legend"));
    desk.complain(ui, &format!("mark.{index}"));
    is_unwanted
}

fn color(ui: &mut Ui, mark: &mut MarkSpec, number: usize, text: Color) {
    let mut rgb = mark.color.unwrap_or(text).0;
    let before = rgb;
    let response = ui.color_edit_button_srgb(&mut rgb).on_hover_text("Its colour");
    desk::call(&response, format!("Colour of mark {number}"));
    if rgb != before {
        mark.color = Some(Color(rgb));
    }
}

/// Where it stands: a named place, or two numbers.
fn place(ui: &mut Ui, desk: &mut Desk<'_>, index: usize) {
    let number = index + 1;
    let objective = desk.session.objective();
    let domain = objective.domain;
    let mark = &mut desk.spec.mark[index];
    let point = match mark.at {
        MarkPlace::Point(point) => point,
        _ => [domain.x, domain.y].map(|side| 0.5 * (side.min + side.max)),
    };
    let help = "Where it stands: at a point, or where the runs and the minima are";
    row(ui, "at", help, |ui| {
        let list = ComboBox::from_id_salt(("place", index)).selected_text(mark.at.name());
        let response = list.width(132.0).show_ui(ui, |ui| {
            for place in std::iter::once(MarkPlace::Point(point)).chain(MarkPlace::NAMED) {
                ui.selectable_value(&mut mark.at, place, place.name());
            }
        });
        desk::call(&response.response.on_hover_text(help), format!("Place of mark {number}"));
    });
    let MarkPlace::Point(mut point) = mark.at else { return };
    let names: Vec<String> =
        objective.parameters.iter().map(|name| format!("{name} of mark {number}")).collect();
    let [x, y] = &names[..] else { return };
    let key = format!("mark.{index}.at");
    desk.pair(ui, &key, "point", [x, y], "Parameters of the point", &mut point);
    desk.spec.mark[index].at = MarkPlace::Point(point);
}

fn words(ui: &mut Ui, desk: &mut Desk<'_>, index: usize) {
    let name = format!("Label of mark {}", index + 1);
    let help = "What is written beside it; \\theta, x_1 and x^2 are letters, sub- and superscripts";
    let value = desk.spec.mark[index].label.clone().unwrap_or_default();
    let line = Typed { name: &name, help, hint: "no words", width: LABEL, live: true, lines: 1 };
    let id = desk::id(&format!("mark.{index}.label"));
    let plain = |text: &str| Ok((text.to_owned(), text.to_owned()));
    let (asked, _) = row(ui, "label", help, |ui| line.show(ui, id, &value, plain));
    if let Some(text) = asked {
        let mark = &mut desk.spec.mark[index];
        mark.label = (!text.trim().is_empty()).then_some(text);
        mark.legend &= mark.label.is_some();
    }
}
