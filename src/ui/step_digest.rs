//! The terms of a step in many parameters: of each vector its length and its largest component, and the largest
//! components of the one that is chosen.

use egui::{Grid, RichText, Ui, vec2};

use super::desk::Desk;
use super::step_panel::{LINE, number};
use super::{Explorer, step_panel};
use crate::objective::network::Layout;
use crate::optim::{StepReport, Term, TermValue};

/// Components of the chosen term that are named.
const NAMED: usize = 5;

pub(super) fn table(
    ui: &mut Ui,
    explorer: &mut Explorer,
    desk: &mut Desk<'_>,
    report: &StepReport,
) {
    ui.add_space(4.0);
    let spacing = ui.spacing_mut();
    (spacing.item_spacing, spacing.button_padding) = (vec2(6.0, 2.0), vec2(3.0, 1.0));
    spacing.interact_size.y = LINE;
    let heads = [
        ("length", "The Euclidean length of the vector over all parameters"),
        ("largest", "The component of the largest size; the list below names it"),
    ];
    step_panel::head(ui, report, &heads);
    for term in &report.terms {
        ui.horizontal(|ui| line(ui, explorer, desk, report, term));
    }
    step_panel::enlarged(ui, desk);
}

/// The switch of the arrow, the name of the term, and its length and largest component, or its one number.
fn line(
    ui: &mut Ui,
    explorer: &mut Explorer,
    desk: &mut Desk<'_>,
    report: &StepReport,
    term: &Term,
) {
    let numbers = match &term.value {
        TermValue::Scalar(value) => vec![*value],
        // Rates side by side are no vector: their length says nothing.
        TermValue::Vector(values) if term.name == "effective_rate" => {
            vec![f64::NAN, largest(values)]
        }
        TermValue::Vector(values) => vec![length(values), largest(values)],
    };
    step_panel::numbers_line(ui, explorer, desk, report, term.name, 2, &numbers);
}

/// The largest components of the chosen term by name; nothing of a term that is one number.
pub(super) fn components(ui: &mut Ui, layout: &Layout, report: &StepReport, name: &str) {
    let Some(TermValue::Vector(values)) = report.term(name).map(|term| &term.value) else { return };
    ui.label(RichText::new("largest components").weak());
    Grid::new("components").num_columns(2).spacing([16.0, 2.0]).min_row_height(17.0).show(
        ui,
        |ui| {
            for parameter in largest_components(values, NAMED) {
                ui.label(RichText::new(layout.name(parameter)).monospace().size(11.5));
                number(ui, values[parameter]);
                ui.end_row();
            }
        },
    );
}

fn length(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum::<f64>().sqrt()
}

fn largest(values: &[f64]) -> f64 {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    // From the end, since `max_by` takes the last: of components of one size the first.
    finite.rev().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(f64::NAN)
}

/// The finite components of the largest size, `most` of them at most, the largest first and of one size by place. A vector
/// may have millions: only those that are returned are sorted.
fn largest_components(values: &[f64], most: usize) -> Vec<usize> {
    let by_size =
        |a: &usize, b: &usize| values[*b].abs().total_cmp(&values[*a].abs()).then_with(|| a.cmp(b));
    let mut order: Vec<usize> = (0..values.len()).filter(|k| values[*k].is_finite()).collect();
    if most < order.len() {
        order.select_nth_unstable_by(most, by_size);
        order.truncate(most);
    }
    order.sort_unstable_by(by_size);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_stand_by_size_and_those_that_are_none_are_left_out() {
        let values = [1.0, f64::NAN, -3.0, f64::INFINITY, 2.0];
        assert_eq!(largest_components(&values, NAMED), [2, 4, 0]);
        assert_eq!(largest(&values), -3.0);
        assert_eq!(length(&[3.0, -4.0]), 5.0);
        assert!(largest(&[f64::NAN]).is_nan());
    }

    #[test]
    fn of_many_components_the_largest_are_those_of_a_full_sort() {
        // Sizes repeat, and signs differ.
        let values: Vec<f64> = (0..1000).map(|k| f64::from(k * 7919 % 101) - 50.0).collect();
        let mut sorted: Vec<usize> = (0..values.len()).collect();
        sorted.sort_by(|a, b| values[*b].abs().total_cmp(&values[*a].abs()));
        for most in [0, 1, NAMED, 999, 1000, 1001] {
            let expected = &sorted[..most.min(values.len())];
            assert_eq!(largest_components(&values, most), expected, "{most} of them");
        }
        assert_eq!(largest(&values), values[sorted[0]]);
    }
}
