//! The arrows of a quiver. Twin of `shaders/quiver.wgsl`, for a view from straight above.

use egui::{Pos2, Vec2, vec2};
use svg::node::element::{Circle, Element, Group, Path};

use super::FigurePane;
use super::write::{line_data, number, share};
use crate::scene::{Color, Quiver, Theme};

/// How far a halo reaches over an arrow, where it is clear and where it is faint, and how strong it is.
const HALO: [f32; 2] = [0.9, 0.3];
const HALO_STRENGTH: [f32; 2] = [0.7, 0.4];
/// Shares of an arrow's length: half widths of shaft and head, length of the head. Below, the least in points.
const SHAFT: f32 = 0.042;
const HEAD: f32 = 0.145;
const HEAD_LENGTH: f32 = 0.36;
const LEAST_SHAFT: f32 = 0.55;
const LEAST_HEAD: f32 = 1.4;
const LEAST_HEAD_LENGTH: f32 = 3.2;
/// An arrow shorter than this is a dot, of this share of the head's half width.
const SHORTEST: f32 = 0.75;
const DOT: f32 = 0.75;
/// Colours from the smallest magnitude to the largest.
const SHADES: usize = 256;

/// The quiver of a pane.
pub(super) fn group(pane: &FigurePane<'_>) -> Group {
    let scene = pane.scene;
    let Some(quiver) = &scene.quiver else { return Group::new() };
    let Quiver { points, style, range, first, .. } = quiver;
    let shades = style.colors.colors(SHADES);
    let (nx, ny) = (points.nx as usize, points.ny as usize);
    let slopes = scene.objective.gradients_on_grid(&points.domain, nx, ny);
    let mut group = Group::new();
    for (k, slope) in slopes.into_iter().enumerate() {
        let point = points.domain.grid_point(k, nx, ny);
        let Some([base, tip]) = quiver.arrow(&scene.world, 0.0, point, slope) else { continue };
        let project = |at| pane.layout.project(&scene.camera, at);
        // As long as it would be along x, so that arrows of one length are as thick whichever way they point.
        let aside = base + (tip - base).length() * glam::Vec3::X;
        let (Some(from), Some(to), Some(aside)) = (project(base), project(tip), project(aside))
        else {
            continue;
        };
        let arrow = Arrow { from, delta: to - from, full: from.distance(aside).max(1e-3) };
        let place = range.place(style.length, slope[1].hypot(slope[2]));
        let color = shades[(place * (SHADES - 1) as f64).round() as usize];
        let is_odd = ((k % nx) as u32 + first[0]) % 2 == 1 || ((k / nx) as u32 + first[1]) % 2 == 1;
        let opacity = if is_odd { quiver.odd_strength } else { 1.0 };
        if opacity > 0.0 {
            group = group.add(arrow.drawn(color, scene.style.theme, opacity));
        }
    }
    group
}

/// An arrow on the page.
struct Arrow {
    from: Pos2,
    delta: Vec2,
    /// Length by which its parts are measured.
    full: f32,
}

impl Arrow {
    fn drawn(&self, color: Color, theme: Theme, opacity: f32) -> Group {
        let luminance = |color: Color| {
            let [r, g, b] = color.0.map(|channel| f32::from(channel) / 255.0);
            0.30 * r + 0.59 * g + 0.11 * b
        };
        // A dark arrow on a dark background needs a light outline, and the other way round.
        let apart = (luminance(color) - luminance(theme.background())).abs();
        let clear = ((apart - 0.08) / 0.20).clamp(0.0, 1.0);
        let faint = 1.0 - clear * clear * (3.0 - 2.0 * clear);
        let mix = |[from, to]: [f32; 2]| from + (to - from) * faint;
        let channel = |halo: u8| mix([f32::from(halo), f32::from(255 - halo)]).round() as u8;
        let halo = Color(theme.halo().0.map(channel)).hex();
        let shape = |attributes: &[(&str, String)]| {
            let mut shape = self.shape();
            for (name, value) in attributes {
                shape.get_attributes_mut().insert((*name).to_owned(), value.clone().into());
            }
            shape
        };
        let under = shape(&[
            ("fill", halo.clone()),
            ("stroke", halo),
            ("stroke-width", number(2.0 * mix(HALO))),
            ("opacity", share(mix(HALO_STRENGTH))),
        ]);
        let pair = Group::new().add(under).add(shape(&[("fill", color.hex())]));
        if opacity < 1.0 { pair.set("opacity", share(opacity)) } else { pair }
    }

    /// A shaft with a triangle at its end; a dot where it has no length to be seen.
    fn shape(&self) -> Element {
        let (span, full) = (self.delta.length(), self.full);
        let head = (HEAD * full).max(LEAST_HEAD);
        if span < SHORTEST {
            let at = self.from + 0.5 * self.delta;
            let dot = Circle::new().set("cx", number(at.x)).set("cy", number(at.y));
            return dot.set("r", number(DOT * head)).into();
        }
        let head_length =
            (HEAD_LENGTH * full).max(LEAST_HEAD_LENGTH).min(full) * (span / full).min(1.0);
        let shaft = (SHAFT * full).max(LEAST_SHAFT);
        let neck = span - head_length;
        let along = self.delta / span;
        let corners = [
            vec2(0.0, shaft),
            vec2(neck, shaft),
            vec2(neck, head),
            vec2(span, 0.0),
            vec2(neck, -head),
            vec2(neck, -shaft),
            vec2(0.0, -shaft),
        ];
        let place = |at: Vec2| self.from + at.x * along + at.y * along.rot90();
        Path::new().set("d", line_data(corners.map(place), true)).into()
    }
}
