//! Traces the lines: marching squares on a grid of samples, then each vertex to where the loss is exactly the level.

use std::sync::atomic::{AtomicBool, Ordering};

use contour::ContourBuilder;
use rayon::prelude::*;

use super::anchors::anchors;
use super::{
    ContourLevel, ContourLine, ContourOf, ContourPlan, Contours, Levels, Relief, level_texts,
};
use crate::objective::{Domain, Evaluator, Objective, Survey};
use crate::scene::ticks;

/// Samples along each side of the grid: at most, and at least, where every sample reads many rows of data.
const MOST_SAMPLES: usize = 257;
const LEAST_SAMPLES: usize = 65;
/// Evaluations of single rows of data that the samples, and then the vertices, may take.
const BUDGET: f64 = 4e8;
/// Steps towards the exact place of a vertex, at most: enough to halve an edge down to the last digit.
const MOST_STEPS: usize = 60;
/// Vertices nearer to each other than this, in cells, are one.
const SAME: f64 = 0.12;

/// Traces what is planned over the domain of the objective; `None` once it is cancelled.
pub fn trace(
    objective: &Objective,
    plan: &ContourPlan,
    is_cancelled: &AtomicBool,
) -> Option<Contours> {
    let per_side = (BUDGET / objective.cost() as f64).sqrt() as usize;
    let side = per_side.clamp(LEAST_SAMPLES, MOST_SAMPLES);
    let domain = objective.domain;
    let relief = Relief { domain, side, losses: objective.losses_on_grid(&domain, side, side) };
    let values: Vec<f64> = relief.losses.iter().map(|loss| plan.of.value(*loss)).collect();
    let survey = Survey::of_losses(&values);
    let asked = plan.levels.values(&survey);
    let is_inside =
        |value: &f64| survey.min().is_some_and(|min| min <= *value) && Some(*value) <= survey.max();
    let (inside, outside): (Vec<f64>, Vec<f64>) = asked.into_iter().partition(is_inside);
    let texts = level_texts(&inside);
    let level =
        |(value, text): (f64, String)| ContourLevel { value, loss: plan.of.loss(value), text };
    let levels: Vec<ContourLevel> = inside.into_iter().zip(texts).map(level).collect();
    let lines = lines(objective, &relief, &levels, is_cancelled)?;
    let note = note(plan, &survey, levels.len(), &outside);
    Some(Contours { of: plan.of, levels, lines, relief, note })
}

/// What is missing, and why.
fn note(plan: &ContourPlan, survey: &Survey, drawn: usize, outside: &[f64]) -> Option<String> {
    let (Some(min), Some(max)) = (survey.min(), survey.max()) else {
        let is_root = plan.of == ContourOf::Sqrt;
        return is_root.then(|| "no contours: the loss is negative, and has no root".to_owned());
    };
    if drawn == 0 && outside.is_empty() && plan.levels != Levels::Given(Vec::new()) {
        return Some("no contours: logarithmic levels need a loss above 0".to_owned());
    }
    let range = format!("{} to {}", ticks::number(min), ticks::number(max));
    let of = match plan.of {
        ContourOf::Loss => "loss",
        ContourOf::Sqrt => "root of the loss",
    };
    let texts: Vec<String> = outside.iter().map(|value| ticks::number(*value)).collect();
    match &texts[..] {
        [] => None,
        [one] => Some(format!("level {one} lies outside the {of}, {range}")),
        [some @ .., last] if some.len() < 3 => {
            Some(format!("levels {} and {last} lie outside the {of}, {range}", some.join(", ")))
        }
        all => Some(format!(
            "{} of {} levels lie outside the {of}, {range}",
            all.len(),
            all.len() + drawn
        )),
    }
}

/// An edge of the grid that a line crosses: the samples at its two ends.
type Edge = [usize; 2];

fn lines(
    objective: &Objective,
    relief: &Relief,
    levels: &[ContourLevel],
    is_cancelled: &AtomicBool,
) -> Option<Vec<ContourLine>> {
    let losses: Vec<f64> = levels.iter().map(|level| level.loss).collect();
    let ways = ways(relief, &losses);
    let vertices: usize = ways.iter().map(|(_, way, _)| way.len()).sum();
    let affordable = BUDGET * 8.0 / (objective.cost() as f64 * vertices.max(1) as f64);
    let steps = (affordable as usize).clamp(1, MOST_STEPS);
    let traced = ways.par_iter().map_init(
        || objective.evaluator(),
        |evaluator, (level, way, is_closed)| {
            if is_cancelled.load(Ordering::Relaxed) {
                return None;
            }
            let loss = losses[*level];
            let place = |edge: &Edge| crossing(evaluator, relief, *edge, loss, steps);
            Some(line(*level, way.iter().map(place).collect(), *is_closed, relief))
        },
    );
    let traced: Option<Vec<Option<ContourLine>>> = traced.collect();
    let mut lines: Vec<ContourLine> = traced?.into_iter().flatten().collect();
    let mut before = None;
    for line in &mut lines {
        line.anchors = anchors(line, &relief.domain, &mut before);
    }
    Some(lines)
}

/// The edges that the lines of each level cross, one after the other: the level's index, the way, and whether it is closed.
fn ways(relief: &Relief, levels: &[f64]) -> Vec<(usize, Vec<Edge>, bool)> {
    let side = relief.side;
    // Without smoothing a vertex stands in the middle of the edge that it crosses, and so names it.
    let builder = ContourBuilder::new(side, side, false);
    let rings = builder.lines(&relief.losses, levels).expect("a relief has side * side losses");
    let mut ways = Vec::new();
    for (level, rings) in rings.iter().enumerate() {
        for ring in &rings.geometry().0 {
            let edges = ring.0.iter().map(|at| edge_at([at.x, at.y], relief));
            ways.extend(pieces(edges.collect()).map(|(way, is_closed)| (level, way, is_closed)));
        }
    }
    ways
}

/// The lines of one level between the samples alone, for fields that no objective evaluates: linear along each edge.
pub fn sampled_lines(relief: &Relief, level: f64) -> Vec<Vec<[f64; 2]>> {
    let Relief { domain, side, losses } = relief;
    let place = |[from, to]: &Edge| {
        let [a, b] = [*from, *to].map(|end| domain.grid_point(end, *side, *side));
        let share = ((level - losses[*from]) / (losses[*to] - losses[*from])).clamp(0.0, 1.0);
        [0, 1].map(|k| a[k] + share * (b[k] - a[k]))
    };
    let ways = ways(relief, &[level]);
    ways.iter().map(|(_, way, _)| way.iter().map(place).collect()).collect()
}

/// The edge in whose middle a vertex of the tracer stands: samples are half a cell from the tracer's whole numbers.
/// None at the frame that it lays around the grid, and beside holes.
fn edge_at([x, y]: [f64; 2], relief: &Relief) -> Option<Edge> {
    let side = relief.side;
    let sample =
        |i: f64, j: f64| (0.0..side as f64).contains(&i) && (0.0..side as f64).contains(&j);
    let across = if x.fract() == 0.0 { [1.0, 0.0] } else { [0.0, 1.0] };
    let to = [x.floor(), y.floor()];
    let from = [to[0] - across[0], to[1] - across[1]];
    if !sample(from[0], from[1]) || !sample(to[0], to[1]) {
        return None;
    }
    let ends = [from, to].map(|[i, j]| j as usize * side + i as usize);
    ends.iter().all(|end| relief.losses[*end].is_finite()).then_some(ends)
}

/// The parts of a ring between border and holes; the ring itself, with its first edge again at its end, where it meets
/// neither.
fn pieces(mut ring: Vec<Option<Edge>>) -> impl Iterator<Item = (Vec<Edge>, bool)> {
    if let Some(whole) = ring.iter().copied().collect::<Option<Vec<Edge>>>() {
        return vec![(whole, true)].into_iter();
    }
    ring.pop();
    let gap = ring.iter().position(Option::is_none).unwrap_or(0);
    ring.rotate_left(gap);
    let parts = ring.split(Option::is_none).map(|part| part.iter().copied().flatten().collect());
    let parts: Vec<_> =
        parts.filter(|part: &Vec<Edge>| part.len() > 1).map(|p| (p, false)).collect();
    parts.into_iter()
}

/// Where on an edge the loss is `level`: Newton's steps along the edge by the exact gradient, kept between the two ends;
/// where they would leave it or do not get nearer, it is halved. Without a finite loss on the edge, between the samples.
fn crossing(
    evaluator: &mut Evaluator,
    relief: &Relief,
    [from, to]: Edge,
    level: f64,
    steps: usize,
) -> [f64; 2] {
    let Relief { domain, side, losses } = relief;
    let [a, b] = [from, to].map(|end| domain.grid_point(end, *side, *side));
    let place = |share: f64| [0, 1].map(|k| a[k] + share * (b[k] - a[k]));
    let is_rising = losses[to] >= level;
    let (mut low, mut high) = (0.0, 1.0);
    let mut share = ((level - losses[from]) / (losses[to] - losses[from])).clamp(0.0, 1.0);
    let mut last_move = 1.0_f64;
    let mut gradient = [0.0; 2];
    for _ in 0..steps {
        let excess = evaluator.gradient(&place(share), &mut gradient) - level;
        if excess == 0.0 || !excess.is_finite() {
            break;
        }
        if (excess > 0.0) == is_rising {
            high = share;
        } else {
            low = share;
        }
        let slope = gradient[0] * (b[0] - a[0]) + gradient[1] * (b[1] - a[1]);
        let newton = share - excess / slope;
        let is_good = (low..=high).contains(&newton) && (newton - share).abs() < 0.5 * last_move;
        let next = if is_good { newton } else { 0.5 * (low + high) };
        last_move = (next - share).abs();
        share = next;
        // A share of one edge, which is itself a 64th of the domain at most: beyond double precision of the domain.
        if last_move < 1e-13 {
            break;
        }
    }
    place(share)
}

/// A line through these vertices, of which those that stand together are one; `None` where nothing of it is left.
fn line(
    level: usize,
    vertices: Vec<[f64; 2]>,
    is_closed: bool,
    relief: &Relief,
) -> Option<ContourLine> {
    let least = SAME * 2.0 / (relief.side - 1) as f64;
    let distance = |a: [f64; 2], b: [f64; 2]| on_plane(&relief.domain, a, b);
    let &last = vertices.last()?;
    let mut points: Vec<[f64; 2]> = Vec::with_capacity(vertices.len());
    for vertex in vertices {
        if points.last().is_none_or(|before| distance(*before, vertex) >= least) {
            points.push(vertex);
        }
    }
    // The ends stay where they are.
    if points.len() > 1 {
        points.pop();
    }
    if points.last().is_some_and(|before| *before != last) {
        points.push(last);
    }
    let mut lengths = vec![0.0_f64];
    for pair in points.windows(2) {
        lengths.push(lengths[lengths.len() - 1] + distance(pair[0], pair[1]));
    }
    let is_seen = points.len() > 1 && lengths[lengths.len() - 1] > 2.0 * least;
    let lengths = lengths.into_iter().map(|length| length as f32).collect();
    is_seen.then(|| ContourLine { level, points, lengths, is_closed, anchors: Vec::new() })
}

/// Distance on the plane where the domain is 2 by 2.
pub(super) fn on_plane(domain: &Domain, a: [f64; 2], b: [f64; 2]) -> f64 {
    let scale = [2.0 / domain.x.length(), 2.0 / domain.y.length()];
    (scale[0] * (b[0] - a[0])).hypot(scale[1] * (b[1] - a[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traced(formula: &str, reach: f64, levels: &[f64]) -> Contours {
        traced_of(formula, reach, levels, ContourOf::Loss)
    }

    fn traced_of(formula: &str, reach: f64, levels: &[f64], of: ContourOf) -> Contours {
        let domain = Domain::square(-reach, reach);
        let objective = Objective::from_formula(formula, domain, Vec::new()).unwrap();
        let plan = ContourPlan { levels: Levels::Given(levels.to_vec()), of };
        trace(&objective, &plan, &AtomicBool::new(false)).unwrap()
    }

    #[test]
    fn circles_have_their_exact_radius_and_go_once_around() {
        let contours = traced("x^2 + y^2", 10.0, &[1.0, 7.3, 50.0]);
        assert_eq!(contours.lines.len(), 3);
        for line in &contours.lines {
            let radius = contours.levels[line.level].value.sqrt();
            assert!(line.is_closed && line.points.first() == line.points.last());
            for [x, y] in &line.points {
                assert!((x.hypot(*y) / radius - 1.0).abs() < 1e-9, "{x}, {y}");
            }
            // The domain is 20 wide and the plane 2; the chords of a circle are a little shorter.
            let around = 2.0 * std::f64::consts::PI * radius / 10.0;
            let share = f64::from(line.length()) / around;
            assert!((0.995..=1.0 + 1e-6).contains(&share), "{share}");
        }
    }

    #[test]
    fn levels_of_the_root_lie_where_the_root_has_them() {
        let contours = traced_of("x^2 + y^2", 4.0, &[1.5, 3.0], ContourOf::Sqrt);
        assert_eq!(contours.levels[0].loss, 2.25);
        for line in &contours.lines {
            for [x, y] in &line.points {
                let root = contours.levels[line.level].value;
                assert!((x.hypot(*y) / root - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn a_line_ends_at_the_border() {
        let contours = traced("x + 0.25*y", 1.0, &[0.5]);
        let [line] = &contours.lines[..] else { panic!("{} lines", contours.lines.len()) };
        assert!(!line.is_closed);
        let mut ends = [line.points[0], line.points[line.points.len() - 1]];
        ends.sort_by(|a, b| a[1].total_cmp(&b[1]));
        for (end, expected) in ends.iter().zip([[0.75, -1.0], [0.25, 1.0]]) {
            assert!((0..2).all(|k| (end[k] - expected[k]).abs() < 1e-12), "{end:?}");
        }
        // A circle that the border cuts is four arcs.
        let arcs = traced("x^2 + y^2", 1.0, &[1.5]);
        assert_eq!(arcs.lines.len(), 4);
        for line in &arcs.lines {
            let on_border = |p: &[f64; 2]| p.iter().any(|c| (c.abs() - 1.0).abs() < 1e-12);
            assert!(!line.is_closed && on_border(&line.points[0]));
            assert!(line.points.last().is_some_and(on_border));
        }
    }

    #[test]
    fn a_line_ends_at_a_hole_and_does_not_go_around_it() {
        // Not a number left of x = 0.25.
        let contours = traced("y + 0*sqrt(x - 0.25)", 1.0, &[0.1]);
        let [line] = &contours.lines[..] else { panic!("{} lines", contours.lines.len()) };
        assert!(!line.is_closed);
        let cell = 2.0 / 256.0;
        let left = line.points.iter().map(|p| p[0]).fold(f64::INFINITY, f64::min);
        assert!((0.25..0.25 + 2.0 * cell).contains(&left), "{left}");
        assert!(line.points.iter().all(|p| (p[1] - 0.1).abs() < 1e-12));
        // No line runs along the rim of a hole.
        let rim = traced("sqrt(1 - x^2 - y^2)", 2.0, &[0.5]);
        for [x, y] in rim.lines.iter().flat_map(|line| &line.points) {
            assert!((x * x + y * y - 0.75).abs() < 1e-9);
        }
        assert!(traced("sqrt(x)/0 * 0", 1.0, &[0.5]).lines.is_empty());
    }

    #[test]
    fn a_cliff_is_found_where_it_stands() {
        let contours = traced("step(x - 0.1234)", 1.0, &[0.5]);
        for [x, _] in contours.lines.iter().flat_map(|line| &line.points) {
            assert!((x - 0.1234).abs() < 1e-9, "{x}");
        }
        assert_eq!(contours.lines.len(), 1);
    }

    #[test]
    fn levels_outside_the_field_are_said_and_the_rest_is_drawn() {
        let contours = traced("x^2 + y^2", 1.0, &[-1.0, 0.5, 7.0]);
        assert_eq!((contours.levels.len(), contours.lines.len()), (1, 1));
        let note = contours.note.unwrap();
        assert_eq!(note, "levels −1 and 7 lie outside the loss, 0 to 2");
        assert_eq!(traced("x^2 + y^2", 1.0, &[0.5]).note, None);
        let root = traced_of("x^2 + y^2", 1.0, &[3.0], ContourOf::Sqrt).note.unwrap();
        assert_eq!(root, "level 3 lies outside the root of the loss, 0 to 1.414");
        let negative = traced_of("-1 - x^2", 1.0, &[3.0], ContourOf::Sqrt).note.unwrap();
        assert!(negative.contains("negative"), "{negative}");
        // Bounds of colours have something of the field on both sides.
        let ends = traced("x^2 + y^2", 1.0, &[0.0, 1.0, 2.0]);
        assert_eq!((ends.levels.len(), ends.bounds().count()), (3, 1));
    }

    #[test]
    fn samples_alone_give_lines_too() {
        let domain = Domain::square(-1.0, 1.0);
        let side = 65;
        let loss = |index| {
            let [x, y] = domain.grid_point(index, side, side);
            x.hypot(y)
        };
        let relief = Relief { domain, side, losses: (0..side * side).map(loss).collect() };
        let lines = sampled_lines(&relief, 0.5);
        let [circle] = &lines[..] else { panic!("{} circles", lines.len()) };
        assert_eq!(circle.first(), circle.last());
        for [x, y] in circle {
            // The distance is bent by 1 / 0.5 across the edges; of those, linear interpolation is an eighth off.
            let cell: f64 = 2.0 / 64.0;
            assert!((x.hypot(*y) - 0.5).abs() < cell * cell / 0.5 / 8.0 * 1.1, "{x} {y}");
        }
        let arcs = sampled_lines(&relief, 1.2);
        assert!(arcs.len() == 4 && arcs.iter().all(|arc| arc.first() != arc.last()));
    }

    #[test]
    fn what_is_cancelled_stops() {
        let objective = Objective::from_formula("x", Domain::square(-1.0, 1.0), vec![]).unwrap();
        let plan = ContourPlan { levels: Levels::Given(vec![0.5]), of: ContourOf::Loss };
        assert!(trace(&objective, &plan, &AtomicBool::new(true)).is_none());
    }
}
