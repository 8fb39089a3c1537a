//! Lines through the weights of a network, and the curves that it has, by their controls.

use super::network::{XOR, choose, weights_file};
use super::*;
use fallline::objective::plane::{Centre, Normalisation};
use fallline::scene::Quantity;
use fallline::spec::{LineDirection, LineEnd, LineSpec};

const NET: &str = "[network]\nseeds = [1, 2]\nlayers = [{ units = 3 }, { units = 1 }]\n\
    loss = 'binary-cross-entropy'\ndata = { set = 'moons', rows = 30 }\n\
    [runs]\nsteps = 12\n[[run]]\noptimizer = 'adam'\nlr = 0.05\n";

fn lines(harness: &Harness<'_, Bench>) -> Vec<LineSpec> {
    harness.state().session.spec().line.clone()
}

#[test]
fn lines_are_added_changed_and_removed() {
    let mut harness = bench_of(NET);
    show(&mut harness, Tab::Probe);
    click(&mut harness, "Line between runs");
    click(&mut harness, "Line along a random direction");
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
    fill(&mut harness, "to run of line 1", "3");
    assert!(has_text(
        &harness,
        "there is no run 3: the runs are 1 to 2, every optimizer from every seed"
    ));
    assert_eq!(lines(&harness)[0].to_run, Some(2));
    fill(&mut harness, "to run of line 1", "2");
    click(&mut harness, "to of line 1");
    click(&mut harness, "a step");
    fill(&mut harness, "to step of line 1", "5");
    assert_eq!(lines(&harness)[0].to, Some(LineEnd::Of(Centre::Step(5))));
}

#[test]
fn controls_of_two_lines_are_told_apart() {
    let mut harness = bench_of(NET);
    show(&mut harness, Tab::Probe);
    click(&mut harness, "Line between runs");
    click(&mut harness, "Line from start to end");
    press(&mut harness, "Line along a random direction");
    press(&mut harness, "Line along a random direction");
    fill(&mut harness, "from run of line 2", "2");
    assert_eq!((lines(&harness)[0].from_run, lines(&harness)[1].from_run), (Some(1), Some(2)));
    choose(&mut harness, "from of line 2", "a step");
    fill(&mut harness, "from step of line 2", "3");
    assert_eq!(lines(&harness)[1].from, Some(LineEnd::Of(Centre::Step(3))));
    fill(&mut harness, "seed of line 4", "7");
    press(&mut harness, "Biases of line 4");
    press(&mut harness, "New direction of line 3");
    let settings = |index: usize| (lines(&harness)[index].seed, lines(&harness)[index].biases);
    assert_eq!([settings(2), settings(3)], [(Some(1), None), (Some(7), Some(true))]);
    harness.query_all_by_label("layer").next().unwrap().click_accesskit();
    harness.run();
    assert_eq!(lines(&harness)[2].normalisation, Some(Normalisation::Layer));
    assert_eq!(lines(&harness)[3].normalisation, None);
}

#[test]
fn an_end_of_a_line_becomes_a_file_once_there_is_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = weights_file(folder.path(), "far.safetensors", 2.0);
    let mut harness = bench_of(XOR);
    let asks = |harness: &Harness<'_, Bench>, line: usize| {
        harness.query_by_label(&format!("to file of line {line}")).is_some()
    };
    show(&mut harness, Tab::Probe);
    click(&mut harness, "Line from start to end");
    click(&mut harness, "Line between runs");
    let before = lines(&harness);
    choose(&mut harness, "to of line 2", "a file");
    assert!(asks(&harness, 2) && lines(&harness) == before, "nothing is asked for yet");
    assert!(!has_text(&harness, "weights.npz"), "nor said to be wrong");
    fill(&mut harness, "to file of line 2", "/no such.txt");
    assert!(has_text(&harness, "cannot tell the format of /no such.txt"));
    fill(&mut harness, "to file of line 2", "/no such.npz");
    assert!(has_text(&harness, "cannot read /no such.npz"));
    assert_eq!(field(&harness, "to file of line 2").value().unwrap(), "/no such.npz");
    assert_eq!(lines(&harness), before, "the former end stays");
    let undo = harness.state().session.undo_words().map(str::to_owned);
    choose(&mut harness, "to of line 2", "final weights");
    assert!(!asks(&harness, 2) && !has_text(&harness, "/no such.npz"), "and what was said goes");
    assert_eq!(harness.state().session.undo_words(), undo.as_deref(), "there is nothing to undo");
    choose(&mut harness, "to of line 2", "a file");
    assert_eq!(field(&harness, "to file of line 2").value().unwrap_or_default(), "");
    fill(&mut harness, "to file of line 2", path.to_str().unwrap());
    assert_eq!(lines(&harness)[1].to, Some(LineEnd::File(path.clone())));
    assert_eq!(lines(&harness)[1].to_run, None, "a file belongs to no run");
    assert!(!has_text(&harness, "cannot read"));
    click(&mut harness, "Undo");
    assert!(!asks(&harness, 2) && lines(&harness) == before, "an undo takes the file away");
    // The choice stays with its line, and goes with another one.
    choose(&mut harness, "to of line 2", "a file");
    press(&mut harness, "Remove line 1");
    assert!(asks(&harness, 1) && lines(&harness)[0] == before[1]);
    choose(&mut harness, "to of line 1", "mean of the path");
    assert!(!asks(&harness, 1));
    assert_eq!(lines(&harness)[0].to, Some(LineEnd::Of(Centre::Mean)));
    // A path that was refused goes with its complaint.
    choose(&mut harness, "to of line 1", "a file");
    fill(&mut harness, "to file of line 1", "/no such.npz");
    show(&mut harness, Tab::View);
    click(&mut harness, "Light");
    show(&mut harness, Tab::Probe);
    assert!(!asks(&harness, 1) && !has_text(&harness, "/no such.npz"));
}

#[test]
fn a_refused_edit_of_the_network_goes_with_its_complaint() {
    let mut harness = bench_of(NET);
    show(&mut harness, Tab::Probe);
    click(&mut harness, "Line between runs");
    show(&mut harness, Tab::Loss);
    press(&mut harness, "Remove the last seed");
    assert!(has_text(&harness, "there is no run 2"), "the line needs it");
    assert_eq!(field(&harness, "seeds").value().unwrap(), "1", "as it was asked for");
    show(&mut harness, Tab::Probe);
    click(&mut harness, "Remove line 1");
    show(&mut harness, Tab::Loss);
    assert!(!has_text(&harness, "there is no run 2"));
    assert_eq!(field(&harness, "seeds").value().unwrap(), "1, 2", "as it is");
    press(&mut harness, "Remove the last seed");
    assert_eq!(harness.state().session.spec().network.as_ref().unwrap().seeds, [1]);
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
