//! Where the keyboard is: a ring around the control that has the focus, scrolled into view, and the way back when the
//! control is gone, as at the end of a dialog or a menu.

use egui::{Context, CornerRadius, Id, Stroke, StrokeKind, Ui, vec2};

/// Controls that are remembered for the way back.
const LONGEST_TRAIL: usize = 64;
/// Frames after which a lost focus was given up on purpose.
const PATIENCE_FRAMES: u32 = 5;

/// The controls that had the focus, the latest last.
#[derive(Default)]
pub(super) struct Trail {
    ids: Vec<Id>,
    lost_frames: u32,
}

impl Trail {
    /// Follows the focus at the end of a frame. When the control that has it goes away, the latest one that is still there
    /// gets it; whoever uses the pointer has no such need. Whether none is left.
    pub(super) fn follow(&mut self, context: &Context) -> bool {
        if context.input(|input| input.pointer.any_pressed()) {
            self.ids.clear();
            self.lost_frames = PATIENCE_FRAMES;
        }
        if let Some(id) = context.memory(egui::Memory::focused) {
            self.lost_frames = 0;
            if self.ids.last() != Some(&id) {
                self.ids.push(id);
                if self.ids.len() > LONGEST_TRAIL {
                    self.ids.remove(0);
                }
            }
        }
        let is_given_up = self.lost_frames >= PATIENCE_FRAMES;
        self.lost_frames += 1;
        if is_given_up || self.ids.last().is_none_or(|last| is_there(context, *last)) {
            return false;
        }
        self.ids.retain(|id| is_there(context, *id));
        context.request_repaint();
        match self.ids.last() {
            Some(id) => context.memory_mut(|memory| memory.request_focus(*id)),
            None => self.lost_frames = PATIENCE_FRAMES,
        }
        self.ids.is_empty()
    }
}

fn is_there(context: &Context, id: Id) -> bool {
    context.read_response(id).is_some_and(|response| response.enabled())
}

/// Draws a ring around the control that has the focus.
pub(super) fn ring(context: &Context) {
    let Some(id) = context.memory(egui::Memory::focused) else { return };
    let Some(response) = context.read_response(id) else { return };
    let visuals = &context.style_of(context.theme()).visuals;
    let stroke = Stroke::new(2.0, visuals.hyperlink_color);
    let inside = context.content_rect().shrink(1.0);
    let rect = response.interact_rect.expand(2.0).intersect(inside);
    if rect.is_positive() {
        let painter = context.layer_painter(response.layer_id);
        painter.rect_stroke(rect, CornerRadius::same(6), stroke, StrokeKind::Middle);
    }
}

/// Inside a scrolled part: brings the control that has just got the focus into view. Of nested parts the inner ones ask
/// first, and what they have found the outer ones leave alone.
pub(super) fn scroll_to_it(ui: &Ui) {
    let focused = ui.memory(egui::Memory::focused);
    let known = Id::unique("focus in view");
    if ui.data(|data| data.get_temp::<Option<Id>>(known)) == Some(focused) {
        return;
    }
    let Some(response) = focused.and_then(|id| ui.ctx().read_response(id)) else {
        ui.data_mut(|data| data.insert_temp(known, focused));
        return;
    };
    let is_inside =
        response.layer_id == ui.layer_id() && ui.min_rect().contains_rect(response.rect);
    if is_inside {
        ui.data_mut(|data| data.insert_temp(known, focused));
        ui.scroll_to_rect(response.rect.expand2(vec2(0.0, 12.0)), None);
    }
}
