//! Axes, ticks, legend, colour bar and captions as egui shapes, the same in window, picture and film.

mod axes;
mod cards;
pub mod figure;
mod fit_plot;
mod flat;
mod headless;
mod layout;
mod lower_third;
mod text;
mod tune_chart;
mod vectors;

pub use headless::painted;
pub use layout::Layout;
pub use text::{FontFile, color32, font_files, install_fonts};
pub use tune_chart::{paint_tune_chart, paint_tune_plot};

use crate::scene::Scene;

/// Paints everything that lies over the surface.
pub fn paint(painter: &egui::Painter, scene: &Scene, layout: &Layout) {
    axes::paint(painter, scene, layout);
    vectors::paint(painter, scene, layout);
    let corner = cards::legend(painter, scene, layout);
    cards::title(painter, scene, layout, corner.x);
    if scene.captions.shows_color_bar {
        cards::color_bar(painter, scene, layout, corner.y);
    }
    fit_plot::paint(painter, scene, layout);
    cards::step(painter, scene, layout);
    lower_third::paint(painter, scene, layout);
}
