//! The curves below the view: chosen by chips, and the playhead is dragged in any of them.

use super::*;
use fallline::scene::{Against, Quantity};

fn with_curves(text: &str) -> Harness<'static, Bench> {
    let mut harness = bench_of(text);
    if !harness.state().explorer.plot_open {
        harness.key_press(Key::L);
        harness.run();
    }
    harness
}

/// The right end of a chart's heading, 60 points below which is the middle of its lines.
fn in_chart(harness: &Harness<'_, Bench>, quantity: &str, left: f32) -> Pos2 {
    let name = format!("log axis of {quantity}");
    let right_top = harness.get_by_label(&name).rect().right_bottom();
    right_top + vec2(-left, 60.0)
}

#[test]
fn chips_choose_what_is_drawn() {
    let mut harness = with_curves(TWO_RUNS);
    let shown = |harness: &Harness<'_, Bench>| -> Vec<Quantity> {
        harness.state().session.scene().curves.charts.iter().map(|chart| chart.quantity).collect()
    };
    assert_eq!(shown(&harness), [Quantity::Loss]);
    click(&mut harness, "gradient norm");
    harness.get_by_role_and_label(Role::Button, "y").click();
    harness.run();
    assert_eq!(shown(&harness), [Quantity::Loss, Quantity::GradientNorm, Quantity::Parameter(1)]);
    assert!(has_text(&harness, "gradient norm, log scale"));
    click(&mut harness, "log axis of gradient-norm");
    assert!(
        !has_text(&harness, "gradient norm, log scale") && has_text(&harness, "loss, log scale")
    );
    click(&mut harness, "evaluations");
    click(&mut harness, "log axis of steps");
    let curves = harness.state().session.scene().curves;
    assert_eq!((curves.against, curves.is_log_x), (Against::Evaluations, true));
    assert!(!curves.in_pictures, "pictures stay as they were");
    click(&mut harness, "in pictures");
    assert!(harness.state().session.scene().curves.in_pictures);
    for chip in ["loss", "gradient norm", "y"] {
        harness.get_by_role_and_label(Role::Button, chip).click();
        harness.run();
    }
    assert!(has_text(&harness, "choose what to draw"));
}

#[test]
fn the_playhead_is_dragged_in_any_chart() {
    let text = TWO_RUNS.replace("[runs]", "[curves]\nshow = ['loss', 'x', 'distance']\n[runs]");
    let mut harness = with_curves(&text);
    let step = |harness: &Harness<'_, Bench>| harness.state().session.step();
    for chart in ["loss", "x", "distance"] {
        let [from, to] = [120.0, 4.0].map(|left| in_chart(&harness, chart, left));
        press_and_drag(&mut harness, PointerButton::Primary, from, to);
        assert_eq!(step(&harness), 20.0, "{chart}");
        press_and_drag(&mut harness, PointerButton::Primary, to, from);
        assert!((2.0..19.0).contains(&step(&harness)), "{chart}: {}", step(&harness));
    }
    // Against evaluations, every place is a step, too.
    click(&mut harness, "evaluations");
    let [from, to] = [120.0, 4.0].map(|left| in_chart(&harness, "x", left));
    press_and_drag(&mut harness, PointerButton::Primary, from, to);
    assert_eq!(step(&harness), 20.0);
}

#[test]
fn the_wheel_draws_the_axis_out_and_a_double_click_shows_all_of_it() {
    let mut harness = with_curves(TWO_RUNS);
    let at = in_chart(&harness, "loss", 4.0);
    let edge = |harness: &mut Harness<'_, Bench>| {
        let left = in_chart(harness, "loss", 300.0);
        click_at(harness, left, Modifiers::NONE);
        harness.state().session.step()
    };
    let whole = edge(&mut harness);
    harness.event(Event::PointerMoved(at));
    harness.step();
    harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    harness.run();
    assert!(edge(&mut harness) > whole, "the last steps take more room");
    // Late enough that it is not the third click in a row.
    harness.run_steps(60);
    harness.event(Event::PointerMoved(at));
    harness.step();
    for pressed in [true, false, true, false] {
        harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
    harness.run();
    assert_eq!(edge(&mut harness), whole, "a double click shows all again");
}

#[test]
fn a_scene_whose_pictures_have_curves_opens_with_them() {
    let scene = format!("{TWO_RUNS}[curves]\nshow = ['loss']\n");
    assert!(bench_of(&scene).state().explorer.plot_open);
    assert!(!bench().state().explorer.plot_open);
}
