//! The sections: added, changed and removed.

use egui::{RichText, Ui};

use super::desk::{Desk, choice, heading, row};
use super::icon::{self, Icon};
use super::probe_panel::small_button;
use crate::overlay::color32;
use crate::spec::{Axis, SectionSpec};

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Sections");
    let domain = desk.session.objective().domain;
    let names = desk.axis_names();
    let place = desk.spec.probe.at.unwrap_or([domain.x.middle(), domain.y.middle()]);
    ui.horizontal(|ui| {
        for (axis, name) in [Axis::X, Axis::Y].into_iter().zip(&names) {
            let help = "A cut along this axis, through the probe or else the middle of the domain";
            let text = format!("+ along {name}");
            if small_button(ui, &text, &format!("Section along {name}"), help).clicked() {
                desk.spec.section.push(SectionSpec {
                    along: Some(axis),
                    through: Some(place),
                    ..SectionSpec::default()
                });
            }
        }
        let help = "A cut from the corner of the least parameters to that of the largest; its ends can then be typed";
        if small_button(ui, "+ between points", "Section between points", help).clicked() {
            desk.spec.section.push(SectionSpec {
                from: Some([domain.x.min, domain.y.min]),
                to: Some([domain.x.max, domain.y.max]),
                ..SectionSpec::default()
            });
        }
    });
    let mut removed = None;
    for index in 0..desk.spec.section.len() {
        if section(ui, desk, &names, index) {
            removed = Some(index);
        }
    }
    if let Some(index) = removed {
        desk.spec.section.remove(index);
    }
    desk.complain(ui, "section");
}

/// One section; whether it is to be removed.
fn section(ui: &mut Ui, desk: &mut Desk<'_>, names: &[String], index: usize) -> bool {
    let mut spec = desk.spec.section[index].clone();
    let number = index + 1;
    let shown = desk.session.sections().into_iter().nth(index);
    let is_removed = ui
        .horizontal(|ui| {
            let name = shown.as_ref().map_or(String::new(), |shown| shown.name.clone());
            if let Some(shown) = &shown {
                ui.label(RichText::new("—").color(color32(shown.color)).strong());
            }
            ui.label(RichText::new(format!("{number}  {name}")).strong());
            icon::button(ui, Icon::Remove, &format!("Remove section {number}"), "Removes it")
                .clicked()
        })
        .inner;
    if let (Some(mut from), Some(mut to)) = (spec.from, spec.to) {
        for (end, point) in [("from", &mut from), ("to", &mut to)] {
            for (k, name) in names.iter().enumerate() {
                let key = format!("section.{index}.{end}.{k}");
                let help = "Where this end of the section lies; inside the domain";
                desk.number(ui, &key, &format!("{end} {name}"), help, &mut point[k]);
            }
            desk.complain(ui, &format!("section.{index}.{end}"));
        }
        (spec.from, spec.to) = (Some(from), Some(to));
    } else {
        along(ui, desk, names, index, &mut spec);
    }
    desk.spec.section[index] = spec;
    is_removed
}

/// The axis and the place of a section along it.
fn along(ui: &mut Ui, desk: &mut Desk<'_>, names: &[String], index: usize, spec: &mut SectionSpec) {
    let axis = spec.along.unwrap_or_default();
    row(ui, "along", "The axis that the section runs along", |ui| {
        let choices = [
            (Axis::X, names[0].as_str(), "Along the first axis"),
            (Axis::Y, names[1].as_str(), "Along the second axis"),
        ];
        spec.along = choice(ui, axis, &choices).or(Some(axis));
    });
    let across = usize::from(axis == Axis::X);
    let Some(mut through) = spec.through else {
        ui.label(RichText::new("through the probe, or else the middle of the domain").weak());
        return;
    };
    let help = "Where the section lies on the other axis";
    let label = format!("at {}", names[across]);
    let key = format!("section.{index}.through");
    let mut value = through[across];
    desk.number(ui, &key, &label, help, &mut value);
    through[across] = value;
    spec.through = Some(through);
}
