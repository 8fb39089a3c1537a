//! How much of a plane is shown.

use super::centre::WeightPath;
use super::config::{PlaneConfig, PlaneKind};
use super::plane::Plane;
use crate::objective::{Domain, Interval};

/// The room around the paths, as a share of their extent, to either side.
const MARGIN: f64 = 0.2;
/// The shorter side is at least this share of the longer one: a path that is nearly a line lies on a surface, too.
const LEAST_SHARE: f64 = 0.5;
/// Random directions are shown to at least one of their lengths, as Li et al. (2018) have it.
const LEAST_REACH_OF_RANDOM: f64 = 1.0;
/// The reach where nothing else says it, such as of two parameters on the way of a run of no steps.
const LEAST_REACH: f64 = 1e-3;

/// The ends that the description gives, and otherwise those that all paths and points fit in.
pub(super) fn domain(
    config: &PlaneConfig,
    plane: &Plane,
    paths: &[WeightPath],
    points: &[Vec<f64>],
) -> Domain {
    let least = if config.kind == PlaneKind::Random { LEAST_REACH_OF_RANDOM } else { LEAST_REACH };
    // Of two parameters the origin holds none of their values; its place is no point of interest. Of the others it is the centre.
    let has_centre = config.kind != PlaneKind::Parameters;
    let parameters = plane.parameters();
    let rows = paths.iter().flat_map(|path| path.points.chunks_exact(parameters));
    let shadows: Vec<[f64; 2]> = rows
        .chain(points.iter().map(Vec::as_slice))
        .map(|theta| plane.project(theta).0)
        .chain(has_centre.then_some([0.0; 2]))
        .filter(|shadow| shadow.iter().all(|c| c.is_finite()))
        .collect();
    let ends = |axis: usize| {
        let of = |fold: fn(f64, f64) -> f64, from| shadows.iter().map(|s| s[axis]).fold(from, fold);
        let (low, high) = (of(f64::min, f64::INFINITY), of(f64::max, f64::NEG_INFINITY));
        if low <= high { [low, high] } else { [0.0, 0.0] }
    };
    let mut sides = [ends(0), ends(1)].map(|[low, high]| {
        let room = MARGIN * (high - low);
        [low - room, high + room]
    });
    if config.kind == PlaneKind::Random {
        sides = sides.map(|[low, high]| [low.min(-least), high.max(least)]);
    }
    let longest = sides.iter().map(|[low, high]| high - low).fold(0.0, f64::max);
    let sides = sides.map(|side| widened(side, (LEAST_SHARE * longest).max(2.0 * least)));
    let of = |given: Option<[f64; 2]>, side: [f64; 2]| {
        let [min, max] = given.unwrap_or(side);
        Interval { min, max }
    };
    Domain::new(of(config.x, sides[0]), of(config.y, sides[1]))
}

/// The same side about its middle, at least so long.
fn widened([low, high]: [f64; 2], length: f64) -> [f64; 2] {
    if high - low >= length {
        return [low, high];
    }
    let middle = 0.5 * (low + high);
    [middle - 0.5 * length, middle + 0.5 * length]
}
