//! The words of a picture: none on another, none outside.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use egui::{Rect, Shape};
use fallline::overlay::{self, Layout};
use fallline::scene::{Scene, Theme};
use fallline::session::{Command, Session};
use fallline::spec::{Origin, READY_SCENES, Spec};

/// Points by which the outlines of two texts may overlap: their bounds are rounded outwards to whole pixels.
const ROUNDING: f32 = 1.0;

fn finished(spec: Spec) -> Session {
    let step = spec.view.step.unwrap_or(f64::INFINITY);
    let mut session = Session::new(spec).unwrap();
    session.finish_runs();
    session.apply(Command::Scrub(step)).unwrap();
    session.settle();
    session
}

fn of_text(toml: &str) -> Session {
    finished(Spec::from_toml("test.toml", toml, Origin::default()).unwrap().0)
}

/// Each text of the overlay with the rectangle that its ink fills, in points.
fn texts(scene: &Scene, layout: &Layout) -> Vec<(String, Rect)> {
    let context = egui::Context::default();
    overlay::install_fonts(&context);
    let input = egui::RawInput {
        screen_rect: Some(layout.frame),
        viewports: std::iter::once((
            egui::ViewportId::ROOT,
            egui::ViewportInfo {
                native_pixels_per_point: Some(layout.pixels_per_point),
                ..Default::default()
            },
        ))
        .collect(),
        ..Default::default()
    };
    let mut output = context.run_ui(input, |ui| overlay::paint(ui.painter(), scene, layout));
    output.textures_delta.clear();
    let mut texts = Vec::new();
    for clipped in &output.shapes {
        collect(&clipped.shape, clipped.clip_rect, &mut texts);
    }
    texts
}

fn collect(shape: &Shape, clip: Rect, texts: &mut Vec<(String, Rect)>) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, clip, texts)),
        Shape::Text(text) if !text.galley.text().is_empty() && text.opacity_factor > 0.0 => {
            let ink = text.galley.mesh_bounds.translate(text.pos.to_vec2());
            texts.push((text.galley.text().to_owned(), ink.intersect(clip)));
        }
        _ => {}
    }
}

/// Texts that meet or leave the frame, in a sentence each.
fn faults_of(texts: &[(String, Rect)], frame: Rect) -> Vec<String> {
    let mut faults = Vec::new();
    for (k, (text, rect)) in texts.iter().enumerate() {
        if !frame.expand(ROUNDING).contains_rect(*rect) {
            faults.push(format!("`{text}` leaves the frame: {rect:?}"));
        }
        for (other, place) in &texts[..k] {
            if rect.shrink(0.5 * ROUNDING).intersects(place.shrink(0.5 * ROUNDING)) {
                faults.push(format!("`{other}` {place:?} meets `{text}` {rect:?}"));
            }
        }
    }
    faults
}

fn check(name: &str, session: &Session, sizes: &[[u32; 2]]) -> Vec<String> {
    let mut all = Vec::new();
    for pane in session.panes() {
        for size in sizes {
            for theme in Theme::ALL {
                let mut themed = pane.scene.clone();
                themed.style.theme = theme;
                let layout = Layout::of_pane(*size, pane.place, &themed);
                let faults = faults_of(&texts(&themed, &layout), layout.frame);
                let place = format!("{name}, {size:?}, {theme:?}");
                all.extend(faults.into_iter().map(|fault| format!("{place}: {fault}")));
            }
        }
    }
    all
}

#[test]
fn no_words_of_a_ready_scene_meet_or_leave_the_picture() {
    let mut all = Vec::new();
    for ready in READY_SCENES {
        let session = finished(Spec::load(ready.name).unwrap().0);
        all.extend(check(ready.name, &session, &[[640, 360], [1280, 720], [320, 240], [400, 800]]));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn no_words_meet_where_there_are_many() {
    let marks: String = (0..12)
        .map(|k| {
            let at = f64::from(k) * 0.05;
            format!(
                "[[mark]]\nat = [{at}, {}]\nlabel = 'point number {k}'\n",
                0.02 * f64::from(k % 3)
            )
        })
        .collect();
    let runs = "[[run]]\noptimizer = 'sgd'\nlr = 0.05\nlabel = 'a run whose words are very long, longer than there is room'\n";
    let text = format!(
        "title = 'A title that is very long, much longer than there is room for it in a small picture'\n\
         [loss]\nformula = 'x^2 + y^2'\nx = [1000.1, 1000.5]\ny = [-3e-7, 3e-7]\n\
         [view]\naxes = ['\\theta_1 of the first layer', 'w_{{10}}']\nloss_name = 'negative log-likelihood'\n\
         [runs]\nsteps = 9\nstarts = [[1000.2, 1e-7]]\n{}",
        runs.repeat(30)
    );
    let crowded = format!("[loss]\nformula = 'x^2 + y^2'\nx = [-3, 3]\ny = [-3, 3]\n{marks}");
    let mut all = check("long words", &of_text(&text), &[[640, 360], [1280, 720], [320, 240]]);
    all.extend(check("crowded", &of_text(&crowded), &[[640, 360], [1280, 720]]));
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Three lines through the weights of a small net, in a card each.
const LINES: &str = "[network]\nseeds = [1, 2]\nlayers = [{ units = 3 }, { units = 3 }]\ndata.set = 'iris'\n\
    [runs]\nsteps = 20\n[[run]]\noptimizer = 'adam'\nlr = 0.05\n\
    [[line]]\nto = 10\n[[line]]\ndirection = 'random'\n\
    [[line]]\nfrom = 'final'\nto = 'final'\nto_run = 2\n";

#[test]
fn lines_say_on_every_picture_between_what_they_lie() {
    let mut all = Vec::new();
    for layout in ["surface", "flat"] {
        let session = of_text(&format!("{LINES}[view]\nlayout = '{layout}'\n"));
        let pane = session.panes().swap_remove(0);
        let layout = Layout::of_pane([1280, 720], pane.place, &pane.scene);
        let texts = texts(&pane.scene, &layout);
        let count = |wanted: &str| texts.iter().filter(|(text, _)| text == wanted).count();
        for (wanted, times) in [
            ("run 1 initial \u{2192} run 1 step 10", 1),
            ("run 1 final, random direction 0", 1),
            ("run 1 final \u{2192} run 2 final", 1),
            ("run 2 final", 1),
            ("t, filter-normalised", 1),
            ("accuracy", 3),
        ] {
            assert_eq!(count(wanted), times, "{wanted} in {texts:?}");
        }
        all.extend(check("lines", &session, &[[640, 360], [1280, 720]]));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// A network on a plane that shows next to nothing, with all cards.
fn network(rest: &str) -> Session {
    of_text(&format!(
        "[network]\nlayers = [{{ units = 4, activation = 'tanh' }}, {{ units = 3 }}]\nseeds = [0, 1]\n\
         [network.data]\nset = 'iris'\n[network.plane]\nkind = 'random'\ncentre = 'initial'\n\
         [surface]\ngrid = [9, 9]\n[runs]\nsteps = 60\n\
         [[run]]\noptimizer = 'adam'\nlr = 0.05\n[[run]]\noptimizer = 'sgd'\nlr = 0.5\n{rest}"
    ))
}

#[test]
fn no_words_of_a_plane_meet_others() {
    let sizes = [[640, 360], [1280, 720], [400, 800]];
    let mut all = check("network", &network(""), &sizes);
    let probe = "[probe]\nat = [0.2, 0.2]\n";
    all.extend(check("probed", &network(&format!("{probe}[curves]\nstrip = true")), &sizes));
    for layout in ["flat", "beside"] {
        let session = network(&format!("{probe}[view]\nlayout = '{layout}'"));
        all.extend(check(layout, &session, &sizes));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_picture_of_a_network_says_what_its_plane_is() {
    for layout in ["surface", "flat", "beside"] {
        let session = network(&format!("[probe]\nat = [0.2, 0.2]\n[view]\nlayout = '{layout}'"));
        let panes = session.panes();
        let texts: Vec<String> = panes
            .iter()
            .flat_map(|pane| {
                let layout = Layout::of_pane([1280, 720], pane.place, &pane.scene);
                texts(&pane.scene, &layout).into_iter().map(|(text, _)| text)
            })
            .collect();
        let count = |wanted: &str| texts.iter().filter(|text| text.contains(wanted)).count();
        assert_eq!(count("random directions about the first weights"), 1, "{texts:?}");
        assert_eq!(count("axes: multiples of filter-normalised directions"), 1);
        assert_eq!(count("this plane shows only"), 1);
        assert_eq!(count("loss on the plane"), 1, "the probe");
        assert_eq!(count(", off plane "), 2, "both runs");
        // From above no stems are seen, and no rings.
        assert_eq!(count("rings: "), usize::from(layout != "flat"), "{layout}");
    }
}

#[test]
fn words_on_words_are_noticed() {
    let scene = of_text("loss.name = 'sphere'").scene();
    let layout = Layout::of_picture([640, 360], &scene);
    let texts = texts(&scene, &layout);
    // Three names of axes with their numbers, title and formula, three runs with their losses, the step.
    assert!(texts.len() > 20, "{texts:?}");
    let moved = |by: f32| {
        let (text, rect) = &texts[0];
        [texts.clone(), vec![(text.clone(), rect.translate(egui::vec2(by, 0.0)))]].concat()
    };
    assert_eq!(faults_of(&moved(3.0), layout.frame).len(), 1);
    assert_eq!(faults_of(&moved(9e3), layout.frame).len(), 1);
}

/// The labels of marks that a scene's picture shows, with their places in points.
fn labels(session: &Session, size_px: [u32; 2]) -> Vec<(String, Rect)> {
    let scene = session.scene();
    let layout = Layout::of_picture(size_px, &scene);
    let mut texts = texts(&scene, &layout);
    texts.retain(|(text, _)| text.contains("optimum"));
    texts
}

#[test]
fn labels_stand_beside_their_marks_and_stay_when_the_eye_moves_a_little() {
    let text = "[loss]\nformula = '(x^2 - 1)^2 + 0.3*x + y^2'\nx = [-2, 2]\ny = [-2, 2]\n\
                [[mark]]\nat = 'global-minimum'\nlabel = 'global optimum'\n\
                [[mark]]\nat = 'local-minimum'\nlabel = 'local optimum'\n";
    let mut session = of_text(text);
    let size = [1280, 720];
    let before = labels(&session, size);
    assert_eq!(before.len(), 2, "{before:?}");
    for (text, rect) in &before {
        let scene = session.scene();
        let layout = Layout::of_picture(size, &scene);
        let mark = scene.marks.iter().find(|m| m.label.as_ref() == Some(text)).unwrap();
        let [x, y] = mark.parameters;
        let at = layout.project(&scene.camera, scene.world.position(x, y, mark.loss)).unwrap();
        assert!(rect.distance_to_pos(at) < 30.0, "{text} at {at:?} is {rect:?}");
    }
    assert_eq!(labels(&session, size), before, "the same scene has the same places");
    session.apply(Command::Orbit { azimuth: 0.002, elevation: 0.0 }).unwrap();
    session.settle();
    for ((text, old), (_, new)) in before.iter().zip(labels(&session, size)) {
        assert!((old.center() - new.center()).length() < 3.0, "{text}: {old:?} {new:?}");
    }
}

#[test]
fn the_loss_axis_of_a_bowl_shows_0_and_18() {
    for range in ["", "[surface]\nloss_range = [0, 18]\n"] {
        let session = of_text(&format!(
            "[loss]\nformula = 'x^2 + y^2'\nx = [-3, 3]\ny = [-3, 3]\n{range}[view]\naxes = ['x_1', '\\theta']\n"
        ));
        let scene = session.scene();
        let layout = Layout::of_picture([1280, 720], &scene);
        let texts: Vec<String> = texts(&scene, &layout).into_iter().map(|(text, _)| text).collect();
        for (wanted, times) in [("18", 2), ("12", 2), ("x1", 1), ("θ", 1), ("x2 + y2", 1)] {
            // The loss axis and the colour bar have the same numbers.
            let count = texts.iter().filter(|text| *text == wanted).count();
            assert_eq!(count, times, "{wanted} in {texts:?}");
        }
        // Both plane axes have one, too.
        assert!(texts.iter().filter(|text| *text == "0").count() >= 3, "{texts:?}");
    }
}

#[test]
fn cards_of_lines_and_regions_leave_the_legend_its_room() {
    let runs: String = ["adam", "sgd", "rmsprop", "adagrad", "radam"]
        .map(|name| format!("[[run]]\noptimizer = '{name}'\nlr = 0.02\n"))
        .concat();
    let session = of_text(&format!(
        "[network]\nlayers = [{{ units = 3, activation = 'tanh' }}, {{ units = 1 }}]\nseeds = [0, 1]\n\
         loss = 'binary-cross-entropy'\ndata = {{ set = 'moons', rows = 40 }}\n[runs]\nsteps = 20\n\
         [surface]\ngrid = [9, 9]\n[[line]]\n[[line]]\nto = 10\n{runs}"
    ));
    let all = check("cards", &session, &[[640, 360], [1280, 720], [960, 540]]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}
