//! Files that are dragged over the window: what would come of them, and what does.

use std::path::Path;

use egui::{Align2, Area, Context, Frame, Id, LayerId, Order, RichText, TextStyle, pos2};

use super::{Explorer, Wish};
use crate::spec::Spec;

/// What can be done with a file.
enum Use {
    Scene,
    Data,
    Weights,
}

fn use_of(path: &Path) -> Option<Use> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "toml" => Some(Use::Scene),
        "csv" => Some(Use::Data),
        "npz" | "safetensors" => Some(Use::Weights),
        _ => None,
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn refusal(path: &Path) -> String {
    let name = name_of(path);
    format!(
        "{name} cannot be opened; drop a scene file (.toml), data (.csv) or weights of a network (.npz, .safetensors)"
    )
}

/// What the files that were let go over the window ask for. Of several, the first that is of use is taken.
pub(super) fn wishes(context: &Context, explorer: &mut Explorer) -> Option<Wish> {
    let dropped = context.input(|input| input.raw.dropped_files.clone());
    let first = dropped.first()?;
    let useful = dropped.iter().find_map(|file| Some((file.path(), use_of(file.path())?)));
    match useful {
        Some((path, Use::Scene)) => Some(Wish::Open(path.display().to_string())),
        Some((path, Use::Data)) => Some(Wish::FitTo(path.to_path_buf())),
        Some((path, Use::Weights)) => Some(Wish::BeginWith(path.to_path_buf())),
        None => {
            explorer.notice = Some(refusal(first.path()));
            None
        }
    }
}

/// What would come of the files that hover over the window.
fn promise(context: &Context, spec: &Spec) -> Option<String> {
    let hovered = context.input(|input| input.raw.hovered_files.clone());
    let paths: Vec<_> = hovered.iter().filter_map(|file| file.path.as_deref()).collect();
    let first = paths.first()?;
    let useful = paths.iter().find_map(|path| Some((path, use_of(path)?)));
    Some(match useful {
        Some((path, Use::Scene)) => format!("Drop to open {}", name_of(path)),
        Some((path, Use::Weights)) if spec.network.is_some() => {
            format!("Drop to train the network from the weights of {}", name_of(path))
        }
        Some((_, Use::Weights)) => {
            "Weights belong to a network: choose Network under Loss first".to_owned()
        }
        Some((path, Use::Data)) if spec.network.is_some() => {
            format!("Drop to train the network on {}: its last column is learned", name_of(path))
        }
        Some((path, Use::Data)) if spec.fit.is_some() => {
            format!("Drop to fit the model, or else a straight line, to {}", name_of(path))
        }
        Some((path, Use::Data)) => format!("Drop to fit a straight line to {}", name_of(path)),
        None => refusal(first),
    })
}

/// Shows over the whole window what would come of the files that hover over it.
pub(super) fn show_promise(context: &Context, spec: &Spec) {
    let Some(text) = promise(context, spec) else { return };
    let screen = context.content_rect();
    let style = context.style_of(context.theme());
    let layer = LayerId::new(Order::Foreground, Id::unique("drop"));
    let veil = style.visuals.extreme_bg_color.gamma_multiply(0.75);
    context.layer_painter(layer).rect_filled(screen, 0.0, veil);
    let area = Area::new(Id::unique("drop promise")).order(Order::Tooltip);
    area.fixed_pos(screen.center()).pivot(Align2::CENTER_CENTER).show(context, |ui| {
        Frame::popup(ui.style()).inner_margin(20).show(ui, |ui| {
            ui.set_max_width(screen.width() - 96.0);
            ui.label(RichText::new(text).text_style(TextStyle::Heading));
        });
    });
}

impl Explorer {
    /// Something that went wrong outside the side panel, until it is read.
    pub(super) fn show_notice(&mut self, context: &Context, picture: egui::Rect) {
        let Some(notice) = self.notice.clone() else { return };
        let at = pos2(picture.center().x, picture.max.y - 24.0);
        let area = Area::new(Id::unique("notice")).fixed_pos(at).pivot(Align2::CENTER_BOTTOM);
        let mut is_read = context.input(|input| input.key_pressed(egui::Key::Escape));
        area.show(context, |ui| {
            Frame::popup(ui.style()).inner_margin(12).show(ui, |ui| {
                ui.set_max_width((picture.width() - 64.0).clamp(160.0, 520.0));
                super::desk::complaint(ui, &notice);
                is_read |= ui.button("Close").on_hover_text("Forgets this message (Esc)").clicked();
            });
        });
        if is_read {
            self.notice = None;
        }
    }
}
