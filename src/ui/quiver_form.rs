//! The arrows of the gradient: whether, where, how many, how long, in which colours.

use egui::{ComboBox, Ui};

use super::desk::{self, Desk, choice, heading, row};
use crate::objective::Interval;
use crate::scene::{ArrowLength, Color, Colormap, Floor, QuiverOf, QuiverOn, ticks};
use crate::spec::{ArrowColor, QuiverSpec};

/// The colour that arrows of one colour begin with: red, which no colour map's middle has.
const ONE_COLOR: Color = Color([214, 39, 40]);
/// What a count begins with.
const FIRST_COUNT: [u32; 2] = [20, 20];

/// How the points are chosen.
#[derive(Clone, Copy, PartialEq)]
enum Points {
    Zoom,
    Count,
    Spacing,
}

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Gradient arrows");
    let mut is_on = desk.spec.quiver.is_some();
    let help = "Draws the gradient at many points as arrows";
    if ui.checkbox(&mut is_on, "arrows").on_hover_text(help).changed() {
        desk.spec.quiver = is_on.then(QuiverSpec::default);
    }
    let Some(mut quiver) = desk.spec.quiver.clone() else { return desk.complain(ui, "quiver") };
    row(ui, "show", "Uphill, or the way of the steepest descent", |ui| {
        let choices = [
            (QuiverOf::Gradient, "∇f", "The gradient: uphill"),
            (QuiverOf::NegativeGradient, "−∇f", "Its negative: downhill"),
        ];
        quiver.of = choice(ui, quiver.of, &choices).unwrap_or(quiver.of);
    });
    points(ui, desk, &mut quiver);
    ground(ui, desk, &mut quiver);
    row(ui, "length", "How long the arrows are", |ui| {
        let choices = [
            (ArrowLength::Linear, "linear", "As the magnitude"),
            (ArrowLength::Log, "log", "As its logarithm; the colours too"),
            (ArrowLength::Equal, "equal", "All alike; a vanishing gradient is a dot"),
        ];
        quiver.length = choice(ui, quiver.length, &choices).unwrap_or(quiver.length);
    });
    let help = "Length of the longest arrow in cells: distances between neighbours";
    desk.number(ui, "quiver.scale", "longest", help, &mut quiver.scale);
    colors(ui, desk, &mut quiver);
    desk.spec.quiver = Some(quiver);
    desk.complain(ui, "quiver");
}

fn points(ui: &mut Ui, desk: &mut Desk<'_>, quiver: &mut QuiverSpec) {
    let chosen = match (quiver.count, quiver.spacing) {
        (Some(_), _) => Points::Count,
        (None, Some(_)) => Points::Spacing,
        (None, None) => Points::Zoom,
    };
    let domain = desk.session.objective().domain;
    row(ui, "points", "Where the arrows stand", |ui| {
        let choices = [
            (Points::Zoom, "by zoom", "As many as there is room for, more as you come closer"),
            (Points::Count, "count", "A number along each axis, the domain's ends included"),
            (Points::Spacing, "spacing", "At the multiples of a distance in the parameters' units"),
        ];
        let Some(asked) = choice(ui, chosen, &choices) else { return };
        (quiver.count, quiver.spacing) = match asked {
            Points::Zoom => (None, None),
            Points::Count => (Some(FIRST_COUNT), None),
            Points::Spacing => (None, Some([domain.x, domain.y].map(round_spacing))),
        };
    });
    if let Some(count) = &mut quiver.count {
        let mut both = count.map(f64::from);
        let help = "Arrows along both axes";
        desk.pair(
            ui,
            "quiver.count",
            "count",
            ["arrows along x", "arrows along y"],
            help,
            &mut both,
        );
        // What is no number of arrows is refused as none would be.
        *count = both.map(|number| if number.fract() == 0.0 { number as u32 } else { 0 });
    }
    if let Some(spacing) = &mut quiver.spacing {
        let names = ["spacing along x", "spacing along y"];
        let help = "Distance of neighbours along both axes, in the parameters' units";
        desk.pair(ui, "quiver.spacing", "spacing", names, help, spacing);
    }
}

/// A round distance that has about the first count in an interval.
fn round_spacing(interval: Interval) -> f64 {
    match ticks::linear(interval.min, interval.max, FIRST_COUNT[0] as usize)[..] {
        [first, second, ..] => second - first,
        _ => interval.length(),
    }
}

fn ground(ui: &mut Ui, desk: &Desk<'_>, quiver: &mut QuiverSpec) {
    row(ui, "on", "What the arrows stand on", |ui| {
        let choices = [
            (QuiverOn::Surface, "surface", "The surface, in its tangent plane"),
            (QuiverOn::Floor, "floor", "The floor below it, flat"),
        ];
        quiver.on = choice(ui, quiver.on, &choices).unwrap_or(quiver.on);
    });
    let surface = &desk.spec.surface;
    if quiver.on == QuiverOn::Floor && surface.floor != Floor::Map && surface.opacity >= 1.0 {
        ui.weak("The solid surface hides this floor: choose the floor “map”, or a lower opacity.");
    }
}

fn colors(ui: &mut Ui, desk: &Desk<'_>, quiver: &mut QuiverSpec) {
    row(ui, "colour", "By magnitude, with a colour bar, or one for all", |ui| {
        let is_one = quiver.color != ArrowColor::Magnitude;
        let choices = [
            (false, "magnitude", "By the length of the gradient, with a colour bar"),
            (true, "one", "The same for all"),
        ];
        if let Some(is_one) = choice(ui, is_one, &choices) {
            quiver.color = if is_one { ArrowColor::One(ONE_COLOR) } else { ArrowColor::Magnitude };
        }
        if let ArrowColor::One(Color(rgb)) = &mut quiver.color {
            let button = ui.color_edit_button_srgb(rgb).on_hover_text("Colour of all arrows");
            desk::call(&button, "Colour of arrows");
        }
    });
    if quiver.color != ArrowColor::Magnitude {
        return;
    }
    let surface = desk.spec.surface.colormap();
    let help = "Colours from the smallest magnitude to the largest";
    row(ui, "arrow colours", help, |ui| {
        let like_surface = "as the surface";
        let shown = quiver.colormap.map_or(like_surface, Colormap::name);
        let list = ComboBox::from_id_salt("arrow colours").selected_text(shown).width(128.0);
        let response = list.show_ui(ui, |ui| {
            ui.selectable_value(&mut quiver.colormap, None, like_surface)
                .on_hover_text(surface.description());
            for map in Colormap::ALL {
                ui.selectable_value(&mut quiver.colormap, Some(map), map.name())
                    .on_hover_text(map.description());
            }
        });
        desk::call(&response.response.on_hover_text(help), "Colour map of arrows");
    });
}
