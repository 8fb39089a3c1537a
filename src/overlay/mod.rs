//! Axes, ticks, legend, colour bar and captions as egui shapes, the same in window, picture and film.

mod axes;
mod cards;
mod color_bar;
mod column;
mod contours;
mod curves;
pub mod figure;
mod fit_plot;
mod flat;
mod headless;
mod layout;
mod legend;
mod line_card;
mod loss_plot;
mod lower_third;
mod magnitude_bar;
mod marks;
mod places;
mod plane_card;
mod probe_card;
mod regions;
mod rich;
mod section_card;
mod text;
mod tune_chart;
mod vectors;

pub use contours::{ContourLabel, contour_labels, line_color};
pub use headless::painted;
pub use layout::{Layout, Tile};
pub use rich::job as rich_text;
pub use text::{FontFile, color32, font_files, install_fonts};
pub use tune_chart::{paint_tune_chart, paint_tune_plot};

use crate::scene::Scene;
use places::Places;

/// Paints everything that lies over the surface.
pub fn paint(painter: &egui::Painter, scene: &Scene, layout: &Layout) {
    let mut places = Places::new(layout.view);
    // The cards lie over the axes, which keep their words away from them: where they are comes first.
    let mut unseen = painter.clone();
    unseen.set_invisible();
    around(&unseen, scene, layout, &mut places);
    contours::paint(painter, scene, layout);
    axes::paint(painter, scene, layout, &mut places);
    vectors::paint(painter, scene, layout, &mut places);
    marks::paint(painter, scene, layout, &mut places);
    around(painter, scene, layout, &mut Places::new(layout.view));
    curves::paint(painter, scene, layout);
}

/// Paints the cards and takes their places.
fn around(painter: &egui::Painter, scene: &Scene, layout: &Layout, places: &mut Places) {
    let legend = legend::paint(painter, scene, layout, places);
    let title = cards::title(painter, scene, layout, legend, places);
    let title = plane_card::paint(painter, scene, layout, title, legend, places);
    magnitude_bar::paint(painter, scene, layout, legend, places);
    fit_plot::paint(painter, scene, layout, places);
    section_card::paint(painter, scene, layout, places);
    line_card::paint(painter, scene, layout, places);
    probe_card::paint(painter, scene, layout, title, places);
    lower_third::paint(painter, scene, layout, places);
    cards::step(painter, scene, layout, places);
    cards::warning(painter, scene, layout, places);
}
