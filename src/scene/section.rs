//! Cuts through the surface: a line on the plane, the curve of the loss along it.

use std::sync::Arc;

use super::{Color, Guide, Path, PathStyle};
use crate::objective::{Domain, Interval};

/// A straight line on the plane, measured from its beginning: in units of the parameter where it runs along an axis, by
/// the distance in parameters otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// Both ends on the plane.
    pub ends: [[f64; 2]; 2],
    /// The numbers at both ends.
    pub span: Interval,
    /// The axis that it runs along, 0 or 1; `None` for a line between two points.
    pub axis: Option<usize>,
}

impl Cut {
    /// All along an axis of the domain (0 or 1) through a point.
    pub fn along(axis: usize, through: [f64; 2], domain: Domain) -> Self {
        let span = [domain.x, domain.y][axis];
        let place = |along: f64| {
            let mut place = through;
            place[axis] = along;
            place
        };
        Self { ends: [place(span.min), place(span.max)], span, axis: Some(axis) }
    }

    /// From a point to another.
    pub fn between(from: [f64; 2], to: [f64; 2]) -> Self {
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        Self { ends: [from, to], span: Interval::new(0.0, length), axis: None }
    }

    /// The place on the plane at a number along it.
    pub fn at(&self, along: f64) -> [f64; 2] {
        let [from, to] = self.ends;
        let share = (along - self.span.min) / self.span.length();
        // Exact at both ends.
        [0, 1].map(|k| (1.0 - share) * from[k] + share * to[k])
    }

    /// The number at the place on the line that is nearest to a point.
    pub fn nearest(&self, point: [f64; 2]) -> f64 {
        if let Some(axis) = self.axis {
            return point[axis];
        }
        let [from, to] = self.ends;
        let length = self.span.length();
        ((point[0] - from[0]) * (to[0] - from[0]) + (point[1] - from[1]) * (to[1] - from[1]))
            / length
    }

    /// The losses along the line at `count` evenly spaced numbers, both ends included.
    pub fn curve(&self, count: usize, loss: &mut dyn FnMut(&[f64]) -> f64) -> Vec<[f64; 2]> {
        let numbers = (0..count).map(|index| self.span.sample(index, count));
        numbers.map(|along| [along, loss(&self.at(along))]).collect()
    }

    /// The same line on the surface: a guide for each part without a hole.
    pub fn guides(&self, curve: &[[f64; 2]], domain: Domain, style: PathStyle) -> Vec<Guide> {
        let parts = curve.split(|[_, loss]| !loss.is_finite()).filter(|part| part.len() > 1);
        let guide = |part: &[[f64; 2]]| {
            let mut path = Path::default();
            for [along, loss] in part {
                // Between two samples the chord is near enough: the curve is as fine as the picture.
                path.push(self.at(*along), *loss, domain, &mut |_| f64::NAN);
            }
            Guide { path: Arc::new(path), style }
        };
        parts.map(guide).collect()
    }
}

/// A section as it is drawn: a line on the surface, and a curve in a card.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// What it is called, such as "y = 0.5".
    pub name: String,
    /// The name of the axis of the curve.
    pub axis: String,
    /// Both ends of that axis.
    pub span: Interval,
    /// Numbers along the line and losses; those at holes are not finite.
    pub curve: Arc<Vec<[f64; 2]>>,
    /// The line on the surface.
    pub guides: Vec<Guide>,
    /// The colour of line and curve.
    pub color: Color,
    /// Where the runs are at the playhead, seen along the line.
    pub runs: Vec<Beside>,
    /// Where the probe is, likewise.
    pub probe: Option<Beside>,
}

/// A point of the surface as a section sees it from its own line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The number along the line that is nearest to it, and its own loss.
    pub at: [f64; 2],
    /// Its colour.
    pub color: Color,
    /// 1 on the line, fading to a third far beside it.
    pub strength: f32,
}

impl Beside {
    /// A point seen from a cut; `None` beyond the ends of the cut, and in a hole.
    pub fn seen(
        cut: &Cut,
        point: [f64; 2],
        loss: f64,
        color: Color,
        domain: Domain,
    ) -> Option<Self> {
        let along = cut.nearest(point);
        let foot = cut.at(along);
        let away = ((point[0] - foot[0]) / domain.x.length())
            .hypot((point[1] - foot[1]) / domain.y.length());
        let strength = (1.0 - (away - 0.01) / 0.15).clamp(0.3, 1.0) as f32;
        let is_seen = cut.span.contains(along) && loss.is_finite();
        is_seen.then_some(Self { at: [along, loss], color, strength })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_along_an_axis_has_the_parameter_as_its_number() {
        let domain = Domain::new(Interval::new(-2.0, 2.0), Interval::new(-1.0, 3.0));
        let cut = Cut::along(1, [0.5, 9.0], domain);
        assert_eq!(cut.ends, [[0.5, -1.0], [0.5, 3.0]]);
        assert_eq!(
            (cut.at(-1.0), cut.at(1.25), cut.at(3.0)),
            ([0.5, -1.0], [0.5, 1.25], [0.5, 3.0])
        );
        assert_eq!(cut.nearest([7.0, 2.0]), 2.0);
    }

    #[test]
    fn a_cut_between_points_measures_the_distance() {
        let cut = Cut::between([1.0, 1.0], [4.0, 5.0]);
        assert_eq!((cut.span.min, cut.span.max), (0.0, 5.0));
        assert_eq!((cut.at(0.0), cut.at(5.0)), ([1.0, 1.0], [4.0, 5.0]));
        let half = cut.at(2.5);
        assert!((half[0] - 2.5).abs() < 1e-15 && (half[1] - 3.0).abs() < 1e-15);
        // A point beside the line is seen from its foot.
        assert!((cut.nearest([2.5 - 4.0, 3.0 + 3.0]) - 2.5).abs() < 1e-12);
    }

    #[test]
    fn the_curve_has_the_losses_of_the_line() {
        let cut = Cut::between([-1.0, 2.0], [1.0, -2.0]);
        let curve = cut.curve(101, &mut |p| p[0] * p[0] - p[1]);
        assert_eq!(curve.len(), 101);
        for [along, loss] in curve {
            let [x, y] = cut.at(along);
            assert_eq!(loss, x * x - y);
        }
    }

    #[test]
    fn points_beside_the_line_are_fainter_and_those_beyond_it_are_not_seen() {
        let domain = Domain::square(-2.0, 2.0);
        let cut = Cut::between([-1.0, 0.0], [1.0, 0.0]);
        let seen = |point, loss| Beside::seen(&cut, point, loss, Color([0; 3]), domain);
        let on = seen([0.5, 0.0], 3.0).unwrap();
        assert_eq!((on.at, on.strength), ([1.5, 3.0], 1.0));
        assert!(seen([0.5, 0.3], 3.0).unwrap().strength < 1.0);
        assert_eq!(seen([0.5, 2.0], 3.0).unwrap().strength, 0.3);
        assert_eq!(seen([1.5, 0.0], 3.0), None);
        assert_eq!(seen([0.5, 0.0], f64::NAN), None);
    }

    #[test]
    fn a_hole_parts_the_line() {
        let domain = Domain::square(-1.0, 1.0);
        let cut = Cut::along(0, [0.0, 0.0], domain);
        let curve = cut.curve(41, &mut |p| if p[0].abs() < 0.3 { f64::NAN } else { p[0] });
        let style = PathStyle::solid(Color([1, 2, 3]));
        let guides = cut.guides(&curve, domain, style);
        assert_eq!(guides.len(), 2);
        for guide in guides {
            assert!(guide.path.points().iter().all(|p| p.loss == p.parameters[0]), "{guide:?}");
        }
    }
}
