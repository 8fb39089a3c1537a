//! Curves of networks, and lines through their weights, against the network itself.

use super::*;
use fallline::objective::plane::{Line, Normalisation};
use fallline::scene::{Quantity, Space};
use fallline::spec::{LineDirection, LineEnd, LineSpec};

/// Two seeds of a small net on the moons.
const MOONS: &str = "[network]\nseeds = [1, 2]\nloss = 'binary-cross-entropy'\n\
    layers = [{ units = 4, activation = 'tanh' }, { units = 1 }]\n\
    data = { set = 'moons', rows = 60, noise = 0.15 }\n\
    [runs]\nsteps = 40\n[[run]]\noptimizer = 'adam'\nlr = 0.05\n";

fn read(text: &str) -> Spec {
    Spec::from_toml("test", text, Origin::default()).unwrap().0
}

#[test]
fn the_curves_of_a_network_are_its_own_at_every_row() {
    let show = "show = ['loss', 'accuracy', 'gradient-norm', 'learning-rate', 'coordinate-1', 'coordinate-2', 'off-plane', 'shadow-loss']";
    let mut session = session(read(&format!("{MOONS}[curves]\n{show}\n")));
    let objective = Arc::clone(session.objective());
    let landscape = objective.landscape().unwrap();
    let (network, plane) = (&landscape.network, &landscape.plane);
    let mut scratch = network.scratch();
    let curves = session.scene().curves;
    assert_eq!(curves.charts.len(), 8);
    assert_eq!(curves.charts[4].name, objective.parameters[0], "the axis of the plane");
    for chart in &curves.charts {
        for (track, line) in session.tracks().iter().zip(&chart.lines) {
            assert_eq!(line.points.len(), 41, "{}", chart.name);
            for ([step, value], row) in line.points.iter().zip(track.trajectory.rows()) {
                let (shadow, distance) = plane.project(row.point);
                let mut gradient = vec![0.0; row.point.len()];
                let wanted = match chart.quantity {
                    Quantity::Loss => network.loss(row.point, &mut scratch),
                    Quantity::Accuracy => network.accuracy(row.point, &mut scratch).unwrap(),
                    Quantity::GradientNorm => {
                        network.gradient(row.point, &mut gradient, &mut scratch);
                        gradient.iter().map(|g| g * g).sum::<f64>().sqrt()
                    }
                    Quantity::LearningRate => 0.05,
                    Quantity::Coordinate(axis) => shadow[axis],
                    Quantity::OffPlane => distance,
                    Quantity::ShadowLoss => network.loss(&plane.point(shadow), &mut scratch),
                    other => panic!("{other:?} is of no network"),
                };
                assert_eq!((*step, *value), (row.step as f64, wanted), "{}", chart.name);
            }
        }
    }
    // The playhead between two rows stands between their accuracies.
    session.apply(Command::Scrub(10.5)).unwrap();
    let chart = &session.scene().curves.charts[1];
    let points = &chart.lines[0].points;
    let between = 0.5 * (points[10][1] + points[11][1]);
    assert_eq!(chart.lines[0].now, Some([10.5, between]));
}

#[test]
fn coordinates_follow_the_plane_and_accuracies_outlive_it() {
    let text = format!("{MOONS}[curves]\nshow = ['accuracy', 'coordinate-1']\n");
    let mut session = session(read(&text));
    let before = session.scene().curves.charts;
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.kind = fallline::objective::plane::PlaneKind::Random;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    session.finish_runs();
    let after = session.scene().curves.charts;
    assert_eq!(before[0].lines[0].points, after[0].lines[0].points);
    assert_ne!(before[1].lines[0].points, after[1].lines[0].points);
    assert_eq!(
        (after[1].quantity, after[1].name.as_str()),
        (Quantity::Coordinate(0), "direction 1")
    );
}

#[test]
fn accuracies_fill_in_while_frames_go_on() {
    let text = format!("{MOONS}[curves]\nshow = ['accuracy']\n");
    let mut session = Session::new(read(&text)).unwrap();
    for _ in 0..2000 {
        session.advance(0.001);
        if !session.is_computing() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert!(!session.is_computing());
    session.advance(0.001);
    let curves = session.scene().curves;
    let waited = self::session(read(&text)).scene().curves;
    for (line, other) in curves.charts[0].lines.iter().zip(&waited.charts[0].lines) {
        assert_eq!((line.points.len(), &line.points), (41, &other.points));
    }
}

#[test]
fn a_line_has_the_losses_and_accuracies_of_the_weights_between() {
    let text = format!(
        "{MOONS}[[line]]\nfrom = 'final'\nfrom_run = 1\nto = 'final'\nto_run = 2\n[[line]]\nfrom = 10\nt = [0, 1]\nsamples = 11\n"
    );
    let session = session(read(&text));
    let network = &session.objective().landscape().unwrap().network;
    let mut scratch = network.scratch();
    let row = |track: usize, row: usize| session.tracks()[track].trajectory.point(row).unwrap();
    let lines = session.lines();
    assert_eq!(lines[0].name, "run 1 final \u{2192} run 2 final");
    assert_eq!(lines[1].name, "run 1 step 10 \u{2192} run 1 final");
    for (line, [from, to], count, span) in [
        (&lines[0], [row(0, 40), row(1, 40)], 101, [-0.25, 1.25]),
        (&lines[1], [row(0, 10), row(0, 40)], 11, [0.0, 1.0]),
    ] {
        assert_eq!(line.curve.len(), count);
        let ends = [line.curve[0].t, line.curve[count - 1].t];
        assert_eq!((ends, line.note.as_deref()), (span, None));
        for sample in line.curve.iter() {
            let t = sample.t;
            let theta: Vec<f64> = from.iter().zip(to).map(|(a, b)| (1.0 - t) * a + t * b).collect();
            assert_eq!(sample.loss, network.loss(&theta, &mut scratch));
            assert_eq!(sample.accuracy, network.accuracy(&theta, &mut scratch));
        }
    }
    let losses = session.tracks()[0].trajectory.losses();
    assert_eq!((lines[1].curve[0].loss, lines[1].curve[10].loss), (losses[10], losses[40]));
    // Its shadow lies on the surface.
    let guides = &lines[0].guides;
    assert_eq!(guides.len(), 1, "both ends lie within the plane that fits the paths");
    let objective = session.objective();
    for point in guides[0].path.samples() {
        // The place is stored as it was evaluated.
        assert_eq!(point.loss, objective.loss(&point.parameters));
    }
    assert!(session.scene().guides().any(|guide| guide == &guides[0]));
}

#[test]
fn a_line_along_a_direction_is_filter_normalised() {
    let text = format!("{MOONS}[[line]]\ndirection = 'random'\nseed = 3\nsamples = 5\n");
    let session = session(read(&text));
    let network = &session.objective().landscape().unwrap().network;
    let end = session.tracks()[0].trajectory.point(40).unwrap().to_vec();
    let line =
        Line::random(network.layout(), end.clone(), Normalisation::Filter, false, 3).unwrap();
    let shown = &session.lines()[0];
    assert_eq!(shown.ends, ["run 1 final"]);
    let norm = |values: &[f64]| values.iter().map(|x| x * x).sum::<f64>().sqrt();
    let way: Vec<f64> = line.ends()[1].iter().zip(&end).map(|(to, from)| to - from).collect();
    for filter in network.layout().filters() {
        let wanted = if filter.is_bias { 0.0 } else { norm(&end[filter.parameters.clone()]) };
        // Added to the weights and taken off again: a rounding of numbers of that size.
        assert!((norm(&way[filter.parameters]) - wanted).abs() < 1e-13 * (1.0 + wanted));
    }
    let mut scratch = network.scratch();
    for (sample, t) in shown.curve.iter().zip([-1.0, -0.5, 0.0, 0.5, 1.0]) {
        assert_eq!((sample.t, sample.loss), (t, network.loss(&line.point(t), &mut scratch)));
    }
}

#[test]
fn other_runs_make_other_lines_and_another_plane_the_same() {
    let mut session = session(read(&format!("{MOONS}[[line]]\nto_run = 2\n")));
    let before = session.lines();
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.seed = 4;
    spec.network.as_mut().unwrap().plane.kind = fallline::objective::plane::PlaneKind::Random;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    assert!(Arc::ptr_eq(&before[0].curve, &session.lines()[0].curve), "evaluated once");
    assert_ne!(before[0].guides, session.lines()[0].guides);
    spec.runs.steps = 30;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    assert_ne!(before[0].curve, session.lines()[0].curve);
    // What is no network has no lines, and the edit that says so is none to refuse.
    (spec.network, spec.loss, spec.run) = (None, Some(LossSpec::default()), None);
    spec.loss.as_mut().unwrap().name = Some("sphere".into());
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(session.spec().line.is_empty() && session.lines().is_empty());
}

#[test]
fn ends_that_turn_out_to_be_one_point_are_said() {
    let session = session(read(&format!("{MOONS}[[line]]\nfrom = 40\nto = 'final'\n")));
    let error = session.line_error().unwrap();
    assert_eq!(error.key, "line.0.to");
    assert!(error.message.contains("the same point"), "{error}");
    assert_eq!(session.lines()[0].note.as_ref(), Some(&error.message));
}

#[test]
fn mistakes_in_lines_are_refused_with_their_line() {
    for (text, line, part) in [
        ("[[line]]\nto_run = 3", 2, "there is no run 3: the runs are 1 to 2"),
        ("[[line]]\nfrom_run = 0", 2, "there is no run 0"),
        ("[[line]]\nfrom = 'final'", 1, "the same point"),
        ("[[line]]\nfrom = 41", 2, "run 1 has 40 steps, so there is no step 41"),
        ("[[line]]\nto = 50\nto_run = 2", 2, "run 2 has 40 steps, so there is no step 50"),
        ("[[line]]\nfrom = 'final'\nto = 'final'\nto_run = 1", 3, "the same point"),
        ("[[line]]\nto = 'none.npz'", 2, "cannot read none.npz"),
        ("[[line]]\nto = 'fnal'", 2, "\"final\""),
        ("[[line]]\nto = 'a.npz'\nto_run = 2", 3, "leave `to_run` out"),
        ("[[line]]\nto = 5\ndirection = 'random'", 2, "leave `to` out"),
        ("[[line]]\ndirection = 'randm'", 2, "did you mean `random`?"),
        ("[[line]]\nseed = 5", 2, "direction = \"random\""),
        ("[[line]]\nt = [1, 1]", 2, "finite rising range"),
        ("[[line]]\nsamples = 1", 2, "2 to 10001 samples, not 1"),
        ("[[line]]\nform = 'final'", 2, "did you mean `from`?"),
        ("[curves]\nshow = ['distance']", 2, "minima of a network are not known"),
        ("[curves]\nshow = ['x']", 2, "unknown quantity `x`"),
    ] {
        let text = format!("{text}\n{MOONS}");
        let error = match Spec::from_toml("f.toml", &text, Origin::default()) {
            Ok((spec, source)) => source.locate(Session::new(spec).err().unwrap()),
            Err(error) => error,
        };
        assert_eq!(error.place.as_ref().map(|place| place.line), Some(line), "{text}\n{error}");
        assert!(error.message.contains(part), "{error}");
    }
    let formula = read("[[line]]\n[loss]\nname = 'sphere'\n");
    let error = Session::new(formula).err().unwrap();
    assert!(error.key == "line" && error.message.contains("[[section]]"), "{error}");
}

#[test]
fn lines_come_back_from_their_file() {
    let random = LineSpec {
        direction: Some(LineDirection::Random),
        normalisation: Some(Normalisation::Layer),
        biases: Some(true),
        seed: Some(7),
        t: Some([-2.0, 2.0]),
        samples: Some(21),
        ..LineSpec::default()
    };
    let file = LineSpec { to: Some(LineEnd::File("w.npz".into())), ..LineSpec::default() };
    let line = vec![LineSpec::between_runs(2, 1), random, file, LineSpec::default()];
    let spec = Spec { line, ..read(MOONS) };
    assert_eq!(read(&spec.to_toml()), spec);
    assert!(!spec.to_toml().contains("weights"), "{}", spec.to_toml());
    assert_eq!(Space::of(session(read(MOONS)).objective()), spec.space());
}

#[test]
fn an_end_may_be_a_file_and_its_path_leads_there_from_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    let trained = session(read(MOONS));
    let network = &trained.objective().landscape().unwrap().network;
    let weights = network.initial_of(9);
    let bytes: Vec<Vec<u8>> = [0..8, 8..12, 12..16, 16..17]
        .map(|range| weights[range].iter().flat_map(|w| w.to_le_bytes()).collect())
        .into();
    let names = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"];
    let shapes = [vec![4, 2], vec![4], vec![1, 4], vec![1]];
    let views = names.into_iter().zip(shapes).zip(&bytes).map(|((name, shape), bytes)| {
        (name, safetensors::tensor::TensorView::new(safetensors::Dtype::F64, shape, bytes).unwrap())
    });
    let path = folder.path().join("w.safetensors");
    safetensors::serialize_to_file(views, None, &path).unwrap();
    let text = format!("{MOONS}[[line]]\nfrom = 'w.safetensors'\nto = 'final'\nt = [0, 1]\n");
    let origin = Origin::Folder(folder.path().to_owned());
    let spec = Spec::from_toml("test", &text, origin).unwrap().0;
    let made = session(spec.clone());
    let line = &made.lines()[0];
    assert_eq!(line.ends, ["w.safetensors", "run 1 final"]);
    assert_eq!(line.curve[0].loss, network.loss(&weights, &mut network.scratch()));
    let elsewhere = tempfile::tempdir().unwrap();
    let saved = spec.save(&elsewhere.path().join("scene.toml")).unwrap();
    let (again, _) = Spec::load(saved.to_str().unwrap()).unwrap();
    assert_eq!(session(again).lines()[0].curve, line.curve);
    let wider = text.replace("units = 4", "units = 5");
    let origin = Origin::Folder(folder.path().to_owned());
    let error = Session::new(Spec::from_toml("test", &wider, origin).unwrap().0).err().unwrap();
    assert!(error.key == "line.0.from" && error.message.contains("w.safetensors"), "{error}");
}

#[test]
fn the_end_of_a_diverged_run_is_where_planes_end_too() {
    let text = "[network]\nlayers = [{ units = 4, activation = 'relu' }, { units = 1 }]\nloss = 'mse'\n\
        data = { set = 'regression' }\nplane = { kind = 'random' }\n[runs]\nsteps = 40\n\
        [[run]]\noptimizer = 'sgd'\nlr = 1e6\n[[line]]\nt = [0, 1]\nsamples = 3\n";
    let session = session(read(text));
    let track = &session.tracks()[0];
    assert_eq!(track.trajectory.stop, Some(fallline::optim::Stop::Diverged));
    let landscape = session.objective().landscape().unwrap();
    let (network, end) = (&landscape.network, landscape.plane.origin());
    assert_ne!(Some(end), track.trajectory.last().map(|row| row.point));
    let lines = session.lines();
    assert_eq!(lines[0].note, None);
    let wanted = network.loss(end, &mut network.scratch());
    assert_eq!(lines[0].curve[2].loss, wanted);
}
