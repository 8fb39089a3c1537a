//! The probe, the critical points and the sections of a session.

use super::*;
use fallline::objective::Domain;
use fallline::scene::Glyph;

fn of_text(text: &str) -> Session {
    session(Spec::from_toml("test.toml", text, Origin::default()).unwrap().0)
}

fn line_of(session: &Session, name: &str) -> String {
    let lines = &session.probe().unwrap().lines;
    lines.iter().find(|[known, _]| known == name).unwrap()[1].clone()
}

const SADDLE: &str = "loss.name = 'saddle'\nrun = []\n";

#[test]
fn a_click_pins_the_probe_and_keys_move_it() {
    let mut session = of_text(SADDLE);
    assert!(session.probe().is_none() && session.scene().marks.is_empty());
    session.apply(Command::Probe(Some([1.0, -0.5]))).unwrap();
    assert_eq!(line_of(&session, "gradient"), "(2, 1)");
    assert_eq!(line_of(&session, "kind"), "slope");
    let scene = session.scene();
    assert_eq!((scene.marks[0].glyph, scene.marks[0].loss), (Glyph::Ring, 0.75));
    assert!(scene.probe.unwrap().plane.is_none(), "nothing is drawn that was not asked for");
    // 1/200 of a domain from -2 to 2.
    session.apply(Command::Nudge([0.005, -0.005])).unwrap();
    let at = session.spec().probe.at.unwrap();
    assert!((at[0] - 1.02).abs() < 1e-12 && (at[1] + 0.52).abs() < 1e-12, "{at:?}");
    session.apply(Command::Nudge([5.0, 0.0])).unwrap();
    assert_eq!(session.spec().probe.at.unwrap()[0], 2.0, "it stays over the surface");
    session.apply(Command::Probe(Some([9.0, 0.0]))).unwrap();
    assert_eq!(session.spec().probe.at.unwrap()[0], 2.0);
    session.apply(Command::Probe(Some([0.0, 0.0]))).unwrap();
    assert_eq!(line_of(&session, "kind"), "saddle");
    assert_eq!(line_of(&session, "eigenvalue 1"), "−2 along (0, 1)");
    assert_eq!(session.snapshot().probe.at, Some([0.0, 0.0]));
    session.apply(Command::Probe(None)).unwrap();
    assert!(session.probe().is_none());
    session.apply(Command::Nudge([0.1, 0.1])).unwrap();
    assert_eq!(session.spec().probe.at, None);
}

#[test]
fn the_copied_text_has_all_digits() {
    let session = of_text("loss.formula = 'x^2/3 + y'\nrun = []\nprobe.at = [0.5, 0.25]\n");
    let text = session.probe_text().unwrap();
    let third = 0.25 / 3.0 + 0.25;
    for line in ["x = 0.5".to_owned(), "y = 0.25".into(), format!("loss = {third:?}")] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    let gradient = format!("gradient = ({:?}, 1.0)", 1.0 / 3.0);
    assert!(text.contains(&gradient), "{text}");
}

#[test]
fn plane_and_arrows_follow_the_pointer_where_that_is_wanted() {
    let text = format!("{SADDLE}probe = {{ at = [1, 1], tangent = 'both', eigenvectors = true");
    let mut session = of_text(&format!("{text} }}"));
    session.apply(Command::Hover(Some([-1.0, 0.5]))).unwrap();
    let plane = |session: &Session| session.scene().probe.unwrap().plane.unwrap().expansion.point;
    assert_eq!(plane(&session), [1.0, 1.0]);
    let mut session = of_text(&format!("{text}, follow = true }}"));
    session.apply(Command::Hover(Some([-1.0, 0.5]))).unwrap();
    assert_eq!(plane(&session), [-1.0, 0.5]);
    let scene = session.scene();
    assert_eq!(scene.probe.unwrap().tangents.len(), 2);
    let labels: Vec<_> = scene.vectors.iter().map(|vector| vector.label.as_str()).collect();
    assert_eq!(labels, ["λ₁ −2", "λ₂ 2"]);
    let foot = |k: usize| scene.vectors[k].path.points()[0].parameters;
    assert_eq!([foot(0), foot(1)], [[-1.0, 0.5]; 2]);
    session.apply(Command::Hover(None)).unwrap();
    assert_eq!(plane(&session), [1.0, 1.0], "back to where it was pinned");
}

#[test]
fn eigenvectors_keep_their_length_on_screen_and_their_direction() {
    let mut session = of_text(
        "loss = { formula = '(x/1000)^2 + 3*y^2 + x*y/1000', x = [-1000, 3000], y = [-1, 1] }\nrun = []\n\
         probe = { at = [500, 0.1], eigenvectors = true }",
    );
    let lengths = |session: &Session| -> Vec<f64> {
        let ends = |path: &fallline::scene::Path| {
            let points = path.points();
            [points[0].parameters, points[points.len() - 1].parameters]
        };
        let vectors = session.scene().vectors;
        let length = |[[ax, ay], [bx, by]]: [[f64; 2]; 2]| ((bx - ax) / 2000.0).hypot(by - ay);
        vectors.iter().map(|vector| length(ends(&vector.path))).collect()
    };
    let before = lengths(&session);
    assert_eq!(before.len(), 2);
    assert!((before[0] / before[1] - 1.0).abs() < 1e-9, "{before:?}");
    session.apply(Command::Zoom { factor: 2.0, ndc: glam::Vec2::ZERO }).unwrap();
    let after = lengths(&session);
    // The camera is twice as near, so half of the length in the world is the same on screen.
    assert!((2.0 * after[0] / before[0] - 1.0).abs() < 1e-5, "{before:?} {after:?}");
}

#[test]
fn a_hole_is_said_and_the_rest_is_drawn() {
    let session = of_text(
        "loss.formula = 'log(x)'\nprobe = { at = [-1, 0.5], tangent = 'both', eigenvectors = true }\n\
         section = [{ along = 'x', through = [0, 0.5] }]",
    );
    let scene = session.scene();
    let probe = scene.probe.as_ref().unwrap();
    assert_eq!(probe.note.as_deref(), Some("no tangent plane here: the loss is not a number"));
    assert!(probe.plane.is_none() && probe.tangents.is_empty() && scene.vectors.is_empty());
    assert!(scene.marks.iter().all(|mark| mark.loss.is_finite()), "{:?}", scene.marks);
    assert_eq!((scene.sections[0].guides.len(), scene.sections[0].probe), (1, None));
    assert!(!scene.paths.is_empty(), "runs go on");
    let cusp =
        of_text("loss.formula = 'sqrt(x^2 + y^2)'\nprobe = { at = [0, 0], tangent = 'plane' }");
    let note = cusp.probe().unwrap().note.as_deref();
    assert_eq!(note, Some("no tangent plane here: the gradient is not a number"));
}

#[test]
fn critical_points_are_found_only_while_they_are_shown() {
    let mut session = of_text("loss.name = 'himmelblau'\nrun = []\n");
    let marks = |session: &Session, glyph: Glyph| {
        session.scene().marks.iter().filter(|mark| mark.glyph == glyph).count()
    };
    assert!(session.critical().is_none());
    assert_eq!(marks(&session, Glyph::Diamond), 4, "the known minima");
    let mut spec = session.spec().clone();
    spec.critical.show = true;
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert!(session.is_busy(), "they are looked for in the background");
    assert!(session.scene().captions.critical.starts_with("looking"));
    session.finish_runs();
    assert!(!session.is_busy());
    let counts = [Glyph::Disc, Glyph::Diamond, Glyph::Triangle].map(|glyph| marks(&session, glyph));
    assert_eq!(counts, [4, 4, 1]);
    assert_eq!(session.scene().captions.critical, "● 4 minima   ◆ 4 saddles   ▲ 1 maximum");
    // Another loss has others.
    spec.loss = Some(LossSpec { name: Some("saddle".into()), ..LossSpec::default() });
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    session.finish_runs();
    assert_eq!(session.scene().captions.critical, "◆ 1 saddle");
    spec.critical.show = false;
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(session.critical().is_none() && session.scene().captions.critical.is_empty());
}

#[test]
fn sections_have_the_losses_of_their_line_and_see_runs_and_probe() {
    let mut session = of_text(
        "loss.name = 'rosenbrock'\nruns = { steps = 30, starts = [[-1.5, 2.0]] }\nrun = [{ optimizer = 'adam', lr = 0.05 }]\n\
         probe.at = [0.5, 1.0]\n\
         section = [{ along = 'x' }, { along = 'y', through = [1.5, 0] }, { from = [-1, 0], to = [1, 2] }]",
    );
    session.apply(Command::Scrub(12.0)).unwrap();
    let sections = session.sections();
    let names: Vec<_> = sections.iter().map(|s| (s.name.as_str(), s.axis.as_str())).collect();
    assert_eq!(
        names,
        [("y = 1", "x"), ("x = 1.5", "y"), ("(−1, 0) to (1, 2)", "distance from (−1, 0)")]
    );
    let loss = |x: f64, y: f64| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
    for (section, place) in sections.iter().zip([
        (|s| [s, 1.0]) as fn(f64) -> [f64; 2],
        |s| [1.5, s],
        |s| [-1.0 + s / 2f64.sqrt(), s / 2f64.sqrt()],
    ]) {
        for [along, value] in section.curve.iter() {
            let [x, y] = place(*along);
            // The places differ by rounding, the losses by that times the slope of at most 3e3.
            assert!((value - loss(x, y)).abs() < 1e-11, "{}: {along}", section.name);
        }
        assert_eq!(section.curve[0][0], section.span.min);
        assert_eq!(section.curve.last().unwrap()[0], section.span.max);
    }
    let track = &session.tracks()[0];
    let row = track.path.at(12.0).unwrap();
    assert_eq!(sections[0].runs[0].at, [row.parameters[0], row.loss]);
    let probe = sections[0].probe.unwrap();
    assert_eq!((probe.at, probe.strength), ([0.5, loss(0.5, 1.0)], 1.0));
    assert!(sections[1].probe.unwrap().strength < 1.0, "it stands beside the line");
    // A section through no point of its own goes with the probe.
    session.apply(Command::Probe(Some([0.5, 2.0]))).unwrap();
    assert_eq!(session.sections()[0].name, "y = 2");
}

#[test]
fn what_lies_outside_is_refused_with_its_line() {
    for (text, line, part) in [
        ("[probe]\nat = [9, 0]", 2, "[9, 0] does not"),
        ("[probe]\nat = [nan, 0]", 2, "lies in the domain"),
        ("[probe]\ntangent = 'plan'", 2, "did you mean `plane`?"),
        ("[critical]\nshown = true", 2, "did you mean `show`?"),
        ("[[section]]\nalong = 'x'\nthrough = [0, 7]", 3, "[-2, 2] x [-2, 2]"),
        ("[[section]]\nalong = 'z'", 2, "unknown word `z`"),
        ("[[section]]\nfrom = [0, 0]", 2, "needs `to` too"),
        ("[[section]]\nfrom = [1, 1]\nto = [1, 1]", 3, "another point"),
        ("[[section]]\nfrom = [1, 1]\nto = [1, 3]", 3, "[1, 3] does not"),
        ("[[section]]\nalong = 'x'\nfrom = [1, 1]", 3, "not both"),
        ("[[section]]\nthrough = [1, 1]", 2, "needs its axis"),
        ("[[section]]\nalong = 'x'\n[[section]]\n", 3, "a section needs a way"),
    ] {
        let text = format!("{text}\n[loss]\nname = 'sphere'\n");
        let read = Spec::from_toml("f.toml", &text, Origin::default());
        let error = match read {
            Ok((spec, source)) => source.locate(Session::new(spec).err().unwrap()),
            Err(error) => error,
        };
        assert_eq!(error.place.as_ref().map(|place| place.line), Some(line), "{text}\n{error}");
        assert!(error.message.contains(part), "{error}");
    }
}

#[test]
fn another_domain_takes_away_what_it_does_not_hold() {
    let mut session = of_text(
        "loss = { name = 'sphere' }\nrun = []\nprobe.at = [1.5, 0]\nsection = [{ along = 'x', through = [0, 0.5] }, { from = [-2, 0], to = [2, 2] }]",
    );
    let mut spec = session.spec().clone();
    spec.set_domain(Some([-1.0, 1.0]), None);
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert_eq!(
        session.objective().domain,
        Domain::new(
            fallline::objective::Interval::new(-1.0, 1.0),
            fallline::objective::Interval::new(-2.0, 2.0),
        )
    );
    assert_eq!((session.spec().probe.at, session.spec().section.len()), (None, 1));
}
