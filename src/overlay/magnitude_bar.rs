//! The colour bar of a quiver's magnitudes: left of the surface's, or in its place where the surface is not seen.

use egui::{Painter, vec2};

use super::cards::{self, Bar};
use super::layout::Layout;
use crate::scene::{ArrowColors, Colormap, Floor, Quiver, Scene, ticks};

/// From one bar to the next, points.
pub(super) const PITCH: f32 = 80.0;

/// Draws both bars, as far as there is something to be told; `top` is where the legend ends.
pub(super) fn paint(painter: &Painter, scene: &Scene, layout: &Layout, top: f32) {
    let shows_losses = shows_losses(scene);
    if shows_losses {
        cards::color_bar(painter, scene, layout, top);
    }
    let Some((quiver, colormap)) = by_magnitude(scene) else { return };
    let Some(mut bar) = cards::bar_rect(scene, layout, top) else { return };
    if shows_losses {
        bar = bar.translate(vec2(-PITCH, 0.0));
    }
    let (range, length) = (&quiver.range, quiver.style.length);
    let tick = |m: f64| (range.place(length, m) as f32, ticks::number(m));
    let ticks = range.ticks(length, cards::ticks_along(bar)).into_iter().map(tick).collect();
    cards::paint_bar(painter, scene, bar, &Bar { title: "|∇f|".to_owned(), colormap, ticks });
}

/// What the second of two bars takes of the picture's right side, points.
pub(super) fn room(scene: &Scene) -> f32 {
    if shows_losses(scene) && by_magnitude(scene).is_some() { PITCH } else { 0.0 }
}

fn by_magnitude(scene: &Scene) -> Option<(&Quiver, Colormap)> {
    let quiver = scene.quiver.as_ref()?;
    match quiver.style.colors {
        ArrowColors::ByMagnitude(colormap) => Some((quiver, colormap)),
        ArrowColors::One(_) => None,
    }
}

/// Whether colours of losses are to be seen; without them, and without magnitudes, the bar says at least the heights.
fn shows_losses(scene: &Scene) -> bool {
    scene.style.opacity > 0.0 || scene.style.floor == Floor::Map || by_magnitude(scene).is_none()
}
