//! `fallline plane`: the plane that a network is seen through, and how its paths lie on it.

use std::io::{self, Write};

use comfy_table::{Table, presets};

use super::args::PlaneArgs;
use super::failure::Failure;
use super::output::write_to;
use super::request::Request;
use super::run::short;
use super::subject::Subject;
use crate::io::{AtomicFile, PlaneFormat, PlaneReport};
use crate::objective::plane::percent;
use crate::objective::{Interval, Objective};

/// Trains, makes the plane, and writes it to the file, or a table of it to standard output.
pub(super) fn plane(args: &PlaneArgs) -> Result<(), Failure> {
    args.output.as_deref().map(PlaneFormat::of).transpose().map_err(Failure::wrong)?;
    let request = Request::read(&args.scene)?;
    if request.spec.network.is_none() {
        return Err(Failure::wrong(request.no_network("fallline plane")));
    }
    // Before any training: it tells whether the place can be written.
    args.output.as_deref().map(AtomicFile::create).transpose().map_err(anyhow::Error::from)?;
    let session = request.session_on_plane()?;
    let (objective, tracks) = (session.objective(), session.tracks());
    let subject = Subject::of(session.spec(), objective);
    let paths = tracks
        .iter()
        .enumerate()
        .map(|(index, track)| (subject.run_name(index, &track.plan.settings), &track.trajectory));
    let report = PlaneReport::of(objective, paths)
        .expect("the objective of a spec with a network is a landscape");
    match &args.output {
        None => {
            let warning = session.scene().captions.plane_warning;
            write_to(None, |out| table(out, &report, objective, warning.as_deref()))
        }
        Some(path) => {
            let written = report.save(path).map_err(anyhow::Error::from)?;
            eprintln!("wrote {}", written.display());
            Ok(())
        }
    }
}

/// What the plane is and how much it shows, then one line a run.
fn table(
    out: &mut dyn Write,
    report: &PlaneReport<'_>,
    objective: &Objective,
    warning: Option<&str>,
) -> io::Result<()> {
    writeln!(out, "{}", report.words())?;
    for (name, side) in objective.parameters.iter().zip([objective.domain.x, objective.domain.y]) {
        let Interval { min, max } = side;
        writeln!(out, "{name}: {} to {}", short(min), short(max))?;
    }
    if report.paths.is_empty() {
        return writeln!(out, "there are no runs; add a [[run]] to see a path over it");
    }
    let all = if report.paths.len() == 1 { "path's" } else { "paths'" };
    let shown = || {
        let share = percent(report.explained_variance);
        format!("it shows {share} of the {all} variance")
    };
    writeln!(out, "{}", warning.map_or_else(shown, str::to_owned))?;
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "run",
        "shown",
        "steps",
        "off the plane, end",
        "at most",
        "loss, end",
        "of its shadow",
    ]);
    for path in &report.paths {
        let last = |values: &[f64]| values.last().map_or(String::new(), |value| short(*value));
        table.add_row([
            path.name.clone(),
            percent(path.explained_variance),
            path.steps.last().map_or(String::new(), u64::to_string),
            last(&path.distances),
            short(path.distances.iter().copied().fold(0.0, f64::max)),
            last(&path.losses),
            last(&path.shadow_losses),
        ]);
    }
    writeln!(out, "{table}")
}
