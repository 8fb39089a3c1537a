//! `fallline tune`: the learning rates of several optimizers, searched under one budget.

use std::path::{Path, PathBuf};

use super::args::{RunFormat, SearchFlags, TuneArgs};
use super::failure::Failure;
use super::output::write_to;
use super::request::Request;
use super::subject::Subject;
use super::tune_report::Report;
use crate::gpu::{Gpu, Prefer};
use crate::io::AtomicFile;
use crate::optim::tune::{Contest, Tuned};
use crate::record::{self, Interrupt, Progress};
use crate::session::tune_chart;
use crate::spec::{Resolved, Spec};

/// What is to be written where.
#[derive(Default)]
struct Outputs<'a> {
    scenes: Vec<&'a Path>,
    charts: Vec<&'a Path>,
    /// Where the report goes instead of standard output.
    report: Option<&'a Path>,
}

impl<'a> Outputs<'a> {
    /// Tells the files by their endings, and finds out before the search that each can be written.
    fn of(paths: &'a [PathBuf]) -> Result<Self, Failure> {
        let mut outputs = Self::default();
        for path in paths {
            match ending(path).as_str() {
                "toml" => outputs.scenes.push(path),
                "png" => outputs.charts.push(path),
                _ if outputs.report.is_some() => {
                    let message = "the result is printed into one file: give one -o FILE besides .toml and .png";
                    return Err(Failure::wrong(message));
                }
                _ => outputs.report = Some(path),
            }
            drop(AtomicFile::create(path).map_err(anyhow::Error::from)?);
        }
        Ok(outputs)
    }
}

pub(super) fn tune(args: &TuneArgs) -> Result<(), Failure> {
    let outputs = Outputs::of(&args.output)?;
    let mut request = Request::read(&args.scene)?;
    override_search(&mut request.spec, &args.search);
    let resolved = request.resolve()?;
    let contest = resolved.spec.contest(&resolved.plans);
    let (contest, left_out) = contest.map_err(|error| request.explain(error))?;
    for left in &left_out {
        eprintln!("note: {}; it stays as it is", left.reason);
    }
    let gpu = (!outputs.charts.is_empty()).then(|| Gpu::headless(Prefer::Fast)).transpose()?;
    let tuned = search(&contest, &resolved)?;
    for path in outputs.scenes {
        let written = resolved.spec.with_tuned(&contest, &tuned).save(path);
        eprintln!("wrote {}", written.map_err(anyhow::Error::from)?.display());
    }
    if let Some(gpu) = &gpu {
        let Resolved { spec, objective, style, .. } = &resolved;
        let chart = tune_chart(spec, objective, style, &contest, &tuned);
        for path in outputs.charts {
            let written = record::render_chart(gpu, &chart, spec.film.size, path)?;
            eprintln!("wrote {}", written.display());
        }
    }
    let format = args.format.unwrap_or_else(|| format_of(outputs.report));
    let subject = &Subject::of(&resolved.spec, &resolved.objective);
    let report = Report { subject, contest: &contest, tuned: &tuned, left_out: &left_out };
    write_to(outputs.report, |out| match format {
        RunFormat::Table => report.table(out),
        RunFormat::Csv => report.csv(out),
        RunFormat::Json => report.json(out),
    })
}

fn override_search(spec: &mut Spec, flags: &SearchFlags) {
    let tune = &mut spec.tune;
    tune.trials = flags.trials.unwrap_or(tune.trials);
    tune.lr = flags.lr.unwrap_or(tune.lr);
    tune.repeats = flags.repeats.unwrap_or(tune.repeats);
    if let Some((key, range)) = &flags.parameter {
        (tune.parameter, tune.range) = (Some(key.clone()), Some(*range));
    }
}

/// Holds the contest, with a progress bar on a terminal, until it is over or someone presses Ctrl-C.
fn search(contest: &Contest, resolved: &Resolved) -> Result<Vec<Tuned>, Failure> {
    let interrupt = Interrupt::on_ctrl_c()?;
    let progress = Progress::of(contest.trials(), "trials");
    let tuned = contest.hold(&resolved.objective, interrupt.switch(), &|_, _| progress.advance());
    let message = "interrupted: the search was not finished, and nothing was written";
    tuned.ok_or_else(|| Failure::Failed(anyhow::anyhow!(message)))
}

fn format_of(path: Option<&Path>) -> RunFormat {
    match path.map(ending).as_deref() {
        Some("csv") => RunFormat::Csv,
        Some("json") => RunFormat::Json,
        _ => RunFormat::Table,
    }
}

fn ending(path: impl AsRef<Path>) -> String {
    let ending = path.as_ref().extension().and_then(|ending| ending.to_str());
    ending.unwrap_or_default().to_ascii_lowercase()
}
