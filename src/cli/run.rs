//! `fallline run`: the optimizers' numbers.

use std::io::{self, Write};

use super::args::{RunArgs, RunFormat};
use super::failure::Failure;
use super::output::{check, write_to};
use super::request::Request;
use super::rows::Rows;
use super::run_form::RunForm;
use super::save_weights::Keeper;
use super::subject::Subject;
use crate::io::{Hyperparameters, NpzArray, write_csv_header, write_npz};
use crate::objective::Objective;
use crate::optim::{Evaluations, Run, RunSettings, Sample, Stop, Trajectory};
use crate::spec::{Resolved, RunPlan, label};
use comfy_table::{Table, presets};
use rayon::prelude::*;

/// A run at its end.
pub(super) struct Finished {
    pub(super) plan: RunPlan,
    pub(super) last: Option<Sample>,
    stop: Option<Stop>,
    evaluations: Evaluations,
    rows: Rows,
}

pub(super) fn run(args: &RunArgs) -> Result<(), Failure> {
    let form = RunForm::of(args.format, args.output.as_deref())?;
    let request = Request::read(&args.scene)?;
    let keeper = args.save_weights.as_deref().map(|path| Keeper::of(path, &request)).transpose()?;
    let Resolved { spec, objective, plans, swarm, .. } = request.resolve()?;
    check(args.output.as_deref())?;
    if let Some(plan) = swarm {
        let RunForm::Printed(format) = form else {
            let message = "many starts are compared in a table: end the file in .csv or .json, or leave the many starts out to have paths";
            return Err(Failure::wrong(message));
        };
        return super::swarm::compare(args, format, &spec, &plan, &objective);
    }
    let subject = Subject::of(&spec, &objective);
    let finish = |(index, plan)| finish(index, plan, &objective, &subject, form);
    let finished: Vec<_> =
        plans.into_par_iter().enumerate().map(finish).collect::<io::Result<_>>()?;
    let kept = keeper.map(|keeper| keeper.choose(&finished, &subject)).transpose()?;
    write_to(args.output.as_deref(), |out| match form {
        RunForm::Printed(RunFormat::Table) => writeln!(out, "{}", table(&finished, &subject)),
        RunForm::Printed(RunFormat::Csv) => csv(out, finished, &subject),
        RunForm::Printed(RunFormat::Json) => json(out, finished, &subject),
        RunForm::Npz => npz(out, finished, &subject),
    })?;
    kept.map_or(Ok(()), |kept| kept.write())
}

fn finish(
    index: usize,
    plan: RunPlan,
    objective: &Objective,
    subject: &Subject<'_>,
    form: RunForm,
) -> io::Result<Finished> {
    let mut rows = Rows::new(form, index, plan.settings.optimizer.table().name);
    let run = Run::of(&plan.settings, objective);
    let mut run = run.expect("the plans of a spec hold schedules that go with their optimizers");
    let mut last = Trajectory::bounded(plan.settings.start.len(), 0);
    let mut judge = rows.takes_accuracy().then(|| subject.judge());
    while let Some(row) = run.next_row() {
        let accuracy = judge.as_mut().and_then(|accuracy_of| accuracy_of(row.point));
        rows.push(row, accuracy)?;
        last.push(row);
    }
    let (last, stop, evaluations) = (last.last().map(Sample::from), run.stop(), run.evaluations());
    Ok(Finished { plan, last, stop, evaluations, rows })
}

/// One line a run: where it went and what it cost. The weights of a network are too many for a line; their norm stands for
/// them.
fn table(finished: &[Finished], subject: &Subject<'_>) -> Table {
    let mut judge = subject.judge();
    let has_accuracy =
        finished.iter().any(|run| run.last.as_ref().is_some_and(|row| judge(&row.point).is_some()));
    let end = match subject.network {
        Some(_) => "|weights|".to_owned(),
        None => format!("end ({})", subject.parameters().join(", ")),
    };
    let mut header = vec!["optimizer", "start", "steps", "stop", &end, "loss"];
    header.extend(has_accuracy.then_some("accuracy"));
    header.extend(["|gradient|", "evaluations"]);
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(header);
    let norm = |vector: &[f64]| vector.iter().map(|x| x * x).sum::<f64>().sqrt();
    let numbers = |point: &[f64]| point.iter().map(|x| short(*x)).collect::<Vec<_>>().join(", ");
    let end = |point: &[f64]| match subject.network {
        Some(_) => short(norm(point)),
        None => numbers(point),
    };
    for (index, Finished { plan, last, stop, evaluations, .. }) in finished.iter().enumerate() {
        let of_last = |what: &dyn Fn(&Sample) -> String| last.as_ref().map_or(String::new(), what);
        let mut line = vec![
            label(&plan.settings.optimizer, plan.settings.schedule.as_ref()),
            subject.start(index, &plan.settings),
            last.as_ref().map_or(0, |row| row.step).to_string(),
            word(*stop),
            of_last(&|row| end(&row.point)),
            of_last(&|row| short(row.loss)),
        ];
        if has_accuracy {
            let share = last.as_ref().and_then(|row| judge(&row.point));
            line.push(share.map_or(String::new(), |share| format!("{:.1} %", 100.0 * share)));
        }
        line.extend([of_last(&|row| short(norm(&row.gradient))), count(*evaluations)]);
        table.add_row(line);
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
fn csv(out: &mut dyn Write, finished: Vec<Finished>, subject: &Subject<'_>) -> io::Result<()> {
    let names = subject.parameters();
    let gradients: Vec<_> = names.iter().map(|name| format!("gradient_{name}")).collect();
    let before = ["run", "optimizer", "step"].into_iter().chain(names.iter().map(String::as_str));
    let after = ["loss"].into_iter().chain(gradients.iter().map(String::as_str)).chain(["lr"]);
    write_csv_header(out, before.chain(after))?;
    finished.into_iter().try_for_each(|finished| finished.rows.write(out, false))
}

/// The whole answer as one object.
fn json(out: &mut dyn Write, finished: Vec<Finished>, subject: &Subject<'_>) -> io::Result<()> {
    let about = serde_json::json!({ "name": subject.name(), "parameters": subject.parameters() });
    write!(out, "{{\"objective\":{about},\"runs\":[")?;
    for (index, finished) in finished.into_iter().enumerate() {
        let Finished { plan, stop, evaluations, rows, last } = finished;
        let RunPlan { settings: RunSettings { optimizer, schedule, start, .. }, .. } = &plan;
        let has_accuracy = last.is_some_and(|row| subject.judge()(&row.point).is_some());
        let head = serde_json::to_string(&Head {
            optimizer: optimizer.table().name,
            hyperparameters: Hyperparameters(optimizer),
            schedule: schedule.as_ref().map(ToString::to_string),
            start,
            start_name: subject.network.map(|_| subject.start(index, &plan.settings)),
            stop: word(stop),
            evaluations: evaluations.into(),
        })?;
        // The samples follow as the last entry of the object.
        let comma = if index == 0 { "" } else { "," };
        write!(out, "{comma}{},\"samples\":", &head[..head.len() - 1])?;
        rows.write(out, has_accuracy)?;
        write!(out, "}}")?;
    }
    writeln!(out, "]}}")
}

/// The whole answer as arrays: `parameter_names`, `run_names`, and the columns of each run.
fn npz(out: &mut dyn Write, finished: Vec<Finished>, subject: &Subject<'_>) -> io::Result<()> {
    let name = |(index, run): (usize, &Finished)| subject.run_name(index, &run.plan.settings);
    let names = finished.iter().enumerate().map(name).collect();
    let parameters = subject.parameters();
    let count = parameters.len();
    let about =
        [NpzArray::texts("parameter_names", parameters), NpzArray::texts("run_names", names)];
    let runs = finished.into_iter().enumerate();
    let columns = runs.flat_map(|(run, finished)| finished.rows.into_arrays(run, count));
    write_npz(out, about.into_iter().chain(columns))
}

/// What stands before the samples of a run.
#[derive(serde::Serialize)]
struct Head<'a> {
    optimizer: &'a str,
    hyperparameters: Hyperparameters<'a>,
    schedule: Option<String>,
    start: &'a [f64],
    /// What the first weights of a network are called.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_name: Option<String>,
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
