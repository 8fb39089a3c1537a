//! Scenes that are opened, saved and remembered, and files that are dropped.

use std::path::{Path, PathBuf};

use egui::{Button, Ui};

use super::drafts::Drafts;
use super::set_aside::SetAside;
use super::{Explorer, Tab, Wish, loss_panel};
use crate::io::RecentScenes;
use crate::session::{Command, Session};
use crate::spec::{READY_SCENES, ReadyScene, Spec, SpecError, TermsSpec};

impl Explorer {
    /// Notes a scene file that was opened from outside.
    pub fn note_scene(&mut self, file: &Path) {
        self.recent.note(file);
    }

    /// Opens a scene in place of what is on screen; what was there comes back by an undo.
    pub(super) fn open(&mut self, session: &mut Session, name: &str) {
        let is_file = ReadyScene::find(name).is_none();
        let opened = Spec::load(name).and_then(|(spec, source)| {
            let file = is_file.then(|| PathBuf::from(name));
            let known = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let name = known.unwrap_or_else(|| name.to_owned());
            let open = Command::Open { spec: Box::new(spec), name, file };
            session.apply(open).map_err(|error| source.locate(error))
        });
        if let Err(error) = opened {
            self.film.tell(Err(error.to_string()));
            if self.tab != Tab::Film || !self.panel_open {
                self.notice = Some(error.to_string());
            }
            return;
        }
        if is_file {
            self.recent.note(Path::new(name));
        }
        self.forget_the_former_scene();
        self.film.tell(Ok(format!("opened {name}")));
    }

    /// What the panels remember of one scene does not hold for another.
    fn forget_the_former_scene(&mut self) {
        (self.placing, self.runs_chosen, self.notice) = (false, false, None);
        self.search.clear();
        self.set_aside = SetAside::default();
        self.term.clear();
        self.terms = TermsSpec::default();
        self.forget_what_was_typed();
    }

    /// What was typed in vain gives way to what is there.
    fn forget_what_was_typed(&mut self) {
        (self.repair, self.complaint, self.drafts) = (None, None, Drafts::default());
    }

    /// After an undo or a redo: the panels show what is there now.
    pub(super) fn followed_history(&mut self, session: &Session) {
        self.forget_what_was_typed();
        // The Step part would ask for the terms again at once.
        if self.tab == Tab::Step && session.spec().view.terms.is_none() {
            self.tab = Tab::Runs;
        }
    }

    /// Writes what is on screen as a scene file.
    pub(super) fn save(&mut self, session: &mut Session, path: &Path) {
        let saved = session.snapshot().save(path);
        if saved.is_ok() {
            session.stands_in(path.to_path_buf());
            self.recent.note(path);
        }
        let saved = saved.map(|path| format!("saved {}", path.display()));
        self.film.tell(saved.map_err(|error| error.to_string()));
    }

    /// Makes a CSV file the data of the network or of the fit, or of a straight line where the fit has other columns.
    pub(super) fn fit_to(&mut self, session: &mut Session, path: &Path) {
        let learned = session.spec().with_data(path).map(|mut spec| {
            let runs_stay = self.runs_chosen || spec.network.is_some();
            loss_panel::forget_what_belonged_to_the_former(&mut spec, runs_stay);
            spec
        });
        self.take_dropped(session, learned);
    }

    /// Makes the network begin with the weights of a file.
    pub(super) fn begin_with(&mut self, session: &mut Session, path: &Path) {
        let begun = session.spec().with_weights(path);
        self.take_dropped(session, begun);
    }

    /// Takes over what came of a dropped file, or says why nothing did.
    fn take_dropped(&mut self, session: &mut Session, spec: Result<Spec, SpecError>) {
        let edited = spec.and_then(|spec| session.apply(Command::Edit(Box::new(spec))));
        match edited {
            Ok(()) => {
                self.forget_what_was_typed();
                self.notice = None;
                self.unfold(Tab::Loss);
            }
            Err(error) => self.notice = Some(error.message),
        }
    }
}

/// Menus of the scenes that come with the program, and of those that were opened or saved last.
pub(super) fn menus(ui: &mut Ui, recent: &RecentScenes, wishes: &mut Vec<Wish>) {
    let menu = ui.menu_button("Ready scenes", |ui| {
        let (networks, others): (Vec<_>, Vec<_>) =
            READY_SCENES.iter().partition(|scene| scene.has_network());
        // First, so that a short window does not cut them off.
        ui.weak("Networks");
        ready_scenes(ui, &networks, wishes);
        ui.separator();
        ui.weak("Formulas and fits");
        ready_scenes(ui, &others, wishes);
    });
    menu.response.on_hover_text("Scenes that come with the program");
    let has_any = !recent.paths().is_empty();
    ui.add_enabled_ui(has_any, |ui| {
        ui.menu_button("Recent", |ui| {
            for path in recent.paths() {
                recent_scene(ui, path, wishes);
            }
        })
        .response
        .on_hover_text("Scenes that were opened or saved last")
        .on_disabled_hover_text("No scene has been opened or saved yet");
    });
}

/// A line of the menu for each scene that comes with the program.
fn ready_scenes(ui: &mut Ui, scenes: &[&ReadyScene], wishes: &mut Vec<Wish>) {
    for scene in scenes {
        if ui.button(scene.name).on_hover_text(scene.description()).clicked() {
            wishes.push(Wish::Open(scene.name.to_owned()));
            ui.close();
        }
    }
}

/// A line of the menu: the file's name and its folder; what is gone says so.
fn recent_scene(ui: &mut Ui, path: &Path, wishes: &mut Vec<Wish>) {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let folder = path.parent().map_or(String::new(), |folder| folder.display().to_string());
    let button = Button::new(name).shortcut_text(shortened(&folder));
    let shown = ui.add_enabled(path.is_file(), button).on_hover_text(path.display().to_string());
    let why_not = format!("{} is not there any more", path.display());
    if shown.on_disabled_hover_text(why_not).clicked() {
        wishes.push(Wish::Open(path.display().to_string()));
        ui.close();
    }
}

/// The end of a long path: it tells more than the beginning.
fn shortened(folder: &str) -> String {
    const LONGEST: usize = 32;
    let count = folder.chars().count();
    if count <= LONGEST {
        return folder.to_owned();
    }
    let end: String = folder.chars().skip(count - LONGEST).collect();
    format!("\u{2026}{end}")
}
