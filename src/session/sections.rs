//! The sections that the spec asks for, evaluated once, and where runs and probe stand along them.

use std::sync::Arc;

use super::Session;
use crate::objective::Objective;
use crate::scene::{Beside, Color, Cut, Guide, PathStyle, Section, ticks};
use crate::spec::{Axis, SectionSpec};

/// Samples of a curve at most, and evaluations of single rows of data that it may take.
const MOST_SAMPLES: usize = 385;
const LEAST_SAMPLES: usize = 33;
const ROW_BUDGET: usize = 4_000_000;

/// One section, and what it was made from.
pub(super) struct MadeSection {
    cut: Cut,
    of: Arc<Objective>,
    color: Color,
    curve: Arc<Vec<[f64; 2]>>,
    guides: Vec<Guide>,
    /// Whether the points that it is asked for by lie on the surface.
    is_on_surface: bool,
}

impl Session {
    /// Evaluates the sections that are new; one whose points the present plane of a network does not reach is empty.
    pub(super) fn refresh_sections(&mut self) {
        if self.spec.section.is_empty() {
            self.sections.clear();
            return;
        }
        let (domain, probe) = (self.objective.domain, self.spec.probe.at);
        // The text's own colour is left to the probe.
        let text = self.style.theme.text();
        let colors: Vec<Color> =
            self.spare_colors().into_iter().filter(|color| *color != text).collect();
        let mut old = std::mem::take(&mut self.sections);
        let of = &self.objective;
        let make = |(k, spec): (usize, &SectionSpec)| {
            let (cut, color) = (spec.cut(domain, probe), colors[k % colors.len()]);
            let through = spec.along.and(spec.through.or(probe));
            let mut points = [through, spec.from, spec.to].into_iter().flatten();
            let is_on_surface = points.all(|point| domain.contains(point));
            let is_it = |made: &MadeSection| {
                (made.cut, made.color, made.is_on_surface) == (cut, color, is_on_surface)
                    && Arc::ptr_eq(&made.of, of)
            };
            match old.iter().position(is_it) {
                Some(index) => old.swap_remove(index),
                None if is_on_surface => MadeSection::new(cut, of, color),
                None => MadeSection::hidden(cut, of, color),
            }
        };
        self.sections = self.spec.section.iter().enumerate().map(make).collect();
    }

    /// The sections in the order of the spec; those that do not lie on the surface have no curve.
    pub fn sections(&self) -> Vec<Section> {
        let styles = self.path_styles();
        let step = self.step();
        let runs: Vec<_> = self
            .tracks
            .iter()
            .filter(|track| styles[track.plan.run].opacity > 0.5)
            .filter_map(|track| {
                Some((track.path.at(track.row_at(step))?, styles[track.plan.run].color))
            })
            .collect();
        let show = |(made, spec): (&MadeSection, &SectionSpec)| {
            let seen = |point: [f64; 2], loss: f64, color: Color| {
                Beside::seen(&made.cut, point, loss, color, self.objective.domain)
            };
            let probe = self.probe().map(|probe| probe.expansion);
            let [name, axis] = self.section_names(&made.cut, spec);
            Section {
                name,
                axis,
                span: made.cut.span,
                curve: Arc::clone(&made.curve),
                guides: made.guides.clone(),
                color: made.color,
                runs: runs
                    .iter()
                    .filter_map(|(at, color)| seen(at.parameters, at.loss, *color))
                    .collect(),
                probe: probe.and_then(|at| seen(at.point, at.loss, self.style.theme.text())),
            }
        };
        self.sections.iter().zip(&self.spec.section).map(show).collect()
    }

    /// The sections that the scene shows.
    pub(super) fn shown_sections(&self) -> Vec<Section> {
        let mut sections = self.sections();
        sections.retain(|section| !section.curve.is_empty());
        sections
    }

    /// What a section is called, and the axis of its curve.
    fn section_names(&self, cut: &Cut, spec: &SectionSpec) -> [String; 2] {
        let names = &self.objective.parameters;
        let number = ticks::number;
        match (cut.axis, spec.along) {
            (Some(0), _) => {
                [format!("{} = {}", names[1], number(cut.ends[0][1])), names[0].clone()]
            }
            (Some(_), Some(Axis::X | Axis::Y) | None) => {
                [format!("{} = {}", names[0], number(cut.ends[0][0])), names[1].clone()]
            }
            (None, _) => {
                let place = |[x, y]: [f64; 2]| format!("({}, {})", number(x), number(y));
                let [from, to] = cut.ends.map(place);
                [format!("{from} to {to}"), format!("distance from {from}")]
            }
        }
    }
}

impl MadeSection {
    fn new(cut: Cut, of: &Arc<Objective>, color: Color) -> Self {
        let samples = (ROW_BUDGET / of.cost()).clamp(LEAST_SAMPLES, MOST_SAMPLES);
        let mut evaluator = of.evaluator();
        let curve = cut.curve(samples, &mut |at| evaluator.loss(at));
        let guides = cut.guides(&curve, of.domain, PathStyle::solid(color));
        let (of, curve) = (Arc::clone(of), Arc::new(curve));
        Self { cut, of, color, curve, guides, is_on_surface: true }
    }

    fn hidden(cut: Cut, of: &Arc<Objective>, color: Color) -> Self {
        let (of, curve, guides) = (Arc::clone(of), Arc::default(), Vec::new());
        Self { cut, of, color, curve, guides, is_on_surface: false }
    }
}
