//! The terms of the step at the playhead: the same by any road, said where there are none, drawn where they belong.

use fallline::optim::{Run, StepReport, Term};
use fallline::session::Inspection;

use super::*;

const THREE_RUNS: &str = "loss.name = 'himmelblau'\nruns = { steps = 120, noise = 0.5, seed = 4 }\n\
    run = [{ optimizer = 'sgd', lr = 0.003, momentum = 0.9 }, { optimizer = 'adamw', lr = 0.05 },\n\
           { optimizer = 'rmsprop', lr = 0.01, schedule = 'cyclic:base_lr=0.001,max_lr=0.02', momentum = 0.5 }]\n";

fn of_text(text: &str) -> Session {
    session(Spec::from_toml("test.toml", text, Origin::default()).unwrap().0)
}

fn inspecting(run: usize) -> Session {
    of_text(&format!("{THREE_RUNS}[view.terms]\nrun = {}\n", run + 1))
}

/// The terms of a step by a run of its own.
fn fresh(session: &Session, step: u64) -> Vec<Term> {
    let settings = session.inspected_track().unwrap().plan.settings.clone();
    let mut run = Run::of(&settings, session.objective()).unwrap();
    let before = run.by_ref().take(step as usize + 1).last().unwrap();
    run.next_row();
    StepReport::of(&before, run.point(), run.terms(), &settings).terms
}

fn ready(session: &Session) -> &StepReport {
    match session.inspection() {
        Inspection::Ready(report) => report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn scrubbing_to_and_fro_gives_what_a_fresh_run_gives() {
    for run in 0..3 {
        let mut session = inspecting(run);
        for step in [0, 1, 5, 4, 3, 100, 99, 37, 36, 110, 0, 119, 118] {
            session.apply(Command::Scrub(step as f64 + 0.4)).unwrap();
            let report = ready(&session);
            assert_eq!(report.step, step);
            assert_eq!(report.terms, fresh(&session, step), "run {run}, step {step}");
        }
    }
}

#[test]
fn a_far_step_is_computed_over_several_frames_and_then_near_ones_are_there_at_once() {
    let mut session = of_text(
        "loss.name = 'rosenbrock'\nruns.steps = 90_000\nrun = [{ optimizer = 'adam', lr = 0.001 }]\nview.terms = {}",
    );
    session.apply(Command::Scrub(70_000.0)).unwrap();
    let mut frames = 0;
    while let Inspection::Computing(reached) = session.inspection() {
        assert!(session.is_busy() && *reached <= 70_000);
        assert!(session.scene().vectors.is_empty());
        session.advance(1.0 / 60.0);
        frames += 1;
    }
    assert!((2..20).contains(&frames), "{frames} frames");
    assert_eq!(ready(&session).terms, fresh(&session, 70_000));
    for step in [69_999_u64, 69_950, 70_001] {
        session.apply(Command::Scrub(step as f64)).unwrap();
        assert_eq!(ready(&session).step, step, "kept on the way, or one row on");
    }
    assert_eq!(ready(&session).terms, fresh(&session, 70_001));
}

#[test]
fn where_there_is_no_step_it_is_said() {
    let mut session = inspecting(1);
    session.apply(Command::Scrub(120.0)).unwrap();
    assert!(matches!(session.inspection(), Inspection::Ended(120)));
    assert!(session.scene().vectors.is_empty() && !session.is_busy());
    assert!(matches!(of_text(THREE_RUNS).inspection(), Inspection::Off));
    assert!(matches!(of_text("run = []\nview.terms = {}").inspection(), Inspection::NoRun));
}

#[test]
fn the_step_that_diverges_has_its_terms() {
    let mut session = of_text(
        "loss.formula = 'x^2 + y^4'\nruns = { steps = 50, starts = [[1, 2]] }\n\
         run = [{ optimizer = 'sgd', lr = 1 }]\nview.terms = {}",
    );
    let last = session.tracks()[0].trajectory.last().unwrap().step;
    session.apply(Command::Scrub(last as f64)).unwrap();
    assert_eq!(ready(&session).step, last);
    session.apply(Command::Scrub(0.0)).unwrap();
    assert_eq!(ready(&session).terms, fresh(&session, 0));
}

#[test]
fn arrows_start_at_the_point_and_end_where_the_part_leads() {
    let mut session = inspecting(1);
    for step in [3, 60] {
        session.apply(Command::Scrub(f64::from(step))).unwrap();
        let (scene, report) = (session.scene(), ready(&session).clone());
        let row = session.tracks()[1].trajectory.row(step as usize).unwrap();
        let times = session.vectors_enlarged();
        assert_eq!(times.log10().fract(), 0.0, "a power of ten: {times}");
        let parts = [Part::Gradient, Part::Momentum, Part::Decay, Part::Step];
        let labels: Vec<&str> = scene.vectors.iter().map(|vector| vector.label.as_str()).collect();
        assert_eq!(labels, parts.map(Part::name));
        for (vector, part) in scene.vectors.iter().zip(parts) {
            let ends: Vec<_> = vector.path.samples().map(|sample| sample.parameters).collect();
            assert_eq!(ends[0], row.point, "it starts at the run's point");
            let part = report.part(part).unwrap();
            for k in 0..2 {
                let wanted = row.point[k] + times * part[k];
                assert!(vector.is_cut || (ends[1][k] - wanted).abs() < 1e-12, "{vector:?}");
            }
            for point in vector.path.points() {
                let ground = session.objective().loss(&point.parameters);
                assert!((point.loss - ground).abs() < 1e-9 * ground.max(1.0), "on the ground");
            }
        }
        let said = scene.captions.vectors;
        assert_eq!(said.is_empty(), times == 1.0, "{said}");
    }
}

#[test]
fn closer_arrows_need_no_enlarging() {
    let text = |zoom: f64| {
        format!(
            "{THREE_RUNS}[view]\nstep = 100\nzoom = {zoom}\nterms = {{ run = 2, show = ['step'] }}"
        )
    };
    let times = |zoom| of_text(&text(zoom)).vectors_enlarged();
    assert!(times(0.02) > times(1.0) && times(1.0) >= times(90.0));
    let caption = of_text(&text(0.02)).scene().captions.vectors;
    assert!(caption.starts_with("vectors × 10"), "{caption}");
}

#[test]
fn the_terms_stay_with_a_run_that_there_is() {
    let mut session = inspecting(2);
    let mut spec = session.spec().clone();
    spec.run.as_mut().unwrap().truncate(1);
    session.apply(Command::Edit(Box::new(spec.clone()))).unwrap();
    assert_eq!(session.spec().view.terms.as_ref().map(|terms| terms.run), Some(0));
    spec.run = Some(Vec::new());
    session.apply(Command::Edit(Box::new(spec))).unwrap();
    assert!(matches!(session.inspection(), Inspection::NoRun));
}

#[test]
fn wrong_terms_in_a_file_are_named_with_their_line() {
    let error_of = |terms: &str| {
        let text = format!("{THREE_RUNS}[view.terms]\n{terms}\n");
        match Spec::from_toml("f.toml", &text, Origin::default()) {
            Err(error) => error.to_string(),
            Ok((spec, source)) => source.locate(Session::new(spec).err().unwrap()).to_string(),
        }
    };
    let error = error_of("run = 4");
    assert!(error.starts_with("f.toml, line 6") && error.contains("no run 4"), "{error}");
    let error = error_of("start = 2");
    assert!(error.starts_with("f.toml, line 6") && error.contains("has no start 2"), "{error}");
    let error = error_of("run = 0");
    assert!(error.starts_with("f.toml, line 6") && error.contains("counted from 1"), "{error}");
    let error = error_of("show = ['momentun']");
    assert!(error.contains("line 6") && error.contains("did you mean `momentum`"), "{error}");
    let error = error_of("runs = 1");
    assert!(error.contains("line 6") && error.contains("did you mean `run`"), "{error}");
}
