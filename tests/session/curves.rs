//! The curves: every quantity by hand, against steps and evaluations, and the playhead on them.

use super::*;
use fallline::scene::{Chart, Quantity};

/// The session of a scene file's text with its runs computed.
fn computed(text: &str) -> Session {
    session(Spec::from_toml("test", text, Origin::default()).unwrap().0)
}

/// The points of a run's line in a chart.
fn points(chart: &Chart, run: usize) -> &[[f64; 2]] {
    &chart.lines[run].points
}

const DESCENT: &str = "loss = { formula = 'x^2 + y^2', x = [-5, 5], y = [-5, 5] }\n\
    runs = { steps = 100, starts = [[-4, 4]] }\n\
    curves = { show = ['loss', 'gradient-norm', 'learning-rate', 'x', 'y', 'distance', 'squared-distance'] }\n\
    [[run]]\noptimizer = 'sgd'\nlr = 0.01\n";

#[test]
fn gradient_descent_down_a_bowl_has_the_values_of_its_formula() {
    let mut session = computed(DESCENT);
    let curves = session.scene().curves;
    let names: Vec<_> = curves.charts.iter().map(|chart| chart.name.as_str()).collect();
    let distances = ["distance to the minimum", "squared distance to the minimum"];
    assert_eq!(names[..5], ["loss", "gradient norm", "learning rate", "x", "y"]);
    assert_eq!(names[5..], distances, "a quadratic loss has one minimum, and it is known");
    assert_eq!((curves.end, curves.in_pictures), (100.0, true));
    let by_hand = |quantity: Quantity, k: f64| {
        let shrunk = 0.98f64.powf(k);
        match quantity {
            Quantity::Loss | Quantity::SquaredDistance => 32.0 * shrunk * shrunk,
            Quantity::GradientNorm => 2.0 * 32f64.sqrt() * shrunk,
            Quantity::LearningRate => 0.01,
            Quantity::Parameter(0) => -4.0 * shrunk,
            Quantity::Parameter(_) => 4.0 * shrunk,
            Quantity::Distance => 32f64.sqrt() * shrunk,
            other => panic!("{other:?} is of networks alone"),
        }
    };
    // A hundred steps round some hundred times, each time by 1.1e-16 of the value.
    let is_near = |a: f64, b: f64| (a - b).abs() <= 1e-13 * b.abs();
    for chart in &curves.charts {
        assert_eq!(points(chart, 0).len(), 101);
        for (k, [step, value]) in points(chart, 0).iter().enumerate() {
            assert_eq!(*step, k as f64);
            let wanted = by_hand(chart.quantity, *step);
            assert!(is_near(*value, wanted), "{} at {k}: {value}, not {wanted}", chart.name);
        }
    }
    // Between two rows the point lies on the straight line of its chart: on a logarithmic one, on the power itself.
    session.apply(Command::Scrub(40.5)).unwrap();
    for chart in session.scene().curves.charts {
        let [step, value] = chart.lines[0].now.unwrap();
        let ends = [40.0, 41.0].map(|k| by_hand(chart.quantity, k));
        let straight = 0.5 * (ends[0] + ends[1]);
        let wanted = if chart.is_log { by_hand(chart.quantity, 40.5) } else { straight };
        assert_eq!(step, 40.5);
        assert!(is_near(value, wanted), "{}: {value}, not {wanted}", chart.name);
    }
}

#[test]
fn an_exponential_schedule_has_its_rates() {
    let mut spec = Spec::from_toml("test", DESCENT, Origin::default()).unwrap().0;
    let run = &mut spec.run.as_mut().unwrap()[0];
    run.schedule = Some(Schedule::parse("exponential:gamma=0.9").unwrap());
    let curves = session(spec).scene().curves;
    assert_eq!(curves.charts[2].quantity, Quantity::LearningRate);
    for [step, rate] in points(&curves.charts[2], 0) {
        let wanted = 0.01 * 0.9f64.powf(*step);
        // Multiplied a hundred times, each time rounded by 1.1e-16.
        assert!((rate - wanted).abs() <= 2e-14 * wanted, "{rate}, not {wanted}, at {step}");
    }
}

#[test]
fn methods_without_a_rate_or_whose_run_diverged_have_the_line_that_there_is() {
    let text = "loss.name = 'ill-conditioned'\ncurves.show = ['learning-rate', 'loss']\nruns.steps = 200\n\
                [[run]]\noptimizer = 'sgd'\nlr = 1\n[[run]]\noptimizer = 'nelder-mead'\n";
    let session = computed(text);
    let [rates, losses] = session.scene().curves.charts.try_into().unwrap();
    assert!(points(&rates, 1).is_empty() && rates.lines[1].now.is_none());
    let diverged = &session.tracks()[0].trajectory;
    assert!(diverged.len() < 200, "it leaves the numbers long before");
    assert_eq!(points(&losses, 0).len(), diverged.len());
    assert!(points(&losses, 0).iter().flatten().all(|number| number.is_finite()));
    assert_eq!(points(&losses, 0).last().unwrap()[1], *diverged.losses().last().unwrap());
}

/// One run asks once a step, the other as often as its line search wants.
const UNEQUAL: &str = "loss.name = 'rosenbrock'\nruns.steps = 30\n\
    curves = { show = ['loss'], against = 'evaluations' }\n\
    [[run]]\noptimizer = 'sgd'\nlr = 0.001\n\
    [[run]]\noptimizer = 'lbfgs'\nlr = 1\nline_search = 'strong-wolfe'\nmax_iter = 4\n";

#[test]
fn evaluations_are_counted_for_each_row() {
    let session = computed(UNEQUAL);
    let curves = session.scene().curves;
    let counts = |run: usize| -> Vec<f64> {
        points(&curves.charts[0], run).iter().map(|point| point[0]).collect()
    };
    assert!(counts(0).iter().copied().eq((1..=31).map(f64::from)), "{:?}", counts(0));
    let [first, .., last] = *counts(1).as_slice() else { panic!("a line") };
    let total = session.tracks()[1].trajectory.evaluations.total() as f64;
    assert_eq!((first, last, curves.end), (1.0, total, total));
    assert!(last > 2.0 * 31.0, "several a step: {last}");
    assert!(counts(1).windows(2).all(|pair| pair[0] <= pair[1]));
}

#[test]
fn a_place_among_evaluations_is_a_step() {
    let mut session = computed(UNEQUAL);
    let mut former = -1.0;
    for step in 0..=20 {
        let step = f64::from(step) / 8.0;
        session.apply(Command::Scrub(step)).unwrap();
        let place = session.scene().curves.playhead;
        assert!(place > former, "{place} after {former}");
        former = place;
        let back = session.step_at(place);
        // The share of a row is kept in single precision.
        assert!((back - step).abs() < 1e-5, "{back}, not {step}");
    }
    assert_eq!(session.step_at(0.0), 0.0);
    assert_eq!(session.step_at(1e9), session.length() as f64);
}

#[test]
fn a_long_run_keeps_its_extremes_in_few_points() {
    let mut session = computed(
        "loss.name = 'sphere'\nruns = { steps = 30000, noise = 0.5, seed = 4 }\ncurves.show = ['loss']\n\
         [[run]]\noptimizer = 'sgd'\nlr = 0.3\n",
    );
    let curves = session.scene().curves;
    let drawn = points(&curves.charts[0], 0);
    let losses = session.tracks()[0].trajectory.losses();
    assert!(losses.len() == 30_001 && drawn.len() <= 2000, "{}", drawn.len());
    let extremes = |values: &mut dyn Iterator<Item = f64>| {
        values.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], v| [a.min(v), b.max(v)])
    };
    let of_run = extremes(&mut losses.iter().copied());
    assert_eq!(extremes(&mut drawn.iter().map(|point| point[1])), of_run);
    assert_eq!((drawn[0][0], drawn[drawn.len() - 1][0]), (0.0, 30_000.0));
    // Another step and another axis make no line anew.
    session.apply(Command::Scrub(777.0)).unwrap();
    let mut spec = session.spec().clone();
    spec.curves.log = Some(LogAxes::All(false));
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    let later = &session.scene().curves.charts[0];
    assert!(
        !later.is_log && Arc::ptr_eq(&later.lines[0].points, &curves.charts[0].lines[0].points)
    );
}

#[test]
fn a_straight_line_is_measured_from_its_least_squares() {
    let session = session(ready("curves"));
    let objective = session.objective();
    let data = objective.data().unwrap();
    let (x, y) = (data.column("x").unwrap(), data.column("y").unwrap());
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / x.len() as f64;
    let (mx, my) = (mean(&mut x.iter().copied()), mean(&mut y.iter().copied()));
    let covariance = mean(&mut x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)));
    let slope = covariance / mean(&mut x.iter().map(|x| (x - mx) * (x - mx)));
    let intercept = my - slope * mx;
    let curves = session.scene().curves;
    let chart = &curves.charts[2];
    assert_eq!(chart.name, "squared distance to the minimum");
    for (track, line) in session.tracks().iter().zip(&chart.lines) {
        for ([_, error], row) in line.points.iter().zip(track.trajectory.rows()) {
            let wanted = (row.point[0] - intercept).powi(2) + (row.point[1] - slope).powi(2);
            // Both optima are exact to some rounding of numbers near 2, and so is the distance.
            let distance = wanted.sqrt();
            assert!((error.sqrt() - distance).abs() < 1e-13, "{error}, not {wanted}");
        }
    }
}

#[test]
fn without_known_minima_the_lowest_point_found_is_said_to_be_one() {
    let session = computed(
        "loss.formula = '(1 - x)^2 + 5*(y - x^2)^2'\nruns = { steps = 3, starts = [[1, 0]] }\n\
         curves.show = ['distance']\n[[run]]\noptimizer = 'sgd'\nlr = 0.01\n",
    );
    let chart = &session.scene().curves.charts[0];
    assert_eq!(chart.title(), "distance to the lowest point found, log scale");
    // (1, 1) is found to the digits that the slope tells.
    assert!((points(chart, 0)[0][1] - 1.0).abs() < 1e-9, "{:?}", points(chart, 0)[0]);
}

#[test]
fn another_loss_forgets_the_parameters_of_the_former() {
    let mut session = session(ready("curves"));
    let mut spec = session.spec().clone();
    spec.curves.show = Some(vec!["slope".into(), "loss".into()]);
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert_eq!(session.scene().curves.charts.len(), 2);
    (spec.fit, spec.loss) =
        (None, Some(LossSpec { name: Some("sphere".into()), ..LossSpec::default() }));
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    let curves = session.scene().curves;
    assert_eq!((curves.charts.len(), curves.charts[0].quantity), (1, Quantity::Loss));
    // What is misspelt is still refused.
    spec.curves.show = Some(vec!["los".into()]);
    let error = session.apply(Command::Edit(Box::new(spec))).unwrap_err();
    assert_eq!(error.key, "curves.show.0");
    assert!(error.message.contains("did you mean `loss`?"), "{error}");
}
