//! Many starts: whether, how many, where, and what their colours tell apart.

use egui::Ui;

use super::desk::{Desk, choice, heading, row};
use crate::optim::swarm::Draw;
use crate::spec::{SwarmColor, SwarmSpec};

pub(super) fn show(ui: &mut Ui, desk: &mut Desk<'_>, table_open: &mut bool) {
    heading(ui, "Many starts");
    let mut is_on = desk.spec.swarm.is_some();
    let help = "Every optimizer runs from each of many starts, and a table compares the optimizers";
    ui.horizontal(|ui| {
        let has_network = desk.spec.network.is_some();
        let starts_many = egui::Checkbox::new(&mut is_on, "start many");
        let starts_many = ui.add_enabled(!has_network, starts_many).on_hover_text(help);
        let why_not = "Many starts lie on the plane, but a network's runs start from weights: add seeds under Loss";
        if starts_many.on_disabled_hover_text(why_not).changed() {
            desk.spec.swarm = is_on.then(SwarmSpec::default);
            *table_open |= is_on;
        }
        let button = egui::Button::new("Table").selected(*table_open && is_on);
        let help = "Shows or hides the table that compares the optimizers (C)";
        let button = ui.add_enabled(is_on, button).on_hover_text(help);
        if button.on_disabled_hover_text("There is nothing to compare: start many first").clicked()
        {
            *table_open = !*table_open;
        }
    });
    let Some(mut swarm) = desk.spec.swarm.clone() else { return desk.complain(ui, "swarm") };
    let help = "Number of starts, up to 10,000";
    desk.count(ui, "swarm.starts", "starts", help, &mut swarm.starts);
    row(ui, "spread", "How the starts are spread over the region", |ui| {
        let choices = [
            (Draw::Grid, "Grid", "At the centres of cells, as square as the number allows"),
            (Draw::Random, "Random", "Uniformly at random; the seed below chooses the draw"),
        ];
        swarm.draw = choice(ui, swarm.draw, &choices).unwrap_or(swarm.draw);
    });
    region(ui, desk, &mut swarm);
    row(ui, "colours", "What the colours of the members tell apart", |ui| {
        let choices = [
            (SwarmColor::Optimizer, "Optimizer", "One colour an optimizer"),
            (
                SwarmColor::Minimum,
                "Minimum",
                "One colour a minimum: where the member ends; grey at none",
            ),
            (SwarmColor::Loss, "Loss", "The surface's colour at the loss where the member ends"),
        ];
        swarm.color = choice(ui, swarm.color, &choices).unwrap_or(swarm.color);
    });
    let help = "A member has reached a minimum where it ends within this share of the domain's diagonal of it: 0.01 is one \
                percent";
    desk.number(ui, "swarm.tolerance", "within", help, &mut swarm.tolerance);
    desk.spec.swarm = Some(swarm);
    desk.complain(ui, "swarm");
}

fn region(ui: &mut Ui, desk: &mut Desk<'_>, swarm: &mut SwarmSpec) {
    let objective = desk.session.objective();
    let domain = objective.domain;
    let names = objective.parameters.clone();
    let axes = [("x", &mut swarm.region.x, domain.x), ("y", &mut swarm.region.y, domain.y)];
    for ((key, given, whole), name) in axes.into_iter().zip(names) {
        let mut ends = given.unwrap_or([whole.min, whole.max]);
        let before = ends;
        let words = ["from", "to"].map(|word| format!("starts {name} {word}"));
        let help = format!(
            "Ends of the starts along {name}; as long as they are not changed, those of the domain"
        );
        let label = format!("{name} of starts");
        let key = format!("swarm.region.{key}");
        desk.pair(ui, &key, &label, [&words[0], &words[1]], &help, &mut ends);
        if ends != before {
            *given = Some(ends);
        }
    }
}
