//! The dialog that records a film: what is asked for, then how far it is.

use std::path::PathBuf;

use egui::{
    Align2, Button, Checkbox, ColorImage, ComboBox, Context, Image, Key, ProgressBar, Rect,
    Response, RichText, Slider, TextureHandle, TextureOptions, Ui, Window, vec2,
};

use super::desk::{self, Desk, is_under, row};
use super::drafts::Drafts;
use super::film_kind::Kind;
use super::film_panel::{path_line, say, size};
use super::look::CONTROL;
use super::{Explorer, Order, Wish};
use crate::io::readable_size;
use crate::session::{Command, Session};
use crate::spec::SpecError;

/// Width of the dialog's content, points.
const WIDTH: f32 = 340.0;
/// Sizes that people ask for.
const SIZES: [([u32; 2], &str); 5] = [
    ([1280, 720], "720p"),
    ([1920, 1080], "1080p"),
    ([3840, 2160], "4K"),
    ([1080, 1080], "square"),
    ([1080, 1920], "upright"),
];
/// Rates that people ask for, frames a second.
const RATES: [u32; 5] = [24, 25, 30, 50, 60];

/// What a film will take, about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Bytes of the file; `None` where nobody knows.
    pub bytes: Option<u64>,
    /// Bytes that are free there; `None` where the system does not say.
    pub free_bytes: Option<u64>,
    /// Time to write it, seconds.
    pub secs: f64,
}

/// How far a film is.
#[derive(Clone, Debug)]
pub struct Writing {
    /// Frames done.
    pub done: u32,
    /// Frames altogether; 0 before it has begun.
    pub frames: u32,
    /// Time left, seconds; `None` before that can be told.
    pub secs_left: Option<f64>,
    /// The frame drawn last, made small.
    pub picture: Option<ColorImage>,
}

/// What the dialog remembers between frames.
pub(super) struct FilmDialog {
    pub(super) is_open: bool,
    kind: Kind,
    path: String,
    /// Of ffmpeg.
    arguments: String,
    estimate: Option<Estimate>,
    writing: Option<Writing>,
    /// The frame drawn last, as egui shows it.
    shown: Option<TextureHandle>,
    is_paused: bool,
    /// Whether the keyboard goes to the first control.
    wants_focus: bool,
    /// Whether a text was being typed in the former frame.
    was_typing: bool,
}

impl Default for FilmDialog {
    fn default() -> Self {
        Self {
            is_open: false,
            kind: Kind::default(),
            path: "fallline.mp4".to_owned(),
            arguments: "-c:v libx264 -crf 18 -pix_fmt yuv420p".to_owned(),
            estimate: None,
            writing: None,
            shown: None,
            is_paused: false,
            wants_focus: false,
            was_typing: false,
        }
    }
}

impl FilmDialog {
    /// Opens, with the keyboard on the first control.
    pub(super) fn open(&mut self) {
        (self.is_open, self.wants_focus) = (true, true);
    }

    /// The film that is being asked for, while the dialog is open.
    pub(super) fn order(&self) -> Option<Order> {
        let path = PathBuf::from(self.path.trim());
        let ffmpeg = (self.kind == Kind::Ffmpeg).then(|| self.arguments.clone());
        self.is_open.then_some(Order::Film { path, ffmpeg })
    }

    pub(super) fn tell_estimate(&mut self, estimate: Estimate) {
        self.estimate = Some(estimate);
    }

    /// How far the film is; `None` when it has ended.
    pub(super) fn tell_writing(&mut self, writing: Option<Writing>) {
        if writing.is_none() {
            (self.is_paused, self.shown) = (false, None);
        }
        self.writing = writing;
    }

    fn show(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, is_writing: bool) {
        ui.set_width(WIDTH);
        match self.writing.take() {
            Some(mut writing) if is_writing => {
                self.progress(ui, desk, &mut writing);
                self.writing = Some(writing);
            }
            _ => self.form(ui, desk, is_writing),
        }
    }

    fn form(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, is_writing: bool) {
        row(ui, "format", "What the film is written as", |ui| {
            let name = Kind::ALL.iter().find(|(kind, ..)| *kind == self.kind);
            let list = ComboBox::from_id_salt("format").selected_text(name.map_or("", |k| k.1));
            let list = list.show_ui(ui, |ui| {
                for (kind, name, help) in Kind::ALL {
                    let is_chosen = self.kind == kind;
                    if ui.selectable_label(is_chosen, name).on_hover_text(help).clicked() {
                        (self.kind, self.path) = (kind, kind.renamed(&self.path));
                    }
                }
            });
            // Not before the window has found its size.
            if list.response.enabled() && std::mem::take(&mut self.wants_focus) {
                list.response.request_focus();
            }
            desk::call(&list.response, "format");
        });
        let help = "Relative to where the program was started; its end says the format";
        let typed = row(ui, "file", help, |ui| path_line(ui, "Film file", help, &mut self.path));
        if typed.changed() && self.kind != Kind::Ffmpeg {
            self.kind = Kind::of(&self.path).unwrap_or(self.kind);
        }
        if self.kind == Kind::Ffmpeg {
            let help = "Arguments of ffmpeg between its input and its output";
            row(ui, "arguments", help, |ui| path_line(ui, "arguments", help, &mut self.arguments));
        }
        picture_size(ui, desk);
        rate_and_length(ui, desk);
        self.fineness(ui, desk);
        ui.separator();
        self.forecast(ui, desk);
        let (is_named, why_not) = (!self.path.trim().is_empty(), "Type a file name first");
        let why_not = if is_writing { "Something is being written already" } else { why_not };
        let is_free = is_named && !is_writing;
        let record = ui.add_enabled_ui(is_free, |ui| wide(ui, "Record", WIDTH)).inner;
        let record = record.on_hover_text("The window may be used meanwhile");
        if record.on_disabled_hover_text(why_not).clicked() {
            desk.wishes.extend(self.order().map(Wish::Write));
        }
    }

    /// What the format and the drawing can be asked to be finer in.
    fn fineness(&self, ui: &mut Ui, desk: &mut Desk<'_>) {
        let film = &mut desk.spec.film;
        if self.kind == Kind::Mp4 {
            let help = "0 is the smallest file, 100 shows no loss";
            row(ui, "quality", help, |ui| {
                let slider = ui.add(Slider::new(&mut film.quality, 0..=100)).on_hover_text(help);
                desk::call(&slider, "quality");
            });
        }
        if self.kind == Kind::Gif {
            let help = "Mixes colours that the palette lacks: no bands, a larger file";
            row(ui, "dither", help, |ui| {
                let dither = ui.add(Checkbox::without_text(&mut film.dither)).on_hover_text(help);
                desk::call(&dither, "dither");
            });
        }
        if matches!(self.kind, Kind::Gif | Kind::Apng) {
            let help = "How often it plays; 0 is for ever";
            let mut loops = u64::from(film.loops);
            desk.count(ui, "film.loops", "plays", help, &mut loops);
            desk.spec.film.loops = u16::try_from(loops).unwrap_or(u16::MAX);
        }
        let help = "Pixels drawn for each that is shown: calmer edges, and as many times the work";
        row(ui, "supersample", help, |ui| {
            let choices = [(1, "off", help), (2, "2 \u{d7} 2", help), (4, "4 \u{d7} 4", help)];
            let asked = desk::choice(ui, desk.spec.film.supersample, &choices);
            desk.spec.film.supersample = asked.unwrap_or(desk.spec.film.supersample);
        });
        let help = "Moments that a frame is the mean of: 1 is sharp, 8 blurs what moves; as many times the work";
        let mut moments = u64::from(desk.spec.film.motion_blur);
        desk.count(ui, "film.motion_blur", "motion blur", help, &mut moments);
        desk.spec.film.motion_blur = u32::try_from(moments).unwrap_or(u32::MAX);
    }

    /// Frames, size and time, and what stands against it.
    fn forecast(&self, ui: &mut Ui, desk: &Desk<'_>) {
        let film = &desk.spec.film;
        let mut text = format!("{} frames", film.frames());
        let Some(Estimate { bytes, free_bytes, secs }) = self.estimate else {
            ui.label(RichText::new(text).weak());
            return;
        };
        if let Some(bytes) = bytes {
            text += &format!(", about {}", readable_size(bytes));
        }
        text += &format!(", about {}", time_text(secs));
        ui.label(RichText::new(text).weak());
        if let (Some(bytes), Some(free)) = (bytes, free_bytes)
            && bytes > free
        {
            desk::complaint(ui, &format!("only {} are free there", readable_size(free)));
        }
        if self.kind == Kind::Mp4 && film.size.iter().any(|side| side % 2 == 1) {
            let [width, height] = film.size.map(|side| side.next_multiple_of(2));
            desk::complaint(ui, &format!("an MP4 needs even sides: {width} by {height}"));
        }
    }

    fn progress(&mut self, ui: &mut Ui, desk: &mut Desk<'_>, writing: &mut Writing) {
        if let Some(picture) = writing.picture.take() {
            let options = TextureOptions::LINEAR;
            match &mut self.shown {
                Some(shown) => shown.set(picture, options),
                None => self.shown = Some(ui.ctx().load_texture("film", picture, options)),
            }
        }
        if let Some(shown) = &self.shown {
            ui.vertical_centered(|ui| {
                ui.add(Image::from_texture(shown).max_size(vec2(WIDTH, WIDTH)).corner_radius(4));
            });
        }
        let Writing { done, frames, secs_left, .. } = *writing;
        let share = done as f32 / frames.max(1) as f32;
        ui.add(ProgressBar::new(share).desired_width(WIDTH).desired_height(8.0));
        let text = match secs_left {
            _ if frames == 0 => "preparing".to_owned(),
            _ if self.is_paused => format!("paused after frame {done} of {frames}"),
            Some(secs) => format!("frame {done} of {frames}, {} left", time_text(secs)),
            None => format!("frame {done} of {frames}"),
        };
        ui.label(RichText::new(text).weak());
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            let (name, help) = if self.is_paused {
                ("Go on", "Draws the next frame")
            } else {
                ("Pause", "Holds the film at the next frame")
            };
            let width = left.available_width();
            if wide(left, name, width).on_hover_text(help).clicked() {
                self.is_paused = !self.is_paused;
                desk.wishes.push(Wish::PauseWriting(self.is_paused));
            }
            let help = "Stops; no half-written film stays behind, finished PNG frames do";
            if wide(right, "Cancel", width).on_hover_text(help).clicked() {
                desk.wishes.push(Wish::StopWriting);
            }
        });
    }
}

impl Explorer {
    /// How far the film is that is being written.
    pub fn tell_writing(&mut self, writing: Writing) {
        self.dialog.tell_writing(Some(writing));
    }

    /// The film that someone is about to ask for.
    #[must_use]
    pub fn film_in_question(&self) -> Option<Order> {
        self.dialog.order()
    }

    /// What that film will take, about.
    pub fn tell_estimate(&mut self, estimate: Estimate) {
        self.dialog.tell_estimate(estimate);
    }

    /// Whether the dialog shows this complaint.
    pub(super) fn says_dialog(&self, error: &SpecError) -> bool {
        self.dialog.is_open && is_under(&error.key, "film")
    }

    /// Esc closes the dialog; while a text is typed or a menu is open, it leaves that alone first.
    pub(super) fn close_dialog_by_key(&mut self, context: &Context) {
        let is_inside = self.dialog.was_typing || egui::Popup::is_any_open(context);
        if context.input(|input| input.key_pressed(Key::Escape)) && !is_inside {
            self.dialog.is_open = false;
        }
        self.dialog.was_typing = context.text_edit_focused();
    }

    /// Shows the dialog over the picture, if it is open.
    pub(super) fn film_dialog(
        &mut self,
        context: &Context,
        picture: Rect,
        session: &Session,
        wishes: &mut Vec<Wish>,
    ) {
        if !self.dialog.is_open {
            return;
        }
        let complaint = self.complaint.clone();
        let spec = session.spec().clone();
        let mut desk = Desk {
            session,
            spec,
            complaint: complaint.as_ref(),
            is_said: false,
            drafts: Drafts::default(),
            wishes: Vec::new(),
        };
        let mut is_open = true;
        let (dialog, film) = (&mut self.dialog, &self.film);
        let window = Window::new("Record a film").open(&mut is_open).collapsible(false);
        let window =
            window.resizable(false).default_pos(picture.center()).pivot(Align2::CENTER_CENTER);
        window.constrain_to(picture).show(context, |ui| {
            dialog.show(ui, &mut desk, film.is_writing());
            say(ui, film.written());
        });
        self.dialog.is_open = is_open;
        let Desk { spec, wishes: asked, .. } = desk;
        wishes.extend(asked);
        if spec != *session.spec() {
            wishes.push(Wish::Do(Command::Edit(Box::new(spec))));
        }
    }
}

/// A button with its name in the middle.
fn wide(ui: &mut Ui, name: &str, width: f32) -> Response {
    ui.add_sized([width, CONTROL], Button::new(name))
}

fn picture_size(ui: &mut Ui, desk: &mut Desk<'_>) {
    size(ui, desk, "film size");
    row(ui, "", "", |ui| {
        ui.menu_button("Usual sizes", |ui| {
            for (size, name) in SIZES {
                let text = format!("{} by {}   {name}", size[0], size[1]);
                if ui.button(text).clicked() {
                    desk.spec.film.size = size;
                    ui.close();
                }
            }
        });
    });
}

fn rate_and_length(ui: &mut Ui, desk: &mut Desk<'_>) {
    let help = "Length of the film, seconds";
    let mut seconds = desk.spec.film.seconds;
    desk.number(ui, "film.seconds", "seconds", help, &mut seconds);
    desk.spec.film.seconds = seconds;
    let mut rate = u64::from(desk.spec.film.fps);
    desk.count(ui, "film.fps", "frames/s", "Rate of the film: 24 to 60 for films", &mut rate);
    desk.spec.film.fps = u32::try_from(rate).unwrap_or(u32::MAX);
    row(ui, "", "", |ui| {
        for rate in RATES {
            let is_chosen = desk.spec.film.fps == rate;
            let button = Button::selectable(is_chosen, rate.to_string());
            if ui.add(button).on_hover_text("Frames a second").clicked() {
                desk.spec.film.fps = rate;
            }
        }
    });
}

/// A time for people: seconds, minutes or hours.
fn time_text(secs: f64) -> String {
    match secs {
        ..90.0 => format!("{:.0} s", secs.max(1.0)),
        90.0..5400.0 => format!("{:.0} min", secs / 60.0),
        _ => format!("{:.1} h", secs / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_in_a_unit_of_fit() {
        assert_eq!([0.2, 89.0, 120.0, 7200.0].map(time_text), ["1 s", "89 s", "2 min", "2.0 h"]);
    }
}
