//! The scenes of the figures: paths, contours, arrows, planes, marks and critical points by value.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use fallline::objective::critical::Kind;
use fallline::optim::Stop;
use fallline::overlay::{Layout, contour_labels};
use fallline::scene::{ArrowLength, Camera, Lens, QuiverOf, QuiverOn, Scene};
use fallline::session::{Command, Session, Track};
use fallline::spec::{READY_SCENES, Spec};

/// The scenes that are figures.
const FIGURES: [&str; 21] = [
    "bowl-surface",
    "quiver",
    "tangent-arrows",
    "bowl-descent",
    "bowl-slow-descent",
    "bowl-points",
    "powers",
    "tangent-plane",
    "fit-line",
    "fit-cubic",
    "fit-sine",
    "line-sgd",
    "line-momentum",
    "line-rmsprop",
    "line-adam",
    "line-four",
    "line-four-3d",
    "line-exponential",
    "stop-saddle",
    "stop-plateau",
    "stop-minima",
];

/// Rounding of a hundred multiplications and subtractions of numbers below 10, each within half a unit in the last place.
const ROUNDING: f64 = 1e-12;

fn figure(name: &str) -> Session {
    finished(Spec::load(name).unwrap().0)
}

/// The same without contours, which take long for a thousand rows.
fn without_contours(name: &str) -> Session {
    finished(Spec { contours: None, ..Spec::load(name).unwrap().0 })
}

fn finished(spec: Spec) -> Session {
    let mut session = Session::new(spec).unwrap();
    session.finish_runs();
    session.apply(Command::Scrub(f64::INFINITY)).unwrap();
    session.settle();
    session
}

fn points(track: &Track) -> Vec<[f64; 2]> {
    track.trajectory.rows().map(|row| [row.point[0], row.point[1]]).collect()
}

fn end(track: &Track) -> [f64; 2] {
    *points(track).last().unwrap()
}

fn slope_of(scene: &Scene, point: [f64; 2]) -> [f64; 2] {
    let mut gradient = [0.0; 2];
    scene.objective.gradient(&point, &mut gradient);
    gradient
}

fn apart([a, b]: [f64; 2], [c, d]: [f64; 2]) -> f64 {
    (a - c).hypot(b - d)
}

/// Places of the marks that the scene file asks for.
fn marked(scene: &Scene) -> Vec<[f64; 2]> {
    scene.marks.iter().filter(|mark| mark.outlined).map(|mark| mark.parameters).collect()
}

#[test]
fn every_figure_is_a_ready_scene_and_says_all_it_shows() {
    for name in FIGURES {
        assert!(READY_SCENES.iter().any(|scene| scene.name == name), "{name}");
        assert_eq!(without_contours(name).scene().captions.marks, "", "{name}");
    }
}

#[test]
fn the_bowl_is_drawn_through_to_18_with_its_grid() {
    let scene = figure("bowl-surface").scene();
    assert_eq!((scene.style.opacity, scene.style.wireframe), (0.8, true));
    assert_eq!((scene.world.height.low, scene.world.height.high), (0.0, 18.0));
    let domain = scene.world.domain;
    assert_eq!([domain.x.min, domain.x.max, domain.y.min, domain.y.max], [-3.0, 3.0, -3.0, 3.0]);
}

#[test]
fn arrows_are_as_many_as_asked_for_and_point_along_the_gradient() {
    for (name, counts, of) in [
        ("quiver", [20, 20], QuiverOf::Gradient),
        ("tangent-arrows", [10, 10], QuiverOf::Gradient),
        ("bowl-slow-descent", [81, 81], QuiverOf::NegativeGradient),
        ("powers", [41, 41], QuiverOf::NegativeGradient),
    ] {
        let scene = figure(name).scene();
        let quiver = scene.quiver.unwrap();
        assert_eq!(([quiver.points.nx, quiver.points.ny], quiver.style.of), (counts, of), "{name}");
        let [x, y] = [1.5, -2.0];
        let slope = slope_of(&scene, [x, y]);
        let loss = scene.objective.loss(&[x, y]);
        let place = [loss, slope[0], slope[1]];
        let [base, tip] = quiver.arrow(&scene.world, scene.style.floor.z(), [x, y], place).unwrap();
        let along = tip - base;
        let sign = if of == QuiverOf::Gradient { 1.0 } else { -1.0 };
        // Single precision, on a square domain: a direction in the world is one in the parameters.
        let across = along.x * slope[1] as f32 - along.y * slope[0] as f32;
        let forward = sign * (along.x * slope[0] as f32 + along.y * slope[1] as f32);
        assert!(forward > 0.0 && across.abs() < 1e-5 * forward, "{name}: {along}");
    }
}

#[test]
fn red_arrows_stand_on_the_surface_and_touch_it() {
    let scene = figure("tangent-arrows").scene();
    let quiver = scene.quiver.unwrap();
    assert_eq!((quiver.style.on, quiver.style.length), (QuiverOn::Surface, ArrowLength::Equal));
    let mut lengths = Vec::new();
    for k in 0..100 {
        let [x, y] = quiver.points.domain.grid_point(k, 10, 10);
        let loss = x * x + y * y;
        let arrow = quiver.arrow(&scene.world, 0.0, [x, y], [loss, 2.0 * x, 2.0 * y]);
        let [base, tip] = arrow.unwrap();
        assert!((base - scene.world.position(x, y, loss)).length() < 1e-6, "{x} {y}");
        lengths.push((tip - base).length());
        // The plane through the base: the rise over the way, in single precision.
        let [u, v] = scene.world.parameters(tip);
        let plane = loss + 2.0 * x * (u - x) + 2.0 * y * (v - y);
        let plane_z = scene.world.box_height() * (plane / 18.0) as f32;
        assert!((plane_z - tip.z).abs() < 1e-5, "{x} {y}: {plane_z} {}", tip.z);
    }
    assert!(lengths.iter().all(|length| (length / lengths[0] - 1.0).abs() < 1e-5), "{lengths:?}");
}

#[test]
fn gradient_descent_has_its_closed_form() {
    for (name, start, factor, steps) in [
        ("bowl-descent", [-3.0, 4.0], 0.8_f64, 20_usize),
        ("bowl-slow-descent", [-4.0, 4.0], 0.98, 100),
        ("bowl-points", [-4.0, 4.0], 0.98, 100),
    ] {
        let session = figure(name);
        let [track] = session.tracks() else { panic!("{name} has one run") };
        let points = points(track);
        assert_eq!((points.len(), track.trajectory.stop), (steps + 1, Some(Stop::Steps)));
        for (k, point) in points.into_iter().enumerate() {
            let expected = start.map(|from: f64| from * factor.powi(k as i32));
            assert!(apart(point, expected) < ROUNDING, "{name}, {k}: {point:?} {expected:?}");
        }
        assert_eq!(track.plan.settings.tolerance, Some(1e-6));
    }
}

#[test]
fn points_alone_appear_one_by_one() {
    let mut session = figure("bowl-points");
    let path = |session: &Session| session.scene().paths[0].clone();
    assert!(!path(&session).style.line);
    for step in [0.0, 7.0, 100.0] {
        session.apply(Command::Scrub(step)).unwrap();
        session.settle();
        let scene = session.scene();
        assert_eq!(scene.captions.step, format!("step {step} / 100"), "{step}");
        assert_eq!((scene.style.opacity, scene.style.wireframe), (0.0, true));
    }
}

#[test]
fn contours_are_circles_at_equal_factors() {
    let session = figure("bowl-descent");
    let contours = session.contours().unwrap();
    let levels: Vec<f64> = contours.levels.iter().map(|level| level.value).collect();
    assert_eq!(levels.len(), 10);
    for (k, level) in levels.iter().enumerate() {
        assert!((level / 100f64.powf(k as f64 / 9.0) - 1.0).abs() < 1e-12, "{levels:?}");
    }
    for line in &contours.lines {
        let radius = contours.levels[line.level].loss.sqrt();
        for [x, y] in &line.points {
            // Newton's steps put a vertex within rounding on its level.
            assert!((x.hypot(*y) / radius - 1.0).abs() < 1e-9, "{x} {y} at {radius}");
        }
    }
    assert_eq!(marked(&session.scene()), [[-3.0, 4.0], [0.0, 0.0]]);
}

/// A label covers the middle of the gap that its line leaves for it, on the surface and in the flat view.
#[test]
fn values_stand_in_the_gaps_of_their_contours() {
    for name in ["bowl-descent", "line-sgd"] {
        let session = figure(name);
        let contours = session.contours().unwrap();
        for pane in session.panes() {
            let layout = Layout::of_pane([1280, 720], pane.place, &pane.scene);
            let labels = contour_labels(&pane.scene, &layout);
            assert!(labels.len() > 4, "{name}: {}", labels.len());
            for label in labels {
                let line = &contours.lines[label.line];
                let [x, y] = line.at(0.5 * (label.gap[0] + label.gap[1]));
                let loss = contours.levels[line.level].loss;
                let place = pane.scene.world.position(x, y, loss);
                let at = layout.project(&pane.scene.camera, place).unwrap();
                // A line bends away from its text by 3.5 points at most.
                assert!(at.distance(label.centre) < 3.5, "{name}: {at:?} {:?}", label.centre);
            }
        }
    }
}

#[test]
fn five_sums_of_powers_stand_beside_their_flat_views() {
    let panes = figure("powers").panes();
    assert_eq!(panes.len(), 10);
    for (pair, power) in panes.chunks(2).zip([3, 2, 1, 4, 5]) {
        let [surface, flat] = pair else { panic!("panes come in pairs") };
        assert_ne!(surface.scene.camera.lens, Lens::Flat);
        assert_eq!(flat.scene.camera, Camera::FLAT);
        for scene in [&surface.scene, &flat.scene] {
            let expected = 2f64.powi(power) + (-3f64).powi(power);
            assert!((scene.objective.loss(&[2.0, -3.0]) - expected).abs() < 1e-9, "{power}");
            assert_eq!(scene.quiver.unwrap().points.nx, 41, "{power}");
        }
    }
}

#[test]
fn the_tangent_plane_has_the_slope_of_the_bowl_and_follows_the_pointer() {
    let mut session = figure("tangent-plane");
    for at in [[-1.0, 1.2], [2.0, 0.5]] {
        session.apply(Command::Hover(Some(at))).unwrap();
        let probe = session.scene().probe.unwrap();
        let touched = probe.plane.unwrap().expansion;
        assert_eq!((touched.point, touched.gradient), (at, [2.0 * at[0], 2.0 * at[1]]));
        assert_eq!(probe.tangents.len(), 2, "a line along each axis");
    }
}

#[test]
fn the_optima_of_the_sine_are_marked_where_its_runs_end() {
    let session = figure("fit-sine");
    let scene = session.scene();
    let place = |label: &str| {
        let named = |mark: &&fallline::scene::Mark| mark.label.as_deref() == Some(label);
        scene.marks.iter().find(named).unwrap().parameters
    };
    let [global, local] = [place("global optimum"), place("local optimum")];
    for optimum in [global, local] {
        // Seven figures of a place at a curvature above 0.2.
        let slope = slope_of(&scene, optimum);
        assert!(slope[0].hypot(slope[1]) < 1e-5, "{slope:?}");
    }
    assert!(apart(end(&session.tracks()[5]), global) < 1e-5);
    assert!(apart(end(&session.tracks()[4]), local) < 1e-5);
    assert!(scene.objective.loss(&global) < 0.011 && scene.objective.loss(&local) > 0.5);
}

#[test]
fn contours_of_the_line_are_values_of_the_root() {
    let session = figure("line-sgd");
    let contours = session.contours().unwrap();
    let values: Vec<f64> = contours.levels.iter().map(|level| level.value).collect();
    assert_eq!(values, (1..=16).map(|k| 2.0 * f64::from(k)).collect::<Vec<_>>());
    for level in &contours.levels {
        assert!((level.loss - level.value * level.value).abs() < 1e-9);
    }
    assert_eq!(marked(&session.scene()), [[-2.0, 2.0]]);
}

#[test]
fn all_four_reach_the_line_and_the_falling_rate_does_not() {
    for name in
        ["line-sgd", "line-momentum", "line-rmsprop", "line-adam", "line-four", "line-four-3d"]
    {
        let session = without_contours(name);
        for track in session.tracks() {
            assert_eq!(points(track)[0], [9.0, 2.0], "{name}");
            assert!(apart(end(track), [-2.0, 2.0]) < 0.1, "{name}: {:?}", end(track));
        }
    }
    let session = without_contours("line-exponential");
    let [constant, falling] = session.tracks() else { panic!("two runs") };
    let rates = falling.trajectory.rates();
    assert!(constant.trajectory.rates().iter().all(|rate| *rate == 0.1));
    for (k, rate) in rates.iter().enumerate() {
        assert!((rate / (0.1 * 0.9f64.powi(k as i32)) - 1.0).abs() < ROUNDING, "{k}: {rate}");
    }
    assert!(apart(end(constant), [-2.0, 2.0]) < 0.01 && apart(end(falling), [-2.0, 2.0]) > 1.0);
}

#[test]
fn the_four_in_space_are_seen_from_60_and_35_degrees() {
    let scene = figure("line-four-3d").scene();
    let degrees = [scene.camera.elevation, scene.camera.azimuth].map(f32::to_degrees);
    // Single precision.
    assert!((degrees[0] - 60.0).abs() < 1e-4 && (degrees[1] - 35.0).abs() < 1e-4, "{degrees:?}");
    assert_eq!(scene.style.opacity, 0.1);
}

#[test]
fn on_the_ridge_descent_stops_and_beside_it_momentum_goes_on() {
    let session = figure("stop-saddle");
    let [ridge, beside, momentum] = session.tracks() else { panic!("three runs") };
    assert_eq!(ridge.trajectory.stop, Some(Stop::Tolerance));
    assert!(points(ridge).iter().all(|point| point[1] == 0.0), "exactly on the ridge");
    assert!(apart(end(ridge), [0.0, 0.0]) < 1e-3);
    // The same 32 steps: one is still in the pass, the other far down.
    assert!(end(beside)[1].abs() < 0.3 && end(momentum)[1].abs() > 1.0);
    let found = session.critical().unwrap();
    let kinds: Vec<_> = found.points.iter().map(|point| (point.kind, point.point)).collect();
    assert_eq!(kinds, [(Kind::Saddle, [0.0, 0.0])]);
}

#[test]
fn on_the_plateau_descent_stands_still_and_momentum_reaches_the_hole() {
    let session = figure("stop-plateau");
    let [momentum, plain] = session.tracks() else { panic!("two runs") };
    assert!(apart(end(plain), points(plain)[0]) < 0.05, "{:?}", end(plain));
    assert!(apart(end(momentum), [1.0, -0.5]) < 0.01, "{:?}", end(momentum));
}

#[test]
fn in_the_first_hollow_descent_stops_and_momentum_reaches_the_deepest() {
    let session = figure("stop-minima");
    let [plain, momentum] = session.tracks() else { panic!("two runs") };
    assert_eq!([plain, momentum].map(|t| t.trajectory.stop), [Some(Stop::Tolerance); 2]);
    let found = session.critical().unwrap();
    let count = |kind| found.points.iter().filter(|point| point.kind == kind).count();
    assert_eq!([Kind::Minimum, Kind::Saddle, Kind::Maximum].map(count), [3, 3, 3]);
    let minimum = |at: [f64; 2]| {
        // The gradient norm is below 0.001 there, the least curvature above 1.
        found.points.iter().find(|point| apart(point.point, at) < 1e-3).unwrap()
    };
    assert!(minimum(end(momentum)).is_global && !minimum(end(plain)).is_global);
    assert_eq!(minimum(end(plain)).kind, Kind::Minimum);
}
