//! Lines through the weights of a network, and the curves that it has, by their controls.

use super::*;
use fallline::scene::Quantity;
use fallline::spec::{LineDirection, LineEnd};

const NET: &str = "[network]\nseeds = [1, 2]\nlayers = [{ units = 3 }, { units = 1 }]\n\
    loss = 'binary-cross-entropy'\ndata = { set = 'moons', rows = 30 }\n\
    [runs]\nsteps = 12\n[[run]]\noptimizer = 'adam'\nlr = 0.05\n";

#[test]
fn lines_are_added_changed_and_removed() {
    let mut harness = bench_of(NET);
    show(&mut harness, Tab::Probe);
    click(&mut harness, "Line between runs");
    click(&mut harness, "Line along a random direction");
    let lines = |harness: &Harness<'_, Bench>| harness.state().session.spec().line.clone();
    assert_eq!(lines(&harness)[0].name(), "run 1 final \u{2192} run 2 final");
    assert_eq!(lines(&harness)[1].direction, Some(LineDirection::Random));
    let scene = harness.state().session.scene();
    assert!(scene.lines.iter().all(|line| line.curve.len() == 101 && line.note.is_none()));
    fill(&mut harness, "line 1 t to", "2");
    fill(&mut harness, "samples of line 1", "9");
    assert_eq!((lines(&harness)[0].t, lines(&harness)[0].samples), (Some([-0.25, 2.0]), Some(9)));
    click(&mut harness, "Remove line 2");
    assert_eq!(lines(&harness).len(), 1);
    // What is wrong stands under its control, and the line stays.
    fill(&mut harness, "to run", "3");
    assert!(has_text(
        &harness,
        "there is no run 3: the runs are 1 to 2, every optimizer from every start"
    ));
    assert_eq!(lines(&harness)[0].to_run, Some(2));
    fill(&mut harness, "to run", "2");
    click(&mut harness, "to of line 1");
    click(&mut harness, "a step");
    fill(&mut harness, "to step", "5");
    let step = fallline::objective::plane::Centre::Step(5);
    assert_eq!(lines(&harness)[0].to, Some(LineEnd::Of(step)));
}

#[test]
fn a_surface_of_two_parameters_has_no_lines() {
    let mut harness = bench();
    show(&mut harness, Tab::Probe);
    assert!(harness.query_by_label("Line between runs").is_none());
}

#[test]
fn the_chips_offer_what_a_network_has() {
    let mut harness = bench_of(NET);
    harness.key_press(Key::L);
    harness.run();
    for chip in ["accuracy", "off plane", "shadow loss"] {
        harness.get_by_role_and_label(Role::Button, chip).click();
        harness.run();
    }
    assert!(harness.query_by_label("distance").is_none());
    let charts = harness.state().session.scene().curves.charts;
    let shown: Vec<_> = charts.iter().map(|chart| chart.quantity).collect();
    use Quantity::{Accuracy, Loss, OffPlane, ShadowLoss};
    assert_eq!(shown, [Loss, Accuracy, OffPlane, ShadowLoss]);
    assert!(charts.iter().all(|chart| chart.lines.iter().all(|line| line.points.len() == 13)));
}
