//! The table that compares optimizers over many starts: sorted by any column, written as CSV or JSON.

use std::path::PathBuf;

use egui::{Align, Grid, Label, Layout, RichText, ScrollArea, Sense, Ui, vec2};

use super::film_panel::{path_line, say};
use super::{desk, focus};
use crate::io::{ComparisonFormat, ComparisonReport};
use crate::optim::swarm::{Column, Line};
use crate::overlay::color32;
use crate::scene::ticks;
use crate::session::{Session, Swarm};

/// How the table is sorted, and where it is written.
pub(super) struct ComparisonTable {
    sorted_by: Column,
    ascending: bool,
    path: String,
    said: Option<Result<String, String>>,
}

impl Default for ComparisonTable {
    fn default() -> Self {
        Self {
            sorted_by: Column::Optimizer,
            ascending: true,
            path: "comparison".to_owned(),
            said: None,
        }
    }
}

/// Height of the table with its title and a line for each of `runs`, points.
pub(super) fn height(runs: usize) -> f32 {
    92.0 + 33.0 * runs.clamp(1, 6) as f32
}

impl ComparisonTable {
    pub(super) fn show(&mut self, ui: &mut Ui, session: &Session, swarm: &Swarm) {
        // The panel keeps its height while there is no table yet.
        ui.set_min_height(ui.available_height());
        let Some(comparison) = &swarm.comparison else {
            let text = if swarm.is_complete() { "the runs were stopped" } else { "computing …" };
            ui.label(RichText::new(text).weak());
            return;
        };
        let labels = session.run_labels();
        let report = ComparisonReport {
            comparison,
            plan: &swarm.plan,
            objective: session.objective(),
            labels: &labels,
        };
        ui.horizontal(|ui| {
            let right = Layout::right_to_left(Align::Center);
            ui.with_layout(right, |ui| {
                self.export(ui, &report);
                let title = Label::new(RichText::new(report.title()).strong()).wrap();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(title));
            });
        });
        ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            Grid::new("comparison").num_columns(Column::ALL.len()).spacing([24.0, 6.0]).show(
                ui,
                |ui| {
                    Column::ALL.into_iter().for_each(|column| self.head(ui, column));
                    ui.end_row();
                    for line in comparison.sorted(self.sorted_by, self.ascending) {
                        cells(ui, session, &report, line);
                        ui.end_row();
                    }
                },
            );
            focus::scroll_to_it(ui);
        });
    }

    /// The head of a column; a click sorts by it, another one the other way round.
    fn head(&mut self, ui: &mut Ui, column: Column) {
        let is_chosen = self.sorted_by == column;
        let arrow = match (is_chosen, self.ascending) {
            (false, _) => "",
            (true, true) => " ↑",
            (true, false) => " ↓",
        };
        let button = egui::Button::selectable(is_chosen, format!("{}{arrow}", column.name()));
        let response = ui.add(button).on_hover_text(format!("{}. Click to sort", column.help()));
        desk::call(&response, format!("Sort by {}", column.name()));
        if response.clicked() {
            self.ascending = !(is_chosen && self.ascending);
            self.sorted_by = column;
        }
    }

    /// From right to left: the two buttons, and the path.
    fn export(&mut self, ui: &mut Ui, report: &ComparisonReport<'_>) {
        let formats = [
            (ComparisonFormat::Json, "json", "Write JSON"),
            (ComparisonFormat::Csv, "csv", "Write CSV"),
        ];
        for (format, ending, name) in formats {
            let is_named = !self.path.trim().is_empty();
            let help = format!(
                "Writes the table under this name with the ending .{ending}; an existing file is replaced"
            );
            let button = ui.add_enabled(is_named, egui::Button::new(name)).on_hover_text(help);
            if button.on_disabled_hover_text("Type a file name first").clicked() {
                let path = PathBuf::from(self.path.trim()).with_extension(ending);
                let saved = report.save(&path, format);
                self.said = Some(
                    saved
                        .map(|path| format!("written to {}", path.display()))
                        .map_err(|error| error.to_string()),
                );
            }
        }
        ui.scope(|ui| {
            ui.set_max_width(150.0);
            let help =
                "Path of the file without its ending, relative to where the program was started";
            path_line(ui, "Table file", help, &mut self.path);
        });
        say(ui, self.said.as_ref());
    }
}

fn cells(ui: &mut Ui, session: &Session, report: &ComparisonReport<'_>, line: &Line) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (dot, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
        if let Some(style) = session.path_styles().get(line.run) {
            ui.painter().circle_filled(dot.center(), 4.5, color32(style.color));
        }
        ui.label(report.label(line));
    });
    let number = |value: Option<f64>| value.map_or("–".to_owned(), ticks::number);
    let numbers = [
        format!("{} of {}  ({:.1} %)", line.reached, line.members, 100.0 * line.share()),
        number(line.steps),
        number(line.evaluations),
        number(line.path_length),
        number(line.loss),
        line.diverged.to_string(),
    ];
    for number in numbers {
        ui.horizontal(|ui| {
            // As far as the words of the head stand from their button's edge.
            ui.add_space(ui.spacing().button_padding.x);
            ui.label(number);
        });
    }
}
