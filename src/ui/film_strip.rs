//! The film's timeline: plays the flight in the view, scrubs, and moves its keys.

use egui::{
    Align2, CursorIcon, EventFilter, Id, Key, Painter, Pos2, Rect, Response, Sense, Shape, Stroke,
    TextStyle, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::icon::{self, Icon};
use super::typed::{self, Typed};
use super::{Explorer, Tab, Wish, desk};
use crate::scene::ticks;
use crate::session::{Command, FilmCommand, Session};

/// Height of the strip in points; keys stand in its upper part.
const HEIGHT: f32 = 38.0;
/// Half the width of a key in points.
const KEY: f32 = 6.0;
/// Keys cannot be dragged closer to each other than this, seconds.
const APART_SECS: f64 = 0.05;
/// Seconds that an arrow key moves the film.
const ARROW_SECS: f64 = 0.1;

/// Whether the strip is of use: a film is made or shown.
pub(super) fn is_wanted(explorer: &Explorer, session: &Session) -> bool {
    let edits = explorer.panel_open && explorer.tab == Tab::Film;
    edits || session.shows_film() || !session.spec().keys().is_empty()
}

pub(super) fn show(
    ui: &mut Ui,
    explorer: &mut Explorer,
    session: &Session,
    wishes: &mut Vec<Wish>,
) {
    ui.horizontal(|ui| {
        transport(ui, session, wishes);
        let width = ui.available_width() - 8.0;
        let (rect, _) = ui.allocate_exact_size(vec2(width.max(80.0), HEIGHT), Sense::hover());
        let strip =
            Strip { rect: rect.shrink2(vec2(10.0, 0.0)), secs: session.spec().film.seconds };
        strip.scrub(ui, session, wishes);
        strip.rule(ui);
        strip.keys(ui, explorer, session, wishes);
        strip.cursor(ui, session);
    });
}

fn transport(ui: &mut Ui, session: &Session, wishes: &mut Vec<Wish>) {
    let (icon, name) =
        if session.film_plays() { (Icon::Pause, "Pause film") } else { (Icon::Play, "Play film") };
    let help = "Plays or pauses the flight in the view";
    if icon::button(ui, icon, name, help).clicked() {
        wishes.push(Wish::Do(Command::Film(FilmCommand::TogglePlay)));
    }
    let back = ui.add_enabled(session.shows_film(), egui::Button::new("Back to view"));
    let back = back
        .on_hover_text("Shows the view from before; moving the view leaves the film where it is");
    if back.on_disabled_hover_text("The film is not shown: play it or scrub").clicked() {
        wishes.push(Wish::Do(Command::Film(FilmCommand::Leave)));
    }
    let name = "Film time";
    let help = "Time in the film, seconds; a new key stands here (K)";
    let line = Typed { name, help, hint: "", width: 52.0, live: false, lines: 1 };
    let text = typed::number_text((session.film_secs() * 100.0).round() / 100.0);
    let (asked, _) = line.show(ui, desk::id("film time"), &text, typed::number);
    if let Some(secs) = asked {
        wishes.push(Wish::Do(Command::Film(FilmCommand::Seek(secs))));
    }
    ui.weak(format!("/ {} s", typed::number_text(session.spec().film.seconds)));
}

/// Where the film's seconds are on screen.
struct Strip {
    rect: Rect,
    secs: f64,
}

impl Strip {
    fn x(&self, secs: f64) -> f32 {
        self.rect.min.x + self.rect.width() * (secs / self.secs) as f32
    }

    fn secs_at(&self, at: Pos2) -> f64 {
        let share = f64::from((at.x - self.rect.min.x) / self.rect.width());
        let secs = self.secs * share.clamp(0.0, 1.0);
        // Hundredths: as fine as a pointer can mean it.
        ((secs * 100.0).round() / 100.0).min(self.secs)
    }

    /// Pressing or dragging anywhere shows the film there.
    fn scrub(&self, ui: &Ui, session: &Session, wishes: &mut Vec<Wish>) {
        let response = ui.interact(self.rect, Id::unique("film strip"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::slider(true, session.film_secs(), "Film timeline"));
        if let Some(at) = response.interact_pointer_pos()
            && (response.is_pointer_button_down_on() || response.clicked())
        {
            wishes.push(Wish::Do(Command::Film(FilmCommand::Seek(self.secs_at(at)))));
        }
        if response.has_focus() {
            let arrows = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            let moved = ui.input(|input| {
                let times = |key| input.num_presses(key) as f64;
                ARROW_SECS * (times(Key::ArrowRight) - times(Key::ArrowLeft))
            });
            if moved != 0.0 {
                let secs = (session.film_secs() + moved).clamp(0.0, self.secs);
                wishes.push(Wish::Do(Command::Film(FilmCommand::Seek(secs))));
            }
        }
        response.on_hover_text("Drag to preview the film at any time (seconds)");
    }

    fn rule(&self, ui: &Ui) {
        let quiet = ui.visuals().weak_text_color();
        let rail = self.rect.max.y - 16.0;
        let painter = ui.painter();
        let line = ui.visuals().widgets.inactive.bg_fill;
        painter.hline(self.rect.x_range(), rail, Stroke::new(3.0, line));
        let count = (self.rect.width() / 70.0) as usize;
        for secs in ticks::linear(0.0, self.secs, count.max(2)) {
            let x = self.x(secs);
            painter.vline(x, rail..=rail + 4.0, Stroke::new(1.0, quiet));
            let at = pos2(x, self.rect.max.y + 3.0);
            painter.text(
                at,
                Align2::CENTER_BOTTOM,
                ticks::number(secs),
                TextStyle::Small.resolve(ui.style()),
                quiet,
            );
        }
    }

    fn keys(&self, ui: &Ui, explorer: &mut Explorer, session: &Session, wishes: &mut Vec<Wish>) {
        let keys = session.spec().keys();
        for (index, key) in keys.iter().enumerate() {
            let at = pos2(self.x(key.time), self.rect.min.y + 10.0);
            let area = Rect::from_center_size(at, vec2(2.4 * KEY, 20.0));
            let response =
                ui.interact(area, Id::unique(("flight key", index)), Sense::click_and_drag());
            let name = format!("Key {} at {} s", index + 1, typed::number_text(key.time));
            let is_selected = explorer.flight.selected == Some(index);
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_selected, &name));
            self.paint_key(ui, at, &response, is_selected, key.hold);
            if response.clicked() || response.drag_started() {
                explorer.flight.selected = Some(index);
            }
            if response.clicked() {
                wishes.push(Wish::Do(Command::Film(FilmCommand::Seek(key.time))));
            }
            if response.dragged()
                && let Some(pointer) = response.interact_pointer_pos()
            {
                let mut spec = session.spec().clone();
                if let Some(flight) = &mut spec.flight {
                    flight.key[index].time = self.between_neighbours(session, index, pointer);
                }
                if spec != *session.spec() {
                    wishes.push(Wish::Do(Command::Edit(Box::new(spec))));
                }
            }
            response.on_hover_cursor(CursorIcon::ResizeHorizontal).on_hover_text(format!(
                "{name}: drag to move it, click to edit it, Delete removes it"
            ));
        }
    }

    fn between_neighbours(&self, session: &Session, index: usize, pointer: Pos2) -> f64 {
        let keys = session.spec().keys();
        let low = index.checked_sub(1).map_or(0.0, |k| keys[k].time + keys[k].hold + APART_SECS);
        let high =
            keys.get(index + 1).map_or(self.secs, |next| next.time - keys[index].hold - APART_SECS);
        let hundredths = |secs: f64| (secs * 100.0).round() / 100.0;
        hundredths(self.secs_at(pointer).min(high).max(low)).min(self.secs)
    }

    /// A diamond, with a bar for as long as it holds.
    fn paint_key(&self, ui: &Ui, at: Pos2, response: &Response, is_selected: bool, hold: f64) {
        let look = ui.style().interact_selectable(response, is_selected);
        let color = if is_selected { ui.visuals().hyperlink_color } else { look.fg_stroke.color };
        let painter: &Painter = ui.painter();
        let size = if response.hovered() || is_selected { KEY } else { KEY - 1.0 };
        if hold > 0.0 {
            let end = self.x((self.secs_at(at) + hold).min(self.secs));
            painter.hline(at.x..=end, at.y, Stroke::new(3.0, color.gamma_multiply(0.6)));
        }
        let corners =
            [vec2(0.0, -size), vec2(size, 0.0), vec2(0.0, size), vec2(-size, 0.0)].map(|v| at + v);
        painter.add(Shape::convex_polygon(corners.to_vec(), color, Stroke::NONE));
    }

    fn cursor(&self, ui: &Ui, session: &Session) {
        let x = self.x(session.film_secs());
        let color = ui.visuals().text_color();
        let width = if session.shows_film() { 2.0 } else { 1.0 };
        let strength = if session.shows_film() { 1.0 } else { 0.6 };
        let stroke = Stroke::new(width, color.gamma_multiply(strength));
        ui.painter().vline(x, self.rect.min.y..=self.rect.max.y - 9.0, stroke);
    }
}
