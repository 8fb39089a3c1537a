//! `fallline critical`: where the gradient vanishes.

use std::io::{self, Write};
use std::sync::atomic::AtomicBool;

use comfy_table::{Table, presets};
use serde_json::{Value as Json, json};

use super::args::{CriticalArgs, TableFormat};
use super::failure::Failure;
use super::output::{check, write_to};
use super::request::Request;
use super::run::short;
use crate::io::write_csv_header;
use crate::objective::critical::{Kind, Note};
use crate::objective::{CriticalPoint, CriticalPoints, Curvature, Objective};
use crate::spec::Resolved;

pub(super) fn critical(args: &CriticalArgs) -> Result<(), Failure> {
    let Resolved { objective, .. } = Request::read(&args.scene)?.resolve_on_plane()?;
    check(args.output.as_deref())?;
    let found = CriticalPoints::find(&objective, &AtomicBool::new(false))
        .expect("only a search that is cancelled finds nothing at all");
    write_to(args.output.as_deref(), |out| match args.format {
        TableFormat::Table => table(out, &found, &objective),
        TableFormat::Csv => csv(out, &found, &objective),
        TableFormat::Json => writeln!(out, "{:#}", json(&found, &objective)),
    })
}

/// One line a point, and what is to be said of the whole beneath.
fn table(out: &mut dyn Write, found: &CriticalPoints, objective: &Objective) -> io::Result<()> {
    let [x, y] = [0, 1].map(|k| objective.parameters[k].as_str());
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "kind",
        x,
        y,
        "loss",
        "eigenvalues",
        "note",
    ]);
    for point in &found.points {
        let [px, py] = point.point.map(short);
        table.add_row([
            point.kind.name().to_owned(),
            px,
            py,
            short(point.loss),
            values(point, short).map_or("–".to_owned(), |values| values.join(", ")),
            notes(point).join(", "),
        ]);
    }
    if !found.points.is_empty() {
        writeln!(out, "{table}")?;
    }
    let counts = Kind::ALL.map(|kind| (kind, found.count(kind)));
    let counts = counts.iter().filter(|(_, count)| *count > 0).map(|(kind, count)| {
        format!("{count} {}", if *count == 1 { kind.name() } else { kind.plural() })
    });
    let counts: Vec<String> = counts.collect();
    let none = "no critical points in the domain".to_owned();
    writeln!(out, "{}", if counts.is_empty() { none } else { counts.join(", ") })?;
    if let Some(border) = found.border.filter(|_| found.border_is_lower) {
        let [px, py] = border.point.map(short);
        let than =
            if found.count(Kind::Minimum) > 0 { "lower than every minimum" } else { "lowest" };
        writeln!(
            out,
            "{than}: the border of the domain at {x} = {px}, {y} = {py}, loss {}",
            short(border.loss)
        )?;
    }
    if !found.is_complete {
        writeln!(out, "too many to look at all: the lowest are listed")?;
    }
    Ok(())
}

/// What a table says of a point.
fn notes(point: &CriticalPoint) -> Vec<&'static str> {
    let global = point.is_global.then_some("global minimum on the domain");
    global.into_iter().chain(point.note.map(Note::name)).collect()
}

/// The eigenvalues, where there are any.
fn values(point: &CriticalPoint, number: fn(f64) -> String) -> Option<[String; 2]> {
    point.curvature.is_finite().then(|| point.curvature.values.map(number))
}

/// `kind,<parameters>,loss,eigenvalue_1,eigenvalue_2,is_global,note`; one line a point.
fn csv(out: &mut dyn Write, found: &CriticalPoints, objective: &Objective) -> io::Result<()> {
    let names = objective.parameters.iter().map(String::as_str);
    let rest = ["loss", "eigenvalue_1", "eigenvalue_2", "is_global", "note"];
    write_csv_header(out, ["kind"].into_iter().chain(names).chain(rest))?;
    for point in &found.points {
        // The shortest digits that read back to the same number.
        let [first, second] = values(point, |value| format!("{value:?}")).unwrap_or_default();
        let [x, y] = point.point;
        let note = point.note.map_or("", Note::name);
        writeln!(
            out,
            "{},{x:?},{y:?},{:?},{first},{second},{},{note}",
            point.kind, point.loss, point.is_global
        )?;
    }
    Ok(())
}

fn json(found: &CriticalPoints, objective: &Objective) -> Json {
    let points = found.points.iter().map(|point| {
        let curvature = Some(point.curvature).filter(Curvature::is_finite);
        json!({
            "kind": point.kind.name(),
            "point": point.point,
            "loss": point.loss,
            "eigenvalues": curvature.map(|curvature| curvature.values),
            "eigenvectors": curvature.map(|curvature| curvature.vectors),
            "is_global": point.is_global,
            "note": point.note.map(Note::name),
        })
    });
    let border = found.border.map(|border| {
        json!({
            "point": border.point,
            "loss": border.loss,
            "is_lower": found.border_is_lower,
        })
    });
    json!({
        "objective": { "name": objective.name, "parameters": objective.parameters },
        "points": points.collect::<Vec<_>>(),
        "border": border,
        "is_complete": found.is_complete,
    })
}
