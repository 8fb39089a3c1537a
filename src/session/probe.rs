//! The probe: the loss near a point, as numbers, a tangent plane and eigenvectors.
//!
//! Its place is a part of the spec, so that a saved scene has it. With `follow` it goes with the pointer, which is no part
//! of the spec.

use std::sync::Arc;

use super::{Command, Session};
use crate::objective::{Domain, Evaluator, Expansion, Interval, Objective};
use crate::scene::{
    Color, Glyph, Mark, ShownProbe, TangentPlane, Tangents, Theme, Vector, World, read_out,
    tangent_lines, ticks,
};

/// Length of an eigenvector on screen, pixels at 1280 wide.
const EIGENVECTOR_PX: f64 = 92.0;
/// Radius of the mark in pixels at 1280 wide.
const MARK_RADIUS_PX: f32 = 8.0;

/// What the probe shows, and what it was made from.
#[derive(Default)]
pub(super) struct Probing {
    /// What the pointer is over.
    hovered: Option<[f64; 2]>,
    evaluator: Option<(Arc<Objective>, Evaluator)>,
    made: Option<Made>,
    pub(super) shown: Option<ShownProbe>,
    /// The eigenvectors.
    pub(super) arrows: Vec<Vector>,
}

/// It is made anew only when one of these changes.
#[derive(PartialEq)]
struct Made {
    at: [f64; 2],
    objective: *const Objective,
    world: World,
    tangents: Tangents,
    /// Length of the eigenvectors in world units, where they are drawn.
    eigenvectors: Option<f64>,
    theme: Theme,
}

impl Session {
    /// What the probe reads; `None` while it is nowhere.
    pub fn probe(&self) -> Option<&ShownProbe> {
        self.probing.shown.as_ref()
    }

    /// What the pointer is over, as it was told last.
    pub fn hovered(&self) -> Option<[f64; 2]> {
        self.probing.hovered
    }

    /// What the probe reads, in all digits, for the clipboard.
    pub fn probe_text(&self) -> Option<String> {
        let expansion = self.probe()?.expansion;
        let lines = self.read_out(&expansion, &|value| format!("{value:?}"));
        Some(lines.iter().map(|[name, value]| format!("{name} = {value}\n")).collect())
    }

    fn read_out(&self, expansion: &Expansion, number: &dyn Fn(f64) -> String) -> Vec<[String; 2]> {
        let [x, y] = [0, 1].map(|k| self.objective.parameters[k].as_str());
        let loss = super::picture::loss_name(&self.objective);
        // The point that is read is the plane's own, beside which the runs pass.
        let on_plane = self.objective.landscape().map(|_| format!("{loss} on the plane"));
        let names = [x, y, on_plane.as_deref().unwrap_or(loss)];
        read_out(expansion, names, self.objective.domain, number)
    }

    /// Moves the probe. A place beside the surface leaves it where it is.
    pub(super) fn move_probe(&mut self, command: &Command) {
        let domain = self.objective.domain;
        match *command {
            Command::Probe(at) if at.is_none_or(|at| domain.contains(at)) => {
                self.spec.probe.at = at;
            }
            Command::Hover(at) => self.probing.hovered = at.filter(|at| domain.contains(*at)),
            Command::Nudge(by) => {
                if let Some(at) = &mut self.spec.probe.at {
                    let step = |interval: Interval, at: f64, by: f64| {
                        (at + by * interval.length()).clamp(interval.min, interval.max)
                    };
                    *at = [step(domain.x, at[0], by[0]), step(domain.y, at[1], by[1])];
                }
            }
            _ => {}
        }
    }

    /// Brings the read-out and what is drawn up to date.
    pub(super) fn refresh_probe(&mut self) {
        let spec = &self.spec.probe;
        let hovered = self.probing.hovered.filter(|_| spec.follow);
        // The next plane of a network may not reach as far as the probe.
        let fixed = spec.at.filter(|at| self.objective.domain.contains(*at));
        let Some(at) = hovered.or(fixed) else {
            (self.probing.made, self.probing.shown) = (None, None);
            self.probing.arrows.clear();
            return;
        };
        let px_per_world = super::vectors::HEIGHT_PX / f64::from(self.eye.goal.height_at_target());
        let made = Made {
            at,
            objective: Arc::as_ptr(&self.objective),
            world: self.world(),
            tangents: spec.tangent,
            eigenvectors: spec.eigenvectors.then_some(EIGENVECTOR_PX / px_per_world),
            theme: self.style.theme,
        };
        if self.probing.made.as_ref() == Some(&made) {
            return;
        }
        let known = self.probing.evaluator.take();
        let known = known.filter(|(of, _)| Arc::ptr_eq(of, &self.objective));
        let (of, mut evaluator) =
            known.unwrap_or_else(|| (Arc::clone(&self.objective), self.objective.evaluator()));
        let expansion = Expansion::at(at, &mut evaluator);
        let lines = self.read_out(&expansion, &ticks::number);
        self.probing.shown = Some(shown(&expansion, lines, &made));
        self.probing.arrows =
            eigenvectors(&expansion, &made, self.objective.domain, &mut evaluator);
        (self.probing.made, self.probing.evaluator) = (Some(made), Some((of, evaluator)));
    }

    /// The mark of the point; in a hole it stands on the floor.
    pub(super) fn probe_mark(&self) -> Option<Mark> {
        let Expansion { point, loss, .. } = self.probe()?.expansion;
        let loss = if loss.is_finite() { loss } else { self.world().height.low };
        Some(Mark {
            glyph: Glyph::Ring,
            parameters: point,
            loss,
            color: self.style.theme.text(),
            radius_px: MARK_RADIUS_PX,
            opacity: 1.0,
            outlined: false,
            label: None,
        })
    }
}

fn shown(expansion: &Expansion, lines: Vec<[String; 2]>, made: &Made) -> ShownProbe {
    // Light in both themes: it lies over the colours of the surface.
    let color = match made.theme {
        Theme::Dark => made.theme.text(),
        Theme::Light => made.theme.background().mix(made.theme.text(), 0.2),
    };
    let plane = TangentPlane::at(expansion, &made.world, color);
    let asks = made.tangents != Tangents::None;
    let note = (asks && plane.is_none()).then(|| {
        let what = if expansion.loss.is_finite() { "gradient" } else { "loss" };
        format!("no tangent plane here: the {what} is not a number")
    });
    let tangents = if made.tangents.has_lines() {
        tangent_lines(expansion, &made.world, [made.theme.text(); 2])
    } else {
        Vec::new()
    };
    let plane = plane.filter(|_| made.tangents.has_plane());
    ShownProbe { expansion: *expansion, lines, note, plane, tangents }
}

/// An arrow along each eigenvector, of one length on screen, with its eigenvalue.
fn eigenvectors(
    expansion: &Expansion,
    made: &Made,
    domain: Domain,
    evaluator: &mut Evaluator,
) -> Vec<Vector> {
    let curvature = expansion.curvature();
    let Some(length) = made.eigenvectors.filter(|_| curvature.is_finite()) else {
        return Vec::new();
    };
    if !expansion.loss.is_finite() {
        return Vec::new();
    }
    let mut loss = |at: &[f64]| evaluator.loss(at);
    let mut arrows = Vec::new();
    for (k, (value, vector)) in curvature.values.into_iter().zip(curvature.vectors).enumerate() {
        let in_world =
            (2.0 * vector[0] / domain.x.length()).hypot(2.0 * vector[1] / domain.y.length());
        let by = vector.map(|c| c * length / in_world);
        // Both ways are the same eigenvector: the one with room is drawn.
        let tip = |sign: f64| [0, 1].map(|axis| expansion.point[axis] + sign * by[axis]);
        let sign =
            if !domain.contains(tip(1.0)) && domain.contains(tip(-1.0)) { -1.0 } else { 1.0 };
        let label = format!("{} {}", ["λ₁", "λ₂"][k], ticks::number(value));
        let by = by.map(|c| sign * c);
        let color = sign_color(value, made.theme);
        arrows.extend(Vector::new(label, expansion.point, by, color, domain, &mut loss));
    }
    arrows
}

/// Blue where the loss curves upwards, orange where it curves downwards: apart for every kind of sight.
fn sign_color(value: f64, theme: Theme) -> Color {
    match (value.partial_cmp(&0.0), theme) {
        (Some(std::cmp::Ordering::Greater), Theme::Dark) => Color([120, 200, 255]),
        (Some(std::cmp::Ordering::Greater), Theme::Light) => Color([0, 96, 170]),
        (Some(std::cmp::Ordering::Less), Theme::Dark) => Color([255, 140, 60]),
        (Some(std::cmp::Ordering::Less), Theme::Light) => Color([200, 70, 0]),
        _ => theme.quiet_text(),
    }
}
