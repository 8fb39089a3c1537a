//! As many arrows as the picture has room for, on lattices that halve the domain again and again.
//!
//! ```text
//! 4 cells    |       |       |       |         the points of a lattice are points of all finer ones,
//! 8 cells    |   :   |   :   |   :   |         so nothing crawls while the camera comes closer;
//!                                              those that are new (odd index) fade in
//! ```

use glam::Vec2;

use super::{MagnitudeRange, Quiver, QuiverStyle};
use crate::objective::{Domain, Interval};
use crate::scene::{Camera, Grid, World};

/// Distance between arrows on screen, about, in pixels at 1280 wide.
const SPACING_PX: f64 = 42.0;
/// While the density doubles, the share of the way at which new points begin to show, and at which they are there: a
/// short part, which few still pictures meet, and later than which the whole box is seen in an ordinary picture.
const FADE: [f64; 2] = [0.28, 0.36];
/// Cells along a side at least, and their doublings at most.
const FEWEST_DOUBLINGS: i32 = 2;
const MOST_DOUBLINGS: i32 = 30;
/// Points at most; fewer along each side where a picture would show more.
const MOST_POINTS: u64 = 1 << 14;
/// How far the picture reaches beyond the part that the camera is fitted to, in its normalised coordinates.
const BEYOND: f32 = 1.5;

impl Quiver {
    /// Arrows at about the same distance on screen, whatever the zoom; only those that the camera can see. `world_px` is
    /// the length of a world unit at the camera's target, in pixels at 1280 wide; `floor_z` the lowest place of arrows.
    pub fn adaptive(
        style: QuiverStyle,
        world: &World,
        camera: &Camera,
        aspect: f32,
        floor_z: f32,
        world_px: f64,
        range: MagnitudeRange,
    ) -> Self {
        let level = (2.0 * world_px / SPACING_PX).log2();
        let level = level.clamp(f64::from(FEWEST_DOUBLINGS), f64::from(MOST_DOUBLINGS));
        let shown = visible(camera, aspect, [floor_z, world.box_height()]);
        let fade = ((level.fract() - FADE[0]) / (FADE[1] - FADE[0])).clamp(0.0, 1.0);
        let mut doublings = level.floor() as i32 + i32::from(fade > 0.0);
        let mut odd_strength = if fade > 0.0 { fade } else { 1.0 };
        let mut lines = shown.map(|ends| lines(ends, doublings));
        while doublings > FEWEST_DOUBLINGS && too_many(lines) {
            (doublings, odd_strength) = (doublings - 1, 1.0);
            lines = shown.map(|ends| self::lines(ends, doublings));
        }
        let domain = world.domain;
        let at = |interval: Interval, line: u64| {
            interval.min + interval.length() * (line as f64 / 2f64.powi(doublings))
        };
        let ends = |interval: Interval, [first, last]: [u64; 2]| {
            Interval::new(at(interval, first), at(interval, last))
        };
        let count = |[first, last]: [u64; 2]| (last - first + 1) as u32;
        let points = Grid {
            domain: Domain::new(ends(domain.x, lines[0]), ends(domain.y, lines[1])),
            nx: count(lines[0]),
            ny: count(lines[1]),
        };
        // While new points fade in, the longest arrow shrinks to their smaller cells.
        let cell = 2.0 / 2f64.powi(doublings) * (2.0 - odd_strength);
        Self {
            style,
            points,
            first: lines.map(|[first, _]| (first & 1) as u32),
            odd_strength: odd_strength as f32,
            cell: cell as f32,
            range,
        }
    }
}

fn too_many(lines: [[u64; 2]; 2]) -> bool {
    lines.map(|[first, last]| last - first + 1).into_iter().product::<u64>() > MOST_POINTS
}

/// The first and the last line of a lattice between two places of the plane, -1 to 1; without the domain's border, and
/// at least one.
fn lines(ends: [f32; 2], doublings: i32) -> [u64; 2] {
    let cells = 2f64.powi(doublings);
    let place = |end: f32| (0.5 * (f64::from(end) + 1.0)).clamp(0.0, 1.0) * cells;
    let first = place(ends[0]).floor().clamp(1.0, cells - 1.0) as u64;
    let last = place(ends[1]).ceil().clamp(1.0, cells - 1.0) as u64;
    [first, last.max(first)]
}

/// The part of the plane, -1 to 1 along x and y, above and below which the camera sees the box between two heights.
fn visible(camera: &Camera, aspect: f32, heights: [f32; 2]) -> [[f32; 2]; 2] {
    const WHOLE: [[f32; 2]; 2] = [[-1.0, 1.0]; 2];
    let (mut low, mut high) = (Vec2::INFINITY, Vec2::NEG_INFINITY);
    let corners = [[-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]];
    let rays = corners.map(|corner| camera.ray(BEYOND * Vec2::from_array(corner), aspect));
    if !rays.iter().all(|(_, direction)| direction.z < -1e-3) {
        // It sees the horizon, or looks up.
        return WHOLE;
    }
    for (eye, direction) in rays {
        for height in heights {
            // What lies above the eye is behind it.
            let reach = ((height - eye.z) / direction.z).max(0.0);
            let place = (eye + reach * direction).truncate();
            (low, high) = (low.min(place), high.max(place));
        }
    }
    let ends = |low: f32, high: f32| [low.clamp(-1.0, 1.0), high.clamp(-1.0, 1.0)];
    [ends(low.x, high.x), ends(low.y, high.y)]
}

#[cfg(test)]
mod tests {
    use super::super::{ArrowColors, ArrowLength, QuiverOf, QuiverOn};
    use super::*;
    use crate::objective::Survey;
    use crate::scene::{Color, Floor, HeightMap, View};

    fn world() -> World {
        let height = HeightMap::fit(None, &Survey::of_losses(&[0.0, 1.0, 2.0]), 0.0, 2.0);
        World { domain: Domain::square(-3.0, 5.0), height, rise: 1.0 }
    }

    fn seen(camera: &Camera) -> Quiver {
        let style = QuiverStyle {
            of: QuiverOf::Gradient,
            on: QuiverOn::Surface,
            length: ArrowLength::Linear,
            scale: 0.9,
            colors: ArrowColors::One(Color([200, 0, 0])),
        };
        let world_px = 600.0 / f64::from(camera.height_at_target());
        Quiver::adaptive(style, &world(), camera, 1.6, -0.02, world_px, MagnitudeRange::default())
    }

    fn from(view: View) -> Camera {
        let (azimuth, elevation) = view.angles();
        Camera::framing(azimuth, elevation, 1.6, Floor::Grid)
    }

    fn step(quiver: &Quiver) -> f64 {
        quiver.points.domain.x.length() / f64::from(quiver.points.nx - 1)
    }

    #[test]
    fn the_distance_on_screen_stays_and_the_points_stay_in_place() {
        for view in View::ALL {
            let mut camera = from(view);
            let mut last = seen(&camera);
            for _ in 0..60 {
                camera.distance *= 0.93;
                let quiver = seen(&camera);
                let world_px = 600.0 / f64::from(camera.height_at_target());
                let cell_px = f64::from(quiver.cell) * world_px;
                let too_many = quiver.points.nx * quiver.points.ny > MOST_POINTS as u32 / 4;
                assert!((26.0..56.0).contains(&cell_px) || too_many, "{view:?}: {cell_px} px");
                // Halved or the same, never in between, and on the lines of the domain.
                let ratio = step(&last) / step(&quiver);
                assert!([0.5, 1.0, 2.0].iter().any(|r| (ratio / r - 1.0).abs() < 1e-9), "{ratio}");
                let line = (quiver.points.domain.x.min + 3.0) / step(&quiver);
                assert!((line - line.round()).abs() < 1e-6, "{view:?}: line {line}");
                assert_eq!(line.round() as u64 & 1, u64::from(quiver.first[0]));
                last = quiver;
            }
        }
    }

    #[test]
    fn lengths_do_not_jump_while_the_camera_comes_closer() {
        let mut camera = from(View::Iso);
        let mut last = seen(&camera);
        for _ in 0..400 {
            camera.distance *= 0.995;
            let quiver = seen(&camera);
            let ratio = quiver.cell / last.cell;
            // It halves while the camera covers 0.08 of an octave, eleven of these steps.
            assert!((0.9..=1.0 + 1e-6).contains(&ratio), "{ratio} at {}", camera.distance);
            last = quiver;
        }
    }

    #[test]
    fn only_what_is_seen_has_points() {
        let whole = seen(&from(View::Top));
        assert_eq!(whole.points.nx, whole.points.ny);
        let mut camera = from(View::Top);
        camera.distance /= 50.0;
        camera.target = glam::Vec3::new(0.5, 0.25, 0.0);
        let near = seen(&camera);
        assert!(near.points.nx * near.points.ny < 4000, "{:?}", near.points);
        // x = 0.5 of the plane is 3 of -3 to 5.
        let domain = near.points.domain;
        assert!(domain.contains([3.0, 2.0]) && domain.x.length() < 0.8, "{domain:?}");
    }
}
