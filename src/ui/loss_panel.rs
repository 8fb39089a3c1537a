//! The Loss part: where the loss comes from, what it is, and the part of the plane that is sampled.

use egui::{RichText, ScrollArea, TextEdit, Ui};

use super::desk::{Desk, choice, heading, row};
use super::drafts::Drafts;
use super::look::HALF_NUMBER;
use super::typed::Typed;
use super::{Explorer, desk, fit_form, focus, loss_form, network_form, typed};
use crate::objective::library;
use crate::spec::{FitSpec, LossSpec, Spec};

/// The loss of a spec that names none.
const FIRST_LOSS: &str = "rosenbrock";

/// Where a loss comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Direct(Direct),
    Network,
}

/// A loss whose two parameters are the axes themselves.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Direct {
    Library,
    Formula,
    Fit,
}

/// The origins in the order of their buttons, with their names and what they are.
const ORIGINS: [(Origin, &str, &str); 4] = [
    (
        Origin::Direct(Direct::Library),
        "Library",
        "A known loss, with its domain, minima and a good start",
    ),
    (
        Origin::Direct(Direct::Formula),
        "Formula",
        "A loss that you type, in x, y and named constants",
    ),
    (
        Origin::Direct(Direct::Fit),
        "Data fit",
        "The error of a model against data; its two parameters are the axes",
    ),
    (
        Origin::Network,
        "Network",
        "The loss of a neural network, seen on a plane through the space of its weights (P: the next plane)",
    ),
];

impl Origin {
    /// Where the loss of a spec comes from.
    pub(super) fn of(spec: &Spec) -> Self {
        match (&spec.loss, &spec.fit, &spec.network) {
            (_, _, Some(_)) => Self::Network,
            (_, Some(_), None) => Self::Direct(Direct::Fit),
            (Some(LossSpec { formula: Some(_), .. }), None, None) => Self::Direct(Direct::Formula),
            _ => Self::Direct(Direct::Library),
        }
    }
}

pub(super) fn show(ui: &mut Ui, explorer: &mut Explorer, desk: &mut Desk<'_>) {
    let origin = Origin::of(&desk.spec);
    let before = desk.spec.clone();
    let mut is_brought_back = false;
    ui.horizontal(|ui| {
        let Some(asked) = choice(ui, origin, &ORIGINS) else { return };
        match (origin, asked) {
            (Origin::Direct(_), Origin::Direct(asked)) => {
                change_form(&mut desk.spec, asked, desk.session.objective().formula.clone());
            }
            _ => {
                explorer.set_aside.change(&mut desk.spec, asked, explorer.runs_chosen);
                desk.drafts = Drafts::default();
                is_brought_back = true;
            }
        }
    });
    match origin {
        Origin::Direct(Direct::Library) => {
            library_list(ui, &mut explorer.search, &mut desk.spec);
        }
        Origin::Direct(Direct::Formula) => loss_form::show(ui, desk),
        Origin::Direct(Direct::Fit) => fit_form::show(ui, desk),
        Origin::Network => network_form::show(ui, desk),
    }
    if origin == Origin::Network {
        heading(ui, "Surface");
    } else {
        domain(ui, desk);
    }
    samples(ui, desk);
    if is_brought_back {
        return;
    }
    if learns_something_else(&before, &desk.spec) {
        forget_what_belonged_to_the_former(&mut desk.spec, true);
    } else if is_another_problem(&before, &desk.spec) {
        forget_what_belonged_to_the_former(&mut desk.spec, explorer.runs_chosen);
    }
}

/// The same loss in the other form where there is one, or else something that works at once.
fn change_form(spec: &mut Spec, form: Direct, formula: String) {
    let domain = spec.loss.as_ref().map(|loss| (loss.x, loss.y));
    (spec.loss, spec.fit) = match form {
        Direct::Library => (Some(first()), None),
        Direct::Formula => {
            let known =
                spec.loss.as_ref().and_then(|loss| library::find(loss.name.as_deref()?).ok());
            let ends = known.map(|entry| entry.domain);
            let formula = if spec.fit.is_some() { "x^2 + y^2".to_owned() } else { formula };
            let [x, y] = [ends.map(|d| [d.x.min, d.x.max]), ends.map(|d| [d.y.min, d.y.max])];
            let (own_x, own_y) = domain.unwrap_or_default();
            (
                Some(LossSpec {
                    formula: Some(formula),
                    x: own_x.or(x),
                    y: own_y.or(y),
                    ..LossSpec::default()
                }),
                None,
            )
        }
        Direct::Fit => (None, Some(fit_form::line())),
    };
}

/// The loss that stands for none.
pub(super) fn first() -> LossSpec {
    named(FIRST_LOSS)
}

fn named(name: &str) -> LossSpec {
    LossSpec { name: Some(name.to_owned()), ..LossSpec::default() }
}

/// Whether the loss itself is another one, rather than the same with another constant or domain.
fn is_another_problem(before: &Spec, after: &Spec) -> bool {
    let loss =
        |spec: &Spec| spec.loss.as_ref().map(|loss| (loss.name.clone(), loss.formula.clone()));
    let fit = |spec: &Spec| {
        spec.fit.as_ref().map(|FitSpec { model, parameters, target, data, .. }| {
            (model.clone(), parameters.clone(), target.clone(), data.clone())
        })
    };
    loss(before) != loss(after) || fit(before) != fit(after)
}

/// Whether a network is to learn other data than before; it keeps its runs.
fn learns_something_else(before: &Spec, after: &Spec) -> bool {
    let data = |spec: &Spec| {
        let data = &spec.network.as_ref()?.data;
        Some((data.set, data.file.clone(), data.targets.clone()))
    };
    data(before) != data(after)
}

/// A new loss brings its own title, height scale and start, and runs that suit it unless someone has chosen the runs.
pub(super) fn forget_what_belonged_to_the_former(spec: &mut Spec, runs_chosen: bool) {
    (spec.title, spec.surface.height, spec.runs.starts) = (None, None, None);
    if runs_chosen {
        spec.run.iter_mut().flatten().for_each(|run| run.start = None);
    } else {
        spec.run = None;
    }
}

fn library_list(ui: &mut Ui, search: &mut String, spec: &mut Spec) {
    let chosen = spec
        .loss
        .as_ref()
        .and_then(|loss| loss.name.clone())
        .unwrap_or_else(|| FIRST_LOSS.to_owned());
    let hint = format!("search {} losses", library::entries().len());
    let line = TextEdit::singleline(search).hint_text(hint).margin(egui::Margin::symmetric(6, 4));
    let response = ui
        .add(line.align(egui::Align2::LEFT_CENTER).desired_width(f32::INFINITY))
        .on_hover_text("Finds losses by name, formula or description");
    desk::call(&response, "Search losses");
    let wanted = search.to_lowercase();
    let fits = |entry: &&library::Entry| {
        [entry.name, entry.title, entry.formula, entry.description]
            .iter()
            .any(|t| t.to_lowercase().contains(&wanted))
    };
    let found: Vec<_> = library::entries().iter().filter(fits).collect();
    if found.is_empty() {
        ui.label(RichText::new("no loss matches; type it under Formula").weak());
    }
    let seen_id = desk::id("library").with("seen");
    let seen: Option<String> = ui.data(|data| data.get_temp(seen_id));
    ui.data_mut(|data| data.insert_temp(seen_id, chosen.clone()));
    ScrollArea::vertical().id_salt("library").max_height(216.0).auto_shrink([false, true]).show(
        ui,
        |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.with_layout(egui::Layout::top_down_justified(egui::Align::LEFT), |ui| {
                for entry in found {
                    let name = egui::Button::selectable(entry.name == chosen, entry.title);
                    let help = format!("{}\n{}", entry.description, entry.formula);
                    let response = ui.add(name).on_hover_text(help);
                    if entry.name == chosen && seen.as_ref() != Some(&chosen) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() && entry.name != chosen {
                        (spec.loss, spec.fit) = (Some(named(entry.name)), None);
                    }
                }
            });
            focus::scroll_to_it(ui);
        },
    );
    if let Ok(entry) = library::find(&chosen) {
        ui.label(RichText::new(entry.formula).monospace());
        ui.label(RichText::new(entry.description).weak());
    }
}

fn domain(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Domain");
    let objective = desk.session.objective();
    let shown =
        [objective.domain.x, objective.domain.y].map(|interval| [interval.min, interval.max]);
    let names = match &desk.spec.fit {
        Some(fit) => [0, 1].map(|axis| fit.parameters.get(axis).cloned().unwrap_or_default()),
        None => ["x".to_owned(), "y".to_owned()],
    };
    for (axis, name) in names.iter().enumerate() {
        let own = match (&desk.spec.loss, &desk.spec.fit) {
            (_, Some(fit)) => fit.domain.get(name).copied(),
            (Some(loss), None) => [loss.x, loss.y][axis],
            (None, None) => None,
        };
        let mut ends = own.unwrap_or(shown[axis]);
        let before = ends;
        let called = [format!("{name} from"), format!("{name} to")];
        let key = if desk.spec.fit.is_some() {
            format!("fit.domain.{name}")
        } else {
            format!("loss.{name}")
        };
        let help = format!("Both ends of {name}; both are sampled");
        desk.pair(ui, &key, name, [&called[0], &called[1]], &help, &mut ends);
        if ends != before {
            desk.spec.set_domain((axis == 0).then_some(ends), (axis == 1).then_some(ends));
        }
    }
}

fn samples(ui: &mut Ui, desk: &mut Desk<'_>) {
    let help = "Samples of the surface along x and y, 2 or more each; more show finer detail and take longer";
    let mut wrong = None;
    let mut grid = desk.spec.surface.grid;
    row(ui, "samples", help, |ui| {
        for (index, name) in ["samples along x", "samples along y"].into_iter().enumerate() {
            let line = Typed { name, help, hint: "", width: HALF_NUMBER, live: false, lines: 1 };
            let id = desk::id("surface.grid").with(index);
            let (asked, complaint) = line.show(ui, id, &grid[index].to_string(), typed::count);
            grid[index] = asked.map_or(grid[index], |n| u32::try_from(n).unwrap_or(u32::MAX));
            wrong = complaint.or(wrong.take());
            if index == 0 {
                ui.label(RichText::new("by").weak());
            }
        }
    });
    desk.spec.surface.grid = grid;
    desk.say(ui, "surface.grid", wrong);
}
