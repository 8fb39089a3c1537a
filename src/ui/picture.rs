//! The picture in the middle: the drawn scene, the overlay over it, and what the pointer does there.

use egui::{
    Color32, CursorIcon, EventFilter, FontId, Key, Painter, PointerButton, Pos2, Rect, Response,
    Sense, Stroke, StrokeKind, TextureId, Ui, emath::GuiRounding, pos2, vec2,
};

use super::probe::{Probe, Reading};
use super::{Explorer, Wish};
use crate::overlay::{self, Layout, color32};
use crate::scene::{Lens, Pane, Scene, ticks};
use crate::session::{Command, Session};

/// Radians that the eye turns while the pointer crosses the height of the picture.
const ORBIT_RATE: f32 = std::f32::consts::PI;
/// Logarithm of the zoom for one point of scrolling; a notch of the wheel is about 40 points.
const ZOOM_RATE: f32 = 0.004;

/// Shows all panes, and what the pointer over one of them points at in the others.
pub(super) fn show(
    ui: &mut Ui,
    explorer: &mut Explorer,
    session: &Session,
    panes: &[Pane],
    textures: &[TextureId],
    wishes: &mut Vec<Wish>,
) -> Vec<Layout> {
    let pixels_per_point = ui.ctx().pixels_per_point();
    let frame = ui.available_rect_before_wrap().round_to_pixels(pixels_per_point);
    explorer.picture_focus = None;
    let mut layouts = Vec::new();
    let mut pointed = None;
    for (index, (pane, texture)) in panes.iter().zip(textures).enumerate() {
        let at = |share: [f32; 2]| frame.min + vec2(share[0], share[1]) * frame.size();
        let part = Rect::from_min_max(at(pane.place.min), at(pane.place.max));
        let part = part.round_to_pixels(pixels_per_point);
        let response =
            ui.interact(part, egui::Id::unique(("picture", index)), Sense::click_and_drag());
        let name = if pane.scene.camera.lens == Lens::Flat { "Flat view" } else { "Surface" };
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, name));
        if response.has_focus() {
            explorer.picture_focus = Some(pane.scene.camera.lens);
            keep_arrows(ui, response.id);
        }
        let layout = Layout::new(part, pixels_per_point, &pane.scene);
        let painter = ui.painter_at(part);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        painter.image(*texture, part, whole, Color32::WHITE);
        overlay::paint(&painter, &pane.scene, &layout);
        let pointer = Pointer { response: &response, layout: &layout, scene: &pane.scene };
        pointer.moves(ui, wishes);
        pointer.clicks(ui, explorer, wishes);
        if let Some(reading) = pointer.reads(ui, explorer, &painter) {
            pointed = Some((index, reading));
        }
        layouts.push(layout);
    }
    let read = pointed.as_ref().map(|(_, reading)| reading.parameters);
    if session.spec().probe.follow && read != session.hovered() {
        wishes.push(Wish::Do(Command::Hover(read)));
    }
    if let Some((index, reading)) = pointed {
        let others = (0..panes.len()).filter(|other| *other != index);
        for other in others.filter(|other| panes[*other].field == panes[index].field) {
            paint_pointed(
                &ui.painter_at(layouts[other].frame),
                &panes[other].scene,
                &layouts[other],
                &reading,
            );
        }
    }
    if explorer.placing {
        let painter = ui.painter_at(frame);
        let hint_text = "click where all runs shall start; Esc leaves it as it is";
        hint(&painter, &panes[0].scene, &layouts[0], hint_text);
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            explorer.placing = false;
        }
    }
    layouts
}

/// The arrows are the picture's while it has the keyboard; they do not walk to other controls.
fn keep_arrows(ui: &Ui, id: egui::Id) {
    let arrows =
        EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
}

/// The place that the pointer points at in another pane of the same loss.
fn paint_pointed(painter: &Painter, scene: &Scene, layout: &Layout, reading: &Reading) {
    let [x, y] = reading.parameters;
    let world = scene.world.position(x, y, reading.loss);
    let Some(at) = layout.project(&scene.camera, world) else { return };
    let theme = scene.style.theme;
    for (radius, width, color) in [(6.0, 3.5, theme.halo()), (6.0, 1.5, theme.text())] {
        painter.circle_stroke(at, radius, Stroke::new(width, color32(color)));
    }
}

/// How many times closer wheel and pinch bring the picture.
fn zoom_factor(ui: &Ui) -> f32 {
    let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
    (scroll * ZOOM_RATE).exp() * pinch
}

/// The pointer over one pane of the picture.
struct Pointer<'a> {
    response: &'a Response,
    layout: &'a Layout,
    scene: &'a Scene,
}

impl Pointer<'_> {
    /// Left drag orbits, right or middle drag pans, wheel and pinch zoom towards the pointer.
    fn moves(&self, ui: &Ui, wishes: &mut Vec<Wish>) {
        if self.scene.camera.lens == Lens::Flat {
            self.slides(ui, wishes);
            return;
        }
        let share = self.response.drag_delta() / self.layout.frame.height().max(1.0);
        if self.response.dragged_by(PointerButton::Primary) && share != egui::Vec2::ZERO {
            wishes.push(Wish::Do(Command::Orbit {
                azimuth: -share.x * ORBIT_RATE,
                elevation: share.y * ORBIT_RATE,
            }));
        }
        let pans = [PointerButton::Secondary, PointerButton::Middle]
            .map(|button| self.response.dragged_by(button));
        if pans.contains(&true) && share != egui::Vec2::ZERO {
            let share = self.response.drag_delta() / self.layout.free.height().max(1.0);
            wishes.push(Wish::Do(Command::Pan(glam::vec2(share.x, share.y))));
        }
        if let Some(at) = self.response.hover_pos()
            && let factor = zoom_factor(ui)
            && factor != 1.0
        {
            wishes.push(Wish::Do(Command::Zoom { factor, ndc: self.layout.ndc(at) }));
        }
        let icon = if pans.contains(&true) { CursorIcon::AllScroll } else { CursorIcon::Grabbing };
        if self.response.dragged() {
            ui.ctx().set_cursor_icon(icon);
        }
    }

    /// In a flat view every drag slides it; wheel and pinch zoom towards the pointer.
    fn slides(&self, ui: &Ui, wishes: &mut Vec<Wish>) {
        let share = 2.0 * self.response.drag_delta() / self.layout.free.size();
        if self.response.dragged() && share != egui::Vec2::ZERO {
            ui.ctx().set_cursor_icon(CursorIcon::AllScroll);
            wishes.push(Wish::Do(Command::Slide(glam::vec2(share.x, -share.y))));
        }
        if let Some(at) = self.response.hover_pos()
            && let factor = zoom_factor(ui)
            && factor != 1.0
        {
            wishes.push(Wish::Do(Command::Magnify { factor, ndc: self.layout.ndc(at) }));
        }
    }

    /// A double click recentres; a click in the placing mode, or with Shift or Ctrl, places the start.
    fn clicks(&self, ui: &Ui, explorer: &mut Explorer, wishes: &mut Vec<Wish>) {
        if !self.response.clicked() && !self.response.double_clicked() {
            return;
        }
        let Some(at) = self.response.interact_pointer_pos() else { return };
        ui.memory_mut(|memory| memory.focused().map(|id| memory.surrender_focus(id)));
        let modifiers = ui.input(|input| input.modifiers);
        let places = explorer.placing || modifiers.shift || modifiers.command;
        let Some(Reading { parameters, .. }) = explorer.probe.read(self.scene, self.layout, at)
        else {
            return;
        };
        if places {
            explorer.placing = false;
            wishes.push(Wish::Do(Command::PlaceStart(parameters)));
        } else if self.response.double_clicked() {
            wishes.push(Wish::Do(Command::Recentre { parameters }));
        } else {
            wishes.push(Wish::Do(Command::Probe(Some(parameters))));
        }
    }

    /// The read-out of the surface near the pointer, and what it reads.
    fn reads(&self, ui: &Ui, explorer: &mut Explorer, painter: &Painter) -> Option<Reading> {
        let at = self.response.hover_pos().filter(|_| !self.response.dragged())?;
        if explorer.placing {
            ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        }
        if !Probe::is_quick(self.scene) {
            return None;
        }
        let reading = explorer.probe.read(self.scene, self.layout, at)?;
        paint_reading(painter, self.scene, self.layout, at, &reading);
        Some(reading)
    }
}

fn paint_reading(painter: &Painter, scene: &Scene, layout: &Layout, at: Pos2, reading: &Reading) {
    let theme = scene.style.theme;
    let loss = scene.loss_name();
    let names = scene.captions.axes.iter().chain([&loss]);
    let values = [reading.parameters[0], reading.parameters[1], reading.loss];
    let color = color32(theme.text());
    let font = FontId::proportional(12.5);
    let lines: Vec<_> = names
        .zip(values)
        .map(|(name, value)| {
            let name = overlay::rich_text(name, &font, color32(theme.quiet_text()));
            let name = painter.layout_job(name);
            (name, painter.layout_no_wrap(four_digits(value), font.clone(), color))
        })
        .collect();
    let names_width = lines.iter().map(|(name, _)| name.size().x).fold(0.0, f32::max);
    let values_width = lines.iter().map(|(_, value)| value.size().x).fold(0.0, f32::max);
    let size = vec2(names_width + values_width + 28.0, 17.0 * lines.len() as f32 + 12.0);
    let mut corner = at + vec2(16.0, 16.0);
    if corner.x + size.x > layout.frame.max.x - 4.0 {
        corner.x = at.x - 16.0 - size.x;
    }
    if corner.y + size.y > layout.frame.max.y - 4.0 {
        corner.y = at.y - 16.0 - size.y;
    }
    let rect = Rect::from_min_size(corner, size);
    card(painter, scene, rect);
    for (k, (name, value)) in lines.into_iter().enumerate() {
        let y = rect.min.y + 6.0 + 17.0 * k as f32;
        painter.galley(pos2(rect.min.x + 8.0, y), name, color);
        painter.galley(pos2(rect.max.x - 8.0 - value.size().x, y), value, color);
    }
}

/// Four significant digits.
fn four_digits(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return ticks::number(value);
    }
    let unit = 10f64.powf(value.abs().log10().floor() - 3.0);
    ticks::number((value / unit).round() * unit)
}

/// A line of advice at the top of the picture.
fn hint(painter: &Painter, scene: &Scene, layout: &Layout, text: &str) {
    let color = color32(scene.style.theme.text());
    let galley = painter.layout_no_wrap(text.to_owned(), FontId::proportional(13.5), color);
    let centre = pos2(layout.frame.center().x, layout.frame.max.y - 40.0);
    let rect = Rect::from_center_size(centre, galley.size());
    card(painter, scene, rect.expand2(vec2(12.0, 8.0)));
    painter.galley(rect.min, galley, color);
}

fn card(painter: &Painter, scene: &Scene, rect: Rect) {
    let theme = scene.style.theme;
    painter.rect_filled(rect, 6.0, color32(theme.background()).gamma_multiply(0.92));
    painter.rect_stroke(rect, 6.0, Stroke::new(1.0, color32(theme.grid())), StrokeKind::Inside);
}
