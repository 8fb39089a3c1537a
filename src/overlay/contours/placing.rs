//! Where labels find room: places on screen, tried in the order of the line's anchors.

use egui::{Pos2, Rect, Vec2, pos2, vec2};
use glam::{Mat4, Vec3};

use super::ContourLabel;
use crate::overlay::layout::Layout;
use crate::overlay::text::TICK;
use crate::scene::Scene;
use crate::scene::contours::{ContourLevel, ContourLine, Contours};

/// Room between a text and the ends of its gap, points.
const PADDING: f32 = 4.0;
/// Height of a text without what egui leaves above and below it, points.
const HEIGHT: f32 = 10.0;
/// Between two labels, points.
const APART: f32 = 5.0;
/// How far a line may bend away from its text, points.
const MOST_BEND: f32 = 3.5;
/// A line gets another label for each so many points of its length.
const REPEAT: f32 = 520.0;
/// Between the frame of the picture and a label, points.
const FRAME: f32 = 10.0;
/// Steps from a label to the eye at which the surface may hide it.
const STEPS: usize = 40;
/// A surface that is seen this much edge on, as height of a circle to its width, has no room for texts.
const EDGE_ON: f32 = 0.28;
/// Points of a path that labels keep clear of, at most.
const PATH_POINTS: usize = 800;
/// Room between a label and a path, points.
const BESIDE_PATH: f32 = 4.0;

/// Width of a text, points: the font's advances, a little rounded up.
fn width(text: &str) -> f32 {
    let advance = |c: char| match c {
        '.' => 0.26,
        '⁰'..='⁹' | '¹' | '²' | '³' | '⁻' => 0.62,
        _ => 0.6,
    };
    TICK.size * text.chars().map(advance).sum::<f32>()
}

/// What labels on one ground need to find their places.
pub(super) struct Placing<'a> {
    scene: &'a Scene,
    layout: &'a Layout,
    contours: &'a Contours,
    on_floor: bool,
    clip_from_world: Mat4,
    eye: Vec3,
    /// Paths and marks on screen: the whole of each path, so that labels do not move as it is walked.
    ways: Vec<Pos2>,
}

impl<'a> Placing<'a> {
    pub(super) fn new(
        scene: &'a Scene,
        layout: &'a Layout,
        contours: &'a Contours,
        on_floor: bool,
    ) -> Self {
        let clip_from_world = layout.clip_from_world(&scene.camera);
        let eye = scene.camera.eye_in_world();
        let ways = Vec::new();
        let mut placing = Self { scene, layout, contours, on_floor, clip_from_world, eye, ways };
        if !on_floor {
            placing.ways = placing.ways();
        }
        placing
    }

    fn ways(&self) -> Vec<Pos2> {
        let project = |[x, y]: [f64; 2], loss| self.project(self.world([x, y], loss));
        let paths = self.scene.paths.iter().flat_map(|shown| {
            let points = shown.path.points();
            points.iter().step_by(points.len().div_ceil(PATH_POINTS).max(1))
        });
        let paths = paths.filter_map(|point| project(point.parameters, point.loss));
        let marks = self.scene.marks.iter().filter_map(|mark| project(mark.parameters, mark.loss));
        paths.chain(marks).collect()
    }

    /// Adds the labels that find room beside those placed already.
    pub(super) fn place(&self, placed: &mut Vec<ContourLabel>) {
        for (index, line) in self.contours.lines.iter().enumerate() {
            let mut own: Vec<Pos2> = Vec::new();
            let most = 1 + (self.length_on_screen(line) / REPEAT) as usize;
            for &at in &line.anchors {
                let Some(label) = self.label(index, line, at) else { continue };
                let is_free = placed.iter().all(|other| !other.meets(&label, APART))
                    && own.iter().all(|other| other.distance(label.centre) > 0.5 * REPEAT);
                if is_free {
                    own.push(label.centre);
                    placed.push(label);
                }
                if own.len() >= most {
                    break;
                }
            }
        }
    }

    fn length_on_screen(&self, line: &ContourLine) -> f32 {
        const SAMPLES: usize = 48;
        let places = (0..=SAMPLES).filter_map(|k| {
            let at = 0.999_9 * line.length() * k as f32 / SAMPLES as f32;
            self.project(self.world(line.at(at), self.loss_of(line)))
        });
        let places: Vec<Pos2> = places.collect();
        places.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
    }

    fn loss_of(&self, line: &ContourLine) -> f64 {
        self.contours.levels[line.level].loss
    }

    /// The label of a line at a length, if it can be read there.
    fn label(&self, index: usize, line: &ContourLine, at: f32) -> Option<ContourLabel> {
        let text = &self.contours.levels[line.level].text;
        let size = vec2(width(text), HEIGHT);
        let middle = self.on_screen(line, at)?;
        let half = 0.5 * size.x + PADDING;
        let (before, from) = self.walk(line, at, middle, -half)?;
        let (after, to) = self.walk(line, at, middle, half)?;
        let gap = [at + before, at + after];
        if line.is_closed && gap[1] - gap[0] > 0.35 * line.length() {
            return None;
        }
        let chord = to - from;
        let mut angle = chord.angle();
        if chord.x < 0.0 || (chord.x == 0.0 && chord.y > 0.0) {
            // Vertical texts read upwards.
            angle -= angle.signum() * std::f32::consts::PI;
        }
        if self.bend(line, gap, from, chord)? > MOST_BEND {
            return None;
        }
        let centre = (from + 0.5 * chord).lerp(middle, 0.5);
        let label = ContourLabel { line: index, on_floor: self.on_floor, gap, centre, size, angle };
        let frame = self.layout.ground(self.scene).shrink(FRAME);
        let is_clear = label.corners().iter().all(|corner| frame.contains(*corner))
            && !self.is_crowded(line, at, middle)
            && gap.into_iter().chain([at]).all(|at| self.is_visible(line, at));
        let is_beside = |way: &Pos2| label.distance(*way) > BESIDE_PATH;
        (is_clear && self.ways.iter().all(is_beside)).then_some(label)
    }

    /// The lengths from `at`, signed, and the place at which the line is `distance` points away from there; `None` at
    /// the end of the line, from which a label keeps away.
    fn walk(
        &self,
        line: &ContourLine,
        at: f32,
        middle: Pos2,
        distance: f32,
    ) -> Option<(f32, Pos2)> {
        const PIECE: f32 = 0.01;
        let sign = distance.signum();
        let reach = if line.is_closed { 0.5 * line.length() } else { f32::INFINITY };
        let (mut gone, mut away, mut here) = (0.0, 0.0, middle);
        while gone < reach {
            let next = gone + PIECE;
            let there = self.on_screen(line, at + sign * next)?;
            let step = here.distance(there);
            if away + step >= distance.abs() {
                let share = (distance.abs() - away) / step.max(1e-6);
                // A piece beyond the gap, the line goes on.
                self.on_screen(line, at + sign * (next + PIECE))?;
                return Some((sign * (gone + share * PIECE), here.lerp(there, share)));
            }
            (gone, away, here) = (next, away + step, there);
        }
        None
    }

    /// How far the line leaves the chord of its gap, points.
    fn bend(&self, line: &ContourLine, gap: [f32; 2], from: Pos2, chord: Vec2) -> Option<f32> {
        let across = chord.rot90().normalized();
        let mut most = 0.0_f32;
        for k in 1..8 {
            let at = self.on_screen(line, gap[0] + (gap[1] - gap[0]) * k as f32 / 8.0)?;
            most = most.max((at - from).dot(across).abs());
        }
        Some(most)
    }

    /// Where the line is on screen at a length; `None` beyond its ends and behind the eye.
    fn on_screen(&self, line: &ContourLine, at: f32) -> Option<Pos2> {
        let is_on_line = line.is_closed || (0.0..=line.length()).contains(&at);
        let place = self.world(line.at(at), self.loss_of(line));
        is_on_line.then(|| self.project(place)).flatten()
    }

    fn world(&self, [x, y]: [f64; 2], loss: f64) -> Vec3 {
        let mut place = self.scene.world.position(x, y, loss);
        if self.on_floor {
            place.z = self.scene.style.floor.z();
        }
        place
    }

    fn project(&self, place: Vec3) -> Option<Pos2> {
        let clip = self.clip_from_world * place.extend(1.0);
        let Rect { min, max } = self.layout.frame;
        (clip.w > 1e-3).then(|| {
            let share = 0.5 * (glam::vec2(clip.x, -clip.y) / clip.w + 1.0);
            pos2(min.x + share.x * (max.x - min.x), min.y + share.y * (max.y - min.y))
        })
    }

    /// Whether the line of another level, or the border of the domain, runs through the height of the text, or the ground
    /// is seen edge on there.
    fn is_crowded(&self, line: &ContourLine, at: f32, middle: Pos2) -> bool {
        const STEP: f32 = 0.01;
        let domain = self.scene.world.domain;
        let [a, b] = [at - STEP, at + STEP].map(|at| line.at(at));
        let scale = [0.5 * domain.x.length(), 0.5 * domain.y.length()];
        let along = [(b[0] - a[0]) / scale[0], (b[1] - a[1]) / scale[1]];
        let length = along[0].hypot(along[1]).max(1e-12);
        let [x, y] = line.at(at);
        let level = line.level;
        let ahead = self.on_screen(line, at + STEP).map(|ahead| ahead.distance(middle));
        let own = self.loss_of(line);
        [-1.0, 1.0].into_iter().any(|side| {
            let beside = |by: f64| {
                [
                    x - side * by * scale[0] * along[1] / length,
                    y + side * by * scale[1] * along[0] / length,
                ]
            };
            // A step aside tells how many points of screen a world unit is in this direction.
            let step = f64::from(STEP);
            let loss = self.contours.relief.loss(beside(step));
            let near = if self.on_floor { own } else { loss };
            let Some(place) = self.project(self.world(beside(step), near)) else { return true };
            let per_step = place.distance(middle).max(1e-3);
            if ahead.is_none_or(|ahead| per_step < EDGE_ON * ahead) {
                return true;
            }
            let reach = step * f64::from((0.5 * HEIGHT + 2.0) / per_step).min(100.0);
            let loss = self.contours.relief.loss(beside(reach));
            let [x, y] = beside(reach);
            let between = |other: &ContourLevel| {
                (own.min(loss)..=own.max(loss)).contains(&other.loss) && other.loss != own
            };
            let neighbours = [level.checked_sub(1), Some(level + 1)].into_iter().flatten();
            let mut neighbours = neighbours.filter_map(|k| self.contours.levels.get(k));
            !domain.contains([x, y]) || neighbours.any(between)
        })
    }

    /// Whether the surface leaves the place to be seen: steps from there to the eye.
    fn is_visible(&self, line: &ContourLine, at: f32) -> bool {
        /// As far as lines are lifted from the surface that they lie on.
        const LIFTED: f32 = 0.016;
        let world = &self.scene.world;
        let start = self.world(line.at(at), self.loss_of(line));
        let ray = (self.eye - start).normalize();
        let top = world.box_height();
        // Where the ray has left the box, nothing hides any more.
        let until = |place: f32, ray: f32, low: f32, high: f32| match ray {
            ray if ray > 1e-6 => (high - place) / ray,
            ray if ray < -1e-6 => (low - place) / ray,
            _ => f32::INFINITY,
        };
        let end = until(start.x, ray.x, -1.0, 1.0)
            .min(until(start.y, ray.y, -1.0, 1.0))
            .min(until(start.z, ray.z, self.scene.style.floor.z(), top))
            .min((self.eye - start).length());
        let mut below = self.on_floor;
        (1..STEPS).all(|k| {
            // Denser near the line, where a slope turned away hides it.
            let share = k as f32 / STEPS as f32;
            let place = start + LIFTED * ray + (end - LIFTED).max(0.0) * share * share * ray;
            let parameters = world.parameters(place);
            let loss = self.contours.relief.loss(parameters);
            let surface = world.position(parameters[0], parameters[1], loss).z;
            if !surface.is_finite() {
                return true;
            }
            let was_below = std::mem::replace(&mut below, place.z < surface - 0.004);
            if self.on_floor { below || !was_below } else { !below }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_widths_holds_what_the_font_needs() {
        let context = egui::Context::default();
        crate::overlay::install_fonts(&context);
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            for text in ["0", "1.7", "−0.25", "12345", "1.5×10⁶", "10⁻¹²", "88.88"] {
                let galley = ui.painter().layout_no_wrap(text.to_owned(), TICK, egui::Color32::RED);
                let (room, needed) = (width(text), galley.size().x);
                assert!(room >= needed - 0.5, "{text}: {room} for {needed}");
                assert!(room <= 1.35 * needed + 2.0, "{text}: {room} for {needed}");
            }
        });
        output.textures_delta.clear();
    }
}
