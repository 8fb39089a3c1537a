//! The values of contours: each set into a gap of its line, along the line, never upside-down.
//!
//! The renderer leaves the gaps open and the overlay writes into them, so both ask [`contour_labels`], which measures
//! texts by a table of widths instead of a font. A label's place on the line does not depend on the eye
//! ([`ContourLine::anchors`](crate::scene::contours::ContourLine)); of those places it takes the first where it can be
//! read: in front of the surface, on a stretch that is straight on screen and not seen edge on, clear of the ends, of its
//! neighbours' lines, of paths and of other labels.

mod placing;

use egui::epaint::TextShape;
use egui::{Align2, Painter, Pos2, Vec2};

use placing::Placing;

use super::layout::Layout;
use super::text::{TICK, color32};
use crate::scene::contours::{ContourLevel, ShownContours};
use crate::scene::{Color, Floor, Scene};

/// A value at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct ContourLabel {
    /// Index of the line.
    pub line: usize,
    /// Whether it stands on the floor.
    pub on_floor: bool,
    /// From where to where the line is left out, as lengths along it; one end may lie beyond a closed line's own.
    pub gap: [f32; 2],
    /// Its middle, in points.
    pub centre: Pos2,
    /// Width and height, in points, before it is turned.
    pub size: Vec2,
    /// Turned clockwise by this, radians, within a quarter turn.
    pub angle: f32,
}

impl ContourLabel {
    /// The four corners, in points.
    pub fn corners(&self) -> [Pos2; 4] {
        let (along, across) = self.axes();
        let (x, y) = (0.5 * self.size.x * along, 0.5 * self.size.y * across);
        [self.centre - x - y, self.centre + x - y, self.centre + x + y, self.centre - x + y]
    }

    fn axes(&self) -> (Vec2, Vec2) {
        let along = Vec2::angled(self.angle);
        (along, along.rot90())
    }

    /// How far a place lies outside, points.
    fn distance(&self, place: Pos2) -> f32 {
        let (along, across) = self.axes();
        let away = place - self.centre;
        let beyond = |axis: Vec2, size: f32| (away.dot(axis).abs() - 0.5 * size).max(0.0);
        beyond(along, self.size.x).hypot(beyond(across, self.size.y))
    }

    /// Whether two labels come nearer than `apart` points: no axis of either parts them.
    fn meets(&self, other: &Self, apart: f32) -> bool {
        let reach = |label: &Self, axis: Vec2| {
            let (along, across) = label.axes();
            0.5 * (label.size.x * along.dot(axis).abs() + label.size.y * across.dot(axis).abs())
        };
        let ((a, b), (c, d)) = (self.axes(), other.axes());
        [a, b, c, d].into_iter().all(|axis| {
            let distance = (other.centre - self.centre).dot(axis).abs();
            distance < reach(self, axis) + reach(other, axis) + apart
        })
    }
}

/// The labels of the scene's contours, in the order in which they found their places.
pub fn contour_labels(scene: &Scene, layout: &Layout) -> Vec<ContourLabel> {
    let Some(shown) = scene.contours.as_ref().filter(|shown| shown.style.labels) else {
        return Vec::new();
    };
    let mut placed = Vec::new();
    let floor_shows =
        scene.style.floor != Floor::None && scene.camera.eye_in_world().z > scene.style.floor.z();
    for on_floor in [false, true] {
        let is_drawn =
            if on_floor { shown.style.on_floor && floor_shows } else { shown.style.on_surface };
        if is_drawn {
            Placing::new(scene, layout, &shown.contours, on_floor).place(&mut placed);
        }
    }
    placed
}

/// Writes the labels.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout) {
    let Some(shown) = &scene.contours else { return };
    for label in contour_labels(scene, layout) {
        let level = &shown.contours.levels[shown.contours.lines[label.line].level];
        let color = color32(line_color(shown, level, scene, label.on_floor));
        let galley = painter.layout_no_wrap(level.text.clone(), TICK, color);
        let corner = label.centre - 0.5 * galley.size();
        let shape = TextShape::new(corner, galley, color)
            .with_angle_and_anchor(label.angle, Align2::CENTER_CENTER)
            .with_opacity_factor(shown.style.opacity);
        painter.add(shape);
    }
}

/// The colour of a level's line: as asked for, or what stands out from what lies under it: on the surface and its map a
/// darker or lighter shade, on the bare floor the surface's own colour.
pub fn line_color(
    shown: &ShownContours,
    level: &ContourLevel,
    scene: &Scene,
    on_floor: bool,
) -> Color {
    const SHADES: usize = 65;
    const WHITE: Color = Color([255, 255, 255]);
    const BLACK: Color = Color([0, 0, 0]);
    if let Some(color) = shown.style.color {
        return color;
    }
    let height = scene.world.height.height(level.loss).clamp(0.0, 1.0);
    let share = match shown.band_heights(&scene.world) {
        bands if bands.is_empty() => height,
        bands => bands.iter().filter(|band| **band < height).count() as f64 / bands.len() as f64,
    };
    let ground = scene.style.colormap.colors(SHADES)[(share * (SHADES - 1) as f64) as usize];
    let [r, g, b] = ground.linear();
    let is_dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.2;
    match (on_floor && scene.style.floor == Floor::Deep, is_dark) {
        (true, _) => ground.mix(scene.style.theme.text(), 0.5),
        (false, true) => ground.mix(WHITE, 0.85),
        (false, false) => ground.mix(BLACK, 0.85),
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use egui::{pos2, vec2};

    use super::*;

    fn label(x: f32, y: f32, angle: f32) -> ContourLabel {
        ContourLabel {
            line: 0,
            on_floor: false,
            gap: [0.0; 2],
            centre: pos2(x, y),
            size: vec2(30.0, 10.0),
            angle,
        }
    }

    #[test]
    fn labels_meet_where_no_axis_parts_them() {
        let level = label(0.0, 0.0, 0.0);
        assert!(level.meets(&label(29.0, 0.0, 0.0), 0.0));
        assert!(!level.meets(&label(31.0, 0.0, 0.0), 0.0));
        assert!(level.meets(&label(31.0, 0.0, 0.0), 2.0), "too near");
        assert!(!level.meets(&label(0.0, 11.0, 0.0), 0.0));
        // Upright beside it: 15 and 5 wide.
        assert!(!level.meets(&label(21.0, 0.0, FRAC_PI_2), 0.0));
        assert!(level.meets(&label(19.0, 0.0, FRAC_PI_2), 0.0));
        // Two slanted ones whose upright frames overlap.
        assert!(!label(0.0, 0.0, 0.785).meets(&label(12.0, -12.0, 0.785), 2.0));
        assert_eq!((level.distance(pos2(14.0, 4.0)), level.distance(pos2(18.0, 9.0))), (0.0, 5.0));
    }
}
