//! Contours: lines with gaps for their labels, which are text like all words.

use egui::{Pos2, pos2};
use glam::{Vec2, vec2};
use svg::node::element::Group;

use super::FigurePane;
use super::lines::UNSEEN;
use super::write::{line_data, number, stroke};
use crate::overlay::{contour_labels, line_color};
use crate::scene::simplified_line;

/// The contours of a pane on its plane.
pub(super) fn group(pane: &FigurePane<'_>) -> Group {
    let shown = pane.scene.contours.as_ref();
    let drawn = shown.filter(|shown| shown.style.on_surface && shown.style.opacity > 0.0);
    let Some(shown) = drawn else { return Group::new() };
    let labels = contour_labels(pane.scene, &pane.layout).into_iter();
    let gaps: Vec<_> =
        labels.filter(|label| !label.on_floor).map(|label| (label.line, label.gap)).collect();
    let mut group = Group::new();
    for piece in shown.contours.pieces(&gaps) {
        let line = &shown.contours.lines[piece.line];
        let level = &shown.contours.levels[line.level];
        let place = |([x, y], _): ([f64; 2], f32)| {
            pane.place([x, y, level.loss]).map(|at| vec2(at.x, at.y))
        };
        let places: Vec<Vec2> = piece.points(line).filter_map(place).collect();
        let mut corners: Vec<Pos2> =
            simplified_line(&places, UNSEEN).into_iter().map(|at| pos2(at.x, at.y)).collect();
        if corners.len() < 2 {
            continue;
        }
        let length = corners.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        if piece.is_round {
            corners.pop();
        }
        let color = line_color(shown, level, pane.scene, false);
        let data = line_data(corners, piece.is_round);
        let path = stroke(data, shown.style.width_px, &color.hex(), shown.style.opacity)
            .set("stroke-linejoin", "round");
        group = group.add(if shown.style.dashed {
            path.set("stroke-dasharray", piece.dash(length).map(number).join(" "))
        } else {
            path
        });
    }
    group
}
