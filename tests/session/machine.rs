//! Commands, edits, playhead, film.

use super::regions::curves;
use super::*;
use fallline::spec::{Origin, SurfaceSpec};

#[test]
fn the_same_commands_give_the_same_scenes() {
    let play = || {
        let mut session = session(Spec {
            runs: RunsSpec { noise: 0.1, seed: 3, ..ready("default").runs },
            ..ready("default")
        });
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
        (
            Spec { loss: Some(LossSpec { x: Some([1.0, 1.0]), ..formula("x") }), ..spec.clone() },
            "loss.x",
        ),
        (
            Spec { surface: SurfaceSpec { grid: [1, 9], ..spec.surface.clone() }, ..spec.clone() },
            "surface.grid",
        ),
        (
            Spec { surface: SurfaceSpec { opacity: 2.0, ..spec.surface.clone() }, ..spec.clone() },
            "surface.opacity",
        ),
        (
            Spec { runs: RunsSpec { noise: -1.0, ..spec.runs.clone() }, ..spec.clone() },
            "runs.noise",
        ),
        (
            Spec {
                runs: RunsSpec { starts: Some(vec![[f64::NAN, 0.0]]), ..spec.runs.clone() },
                ..spec.clone()
            },
            "runs.starts.0",
        ),
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
    let paths = |session: &Session| -> Vec<_> {
        session.tracks().iter().map(|t| Arc::clone(&t.path)).collect()
    };
    let (objective, before) = (Arc::clone(session.objective()), paths(&session));

    let mut spec = session.spec().clone();
    spec.surface.colormap = Some(Colormap::Magma);
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
    assert!(
        (session.step() - 100.0).abs() < 1e-9,
        "the whole length plays in eight seconds: {}",
        session.step()
    );
    session.apply(Command::StepForward).unwrap();
    assert_eq!((session.step(), session.is_playing()), (101.0, false));
    session.apply(Command::StepBack).unwrap();
    assert_eq!(session.step(), 100.0);
    session.apply(Command::Speed(10.0)).unwrap();
    session.apply(Command::TogglePlay).unwrap();
    session.advance(1.0);
    assert!((session.step() - 110.0).abs() < 1e-9);
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
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
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    let scene = session.scene();
    let note = scene.legend[0].note.as_deref().unwrap_or_default();
    assert!(note.starts_with("diverged at step "), "{note}");
    assert!(scene.marks.iter().any(|mark| mark.glyph == Glyph::Cross));
    let far = scene.paths[0].path.points().iter().any(|point| point.parameters[0].abs() > 100.0);
    assert!(!far, "the drawn path ends near the box");
}

#[test]
fn a_start_outside_the_domain_is_drawn_where_it_is() {
    let spec = Spec {
        runs: RunsSpec { starts: Some(vec![[4.0, 5.0]]), ..RunsSpec::default() },
        ..Spec::default()
    };
    let session = session(spec);
    assert_eq!(
        session.scene().marks.iter().find(|m| m.glyph == Glyph::Ring).map(|m| m.parameters),
        Some([4.0, 5.0])
    );
}

#[test]
fn a_loss_that_is_nowhere_a_number_is_a_warning() {
    let spec = Spec {
        loss: Some(LossSpec { formula: Some("log(-1 - x^2 - y^2)".into()), ..LossSpec::default() }),
        ..Spec::default()
    };
    let mut session = session(spec);
    assert!(session.scene().captions.warning.is_some());
    session
        .apply(Command::FieldRange {
            of: 0,
            range: FieldRange { min: f64::NAN, max: f64::NAN, finite_share: 0.0 },
        })
        .unwrap();
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
fn a_view_is_kept_when_the_picture_changes_its_shape() {
    let view = ViewSpec { zoom: 2.0, azimuth: Some(30.0), ..ViewSpec::default() };
    let mut wide = session(Spec { view: view.clone(), ..ready("saddle") });
    wide.apply(Command::Viewport { aspect: 1.0 }).unwrap();
    assert_eq!(wide.scene().camera, view.camera(1.0, Floor::Grid), "as the spec asks");
    wide.apply(Command::LookFrom(View::Top)).unwrap();
    wide.apply(Command::Viewport { aspect: 0.5 }).unwrap();
    let top = ViewSpec { preset: View::Top, ..ViewSpec::default() };
    assert_eq!(wide.scene().camera, top.camera(0.5, Floor::Grid), "framed again");
    wide.apply(Command::Zoom { factor: 2.0, ndc: glam::Vec2::ZERO }).unwrap();
    wide.settle();
    let zoomed = wide.scene().camera;
    wide.apply(Command::Viewport { aspect: 2.0 }).unwrap();
    assert_eq!(wide.scene().camera, zoomed, "where the user has moved it");
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
    let plot = curves(&session);
    assert_eq!((plot.points.len(), plot.columns.clone()), (200, ["x".to_owned(), "y".to_owned()]));
    assert_eq!(plot.curves.len(), 6, "two rates from three starts");
    // The first run starts at a = 5, b = 4.
    for [x, y] in &plot.curves[0].1 {
        assert!((y - (5.0 * x + 4.0)).abs() < 1e-12, "{x} {y}");
    }
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    let end = &curves(&session).curves[0].1;
    let error = end.iter().map(|[x, y]| (y - (1.2 * x + 2.5)).abs()).fold(0.0, f64::max);
    // Noise 0.1 on 200 points moves the best line by about 0.1 / sqrt(200) at its middle, three times that at its ends.
    assert!(error < 0.1, "{error}");
}

#[test]
fn the_ghost_is_the_loss_of_the_batch_of_the_step_shown() {
    let mut session = session(ready("mini-batches"));
    for step in [0.0, 31.7, 150.0, 5.0] {
        session.apply(Command::Scrub(step)).unwrap();
        let scene = session.scene();
        assert!(scene.captions.step.contains("this step's 8 rows"), "{}", scene.captions.step);
        let ghost = scene.ghost.unwrap();
        let mut batches = Batches::new(200, 8, session.spec().runs.seed);
        let rows = batches.of_step(step as u64);
        let data = session.objective().data().unwrap();
        let (x, y) = (data.column("x").unwrap(), data.column("y").unwrap());
        let [a, b] = [0.7, -1.1];
        let square = |row: &u32| (a * x[*row as usize] + b - y[*row as usize]).powi(2);
        let by_hand = rows.iter().map(square).sum::<f64>() / 8.0;
        assert!((ghost.loss(&[a, b]) - by_hand).abs() < 1e-12 * by_hand, "step {step}");
    }
    // A film's frames have the ghost of their own step.
    session.film_frame(5, 10);
    let frame = session.scene().ghost.unwrap();
    let step = session.step() as u64;
    let mut batches = Batches::new(200, 8, session.spec().runs.seed);
    let expected = session.objective().over_rows(batches.of_step(step));
    assert!(step > 0 && frame.columns_f32() == expected.columns_f32());
    let mut spec = session.spec().clone();
    spec.surface.ghost = false;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(session.scene().ghost.is_none());
    let error =
        Spec { surface: SurfaceSpec { ghost: true, ..Default::default() }, ..ready("line") }
            .resolve()
            .err()
            .unwrap();
    assert_eq!(error.key, "surface.ghost", "{error}");
}

#[test]
fn a_long_run_is_thinned_and_plays_to_its_end() {
    const STEPS: u64 = 3_000_000;
    let text = format!(
        "loss.name = 'ill-conditioned'\nruns.steps = {STEPS}\nruns.starts = [[1.7, -0.9]]\n\
         [[run]]\noptimizer = 'sgd'\nlr = 1e-6\n"
    );
    let mut session = session(Spec::from_toml("long", &text, Origin::default()).unwrap().0);
    let track = &session.tracks()[0];
    assert!(track.trajectory.len() <= 1 << 17, "{} rows", track.trajectory.len());
    assert_eq!((session.length(), track.last_step()), (STEPS, STEPS));
    assert_eq!(track.path.samples().len(), track.trajectory.len());
    // Gradient descent on x^2/2: x shrinks by 1 - lr a step, whatever rows were kept.
    for step in [0, 1_234_567, STEPS] {
        session.apply(Command::Scrub(step as f64)).unwrap();
        let track = &session.tracks()[0];
        let shown = track.path.at(track.row_at(session.step())).unwrap().parameters[0];
        let exact = 1.7 * (1.0 - 1e-6_f64).powf(step as f64);
        assert!((shown - exact).abs() < 1e-6, "step {step}: {shown} is not {exact}");
    }
}
