//! `fallline list`: what there is by name.

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value as Json, json};

use super::args::{Kind, ListArgs, ListFormat};
use super::failure::Failure;
use super::output::write_to;
use crate::io::json_value;
use crate::objective::library;
use crate::optim::methods::METHODS;
use crate::optim::schedule::KINDS;
use crate::optim::{Hyperparameter, Table as Method};
use crate::scene::Colormap;
use crate::spec::READY_SCENES;

pub(super) fn list(args: &ListArgs) -> Result<(), Failure> {
    write_to(None, |out| match args.format {
        ListFormat::Table => writeln!(out, "{}", table(args.kind)),
        ListFormat::Json => writeln!(out, "{:#}", Json::Array(json(args.kind))),
    })
}

fn table(kind: Kind) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    match kind {
        Kind::Losses => {
            table.set_header(["name", "formula", "what it shows"]);
            for entry in library::entries() {
                table.add_row([entry.name, entry.formula, entry.description]);
            }
        }
        Kind::Optimizers | Kind::Schedules => {
            table.set_header(["name", "hyperparameters and defaults", "equals"]);
            for method in methods(kind) {
                let default = |h: &Hyperparameter| format!("{}={}", h.name, h.default);
                let defaults: Vec<_> = method.hyperparameters.iter().map(default).collect();
                table.add_row([method.name, &defaults.join(", "), method.library]);
            }
        }
        Kind::Colormaps => {
            table.set_header(["name", "what it is"]);
            for colormap in Colormap::ALL {
                table.add_row([colormap.name(), colormap.description()]);
            }
        }
        Kind::Scenes => {
            table.set_header(["name", "what it shows"]);
            for scene in READY_SCENES {
                table.add_row([scene.name, scene.description()]);
            }
        }
    }
    table
}

fn json(kind: Kind) -> Vec<Json> {
    match kind {
        Kind::Losses => library::entries().iter().map(loss).collect(),
        Kind::Optimizers | Kind::Schedules => methods(kind).into_iter().map(method).collect(),
        Kind::Colormaps => Colormap::ALL
            .iter()
            .map(|map| json!({"name": map.name(), "description": map.description()}))
            .collect(),
        Kind::Scenes => READY_SCENES
            .iter()
            .map(|scene| json!({"name": scene.name, "description": scene.description()}))
            .collect(),
    }
}

fn loss(entry: &library::Entry) -> Json {
    let minima = entry.minima.iter().map(|m| json!({"point": m.point, "loss": m.loss}));
    json!({
        "name": entry.name,
        "title": entry.title,
        "formula": entry.formula,
        "description": entry.description,
        "domain": {
            "x": [entry.domain.x.min, entry.domain.x.max],
            "y": [entry.domain.y.min, entry.domain.y.max],
        },
        "height": entry.height.name(),
        "minima": minima.collect::<Vec<_>>(),
        "starts": entry.starts,
    })
}

/// The tables of all optimizers or all schedules.
fn methods(kind: Kind) -> Vec<&'static Method> {
    match kind {
        Kind::Schedules => KINDS.iter().map(|kind| &kind.table).collect(),
        _ => METHODS.iter().map(|method| &method.table).collect(),
    }
}

fn method(table: &Method) -> Json {
    let hyperparameters = table.hyperparameters.iter().map(|h| {
        json!({
            "name": h.name,
            "default": json_value(&h.default),
            "limits": h.limits.to_string(),
            "description": h.help,
        })
    });
    json!({
        "name": table.name,
        "title": table.title,
        "paper": table.paper,
        "library": table.library,
        "hyperparameters": hyperparameters.collect::<Vec<_>>(),
    })
}
