//! The way from one view of the weights to another: as short as can be, and over planes alone.

use super::error::PlaneError;
use super::plane::{Plane, dot};
use crate::objective::{Domain, Interval};

/// Vectors whose part off others is shorter than this share of them have none: rounding alone makes as much.
const NOTHING: f64 = 1e-9;

/// The planes between two, each with what is shown of it.
///
/// Blending directions number by number would flatten the plane where they point against each other. Here the plane turns
/// by the principal angles between both (Björck and Golub, 1973, "Numerical Methods for Computing Angles Between Linear
/// Subspaces"), the geodesic of planes through a point; within it, the sides of what is shown turn and stretch. A mirrored
/// view, where turning within the plane cannot do it, is turned over like a card, through the space around the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Geodesic {
    /// The points in the middle of what is shown.
    middles: [Vec<f64>; 2],
    /// Orthogonal unit vectors of the first plane, and where each is turned to, across itself.
    from: [Vec<f64>; 2],
    across: [Vec<f64>; 2],
    /// By how much each is turned, radians.
    angles: [f64; 2],
    /// How the sides stand in the vectors: turned by an angle at first, then by so much more.
    start: f64,
    turn: f64,
    halves: [Halves; 2],
    domains: [Domain; 2],
}

/// Half the sides of what is shown, in an orthogonal basis whose first vector lies along the first: its length, how much
/// of the second lies along and how much across.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Halves {
    first: f64,
    along: f64,
    across: f64,
}

impl Geodesic {
    /// The way from what `from` shows to what `to` shows; `None` where there is none, as between mirrored views of a space
    /// of two parameters.
    #[must_use]
    pub fn between(from: (&Plane, Domain), to: (&Plane, Domain)) -> Option<Self> {
        let ([e1, e2], first) = basis(from);
        let ([f1, f2], second) = basis(to);
        if e1.len() != f1.len() {
            return None;
        }
        // M = E^T F = R(left) diag(cosines) R(right), with rotations R: a cosine is negative where the view is mirrored.
        let [[a, b], [c, d]] = [[dot(&e1, &f1), dot(&e1, &f2)], [dot(&e2, &f1), dot(&e2, &f2)]];
        let (sum, difference) = ([a + d, c - b], [a - d, c + b]);
        let [turn, other] = [sum, difference].map(|[x, y]| y.atan2(x));
        let [sum, difference] = [sum, difference].map(|[x, y]| 0.5 * x.hypot(y));
        let cosines = [sum + difference, sum - difference].map(|cosine| cosine.clamp(-1.0, 1.0));
        let (left, right) = (0.5 * (turn + other), 0.5 * (turn - other));
        let vectors = rotated([&e1, &e2], left);
        let aims = rotated([&f1, &f2], -right);
        let mut across: Vec<Vec<f64>> = Vec::with_capacity(2);
        let mut angles = [0.0; 2];
        for (k, cosine) in cosines.into_iter().enumerate() {
            let off: Vec<f64> =
                aims[k].iter().zip(&vectors[k]).map(|(aim, own)| aim - cosine * own).collect();
            let sine = dot(&off, &off).sqrt();
            let is_aside = sine > NOTHING;
            angles[k] = match (is_aside, cosine > 0.0) {
                (true, _) => sine.atan2(cosine),
                (false, true) => 0.0,
                (false, false) => std::f64::consts::PI,
            };
            across.push(if is_aside {
                off.iter().map(|x| x / sine).collect()
            } else if angles[k] == 0.0 {
                vec![0.0; off.len()]
            } else {
                let known: Vec<&[f64]> = vectors.iter().chain(&across).map(Vec::as_slice).collect();
                aside(&known)?
            });
        }
        let mut across = across.into_iter();
        Some(Self {
            middles: [from, to]
                .map(|(plane, Domain { x, y })| plane.point([x.middle(), y.middle()])),
            from: vectors,
            across: [(); 2].map(|()| across.next().unwrap_or_default()),
            angles,
            start: -left,
            turn,
            halves: [first, second],
            domains: [from.1, to.1],
        })
    }

    /// The plane at a share of the way, 0 to 1, and what is shown of it.
    pub fn at(&self, share: f64) -> Result<(Plane, Domain), PlaneError> {
        let blend = |[a, b]: [f64; 2]| a + share * (b - a);
        // Lengths change by equal factors in equal times, as a zoom does.
        let stretch = |[a, b]: [f64; 2]| a * (b / a).powf(share);
        let vectors = [0, 1].map(|k| {
            let (sine, cosine) = (share * self.angles[k]).sin_cos();
            let pairs = self.from[k].iter().zip(&self.across[k]);
            pairs.map(|(own, across)| cosine * own + sine * across).collect::<Vec<f64>>()
        });
        let [e1, e2] = rotated([&vectors[0], &vectors[1]], self.start + share * self.turn);
        let first = stretch(self.halves.map(|halves| halves.first));
        let across = stretch(self.halves.map(|halves| halves.across));
        let along = first * blend(self.halves.map(|halves| halves.along / halves.first));
        let side = |of: fn(&Domain) -> Interval| {
            let ends = self.domains.each_ref().map(of);
            Interval::new(blend(ends.map(|side| side.min)), blend(ends.map(|side| side.max)))
        };
        let domain = Domain::new(side(|domain| domain.x), side(|domain| domain.y));
        let [half_x, half_y] = [domain.x, domain.y].map(|side| 0.5 * side.length());
        let u: Vec<f64> = e1.iter().map(|x| first / half_x * x).collect();
        let v: Vec<f64> =
            e1.iter().zip(&e2).map(|(x, y)| (along * x + across * y) / half_y).collect();
        let [middle, aim] = &self.middles;
        let origin = middle.iter().zip(aim).zip(u.iter().zip(&v)).map(|((m, aim), (u, v))| {
            blend([*m, *aim]) - domain.x.middle() * u - domain.y.middle() * v
        });
        Ok((Plane::new(origin.collect(), [u, v])?, domain))
    }
}

/// Orthogonal unit vectors of a plane, and half the sides of what is shown in them.
fn basis((plane, domain): (&Plane, Domain)) -> ([Vec<f64>; 2], Halves) {
    let [half_x, half_y] = [domain.x, domain.y].map(|side| 0.5 * side.length());
    let [u, v] = plane.directions();
    let length = dot(u, u).sqrt();
    let e1: Vec<f64> = u.iter().map(|x| x / length).collect();
    let along = dot(&e1, v);
    let mut e2: Vec<f64> = v.iter().zip(&e1).map(|(x, e)| x - along * e).collect();
    let across = dot(&e2, &e2).sqrt();
    e2.iter_mut().for_each(|x| *x /= across);
    let halves = Halves { first: length * half_x, along: along * half_y, across: across * half_y };
    ([e1, e2], halves)
}

/// Both vectors turned within their plane: the first towards the second.
fn rotated([a, b]: [&[f64]; 2], angle: f64) -> [Vec<f64>; 2] {
    let (sine, cosine) = angle.sin_cos();
    let pairs = || a.iter().zip(b);
    [
        pairs().map(|(a, b)| cosine * a + sine * b).collect(),
        pairs().map(|(a, b)| cosine * b - sine * a).collect(),
    ]
}

/// A unit vector across orthogonal unit vectors: of the parameter that they have least of; `None` where they span all.
fn aside(known: &[&[f64]]) -> Option<Vec<f64>> {
    let share = |axis: usize| known.iter().map(|vector| vector[axis] * vector[axis]).sum::<f64>();
    let count = known.first()?.len();
    let axis = (0..count).min_by(|a, b| share(*a).total_cmp(&share(*b)))?;
    let length = (1.0 - share(axis)).max(0.0).sqrt();
    if length <= NOTHING.sqrt() {
        return None;
    }
    let part = |k: usize| {
        let own = if k == axis { 1.0 } else { 0.0 };
        (own - known.iter().map(|vector| vector[axis] * vector[k]).sum::<f64>()) / length
    };
    Some((0..count).map(part).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plane of five parameters with directions of these numbers.
    fn plane(origin: f64, u: [f64; 5], v: [f64; 5]) -> Plane {
        Plane::new(vec![origin; 5], [u.to_vec(), v.to_vec()]).unwrap()
    }

    fn corners(plane: &Plane, domain: Domain) -> Vec<Vec<f64>> {
        let Domain { x, y } = domain;
        [[x.min, y.min], [x.max, y.min], [x.min, y.max], [x.max, y.max]]
            .map(|corner| plane.point(corner))
            .to_vec()
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    /// The sine of the angle between the directions.
    fn sine(plane: &Plane) -> f64 {
        let [u, v] = plane.directions();
        let cosine = dot(u, v) / (dot(u, u) * dot(v, v)).sqrt();
        (1.0 - cosine * cosine).max(0.0).sqrt()
    }

    fn pairs() -> Vec<(Plane, Plane)> {
        let (u, v) = ([2.0, 0.0, 1.0, 0.0, 0.0], [0.5, 1.0, 0.0, 0.0, -1.0]);
        let (p, q) = ([0.0, 0.0, 0.3, 1.0, 0.0], [1.0, -1.0, 0.0, 0.2, 0.1]);
        let minus = |vector: [f64; 5]| vector.map(|x| -x);
        let other = |u, v| plane(0.7, u, v);
        let first = plane(-0.2, u, v);
        vec![
            (first.clone(), other(p, q)),
            (first.clone(), other(q, p)),
            // The same plane, with a sign or both the other way, and with its axes swapped.
            (first.clone(), other(minus(u), v)),
            (first.clone(), other(minus(u), minus(v))),
            (first.clone(), other(v, u)),
            (first.clone(), other(u, v)),
            (first, other(minus(p), q)),
        ]
    }

    #[test]
    fn both_ends_show_what_they_showed() {
        let domains = [
            Domain::square(-1.0, 3.0),
            Domain::new(Interval::new(0.0, 1.0), Interval::new(5.0, 9.0)),
        ];
        for (k, (from, to)) in pairs().iter().enumerate() {
            let way = Geodesic::between((from, domains[0]), (to, domains[1])).unwrap();
            for (share, plane, domain) in [(0.0, from, domains[0]), (1.0, to, domains[1])] {
                let (at, shown) = way.at(share).unwrap();
                assert_eq!(shown, domain);
                for (a, b) in corners(&at, shown).iter().zip(&corners(plane, domain)) {
                    // Rounding of some products of numbers of about 20.
                    assert!(distance(a, b) < 1e-12, "pair {k} at {share}: {a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn no_plane_on_the_way_is_flat_and_none_jumps() {
        const PARTS: usize = 64;
        let domain = Domain::square(-1.0, 1.0);
        for (k, (from, to)) in pairs().iter().enumerate() {
            let way = Geodesic::between((from, domain), (to, domain)).unwrap();
            let least = sine(from).min(sine(to));
            let views: Vec<_> =
                (0..=PARTS).map(|part| way.at(part as f64 / PARTS as f64).unwrap()).collect();
            for (plane, _) in &views {
                // Shear and lengths lie between those of both ends, and so the angle is not far below the lesser one.
                assert!(sine(plane) > 0.5 * least, "pair {k}: {} of {least}", sine(plane));
            }
            for pair in views.windows(2) {
                let [a, b] = [&pair[0], &pair[1]].map(|(plane, domain)| corners(plane, *domain));
                let moved = a.iter().zip(&b).map(|(a, b)| distance(a, b)).fold(0.0, f64::max);
                // Corners are at most 4.2 from the middle; they turn by two angles of at most pi, and the middle moves by 2.
                let most = (4.2 * 2.0 * std::f64::consts::PI + 4.0) / PARTS as f64;
                assert!(moved < most, "pair {k}: {moved} of {most}");
            }
        }
    }

    #[test]
    fn two_parameters_cannot_be_turned_over() {
        let domain = Domain::square(-1.0, 1.0);
        let of = |u: [f64; 2]| Plane::new(vec![0.0; 2], [u.to_vec(), vec![0.0, 1.0]]).unwrap();
        let between = |a: &Plane, b: &Plane| Geodesic::between((a, domain), (b, domain));
        assert!(between(&of([1.0, 0.0]), &of([-1.0, 0.0])).is_none());
        assert!(between(&of([1.0, 0.0]), &of([2.0, 1.0])).is_some());
    }
}
