//! Marks: where they stand, and what is said where they cannot.

use super::*;

fn scene(text: &str) -> Scene {
    session(Spec::from_toml("f.toml", text, Origin::default()).unwrap().0).scene()
}

const WELLS: &str = "[loss]\nformula = '(x^2 - 1)^2 + 0.3*x + y^2'\nx = [-2, 2]\ny = [-2, 2]\n\
                     [surface]\ngrid = [33, 33]\n[runs]\nsteps = 30\nstarts = [[0.5, 1], [-0.5, 1]]\n\
                     [[run]]\noptimizer = 'sgd'\nlr = 0.05\n";

fn marked(at: &str) -> Vec<[f64; 2]> {
    let scene = scene(&format!("{WELLS}[[mark]]\nat = {at}\n"));
    assert_eq!(scene.captions.marks, "", "{at}");
    let own = scene.marks.iter().filter(|mark| mark.outlined);
    own.map(|mark| mark.parameters).collect()
}

#[test]
fn each_place_is_found() {
    assert_eq!(marked("[1, 0.5]"), [[1.0, 0.5]]);
    assert_eq!(marked("'start'"), [[0.5, 1.0], [-0.5, 1.0]]);
    assert_eq!(marked("'playhead'"), [[0.5, 1.0], [-0.5, 1.0]]);
    let [global, local] = [marked("'global-minimum'"), marked("'local-minimum'")];
    assert_eq!((global.len(), local.len()), (1, 1));
    // The roots of 4 x^3 - 4 x + 0.3.
    assert!((global[0][0] + 1.035_579).abs() < 1e-5, "{global:?}");
    assert!((local[0][0] - 0.960_150).abs() < 1e-5, "{local:?}");
    assert_eq!(marked("'minimum'"), [global, local].concat());
    // 33 samples over [-2, 2] are an eighth apart.
    assert_eq!(marked("'best-grid-point'"), [[-1.0, 0.0]]);
    let ends = marked("'end'");
    assert!(ends[0][0] > 0.9 && ends[1][0] < -0.9, "{ends:?}");
}

#[test]
fn known_minima_are_taken_before_those_of_a_grid() {
    let text = "loss.name = 'himmelblau'\nrun = []\n[[mark]]\nat = 'minimum'\n";
    let scene = scene(text);
    let known: Vec<_> = session(Spec::from_toml("f", text, Origin::default()).unwrap().0)
        .objective()
        .minima
        .iter()
        .map(|minimum| minimum.point)
        .collect();
    let shown: Vec<_> = scene.marks.iter().map(|mark| mark.parameters).collect();
    assert_eq!(shown, known, "and the usual diamonds make room");
    assert!(scene.marks.iter().all(|mark| mark.outlined));
}

#[test]
fn a_mark_that_has_no_place_is_said_and_the_others_are_drawn() {
    let text =
        "[loss]\nformula = 'sqrt(1 - x)'\nx = [-2, 2]\ny = [-2, 2]\n[surface]\ngrid = [16, 16]\n";
    let marks = "[[mark]]\nat = [9, 0]\nlabel = 'far'\n[[mark]]\nat = [1.5, 0]\n\
                 [[mark]]\nat = [0, 0]\n[[mark]]\nat = 'local-minimum'\n";
    let scene = scene(&format!("run = []\n{text}{marks}"));
    let said = &scene.captions.marks;
    for part in [
        "mark “far” lies outside the domain",
        "mark 2 lies at a hole",
        "mark 4 cannot be placed: no such minimum",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let own: Vec<_> = scene.marks.iter().filter(|mark| mark.outlined).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].parameters, [0.0, 0.0]);
}

#[test]
fn the_legend_names_marks_instead_of_words_beside_them() {
    let scene = scene(&format!(
        "{WELLS}[[mark]]\nat = 'start'\ncolor = 'gold'\nlabel = 'start'\nlegend = true\n\
         [[mark]]\nat = [0, 0]\nlabel = 'saddle'\nglyph = 'cross'\n"
    ));
    let [entry] = &scene.mark_legend[..] else { panic!("{:?}", scene.mark_legend) };
    assert_eq!((entry.label.as_str(), entry.color), ("start", Color([255, 215, 0])));
    // (0.25 - 1)^2 - 0.15 + 1 from the left start.
    assert!((entry.loss.unwrap() - 1.4125).abs() < 1e-12);
    let labels: Vec<_> = scene.marks.iter().filter_map(|mark| mark.label.as_deref()).collect();
    assert_eq!(labels, ["saddle"]);
    // The rings of the starts make room.
    assert!(scene.marks.iter().all(|mark| mark.glyph != Glyph::Ring));
}

#[test]
fn the_look_of_a_run_reaches_its_path() {
    let scene = scene(&format!(
        "{WELLS}points = true\npoint_color = 'white'\narrows = false\nopacity = 0.5\n"
    ));
    let style = scene.paths[0].style;
    assert_eq!(style.points, fallline::scene::Points::All);
    assert_eq!((style.point_color, style.opacity), (Color([255, 255, 255]), 0.5));
    assert!(style.line && !style.arrows);
}

#[test]
fn names_and_formulas_are_written_in_markup() {
    let scene = scene(
        "[fit]\nmodel = 'theta*x + w_1^2'\nparameters = ['theta', 'w_1']\n\
         [fit.synthetic]\ntruth = { theta = 1, w_1 = 1 }\n",
    );
    assert_eq!(scene.captions.axes, ["\\theta", "w_{1}"]);
    assert_eq!(scene.captions.title, "y = \\theta·x + w_{1}^{2}");
    let scene =
        self::scene("loss.name = 'sphere'\nview = { axes = ['a_1', 'b'], loss_name = 'f' }\n");
    assert_eq!(
        (scene.captions.axes, scene.captions.loss.as_str()),
        (["a_1".into(), "b".into()], "f")
    );
}

#[test]
fn a_loss_range_is_that_of_the_axis_and_a_wrong_one_is_refused() {
    let scene = scene(&WELLS.replace("[surface]\n", "[surface]\nloss_range = [-1, 4]\n"));
    assert_eq!((scene.world.height.low, scene.world.height.high), (-1.0, 4.0));
    for ends in ["[4, -1]", "[1, 1]", "[nan, 2]"] {
        let text = format!("[surface]\nloss_range = {ends}\n");
        let (spec, source) = Spec::from_toml("f.toml", &text, Origin::default()).unwrap();
        let error = source.locate(Session::new(spec).err().unwrap());
        assert_eq!(error.key, "surface.loss_range");
        assert_eq!(error.place.unwrap().line, 2);
    }
}
