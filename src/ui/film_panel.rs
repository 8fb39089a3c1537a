//! Scene files: saves what is on screen, opens what was saved.

use std::path::Path;

use egui::{Key, RichText, TextEdit, TextStyle, Ui};

use super::Wish;
use super::desk::{self, Desk, heading};
use crate::session::Session;
use crate::spec::READY_SCENES;

/// The path typed, and what came of it last.
#[derive(Clone, Debug)]
pub(super) struct FilmPanel {
    path: String,
    said: Option<Result<String, String>>,
    wants_focus: bool,
}

impl Default for FilmPanel {
    fn default() -> Self {
        Self { path: "scene.toml".to_owned(), said: None, wants_focus: false }
    }
}

impl FilmPanel {
    /// What came of saving or opening.
    pub(super) fn tell(&mut self, said: Result<String, String>) {
        self.said = Some(said);
    }

    /// The next key goes to the path.
    pub(super) fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Writes what is on screen under the typed path.
    pub(super) fn save(&mut self, session: &Session) {
        let path = self.path.trim();
        self.said = Some(if path.is_empty() {
            Err("type a file name first, such as scene.toml".to_owned())
        } else {
            let saved = session.snapshot().save(Path::new(path));
            saved.map(|path| format!("saved {}", path.display())).map_err(|error| error.to_string())
        });
    }

    pub(super) fn show(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        heading(ui, "Scene file");
        let help = "Path of the scene file (.toml), relative to where the program was started; Enter opens it";
        let line =
            TextEdit::singleline(&mut self.path).font(TextStyle::Monospace).hint_text("scene.toml");
        let margin = egui::Margin::symmetric(6, 4);
        let response = ui
            .add(
                line.margin(margin)
                    .vertical_align(egui::Align::Center)
                    .desired_width(f32::INFINITY),
            )
            .on_hover_text(help);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label("Scene file"));
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.horizontal(|ui| {
            let is_named = !self.path.trim().is_empty();
            let why_not = "Type a file name first";
            let help =
                "Writes loss, runs, look, camera and step (Ctrl+S); an existing file is replaced";
            let save = ui.add_enabled(is_named, egui::Button::new("Save")).on_hover_text(help);
            if save.on_disabled_hover_text(why_not).clicked() {
                self.save(desk.session);
            }
            let open = ui.add_enabled(is_named, egui::Button::new("Open"));
            let open = open.on_hover_text("Opens the file in place of what is on screen (Ctrl+O)");
            if open.on_disabled_hover_text(why_not).clicked() || (entered && is_named) {
                desk.wishes.push(Wish::Open(self.path.trim().to_owned()));
            }
        });
        match &self.said {
            Some(Ok(text)) => _ = ui.label(RichText::new(text).weak()),
            Some(Err(text)) => _ = desk::complaint(ui, text),
            None => {}
        }
        ready_scenes(ui, desk);
    }
}

fn ready_scenes(ui: &mut Ui, desk: &mut Desk<'_>) {
    heading(ui, "Ready scenes");
    ui.horizontal_wrapped(|ui| {
        for scene in READY_SCENES {
            if ui.button(scene.name).on_hover_text(scene.description()).clicked() {
                desk.wishes.push(Wish::Open(scene.name.to_owned()));
            }
        }
    });
}
