//! The legend, top right: the runs with their losses, and the marks that it names.

use std::sync::Arc;

use egui::{Galley, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::cards::{MARGIN, card};
use super::layout::Layout;
use super::places::Places;
use super::text::{LABEL, TICK, color32};
use super::{marks, rich};
use crate::scene::{LegendEntry, MarkEntry, PathStyle, Points, Scene, Theme, ticks};

const ROW: f32 = 22.0;
/// Height of a second line, which says where a network's run truly is.
const SECOND: f32 = 16.0;
const SWATCH: f32 = 26.0;
/// Radius of the mark in a row.
const MARK: f32 = 7.0;
/// Width of the second line with all digits.
const WIDEST_SECOND: f32 = 200.0;
/// From the edge of the card to swatch and number, and from the swatch to the label.
const EDGE: f32 = 12.0;
const INDENT: f32 = 8.0;
/// Beside the words: both margins, and the gaps around swatch and number.
const GAPS: f32 = 44.0;
/// Share of the picture's height that the rows take at most; further ones are counted.
const MOST_HEIGHT: f32 = 0.62;
/// Share of the picture's width that the legend takes at most.
const MOST_WIDTH: f32 = 0.62;
/// The mark of a run whose settings were tuned.
const TUNED: &str = "*";
/// Lines of the note that says how, at most.
const NOTE_ROWS: usize = 3;
/// Height of one of them, about.
const NOTE_ROW: f32 = 15.0;
/// A legend with a note is at least this wide, points.
const NARROWEST_NOTE: f32 = 260.0;

/// One row.
enum Row<'a> {
    Run(&'a LegendEntry),
    Mark(&'a MarkEntry),
    /// So many have no room.
    Further(usize),
}

impl Row<'_> {
    fn label(&self) -> String {
        match self {
            Self::Run(LegendEntry { label, tuned: Some(_), .. }) => format!("{label}  {TUNED}"),
            Self::Run(entry) => entry.label.clone(),
            Self::Mark(entry) => entry.label.clone(),
            Self::Further(count) => format!("{count} more"),
        }
    }

    /// What stands below the label.
    fn second(&self) -> Option<&str> {
        match self {
            Self::Run(entry) => entry.off_plane.as_deref(),
            _ => None,
        }
    }

    fn height(&self) -> f32 {
        ROW + if self.second().is_some() { SECOND } else { 0.0 }
    }

    fn value(&self) -> String {
        match self {
            Self::Run(LegendEntry { note: Some(note), .. }) => note.clone(),
            Self::Run(LegendEntry { loss, .. }) => loss.map_or("…".to_owned(), ticks::number),
            Self::Mark(entry) => entry.loss.map_or(String::new(), ticks::number),
            Self::Further(_) => String::new(),
        }
    }
}

/// The rows for which there is room.
fn rows(scene: &Scene, room: f32) -> Vec<Row<'_>> {
    let runs = scene.legend.iter().map(Row::Run);
    let mut rows: Vec<Row<'_>> = runs.chain(scene.mark_legend.iter().map(Row::Mark)).collect();
    let fitting = |room: f32| {
        let mut left = room;
        rows.iter()
            .take_while(|row| {
                left -= row.height();
                left >= 0.0
            })
            .count()
    };
    if fitting(room) < rows.len() {
        let shown = fitting(room - ROW);
        let further = rows.len() - shown;
        rows.truncate(shown);
        rows.push(Row::Further(further));
    }
    rows
}

/// The words of a row, laid out.
struct Words {
    label: Arc<Galley>,
    value: Arc<Galley>,
    second: Option<Arc<Galley>>,
}

/// The words of all rows, and the width of the card around them in a picture of this width.
fn words(painter: &Painter, rows: &[Row<'_>], picture: f32, theme: Theme) -> (Vec<Words>, f32) {
    let (color, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let widest = |galleys: &mut dyn Iterator<Item = &Arc<Galley>>| {
        galleys.map(|galley| galley.size().x).fold(0.0, f32::max)
    };
    let value = |row: &Row<'_>| painter.layout_no_wrap(row.value(), TICK, quiet);
    let values: Vec<Arc<Galley>> = rows.iter().map(value).collect();
    let value_width = widest(&mut values.iter()).max(64.0);
    let most = (MOST_WIDTH * picture - value_width - SWATCH - GAPS).max(60.0);
    let laid = |(row, value): (&Row<'_>, Arc<Galley>)| Words {
        label: rich::elided(painter, &row.label(), &LABEL, most, color),
        value,
        second: row.second().map(|words| painter.layout_no_wrap(words.to_owned(), TICK, quiet)),
    };
    let words: Vec<Words> = rows.iter().zip(values).map(laid).collect();
    let labels = widest(&mut words.iter().map(|words| &words.label));
    let first = labels + value_width + SWATCH + GAPS;
    // A second line reaches below the number, and has room for all digits that it may come to have.
    let second = if words.iter().all(|words| words.second.is_none()) {
        0.0
    } else {
        let wide = widest(&mut words.iter().filter_map(|words| words.second.as_ref()));
        wide.max(WIDEST_SECOND) + SWATCH + INDENT + 2.0 * EDGE
    };
    (words, first.max(second))
}

/// Draws the legend. Returns its card; without entries, an empty one in the corner.
pub(super) fn paint(
    painter: &Painter,
    scene: &Scene,
    layout: &Layout,
    places: &mut Places,
) -> Rect {
    let (theme, frame) = (scene.style.theme, layout.view);
    let corner = pos2(frame.max.x - MARGIN, frame.min.y + MARGIN);
    let rows = rows(scene, MOST_HEIGHT * frame.height());
    if rows.is_empty() {
        return Rect::from_min_max(pos2(frame.max.x, corner.y), pos2(frame.max.x, corner.y));
    }
    let (color, quiet) = (color32(theme.text()), color32(theme.quiet_text()));
    let (words, width) = words(painter, &rows, frame.width(), theme);
    let height: f32 = rows.iter().map(Row::height).sum();
    let mut size = vec2(width, height + 14.0);
    let note = tuning_note(scene);
    if note.is_some() {
        size.x = size.x.max(NARROWEST_NOTE);
    }
    let note = note.map(|note| wrapped_note(painter, note, size.x - 24.0, theme));
    size.y += note.as_ref().map_or(0.0, |note| note.size().y + 8.0);
    let rect = Rect::from_min_size(corner - vec2(size.x, 0.0), size);
    card(painter, theme, rect);
    places.take(rect);
    if let Some(note) = note {
        let at = pos2(rect.min.x + 12.0, rect.max.y - 8.0 - note.size().y);
        painter.galley(at, note, color);
    }
    let mut top = rect.min.y + 7.0;
    for (row, Words { label, value, second }) in rows.iter().zip(words) {
        let middle = top + 0.5 * ROW;
        let left = pos2(rect.min.x + EDGE, middle);
        let painter = paint_swatch(painter, scene, row, left);
        painter.galley(left + vec2(SWATCH + INDENT, -0.5 * label.size().y), label, color);
        let at = pos2(rect.max.x - EDGE - value.size().x, middle - 0.5 * value.size().y);
        painter.galley(at, value, color);
        if let Some(second) = second {
            let at = left + vec2(SWATCH + INDENT, 0.5 * ROW - 1.0);
            painter.galley(at, second, quiet);
        }
        top += row.height();
    }
    rect
}

/// What stands at the beginning of a row. Returns the painter for its words.
fn paint_swatch(painter: &Painter, scene: &Scene, row: &Row<'_>, left: Pos2) -> Painter {
    let mut painter = painter.clone();
    let centre = left + vec2(0.5 * SWATCH, 0.0);
    match row {
        Row::Run(entry) => {
            // A run that a film hides keeps its place.
            painter.multiply_opacity(0.35 + 0.65 * entry.style.opacity);
            if scene.swarm.is_some() {
                painter.circle_filled(centre, 5.0, color32(entry.style.color));
            } else {
                swatch(&painter, entry.style, left);
            }
        }
        Row::Mark(entry) => marks::swatch(&painter, entry.glyph, entry.color, centre, MARK),
        Row::Further(_) => {}
    }
    painter
}

/// Width of the legend, about; 0 without one.
pub(super) fn width(scene: &Scene, frame: Rect) -> f32 {
    let letters = |row: &Row<'_>| {
        let first = row.label().chars().count() + row.value().chars().count().max(8);
        // Its letters are smaller, and no number stands beside them.
        let second = row.second().map_or(0, |second| second.chars().count().saturating_sub(4));
        first.max(second)
    };
    let rows = rows(scene, MOST_HEIGHT * frame.height());
    let most = rows.iter().map(letters).max();
    most.map_or(0.0, |letters| {
        (7.0 * letters as f32 + SWATCH + GAPS).min(MOST_WIDTH * frame.width())
    })
}

/// Height of the legend, about: its rows, and those of the note under them.
pub(super) fn height(scene: &Scene, frame: Rect) -> f32 {
    let note = scene.legend.iter().any(|entry| entry.tuned.is_some());
    let rows = rows(scene, MOST_HEIGHT * frame.height());
    let height: f32 = rows.iter().map(Row::height).sum();
    height + if note { NOTE_ROWS as f32 * NOTE_ROW } else { 0.0 }
}

/// How the marked runs were tuned: each way once.
fn tuning_note(scene: &Scene) -> Option<String> {
    let mut ways: Vec<&str> = Vec::new();
    for way in scene.legend.iter().filter_map(|entry| entry.tuned.as_deref()) {
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    (!ways.is_empty()).then(|| format!("{TUNED} tuned: {}", ways.join("; ")))
}

/// A note of a few lines, cut with an ellipsis where it would be longer.
fn wrapped_note(painter: &Painter, note: String, width: f32, theme: Theme) -> Arc<Galley> {
    let color = color32(theme.quiet_text());
    let mut job = egui::text::LayoutJob::simple(note, TICK, color, width);
    job.wrap.max_rows = NOTE_ROWS;
    painter.layout_job(job)
}

/// A piece of the path as it is drawn on the surface.
pub(super) fn swatch(painter: &Painter, style: PathStyle, left: Pos2) {
    let stroke = Stroke::new(3.0, color32(style.color));
    let ends = [left, left + vec2(SWATCH, 0.0)];
    match style.dash {
        _ if !style.line => {}
        None => _ = painter.line_segment(ends, stroke),
        Some([on, off]) => {
            painter.extend(Shape::dashed_line(&ends, stroke, on.min(8.0), off.min(4.0)));
        }
    }
    if style.points == Points::All {
        marks::dot(painter, style.point_color, left + vec2(0.5 * SWATCH, 0.0));
    }
}
