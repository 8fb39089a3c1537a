//! Every ready scene opens, and its runs do what its words say.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fallline::objective::Data;
use fallline::optim::{Family, Stop};
use fallline::session::{Session, Track};
use fallline::spec::{READY_SCENES, Spec};

fn finished(name: &str) -> Session {
    let (spec, _) = Spec::load(name).unwrap_or_else(|error| panic!("{error}"));
    let mut session = Session::new(spec).unwrap_or_else(|error| panic!("{name}: {error}"));
    session.finish_runs();
    session
}

fn end(track: &Track) -> [f64; 2] {
    let row = track.trajectory.last().unwrap();
    [row.point[0], row.point[1]]
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[test]
fn every_ready_scene_opens_and_stays_in_view() {
    for scene in READY_SCENES {
        let session = finished(scene.name);
        assert!(
            scene.text.starts_with("# ") && scene.description().len() > 20,
            "{} lacks its line",
            scene.name
        );
        // A scene without runs says so.
        let none = session.spec().run.as_ref().is_some_and(Vec::is_empty);
        let tolerance = session.spec().runs.tolerance.is_some();
        let stands_still = none || session.swarm().is_some();
        assert_eq!(session.tracks().is_empty(), stands_still, "{}", scene.name);
        for track in session.tracks() {
            let stop = track.trajectory.stop;
            let classical = track.plan.settings.optimizer.family() == Family::Classical;
            assert!(
                stop == Some(Stop::Steps)
                    || tolerance && stop == Some(Stop::Tolerance)
                    || classical && stop == Some(Stop::Converged),
                "{}: {:?}",
                scene.name,
                track.note()
            );
            assert_eq!(track.left_at, None, "{}", scene.name);
        }
        assert!(session.world().height.low < session.world().height.high, "{}", scene.name);
    }
}

#[test]
fn the_folder_and_the_list_of_ready_scenes_are_the_same() {
    let files = std::fs::read_dir("assets/scenes").unwrap();
    let stem =
        |entry: std::fs::DirEntry| entry.path().file_stem().unwrap().to_str().unwrap().to_owned();
    let mut in_folder: Vec<_> = files.map(|entry| stem(entry.unwrap())).collect();
    let mut listed: Vec<_> = READY_SCENES.iter().map(|scene| scene.name.to_owned()).collect();
    in_folder.sort();
    listed.sort();
    assert_eq!(in_folder, listed);
}

#[test]
fn the_default_runs_suit_every_library_loss() {
    for entry in fallline::objective::library::entries() {
        let text = format!("[loss]\nname = \"{}\"\n", entry.name);
        let (spec, _) = Spec::from_toml("test", &text, Default::default()).unwrap();
        let mut session = Session::new(spec).unwrap();
        session.finish_runs();
        let unbounded = entry.minima.is_empty();
        for track in session.tracks() {
            let losses = track.trajectory.losses();
            let label = track.plan.settings.optimizer.label();
            // Not the last loss: beside the kink of bukin-6, gradient descent bounces from wall to wall.
            assert!(
                losses.iter().any(|loss| *loss < losses[0]),
                "{}: {label} gets nowhere",
                entry.name
            );
            assert!(
                unbounded || track.trajectory.stop == Some(Stop::Steps),
                "{}: {label} diverges",
                entry.name
            );
        }
    }
}

#[test]
fn himmelblau_ends_in_three_minima() {
    let session = finished("himmelblau");
    let nearest = |track: &Track| {
        let minima = session.objective().minima.iter();
        minima
            .map(|minimum| distance(minimum.point, end(track)))
            .enumerate()
            .min_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap()
    };
    let mut reached: Vec<_> = session.tracks().iter().map(nearest).collect();
    assert!(reached.iter().all(|(_, distance)| *distance < 0.01), "{reached:?}");
    reached.sort_by_key(|(index, _)| *index);
    reached.dedup_by_key(|(index, _)| *index);
    assert_eq!(reached.len(), 3);
}

#[test]
fn every_basin_of_himmelblau_is_reached() {
    let session = finished("basins");
    let comparison = session.swarm().unwrap().comparison.as_ref().unwrap();
    let reached: Vec<usize> = comparison.minima.reached.iter().map(|m| m.members).collect();
    assert_eq!((reached.len(), reached.iter().sum::<usize>()), (4, 1200), "{reached:?}");
    assert!(reached.iter().all(|members| *members > 200), "{reached:?}");
    assert!(comparison.lines.iter().all(|line| line.reached == 400 && line.diverged == 0));
}

#[test]
fn heavy_momentum_leaves_the_local_minimum_of_rastrigin() {
    let session = finished("rastrigin");
    let loss = |index: usize| *session.tracks()[index].trajectory.losses().last().unwrap();
    assert!(
        loss(1) < 5.0 && loss(0) > 30.0 && loss(2) > 30.0,
        "{} {} {}",
        loss(0),
        loss(1),
        loss(2)
    );
}

#[test]
fn only_scaled_steps_leave_the_plateau() {
    let session = finished("plateau-hole");
    let reached = |index: usize| distance(end(&session.tracks()[index]), [1.0, -0.5]) < 0.05;
    assert_eq!([0, 1, 2, 3].map(reached), [false, false, true, true]);
}

#[test]
fn the_fit_scenes_have_the_numbers_that_were_promised() {
    for (name, model) in
        [("fit-line", "a*x + b"), ("fit-cubic", "a*x^3 + b*x^2"), ("fit-sine", "sin(b*cos(a*x))")]
    {
        let session = finished(name);
        let (objective, fit) = (session.objective(), session.objective().fit().unwrap());
        assert_eq!((fit.model.as_str(), objective.rows()), (model, 200));
        let x = objective.data().unwrap().column("x").unwrap();
        assert_eq!((x[0], x[199]), (-1.0, 1.0));
        let domain = objective.domain;
        assert_eq!(
            [domain.x.min, domain.x.max, domain.y.min, domain.y.max],
            [-2.0, 7.0, -2.0, 7.0]
        );
        let settings: Vec<_> = session.tracks().iter().map(|track| &track.plan.settings).collect();
        let runs: Vec<_> = settings
            .iter()
            .map(|s| (s.optimizer.to_string(), [s.start[0], s.start[1]], s.steps))
            .collect();
        let starts = [[5.0, 4.0], [5.0, 1.0], [2.0, 4.5]];
        let expected: Vec<_> = ["sgd:lr=0.1", "sgd:lr=1"]
            .iter()
            .flat_map(|name| starts.map(|start| ((*name).to_owned(), start, 400)))
            .collect();
        assert_eq!(runs, expected, "{name}");
    }
    // The loss is convex in the first two, so gradient descent at the lower rate finds the truth up to the noise.
    for name in ["fit-line", "fit-cubic"] {
        for track in &finished(name).tracks()[..3] {
            assert!(distance(end(track), [1.2, 2.5]) < 0.05, "{name}: {:?}", end(track));
        }
    }
}

/// Final loss and accuracy of each run of a network.
fn learned(name: &str) -> Vec<(f64, Option<f64>)> {
    let session = finished(name);
    let network = &session.objective().landscape().unwrap().network;
    let end = |track: &Track| {
        let row = track.trajectory.last().unwrap();
        (row.loss, network.accuracy(row.point, &mut network.scratch()))
    };
    session.tracks().iter().map(end).collect()
}

#[test]
fn the_networks_learn_their_data() {
    // Noise of 0.15 mixes the moons where they face each other: some rows in a hundred.
    assert!(learned("moons").iter().all(|(_, share)| share.unwrap() > 0.97));
    let spirals = learned("spirals");
    let [adam, sgd] = [&spirals[..2], &spirals[2..]];
    assert!(adam.iter().all(|(_, share)| share.unwrap() > 0.95), "{spirals:?}");
    assert!(sgd.iter().all(|(loss, _)| *loss > 4.0 * adam[1].0.max(adam[0].0)), "{spirals:?}");
    let shares: Vec<_> = learned("xor").iter().map(|(_, share)| share.unwrap()).collect();
    assert_eq!(shares, [1.0, 1.0, 0.5]);
    // The noise alone has a mean square of 0.01, of which a net with 37 weights learns some by heart.
    assert!(learned("regression").iter().all(|(loss, _)| (0.002..0.01).contains(loss)));
}

#[test]
fn five_optimizers_fit_the_line() {
    let session = finished("line");
    let objective = session.objective();
    assert_eq!(
        (objective.parameters.join(","), objective.rows()),
        ("intercept,slope".into(), 1000)
    );
    let names: Vec<_> =
        session.tracks().iter().map(|t| t.plan.settings.optimizer.table().name).collect();
    assert_eq!(names, ["sgd", "sgd", "rmsprop", "adam", "adadelta"]);
    for track in session.tracks() {
        assert_eq!(
            (track.plan.settings.start.clone(), track.plan.settings.steps),
            (vec![9.0, 2.0], 100)
        );
    }
    for track in &session.tracks()[..4] {
        assert!(distance(end(track), [-2.0, 2.0]) < 0.1, "{:?}", end(track));
    }
}

/// `assets/data/line.csv` holds the data of the scene `line`, with nine digits behind the point.
/// FALLLINE_UPDATE=1 writes it.
#[test]
fn the_csv_holds_the_data_of_the_line() {
    let made = |name: &str| finished(name).objective().data().unwrap().clone();
    let expected = made("line");
    if std::env::var_os("FALLLINE_UPDATE").is_some() {
        let rows = expected.columns[0].iter().zip(&expected.columns[1]);
        let rows: String = rows.map(|(x, y)| format!("{x:.9},{y:.9}\n")).collect();
        std::fs::write("assets/data/line.csv", format!("x,y\n{rows}")).unwrap();
        return;
    }
    let Data { names, columns } = made("line-csv");
    assert_eq!(names, expected.names);
    for (column, expected) in columns.iter().zip(&expected.columns) {
        assert_eq!(column.len(), 1000);
        assert!(column.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 5.1e-10));
    }
}
