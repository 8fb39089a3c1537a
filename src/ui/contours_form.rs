//! Contours: whether, at which levels, and how they are drawn.

use egui::{Checkbox, Slider, Ui};

use super::desk::{self, Desk, choice, heading, number_box, row};
use super::typed::{self, Typed};
use crate::scene::Color;
use crate::scene::contours::{ContourOf, LevelScale, LevelSpread, Levels};
use crate::spec::{ContourGround, ContoursSpec};

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Contours");
    let mut is_on = desk.spec.contours.is_some();
    let help = "Lines of equal loss at exact levels, with their values, in place of the iso-lines";
    if ui.checkbox(&mut is_on, "contours").on_hover_text(help).changed() {
        desk.spec.contours = is_on.then(ContoursSpec::default);
    }
    let Some(mut contours) = desk.spec.contours.clone() else {
        return desk.complain(ui, "contours");
    };
    levels(ui, desk, &mut contours);
    row(ui, "of", "What the levels are values of", |ui| {
        let choices = [
            (ContourOf::Loss, "loss", "The loss itself"),
            (
                ContourOf::Sqrt,
                "sqrt",
                "Its square root: of a mean square error, the root mean square",
            ),
        ];
        contours.of = choice(ui, contours.of, &choices).unwrap_or(contours.of);
    });
    grounds(ui, &mut contours);
    ui.horizontal(|ui| {
        ui.checkbox(&mut contours.labels, "values").on_hover_text("Sets the values into the lines");
        ui.checkbox(&mut contours.dashed, "dashed").on_hover_text("Dashes the lines");
        ui.checkbox(&mut contours.filled, "filled")
            .on_hover_text("Gives the surface one colour between two levels");
    });
    look(ui, desk, &mut contours);
    if let Some(note) = desk.session.contour_note() {
        ui.weak(note);
    }
    desk.spec.contours = Some(contours);
    desk.complain(ui, "contours");
}

/// How the levels are chosen: spread on a scale, or listed.
fn levels(ui: &mut Ui, desk: &mut Desk<'_>, contours: &mut ContoursSpec) {
    let scale = match &contours.levels {
        Levels::Spread(spread) => Some(spread.scale),
        Levels::Given(_) => None,
    };
    row(ui, "levels", "How the levels are chosen", |ui| {
        let choices = [
            (Some(LevelScale::Linear), "linear", "In equal steps"),
            (Some(LevelScale::Log), "log", "In equal factors"),
            (Some(LevelScale::Quantile), "quantile", "Equal shares of the domain lie between them"),
            (None, "list", "One by one"),
        ];
        if let Some(asked) = choice(ui, scale, &choices) {
            contours.levels = match asked {
                Some(scale) => Levels::Spread(LevelSpread { scale, ..LevelSpread::default() }),
                None => Levels::Given(present_levels(desk)),
            };
        }
    });
    match &mut contours.levels {
        Levels::Given(values) => list(ui, desk, values),
        Levels::Spread(spread) => {
            let shares = spread.scale == LevelScale::Quantile;
            let unit = if shares { "; a share of the domain, 0 to 1" } else { "" };
            let help = format!("The first level{unit}; empty leaves it to the range of the loss");
            end(ui, desk, "contours.levels.from", "first level", &help, &mut spread.from);
            let help = format!("The last level{unit}; empty leaves it to the range of the loss");
            end(ui, desk, "contours.levels.to", "last level", &help, &mut spread.to);
            let mut count = u64::from(spread.count);
            let help = "Number of levels, up to 64";
            desk.count(ui, "contours.levels.count", "number of levels", help, &mut count);
            spread.count = u32::try_from(count).unwrap_or(u32::MAX);
        }
    }
}

/// The levels that are drawn now: where a list begins.
fn present_levels(desk: &Desk<'_>) -> Vec<f64> {
    let traced = desk.session.contours();
    let values: Vec<f64> = traced
        .iter()
        .flat_map(|contours| contours.levels.iter().map(|level| level.value))
        .collect();
    if values.is_empty() { vec![1.0] } else { values }
}

fn list(ui: &mut Ui, desk: &mut Desk<'_>, values: &mut Vec<f64>) {
    let help = "The levels, separated by commas, such as 1, 10, 100";
    let text = values.iter().map(|value| typed::number_text(*value)).collect::<Vec<_>>().join(", ");
    let read = |text: &str| {
        let parts = text.split(',').filter(|part| !part.trim().is_empty()).map(typed::number);
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        let (values, texts): (Vec<f64>, Vec<String>) = parts.into_iter().unzip();
        Ok((values, texts.join(", ")))
    };
    let (asked, wrong) = row(ui, "list", help, |ui| {
        let width = ui.available_width();
        let name = "list of levels";
        Typed { name, help, hint: "1, 10, 100", width, live: false, lines: 1 }.show(
            ui,
            desk::id("contours.levels"),
            &text,
            read,
        )
    });
    if let Some(asked) = asked {
        *values = asked;
    }
    desk.say(ui, "contours.levels", wrong);
}

/// One end of the levels, or nothing.
fn end(
    ui: &mut Ui,
    desk: &mut Desk<'_>,
    key: &str,
    name: &str,
    help: &str,
    value: &mut Option<f64>,
) {
    let text = value.map_or_else(String::new, typed::number_text);
    let read = |text: &str| {
        if text.trim().is_empty() {
            return Ok((None, String::new()));
        }
        typed::number(text).map(|(value, text)| (Some(value), text))
    };
    let (asked, wrong) = row(ui, name, help, |ui| {
        Typed { hint: "of the loss", ..number_box(name, help) }.show(ui, desk::id(key), &text, read)
    });
    *value = asked.unwrap_or(*value);
    desk.say(ui, key, wrong);
}

fn grounds(ui: &mut Ui, contours: &mut ContoursSpec) {
    row(ui, "on", "What the lines lie on", |ui| {
        let grounds = [
            (ContourGround::Surface, "surface", "Draped over the surface"),
            (ContourGround::Floor, "the floor", "Projected on the floor, which is drawn deeper"),
        ];
        for (ground, name, help) in grounds {
            let mut is_on = contours.is_on(ground);
            // The last ground stays: without one there would be no contours.
            let may_go = !is_on || contours.on.len() > 1;
            let response = ui.add_enabled(may_go, Checkbox::new(&mut is_on, name));
            let why_not = "The lines lie on something; switch contours off to have none";
            if response.on_hover_text(help).on_disabled_hover_text(why_not).changed() {
                contours.on.retain(|other| *other != ground);
                contours.on.extend(is_on.then_some(ground));
            }
        }
    });
}

/// Colour, width and strength of the lines.
fn look(ui: &mut Ui, desk: &mut Desk<'_>, contours: &mut ContoursSpec) {
    let help = "Colour of lines and values, such as #e69f00 or white; empty takes what stands out from the surface";
    let text = contours.color.map_or_else(String::new, Color::hex);
    let read = |text: &str| match text.trim() {
        "" => Ok((None, String::new())),
        word => {
            let color = Color::parse(word).ok_or_else(|| crate::scene::not_a_color(word))?;
            Ok((Some(color), color.hex()))
        }
    };
    let (asked, wrong) = row(ui, "line colour", help, |ui| {
        Typed { hint: "automatic", live: false, ..number_box("line colour", help) }.show(
            ui,
            desk::id("contours.color"),
            &text,
            read,
        )
    });
    contours.color = asked.unwrap_or(contours.color);
    desk.say(ui, "contours.color", wrong);
    let help = "Width of the lines in pixels of a picture 1280 wide";
    desk.number(ui, "contours.width", "line width", help, &mut contours.width);
    row(ui, "strength", "How strong lines and values are, 0 to 1", |ui| {
        let slider = ui.add(Slider::new(&mut contours.opacity, 0.0..=1.0).fixed_decimals(2));
        desk::call(&slider, "strength of contours");
    });
}
