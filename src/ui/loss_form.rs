//! A typed formula and the sliders of its constants.

use std::collections::BTreeMap;

use egui::{Key, Slider, TextEdit, TextStyle, Ui};

use super::desk::{self, Desk, heading, row};
use super::icon::{self, Icon};
use super::typed::Typed;
use crate::expr::is_identifier;
use crate::objective::Constant;
use crate::spec::ConstantSpec;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    let Some(formula) = desk.spec.loss.as_ref().and_then(|loss| loss.formula.clone()) else {
        return;
    };
    let help = "A loss in x, y and the constants below: + - * / ^, sin, exp, log, sqrt, abs, min, max and more; \
                the surface follows as you type";
    let typed = formula_box(ui, "Formula", "loss.formula", &formula, help);
    if let (Some(loss), Some(typed)) = (&mut desk.spec.loss, typed) {
        loss.formula = Some(typed);
    }
    desk.complain(ui, "loss.formula");
    let mut constants =
        desk.spec.loss.as_ref().map(|loss| loss.constants.clone()).unwrap_or_default();
    show_constants(ui, desk, "loss.constants", &mut constants);
    if let Some(loss) = &mut desk.spec.loss {
        loss.constants = constants;
    }
}

/// A box for a formula; returns the text when it has changed.
pub(super) fn formula_box(
    ui: &mut Ui,
    name: &str,
    key: &str,
    formula: &str,
    help: &str,
) -> Option<String> {
    let width = ui.available_width();
    let line = Typed { name, help, hint: "x^2 + y^2", width, live: true, lines: 2 };
    line.show(ui, desk::id(key), formula, |text| Ok((text.to_owned(), text.to_owned()))).0
}

/// A slider for each constant, and a line that adds one.
pub(super) fn show_constants(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    key: &str,
    constants: &mut BTreeMap<String, ConstantSpec>,
) {
    heading(ui, "Constants");
    let known = desk.session.objective().constants().to_vec();
    let mut removed = None;
    for (name, constant) in constants.iter_mut() {
        let ends = slider_ends(&known, name, constant);
        let help = format!("The constant {name} of the formula, from {} to {}", ends[0], ends[1]);
        row(ui, name, &help, |ui| {
            let width = ui.available_width() - 112.0;
            ui.spacing_mut().slider_width = width.max(60.0);
            let slider = ui
                .add(Slider::new(&mut constant.value, ends[0]..=ends[1]).smart_aim(true))
                .on_hover_text(&help);
            ui.ctx().accesskit_node_builder(slider.id, |node| {
                node.set_label(format!("constant {name}"))
            });
            if slider.changed() {
                // The ends are written down, so that the slider does not move under the hand.
                (constant.min, constant.max) = (Some(ends[0]), Some(ends[1]));
            }
            let help = format!("Removes the constant {name}; the formula must not use it");
            if icon::button(ui, Icon::Remove, &format!("Remove the constant {name}"), &help)
                .clicked()
            {
                removed = Some(name.clone());
            }
        });
        desk.complain(ui, &format!("{key}.{name}"));
    }
    if let Some(name) = removed {
        constants.remove(&name);
    }
    new_constant(ui, key, constants);
}

/// A line that declares a named number for the formula.
fn new_constant(ui: &mut Ui, key: &str, constants: &mut BTreeMap<String, ConstantSpec>) {
    let id = desk::id(key).with("new");
    let help = "Declares a named number that the formula can use; Enter adds it with the value 1";
    row(ui, "new", help, |ui| {
        let mut name: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let line = TextEdit::singleline(&mut name).hint_text("name").font(TextStyle::Monospace);
        let response = ui
            .add(
                line.vertical_align(egui::Align::Center)
                    .margin(egui::Margin::symmetric(6, 4))
                    .desired_width(92.0),
            )
            .on_hover_text(help);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("New constant"));
        let is_name = is_identifier(&name) && !constants.contains_key(&name);
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let button = ui.add_enabled(is_name, egui::Button::new("Add"));
        let pressed =
            button.on_disabled_hover_text("Type a new name first: letters, digits and _").clicked();
        if is_name && (pressed || entered) {
            constants.insert(
                std::mem::take(&mut name),
                ConstantSpec { value: 1.0, min: None, max: None },
            );
        }
        ui.data_mut(|data| data.insert_temp(id, name));
    });
}

fn slider_ends(known: &[Constant], name: &str, constant: &ConstantSpec) -> [f64; 2] {
    let reach = constant.value.abs().max(1.0);
    let built = known.iter().find(|known| known.name == name);
    let end =
        |own: Option<f64>, built: Option<f64>, otherwise: f64| own.or(built).unwrap_or(otherwise);
    [
        end(constant.min, built.map(|c| c.min), constant.value - reach),
        end(constant.max, built.map(|c| c.max), constant.value + reach),
    ]
}
