//! The colour bar of a quiver's magnitudes: left of the surface's, or in its place where the surface is not seen.

use egui::{Painter, Rect, vec2};

use super::color_bar::{self, Bar};
use super::layout::Layout;
use super::places::Places;
use crate::scene::{ArrowColors, Colormap, Floor, Lens, Quiver, Scene, ticks};

/// From one bar to the next, points.
pub(super) const PITCH: f32 = 80.0;

/// Draws both bars below the legend, as far as there is something to be told.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene,
    layout: &Layout,
    legend: Rect,
    places: &mut Places,
) {
    let Some(mut bar) = color_bar::place(scene, layout, legend) else { return };
    let shows_losses = shows_losses(scene);
    if shows_losses {
        color_bar::paint(painter, scene, bar, places);
    }
    let Some((quiver, colormap)) = by_magnitude(scene) else { return };
    if shows_losses {
        // In a flat view the bars go outwards from the plane, else inwards from the edge of the picture.
        let is_flat = scene.camera.lens == Lens::Flat && scene.fit.is_none();
        bar = bar.translate(vec2(if is_flat { PITCH } else { -PITCH }, 0.0));
    }
    let (range, length) = (&quiver.range, quiver.style.length);
    let tick = |m: f64| (range.place(length, m) as f32, ticks::number(m));
    let ticks = range.ticks(length, color_bar::ticks_along(bar)).into_iter().map(tick).collect();
    let shown = Bar { title: "|∇f|".to_owned(), colormap, steps: 0, beyond: [false; 2], ticks };
    color_bar::paint_bar(painter, scene, bar, &shown, places);
}

/// What the second of two bars takes of the picture's right side, points.
pub(super) fn room(scene: &Scene) -> f32 {
    if shows_losses(scene) && by_magnitude(scene).is_some() { PITCH } else { 0.0 }
}

fn by_magnitude(scene: &Scene) -> Option<(&Quiver, Colormap)> {
    let quiver = scene.quiver.as_ref().filter(|_| scene.captions.shows_color_bar)?;
    match quiver.style.colors {
        ArrowColors::ByMagnitude(colormap) => Some((quiver, colormap)),
        ArrowColors::One(_) => None,
    }
}

/// Whether colours of losses are to be seen; without them, and without magnitudes, the bar says at least the heights.
fn shows_losses(scene: &Scene) -> bool {
    let is_seen = scene.style.opacity > 0.0 || scene.style.floor == Floor::Map;
    scene.captions.shows_color_bar && (is_seen || by_magnitude(scene).is_none())
}
