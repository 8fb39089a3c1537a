//! Axes, ticks, legend, colour bar and captions as egui shapes, the same in window, picture and film.

mod axes;
mod cards;
mod fit_plot;
mod layout;
mod lower_third;
mod probe_card;
mod section_card;
mod text;
mod tune_chart;
mod vectors;

pub use layout::Layout;
pub use text::{color32, install_fonts};
pub use tune_chart::{paint_tune_chart, paint_tune_plot};

use crate::scene::Scene;

/// Paints everything that lies over the surface.
pub fn paint(painter: &egui::Painter, scene: &Scene, layout: &Layout) {
    axes::paint(painter, scene, layout);
    vectors::paint(painter, scene, layout);
    let corner = cards::legend(painter, scene, layout);
    cards::title(painter, scene, layout, corner.x);
    cards::color_bar(painter, scene, layout, corner.y);
    fit_plot::paint(painter, scene, layout);
    section_card::paint(painter, scene, layout);
    probe_card::paint(painter, scene, layout);
    cards::step(painter, scene, layout);
    lower_third::paint(painter, scene, layout);
}
