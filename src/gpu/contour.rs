//! The lines of contours, on the surface and on the floor, with gaps for their labels. They are drawn by the pass of the
//! paths (`shaders/polyline.wgsl`), all of a ground at once: it draws nothing between two lines.

use std::sync::Arc;

use super::Gpu;
use super::frame::faded;
use super::polyline::{LinePoint, LineRun, Lines};
use crate::overlay::{ContourLabel, Layout, contour_labels, line_color};
use crate::scene::Scene;
use crate::scene::contours::{ContourLine, Contours, ShownContours};

/// Dash and gap of dashed contours in pixels at 1280 wide.
const DASH: [f32; 2] = [7.0, 4.5];

/// Contours on the GPU.
pub(super) struct ContourLines {
    pub(super) on_surface: Ground,
    pub(super) on_floor: Ground,
}

/// The lines on one ground.
pub(super) struct Ground {
    pub(super) lines: Lines,
    /// What the points were made from: they change with a label's place, not with the eye.
    made: Option<(Arc<Contours>, Vec<ContourLabel>)>,
    /// The index of the line that each piece belongs to, its length, and whether it goes all around.
    pieces: Vec<Piece>,
}

#[derive(Clone, Copy)]
struct Piece {
    line: usize,
    length: f32,
    is_round: bool,
}

impl Piece {
    /// Dash and gap, a little longer or shorter, so that the piece begins and ends with a whole dash, and one that goes
    /// all around has no seam. `px_per_world` is of a picture 1280 wide.
    fn dash(self, px_per_world: f32) -> [f32; 2] {
        let [dash, gap] = DASH;
        let length_px = self.length * px_per_world;
        let missing = if self.is_round { 0.0 } else { gap };
        let periods = ((length_px + missing) / (dash + gap)).round().max(1.0);
        let stretch = length_px / (periods * (dash + gap) - missing);
        DASH.map(|part| part * stretch)
    }
}

impl Ground {
    fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> Self {
        Self { lines: Lines::new(gpu, layout), made: None, pieces: Vec::new() }
    }

    fn prepare(
        &mut self,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        shown: Option<&ShownContours>,
        labels: Vec<ContourLabel>,
        look: impl Fn(&ShownContours, Piece) -> LineRun,
    ) {
        let Some(shown) = shown else {
            (self.made, self.pieces) = (None, Vec::new());
            self.lines.upload(gpu, layout, std::iter::empty());
            return;
        };
        let lines = &shown.contours.lines;
        let gaps = |labels: &[ContourLabel]| -> Vec<(usize, [f32; 2])> {
            labels.iter().map(|label| (label.line, label.gap)).collect()
        };
        let is_made = self.made.as_ref().is_some_and(|(contours, former)| {
            Arc::ptr_eq(contours, &shown.contours) && gaps(former) == gaps(&labels)
        });
        if !is_made {
            self.pieces.clear();
            let mut all = Vec::new();
            for (index, line) in lines.iter().enumerate() {
                let loss = shown.contours.levels[line.level].loss;
                let gaps = labels.iter().filter(|label| label.line == index).map(|label| label.gap);
                let pieces = pieces(line, gaps.collect());
                self.pieces.extend(pieces.iter().map(|[from, to]| Piece {
                    line: index,
                    length: to - from,
                    is_round: line.is_closed && to - from == line.length(),
                }));
                all.extend(pieces.into_iter().map(|piece| points(line, piece, loss)));
            }
            self.lines.upload(gpu, layout, all.into_iter());
            self.made = Some((Arc::clone(&shown.contours), labels));
        }
        let looks: Vec<LineRun> = self.pieces.iter().map(|piece| look(shown, *piece)).collect();
        self.lines.look(gpu, layout, &looks);
    }
}

impl ContourLines {
    pub(super) fn new(gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> Self {
        Self { on_surface: Ground::new(gpu, layout), on_floor: Ground::new(gpu, layout) }
    }

    /// Uploads what changed, for a picture of this layout; `px_per_world` is of one 1280 wide.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        layout: &wgpu::BindGroupLayout,
        scene: &Scene,
        picture: &Layout,
        px_per_world: f32,
    ) {
        // A surface that rises needs no other points, but other labels.
        let (floor, surface): (Vec<_>, Vec<_>) =
            contour_labels(scene, picture).into_iter().partition(|label| label.on_floor);
        let shown = |is_drawn: fn(&ShownContours) -> bool| {
            scene.contours.as_ref().filter(|shown| shown.style.opacity > 0.0 && is_drawn(shown))
        };
        let look = |on_floor: bool| {
            move |shown: &ShownContours, piece: Piece| {
                let level = &shown.contours.levels[shown.contours.lines[piece.line].level];
                let color = line_color(shown, level, scene, on_floor);
                LineRun {
                    color: faded(color, shown.style.opacity),
                    dash: if shown.style.dashed { piece.dash(px_per_world) } else { [0.0; 2] },
                    shown_along: f32::INFINITY,
                    half_width: 0.5 * shown.style.width_px,
                }
            }
        };
        let on_surface = shown(|shown| shown.style.on_surface);
        self.on_surface.prepare(gpu, layout, on_surface, surface, look(false));
        let on_floor = shown(|shown| shown.style.on_floor);
        self.on_floor.prepare(gpu, layout, on_floor, floor, look(true));
    }
}

/// What is left of a line between its gaps, from where to where. A gap over the seam of a closed line takes from both of
/// its ends.
fn pieces(line: &ContourLine, gaps: Vec<[f32; 2]>) -> Vec<[f32; 2]> {
    let whole = line.length();
    let shifts: &[f32] = if line.is_closed { &[-whole, 0.0, whole] } else { &[0.0] };
    let shifted = |[from, to]: [f32; 2]| shifts.iter().map(move |by| [from + by, to + by]);
    let mut gaps: Vec<[f32; 2]> = gaps.into_iter().flat_map(shifted).collect();
    gaps.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut pieces = Vec::new();
    let mut from = 0.0_f32;
    for [start, end] in gaps {
        if start.min(whole) > from {
            pieces.push([from, start.min(whole)]);
        }
        from = from.max(end);
    }
    if from < whole {
        pieces.push([from, whole]);
    }
    pieces
}

/// The vertices of a piece of a line.
fn points(line: &ContourLine, [from, to]: [f32; 2], loss: f64) -> Vec<LinePoint> {
    let inner = line.points.iter().zip(&line.lengths).filter(|(_, at)| (from..to).contains(*at));
    let inner = inner.filter(|(_, at)| **at > from).map(|(point, at)| (*point, *at));
    // The whole length of a closed line is its beginning again.
    let end = if to >= line.length() { line.points[line.points.len() - 1] } else { line.at(to) };
    let places = std::iter::once((line.at(from), from)).chain(inner).chain([(end, to)]);
    let point = |([x, y], length): ([f64; 2], f32)| LinePoint {
        sample: [x as f32, y as f32, loss as f32],
        along: length,
        length: length - from,
        run: 0,
        space: 0,
        unused: 0,
    };
    places.map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(is_closed: bool) -> ContourLine {
        let points = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        let lengths = vec![0.0, 1.0, 2.0, 3.0, 4.0];
        ContourLine { level: 0, points, lengths, is_closed, anchors: Vec::new() }
    }

    #[test]
    fn gaps_part_a_line() {
        assert_eq!(pieces(&line(false), vec![]), [[0.0, 4.0]]);
        assert_eq!(
            pieces(&line(false), vec![[2.5, 3.0], [0.5, 1.5]]),
            [[0.0, 0.5], [1.5, 2.5], [3.0, 4.0]]
        );
        assert_eq!(pieces(&line(true), vec![[1.0, 2.0]]), [[0.0, 1.0], [2.0, 4.0]]);
        assert_eq!(pieces(&line(true), vec![[-0.25, 0.25]]), [[0.25, 3.75]]);
        assert_eq!(pieces(&line(true), vec![[3.75, 4.25], [1.0, 2.0]]), [[0.25, 1.0], [2.0, 3.75]]);
    }

    #[test]
    fn dashes_are_whole_at_both_ends() {
        for (length, is_round) in [(1.0, false), (0.31, false), (1.0, true), (0.01, false)] {
            let [dash, gap] = Piece { line: 0, length, is_round }.dash(300.0);
            let periods = (300.0 * length + if is_round { 0.0 } else { gap }) / (dash + gap);
            assert!((periods - periods.round()).abs() < 1e-3, "{length}: {periods}");
            assert!((gap / dash - DASH[1] / DASH[0]).abs() < 1e-6);
        }
    }

    #[test]
    fn a_piece_ends_where_its_gap_begins() {
        let points = points(&line(true), [0.5, 2.25], 7.0);
        let places: Vec<_> = points.iter().map(|point| point.sample).collect();
        assert_eq!(places, [[0.5, 0.0, 7.0], [1.0, 0.0, 7.0], [1.0, 1.0, 7.0], [0.75, 1.0, 7.0]]);
        let whole = super::points(&line(true), [0.0, 4.0], 7.0);
        assert_eq!((whole.len(), whole[4].sample), (5, [0.0, 0.0, 7.0]));
    }
}
