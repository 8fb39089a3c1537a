//! The shader's iso-lines as lines: where the height is a whole part of the range.
//!
//! A picture finds them pixel by pixel (`iso_line` in `shaders/terrain.wgsl`); a figure traces them by marching squares over
//! the same heights, and gives each piece the strength that the shader gives its pixels: every fifth line is stronger, and
//! all fade out where they would crowd.

use contour::ContourBuilder;
use glam::{Vec2, vec2};

use super::{Heights, Style, World};

/// Pixels between the samples that are traced, at least: closer ones would make the file larger, not finer.
const SAMPLE_PX: f32 = 2.0;
/// Strengths that are told apart.
const STRENGTHS: f32 = 12.0;
/// Strength of the four lines between two strong ones.
const MINOR: f32 = 0.55;

/// Pieces of iso-lines of one strength.
#[derive(Clone, Debug, PartialEq)]
pub struct IsoLines {
    /// How strong they are, above 0 and up to 1.
    pub strength: f32,
    /// Each piece as places on the plane of the world.
    pub pieces: Vec<Vec<Vec2>>,
}

/// What of the plane is shown, and how large.
#[derive(Clone, Copy, Debug)]
pub struct ShownPlane {
    /// Its left lower corner on the plane of the world.
    pub low: Vec2,
    /// Its right upper corner.
    pub high: Vec2,
    /// Its size in pixels.
    pub size_px: Vec2,
}

/// Traces the iso-lines of a style in the part of the plane that is shown; the weakest come first.
pub fn iso_lines(
    heights: &Heights,
    world: &World,
    style: &Style,
    shown: &ShownPlane,
) -> Vec<IsoLines> {
    let count = style.iso_lines;
    let net = Net::over(heights, world, shown);
    let thresholds: Vec<f64> = (1..count).map(|k| f64::from(k) / f64::from(count)).collect();
    let builder = ContourBuilder::new(net.columns, net.rows, true);
    // It refuses only a number of values that does not fit the grid.
    let traced = builder.lines(&net.heights, &thresholds).unwrap_or_default();
    let mut by_strength: Vec<Vec<Vec<Vec2>>> = vec![Vec::new(); STRENGTHS as usize + 1];
    for (rings, k) in traced.iter().zip(1..) {
        let most = style.iso_strength * if k % 5 == 0 { 1.0 } else { MINOR };
        let class = |from: Vec2, to: Vec2| {
            let per_px = net.slope_per_px(0.5 * (from + to)).map(|slope| slope * count as f32);
            per_px.map_or(0, |per_px| {
                (most * uncrowded(per_px, k % 5 == 0) * STRENGTHS).round() as usize
            })
        };
        for ring in &rings.geometry().0 {
            // The tracer's samples lie in the middle of its cells.
            let places = ring.0.iter().map(|at| vec2(at.x as f32 - 0.5, at.y as f32 - 0.5));
            let places: Vec<Vec2> = places.collect();
            for (strength, piece) in pieces(&places, class) {
                by_strength[strength].push(piece.iter().map(|at| net.place(*at)).collect());
            }
        }
    }
    let lines = by_strength.into_iter().enumerate().skip(1);
    lines
        .filter(|(_, pieces)| !pieces.is_empty())
        .map(|(class, pieces)| IsoLines { strength: class as f32 / STRENGTHS, pieces })
        .collect()
}

/// How much of a line is left where so many levels fall into a pixel; see the shader.
fn uncrowded(per_px: f32, is_major: bool) -> f32 {
    let [from, to] = if is_major { [0.5, 1.2] } else { [0.10, 0.28] };
    let share = ((per_px - from) / (to - from)).clamp(0.0, 1.0);
    1.0 - share * share * (3.0 - 2.0 * share)
}

/// Cuts a ring into pieces of one class each; those of class 0 are left out.
fn pieces(ring: &[Vec2], class: impl Fn(Vec2, Vec2) -> usize) -> Vec<(usize, Vec<Vec2>)> {
    let mut pieces: Vec<(usize, Vec<Vec2>)> = Vec::new();
    let mut before = 0;
    for pair in ring.windows(2) {
        let here = class(pair[0], pair[1]);
        match pieces.last_mut() {
            Some((_, piece)) if here == before && here > 0 => piece.push(pair[1]),
            _ if here > 0 => pieces.push((here, pair.to_vec())),
            _ => {}
        }
        before = here;
    }
    pieces
}

/// Heights over the part of the plane that is shown.
struct Net {
    columns: usize,
    rows: usize,
    heights: Vec<f64>,
    low: Vec2,
    /// World units between neighbours.
    step: Vec2,
    /// Pixels between neighbours.
    step_px: Vec2,
}

impl Net {
    fn over(heights: &Heights, world: &World, shown: &ShownPlane) -> Self {
        let grid = heights.grid();
        let count = |samples: u32, share: f32, px: f32| {
            let there = 1 + (share * (samples - 1) as f32).ceil() as usize;
            there.min((px / SAMPLE_PX) as usize).max(2)
        };
        let share = 0.5 * (shown.high - shown.low);
        let columns = count(grid.nx, share.x, shown.size_px.x);
        let rows = count(grid.ny, share.y, shown.size_px.y);
        let cells = vec2((columns - 1) as f32, (rows - 1) as f32);
        let mut net = Self {
            columns,
            rows,
            heights: Vec::new(),
            low: shown.low,
            step: (shown.high - shown.low) / cells,
            step_px: shown.size_px / cells,
        };
        let at = |k: usize| net.place(vec2((k % columns) as f32, (k / columns) as f32));
        let height = |place: Vec2| heights.at(world.parameters(place.extend(0.0)));
        net.heights =
            (0..columns * rows).map(|k| height(at(k)).map_or(f64::NAN, f64::from)).collect();
        net
    }

    /// The place on the plane of the world of a place in cells.
    fn place(&self, at: Vec2) -> Vec2 {
        self.low + at * self.step
    }

    /// How much the height changes over a pixel, along both axes together; `None` outside and beside holes.
    fn slope_per_px(&self, at: Vec2) -> Option<f32> {
        let cells = vec2((self.columns - 1) as f32, (self.rows - 1) as f32);
        if !(at.is_finite() && at.cmpge(Vec2::ZERO).all() && at.cmple(cells).all()) {
            return None;
        }
        let low = at.floor().min(cells - 1.0);
        let share = at - low;
        let first = low.y as usize * self.columns + low.x as usize;
        let height = |i: usize, j: usize| self.heights[first + j * self.columns + i] as f32;
        let across = |j: usize| height(1, j) - height(0, j);
        let along = |i: usize| height(i, 1) - height(i, 0);
        let mix = |a: f32, b: f32, share: f32| a + (b - a) * share;
        let slope = mix(across(0), across(1), share.y).abs() / self.step_px.x
            + mix(along(0), along(1), share.x).abs() / self.step_px.y;
        slope.is_finite().then_some(slope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{Domain, HeightScale, Survey};
    use crate::scene::{Grid, HeightMap};

    /// Iso-lines of a loss over [-1, 1] squared, 400 by 400 pixels.
    fn lines(loss: impl Fn(f64, f64) -> f64, iso_lines_: u32) -> Vec<IsoLines> {
        let (n, domain) = (101, Domain::square(-1.0, 1.0));
        let at = |k: usize| domain.grid_point(k, n, n);
        let losses: Vec<f64> = (0..n * n).map(|k| loss(at(k)[0], at(k)[1])).collect();
        let height =
            HeightMap::fit(Some(HeightScale::Linear), &Survey::of_losses(&losses), 0.0, 2.0);
        let grid = Grid { domain, nx: n as u32, ny: n as u32 };
        let heights = Heights::new(grid, &losses, &height);
        let world = World { domain, height, rise: 0.0 };
        let style = Style { iso_lines: iso_lines_, ..Style::default() };
        let shown =
            ShownPlane { low: Vec2::splat(-1.0), high: Vec2::ONE, size_px: Vec2::splat(400.0) };
        iso_lines(&heights, &world, &style, &shown)
    }

    #[test]
    fn lines_lie_where_the_height_is_a_whole_part() {
        let lines = lines(|x, y| x * x + y * y, 10);
        assert_eq!(lines.len(), 2, "four weak lines between strong ones, none crowds");
        for IsoLines { strength, pieces } in &lines {
            let is_major = *strength > 0.9;
            for place in pieces.iter().flatten() {
                let level = 5.0 * place.length_squared();
                // The chord of a cell of 0.02 lies at most 0.0001 from the parabola.
                assert!((level - level.round()).abs() < 1e-3, "{place}: {level}");
                assert_eq!(level.round() as i32 % 5 == 0, is_major, "{place}");
            }
        }
        // The line at 5 of 10 is a whole circle of radius 1, cut where it touches the edge.
        let rim: usize = lines[1].pieces.iter().map(Vec::len).sum();
        assert!(rim > 100, "{rim}");
    }

    #[test]
    fn crowded_lines_fade_out() {
        // 100 levels over 400 pixels: one in 4 pixels, which only the strong ones bear.
        let lines = lines(|x, _| 1.0 + x, 100);
        let total = |lines: &IsoLines| lines.pieces.len();
        let strong: usize = lines.iter().filter(|l| l.strength > 0.9).map(total).sum();
        assert_eq!(strong, 19);
        let weak: Vec<f32> =
            lines.iter().map(|l| l.strength).filter(|strength| *strength < 0.9).collect();
        assert!(weak.iter().all(|strength| *strength < 0.1), "{weak:?}");
    }

    #[test]
    fn lines_end_at_holes() {
        let lines = lines(|x, y| if x > 0.0 { f64::NAN } else { x * x + y * y }, 10);
        let places = lines.iter().flat_map(|l| l.pieces.iter().flatten());
        let furthest = places.map(|place| place.x).fold(f32::MIN, f32::max);
        assert!((-0.03..=1e-6).contains(&furthest), "{furthest}");
    }
}
