//! A swarm on its way: what has come of it so far, and how it is shown.

use std::sync::Arc;

use super::Session;
use crate::objective::Objective;
use crate::optim::swarm::{Comparison, Progress, ReachedMinimum, SwarmChunk, SwarmFeed, SwarmPlan};
use crate::scene::{Color, LegendEntry, PathStyle, ShownSwarm, SwarmColors, run_colors, ticks};
use crate::spec::{RunSpec, SwarmColor};

/// Minima with a colour of their own; the members at all further ones share one.
const COLORED_MINIMA: usize = 6;
/// How far the colours of a minimum among many and of none lie from the background, towards the text.
const FURTHER: f32 = 0.85;
const NONE: f32 = 0.45;

/// Many starts with what has come of them so far.
pub struct Swarm {
    /// What is computed.
    pub plan: Arc<SwarmPlan>,
    /// What came of it, once all members are computed.
    pub comparison: Option<Arc<Comparison>>,
    chunks: Arc<Vec<Arc<SwarmChunk>>>,
    /// For each member the index of its minimum; empty until all are computed.
    minimum_of: Arc<Vec<Option<u8>>>,
    feed: Option<SwarmFeed>,
}

impl Swarm {
    /// Starts to compute on threads of its own.
    pub(super) fn start(plan: SwarmPlan, objective: &Arc<Objective>) -> Self {
        let plan = Arc::new(plan);
        Self {
            feed: Some(SwarmFeed::spawn(Arc::clone(&plan), Arc::clone(objective))),
            plan,
            comparison: None,
            chunks: Arc::default(),
            minimum_of: Arc::default(),
        }
    }

    /// Takes the members that are ready, without waiting.
    pub(super) fn pump(&mut self) {
        if let Some(progress) = self.feed.as_mut().map(SwarmFeed::poll) {
            self.take(progress);
        }
    }

    /// Waits for all members.
    pub(super) fn finish(&mut self) {
        if let Some(progress) = self.feed.as_mut().map(SwarmFeed::finish) {
            self.take(progress);
        }
    }

    fn take(&mut self, progress: Progress) {
        if !progress.chunks.is_empty() {
            Arc::make_mut(&mut self.chunks).extend(progress.chunks.into_iter().map(Arc::new));
        }
        if let Some(comparison) = progress.comparison {
            self.minimum_of = Arc::new(comparison.minima.of.clone());
            self.comparison = Some(Arc::new(comparison));
        }
        if progress.is_over {
            self.feed = None;
        }
    }

    /// Whether nothing more will come.
    pub fn is_complete(&self) -> bool {
        self.feed.is_none()
    }

    /// Steps of the longest member; until all are computed, those that were asked for.
    pub(super) fn length(&self) -> u64 {
        let longest = |comparison: &Arc<Comparison>| {
            comparison.members.iter().map(|member| member.steps).max().unwrap_or(0)
        };
        self.comparison.as_ref().map_or(self.plan.steps(), longest)
    }

    fn minima(&self) -> &[ReachedMinimum] {
        self.comparison.as_ref().map_or(&[], |comparison| &comparison.minima.reached)
    }
}

impl Session {
    /// The many starts, if the spec asks for them.
    pub fn swarm(&self) -> Option<&Swarm> {
        self.swarm.as_ref()
    }

    pub(super) fn shown_swarm(&self, styles: &[PathStyle]) -> Option<ShownSwarm> {
        let swarm = self.swarm.as_ref().filter(|swarm| !swarm.plan.runs.is_empty())?;
        let [further, none] = self.other_minima();
        Some(ShownSwarm {
            chunks: Arc::clone(&swarm.chunks),
            members: swarm.plan.members(),
            rows: swarm.plan.rows(),
            shown_row: swarm.plan.row_at(self.step()),
            colors: match self.swarm_color() {
                SwarmColor::Optimizer => {
                    SwarmColors::ByRun(styles.iter().map(|style| style.color).collect())
                }
                SwarmColor::Loss => SwarmColors::ByLoss,
                SwarmColor::Minimum => SwarmColors::ByMinimum {
                    of: Arc::clone(&swarm.minimum_of),
                    colors: self.minimum_colors(swarm),
                    further,
                    none,
                },
            },
        })
    }

    fn swarm_color(&self) -> SwarmColor {
        self.spec.swarm.as_ref().map(|swarm| swarm.color).unwrap_or_default()
    }

    fn minimum_colors(&self, swarm: &Swarm) -> Vec<Color> {
        let colors = run_colors(self.style.colormap, self.style.theme);
        colors.into_iter().take(COLORED_MINIMA.min(swarm.minima().len())).collect()
    }

    /// The colours of members at further minima, and at none.
    fn other_minima(&self) -> [Color; 2] {
        let theme = self.style.theme;
        [FURTHER, NONE].map(|share| theme.background().mix(theme.text(), share))
    }

    /// How many starts there are, and what their colours mean where the legend does not say it.
    pub(super) fn swarm_caption(&self) -> String {
        let Some(swarm) = &self.swarm else { return String::new() };
        let starts = if swarm.plan.count == 1 { "start" } else { "starts" };
        let colors = match self.swarm_color() {
            SwarmColor::Optimizer => "",
            SwarmColor::Loss => ", coloured by final loss as on the surface",
            SwarmColor::Minimum => ", coloured by the minimum reached",
        };
        format!("   {} {starts}{colors}", swarm.plan.count)
    }

    /// What the colours of the swarm stand for, and what came of it.
    pub(super) fn swarm_legend(&self, swarm: &Swarm, styles: &[PathStyle]) -> Vec<LegendEntry> {
        match self.swarm_color() {
            SwarmColor::Optimizer => self.optimizer_legend(swarm, |run| styles[run]),
            SwarmColor::Loss => {
                let color = self.style.theme.quiet_text();
                self.optimizer_legend(swarm, |_| PathStyle::solid(color))
            }
            SwarmColor::Minimum => self.minimum_legend(swarm),
        }
    }

    fn optimizer_legend(
        &self,
        swarm: &Swarm,
        style: impl Fn(usize) -> PathStyle,
    ) -> Vec<LegendEntry> {
        let lines = swarm.comparison.as_ref().map(|comparison| &comparison.lines);
        let note = |run: usize| match lines.and_then(|lines| lines.get(run)) {
            Some(line) => format!("{:.0} % reached", 100.0 * line.share()),
            None => "…".to_owned(),
        };
        let runs = self.spec.run.iter().flatten().zip(self.run_labels()).enumerate();
        let of_run = |(index, (run, label)): (usize, (&RunSpec, String))| LegendEntry {
            tuned: run.tuned.clone(),
            ..entry(style(index).color, label, note(index))
        };
        runs.map(of_run).collect()
    }

    fn minimum_legend(&self, swarm: &Swarm) -> Vec<LegendEntry> {
        let [further, none] = self.other_minima();
        let Some(comparison) = &swarm.comparison else {
            return vec![entry(none, "minima reached".to_owned(), "…".to_owned())];
        };
        let place = |minimum: &ReachedMinimum| {
            let [x, y] = minimum.point.map(|c| ticks::number(rounded(c)));
            format!("({x}, {y})  loss {}", ticks::number(rounded(minimum.loss)))
        };
        let colors = self.minimum_colors(swarm);
        let (own, others) = swarm.minima().split_at(colors.len());
        let named = own.iter().zip(&colors);
        let mut entries: Vec<_> =
            named.map(|(m, color)| entry(*color, place(m), runs(m.members))).collect();
        let count: usize = others.iter().map(|minimum| minimum.members).sum();
        if count > 0 {
            let label = format!("{} further minima", others.len());
            entries.push(entry(further, label, runs(count)));
        }
        let lost = comparison.minima.of.iter().filter(|minimum| minimum.is_none()).count();
        if lost > 0 {
            entries.push(entry(none, "none".to_owned(), runs(lost)));
        }
        entries
    }

    /// What each run is called: its own label, or the optimizer with its settings.
    pub fn run_labels(&self) -> Vec<String> {
        self.spec.run.iter().flatten().map(RunSpec::name).collect()
    }
}

fn runs(count: usize) -> String {
    format!("{count} {}", if count == 1 { "run" } else { "runs" })
}

fn entry(color: Color, label: String, note: String) -> LegendEntry {
    let style = PathStyle::solid(color);
    LegendEntry { style, label, loss: None, note: Some(note), tuned: None, off_plane: None }
}

/// Three digits behind the point: a minimum found by runs is not known better.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
