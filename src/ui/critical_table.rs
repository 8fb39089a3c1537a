//! The table of critical points; a click flies there.

use egui::{Label, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder};

use super::Wish;
use super::desk::{self, Desk, heading};
use crate::objective::critical::Kind;
use crate::objective::{CriticalPoint, CriticalPoints};
use crate::scene::ticks;
use crate::session::Command;

/// Height of a line, and of the lines that are seen at once.
const LINE: f32 = 34.0;
const MOST_HEIGHT: f32 = 300.0;

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Critical points");
    ui.checkbox(&mut desk.spec.critical.show, "find and mark")
        .on_hover_text("Looks over the domain for minima, maxima and saddles, marks them on the surface and lists them");
    desk.complain(ui, "critical");
    if !desk.spec.critical.show {
        return;
    }
    let Some(found) = desk.session.critical() else {
        ui.label(RichText::new("looking …").weak());
        return;
    };
    summary(ui, found);
    let pinned = desk.spec.probe.at;
    let list = ScrollArea::vertical().id_salt("critical points").max_height(MOST_HEIGHT);
    list.show_rows(ui, LINE, found.points.len(), |ui, shown| {
        for index in shown {
            let point = &found.points[index];
            if line(ui, point, index, pinned == Some(point.point)) {
                desk.wishes.push(Wish::Do(Command::Probe(Some(point.point))));
                desk.wishes.push(Wish::Do(Command::Recentre { parameters: point.point }));
            }
        }
    });
}

/// What holds for the whole domain.
fn summary(ui: &mut Ui, found: &CriticalPoints) {
    if found.points.is_empty() {
        ui.label(RichText::new("There are none in this domain.").weak());
    }
    if let Some(border) = found.border.filter(|_| found.border_is_lower) {
        let [x, y] = border.point.map(ticks::number);
        let loss = ticks::number(border.loss);
        let than = if found.count(Kind::Minimum) > 0 {
            "The border is lower than every minimum"
        } else {
            "The lowest place is on the border"
        };
        ui.label(RichText::new(format!("{than}: {loss} at ({x}, {y})")).weak());
    }
    if !found.is_complete {
        ui.label(RichText::new("Too many to look at all: the lowest are listed.").weak());
    }
}

/// Two lines of text about a point; whether it was clicked.
fn line(ui: &mut Ui, point: &CriticalPoint, index: usize, is_pinned: bool) -> bool {
    let name = format!("{} {}", point.kind, index + 1);
    let sense = UiBuilder::new().id_salt(("critical", index)).sense(Sense::click());
    let inner = ui.scope_builder(sense, |ui| {
        ui.set_min_size(egui::vec2(ui.available_width(), LINE));
        ui.spacing_mut().item_spacing.y = 1.0;
        let [x, y] = point.point.map(ticks::number);
        let kind = if point.is_global {
            format!("{}, global on the domain", point.kind)
        } else {
            point.kind.name().to_owned()
        };
        let note = point.note.map_or(String::new(), |note| format!(" ({})", note.name()));
        let quiet = |text: String| Label::new(RichText::new(text).weak().small()).selectable(false);
        ui.add(Label::new(RichText::new(format!("{kind}{note}")).strong()).selectable(false));
        let values = if point.curvature.is_finite() {
            let [low, high] = point.curvature.values.map(ticks::number);
            format!("   λ {low}, {high}")
        } else {
            String::new()
        };
        ui.add(
            quiet(format!("({x}, {y})   loss {}{values}", ticks::number(point.loss))).truncate(),
        );
    });
    let response = inner.response.on_hover_text("Brings the point to the centre and probes it");
    desk::call(&response, name);
    if is_pinned || response.hovered() || response.has_focus() {
        let edge = response.rect;
        let bar = Stroke::new(2.0, ui.visuals().hyperlink_color);
        ui.painter().vline(edge.left() - 5.0, edge.y_range(), bar);
    }
    response.clicked()
}
