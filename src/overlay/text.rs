//! One family, three sizes; colours of the theme.

use std::sync::Arc;

use egui::{Color32, FontDefinitions, FontFamily, FontId};

use crate::scene::Color;

/// Titles.
pub(super) const TITLE: FontId = FontId::new(21.0, FontFamily::Proportional);
/// Names of axes, legends, formulas.
pub(super) const LABEL: FontId = FontId::new(14.5, FontFamily::Proportional);
/// Numbers at ticks.
pub(super) const TICK: FontId = FontId::new(12.5, FontFamily::Proportional);

/// Gives the proportional family the monospace font as a fallback: it has the nabla, superscripts and arrows that the
/// first lacks.
pub fn install_fonts(context: &egui::Context) {
    context.set_fonts(fonts());
}

/// A font file in memory.
pub type FontFile = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// The files of the fonts, the first that are asked for a letter first: for figures whose text is set elsewhere.
pub fn font_files() -> Vec<FontFile> {
    let fonts = fonts();
    let names = fonts.families.get(&FontFamily::Proportional).into_iter().flatten();
    names.filter_map(|name| Some(Arc::clone(&fonts.font_data.get(name)?.font))).collect()
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let mono: Vec<String> = fonts.families.get(&FontFamily::Monospace).cloned().unwrap_or_default();
    let proportional = fonts.families.entry(FontFamily::Proportional).or_default();
    for name in mono {
        if !proportional.contains(&name) {
            proportional.push(name);
        }
    }
    fonts
}

/// A scene colour as egui's.
pub fn color32(color: Color) -> Color32 {
    let [r, g, b] = color.0;
    Color32::from_rgb(r, g, b)
}

/// A scene colour with an opacity from 0 to 1.
pub(super) fn faded(color: Color, opacity: f32) -> Color32 {
    color32(color).gamma_multiply(opacity)
}
