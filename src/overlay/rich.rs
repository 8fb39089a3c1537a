//! Words in the markup of [`markup`](crate::scene::markup), laid out: scripts are smaller, and stand higher or lower.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, Color32, FontId, Galley, Painter};

use crate::scene::markup::{Level, spans};

/// Size of a script in that of the line.
const SCRIPT: f32 = 0.72;

/// A line of words in markup.
pub fn job(text: &str, font: &FontId, color: Color32) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: false, ..LayoutJob::default() };
    job.wrap.max_width = f32::INFINITY;
    for span in spans(text) {
        let (scale, valign) = match span.level {
            Level::Line => (1.0, Align::BOTTOM),
            Level::Sub => (SCRIPT, Align::BOTTOM),
            Level::Super => (SCRIPT, Align::TOP),
        };
        let font_id = FontId::new(scale * font.size, font.family.clone());
        let format = TextFormat { font_id, color, valign, ..TextFormat::default() };
        job.append(&span.text, 0.0, format);
    }
    if job.sections.is_empty() {
        // An empty line is as high as another.
        job.append("", 0.0, TextFormat::simple(font.clone(), color));
    }
    job
}

/// A line of words in markup, however long.
pub(super) fn line(painter: &Painter, text: &str, font: &FontId, color: Color32) -> Arc<Galley> {
    painter.layout_job(job(text, font, color))
}

/// A line that is cut with an ellipsis where it would be wider than `width`.
pub(super) fn elided(
    painter: &Painter,
    text: &str,
    font: &FontId,
    width: f32,
    color: Color32,
) -> Arc<Galley> {
    let mut job = job(text, font, color);
    job.wrap = TextWrapping::truncate_at_width(width);
    painter.layout_job(job)
}

/// A paragraph that is broken where it would be wider than `width`.
pub(super) fn paragraph(
    painter: &Painter,
    text: &str,
    font: &FontId,
    width: f32,
    color: Color32,
) -> Arc<Galley> {
    let mut job = job(text, font, color);
    (job.break_on_newline, job.wrap.max_width) = (true, width);
    painter.layout_job(job)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overlay::install_fonts;
    use crate::scene::markup;

    #[test]
    fn every_symbol_has_a_glyph_and_scripts_are_smaller_and_off_the_line() {
        let context = egui::Context::default();
        install_fonts(&context);
        let font = FontId::proportional(20.0);
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            let painter = ui.painter();
            let scripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉−×";
            let missing: Vec<char> = context.fonts_mut(|fonts| {
                let all = markup::symbols().chain(scripts.chars());
                all.filter(|symbol| !fonts.has_glyph(&font, *symbol)).collect()
            });
            assert_eq!(missing, []);
            let glyphs = |text: &str| {
                let galley = line(painter, text, &font, Color32::WHITE);
                galley.rows[0].glyphs.iter().map(|g| (g.pos.y, g.advance_width)).collect::<Vec<_>>()
            };
            let (up, down) = (glyphs("x^{x}x"), glyphs("x_{x}x"));
            assert!(up[1].0 < up[0].0 - 3.0 && down[1].0 > down[0].0, "{up:?} {down:?}");
            assert!(up[1].1 < 0.8 * up[0].1 && up[2] == up[0], "{up:?}");
        });
        output.textures_delta.clear();
    }
}
