//! The table that compares optimizers over a swarm: plain data, one line for each.

use super::member::Member;
use super::minima::{Best, Minima};
use super::plan::SwarmPlan;
use crate::objective::Objective;

/// What came of one optimizer. Medians of nothing are `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Index of the run.
    pub run: usize,
    /// Its members: one for each start.
    pub members: usize,
    /// Members that ended within the tolerance of the best minimum.
    pub reached: usize,
    /// Median of the steps to their first row within the tolerance.
    pub steps: Option<f64>,
    /// Median of the evaluations to that row: losses, each with or without its gradient, and Hessians.
    pub evaluations: Option<f64>,
    /// Median length of the paths in parameter space, of members that did not diverge.
    pub path_length: Option<f64>,
    /// Median of the final losses of members that did not diverge.
    pub loss: Option<f64>,
    /// Members that diverged.
    pub diverged: usize,
}

impl Line {
    fn of(run: usize, plan: &SwarmPlan, members: &[Member]) -> Self {
        let own = || members.iter().skip(run).step_by(plan.runs.len().max(1));
        let arrivals = || own().filter_map(|member| member.arrival);
        let ended = || own().filter(|member| !member.has_diverged());
        Self {
            run,
            members: own().count(),
            reached: arrivals().count(),
            steps: median(arrivals().map(|arrival| arrival.steps as f64)),
            evaluations: median(arrivals().map(|arrival| arrival.evaluations as f64)),
            path_length: median(ended().map(|member| member.path_length)),
            loss: median(ended().map(|member| member.loss)),
            diverged: own().filter(|member| member.has_diverged()).count(),
        }
    }

    /// Share of the members that reached the best minimum, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.reached as f64 / self.members.max(1) as f64
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The optimizer with its settings.
    Optimizer,
    /// Share that reached the best minimum.
    Reached,
    /// Median steps to it.
    Steps,
    /// Median evaluations to it.
    Evaluations,
    /// Median length of the paths.
    PathLength,
    /// Median final loss.
    Loss,
    /// Members that diverged.
    Diverged,
}

impl Column {
    /// All columns, left to right.
    pub const ALL: [Self; 7] = [
        Self::Optimizer,
        Self::Reached,
        Self::Steps,
        Self::Evaluations,
        Self::PathLength,
        Self::Loss,
        Self::Diverged,
    ];

    /// The head of the column.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimizer => "optimizer",
            Self::Reached => "reached",
            Self::Steps => "steps to it",
            Self::Evaluations => "evaluations to it",
            Self::PathLength => "path length",
            Self::Loss => "final loss",
            Self::Diverged => "diverged",
        }
    }

    /// What the column holds, in a sentence.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Optimizer => "The method and the settings that tell it from the others",
            Self::Reached => {
                "Share of the starts from which it ended within the tolerance of the best minimum"
            }
            Self::Steps => {
                "Median of the steps to the first point within the tolerance, of those that reached it"
            }
            Self::Evaluations => {
                "Median of the evaluations to that point: losses, each with or without its gradient, and Hessians"
            }
            Self::PathLength => {
                "Median length of the paths in parameter space, of those that did not diverge"
            }
            Self::Loss => "Median of the final losses, of those that did not diverge",
            Self::Diverged => "Starts from which it left for where numbers end",
        }
    }

    fn value(self, line: &Line) -> Option<f64> {
        match self {
            Self::Optimizer => Some(line.run as f64),
            Self::Reached => Some(line.share()),
            Self::Steps => line.steps,
            Self::Evaluations => line.evaluations,
            Self::PathLength => line.path_length,
            Self::Loss => line.loss,
            Self::Diverged => Some(line.diverged as f64),
        }
    }
}

/// What came of a swarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The minimum that counts; `None` where all members diverged and the objective knows none.
    pub best: Option<Best>,
    /// The minima that members reached.
    pub minima: Minima,
    /// One line for each run, in their order.
    pub lines: Vec<Line>,
    /// The ends of all members.
    pub members: Vec<Member>,
}

impl Comparison {
    /// Sums up all members of a plan.
    #[must_use]
    pub fn of(
        plan: &SwarmPlan,
        objective: &Objective,
        best: Option<Best>,
        members: Vec<Member>,
    ) -> Self {
        Self {
            minima: Minima::of(objective, best.as_ref(), &members, plan.distance()),
            lines: (0..plan.runs.len()).map(|run| Line::of(run, plan, &members)).collect(),
            best,
            members,
        }
    }

    /// The lines in the order of a column; those without a value come last either way, and equal ones stay in their order.
    #[must_use]
    pub fn sorted(&self, by: Column, ascending: bool) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        lines.sort_by(|a, b| match (by.value(a), by.value(b)) {
            (Some(a), Some(b)) if ascending => a.total_cmp(&b),
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        lines
    }

    /// What is compared: the loss, where the starts lie, how long the runs are, and what reaching means.
    #[must_use]
    pub fn title(&self, plan: &SwarmPlan, objective: &Objective) -> String {
        let [x, y] = [0, 1].map(|k| objective.parameters.get(k).map_or("", String::as_str));
        let region = plan.region;
        let starts = match plan.count {
            1 => "1 start".to_owned(),
            count => format!("{count} starts"),
        };
        let best = match &self.best {
            Some(Best { points, is_known: true, .. }) if points.len() > 1 => "a best minimum",
            Some(Best { is_known: true, .. }) => "the best minimum",
            _ => "the lowest final loss of all",
        };
        format!(
            "{}: {starts} ({}) over {x} {} to {}, {y} {} to {}; {}; reached: ends within {} of {best}, {} % of the diagonal of \
             the domain",
            objective.name,
            plan.draw.name(),
            region.x.min,
            region.x.max,
            region.y.min,
            region.y.max,
            settings(plan),
            rounded(plan.distance()),
            rounded(100.0 * plan.tolerance),
        )
    }
}

/// The settings that all runs share, as a title says them.
fn settings(plan: &SwarmPlan) -> String {
    let steps = plan.runs.iter().map(|run| run.steps);
    let (fewest, most) = (steps.clone().min().unwrap_or(0), steps.max().unwrap_or(0));
    let mut text =
        if fewest == most { format!("{most} steps") } else { format!("{fewest} to {most} steps") };
    let Some(first) = plan.runs.first() else { return text };
    if let Some(tolerance) = first.tolerance {
        text += &format!(" or |gradient| < {tolerance}");
    }
    if first.noise > 0.0 {
        text += &format!(", noise {}", first.noise);
    }
    if let Some(batch) = first.batch {
        text += &format!(", batches of {batch}");
    }
    if first.noise > 0.0 || first.batch.is_some() || plan.draw == super::Draw::Random {
        text += &format!(", seed {}", plan.seed);
    }
    text
}

/// Three significant digits, without zeros at the end.
fn rounded(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// The middle value, or the mean of the two in the middle; NaN does not count.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted[(sorted.len() - 1) / 2];
    Some(lower + 0.5 * (upper - lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_passes_over_nan_and_is_none_of_nothing() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, f64::NAN, 1.0, 2.0, 3.0].into_iter()), Some(2.5));
        assert_eq!(median([f64::NAN].into_iter()), None);
    }
}
