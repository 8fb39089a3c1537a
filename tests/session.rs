//! The session: deterministic, lenient with edits, and the same after a way through a scene file.

use std::path::Path;
use std::sync::Arc;

use fallline::objective::HeightScale;
use fallline::optim::Optimizer;
use fallline::scene::{Color, Colormap, Floor, Glyph, Scene, Theme, View};
use fallline::session::{Command, FieldRange, Session};
use fallline::spec::{
    ConstantSpec, FilmSpec, FitSpec, LossSpec, Origin, RunSpec, RunsSpec, Spec, Spread, SurfaceSpec,
    SyntheticSpec, ViewSpec,
};

fn ready(name: &str) -> Spec {
    Spec::load(name).unwrap().0
}

fn session(spec: Spec) -> Session {
    let mut session = Session::new(spec).unwrap();
    session.finish_runs();
    session
}

/// What a picture shows, without the objective, which is compared by its name.
fn shown(scene: &Scene) -> impl PartialEq + std::fmt::Debug + use<> {
    let Scene { objective, grid, world, style, camera, paths, marks, legend, fit, captions } = scene.clone();
    ((objective.name.clone(), grid, world, style, camera), (paths, marks, legend), (fit, captions))
}

/// A spec in which every key differs from its default.
fn unusual() -> Spec {
    let run = RunSpec {
        optimizer: Optimizer::parse("sgd:lr=0.3,momentum=0.5,nesterov=true").unwrap(),
        schedule: None,
        label: Some("mine".into()),
        color: Some(Color([1, 2, 3])),
        start: Some([0.1, -0.7]),
        steps: Some(17),
    };
    Spec {
        title: Some("A \"title\"\nin two lines".into()),
        loss: Some(LossSpec {
            formula: Some("a*x^2 + y^4".into()),
            constants: [("a".to_owned(), ConstantSpec { value: 0.1 + 0.2, min: Some(-1.0), max: Some(1.0) })].into(),
            x: Some([-1.5, 1.0 / 3.0]),
            y: Some([1e-7, 1e7]),
            ..LossSpec::default()
        }),
        fit: None,
        surface: SurfaceSpec {
            grid: [17, 33],
            height: Some(HeightScale::Symlog),
            colormap: Colormap::Coolwarm,
            iso_lines: 7,
            wireframe: true,
            opacity: 0.7,
            floor: Floor::Map,
            minima: false,
        },
        runs: RunsSpec {
            steps: 123,
            tolerance: Some(1e-9),
            noise: 0.3,
            batch: None,
            seed: 42,
            starts: Some(vec![[0.1, 0.2], [-1e-300, 3.0]]),
        },
        run: Some(vec![run, RunSpec::new(Optimizer::from_name("adam").unwrap())]),
        view: ViewSpec {
            preset: View::Side,
            azimuth: Some(12.345678901234567),
            elevation: Some(-7.25),
            zoom: 1.1,
            target: Some([0.1, 0.2, 0.3]),
            theme: Theme::Light,
            step: Some(11.5),
        },
        film: FilmSpec { fps: 25, seconds: 2.5, size: [64, 48], ..FilmSpec::default() },
        origin: Origin::default(),
    }
}

fn unusual_fit() -> Spec {
    Spec {
        loss: None,
        fit: Some(FitSpec {
            model: "a*x + b*c".into(),
            parameters: vec!["b".into(), "a".into()],
            domain: [("a".to_owned(), [-1.0, 2.0]), ("b".to_owned(), [0.5, 2.5])].into(),
            constants: [("c".to_owned(), ConstantSpec { value: 2.0, min: None, max: None })].into(),
            target: "out".into(),
            metric: fallline::objective::Metric::Huber,
            data: None,
            synthetic: Some(SyntheticSpec {
                rows: 7,
                x: Spread::Uniform,
                range: [-3.0, 4.0],
                truth: [("a".to_owned(), 1.2), ("b".to_owned(), 2.5)].into(),
                noise: 0.25,
                seed: 9,
            }),
        }),
        ..unusual()
    }
}

#[test]
fn every_key_survives_the_way_through_a_file() {
    let no_runs = Spec { run: Some(Vec::new()), ..Spec::default() };
    let from_file = Spec {
        fit: Some(FitSpec { data: Some("some.csv".into()), synthetic: None, ..unusual_fit().fit.unwrap() }),
        ..unusual_fit()
    };
    for spec in [Spec::default(), no_runs, unusual(), unusual_fit(), from_file, ready("default"), ready("line")] {
        let text = spec.to_toml();
        let (back, _) = Spec::from_toml("test", &text, spec.origin.clone()).unwrap_or_else(|e| panic!("{e}\n{text}"));
        assert_eq!(back, spec, "{text}");
    }
}

#[test]
fn files_leave_out_what_is_default() {
    let spec = Spec { surface: SurfaceSpec { colormap: Colormap::Magma, ..SurfaceSpec::default() }, ..Spec::default() };
    assert_eq!(spec.to_toml(), "[surface]\ncolormap = \"magma\"\n");
}

#[test]
fn what_is_on_screen_opens_again_as_the_same_picture() {
    let mut first = session(ready("himmelblau"));
    for command in [
        Command::Orbit { azimuth: 0.4, elevation: -0.1 },
        Command::Zoom { factor: 1.7, ndc: glam::Vec2::new(0.2, -0.4) },
        Command::Pan(glam::Vec2::new(0.03, 0.01)),
        Command::Scrub(57.25),
        Command::PlaceStart([1.0, -2.0]),
    ] {
        first.apply(command).unwrap();
    }
    first.finish_runs();
    first.settle();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("saved.toml");
    first.snapshot().save(&file).unwrap();
    let second = session(Spec::load(file.to_str().unwrap()).unwrap().0);
    assert_eq!(shown(&second.scene()), shown(&first.scene()));
}

#[test]
fn a_saved_fit_finds_its_data_from_another_folder() {
    let (data, scenes) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(data.path().join("d.csv"), "x,y\n0,1\n1,3\n").unwrap();
    let text = "[fit]\nmodel = \"a*x + b\"\nparameters = [\"a\", \"b\"]\ndata = \"d.csv\"\n";
    let origin = Origin::Folder(data.path().to_path_buf());
    let (spec, _) = Spec::from_toml("test", text, origin).unwrap();
    let file = scenes.path().join("saved.toml");
    spec.save(&file).unwrap();
    let (back, _) = Spec::load(file.to_str().unwrap()).unwrap();
    assert_eq!(back.objective().unwrap().rows(), 2);
}

#[test]
fn the_same_commands_give_the_same_scenes() {
    let play = || {
        let mut session = session(Spec { runs: RunsSpec { noise: 0.1, seed: 3, ..ready("default").runs }, ..ready("default") });
        session.apply(Command::Play).unwrap();
        session.apply(Command::LookFrom(View::Front)).unwrap();
        let frame = |session: &mut Session| {
            session.advance(1.0 / 30.0);
            shown(&session.scene())
        };
        (0..20).map(|_| frame(&mut session)).collect::<Vec<_>>()
    };
    assert_eq!(play(), play());
}

#[test]
fn a_wrong_edit_changes_nothing() {
    let mut session = session(ready("default"));
    let (before, spec) = (shown(&session.scene()), session.spec().clone());
    let formula = |formula: &str| LossSpec { formula: Some(formula.into()), ..LossSpec::default() };
    let wrong = [
        (Spec { loss: Some(formula("x^2 +")), ..spec.clone() }, "loss.formula"),
        (Spec { loss: Some(formula("x + z")), ..spec.clone() }, "loss.formula"),
        (Spec { loss: Some(LossSpec { x: Some([1.0, 1.0]), ..formula("x") }), ..spec.clone() }, "loss.x"),
        (Spec { surface: SurfaceSpec { grid: [1, 9], ..spec.surface.clone() }, ..spec.clone() }, "surface.grid"),
        (Spec { surface: SurfaceSpec { opacity: 2.0, ..spec.surface.clone() }, ..spec.clone() }, "surface.opacity"),
        (Spec { runs: RunsSpec { noise: -1.0, ..spec.runs.clone() }, ..spec.clone() }, "runs.noise"),
        (Spec { runs: RunsSpec { starts: Some(vec![[f64::NAN, 0.0]]), ..spec.runs.clone() }, ..spec.clone() }, "runs.starts.0"),
        (Spec { view: ViewSpec { zoom: 0.0, ..spec.view.clone() }, ..spec.clone() }, "view.zoom"),
    ];
    for (edit, key) in wrong {
        let error = session.apply(Command::Edit(Box::new(edit))).unwrap_err();
        assert_eq!(error.key, key, "{error}");
        assert_eq!(shown(&session.scene()), before, "{key}");
        assert_eq!(session.spec(), &spec, "{key}");
    }
}

#[test]
fn an_edit_recomputes_only_what_it_touches() {
    let mut session = session(ready("default"));
    let paths = |session: &Session| -> Vec<_> { session.tracks().iter().map(|t| Arc::clone(&t.path)).collect() };
    let (objective, before) = (Arc::clone(session.objective()), paths(&session));

    let mut spec = session.spec().clone();
    spec.surface.colormap = Colormap::Magma;
    spec.run.as_mut().unwrap()[1].optimizer.set_text("lr", "0.0004").unwrap();
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    let after = paths(&session);
    assert!(Arc::ptr_eq(session.objective(), &objective));
    for (index, (a, b)) in before.iter().zip(&after).enumerate() {
        assert_eq!(Arc::ptr_eq(a, b), index != 1, "run {index}");
    }
    assert_eq!(session.scene().style.colormap, Colormap::Magma);

    spec.run.as_mut().unwrap().remove(0);
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(Arc::ptr_eq(&paths(&session)[1], &after[2]), "the runs behind a removed one are kept");
}

#[test]
fn a_moved_slider_compiles_nothing_and_changes_the_loss() {
    let mut session = session(ready("constants"));
    let wgsl = session.objective().wgsl();
    let before = session.objective().loss(&[0.0, 1.0]);
    let mut spec = session.spec().clone();
    spec.loss.as_mut().unwrap().constants.get_mut("b").unwrap().value = 50.0;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert_eq!(session.objective().wgsl(), wgsl);
    assert_eq!((before, session.objective().loss(&[0.0, 1.0])), (101.0, 51.0));
    spec.loss.as_mut().unwrap().constants.get_mut("b").unwrap().value = 500.0;
    let error = session.apply(Command::Edit(Box::new(spec))).unwrap_err();
    assert_eq!(error.key, "loss.constants.b", "{error}");
}

#[test]
fn the_playhead_plays_steps_and_scrubs() {
    let mut session = session(ready("himmelblau"));
    assert_eq!((session.step(), session.length()), (0.0, 200));
    session.apply(Command::Play).unwrap();
    session.advance(4.0);
    assert!((session.step() - 100.0).abs() < 1e-9, "the whole length plays in eight seconds: {}", session.step());
    session.apply(Command::StepForward).unwrap();
    assert_eq!((session.step(), session.is_playing()), (101.0, false));
    session.apply(Command::StepBack).unwrap();
    assert_eq!(session.step(), 100.0);
    session.apply(Command::Speed(10.0)).unwrap();
    session.apply(Command::TogglePlay).unwrap();
    session.advance(1.0);
    assert!((session.step() - 110.0).abs() < 1e-9);
    session.apply(Command::Scrub(f32::INFINITY)).unwrap();
    session.advance(1.0);
    assert_eq!((session.step(), session.is_playing()), (200.0, false));
    let scene = session.scene();
    assert_eq!(scene.captions.step, "step 200 / 200");
    for (entry, track) in scene.legend.iter().zip(session.tracks()) {
        assert_eq!(entry.loss, track.trajectory.losses().last().copied());
    }
}

#[test]
fn a_diverged_run_says_where_and_is_crossed_out() {
    let spec = Spec {
        loss: Some(LossSpec { formula: Some("x^4 + y^4".into()), ..LossSpec::default() }),
        run: Some(vec![RunSpec::new(Optimizer::parse("sgd:lr=1").unwrap())]),
        runs: RunsSpec { starts: Some(vec![[1.5, 1.0]]), ..RunsSpec::default() },
        ..Spec::default()
    };
    let mut session = session(spec);
    session.apply(Command::Scrub(f32::INFINITY)).unwrap();
    let scene = session.scene();
    let note = scene.legend[0].note.as_deref().unwrap_or_default();
    assert!(note.starts_with("diverged at step "), "{note}");
    assert!(scene.marks.iter().any(|mark| mark.glyph == Glyph::Cross));
    let far = scene.paths[0].path.points().iter().any(|point| point.parameters[0].abs() > 100.0);
    assert!(!far, "the drawn path ends near the box");
}

#[test]
fn a_start_outside_the_domain_is_drawn_where_it_is() {
    let spec = Spec { runs: RunsSpec { starts: Some(vec![[4.0, 5.0]]), ..RunsSpec::default() }, ..Spec::default() };
    let session = session(spec);
    assert_eq!(session.scene().marks.iter().find(|m| m.glyph == Glyph::Ring).map(|m| m.parameters), Some([4.0, 5.0]));
}

#[test]
fn a_loss_that_is_nowhere_a_number_is_a_warning() {
    let spec = Spec {
        loss: Some(LossSpec { formula: Some("log(-1 - x^2 - y^2)".into()), ..LossSpec::default() }),
        ..Spec::default()
    };
    let mut session = session(spec);
    assert!(session.scene().captions.warning.is_some());
    session.apply(Command::FieldRange(FieldRange { min: f64::NAN, max: f64::NAN, finite_share: 0.0 })).unwrap();
    assert!(session.scene().world.height.low.is_finite());
    assert!(session.scene().captions.warning.is_some());
}

#[test]
fn a_second_run_of_one_optimizer_shares_the_hue_and_gets_a_dash() {
    let session = session(ready("default"));
    let styles = session.path_styles();
    assert_eq!((styles[0].dash, styles[1].dash.is_some()), (None, true), "sgd twice");
    assert!(styles[0].color.distance(styles[1].color) < styles[0].color.distance(styles[2].color));
    assert_eq!(styles[3].dash, None);
}

#[test]
fn a_film_turns_once_and_shows_the_whole_run() {
    let mut film = session(ready("himmelblau"));
    let frames = 40;
    let mut azimuths = Vec::new();
    let mut distances = Vec::new();
    for frame in 0..frames {
        film.film_frame(frame, frames);
        let camera = film.scene().camera;
        azimuths.push(camera.azimuth);
        distances.push(camera.distance);
    }
    let turn = azimuths[frames as usize - 1] - azimuths[0];
    let expected = std::f32::consts::TAU * (frames - 1) as f32 / frames as f32;
    assert!((turn - expected).abs() < 1e-4, "{turn} {expected}");
    assert!(distances.iter().all(|d| *d == distances[0]), "steady");
    assert_eq!(film.step(), 200.0);
    film.film_frame(0, frames);
    assert_eq!(film.step(), 0.0);
    let mut again = session(ready("himmelblau"));
    film.film_frame(17, frames);
    again.film_frame(17, frames);
    assert_eq!(shown(&film.scene()), shown(&again.scene()), "a frame depends on its time alone");
}

#[test]
fn the_fit_plot_follows_the_playhead() {
    let mut session = session(ready("fit-line"));
    session.apply(Command::Scrub(0.0)).unwrap();
    let plot = session.scene().fit.unwrap();
    assert_eq!((plot.points.len(), plot.columns.clone()), (200, ["x".to_owned(), "y".to_owned()]));
    assert_eq!(plot.curves.len(), 6, "two rates from three starts");
    // The first run starts at a = 5, b = 4.
    for [x, y] in &plot.curves[0].1 {
        assert!((y - (5.0 * x + 4.0)).abs() < 1e-12, "{x} {y}");
    }
    session.apply(Command::Scrub(f32::INFINITY)).unwrap();
    let end = &session.scene().fit.unwrap().curves[0].1;
    let error = end.iter().map(|[x, y]| (y - (1.2 * x + 2.5)).abs()).fold(0.0, f64::max);
    // Noise 0.1 on 200 points moves the best line by about 0.1 / sqrt(200) at its middle, three times that at its ends.
    assert!(error < 0.1, "{error}");
}

#[test]
fn ready_data_needs_no_files() {
    assert!(Path::new("assets").exists(), "tests run in the project's folder");
    let spec = ready("line-csv");
    assert_eq!(spec.origin, Origin::Ready);
    assert_eq!(spec.objective().unwrap().rows(), 1000);
}
