//! The names of the arrows, each at its tip.

use egui::{Painter, Pos2, Rect, Vec2, pos2, vec2};

use super::layout::Layout;
use super::places::Places;
use super::text::{TICK, color32, faded};
use crate::scene::{Color, Scene, Vector};

/// Tips closer than this share a label, points.
const SAME_TIP: f32 = 9.0;
/// From a tip to its label, points.
const AWAY: f32 = 12.0;
/// Places that are tried for a label.
const WISHES: usize = 24;
/// Side of the square that has the arrow's colour, points.
const SWATCH: f32 = 7.0;

/// One label: the place of the tip, the way that the arrow points there, and the names with their colours.
struct Label {
    tip: Pos2,
    outward: Vec2,
    names: Vec<(Color, String)>,
}

/// Writes the name of every arrow at its tip; arrows that end at one place share a label.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let mut labels: Vec<Label> = Vec::new();
    for vector in &scene.vectors {
        let Some((foot, tip)) = ends(vector, scene, layout) else { continue };
        let name = if vector.is_cut {
            // It goes on beyond the edge.
            format!("{} …", vector.label)
        } else {
            vector.label.clone()
        };
        let entry = (vector.color, name);
        match labels.iter_mut().find(|label| label.tip.distance(tip) < SAME_TIP) {
            Some(label) => label.names.push(entry),
            None => {
                labels.push(Label { tip, outward: (tip - foot).normalized(), names: vec![entry] });
            }
        }
    }
    for label in &labels {
        paint_label(painter, scene, label, places);
    }
}

/// Foot and tip on screen.
fn ends(vector: &Vector, scene: &Scene, layout: &Layout) -> Option<(Pos2, Pos2)> {
    let points = vector.path.points();
    let place = |point: &crate::scene::PathPoint| {
        let [x, y] = point.parameters;
        layout.project(&scene.camera, scene.world.position(x, y, point.loss))
    };
    Some((place(points.first()?)?, place(points.last()?)?))
}

fn paint_label(painter: &Painter, scene: &Scene, label: &Label, places: &mut Places) {
    let theme = scene.style.theme;
    let color = color32(theme.text());
    let names: Vec<_> = label
        .names
        .iter()
        .map(|(swatch, name)| (*swatch, painter.layout_no_wrap(name.clone(), TICK, color)))
        .collect();
    let width: f32 = names.iter().map(|(_, galley)| SWATCH + 4.0 + galley.size().x).sum();
    let height = names.iter().map(|(_, galley)| galley.size().y).fold(0.0, f32::max);
    let size = vec2(width + 8.0 * (names.len() as f32 - 1.0), height) + vec2(12.0, 4.0);
    let reach = 0.5 * (size.x * label.outward.x.abs() + size.y * label.outward.y.abs());
    let centre = label.tip + (AWAY + reach) * label.outward;
    // Beyond the tip; then downwards and upwards, away from what is written there already.
    let moved = |k: usize| {
        let by = (k / 2) as f32 * (size.y + 3.0) * if k.is_multiple_of(2) { 1.0 } else { -1.0 };
        let rect = Rect::from_center_size(centre + vec2(0.0, by), size);
        rect.translate(places.inside(rect.expand(6.0)))
    };
    let wishes: Vec<Rect> = (0..WISHES).map(moved).collect();
    let Some((_, rect)) = places.first_free(wishes) else { return };
    painter.rect_filled(rect, 4.0, faded(theme.background(), 0.78));
    let mut left = rect.min.x + 6.0;
    for (swatch, galley) in names {
        let middle = pos2(left + 0.5 * SWATCH, rect.center().y);
        painter.rect_filled(
            Rect::from_center_size(middle, Vec2::splat(SWATCH)),
            1.5,
            color32(swatch),
        );
        left += SWATCH + 4.0;
        let wide = galley.size().x;
        painter.galley(pos2(left, rect.center().y - 0.5 * galley.size().y), galley, color);
        left += wide + 8.0;
    }
}
