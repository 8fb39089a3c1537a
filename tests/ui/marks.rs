//! Marks, axes and the look of runs in the panels.

use fallline::spec::{MarkGlyph, MarkPlace};

use super::*;

fn spec(harness: &Harness<'_, Bench>) -> Spec {
    harness.state().session.spec().clone()
}

#[test]
fn marks_are_added_edited_and_removed() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    press(&mut harness, "Add a mark");
    let domain = harness.state().session.objective().domain;
    let middle = [domain.x, domain.y].map(|side| 0.5 * (side.min + side.max));
    assert_eq!(spec(&harness).mark[0].at, MarkPlace::Point(middle));
    fill(&mut harness, "x of mark 1", "1.5");
    fill(&mut harness, "Label of mark 1", "x_1");
    let mark = spec(&harness).mark[0].clone();
    assert_eq!((mark.at, mark.label.as_deref()), (MarkPlace::Point([1.5, middle[1]]), Some("x_1")));
    press(&mut harness, "Glyph of mark 1");
    press(&mut harness, "diamond");
    assert_eq!(spec(&harness).mark[0].glyph, MarkGlyph::Diamond);
    press(&mut harness, "Mark 1 in the legend");
    assert_eq!(harness.state().session.scene().mark_legend.len(), 1);
    // Without words, the legend has nothing to say.
    fill(&mut harness, "Label of mark 1", " ");
    assert!(!spec(&harness).mark[0].legend);
    fill(&mut harness, "x of mark 1", "99");
    assert!(harness.state().session.scene().captions.marks.contains("outside the domain"));
    press(&mut harness, "Remove mark 1");
    assert!(spec(&harness).mark.is_empty());
}

#[test]
fn axes_have_names_and_the_loss_axis_its_ends() {
    let mut harness = bench();
    show(&mut harness, Tab::View);
    fill(&mut harness, "Name of axis 2", "\\theta");
    fill(&mut harness, "Name of loss axis", "f(x, \\theta)");
    assert_eq!(spec(&harness).view.axes, Some(["x".to_owned(), "\\theta".to_owned()]));
    assert_eq!(harness.state().session.scene().captions.loss, "f(x, \\theta)");
    fill(&mut harness, "Name of axis 2", " ");
    assert_eq!(spec(&harness).view.axes, None, "empty: its own name");
    press(&mut harness, "own loss range");
    fill(&mut harness, "Upper end of the loss axis", "7");
    assert_eq!(spec(&harness).surface.loss_range.map(|ends| ends[1]), Some(7.0));
    press(&mut harness, "own loss range");
    assert_eq!(spec(&harness).surface.loss_range, None);
}

#[test]
fn the_look_of_a_run_is_edited_with_its_other_settings() {
    let mut harness = bench();
    show(&mut harness, Tab::Runs);
    press(&mut harness, "More settings of run 1");
    press(&mut harness, "all");
    press(&mut harness, "Arrows of run 1");
    let look = spec(&harness).run.unwrap()[0].look;
    assert_eq!((look.points, look.arrows, look.line), (Some(true), false, true));
}
