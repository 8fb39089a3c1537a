//! What networks say about their data at the playhead: fitted curves and decision regions.

use super::*;
use fallline::objective::network::Network;
use fallline::scene::{FitCurves, FitPlot, RegionKey, Regions};
use fallline::spec::Origin;

/// A session of a network scene without its runs' ends awaited.
fn network(toml: &str) -> Session {
    session(Spec::from_toml("test.toml", toml, Origin::default()).unwrap().0)
}

const MOONS: &str = "[network]\nlayers = [{ units = 6, activation = 'tanh' }, { units = 2 }]\nseeds = [3, 4]\n\
                     [network.data]\nset = 'moons'\nrows = 60\nstandardise = true\n\
                     [runs]\nsteps = 40\n[[run]]\noptimizer = 'adam'\nlr = 0.1";

pub(crate) fn curves(session: &Session) -> FitCurves {
    match session.scene().fit {
        Some(FitPlot::Curves(curves)) => curves,
        other => panic!("{other:?}"),
    }
}

fn regions(session: &Session) -> Regions {
    match session.scene().fit {
        Some(FitPlot::Regions(regions)) => regions,
        other => panic!("{other:?}"),
    }
}

fn net(session: &Session) -> &Network {
    &session.objective().landscape().unwrap().network
}

/// The probabilities at a place in the units of the data.
fn said(session: &Session, theta: &[f64], at: [f64; 2]) -> Vec<f64> {
    let landscape = session.objective().landscape().unwrap();
    let scales = &landscape.data.scales;
    let scaled = [0, 1].map(|c| scales.get(c).map_or(at[c], |scale| scale.apply(at[c])));
    landscape.network.outputs(theta, &scaled)
}

#[test]
fn the_regions_are_what_the_network_says_at_the_row_of_the_playhead() {
    let mut session = network(MOONS);
    for step in [0.0, 17.6, 40.0] {
        session.apply(Command::Scrub(step)).unwrap();
        let shown = regions(&session);
        let row = session.tracks()[0].trajectory.point(step as usize).unwrap().to_vec();
        let map = shown.map.as_ref().unwrap();
        assert_eq!(map.shades.len(), map.side * map.side);
        for (index, shade) in map.shades.iter().enumerate() {
            let at = shown.domain.grid_point(index, map.side, map.side);
            let p = said(&session, &row, at);
            assert_eq!(usize::from(shade.class), usize::from(p[1] > p[0]), "{at:?}");
            // Single precision of the tangent of log-odds.
            let sure = ((p[1] / p[0]).ln().abs() / 4.0).tanh();
            assert!((f64::from(shade.strength) - sure).abs() < 1e-6, "{at:?}");
        }
        let accuracy = net(&session).accuracy(&row, &mut net(&session).scratch()).unwrap();
        let percent: f64 = shown.note.trim_end_matches(" % right").parse().unwrap();
        assert!((0.0..0.1 + 1e-9).contains(&(100.0 * accuracy - percent)), "{}", shown.note);
    }
}

#[test]
fn boundaries_of_all_runs_lie_where_two_classes_are_as_likely() {
    let mut session = network(MOONS);
    session.apply(Command::Scrub(40.0)).unwrap();
    let shown = regions(&session);
    assert_eq!(shown.title, "Adam  lr 0.1, seed 3");
    assert_eq!(shown.boundaries.len(), 2);
    // The run that is named comes last.
    for (boundary, track) in shown.boundaries.iter().zip([1, 0]) {
        let theta = session.tracks()[track].trajectory.last().unwrap().point.to_vec();
        assert!(boundary.lines.iter().map(Vec::len).sum::<usize>() > 50);
        for at in boundary.lines.iter().flatten() {
            let p = said(&session, &theta, *at);
            // Between two samples the log-odds, which change by some tenths, are bent by a fraction of that.
            assert!((p[1] / p[0]).ln().abs() < 0.05, "{at:?} {p:?}");
        }
    }
    assert_eq!(shown.boundaries[0].style.color, session.path_styles()[0].color);
}

#[test]
fn points_stand_in_the_units_of_the_data_in_colours_that_no_run_has() {
    let session = network(MOONS);
    let shown = regions(&session);
    let raw = fallline::objective::network::MadeData::Moons.generate(60, 0.1, 0).unwrap();
    assert_eq!(shown.points.len(), 60);
    for (row, (at, shade)) in shown.points.iter().enumerate() {
        assert_eq!(f64::from(shade.class), raw.targets[0][row]);
        for c in [0, 1] {
            // Four roundings of numbers of order 1.
            assert!((at[c] - raw.features[c][row]).abs() < 1e-14);
        }
        assert!(shown.domain.contains(*at));
    }
    let RegionKey::Classes(classes) = &shown.key else { panic!("{:?}", shown.key) };
    let names: Vec<&str> = classes.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["upper", "lower"]);
    let run = session.path_styles()[0].color;
    assert!(classes.iter().all(|(_, color)| color.distance(run) > 0.1));
    assert!(classes[0].1.distance(classes[1].1) > 0.1);
}

#[test]
fn a_row_is_evaluated_once_and_other_weights_anew() {
    let mut session = network(MOONS);
    let map = |session: &Session| regions(session).map.unwrap();
    session.apply(Command::Scrub(10.0)).unwrap();
    let first = map(&session);
    session.apply(Command::Scrub(10.8)).unwrap();
    session.advance(0.0);
    assert!(Arc::ptr_eq(&first, &map(&session)), "within a row nothing is evaluated");
    session.apply(Command::Scrub(11.0)).unwrap();
    assert!(!Arc::ptr_eq(&first, &map(&session)));
    session.apply(Command::Scrub(10.0)).unwrap();
    assert_eq!(first, map(&session), "the same row has the same regions");
    let mut spec = session.spec().clone();
    spec.network.as_mut().unwrap().plane.kind = fallline::objective::plane::PlaneKind::Random;
    let before = map(&session);
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    assert!(Arc::ptr_eq(&before, &map(&session)), "another plane shows the same network");
    spec.network.as_mut().unwrap().layers[0].activation =
        fallline::objective::network::Activation::Relu;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    session.finish_runs();
    assert_ne!(before, map(&session), "another network has other regions");
}

#[test]
fn the_curve_of_a_network_is_its_output_between_the_rows_of_the_playhead() {
    let mut session = network(
        "[network]\nlayers = [{ units = 5, activation = 'tanh' }, { units = 1 }]\nloss = 'mse'\nseeds = [1, 2]\n\
         [network.data]\nset = 'regression'\nstandardise = true\n[runs]\nsteps = 30\n[[run]]\noptimizer = 'adam'\nlr = 0.1",
    );
    session.apply(Command::Scrub(12.5)).unwrap();
    let plot = curves(&session);
    assert_eq!((plot.columns.clone(), plot.points.len()), (["x".to_owned(), "y".to_owned()], 50));
    assert_eq!((plot.curves.len(), plot.curves[0].1.len()), (2, 200));
    assert_eq!([plot.points[0][0], plot.points[49][0]].map(|x| (1e9 * x).round()), [-1e9, 1e9]);
    let landscape = session.objective().landscape().unwrap();
    for (track, (_, curve)) in session.tracks().iter().zip(&plot.curves) {
        let row = |k| track.trajectory.point(k).unwrap();
        let theta: Vec<f64> = row(12).iter().zip(row(13)).map(|(a, b)| 0.5 * (a + b)).collect();
        for [x, y] in curve {
            let scaled = landscape.data.scales[0].apply(*x);
            // The weights between two rows have two roundings more.
            assert!((landscape.network.outputs(&theta, &[scaled])[0] - y).abs() < 1e-12);
        }
    }
}

#[test]
fn one_feature_and_two_classes_give_the_probability_of_the_second() {
    let folder = tempfile::tempdir().unwrap();
    let rows: String =
        (0..20).map(|k| format!("{k},{}\n", if k < 9 { "no" } else { "yes" })).collect();
    std::fs::write(folder.path().join("d.csv"), format!("hours,passed\n{rows}")).unwrap();
    let toml = "[network]\nlayers = [{ units = 3, activation = 'tanh' }, { units = 2 }]\n\
                [network.data]\nfile = 'd.csv'\ntargets = ['passed']\nstandardise = true\n\
                [runs]\nsteps = 60\n[[run]]\noptimizer = 'adam'\nlr = 0.1";
    let origin = Origin::Folder(folder.path().to_owned());
    let mut session = session(Spec::from_toml("test.toml", toml, origin).unwrap().0);
    session.apply(Command::Scrub(60.0)).unwrap();
    let plot = curves(&session);
    assert_eq!(plot.columns, ["hours", "probability of yes"].map(str::to_owned));
    assert!(plot.points.iter().all(|[x, y]| *y == f64::from(u8::from(*x > 8.5))));
    let [(_, curve)] = &plot.curves[..] else { panic!("one run, one curve") };
    assert!(curve[0][1] < 0.1 && curve[199][1] > 0.9, "{:?} {:?}", curve[0], curve[199]);
}

#[test]
fn values_over_two_features_have_the_colours_of_the_range_of_the_targets() {
    let folder = tempfile::tempdir().unwrap();
    let row = |k: i32| format!("{},{},{}\n", k % 5, k / 5, k % 5 - 2 * (k / 5));
    let rows: String = (0..25).map(row).collect();
    std::fs::write(folder.path().join("d.csv"), format!("a,b,height\n{rows}")).unwrap();
    let toml = "[network]\nlayers = [{ units = 1 }]\nloss = 'mse'\n\
                [network.data]\nfile = 'd.csv'\ntargets = ['height']\n\
                [runs]\nsteps = 200\n[[run]]\noptimizer = 'sgd'\nlr = 0.05";
    let origin = Origin::Folder(folder.path().to_owned());
    let mut session = session(Spec::from_toml("test.toml", toml, origin).unwrap().0);
    session.apply(Command::Scrub(200.0)).unwrap();
    let shown = regions(&session);
    assert_eq!((shown.note.as_str(), shown.title.as_str()), ("height: −8 to 4", ""));
    assert_eq!(shown.boundaries.iter().map(|b| b.lines.len()).sum::<usize>(), 0);
    let map = shown.map.unwrap();
    for (index, shade) in map.shades.iter().enumerate() {
        let [a, b] = shown.domain.grid_point(index, map.side, map.side);
        let share = ((a - 2.0 * b + 8.0) / 12.0).clamp(0.0, 1.0);
        // The plane is learned to a thousandth.
        assert!((f64::from(shade.strength) - share).abs() < 2e-3, "{a} {b}");
    }
}

#[test]
fn more_features_have_no_picture() {
    let session =
        network("[network]\nlayers = [{ units = 3 }]\ndata.set = 'iris'\n[runs]\nsteps = 5");
    assert!(session.scene().fit.is_none());
}
