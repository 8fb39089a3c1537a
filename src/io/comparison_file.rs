//! The comparison of a swarm as CSV and JSON.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{AtomicFile, FileError, Hyperparameters};
use crate::objective::Objective;
use crate::optim::swarm::{Comparison, Line, SwarmPlan};

/// A comparison with all that its files say of it.
#[derive(Clone, Copy)]
pub struct ComparisonReport<'a> {
    /// What came of the swarm.
    pub comparison: &'a Comparison,
    /// What was computed.
    pub plan: &'a SwarmPlan,
    /// What was minimised.
    pub objective: &'a Objective,
    /// What each run is called.
    pub labels: &'a [String],
}

/// A format of comparison files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonFormat {
    /// A header, then one line for each optimizer.
    Csv,
    /// One object with the title, the settings, the minima and a list of optimizers.
    Json,
}

/// The columns of the CSV.
const COLUMNS: [&str; 11] = [
    "optimizer",
    "settings",
    "members",
    "reached",
    "share_reached",
    "median_steps",
    "median_evaluations",
    "median_path_length",
    "median_loss",
    "diverged",
    "comparison",
];

impl ComparisonReport<'_> {
    /// What is compared, as a title.
    pub fn title(&self) -> String {
        self.comparison.title(self.plan, self.objective)
    }

    /// What the run of a line is called.
    pub fn label(&self, line: &Line) -> &str {
        self.labels.get(line.run).map_or("", String::as_str)
    }

    /// Writes a file; it appears only when it is whole.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, path: &Path, format: ComparisonFormat) -> Result<PathBuf, FileError> {
        let mut file = AtomicFile::create(path)?;
        self.write(&mut file, format).map_err(|error| file.explain(error))?;
        file.finish()
    }

    /// Writes the comparison. Numbers are the shortest that read back to the same; a median of nothing is left empty in CSV
    /// and null in JSON.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write(&self, out: &mut dyn Write, format: ComparisonFormat) -> io::Result<()> {
        match format {
            ComparisonFormat::Csv => self.write_csv(out),
            ComparisonFormat::Json => {
                serde_json::to_writer(&mut *out, &self.json())?;
                writeln!(out)
            }
        }
    }

    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:?}"));
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(COLUMNS)?;
        for line in &self.comparison.lines {
            csv.write_record([
                self.label(line).to_owned(),
                self.plan.runs[line.run].optimizer.to_string(),
                line.members.to_string(),
                line.reached.to_string(),
                number(Some(line.share())),
                number(line.steps),
                number(line.evaluations),
                number(line.path_length),
                number(line.loss),
                line.diverged.to_string(),
                self.title(),
            ])?;
        }
        csv.flush()
    }

    fn json(&self) -> Value {
        let Self { comparison, plan, objective, .. } = self;
        let region = plan.region;
        let first = plan.runs.first();
        json!({
            "title": self.title(),
            "objective": {"name": objective.name, "parameters": objective.parameters},
            "region": {"x": [region.x.min, region.x.max], "y": [region.y.min, region.y.max]},
            "settings": {
                "starts": plan.count,
                "draw": plan.draw.name(),
                "seed": plan.seed,
                "steps": plan.steps(),
                "gradient_tolerance": first.and_then(|run| run.tolerance),
                "noise": first.map(|run| run.noise),
                "batch": first.and_then(|run| run.batch),
                "tolerance": plan.tolerance,
                "distance": plan.distance(),
            },
            "best": comparison.best.as_ref().map(|best| {
                json!({"points": best.points, "loss": best.loss, "known": best.is_known})
            }),
            "minima": comparison.minima.reached.iter().map(|minimum| {
                json!({
                    "point": minimum.point,
                    "loss": minimum.loss,
                    "known": minimum.is_known,
                    "members": minimum.members,
                })
            }).collect::<Vec<_>>(),
            "optimizers": comparison.lines.iter().map(|line| self.line(line)).collect::<Vec<_>>(),
        })
    }

    fn line(&self, line: &Line) -> Value {
        let run = &self.plan.runs[line.run];
        json!({
            "optimizer": run.optimizer.table().name,
            "label": self.label(line),
            "hyperparameters": Hyperparameters(&run.optimizer),
            "schedule": run.schedule.as_ref().map(ToString::to_string),
            "steps": run.steps,
            "members": line.members,
            "reached": line.reached,
            "share_reached": line.share(),
            "median_steps": line.steps,
            "median_evaluations": line.evaluations,
            "median_path_length": line.path_length,
            "median_loss": line.loss,
            "diverged": line.diverged,
        })
    }
}
