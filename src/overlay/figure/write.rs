//! Numbers, colours and path data as SVG spells them, in few letters.

use std::fmt::Write;

use egui::{Color32, Pos2};
use svg::node::Value;
use svg::node::element::Path;

/// A length in points, to a hundredth: finer than any printer.
pub(super) fn number(value: f32) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Without the sign of a zero.
    (rounded + 0.0).to_string()
}

/// `#rrggbb` and the opacity, 0 to 1.
pub(super) fn color(color: Color32) -> (String, f32) {
    let [r, g, b, alpha] = color.to_srgba_unmultiplied();
    (format!("#{r:02x}{g:02x}{b:02x}"), f32::from(alpha) / 255.0)
}

/// A line through points.
pub(super) fn line_data(points: impl IntoIterator<Item = Pos2>, is_closed: bool) -> String {
    let mut data = String::new();
    for (k, at) in points.into_iter().enumerate() {
        let letter = if k == 0 { 'M' } else { 'L' };
        // Writing to a string does not fail.
        let _ = write!(data, "{letter}{} {}", number(at.x), number(at.y));
    }
    if is_closed {
        data.push('Z');
    }
    data
}

/// An open path, not filled.
pub(super) fn stroke(data: impl Into<Value>, width: f32, color: &str, opacity: f32) -> Path {
    let path = Path::new()
        .set("d", data)
        .set("fill", "none")
        .set("stroke", color)
        .set("stroke-width", number(width));
    if opacity < 1.0 { path.set("stroke-opacity", share(opacity)) } else { path }
}

/// A share between 0 and 1, to a thousandth.
pub(super) fn share(value: f32) -> String {
    ((value * 1000.0).round() / 1000.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(12.3456), "12.35");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(3.0), "3");
        assert_eq!(share(0.33333), "0.333");
        assert_eq!(
            color(Color32::from_rgba_unmultiplied(255, 0, 0, 51)),
            ("#ff0000".to_owned(), 0.2)
        );
        assert_eq!(line_data([pos2(0.0, 1.5), pos2(-2.0, 3.0)], true), "M0 1.5L-2 3Z");
    }
}
