//! Symbolic gradients and Hessians against central differences, over the whole library and the fits; the known minima.

use fallline::objective::library::{Entry, entries};
use fallline::objective::{Data, Domain, Fit, Inputs, Interval, Metric, Objective, Synthetic};

/// Points of an uneven 7 x 7 grid inside the domain, away from whole numbers, where kinks and symmetric points lie.
fn points(domain: &Domain) -> impl Iterator<Item = [f64; 2]> {
    let at = |interval: Interval, share: f64| interval.min + interval.length() * share;
    let (x, y) = (domain.x, domain.y);
    (0..49_u32).map(move |index| {
        let (i, j) = (f64::from(index % 7), f64::from(index / 7));
        [at(x, 0.0313 + 0.1517 * i), at(y, 0.0271 + 0.1537 * j)]
    })
}

/// Central differences with step h err by h^2/6 * f''' and by eps * |f| / h. Richardson's combination of steps h and h/2 takes
/// the first away up to h^4, so h = 1e-3 of the scale leaves about 1e-12 of the loss's size over the step on both counts.
fn slope(f: impl Fn(f64) -> f64, scale: f64) -> f64 {
    let h = 1e-3 * scale;
    let central = |h: f64| (f(h) - f(-h)) / (2.0 * h);
    (4.0 * central(h / 2.0) - central(h)) / 3.0
}

fn check(objective: &Objective, point: [f64; 2], tolerance: f64) {
    let mut evaluator = objective.evaluator();
    let mut gradient = [0.0; 2];
    let loss = evaluator.gradient(&point, &mut gradient);
    let hessian = evaluator.hessian(&point);
    let shifted = |axis: usize, h: f64| {
        let mut moved = point;
        moved[axis] += h;
        moved
    };
    // wiggles of the library have a length of about 1 (sines of 2 pi x), whatever the domain is
    let scale = (0.02 * objective.domain.x.length().min(objective.domain.y.length())).min(0.1);
    let slopes: [f64; 2] = [0, 1].map(|axis| slope(|h| objective.loss(&shifted(axis, h)), scale));
    let size = slopes[0].hypot(slopes[1]) + loss.abs().max(1e-3);
    for axis in 0..2 {
        let distance = (gradient[axis] - slopes[axis]).abs();
        assert!(
            distance <= tolerance * size,
            "{} at {point:?}: {gradient:?}, slopes {slopes:?}",
            objective.name
        );
        let by_axis = |other: usize| {
            let derivative = |h: f64| {
                let mut gradient = [0.0; 2];
                objective.gradient(&shifted(other, h), &mut gradient);
                gradient[axis]
            };
            slope(derivative, scale)
        };
        for other in 0..2 {
            let (found, expected) = (hessian[axis][other], by_axis(other));
            let size = size + expected.abs() + gradient[axis].abs();
            assert!(
                (found - expected).abs() <= tolerance * size,
                "{} at {point:?}: Hessian {hessian:?}, [{axis}][{other}] by differences {expected}",
                objective.name
            );
        }
    }
}

#[test]
fn the_librarys_derivatives_are_its_slopes() {
    for entry in entries() {
        let objective = entry.objective();
        for point in points(&entry.domain) {
            check(&objective, point, 1e-6);
        }
    }
}

fn fits() -> Vec<Objective> {
    let mut fits = Vec::new();
    for model in ["a*x + b", "a*x^3 + b*x^2", "sin(b*cos(a*x))"] {
        for metric in Metric::ALL {
            let data = Synthetic {
                input: "x".into(),
                target: "y".into(),
                inputs: Inputs::Linspace { range: Interval::new(-1.0, 1.0), count: 201 },
                model: model.into(),
                parameters: vec!["a".into(), "b".into()],
                truth: vec![1.2, 2.5],
                noise: 0.1,
                seed: 7,
            };
            let fit = Fit {
                model: model.into(),
                parameters: vec!["a".into(), "b".into()],
                target: "y".into(),
                metric,
            };
            let data = data.generate().expect("the model is well formed");
            fits.push(
                Objective::from_fit(fit, data, Domain::square(-2.0, 7.0), Vec::new())
                    .expect("the fit is well formed"),
            );
        }
    }
    fits
}

/// A mean absolute (or Huber) error has a kink (in its second derivative) wherever a residual passes 0 (or 1), and 201 residuals
/// do so often; only the smooth metric has slopes that differences can find.
#[test]
fn the_fits_derivatives_are_their_slopes() {
    for objective in
        fits().iter().filter(|objective| objective.fit().unwrap().metric == Metric::Mse)
    {
        for point in points(&objective.domain) {
            check(objective, point, 1e-6);
        }
    }
}

/// The same, where no residual is near a kink: one row at a time.
#[test]
fn the_metrics_derivatives_are_their_slopes_row_by_row() {
    for metric in Metric::ALL {
        for target in [-3.0, 0.2, 0.7, 4.0] {
            let data = Data {
                names: vec!["x".into(), "y".into()],
                columns: vec![vec![0.5], vec![target]],
            };
            let fit = Fit {
                model: "a*x + b^2".into(),
                parameters: vec!["a".into(), "b".into()],
                target: "y".into(),
                metric,
            };
            let objective =
                Objective::from_fit(fit, data, Domain::square(-1.0, 1.0), Vec::new()).unwrap();
            check(&objective, [0.3, 0.6], 1e-9);
        }
    }
}

/// Losses whose minimum is a kink or a point without a derivative.
const POINTED: [&str; 2] = ["ackley", "bukin-6"];

#[test]
fn the_known_minima_are_minima() {
    for Entry { name, minima, domain, .. } in entries() {
        let objective = fallline::objective::library::find(name).unwrap().objective();
        for minimum in *minima {
            let [x, y] = minimum.point;
            assert!(domain.contains(minimum.point), "{name}: {minimum:?} lies outside the domain");
            let mut gradient = [0.0; 2];
            let loss = objective.gradient(&[x, y], &mut gradient);
            // bukin-6 turns the rounding of 0.01 * 100 into the square root of it
            let tolerance = if *name == "bukin-6" { 2e-6 } else { 1e-9 };
            assert!(
                (loss - minimum.loss).abs() <= tolerance,
                "{name}: {loss}, not {}",
                minimum.loss
            );
            if !POINTED.contains(name) {
                let hessian = objective.hessian(&[x, y]);
                let curvature = hessian[0][0].abs().max(hessian[1][1].abs()).max(1.0);
                // a point rounded to 16 digits leaves a gradient of curvature * 4e-16 * |point|
                assert!(
                    gradient[0].hypot(gradient[1]) <= 1e-13 * curvature,
                    "{name}: {gradient:?} at {minimum:?}"
                );
            }
            for (dx, dy) in
                [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3), (1e-3, 1e-3), (-1e-3, 1e-3)]
            {
                let beside = objective.loss(&[x + dx, y + dy]);
                assert!(beside >= minimum.loss - 1e-12, "{name}: {beside} beside {minimum:?}");
            }
            let grid = objective.losses_on_grid(domain, 101, 101);
            let least = grid.into_iter().fold(f64::INFINITY, f64::min);
            assert!(
                least >= minimum.loss - tolerance,
                "{name}: {least} on the grid is below {minimum:?}"
            );
        }
    }
}
