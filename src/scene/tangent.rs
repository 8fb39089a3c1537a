//! The tangent plane at a point, as a piece of even size that is cut by the box, and the tangent lines along both axes.
//!
//! Plane and lines are made of *(parameters, loss)* like everything else; so they touch the drawn surface under any height
//! scale, where the plane is then bent like the surface.

use std::sync::Arc;

use super::{Color, Guide, Path, PathStyle, World};
use crate::objective::{Expansion, Interval};

/// What is drawn of the tangent plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tangents {
    /// Nothing.
    #[default]
    None,
    /// A piece of the plane.
    Plane,
    /// The lines in it along both axes.
    Lines,
    /// Piece and lines.
    Both,
}

impl Tangents {
    /// All choices.
    pub const ALL: [Self; 4] = [Self::None, Self::Plane, Self::Lines, Self::Both];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Plane => "plane",
            Self::Lines => "lines",
            Self::Both => "both",
        }
    }

    /// Whether the plane is drawn.
    pub fn has_plane(self) -> bool {
        matches!(self, Self::Plane | Self::Both)
    }

    /// Whether the lines are drawn.
    pub fn has_lines(self) -> bool {
        matches!(self, Self::Lines | Self::Both)
    }
}

/// Half the length of a tangent line, and of the side of the piece of plane, in world units along the slope.
const HALF_LINE: f64 = 0.62;
const HALF_SIDE: f64 = 0.44;
/// Share of the domain over which the slope on screen is measured.
const NEAR: f64 = 1e-4;
/// Pieces of a tangent line.
const PIECES: usize = 48;

/// A piece of the tangent plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TangentPlane {
    /// Where it touches, with loss and slopes.
    pub expansion: Expansion,
    /// The corner of the least parameters.
    pub low: [f64; 2],
    /// The corner of the largest parameters.
    pub high: [f64; 2],
    /// Half the side of the piece where nothing cuts it, in parameters; its grid counts from the point.
    pub half: [f64; 2],
    /// The losses between which it is drawn: those of the box, and its own.
    pub losses: [f64; 2],
    /// Its colour.
    pub color: Color,
}

impl TangentPlane {
    /// The piece at a point; `None` where there is no plane.
    pub fn at(expansion: &Expansion, world: &World, color: Color) -> Option<Self> {
        if !expansion.is_smooth() {
            return None;
        }
        let half = [0, 1].map(|axis| half_length(expansion, world, axis, HALF_SIDE));
        let intervals = [world.domain.x, world.domain.y];
        let corner = |side: f64| {
            [0, 1].map(|k| {
                let Interval { min, max } = intervals[k];
                (expansion.point[k] + side * half[k]).clamp(min, max)
            })
        };
        let losses = losses(expansion, world);
        Some(Self {
            expansion: *expansion,
            low: corner(-1.0),
            high: corner(1.0),
            half,
            losses,
            color,
        })
    }
}

/// The tangent lines along both axes, cut by the box; none where there is no plane.
pub fn tangent_lines(expansion: &Expansion, world: &World, colors: [Color; 2]) -> Vec<Guide> {
    if !expansion.is_smooth() {
        return Vec::new();
    }
    let line = |axis: usize| {
        let ends = line_ends(expansion, world, axis)?;
        let mut path = Path::default();
        for index in 0..=PIECES {
            let mut place = expansion.point;
            place[axis] += ends.sample(index, PIECES + 1);
            let loss = expansion.tangent(place);
            path.push(place, loss, world.domain, &mut |at| expansion.tangent([at[0], at[1]]));
        }
        Some(Guide { path: Arc::new(path), style: PathStyle::solid(colors[axis]) })
    };
    [line(0), line(1)].into_iter().flatten().collect()
}

/// How far a tangent line goes to both sides of its point, in parameters.
fn line_ends(expansion: &Expansion, world: &World, axis: usize) -> Option<Interval> {
    let half = half_length(expansion, world, axis, HALF_LINE);
    let (interval, at) = ([world.domain.x, world.domain.y][axis], expansion.point[axis]);
    let mut ends = Interval::new((interval.min - at).max(-half), (interval.max - at).min(half));
    let slope = expansion.gradient[axis];
    if slope != 0.0 {
        let limits = losses(expansion, world).map(|loss| (loss - expansion.loss) / slope);
        ends.min = ends.min.max(limits[0].min(limits[1]));
        ends.max = ends.max.min(limits[0].max(limits[1]));
    }
    (ends.min < ends.max).then_some(ends)
}

/// The losses of the box, widened to hold the point's own, so that a plane at the very bottom is not cut away.
fn losses(expansion: &Expansion, world: &World) -> [f64; 2] {
    let map = &world.height;
    let hair = 1e-5 * (map.high - map.low);
    [map.low.min(expansion.loss) - hair, map.high.max(expansion.loss) + hair]
}

/// The length in parameters that is `length` in the world along the slope.
fn half_length(expansion: &Expansion, world: &World, axis: usize, length: f64) -> f64 {
    let world = World { rise: 1.0, ..*world };
    let span = [world.domain.x, world.domain.y][axis].length();
    let height = |side: f64| {
        let mut place = expansion.point;
        place[axis] += side * NEAR * span;
        world.height.height(expansion.tangent(place)) * f64::from(world.box_height())
    };
    // The plane is 2 wide.
    let slope = (height(1.0) - height(-1.0)) / (4.0 * NEAR);
    let slope = if slope.is_finite() { slope } else { 0.0 };
    0.5 * span * length / slope.hypot(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::{HeightScale, Survey, library};
    use crate::scene::HeightMap;

    fn case(name: &str, scale: HeightScale, point: [f64; 2]) -> (Expansion, World) {
        let objective = library::find(name).unwrap().objective();
        let survey = Survey::of(&objective);
        let (low, high) = (survey.min().unwrap(), survey.max().unwrap());
        let height = HeightMap::fit(Some(scale), &survey, low, high);
        let world = World { domain: objective.domain, height, rise: 1.0 };
        (Expansion::at(point, &mut objective.evaluator()), world)
    }

    #[test]
    fn lines_touch_the_surface_under_every_height_scale() {
        for scale in HeightScale::ALL {
            let (expansion, world) = case("rosenbrock", scale, [-0.5, 1.0]);
            let color = Color([1, 2, 3]);
            let objective = library::find("rosenbrock").unwrap().objective();
            for (axis, line) in tangent_lines(&expansion, &world, [color; 2]).iter().enumerate() {
                let mut nearest: f64 = f64::INFINITY;
                for point in line.path.points() {
                    let away = (point.parameters[axis] - expansion.point[axis]).abs();
                    let height = |loss| world.height.height(loss);
                    let gap =
                        (height(point.loss) - height(objective.loss(&point.parameters))).abs();
                    // It parts from the surface with the square of the distance: on this piece less than ten times it.
                    if away < 0.05 {
                        assert!(gap <= 10.0 * away * away + 1e-9, "{scale:?} {axis}: {away} {gap}");
                    }
                    nearest = nearest.min(away);
                }
                assert!(nearest < 0.05, "{scale:?}: {nearest}");
            }
        }
    }

    #[test]
    fn a_steep_plane_is_no_larger_than_a_level_one() {
        for point in [[1.0, 1.0], [-1.9, -0.9], [0.3, 2.5]] {
            let (expansion, world) = case("rosenbrock", HeightScale::Linear, point);
            let plane = TangentPlane::at(&expansion, &world, Color([0; 3])).unwrap();
            let corners = [plane.low, plane.high].map(|[x, y]| {
                let loss = expansion.tangent([x, y]).clamp(plane.losses[0], plane.losses[1]);
                world.position(x, y, loss)
            });
            assert!(corners[0].distance(corners[1]) < 2.0, "{point:?}: {corners:?}");
            assert!(world.domain.contains(plane.low) && world.domain.contains(plane.high));
        }
    }

    #[test]
    fn a_hole_has_neither_plane_nor_lines() {
        let (mut expansion, world) = case("sphere", HeightScale::Linear, [0.5, 0.5]);
        expansion.loss = f64::NAN;
        assert_eq!(TangentPlane::at(&expansion, &world, Color([0; 3])), None);
        assert!(tangent_lines(&expansion, &world, [Color([0; 3]); 2]).is_empty());
    }
}
