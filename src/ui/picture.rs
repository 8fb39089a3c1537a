//! The picture in the middle: the drawn scene, the overlay over it, and what the pointer does there.

use egui::{
    Color32, CursorIcon, FontId, Key, Painter, PointerButton, Pos2, Rect, Response, Sense, Stroke,
    StrokeKind, TextureId, Ui, emath::GuiRounding, pos2, vec2,
};

use super::probe::{Probe, Reading};
use super::{Explorer, Wish};
use crate::overlay::{self, Layout, color32};
use crate::scene::{Scene, ticks};
use crate::session::{Command, Session};

/// Radians that the eye turns while the pointer crosses the height of the picture.
const ORBIT_RATE: f32 = std::f32::consts::PI;
/// Logarithm of the zoom for one point of scrolling; a notch of the wheel is about 40 points.
const ZOOM_RATE: f32 = 0.004;

pub(super) fn show(
    ui: &mut Ui,
    explorer: &mut Explorer,
    session: &Session,
    scene: &Scene,
    picture: TextureId,
    wishes: &mut Vec<Wish>,
) -> Layout {
    let pixels_per_point = ui.ctx().pixels_per_point();
    let frame = ui.available_rect_before_wrap().round_to_pixels(pixels_per_point);
    let response = ui.interact(frame, egui::Id::unique("picture"), Sense::click_and_drag());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, "Surface"));
    let layout = Layout::new(frame, pixels_per_point, scene);
    let painter = ui.painter_at(frame);
    painter.image(
        picture,
        frame,
        Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)),
        Color32::WHITE,
    );
    overlay::paint(&painter, scene, &layout);
    let pointer = Pointer { response: &response, layout: &layout, scene };
    pointer.moves(ui, wishes);
    pointer.clicks(ui, explorer, wishes);
    let read = pointer.reads(ui, explorer, &painter);
    if session.spec().probe.follow && read != session.hovered() {
        wishes.push(Wish::Do(Command::Hover(read)));
    }
    if explorer.placing {
        hint(&painter, scene, &layout, "click where all runs shall start; Esc leaves it as it is");
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            explorer.placing = false;
        }
    }
    layout
}

/// The pointer over the picture.
struct Pointer<'a> {
    response: &'a Response,
    layout: &'a Layout,
    scene: &'a Scene,
}

impl Pointer<'_> {
    /// Left drag orbits, right or middle drag pans, wheel and pinch zoom towards the pointer.
    fn moves(&self, ui: &Ui, wishes: &mut Vec<Wish>) {
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
        if let Some(at) = self.response.hover_pos() {
            let (scroll, pinch) =
                ui.input(|input| (input.smooth_scroll_delta().y, input.zoom_delta()));
            let factor = (scroll * ZOOM_RATE).exp() * pinch;
            if factor != 1.0 {
                wishes.push(Wish::Do(Command::Zoom { factor, ndc: self.layout.ndc(at) }));
            }
        }
        let icon = if pans.contains(&true) { CursorIcon::AllScroll } else { CursorIcon::Grabbing };
        if self.response.dragged() {
            ui.ctx().set_cursor_icon(icon);
        }
    }

    /// A click probes, a double click recentres; one in the placing mode, or with Shift or Ctrl, places the start.
    fn clicks(&self, ui: &Ui, explorer: &mut Explorer, wishes: &mut Vec<Wish>) {
        if !self.response.clicked() && !self.response.double_clicked() {
            return;
        }
        ui.memory_mut(|memory| memory.focused().map(|id| memory.surrender_focus(id)));
        let modifiers = ui.input(|input| input.modifiers);
        let places = explorer.placing || modifiers.shift || modifiers.command;
        let Some(at) = self.response.interact_pointer_pos() else { return };
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

    /// The read-out of the surface near the pointer. Returns the parameters there.
    fn reads(&self, ui: &Ui, explorer: &mut Explorer, painter: &Painter) -> Option<[f64; 2]> {
        let at = self.response.hover_pos().filter(|_| !self.response.dragged())?;
        if explorer.placing {
            ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        }
        if !Probe::is_quick(self.scene) {
            return None;
        }
        let reading = explorer.probe.read(self.scene, self.layout, at)?;
        paint_reading(painter, self.scene, self.layout, at, &reading);
        Some(reading.parameters)
    }
}

fn paint_reading(painter: &Painter, scene: &Scene, layout: &Layout, at: Pos2, reading: &Reading) {
    let theme = scene.style.theme;
    let names = scene.captions.axes.iter().chain([&scene.captions.loss]);
    let values = [reading.parameters[0], reading.parameters[1], reading.loss];
    let color = color32(theme.text());
    let font = FontId::proportional(12.5);
    let lines: Vec<_> = names
        .zip(values)
        .map(|(name, value)| {
            let name =
                painter.layout_no_wrap(name.clone(), font.clone(), color32(theme.quiet_text()));
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
