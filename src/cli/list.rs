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
use crate::optim::{Hyperparameter, Method, Table as Parameters};
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
        Kind::Optimizers => {
            table.set_header(["name", "family", "hyperparameters and defaults", "equals"]);
            for Method { family, table: method, .. } in METHODS {
                table.add_row([method.name, family.name(), &defaults(method), method.library]);
            }
        }
        Kind::Schedules => {
            table.set_header(["name", "hyperparameters and defaults", "equals"]);
            for kind in KINDS {
                let method = &kind.table;
                table.add_row([method.name, &defaults(method), method.library]);
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

fn defaults(method: &Parameters) -> String {
    let default = |h: &Hyperparameter| format!("{}={}", h.name, h.default);
    method.hyperparameters.iter().map(default).collect::<Vec<_>>().join(", ")
}

fn json(kind: Kind) -> Vec<Json> {
    match kind {
        Kind::Losses => library::entries().iter().map(loss).collect(),
        Kind::Optimizers => METHODS.iter().map(|method| optimizer(method)).collect(),
        Kind::Schedules => KINDS.iter().map(|kind| parameters(&kind.table)).collect(),
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

fn optimizer(method: &Method) -> Json {
    let mut listed = parameters(&method.table);
    listed["family"] = method.family.name().into();
    listed
}

/// Name, origin and hyperparameters of an optimizer or a schedule.
fn parameters(table: &Parameters) -> Json {
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
