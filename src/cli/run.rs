//! `fallline run`: the optimizers' numbers.

use std::io::{self, Write};

use comfy_table::{Table, presets};
use rayon::prelude::*;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::args::{RunArgs, RunFormat};
use super::failure::Failure;
use super::output::write_to;
use super::request::Request;
use crate::io::Hyperparameters;
use crate::objective::Objective;
use crate::optim::{Run, Trajectory};
use crate::spec::{Resolved, RunPlan, label};

/// A run and all its rows.
struct Finished {
    plan: RunPlan,
    trajectory: Trajectory,
}

pub(super) fn run(args: &RunArgs) -> Result<(), Failure> {
    let Resolved { spec, objective, plans, swarm, .. } = Request::read(&args.scene)?.resolve()?;
    if let Some(plan) = swarm {
        return super::swarm::compare(args, &spec, &plan, &objective);
    }
    let finished: Vec<_> = plans.into_par_iter().map(|plan| finish(plan, &objective)).collect();
    write_to(args.output.as_deref(), |out| match args.format {
        RunFormat::Table => writeln!(out, "{}", table(&finished, &objective)),
        RunFormat::Csv => csv(out, &finished, &objective),
        RunFormat::Json => {
            serde_json::to_writer(
                &mut *out,
                &Report { objective: &objective, finished: &finished },
            )?;
            writeln!(out)
        }
    })
}

fn finish(plan: RunPlan, objective: &Objective) -> Finished {
    let mut trajectory = Trajectory::new(plan.settings.start.len());
    let run = Run::of(&plan.settings, objective);
    let mut run = run.expect("the plans of a spec hold schedules that go with their optimizers");
    run.advance(usize::MAX, |row| trajectory.push(row));
    (trajectory.stop, trajectory.evaluations) = (run.stop(), run.evaluations());
    Finished { plan, trajectory }
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
    for Finished { plan, trajectory } in finished {
        let last = trajectory.last();
        let numbers =
            |point: &[f64]| point.iter().map(|x| short(*x)).collect::<Vec<_>>().join(", ");
        let norm = |gradient: &[f64]| gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        table.add_row([
            label(&plan.settings.optimizer, plan.settings.schedule.as_ref()),
            plan.settings.start.iter().map(f64::to_string).collect::<Vec<_>>().join(", "),
            last.map_or(0, |row| row.step).to_string(),
            stop(trajectory),
            last.map_or(String::new(), |row| numbers(row.point)),
            last.map_or(String::new(), |row| short(row.loss)),
            last.map_or(String::new(), |row| short(norm(row.gradient))),
            trajectory.evaluations.gradient.to_string(),
        ]);
    }
    table
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

fn stop(trajectory: &Trajectory) -> String {
    trajectory.stop.map_or(String::new(), |stop| stop.to_string())
}

/// `run,optimizer,step,<parameters>,loss,<gradients>,lr`; one line a row.
fn csv(out: &mut dyn Write, finished: &[Finished], objective: &Objective) -> io::Result<()> {
    let names = objective.parameters.join(",");
    let gradients: Vec<_> =
        objective.parameters.iter().map(|name| format!("gradient_{name}")).collect();
    writeln!(out, "run,optimizer,step,{names},loss,{},lr", gradients.join(","))?;
    for (index, Finished { plan, trajectory }) in finished.iter().enumerate() {
        let name = plan.settings.optimizer.table().name;
        for row in trajectory.rows() {
            write!(out, "{index},{name},{}", row.step)?;
            for number in row.point.iter().chain([&row.loss]).chain(row.gradient).chain([&row.lr]) {
                // The shortest digits that read back to the same number.
                write!(out, ",{number:?}")?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// The whole answer as one JSON object.
struct Report<'a> {
    objective: &'a Objective,
    finished: &'a [Finished],
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Names<'a> {
            name: &'a str,
            parameters: &'a [String],
        }
        let mut map = serializer.serialize_map(Some(2))?;
        let Objective { name, parameters, .. } = self.objective;
        map.serialize_entry("objective", &Names { name, parameters })?;
        map.serialize_entry("runs", self.finished)?;
        map.end()
    }
}

impl Serialize for Finished {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Counts {
            loss: u64,
            gradient: u64,
        }
        #[derive(serde::Serialize)]
        struct Samples<'a> {
            point: Vec<&'a [f64]>,
            loss: &'a [f64],
            gradient: Vec<&'a [f64]>,
            lr: &'a [f64],
        }
        let Self { plan, trajectory } = self;
        let optimizer = &plan.settings.optimizer;
        let counts = trajectory.evaluations;
        let mut map = serializer.serialize_map(Some(7))?;
        map.serialize_entry("optimizer", optimizer.table().name)?;
        map.serialize_entry("hyperparameters", &Hyperparameters(optimizer))?;
        let schedule = plan.settings.schedule.as_ref().map(ToString::to_string);
        map.serialize_entry("schedule", &schedule)?;
        map.serialize_entry("start", &plan.settings.start)?;
        map.serialize_entry("stop", &stop(trajectory))?;
        map.serialize_entry(
            "evaluations",
            &Counts { loss: counts.loss, gradient: counts.gradient },
        )?;
        map.serialize_entry(
            "samples",
            &Samples {
                point: trajectory.rows().map(|row| row.point).collect(),
                loss: trajectory.losses(),
                gradient: trajectory.rows().map(|row| row.gradient).collect(),
                lr: trajectory.rates(),
            },
        )?;
        map.end()
    }
}
