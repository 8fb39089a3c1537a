//! The whole of the window's inside: side panel, timeline, plot and picture around one session.

use std::path::PathBuf;

use egui::{CentralPanel, Context, Frame, Margin, Panel, RichText, ScrollArea, TextureId, Ui};

use super::comparison_table::{self, ComparisonTable};
use super::desk::{self, Desk};
use super::drafts::Drafts;
use super::film_dialog::FilmDialog;
use super::film_panel::FilmPanel;
use super::flight_form::FlightForm;
use super::focus::Trail;
use super::icon::{self, Icon};
use super::plot::CurvesPlot;
use super::probe::Probe;
use super::set_aside::SetAside;
use super::tab::Tab;
use super::wish::{Repair, Wish};
use super::{
    drop, film_strip, fit_form, focus, keys, look, loss_panel, picture, probe_panel, runs_panel,
    step_panel, timeline, view_panel,
};
use crate::io::RecentScenes;
use crate::overlay::{self, Layout};
use crate::scene::{Lens, Pane, Theme};
use crate::session::{Command, FilmCommand, Session};
use crate::spec::{SpecError, TermsSpec};

/// What one pass of the panels came to.
pub struct Shown {
    /// To be handed to [`Explorer::apply`], in this order.
    pub wishes: Vec<Wish>,
    /// Where each pane of the picture is; its scene is to be drawn for it.
    pub layouts: Vec<Layout>,
}

/// What the panels remember between frames.
pub struct Explorer {
    /// The part of the side panel that is shown.
    pub tab: Tab,
    /// Whether the side panel is unfolded.
    pub panel_open: bool,
    /// Whether the curves are unfolded.
    pub plot_open: bool,
    /// Whether the table of many starts is unfolded, where there are many.
    pub table_open: bool,
    /// Whether the list of keys is shown.
    pub keys_open: bool,
    /// Whether the next click on the surface places the start of the runs.
    pub placing: bool,
    pub(super) film: FilmPanel,
    pub(super) flight: FlightForm,
    pub(super) dialog: FilmDialog,
    pub(super) probe: Probe,
    /// Whether someone has chosen the runs by hand: then another loss leaves them as they are.
    pub(super) runs_chosen: bool,
    /// What another kind of loss took the place of.
    pub(super) set_aside: SetAside,
    pub(super) search: String,
    /// What was shown last of a step's terms, for when they are shown again.
    pub(super) terms: TermsSpec,
    /// The term that the words below the table are about.
    pub(super) term: String,
    plot: CurvesPlot,
    table: ComparisonTable,
    /// Scene files that were opened or saved last.
    pub(super) recent: RecentScenes,
    /// What could not be done with a file that was dropped.
    pub(super) notice: Option<String>,
    /// The pane of the picture that has the keyboard.
    pub(super) picture_focus: Option<Lens>,
    /// Whether the keyboard goes to the tab that is shown.
    pub(super) wants_tab_focus: bool,
    trail: Trail,
    pub(super) repair: Option<Repair>,
    pub(super) complaint: Option<SpecError>,
    pub(super) drafts: Drafts,
    trouble: Option<String>,
    aspect: f32,
    dressed: Option<Theme>,
}

impl Default for Explorer {
    fn default() -> Self {
        Self {
            tab: Tab::Loss,
            panel_open: true,
            plot_open: false,
            table_open: true,
            keys_open: false,
            placing: false,
            film: FilmPanel::default(),
            flight: FlightForm::default(),
            dialog: FilmDialog::default(),
            probe: Probe::default(),
            runs_chosen: false,
            set_aside: SetAside::default(),
            search: String::new(),
            terms: TermsSpec::default(),
            term: String::new(),
            plot: CurvesPlot::default(),
            table: ComparisonTable::default(),
            recent: RecentScenes::default(),
            notice: None,
            picture_focus: None,
            wants_tab_focus: false,
            trail: Trail::default(),
            repair: None,
            complaint: None,
            drafts: Drafts::default(),
            trouble: None,
            aspect: 0.0,
            dressed: None,
        }
    }
}

impl Explorer {
    /// The panels, with a list of recent scenes.
    #[must_use]
    pub fn remembering(recent: RecentScenes) -> Self {
        Self { recent, ..Self::default() }
    }

    /// Shows everything. `textures` are those into which the panes, of which there is at least one, are drawn for
    /// [`Shown::layouts`].
    pub fn show(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        panes: &[Pane],
        textures: &[TextureId],
    ) -> Shown {
        let scene = &panes[0].scene;
        // Curves that pictures show along the bottom stand below the view at first.
        self.plot_open |= self.dressed.is_none() && scene.curves.are_in_pictures();
        self.dress(ui, scene.style.theme);
        self.film.follow(session);
        self.close_dialog_by_key(ui.ctx());
        let mut wishes = keys::wishes(ui.ctx(), self, session);
        wishes.extend(drop::wishes(ui.ctx(), self));
        let bar = Frame::side_top_panel(ui.style()).inner_margin(Margin::symmetric(12, 8));
        Panel::bottom("timeline").resizable(false).frame(bar).show(ui, |ui| {
            if film_strip::is_wanted(self, session) {
                film_strip::show(ui, self, session, &mut wishes);
            }
            timeline::show(ui, self, session, &mut wishes);
        });
        self.side(ui, session, &mut wishes);
        if self.plot_open {
            self.plot.panel(ui, bar, (session, scene), &mut wishes);
        }
        if let Some(swarm) = session.swarm().filter(|_| self.table_open) {
            let height = comparison_table::height(swarm.plan.runs.len());
            let table = Panel::bottom("comparison").resizable(true).default_size(height);
            let table = table.size_range(80.0..=420.0);
            table.frame(bar).show(ui, |ui| self.table.show(ui, session, swarm));
        }
        let central = CentralPanel::no_frame()
            .show(ui, |ui| picture::show(ui, self, session, panes, textures, &mut wishes));
        let layouts = central.inner;
        let layout = layouts[0];
        if (layout.aspect() - self.aspect).abs() > 1e-6 {
            self.aspect = layout.aspect();
            wishes.push(Wish::Do(Command::Viewport { aspect: self.aspect }));
        }
        let shows_rail = self.panel_open && self.tab == Tab::Film;
        if shows_rail != session.shows_rail() {
            wishes.push(Wish::Do(Command::Film(FilmCommand::ShowRail(shows_rail))));
        }
        let frame = layouts.iter().fold(layout.frame, |frame, pane| frame.union(pane.frame));
        self.notices(ui, frame);
        self.film_dialog(ui.ctx(), frame, session, &mut wishes);
        if self.keys_open {
            keys::show_list(ui.ctx(), frame, &mut self.keys_open);
        }
        self.follow_the_hand(ui.ctx(), session, &mut wishes);
        Shown { wishes, layouts }
    }

    /// Does what the panels asked for; writing and quitting are the window's own. What is refused is remembered and shown.
    pub fn apply(&mut self, session: &mut Session, wish: Wish) {
        match wish {
            Wish::Do(command) => {
                let edited =
                    if let Command::Edit(spec) = &command { Some(Repair::of(spec)) } else { None };
                let places = matches!(command, Command::PlaceStart(_));
                let travels = matches!(command, Command::Undo | Command::Redo);
                match session.apply(command) {
                    Ok(()) if travels => self.followed_history(session),
                    Ok(()) => self.accepted(edited.as_ref()),
                    Err(error) if places => self.notice = Some(error.message),
                    Err(error) => self.complaint = Some(error),
                }
            }
            Wish::Open(name) => self.open(session, &name),
            Wish::Save(path) => self.save(session, &path),
            Wish::FitTo(path) => self.fit_to(session, &path),
            Wish::BeginWith(path) => self.begin_with(session, &path),
            Wish::AskForFilm => self.dialog.open(),
            Wish::Write(_) | Wish::PauseWriting(_) | Wish::StopWriting | Wish::Quit => {}
        }
    }

    /// What went wrong on the graphics side; it is shown until `None` is told.
    pub fn tell_trouble(&mut self, trouble: Option<String>) {
        self.trouble = trouble;
    }

    /// What came of a picture or film that was asked for; `None` when it has begun.
    pub fn tell_written(&mut self, written: Option<Result<PathBuf, String>>) {
        if written.is_some() {
            self.dialog.tell_writing(None);
        }
        self.film.tell_written(written);
    }

    /// Shows a part of the side panel.
    pub(super) fn unfold(&mut self, tab: Tab) {
        (self.tab, self.panel_open) = (tab, true);
    }

    fn accepted(&mut self, edited: Option<&Repair>) {
        if edited.is_none() {
            return;
        }
        self.drafts.forget_refused();
        let is_elsewhere = |error: &SpecError| !Repair::is_about(error);
        if edited == self.repair.as_ref() || self.complaint.as_ref().is_some_and(is_elsewhere) {
            // Without its complaint, nothing would say why what is typed does not hold.
            (self.repair, self.complaint) = (None, None);
        }
    }

    /// What is held, where the keyboard is, and what hovers over the window.
    fn follow_the_hand(&mut self, context: &Context, session: &Session, wishes: &mut Vec<Wish>) {
        let is_held = context.dragged_id().is_some();
        if is_held != session.is_held() {
            // First, so that the edit of this frame is a part of it.
            wishes.insert(0, Wish::Do(Command::Hold(is_held)));
        }
        self.wants_tab_focus |= self.trail.follow(context);
        focus::ring(context);
        drop::show_promise(context, session.spec());
    }

    fn dress(&mut self, ui: &mut Ui, theme: Theme) {
        if self.dressed.is_none() {
            overlay::install_fonts(ui.ctx());
            ui.ctx().options_mut(|options| options.quit_shortcuts.clear());
        }
        if self.dressed != Some(theme) {
            look::dress(ui.ctx(), theme);
            ui.set_style(ui.ctx().style_of(ui.ctx().theme()));
            self.dressed = Some(theme);
        }
    }

    fn side(&mut self, ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
        let frame = Frame::side_top_panel(ui.style()).inner_margin(Margin {
            left: 16,
            right: 6,
            top: 12,
            bottom: 0,
        });
        let panel = Panel::left("side").frame(frame).default_size(330.0).size_range(300.0..=480.0);
        if !self.panel_open {
            return;
        }
        panel.show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 1.0;
                for (tab, name, help) in Tab::ALL {
                    let button = ui.add(egui::Button::selectable(self.tab == tab, name));
                    if self.tab == tab && std::mem::take(&mut self.wants_tab_focus) {
                        button.request_focus();
                    }
                    if button.on_hover_text(help).clicked() {
                        self.tab = tab;
                    }
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.add_space(8.0);
                    if icon::button(
                        ui,
                        Icon::Panel,
                        "Fold the panel",
                        "Folds this panel away (Ctrl+B)",
                    )
                    .clicked()
                    {
                        self.panel_open = false;
                    }
                });
            });
            ui.separator();
            ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
                Frame::new().inner_margin(Margin { left: 0, right: 10, top: 0, bottom: 16 }).show(
                    ui,
                    |ui| {
                        self.tab_content(ui, session, wishes);
                        focus::scroll_to_it(ui);
                    },
                );
            });
        });
    }

    fn tab_content(&mut self, ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
        let mut spec = session.spec().clone();
        if self.tab == Tab::Loss
            && let Some(repair) = self.repair.clone()
        {
            repair.put_into(&mut spec);
        }
        let before = spec.clone();
        let complaint = self.complaint.clone();
        let mut desk = Desk {
            session,
            spec,
            complaint: complaint.as_ref(),
            is_said: false,
            drafts: std::mem::take(&mut self.drafts),
            wishes: Vec::new(),
        };
        match self.tab {
            Tab::Loss => loss_panel::show(ui, self, &mut desk),
            Tab::Runs => runs_panel::show(ui, self, &mut desk),
            Tab::Step => step_panel::show(ui, self, &mut desk),
            Tab::Probe => probe_panel::show(ui, &mut desk),
            Tab::View => view_panel::show(ui, &mut desk),
            Tab::Film => {
                self.flight.show(ui, &mut desk);
                self.film.show(ui, &mut desk, &self.recent);
            }
        }
        let Desk { mut spec, is_said, drafts, wishes: asked, .. } = desk;
        self.drafts = drafts;
        if let Some(error) = complaint.filter(|error| !is_said && !self.says_dialog(error)) {
            self.unplaced(ui, &error);
        }
        wishes.extend(asked);
        if spec == before {
            return;
        }
        if self.tab == Tab::Loss {
            fit_form::rename_parameters(&mut spec, &before);
            if spec.fit.is_none() && spec.network.is_none() {
                spec.forget_batches();
            }
            if Repair::of(&spec) != Repair::of(&before) {
                spec.forget_tuning();
            }
            self.repair = Some(Repair::of(&spec));
        }
        wishes.push(Wish::Do(Command::Edit(Box::new(spec))));
    }

    /// A complaint about something that this part of the panel does not show.
    fn unplaced(&mut self, ui: &mut Ui, error: &SpecError) {
        ui.add_space(8.0);
        desk::complaint(ui, &error.to_string());
        if ui
            .button("Dismiss")
            .on_hover_text("Forgets this message and goes on from what is shown")
            .clicked()
        {
            (self.complaint, self.repair) = (None, None);
        }
    }

    /// A folded panel's handle, and what went wrong, over the picture.
    fn notices(&mut self, ui: &mut Ui, frame: egui::Rect) {
        self.show_notice(ui.ctx(), frame);
        if let Some(trouble) = self.trouble.clone() {
            let at = frame.center_top() + egui::vec2(0.0, 64.0);
            egui::Area::new(egui::Id::unique("trouble"))
                .fixed_pos(at)
                .pivot(egui::Align2::CENTER_TOP)
                .show(ui.ctx(), |ui| {
                    Frame::popup(ui.style()).inner_margin(12).show(ui, |ui| {
                        ui.set_max_width(420.0);
                        ui.label(RichText::new(trouble).color(ui.visuals().error_fg_color));
                    });
                });
        }
    }
}
