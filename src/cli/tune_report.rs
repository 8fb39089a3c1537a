//! What `fallline tune` prints: the best settings for people, every trial for programs.

use std::io::{self, Write};

use comfy_table::{Table, presets};
use serde_json::{Value as Json, json};

use super::run::short;
use super::subject::Subject;
use crate::io::Hyperparameters;
use crate::optim::tune::{Contest, Tuned};
use crate::optim::{Evaluations, Optimizer};
use crate::spec::LeftOut;

/// A contest and what it found.
pub(super) struct Report<'a> {
    /// What is minimised; the numbers of its starts have its parameters' names.
    pub(super) subject: &'a Subject<'a>,
    pub(super) contest: &'a Contest,
    /// One for each entrant, in the same order.
    pub(super) tuned: &'a [Tuned],
    pub(super) left_out: &'a [LeftOut],
}

impl Report<'_> {
    /// One line an optimizer, and the budget beneath.
    pub(super) fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header(["tuned", "loss", "before", "loss before", "trials", "evaluations"]);
        for tuned in self.tuned {
            let best = tuned.best();
            table.add_row([
                tuned.optimizer().map_or("every trial diverged".to_owned(), |best| best.label()),
                best.map_or(String::new(), |best| short(best.score)),
                tuned.before.label(),
                if tuned.score_before.is_finite() {
                    short(tuned.score_before)
                } else {
                    "diverged".to_owned()
                },
                tuned.trials.len().to_string(),
                tuned.evaluations().loss.to_string(),
            ]);
        }
        writeln!(out, "{table}")?;
        writeln!(out, "{}", self.contest.summary())?;
        let ends = self.tuned.iter().filter(|tuned| tuned.is_at_end(self.contest.search.lr));
        for tuned in ends {
            let title = tuned.before.table().title;
            writeln!(
                out,
                "{title}: the best rate is an end of the range; a better one may lie beyond, see --lr"
            )?;
        }
        Ok(())
    }

    /// `run,optimizer,trial,lr,parameter,value,loss,diverged,evaluations`; one line a trial.
    pub(super) fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "run,optimizer,trial,lr,parameter,value,loss,diverged,evaluations")?;
        for tuned in self.tuned {
            let name = tuned.before.table().name;
            let key = tuned.parameter.as_deref().unwrap_or_default();
            for trial in &tuned.trials {
                // The shortest digits that read back to the same number.
                let value = trial.parameter.map_or(String::new(), |value| format!("{value:?}"));
                writeln!(
                    out,
                    "{},{name},{},{:?},{key},{value},{:?},{},{}",
                    tuned.run,
                    trial.number,
                    trial.lr,
                    trial.score,
                    trial.diverged,
                    trial.evaluations.loss
                )?;
            }
        }
        Ok(())
    }

    /// One object with everything; a loss that is not finite is null.
    pub(super) fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let Contest { entrants, search } = self.contest;
        let starts = entrants.first().map(|entrant| &entrant.starts);
        let points: Vec<_> = starts.into_iter().flatten().map(|run| &run.start).collect();
        let parameter = search.parameter.as_ref();
        let left_out =
            self.left_out.iter().map(|left| json!({"run": left.run, "reason": left.reason}));
        let report = json!({
            "objective": {"name": self.subject.name(), "parameters": self.subject.parameters()},
            "search": {
                "trials": search.trials, "lr": search.lr, "repeats": search.repeats,
                "parameter": parameter.map(|p| &p.key), "range": parameter.map(|p| p.range),
                "starts": points, "steps": self.contest.steps(),
                "seed": starts.and_then(|runs| runs.first()).map(|run| run.seed),
                // As a float where it is beyond 2^64.
                "budget": u64::try_from(self.contest.budget())
                    .map_or_else(|_| json!(self.contest.budget() as f64), |steps| json!(steps)),
                "summary": self.contest.summary(),
            },
            "runs": entrants.iter().zip(self.tuned).map(|(entrant, tuned)| {
                let schedule = entrant.starts.first().and_then(|run| run.schedule.as_ref());
                json!({
                    "run": tuned.run,
                    "optimizer": tuned.before.table().name,
                    "schedule": schedule.map(ToString::to_string),
                    "tuned": tuned.optimizer().map(|best| {
                        found(&best, tuned.best().map_or(f64::NAN, |best| best.score))
                    }),
                    "before": found(&tuned.before, tuned.score_before),
                    "evaluations": counts(tuned.evaluations()),
                    "trials": tuned.trials.iter().map(|trial| json!({
                        "lr": trial.lr, "parameter": trial.parameter, "loss": trial.score,
                        "diverged": trial.diverged, "evaluations": counts(trial.evaluations),
                    })).collect::<Vec<_>>(),
                })
            }).collect::<Vec<_>>(),
            "left_out": left_out.collect::<Vec<_>>(),
        });
        serde_json::to_writer(&mut *out, &report)?;
        writeln!(out)
    }
}

fn found(optimizer: &Optimizer, loss: f64) -> Json {
    json!({"hyperparameters": Hyperparameters(optimizer), "loss": loss})
}

fn counts(evaluations: Evaluations) -> Json {
    let Evaluations { loss, gradient, .. } = evaluations;
    json!({"loss": loss, "gradient": gradient})
}
