//! Files: scenes, pictures and films of what is on screen.

use std::path::{Path, PathBuf};

use egui::{Align2, Button, Key, Margin, Response, RichText, TextEdit, TextStyle, Ui};

use super::desk::{self, Desk, heading, row};
use super::figures_form::FiguresForm;
use super::look::HALF_NUMBER;
use super::typed::{self, Typed};
use super::{Wish, scenes};
use crate::io::{RecentScenes, write_contours};
use crate::session::Session;

/// Room for a button beside a path.
const BUTTON: f32 = 112.0;

/// The paths typed, and what came of them last.
#[derive(Clone, Debug)]
pub(super) struct FilmPanel {
    scene: String,
    contours: String,
    figures: FiguresForm,
    /// What came of scene files.
    said: Option<Result<String, String>>,
    /// What came of the last picture or film.
    written: Option<Result<String, String>>,
    /// What came of the last file of contours.
    traced: Option<Result<String, String>>,
    is_writing: bool,
    wants_focus: bool,
    /// The session's file when the path followed it last.
    known_file: Option<PathBuf>,
}

impl Default for FilmPanel {
    fn default() -> Self {
        Self {
            scene: "scene.toml".to_owned(),
            contours: "contours.csv".to_owned(),
            figures: FiguresForm::default(),
            said: None,
            written: None,
            traced: None,
            is_writing: false,
            wants_focus: false,
            known_file: None,
        }
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

    /// Asks for the scene on screen to be written under the typed path.
    pub(super) fn save(&mut self) -> Option<Wish> {
        let path = self.scene.trim();
        if path.is_empty() {
            self.said = Some(Err("type a file name first, such as scene.toml".to_owned()));
            return None;
        }
        Some(Wish::Save(PathBuf::from(path)))
    }

    /// Another scene has another file: saving must not write over that of the former one.
    pub(super) fn follow(&mut self, session: &Session) {
        if self.known_file.as_deref() != session.file() {
            self.known_file = session.file().map(Path::to_path_buf);
            let path = self.known_file.as_ref().map(|path| path.display().to_string());
            self.scene = path.unwrap_or_else(|| Self::default().scene);
        }
    }

    pub(super) fn show(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, recent: &RecentScenes) {
        self.scene_file(ui, desk, recent);
        heading(ui, "Picture and film");
        size(ui, desk, "film.size");
        self.figures.show(ui, desk, self.is_writing);
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
        self.contour_file(ui, desk);
    }

    /// The vertices of the contours, where there are any.
    fn contour_file(&mut self, ui: &mut Ui, desk: &Desk<'_>) {
        let Some(contours) = desk.session.contours() else { return };
        heading(ui, "Contours");
        let help =
            "CSV file for the vertices of the lines, relative to where the program was started";
        let asked = order(ui, "Contours file", help, &mut self.contours, "Write lines", false);
        let Some(path) = asked else { return say(ui, self.traced.as_ref()) };
        let objective = desk.session.objective();
        let [x, y] = [0, 1].map(|k| objective.parameters[k].as_str());
        let written = write_contours(&path, contours, [x, y]);
        self.traced = Some(match written {
            Ok(path) => Ok(format!("written to {}", path.display())),
            Err(error) => Err(error.to_string()),
        });
    }

    fn scene_file(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, recent: &RecentScenes) {
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
                desk.wishes.extend(self.save());
            }
            let help =
                "Opens the file in place of what is on screen, which an undo brings back (Ctrl+O)";
            let open = ui.add_enabled(is_named, Button::new("Open")).on_hover_text(help);
            if open.on_disabled_hover_text(why_not).clicked() || (entered && is_named) {
                desk.wishes.push(Wish::Open(self.scene.trim().to_owned()));
            }
            scenes::menus(ui, recent, &mut desk.wishes);
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
pub(super) fn order(
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
