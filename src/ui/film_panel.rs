//! Files: scenes, pictures and films of what is on screen.

use std::path::{Path, PathBuf};

use egui::{Align2, Button, Key, Margin, Response, RichText, TextEdit, TextStyle, Ui};

use super::desk::{self, Desk, heading, row};
use super::look::HALF_NUMBER;
use super::typed::{self, Typed};
use super::{Order, Wish};
use crate::session::Session;
use crate::spec::READY_SCENES;

/// Room for a button beside a path.
const BUTTON: f32 = 112.0;

/// The paths typed, and what came of them last.
#[derive(Clone, Debug)]
pub(super) struct FilmPanel {
    scene: String,
    picture: String,
    /// What came of scene files.
    said: Option<Result<String, String>>,
    /// What came of the last picture or film.
    written: Option<Result<String, String>>,
    is_writing: bool,
    wants_focus: bool,
}

impl Default for FilmPanel {
    fn default() -> Self {
        let [scene, picture] = ["scene.toml", "fallline.png"].map(str::to_owned);
        Self { scene, picture, said: None, written: None, is_writing: false, wants_focus: false }
    }
}

impl FilmPanel {
    /// What came of saving or opening a scene.
    pub(super) fn tell(&mut self, said: Result<String, String>) {
        self.said = Some(said);
    }

    /// What came of a picture or film; `None` when one has begun.
    pub(super) fn tell_written(&mut self, written: Option<Result<PathBuf, String>>) {
        self.is_writing = written.is_none();
        self.written =
            written.map(|written| written.map(|path| format!("written to {}", path.display())));
    }

    /// Whether a picture or film is being written.
    pub(super) fn is_writing(&self) -> bool {
        self.is_writing
    }

    /// What came of the last picture or film.
    pub(super) fn written(&self) -> Option<&Result<String, String>> {
        self.written.as_ref()
    }

    /// The next key goes to the path of the scene.
    pub(super) fn focus(&mut self) {
        self.wants_focus = true;
    }

    /// Writes the scene on screen under the typed path.
    pub(super) fn save(&mut self, session: &Session) {
        let path = self.scene.trim();
        self.said = Some(if path.is_empty() {
            Err("type a file name first, such as scene.toml".to_owned())
        } else {
            let saved = session.snapshot().save(Path::new(path));
            saved.map(|path| format!("saved {}", path.display())).map_err(|error| error.to_string())
        });
    }

    pub(super) fn show(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        self.scene_file(ui, desk);
        heading(ui, "Picture and film");
        size(ui, desk, "film.size");
        let help = "Relative to where the program was started: .png, or .svg or .pdf for the flat view as a figure with vector lines";
        let asked =
            order(ui, "Picture file", help, &mut self.picture, "Write picture", self.is_writing);
        desk.wishes.extend(asked.map(|path| Wish::Write(Order::Picture(path))));
        let record = Button::new("Record a film\u{2026}");
        let help = "Asks for format, size, rate and length, and shows how far it is";
        if ui.add(record).on_hover_text(help).clicked() {
            desk.wishes.push(Wish::AskForFilm);
        }
        if self.is_writing {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("writing").on_hover_text("The window may be used meanwhile");
                if ui
                    .button("Stop")
                    .on_hover_text("Stops; nothing half written stays behind")
                    .clicked()
                {
                    desk.wishes.push(Wish::StopWriting);
                }
            });
        }
        say(ui, self.written.as_ref());
    }

    fn scene_file(&mut self, ui: &mut Ui, desk: &mut Desk<'_>) {
        heading(ui, "Scene");
        let help = "Path of the scene file (.toml), relative to where the program was started; Enter opens it";
        let response = path_line(ui, "Scene file", help, &mut self.scene);
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.horizontal(|ui| {
            let is_named = !self.scene.trim().is_empty();
            let why_not = "Type a file name first";
            let help =
                "Writes loss, runs, look, camera and step (Ctrl+S); an existing file is replaced";
            let save = ui.add_enabled(is_named, Button::new("Save")).on_hover_text(help);
            if save.on_disabled_hover_text(why_not).clicked() {
                self.save(desk.session);
            }
            let help = "Opens the file in place of what is on screen (Ctrl+O)";
            let open = ui.add_enabled(is_named, Button::new("Open")).on_hover_text(help);
            if open.on_disabled_hover_text(why_not).clicked() || (entered && is_named) {
                desk.wishes.push(Wish::Open(self.scene.trim().to_owned()));
            }
            ui.menu_button("Ready scenes", |ui| {
                for scene in READY_SCENES {
                    if ui.button(scene.name).on_hover_text(scene.description()).clicked() {
                        desk.wishes.push(Wish::Open(scene.name.to_owned()));
                        ui.close();
                    }
                }
            })
            .response
            .on_hover_text("Scenes that come with the program");
        });
        say(ui, self.said.as_ref());
    }
}

/// Width and height; `salt` tells the places apart where they are shown.
pub(super) fn size(ui: &mut Ui, desk: &mut Desk<'_>, salt: &str) {
    let help = "Width and height of pictures and films, pixels";
    let mut size = desk.spec.film.size;
    let mut wrong = None;
    row(ui, "size", help, |ui| {
        for (index, name) in ["width", "height"].into_iter().enumerate() {
            let line = Typed { name, help, hint: "", width: HALF_NUMBER, live: false, lines: 1 };
            let id = desk::id(salt).with(index);
            let (asked, complaint) = line.show(ui, id, &size[index].to_string(), typed::count);
            size[index] = asked.map_or(size[index], |n| u32::try_from(n).unwrap_or(u32::MAX));
            wrong = complaint.or(wrong.take());
            if index == 0 {
                ui.label(RichText::new("by").weak());
            }
        }
    });
    desk.spec.film.size = size;
    desk.say(ui, "film.size", wrong);
}

/// A path and the button that writes it.
fn order(
    ui: &mut Ui,
    name: &str,
    help: &str,
    path: &mut String,
    action: &str,
    is_writing: bool,
) -> Option<PathBuf> {
    ui.horizontal(|ui| {
        let width = ui.available_width() - BUTTON;
        ui.scope(|ui| {
            ui.set_max_width(width);
            path_line(ui, name, help, path);
        });
        let is_free = !is_writing && !path.trim().is_empty();
        let why_not = if is_writing {
            "Something is being written already"
        } else {
            "Type a file name first"
        };
        let button = Button::new(action).min_size(egui::vec2(BUTTON - 8.0, 0.0));
        let button = ui.add_enabled(is_free, button).on_hover_text("An existing file is replaced");
        button.on_disabled_hover_text(why_not).clicked().then(|| PathBuf::from(path.trim()))
    })
    .inner
}

/// A line for a path.
pub(super) fn path_line(ui: &mut Ui, name: &str, help: &str, path: &mut String) -> Response {
    let line = TextEdit::singleline(path).font(TextStyle::Monospace).hint_text("file name");
    let line = line
        .margin(Margin::symmetric(6, 4))
        .align(Align2::LEFT_CENTER)
        .desired_width(f32::INFINITY);
    let response = ui.add(line).on_hover_text(help);
    desk::call(&response, name);
    response
}

/// What came of a file.
pub(super) fn say(ui: &mut Ui, said: Option<&Result<String, String>>) {
    match said {
        Some(Ok(text)) => _ = ui.label(RichText::new(text).weak()),
        Some(Err(text)) => desk::complaint(ui, text),
        None => {}
    }
}
