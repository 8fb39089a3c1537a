//! Critical points: every minimum that the library states is found, kinds are right, and the border is compared.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;

use fallline::objective::critical::{Kind, Note};
use fallline::objective::library::Entry;
use fallline::objective::{
    CriticalPoint, CriticalPoints, Domain, HeightScale, Interval, Metric, Minimum, Objective,
    library,
};

fn find(objective: &Objective) -> CriticalPoints {
    CriticalPoints::find(objective, &AtomicBool::new(false)).unwrap()
}

fn of(formula: &str, domain: Domain) -> CriticalPoints {
    find(&Objective::from_formula(formula, domain, Vec::new()).unwrap())
}

/// The distance in units of the domain.
fn apart(a: [f64; 2], b: [f64; 2], domain: Domain) -> f64 {
    ((a[0] - b[0]) / domain.x.length()).hypot((a[1] - b[1]) / domain.y.length())
}

fn near(found: &CriticalPoints, place: [f64; 2], domain: Domain) -> &CriticalPoint {
    let closer = |a: &&CriticalPoint, b: &&CriticalPoint| {
        apart(a.point, place, domain).total_cmp(&apart(b.point, place, domain))
    };
    found.points.iter().min_by(closer).unwrap()
}

/// How near a stated minimum must be found, in units of the domain, and how near its loss, as a share of the range.
///
/// Newton's method ends within rounding. A degenerate minimum is only as sharp as its gradient, which rounds to zero
/// around it. At the foot of bukin-6's kink the loss is 100 sqrt(d) at a distance d across the valley, so that a rounding
/// of d = 1e-16 is worth 1e-6 of loss, which the slope of 0.01 along the valley makes up for in 1e-4.
fn tolerance(note: Option<Note>, name: &str) -> f64 {
    match note {
        None => 1e-9,
        Some(_) if name == "bukin-6" => 1e-4,
        Some(_) => 1e-6,
    }
}

/// What is found for each loss of the library, which the search knows no minima of.
fn library_found() -> &'static [(&'static Entry, Objective, CriticalPoints)] {
    static FOUND: OnceLock<Vec<(&'static Entry, Objective, CriticalPoints)>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let found = |entry: &'static Entry| {
            let mut objective = entry.objective();
            objective.minima.clear();
            let found = find(&objective);
            (entry, objective, found)
        };
        library::entries().iter().map(found).collect()
    })
}

#[test]
fn every_minimum_that_the_library_states_is_found() {
    for (entry, _, found) in library_found() {
        assert!(found.is_complete, "{}", entry.name);
        for minimum in entry.minima {
            let point = near(found, minimum.point, entry.domain);
            let distance = apart(point.point, minimum.point, entry.domain);
            assert_eq!(point.kind, Kind::Minimum, "{}: {point:?}", entry.name);
            assert!(distance <= tolerance(point.note, entry.name), "{}: {point:?}", entry.name);
            assert!(point.is_global, "{}: {point:?} {:?}", entry.name, found.border);
            let off = (point.loss - minimum.loss).abs();
            assert!(off <= 1e-6 * minimum.loss.abs().max(1.0), "{}: {point:?}", entry.name);
        }
        // Besides those that are stated there are only whole lines of equal ones, as in sine-cosine.
        let others =
            found.points.iter().filter(|point| point.is_global && point.note != Some(Note::Line));
        let stated = |point: &CriticalPoint| {
            let near = |m: &Minimum| apart(point.point, m.point, entry.domain) < 1e-3;
            entry.minima.iter().any(near)
        };
        for point in others {
            assert!(stated(point), "{}: {point:?}", entry.name);
        }
    }
}

#[test]
fn what_is_listed_has_no_gradient_or_is_a_cusp() {
    for (entry, objective, found) in library_found() {
        for point in &found.points {
            assert!(entry.domain.contains(point.point), "{}: {point:?}", entry.name);
            assert_eq!(objective.loss(&point.point), point.loss, "{}", entry.name);
            if point.note == Some(Note::Cusp) {
                assert!(!point.curvature.is_finite());
                continue;
            }
            let mut gradient = [0.0; 2];
            objective.gradient(&point.point, &mut gradient);
            // Rounding of the gradient, seen from how it grows across a hundredth of the domain.
            let size = point.curvature.largest() * 0.01 * entry.domain.diagonal();
            let norm = gradient[0].hypot(gradient[1]);
            assert!(norm <= 1e-6 * size.max(1e-3), "{}: {point:?} {norm}", entry.name);
        }
    }
}

#[test]
fn himmelblau_has_four_minima_four_saddles_and_one_maximum() {
    let objective = library::find("himmelblau").unwrap().objective();
    let found = find(&objective);
    assert_eq!(Kind::ALL.map(|kind| found.count(kind)), [4, 4, 1, 0], "{found:#?}");
    let maximum = found.points.iter().find(|point| point.kind == Kind::Maximum).unwrap();
    assert!(apart(maximum.point, [-0.270845, -0.923039], objective.domain) < 1e-6);
    assert!((maximum.loss - 181.6165).abs() < 1e-3, "{maximum:?}");
    let saddles = [
        [-0.127961, -1.953714],
        [3.385154, 0.073852],
        [0.086678, 2.884255],
        [-3.073026, -0.081353],
    ];
    for saddle in saddles {
        let point = near(&found, saddle, objective.domain);
        assert_eq!(point.kind, Kind::Saddle, "{point:?}");
        assert!(apart(point.point, saddle, objective.domain) < 1e-6, "{point:?} {saddle:?}");
        assert!(point.curvature.values[0] < 0.0 && point.curvature.values[1] > 0.0);
    }
    assert!(found.points.is_sorted_by(|a, b| a.loss <= b.loss));
    assert_eq!(found.points.iter().filter(|point| point.is_global).count(), 4);
    assert!(!found.border_is_lower);
}

#[test]
fn each_kind_is_told_from_the_others() {
    let square = Domain::square(-2.0, 2.0);
    for (formula, kind, note) in [
        ("x^2 + 3*y^2", Kind::Minimum, None),
        ("1 - x^2 - x*y - y^2", Kind::Maximum, None),
        ("x^2 - y^2", Kind::Saddle, None),
        ("x^3 - 3*x*y^2", Kind::Degenerate, Some(Note::Flat)),
        ("x^3 + y^3", Kind::Degenerate, Some(Note::Flat)),
        ("x^2 - y^4", Kind::Degenerate, Some(Note::Flat)),
        ("x^4 + y^4", Kind::Minimum, Some(Note::Flat)),
        ("1 - x^4 - y^2", Kind::Maximum, Some(Note::Flat)),
        ("(x - 0.3)^2", Kind::Minimum, Some(Note::Line)),
        ("sqrt(x^2 + y^2)", Kind::Minimum, Some(Note::Cusp)),
        ("abs(x) + abs(y)", Kind::Minimum, Some(Note::Cusp)),
        ("1 - abs(x - 0.1) - 2*abs(y + 0.4)", Kind::Maximum, Some(Note::Cusp)),
    ] {
        let found = of(formula, square);
        let told: Vec<_> = found.points.iter().map(|point| (point.kind, point.note)).collect();
        assert_eq!(told, [(kind, note)], "{formula}: {found:#?}");
    }
}

#[test]
fn where_nothing_is_critical_nothing_is_listed() {
    let square = Domain::square(-2.0, 2.0);
    for formula in ["x + y", "exp(x)", "floor(x) + y", "3", "log(-1 - x^2)", "x*abs(x) + x + y"] {
        let found = of(formula, square);
        assert_eq!(found.points, [], "{formula}");
    }
}

#[test]
fn units_of_the_axes_do_not_matter() {
    let domain = Domain::new(Interval::new(-2e-6, 3e-6), Interval::new(-1e7, 4e7));
    let found = of("(1 - 1e6*x)^2 + 100*(1e-7*y - (1e6*x)^2)^2", domain);
    assert_eq!(found.points.len(), 1, "{found:#?}");
    assert_eq!(found.points[0].kind, Kind::Minimum);
    assert!(apart(found.points[0].point, [1e-6, 1e7], domain) < 1e-9, "{found:#?}");
}

#[test]
fn a_border_that_is_lower_is_said() {
    let found = of("x^3 - 3*x + y^2", Domain::square(-4.0, 4.0));
    assert!(found.border_is_lower && found.points.iter().all(|point| !point.is_global));
    let border = found.border.unwrap();
    assert_eq!(border.point[0], -4.0);
    assert!(border.point[1].abs() < 1e-6 && (border.loss + 52.0).abs() < 1e-9, "{border:?}");
    let plane = of("x + 2*y", Domain::square(-1.0, 1.0));
    assert_eq!(plane.border.map(|border| border.point), Some([-1.0, -1.0]));
    assert!(plane.border_is_lower);
}

#[test]
fn fits_have_theirs_too() {
    let least_squares = find(&common::noisy_fit("a*x + b", Metric::Mse, 60));
    assert_eq!(least_squares.points.len(), 1, "{least_squares:#?}");
    let minimum = least_squares.points[0];
    assert!(minimum.is_global && (minimum.point[0] - 1.2).abs() < 0.1, "{minimum:?}");
    // The least mean distance lies where the model meets data, at a kink.
    let absolute = find(&common::noisy_fit("a*x + b", Metric::Mae, 9));
    assert_eq!(absolute.points.len(), 1, "{absolute:#?}");
    assert_eq!(
        (absolute.points[0].kind, absolute.points[0].note),
        (Kind::Minimum, Some(Note::Cusp))
    );
}

#[test]
fn a_search_is_cancelled_and_repeats_itself() {
    let objective = library::find("rastrigin").unwrap().objective();
    assert_eq!(CriticalPoints::find(&objective, &AtomicBool::new(true)), None);
    let first = find(&objective);
    // 11 hollows, and 10 summits between them, along each axis.
    let counts = [Kind::Minimum, Kind::Maximum, Kind::Saddle].map(|kind| first.count(kind));
    assert_eq!(counts, [121, 100, 220]);
    let places = |found: &CriticalPoints| {
        found.points.iter().map(|point| (point.point, point.kind)).collect::<Vec<_>>()
    };
    assert_eq!(places(&first), places(&find(&objective)));
    assert_eq!(objective.height, Some(HeightScale::Linear));
}
