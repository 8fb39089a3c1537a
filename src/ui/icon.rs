//! Icons as a few lines, so that they are sharp and centred in every font and size.

use egui::{
    Color32, Painter, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role,
    vec2,
};

/// What an icon button shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    /// Starts to play.
    Play,
    /// Stops playing.
    Pause,
    /// One step on.
    Forward,
    /// One step back.
    Back,
    /// To the first step.
    First,
    /// To the last step.
    Last,
    /// A second one of the same.
    Duplicate,
    /// Takes away.
    Remove,
    /// Unfolded.
    Open,
    /// Folded.
    Closed,
    /// A plot of falling loss.
    Plot,
    /// A table.
    Table,
    /// A panel at the left side.
    Panel,
    /// A point on a surface.
    Place,
    /// A keyboard.
    Keys,
    /// Back to what was before.
    Undo,
    /// Forward again.
    Redo,
}

/// A square button with an icon; `name` is what it is called where it cannot be seen.
pub(super) fn button(ui: &mut Ui, icon: Icon, name: &str, help: &str) -> Response {
    toggle(ui, icon, false, name, help)
}

/// An icon button that stays pressed while `on`.
pub(super) fn toggle(ui: &mut Ui, icon: Icon, on: bool, name: &str, help: &str) -> Response {
    let side = ui.spacing().interact_size.y;
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), on, name));
    let look = ui.style().interact_selectable(&response, on);
    if on || response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, look.corner_radius, look.weak_bg_fill);
    }
    icon.paint(ui.painter(), rect, look.fg_stroke.color);
    response.on_hover_text(help)
}

/// Corners of a line or of a filled convex polygon, points from the icon's centre.
type Corners = &'static [[f32; 2]];

impl Icon {
    /// Paints the icon into the middle of a rectangle.
    fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let place =
            |corners: Corners| corners.iter().map(|[x, y]| rect.center() + vec2(*x, *y)).collect();
        let line = Stroke::new(1.6, color);
        painter.extend(
            self.solids()
                .iter()
                .map(|corners| Shape::convex_polygon(place(corners), color, Stroke::NONE)),
        );
        painter.extend(self.lines().iter().map(|corners| Shape::line(place(corners), line)));
        if self == Self::Place {
            painter.circle_stroke(rect.center(), 4.5, line);
        }
    }

    fn solids(self) -> &'static [Corners] {
        match self {
            Self::Play => &[&[[6.0, 0.0], [-4.0, 5.0], [-4.0, -5.0]]],
            Self::Pause => &[
                &[[-4.0, -5.0], [-1.5, -5.0], [-1.5, 5.0], [-4.0, 5.0]],
                &[[1.5, -5.0], [4.0, -5.0], [4.0, 5.0], [1.5, 5.0]],
            ],
            Self::Forward => &[
                &[[5.0, 0.0], [-2.5, 5.0], [-2.5, -5.0]],
                &[[-6.5, -5.0], [-4.5, -5.0], [-4.5, 5.0], [-6.5, 5.0]],
            ],
            Self::Back => &[
                &[[-5.0, 0.0], [2.5, -5.0], [2.5, 5.0]],
                &[[4.5, -5.0], [6.5, -5.0], [6.5, 5.0], [4.5, 5.0]],
            ],
            Self::First => &[
                &[[-3.5, 0.0], [4.0, -5.0], [4.0, 5.0]],
                &[[-6.0, -5.0], [-4.0, -5.0], [-4.0, 5.0], [-6.0, 5.0]],
            ],
            Self::Last => &[
                &[[3.5, 0.0], [-4.0, 5.0], [-4.0, -5.0]],
                &[[4.0, -5.0], [6.0, -5.0], [6.0, 5.0], [4.0, 5.0]],
            ],
            _ => &[],
        }
    }

    fn lines(self) -> &'static [Corners] {
        match self {
            Self::Play | Self::Pause | Self::Forward | Self::Back | Self::First | Self::Last => &[],
            Self::Duplicate => &[
                &[[-5.0, -5.0], [2.0, -5.0], [2.0, 2.0], [-5.0, 2.0], [-5.0, -5.8]],
                &[[5.0, -1.0], [5.0, 5.0], [-1.0, 5.0]],
            ],
            Self::Remove => &[&[[-4.0, -4.0], [4.0, 4.0]], &[[-4.0, 4.0], [4.0, -4.0]]],
            Self::Open => &[&[[-4.0, -2.0], [0.0, 2.0], [4.0, -2.0]]],
            Self::Closed => &[&[[-2.0, -4.0], [2.0, 0.0], [-2.0, 4.0]]],
            Self::Plot => &[
                &[[-6.0, -6.0], [-6.0, 6.0], [6.0, 6.0]],
                &[[-3.0, -5.0], [-1.0, 0.0], [2.0, 2.5], [6.0, 3.0]],
            ],
            Self::Table => &[
                &[[-6.5, -5.5], [6.5, -5.5], [6.5, 5.5], [-6.5, 5.5], [-6.5, -6.3]],
                &[[-6.5, -1.8], [6.5, -1.8]],
                &[[-6.5, 1.9], [6.5, 1.9]],
                &[[-1.5, -5.5], [-1.5, 5.5]],
            ],
            Self::Panel => &[
                &[[-6.5, -5.5], [6.5, -5.5], [6.5, 5.5], [-6.5, 5.5], [-6.5, -6.3]],
                &[[-2.0, -5.5], [-2.0, 5.5]],
            ],
            Self::Place => &[
                &[[2.5, 0.0], [7.0, 0.0]],
                &[[-2.5, 0.0], [-7.0, 0.0]],
                &[[0.0, 2.5], [0.0, 7.0]],
                &[[0.0, -2.5], [0.0, -7.0]],
            ],
            Self::Undo => &[
                &[[-2.5, -6.0], [-6.0, -2.5], [-2.5, 1.0]],
                &[
                    [-6.0, -2.5],
                    [2.0, -2.5],
                    [4.5, -1.5],
                    [5.5, 1.0],
                    [4.5, 3.5],
                    [2.0, 4.5],
                    [-1.5, 4.5],
                ],
            ],
            Self::Redo => &[
                &[[2.5, -6.0], [6.0, -2.5], [2.5, 1.0]],
                &[
                    [6.0, -2.5],
                    [-2.0, -2.5],
                    [-4.5, -1.5],
                    [-5.5, 1.0],
                    [-4.5, 3.5],
                    [-2.0, 4.5],
                    [1.5, 4.5],
                ],
            ],
            Self::Keys => &[
                &[[-7.0, -5.0], [7.0, -5.0], [7.0, 5.0], [-7.0, 5.0], [-7.0, -5.8]],
                &[[-4.3, -1.5], [-2.7, -1.5]],
                &[[-0.8, -1.5], [0.8, -1.5]],
                &[[2.7, -1.5], [4.3, -1.5]],
                &[[-3.0, 2.0], [3.0, 2.0]],
            ],
        }
    }
}
