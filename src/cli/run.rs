//! `fallline run`: the optimizers' numbers.

use std::io::{self, Write};

use super::args::{RunArgs, RunFormat};
use super::failure::Failure;
use super::output::{check, write_to};
use super::request::Request;
use super::rows::Rows;
use crate::io::Hyperparameters;
use crate::objective::Objective;
use crate::optim::{Evaluations, Run, RunSettings, Sample, Stop, Trajectory};
use crate::spec::{Resolved, RunPlan, label};
use comfy_table::{Table, presets};
use rayon::prelude::*;

/// A run at its end.
struct Finished {
    plan: RunPlan,
    last: Option<Sample>,
    stop: Option<Stop>,
    evaluations: Evaluations,
    rows: Rows,
}

pub(super) fn run(args: &RunArgs) -> Result<(), Failure> {
    let Resolved { spec, objective, plans, swarm, .. } = Request::read(&args.scene)?.resolve()?;
    check(args.output.as_deref())?;
    if let Some(plan) = swarm {
        return super::swarm::compare(args, &spec, &plan, &objective);
    }
    let finish = |(index, plan)| finish(index, plan, &objective, args.format);
    let finished: Vec<_> =
        plans.into_par_iter().enumerate().map(finish).collect::<io::Result<_>>()?;
    write_to(args.output.as_deref(), |out| match args.format {
        RunFormat::Table => writeln!(out, "{}", table(&finished, &objective)),
        RunFormat::Csv => csv(out, finished, &objective),
        RunFormat::Json => json(out, finished, &objective),
    })
}

fn finish(
    index: usize,
    plan: RunPlan,
    objective: &Objective,
    format: RunFormat,
) -> io::Result<Finished> {
    let mut rows = Rows::new(format, index, plan.settings.optimizer.table().name);
    let run = Run::of(&plan.settings, objective);
    let mut run = run.expect("the plans of a spec hold schedules that go with their optimizers");
    let mut last = Trajectory::bounded(plan.settings.start.len(), 0);
    while let Some(row) = run.next_row() {
        rows.push(row)?;
        last.push(row);
    }
    let (last, stop, evaluations) = (last.last().map(Sample::from), run.stop(), run.evaluations());
    Ok(Finished { plan, last, stop, evaluations, rows })
}

/// One line a run: where it went and what it cost.
fn table(finished: &[Finished], objective: &Objective) -> Table {
    let mut table = Table::new();
    let place = objective.parameters.join(", ");
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([
        "optimizer",
        "start",
        "steps",
        "stop",
        &format!("end ({place})"),
        "loss",
        "|gradient|",
        "evaluations",
    ]);
    for Finished { plan, last, stop, evaluations, .. } in finished {
        let last = last.as_ref();
        let numbers =
            |point: &[f64]| point.iter().map(|x| short(*x)).collect::<Vec<_>>().join(", ");
        let norm = |gradient: &[f64]| gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        table.add_row([
            label(&plan.settings.optimizer, plan.settings.schedule.as_ref()),
            plan.settings.start.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
            last.map_or(0, |row| row.step).to_string(),
            word(*stop),
            last.map_or(String::new(), |row| numbers(&row.point)),
            last.map_or(String::new(), |row| short(row.loss)),
            last.map_or(String::new(), |row| short(norm(&row.gradient))),
            count(*evaluations),
        ]);
    }
    table
}

/// Gradients, which bring the loss with them, and whatever was asked for besides.
fn count(evaluations: Evaluations) -> String {
    let Evaluations { loss, gradient, hessian } = evaluations;
    let of =
        |count: u64, what: &str| if count > 0 { format!("{count} {what}") } else { String::new() };
    let parts =
        [of(gradient, ""), of(loss.saturating_sub(gradient), "losses"), of(hessian, "Hessians")];
    let parts: Vec<_> =
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join(" + ")
}

/// Six digits, with an exponent where zeros would pile up.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-3..1e6).contains(&size) {
        format!("{value:.6}")
    } else {
        format!("{value:.5e}")
    }
}

fn word(stop: Option<Stop>) -> String {
    stop.map_or(String::new(), |stop| stop.to_string())
}

/// `run,optimizer,step,<parameters>,loss,<gradients>,lr`; one line a row.
fn csv(out: &mut dyn Write, finished: Vec<Finished>, objective: &Objective) -> io::Result<()> {
    let names = objective.parameters.join(",");
    let gradients: Vec<_> =
        objective.parameters.iter().map(|name| format!("gradient_{name}")).collect();
    writeln!(out, "run,optimizer,step,{names},loss,{},lr", gradients.join(","))?;
    finished.into_iter().try_for_each(|finished| finished.rows.write(out))
}

/// The whole answer as one object.
fn json(out: &mut dyn Write, finished: Vec<Finished>, objective: &Objective) -> io::Result<()> {
    let Objective { name, parameters, .. } = objective;
    let about = serde_json::json!({ "name": name, "parameters": parameters });
    write!(out, "{{\"objective\":{about},\"runs\":[")?;
    for (index, finished) in finished.into_iter().enumerate() {
        let Finished { plan, stop, evaluations, rows, .. } = finished;
        let RunPlan { settings: RunSettings { optimizer, schedule, start, .. }, .. } = &plan;
        let head = serde_json::to_string(&Head {
            optimizer: optimizer.table().name,
            hyperparameters: Hyperparameters(optimizer),
            schedule: schedule.as_ref().map(ToString::to_string),
            start,
            stop: word(stop),
            evaluations: evaluations.into(),
        })?;
        // The samples follow as the last entry of the object.
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}{},\"samples\":", &head[..head.len() - 1])?;
        rows.write(out)?;
        write!(out, "}}")?;
    }
    writeln!(out, "]}}")
}

/// What stands before the samples of a run.
#[derive(serde::Serialize)]
struct Head<'a> {
    optimizer: &'a str,
    hyperparameters: Hyperparameters<'a>,
    schedule: Option<String>,
    start: &'a [f64],
    stop: String,
    evaluations: Counts,
}

#[derive(serde::Serialize)]
struct Counts {
    loss: u64,
    gradient: u64,
    #[serde(skip_serializing_if = "is_zero")]
    hessian: u64,
}

impl From<Evaluations> for Counts {
    fn from(Evaluations { loss, gradient, hessian }: Evaluations) -> Self {
        Self { loss, gradient, hessian }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
