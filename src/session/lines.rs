//! The lines through the weights of a network that the spec asks for: each evaluated once its ends are known, on a thread of
//! its own, and its shadow draped over whatever plane is looked at.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::Session;
use super::job::Job;
use crate::objective::plane::{Line, LineSample};
use crate::objective::{Domain, Interval, Landscape, Objective};
use crate::scene::{Color, Cut, Guide, Path, PathStyle, ShownLine};
use crate::spec::{LineEnd, LineSpec, SpecError};

/// Samples of a shadow on the surface.
const SHADOW_SAMPLES: usize = 129;
/// Dash and gap of a shadow, pixels at 1280 wide.
const DASH: [f32; 2] = [6.0, 6.0];

/// One line, and what has come of it so far.
#[derive(Default)]
pub(super) struct MadeLine {
    spec: LineSpec,
    /// Between its ends, once they are known; or why it leads nowhere.
    line: Option<Result<Arc<Line>, SpecError>>,
    curve: Arc<Vec<LineSample>>,
    sampling: Option<Job<Vec<LineSample>>>,
    /// The surface that its shadow is draped over.
    over: Option<Arc<Objective>>,
    shadow: Vec<Arc<Path>>,
    draping: Option<Job<Vec<Arc<Path>>>>,
}

impl MadeLine {
    /// Begins what can be begun.
    fn begin(&mut self, landscape: &Landscape, objective: &Arc<Objective>) {
        let Some(Ok(line)) = &self.line else { return };
        if self.curve.is_empty() && self.sampling.is_none() {
            let (line, network) = (Arc::clone(line), landscape.network.clone());
            let (span, count) = (self.spec.span(), self.spec.count());
            let sample = move |stop: &_| line.samples(&network, span, count, stop);
            self.sampling = Some(Job::start(sample));
        }
        if self.over.as_ref().is_none_or(|over| !Arc::ptr_eq(over, objective)) {
            self.over = Some(Arc::clone(objective));
            self.shadow.clear();
            let shadows = line.ends().map(|end| landscape.shadow(end).0);
            let cut = shadow_within(shadows, self.spec.span(), objective.domain);
            let over = Arc::clone(objective);
            self.draping = cut.map(|cut| Job::start(move |stop| draped(&cut, &over, stop)));
        }
    }

    /// Takes what has come, or waits for it.
    fn take(&mut self, waits: bool) {
        if let Some(job) = &mut self.sampling {
            let curve = if waits { job.finish() } else { job.poll() };
            self.curve = curve.map_or_else(|| Arc::clone(&self.curve), Arc::new);
        }
        if let Some(job) = &mut self.draping {
            let shadow = if waits { job.finish() } else { job.poll() };
            self.shadow = shadow.unwrap_or_else(|| std::mem::take(&mut self.shadow));
        }
    }

    /// Whether something is still to come.
    fn is_under_way(&self) -> bool {
        let sampling = self.sampling.as_ref().is_some_and(Job::is_under_way);
        self.line.is_none() || sampling || self.draping.as_ref().is_some_and(Job::is_under_way)
    }

    fn shown(&self, color: Color) -> ShownLine {
        let style = PathStyle { dash: Some(DASH), arrows: false, ..PathStyle::solid(color) };
        let note = match &self.line {
            None => Some("comes with the end of the training".to_owned()),
            Some(Err(error)) => Some(error.message.clone()),
            Some(Ok(_)) => self.curve.is_empty().then(|| "being evaluated \u{2026}".to_owned()),
        };
        ShownLine {
            name: self.spec.name(),
            ends: self.spec.end_names(),
            axis: self.spec.axis(),
            span: self.spec.span(),
            curve: Arc::clone(&self.curve),
            guides: self
                .shadow
                .iter()
                .map(|path| Guide { path: Arc::clone(path), style })
                .collect(),
            color,
            note,
        }
    }
}

/// The part of a line's shadow that lies on the surface, if both of its points have theirs there.
fn shadow_within([from, to]: [[f64; 2]; 2], span: Interval, domain: Domain) -> Option<Cut> {
    if from == to || !domain.contains(from) || !domain.contains(to) {
        return None;
    }
    let Interval { min: mut low, max: mut high } = span;
    for (axis, side) in [domain.x, domain.y].into_iter().enumerate() {
        let way = to[axis] - from[axis];
        if way != 0.0 {
            let ends = [side.min, side.max].map(|end| (end - from[axis]) / way);
            low = low.max(ends[0].min(ends[1]));
            high = high.min(ends[0].max(ends[1]));
        }
    }
    let place = |t: f64| [0, 1].map(|axis| (1.0 - t) * from[axis] + t * to[axis]);
    (low < high).then(|| Cut::between(place(low), place(high)))
}

/// A line on the surface: a path for each part without a hole.
fn draped(cut: &Cut, over: &Objective, stop: &AtomicBool) -> Option<Vec<Arc<Path>>> {
    let mut evaluator = over.evaluator();
    let is_stopped = || stop.load(Ordering::Relaxed);
    let mut loss = |at: &[f64]| if is_stopped() { f64::NAN } else { evaluator.loss(at) };
    let curve = cut.curve(SHADOW_SAMPLES, &mut loss);
    let guides = cut.guides(&curve, over.domain, PathStyle::solid(Color([0; 3])));
    (!is_stopped()).then(|| guides.into_iter().map(|guide| guide.path).collect())
}

impl Session {
    /// Keeps the lines that are there, and makes room for the new ones.
    pub(super) fn refresh_lines(&mut self) {
        let made = self.lines.iter().map(|made| &made.spec);
        if made.eq(&self.spec.line) {
            return;
        }
        let mut old = std::mem::take(&mut self.lines);
        let of = |spec: &LineSpec| match old.iter().position(|made| made.spec == *spec) {
            Some(index) => old.swap_remove(index),
            None => MadeLine { spec: spec.clone(), ..MadeLine::default() },
        };
        self.lines = self.spec.line.iter().map(of).collect();
    }

    /// Takes what has come of the lines, and begins what can be begun, without waiting.
    pub(super) fn pump_lines(&mut self) {
        self.move_lines(false);
    }

    /// Waits for the lines whose ends are known.
    pub(super) fn finish_lines(&mut self) {
        self.refresh_lines();
        self.move_lines(true);
    }

    fn move_lines(&mut self, waits: bool) {
        let Some(landscape) = self.objective.landscape().cloned() else { return };
        let mut lines = std::mem::take(&mut self.lines);
        for (index, made) in lines.iter_mut().enumerate() {
            if made.line.is_none() {
                made.line = self.line_of(index, &made.spec, &landscape);
            }
            made.begin(&landscape, &self.objective);
            made.take(waits);
        }
        self.lines = lines;
    }

    /// The line of a spec; `None` while the runs have not come to its ends.
    fn line_of(
        &self,
        index: usize,
        spec: &LineSpec,
        landscape: &Landscape,
    ) -> Option<Result<Arc<Line>, SpecError>> {
        let weights = |key: &str, (end, run): (LineEnd, usize)| match end {
            LineEnd::File(file) => {
                Some(self.spec.line_weights((index, key), &file, &landscape.network))
            }
            LineEnd::Of(centre) => {
                let weights = self.tracks.get(run.checked_sub(1)?)?.weights_at(centre)?;
                Some(weights.map_err(|error| SpecError::new(format!("line.{index}.{key}"), error)))
            }
        };
        let from = weights("from", spec.beginning())?;
        let to = match spec.end() {
            Some(end) => Some(weights("to", end)?),
            None => None,
        };
        let made = from.and_then(|from| {
            let line = spec.line(from, to.transpose()?, &landscape.network);
            line.map(Arc::new).map_err(|error| error.under(&format!("line.{index}")))
        });
        Some(made)
    }

    /// Whether lines are still to come.
    pub(super) fn is_making_lines(&self) -> bool {
        self.lines.iter().any(MadeLine::is_under_way)
    }

    /// Why a line leads nowhere, if one does: what can be told only once its ends are known.
    pub fn line_error(&self) -> Option<&SpecError> {
        self.lines.iter().find_map(|made| made.line.as_ref()?.as_ref().err())
    }

    /// The lines as the scene shows them, in the order of the spec.
    pub fn lines(&self) -> Vec<ShownLine> {
        let text = self.style.theme.text();
        let colors: Vec<Color> =
            self.spare_colors().into_iter().filter(|color| *color != text).collect();
        // The sections have the first of them.
        let color = |k: usize| colors[(self.sections.len() + k) % colors.len()];
        self.lines.iter().enumerate().map(|(k, made)| made.shown(color(k))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_cut_at_the_edges_of_the_surface() {
        let (domain, span) = (Domain::square(-1.0, 1.0), Interval::new(-0.25, 1.25));
        let within = |from, to| shadow_within([from, to], span, domain);
        let cut = within([-0.9, 0.0], [0.5, 0.0]).unwrap();
        // A quarter of 1.4 to either side: on the left the edge comes first.
        assert!((cut.ends[0][0] + 1.0).abs() < 1e-15 && (cut.ends[1][0] - 0.85).abs() < 1e-15);
        assert_eq!(within([-1.1, 0.0], [0.5, 0.0]), None, "one of its points lies beside it");
        assert_eq!(within([0.2, 0.3], [0.2, 0.3]), None, "it leads straight away from the plane");
    }
}
