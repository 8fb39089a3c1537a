//! The parts of a step as arrows over the surface.

use std::sync::Arc;

use super::{Inspection, Session};
use crate::objective::{Domain, Objective};
use crate::optim::{Part, StepReport};
use crate::scene::{Color, Vector, enlargement, run_colors, ticks};

/// Height of the part of a picture 1280 wide that the camera looks at, pixels.
pub(super) const HEIGHT_PX: f64 = 600.0;

/// What the arrows were made from; they are draped anew only when it changes.
#[derive(Clone)]
struct Made {
    objective: Arc<Objective>,
    report: Arc<StepReport>,
    parts: Vec<(Part, [f64; 2], Color)>,
}

impl PartialEq for Made {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.objective, &other.objective)
            && Arc::ptr_eq(&self.report, &other.report)
            && self.parts == other.parts
    }
}

/// The arrows of the step at the playhead.
#[derive(Clone, Default)]
pub(super) struct DrawnVectors {
    made: Option<Made>,
    pub(super) arrows: Vec<Vector>,
    /// The power of ten by which all but the average are longer than they are.
    pub(super) enlarged: f64,
}

impl Session {
    /// The power of ten by which the arrows are enlarged; 1 where they have their true length.
    pub fn vectors_enlarged(&self) -> f64 {
        if self.vectors.arrows.is_empty() { 1.0 } else { self.vectors.enlarged }
    }

    /// What the picture says of the enlargement.
    pub(super) fn vectors_caption(&self) -> String {
        let times = self.vectors_enlarged();
        if times == 1.0 { String::new() } else { format!("vectors × {}", ticks::number(times)) }
    }

    /// The colour of a part.
    pub fn part_color(&self, part: Part) -> Color {
        let order = [Part::Step, Part::Gradient, Part::Momentum, Part::Decay, Part::Average];
        let place = order.iter().position(|other| *other == part).unwrap_or(0);
        self.spare_colors().get(place).copied().unwrap_or_else(|| self.style.theme.text())
    }

    /// The safe set of colours, those that no run has first.
    pub(super) fn spare_colors(&self) -> Vec<Color> {
        let taken: Vec<Color> = self.path_styles().iter().map(|style| style.color).collect();
        let (used, mut colors): (Vec<Color>, Vec<Color>) =
            run_colors(self.style.colormap, self.style.theme)
                .into_iter()
                .partition(|color| taken.contains(color));
        colors.extend(used.into_iter().rev());
        colors
    }

    /// Makes the arrows of the step at the playhead, unless they are there.
    pub(super) fn draw_vectors(&mut self) {
        let made = self.vector_parts();
        let Some((made, enlarged)) = made else {
            self.vectors = DrawnVectors::default();
            return;
        };
        if self.vectors.made.as_ref() == Some(&made) {
            return;
        }
        let [x, y] = match (made.objective.landscape(), &made.report.point[..]) {
            (Some(landscape), point) => landscape.shadow(point).0,
            (None, &[x, y]) => [x, y],
            _ => return,
        };
        let mut evaluator = made.objective.evaluator();
        let mut loss = |point: &[f64]| evaluator.loss(point);
        let domain = made.objective.domain;
        let arrow = |&(part, by, color): &(Part, [f64; 2], Color)| {
            Vector::new(part.name(), [x, y], by, color, domain, &mut loss)
        };
        let arrows = made.parts.iter().filter_map(arrow).collect();
        self.vectors = DrawnVectors { made: Some(made), arrows, enlarged };
    }

    /// The parts that the view asks for, enlarged, and by how much.
    fn vector_parts(&self) -> Option<(Made, f64)> {
        let Inspection::Ready(report) = &self.inspection else { return None };
        let terms = self.spec.view.terms.as_ref()?;
        let domain = self.objective.domain;
        // Of a network, the shadows of the parts.
        let on_plane = |by: Vec<f64>| match self.objective.landscape() {
            Some(landscape) => Some(landscape.shadow_of_vector(&by)),
            None => by.try_into().ok(),
        };
        let shown = terms.show.iter();
        let parts: Vec<(Part, [f64; 2])> =
            shown.filter_map(|part| Some((*part, on_plane(report.part(*part)?)?))).collect();
        let world_px = HEIGHT_PX / f64::from(self.eye.goal.height_at_target());
        let lengths = parts
            .iter()
            .filter(|(part, _)| *part != Part::Average)
            .map(|(_, by)| world_px * length_in_world(*by, domain));
        let enlarged = enlargement(lengths.filter(|l| l.is_finite()).fold(0.0, f64::max));
        let scaled = |(part, by): (Part, [f64; 2])| {
            let times = if part == Part::Average { 1.0 } else { enlarged };
            (part, by.map(|c| times * c), self.part_color(part))
        };
        let made = Made {
            objective: Arc::clone(&self.objective),
            report: Arc::clone(report),
            parts: parts.into_iter().map(scaled).collect(),
        };
        Some((made, enlarged))
    }
}

/// Length on the plane of the world, where the domain is 2 by 2.
fn length_in_world([x, y]: [f64; 2], domain: Domain) -> f64 {
    let share = |c: f64, low: f64, high: f64| 2.0 * c / (high - low);
    share(x, domain.x.min, domain.x.max).hypot(share(y, domain.y.min, domain.y.max))
}
