//! What a search of learning rates found, as plain data of one chart: final loss against rate, a line an optimizer.

use super::{PathStyle, Theme};
use crate::objective::Objective;
use crate::optim::tune::{Contest, Trial, Tuned};

/// The loss axis ends this many times above the loss at the start: what ends there is no better than not to run.
const HEADROOM: f64 = 5.0;
/// Losses this far below the loss at the start are rounding: the axis ends there.
const DEEPEST: f64 = 1e-16;

/// Loss against learning rate of several optimizers.
#[derive(Clone, Debug, PartialEq)]
pub struct TuneChart {
    /// Dark or light.
    pub theme: Theme,
    /// What was tuned.
    pub title: String,
    /// How it was tuned.
    pub how: String,
    /// Name of the loss axis.
    pub loss: String,
    /// The hyperparameter that was tuned besides the rate.
    pub parameter: Option<String>,
    /// Both ends of the rates.
    pub lr: [f64; 2],
    /// The loss from which the axis measures: 0, or the least loss where losses are not all positive.
    pub floor: f64,
    /// The loss where the runs start.
    pub start: f64,
    /// The optimizers.
    pub lines: Vec<TuneLine>,
}

/// What was found for one optimizer.
#[derive(Clone, Debug, PartialEq)]
pub struct TuneLine {
    /// Colour and dash, as its path has them.
    pub style: PathStyle,
    /// The optimizer with its best settings, or with its own as long as there are none.
    pub label: String,
    /// Rate and final loss of every trial, by rising rate; an infinite loss stands for a diverged trial.
    pub trials: Vec<[f64; 2]>,
    /// Those of the search for the rate alone that did not diverge, by rising rate: the line that is drawn.
    pub along: Vec<[f64; 2]>,
    /// The best trial.
    pub best: Option<[f64; 2]>,
    /// The final loss with the settings as they stood, once it is known.
    pub before: Option<f64>,
}

impl TuneLine {
    /// The line of a finished search.
    #[must_use]
    pub fn of(style: PathStyle, tuned: &Tuned) -> Self {
        let label = tuned.optimizer().unwrap_or_else(|| tuned.before.clone()).label();
        let best = tuned.best().map(|best| [best.lr, best.score]);
        Self { best, before: Some(tuned.score_before), ..Self::so_far(style, label, &tuned.trials) }
    }

    /// The line of a search under way.
    #[must_use]
    pub fn so_far(style: PathStyle, label: String, trials: &[Trial]) -> Self {
        let sorted = |kept: &dyn Fn(&&Trial) -> bool| {
            let kept = trials.iter().filter(kept);
            let mut points: Vec<[f64; 2]> = kept.map(|trial| [trial.lr, trial.score]).collect();
            points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
            points
        };
        // The search for the rate comes first, all at one value of the other hyperparameter.
        let first =
            trials.iter().min_by_key(|trial| trial.number).and_then(|trial| trial.parameter);
        let along = sorted(&|trial| trial.score.is_finite() && trial.parameter == first);
        let all = sorted(&|_| true);
        let finite = all.iter().copied().filter(|[_, loss]| loss.is_finite());
        let best = finite.min_by(|a, b| a[1].total_cmp(&b[1]));
        Self { style, label, trials: all, along, best, before: None }
    }
}

impl TuneChart {
    /// The chart of a contest: `what` is minimised, `loss` is what its loss is called.
    #[must_use]
    pub fn of(
        contest: &Contest,
        objective: &Objective,
        theme: Theme,
        [what, loss]: [&str; 2],
        lines: Vec<TuneLine>,
    ) -> Self {
        let start = contest.loss_at_start(objective);
        let finite = lines.iter().flat_map(|line| &line.trials).map(|[_, loss]| *loss);
        let least =
            finite.chain([start]).filter(|loss| loss.is_finite()).fold(f64::INFINITY, f64::min);
        let known = objective.minima.iter().map(|minimum| minimum.loss);
        let floor =
            if least > 0.0 || least.is_infinite() { 0.0 } else { known.fold(least, f64::min) };
        let median = if contest.runs_a_trial() > 1 { "median final" } else { "final" };
        let parameter = contest.search.parameter.as_ref();
        let tuned = parameter.map_or(String::new(), |parameter| format!(" and {}", parameter.key));
        Self {
            theme,
            title: format!("{what}: learning rate{tuned} tuned"),
            how: contest.summary(),
            loss: format!("{median} {loss}"),
            parameter: parameter.map(|parameter| parameter.key.clone()),
            lr: contest.search.lr,
            floor,
            start,
            lines,
        }
    }

    /// Both ends of the loss axis, above the floor; positive, the first below the second.
    #[must_use]
    pub fn span(&self) -> [f64; 2] {
        let height = |loss: f64| loss - self.floor;
        let losses = self.lines.iter().flat_map(|line| &line.trials).map(|[_, loss]| height(*loss));
        let losses: Vec<f64> = losses.filter(|loss| *loss > 0.0 && loss.is_finite()).collect();
        let highest = losses.iter().copied().fold(0.0, f64::max);
        let start = Some(height(self.start)).filter(|start| *start > 0.0 && start.is_finite());
        let start = start.unwrap_or(if highest > 0.0 { highest } else { 1.0 });
        let high = HEADROOM * start;
        let lowest = losses.into_iter().fold(start, f64::min);
        // A little room below the lowest point; a decade at least, and no deeper than rounding.
        [(0.5 * lowest).max(DEEPEST * start).min(0.1 * high), high]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optim::Evaluations;
    use crate::scene::Color;

    fn trial(lr: f64, parameter: f64, score: f64) -> Trial {
        let evaluations = Evaluations::default();
        Trial { number: 0, lr, parameter: Some(parameter), score, diverged: 0, evaluations }
    }

    fn chart(trials: &[Trial], floor: f64, start: f64) -> TuneChart {
        let style = PathStyle::solid(Color([1, 2, 3]));
        let lines = vec![TuneLine::so_far(style, "SGD".to_owned(), trials)];
        let [title, how, loss] = ["title", "how", "loss"].map(str::to_owned);
        let (theme, parameter, lr) = (Theme::Dark, None, [1e-3, 1.0]);
        TuneChart { theme, title, how, loss, parameter, lr, floor, start, lines }
    }

    #[test]
    fn the_line_joins_the_search_for_the_rate_alone() {
        let infinite = f64::INFINITY;
        let mut trials = [
            trial(0.1, 0.0, 5.0),
            trial(0.01, 0.0, 9.0),
            trial(0.1, 0.9, 2.0),
            trial(1.0, 0.0, infinite),
            trial(0.01, 0.9, infinite),
        ];
        trials.iter_mut().zip(0..).for_each(|(trial, number)| trial.number = number);
        let line = &chart(&trials, 0.0, 10.0).lines[0];
        assert_eq!(line.along, [[0.01, 9.0], [0.1, 5.0]]);
        assert_eq!((line.trials.len(), line.best), (5, Some([0.1, 2.0])));
    }

    #[test]
    fn the_axis_shows_what_is_better_than_the_start_and_no_rounding() {
        let steep = [trial(0.1, 0.0, 0.0), trial(0.2, 0.0, 1e-40), trial(0.3, 0.0, 1e90)];
        let [low, high] = chart(&steep, 0.0, 10.0).span();
        assert_eq!(high, 50.0);
        assert!((low / 1e-15 - 1.0).abs() < 1e-9, "{low}");
        for hopeless in [&[][..], &[trial(0.1, 0.0, f64::INFINITY)], &[trial(0.1, 0.0, 1e9)]] {
            let [low, high] = chart(hopeless, 0.0, 10.0).span();
            assert!(low > 0.0 && low < high && high.is_finite(), "{low} {high}");
        }
        let [low, high] = chart(&[trial(0.1, 0.0, -3.0)], -3.0, f64::NAN).span();
        assert!(low > 0.0 && low < high && high.is_finite(), "{low} {high}");
    }
}
