//! Icons as a few lines, so that they are sharp and centred in every font and size.

use egui::{
    Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo,
    accesskit::Role, vec2,
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
    /// A panel at the left side.
    Panel,
    /// A point on a surface.
    Place,
    /// A keyboard.
    Keys,
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

impl Icon {
    /// Paints the icon into the middle of a rectangle.
    fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let c = rect.center();
        let at = |x: f32, y: f32| c + vec2(x, y);
        let line = Stroke::new(1.6, color);
        let triangle = |tip: f32, base: f32| {
            let points = vec![at(tip, 0.0), at(base, -5.0), at(base, 5.0)];
            painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
        };
        let bar =
            |x: f32| _ = painter.line_segment([at(x, -5.0), at(x, 5.0)], Stroke::new(2.4, color));
        let path = |points: &[Pos2]| _ = painter.add(Shape::line(points.to_vec(), line));
        let square = |centre: Pos2, size: Vec2| {
            let rect = Rect::from_center_size(centre, size);
            painter.rect_stroke(rect, 1.5, line, egui::StrokeKind::Middle);
        };
        match self {
            Self::Play => triangle(6.0, -4.0),
            Self::Pause => [-3.0, 3.0].into_iter().for_each(bar),
            Self::Forward => (triangle(4.5, -3.0), bar(-6.0)).1,
            Self::Back => (triangle(-4.5, 3.0), bar(6.0)).1,
            Self::First => (triangle(-3.5, 4.0), bar(-5.0)).1,
            Self::Last => (triangle(3.5, -4.0), bar(5.0)).1,
            Self::Duplicate => {
                (
                    square(at(-1.5, -1.5), vec2(7.0, 7.0)),
                    path(&[at(5.0, -1.0), at(5.0, 5.0), at(-1.0, 5.0)]),
                )
                    .1
            }
            Self::Remove => {
                (path(&[at(-4.0, -4.0), at(4.0, 4.0)]), path(&[at(-4.0, 4.0), at(4.0, -4.0)])).1
            }
            Self::Open => path(&[at(-4.0, -2.0), at(0.0, 2.0), at(4.0, -2.0)]),
            Self::Closed => path(&[at(-2.0, -4.0), at(2.0, 0.0), at(-2.0, 4.0)]),
            Self::Plot => {
                path(&[at(-6.0, -6.0), at(-6.0, 6.0), at(6.0, 6.0)]);
                path(&[at(-3.0, -5.0), at(-1.0, 0.0), at(2.0, 2.5), at(6.0, 3.0)]);
            }
            Self::Panel => (square(c, vec2(13.0, 11.0)), path(&[at(-2.0, -5.5), at(-2.0, 5.5)])).1,
            Self::Place => {
                painter.circle_stroke(c, 4.5, line);
                for (x, y) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                    path(&[at(2.5 * x, 2.5 * y), at(7.0 * x, 7.0 * y)]);
                }
            }
            Self::Keys => {
                square(c, vec2(14.0, 10.0));
                [-3.5, 0.0, 3.5]
                    .into_iter()
                    .for_each(|x| _ = painter.circle_filled(at(x, -1.5), 1.0, color));
                path(&[at(-3.0, 2.0), at(3.0, 2.0)]);
            }
        }
    }
}
