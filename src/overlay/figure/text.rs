//! Text that stays text: each run of one format in a row becomes a text element at its baseline.
//!
//! Readers have other fonts. So a run says its length, and whoever sets it fits the letters to it: words do not run into
//! each other, and columns stay columns.

use egui::epaint::TextShape;
use egui::epaint::text::{Galley, Glyph, TextFormat};
use egui::{Color32, FontFamily, Pos2, Rect, Stroke, vec2};
use svg::node::element::{Element, Group, Text};

use super::rectangle;
use super::write::{color, number, share};

/// The family of pictures, and what stands in for it.
const PROPORTIONAL: &str = "Ubuntu, 'Ubuntu Light', 'DejaVu Sans', Verdana, sans-serif";
const MONOSPACE: &str = "Hack, 'DejaVu Sans Mono', monospace";
/// Runs of at least so many letters say their length.
const SHORTEST_FITTED: usize = 3;

/// Adds the text of a shape.
pub(super) fn add(group: Group, shape: &TextShape) -> Group {
    let runs = runs(&shape.galley);
    let elements = runs.iter().flat_map(|run| run.elements(shape));
    if shape.angle == 0.0 {
        return elements.fold(group, Group::add);
    }
    let [degrees, x, y] = [shape.angle.to_degrees(), shape.pos.x, shape.pos.y].map(number);
    let turned = Group::new().set("transform", format!("rotate({degrees} {x} {y})"));
    group.add(elements.fold(turned, Group::add))
}

/// Letters of one row that share format, baseline and font.
struct Run<'a> {
    text: String,
    /// Whether the font is one that stands in for letters which the first lacks.
    is_stand_in: bool,
    /// The left end of the baseline, in the galley.
    at: Pos2,
    right: f32,
    /// Top and height of the row there.
    top: f32,
    height: f32,
    format: &'a TextFormat,
}

/// The runs of a galley. Several spaces in a row part two of them, since whoever reads the file would merge them.
fn runs(galley: &Galley) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut byte = 0;
    for row in &galley.rows {
        let mut is_open = false;
        let mut spaces = 0;
        for glyph in &row.glyphs {
            let Some(format) = format_at(galley, byte) else { continue };
            byte += glyph.chr.len_utf8();
            let at = row.pos + glyph.pos.to_vec2();
            if glyph.chr.is_whitespace() {
                spaces += 1;
                continue;
            }
            let continued = runs.last_mut().filter(|run| {
                let is_alike = run.at.y == at.y && std::ptr::eq(run.format, format);
                is_open && spaces < 2 && is_alike && run.is_stand_in == is_stand_in(glyph)
            });
            match continued {
                Some(run) => {
                    run.text.extend(std::iter::repeat_n(' ', spaces));
                    run.text.push(glyph.chr);
                    run.right = at.x + glyph.advance_width;
                }
                None => runs.push(run_of(glyph, at, format)),
            }
            (is_open, spaces) = (true, 0);
        }
        byte += usize::from(row.ends_with_newline);
    }
    runs
}

/// A font of the family besides its first has measures of its own.
fn is_stand_in(glyph: &Glyph) -> bool {
    glyph.font_face_ascent != glyph.font_ascent || glyph.font_face_height != glyph.font_height
}

fn run_of<'a>(glyph: &Glyph, at: Pos2, format: &'a TextFormat) -> Run<'a> {
    Run {
        text: glyph.chr.to_string(),
        is_stand_in: is_stand_in(glyph),
        at,
        right: at.x + glyph.advance_width,
        top: at.y - glyph.font_ascent,
        height: glyph.font_height,
        format,
    }
}

/// The format of the letter at a byte of the galley's text; beyond its end, as for an ellipsis, the last one.
fn format_at(galley: &Galley, byte: usize) -> Option<&TextFormat> {
    let sections = &galley.job.sections;
    let holds = |end: usize| byte < end;
    let section = sections.iter().find(|section| holds(section.byte_range.end.0));
    Some(&section.or(sections.last())?.format)
}

impl Run<'_> {
    fn elements(&self, shape: &TextShape) -> Vec<Element> {
        let origin = shape.pos.to_vec2();
        let seen = |own: Color32| {
            let own = if own == Color32::PLACEHOLDER { shape.fallback_color } else { own };
            own.gamma_multiply(shape.opacity_factor)
        };
        let left_top = Pos2::new(self.at.x, self.top) + origin;
        let area = Rect::from_min_size(left_top, vec2(self.right - self.at.x, self.height));
        let mut elements = Vec::new();
        let format = self.format;
        if format.background != Color32::TRANSPARENT {
            let (hex, opacity) = color(seen(format.background));
            let ground = rectangle(area.expand(format.expand_bg));
            elements.push(ground.set("fill", hex).set("fill-opacity", share(opacity)).into());
        }
        let ink = seen(shape.override_text_color.unwrap_or(format.color));
        elements.push(self.text_element(self.at + origin, ink));
        let underline =
            if format.underline == Stroke::NONE { shape.underline } else { format.underline };
        let lines = [(underline, area.max.y), (format.strikethrough, area.center().y)];
        for (stroke, y) in lines.into_iter().filter(|(stroke, _)| !stroke.is_empty()) {
            let (hex, opacity) = color(seen(stroke.color));
            let thick = Rect::from_center_size(
                Pos2::new(area.center().x, y),
                vec2(area.width(), stroke.width),
            );
            elements
                .push(rectangle(thick).set("fill", hex).set("fill-opacity", share(opacity)).into());
        }
        elements
    }

    fn text_element(&self, at: Pos2, ink: Color32) -> Element {
        let (hex, opacity) = color(ink);
        let is_monospace = self.format.font_id.family == FontFamily::Monospace;
        let (family, weight) = if is_monospace || self.is_stand_in {
            (MONOSPACE, "normal")
        } else {
            (PROPORTIONAL, "300")
        };
        let mut text = Text::new(self.text.clone())
            .set("x", number(at.x))
            .set("y", number(at.y))
            .set("font-family", family)
            .set("font-weight", weight)
            .set("font-size", number(self.format.font_id.size))
            .set("fill", hex);
        if opacity < 1.0 {
            text = text.set("fill-opacity", share(opacity));
        }
        if self.format.italics {
            text = text.set("font-style", "italic");
        }
        if self.text.chars().count() >= SHORTEST_FITTED {
            let length = number(self.right - self.at.x);
            text = text.set("textLength", length).set("lengthAdjust", "spacingAndGlyphs");
        }
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::text::LayoutJob;
    use egui::{FontId, Shape, pos2};

    /// The elements of a text as they are written.
    fn drawn(job: &LayoutJob, angle: f32) -> String {
        let context = egui::Context::default();
        crate::overlay::install_fonts(&context);
        let frame = Rect::from_min_size(Pos2::ZERO, vec2(400.0, 300.0));
        let mut output = crate::overlay::painted(&context, frame, 1.0, None, |painter| {
            let galley = painter.layout_job(job.clone());
            let shape = TextShape::new(pos2(10.0, 20.0), galley, Color32::RED).with_angle(angle);
            painter.add(Shape::Text(shape));
        });
        output.textures_delta.clear();
        let texts = output.shapes.iter().filter_map(|shape| match &shape.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        });
        texts.fold(Group::new(), add).to_string()
    }

    fn job(parts: &[(&str, f32)]) -> LayoutJob {
        let mut job = LayoutJob::default();
        for (text, size) in parts {
            let format = TextFormat::simple(FontId::proportional(*size), Color32::PLACEHOLDER);
            job.append(text, 0.0, format);
        }
        job
    }

    #[test]
    fn a_run_has_its_format_its_place_and_its_length() {
        let text = drawn(&job(&[("loss", 14.0), ("2", 9.0)]), 0.0);
        assert_eq!(text.matches("<text").count(), 2, "{text}");
        assert!(
            text.contains(r##"fill="#ff0000""##) && text.contains(r#"font-size="9""#),
            "{text}"
        );
        assert!(text.contains(r#"lengthAdjust="spacingAndGlyphs""#), "{text}");
        assert_eq!(text.matches("textLength").count(), 1, "one letter needs no length: {text}");
        assert!(text.contains(">loss</text>") && text.contains(">2</text>"), "{text}");
    }

    #[test]
    fn rows_stand_below_one_another_and_wide_gaps_part_runs() {
        let text = drawn(&job(&[("one two\nstep 3    net", 14.0)]), 0.0);
        for run in [">one two<", ">step 3<", ">net<"] {
            assert!(text.contains(run), "{run}: {text}");
        }
        let y = |run: &str| -> f32 {
            let element = text.split("<text").find(|part| part.contains(run)).unwrap();
            let y = element.split(" y=\"").nth(1).unwrap();
            y.split('"').next().unwrap().parse().unwrap()
        };
        assert!(y(">step 3<") > y(">one two<") + 10.0);
        assert_eq!(y(">step 3<"), y(">net<"));
    }

    #[test]
    fn letters_that_the_font_lacks_are_set_in_another() {
        let text = drawn(&job(&[("7.9×10⁻³", 14.0)]), 0.0);
        let elements: Vec<_> = text.lines().filter(|line| line.contains("<text")).collect();
        let is_hack = |line: &&str| line.contains("Hack");
        assert!(elements[0].contains(">7.9×10<") && !is_hack(&elements[0]), "{text}");
        assert!(elements[1].contains(">⁻<") && is_hack(&elements[1]), "{text}");
    }

    #[test]
    fn upright_text_is_turned_around_its_corner() {
        let text = drawn(&job(&[("y & z", 14.0)]), -std::f32::consts::FRAC_PI_2);
        assert!(text.contains(r#"transform="rotate(-90 10 20)""#), "{text}");
        assert!(text.contains(">y &amp; z</text>"), "{text}");
    }
}
