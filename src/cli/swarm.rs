//! `fallline run` with many starts: the comparison of the optimizers.

use std::sync::atomic::AtomicBool;

use comfy_table::{Table, presets};

use super::args::{RunArgs, RunFormat};
use super::failure::Failure;
use super::output::write_to;
use super::run::short;
use crate::io::{ComparisonFormat, ComparisonReport};
use crate::objective::Objective;
use crate::optim::swarm::{Column, Comparison, Line, SwarmPlan};
use crate::spec::{RunSpec, Spec};

/// Computes the swarm and prints one line for each optimizer.
pub(super) fn compare(
    args: &RunArgs,
    format: RunFormat,
    spec: &Spec,
    plan: &SwarmPlan,
    objective: &Objective,
) -> Result<(), Failure> {
    let comparison = Comparison::compute(plan, objective, &AtomicBool::new(false), &|_| {});
    let comparison = comparison.expect("nobody cancels it");
    let labels: Vec<String> = spec.run.iter().flatten().map(RunSpec::name).collect();
    let report = ComparisonReport { comparison: &comparison, plan, objective, labels: &labels };
    write_to(args.output.as_deref(), |out| match format {
        RunFormat::Table => writeln!(out, "{}\n{}", report.title(), table(&report)),
        RunFormat::Csv => report.write(out, ComparisonFormat::Csv),
        RunFormat::Json => report.write(out, ComparisonFormat::Json),
    })
}

fn table(report: &ComparisonReport<'_>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header(Column::ALL.map(Column::name));
    for line in &report.comparison.lines {
        let Line { members, reached, diverged, .. } = line;
        let count = |median: Option<f64>| median.map_or("-".to_owned(), |m| m.to_string());
        let number = |median: Option<f64>| median.map_or("-".to_owned(), short);
        table.add_row([
            report.label(line).to_owned(),
            format!("{reached} of {members} ({:.1} %)", 100.0 * line.share()),
            count(line.steps),
            count(line.evaluations),
            number(line.path_length),
            number(line.loss),
            diverged.to_string(),
        ]);
    }
    table
}
