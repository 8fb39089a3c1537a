//! The look of the panels: the theme's own colours in a few shades, on an 8-point grid.

use egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Visuals, vec2,
};

use crate::overlay::color32;
use crate::scene::{Color, Theme};

/// Width of the column of names.
pub(super) const NAMES: f32 = 96.0;
/// Height of a control.
pub(super) const CONTROL: f32 = 26.0;
const CORNER: CornerRadius = CornerRadius::same(5);

/// The colour of what is chosen.
pub(super) fn accent(theme: Theme) -> Color {
    match theme {
        Theme::Dark => Color([86, 156, 214]),
        Theme::Light => Color([0, 98, 168]),
    }
}

/// Dresses all panels in a theme.
pub(super) fn dress(context: &egui::Context, theme: Theme) {
    let kind = match theme {
        Theme::Dark => egui::Theme::Dark,
        Theme::Light => egui::Theme::Light,
    };
    context.set_theme(kind);
    context.style_mut_of(kind, |style| {
        style.visuals = visuals(theme);
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(8.0, 8.0);
        spacing.button_padding = vec2(8.0, 4.0);
        spacing.interact_size = vec2(28.0, CONTROL);
        spacing.indent = 16.0;
        spacing.slider_width = 130.0;
        spacing.combo_width = 96.0;
        spacing.combo_height = 320.0;
        spacing.icon_width = 16.0;
        spacing.tooltip_width = 320.0;
        spacing.menu_margin = Margin::same(6);
        spacing.window_margin = Margin::same(16);
        spacing.scroll = egui::style::ScrollStyle::thin();
        style.text_styles = [
            (TextStyle::Small, 12.0, FontFamily::Proportional),
            (TextStyle::Body, 13.5, FontFamily::Proportional),
            (TextStyle::Button, 13.5, FontFamily::Proportional),
            (TextStyle::Heading, 16.0, FontFamily::Proportional),
            (TextStyle::Monospace, 12.5, FontFamily::Monospace),
        ]
        .into_iter()
        .map(|(name, size, family)| (name, FontId::new(size, family)))
        .collect();
    });
}

fn visuals(theme: Theme) -> Visuals {
    let (ground, ink) = (theme.background(), theme.text());
    let shade = |share: f32| color32(ground.mix(ink, share));
    let mut visuals = if theme == Theme::Dark { Visuals::dark() } else { Visuals::light() };
    visuals.panel_fill = shade(0.035);
    visuals.window_fill = shade(0.06);
    visuals.window_stroke = Stroke::new(1.0, shade(0.18));
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.window_shadow =
        Shadow { offset: [0, 6], blur: 24, spread: 0, color: Color32::from_black_alpha(70) };
    visuals.popup_shadow =
        Shadow { offset: [0, 3], blur: 12, spread: 0, color: Color32::from_black_alpha(60) };
    visuals.extreme_bg_color = if theme == Theme::Dark { shade(-0.02) } else { Color32::WHITE };
    visuals.faint_bg_color = shade(0.06);
    visuals.weak_text_color = Some(color32(theme.quiet_text()));
    visuals.selection.bg_fill = color32(ground.mix(accent(theme), 0.45));
    visuals.selection.stroke = Stroke::new(1.0, color32(ink));
    visuals.hyperlink_color = color32(accent(theme));
    visuals.error_fg_color = if theme == Theme::Dark {
        Color32::from_rgb(255, 145, 132)
    } else {
        Color32::from_rgb(178, 24, 24)
    };
    visuals.slider_trailing_fill = true;
    visuals.striped = false;
    let states = &mut visuals.widgets;
    let all = [
        (&mut states.noninteractive, 0.03, 0.14, 0.95),
        (&mut states.inactive, 0.10, 0.0, 0.95),
        (&mut states.hovered, 0.17, 0.28, 1.0),
        (&mut states.active, 0.24, 0.36, 1.0),
        (&mut states.open, 0.13, 0.22, 1.0),
    ];
    for (state, fill, edge, text) in all {
        (state.bg_fill, state.weak_bg_fill) = (shade(fill), shade(fill));
        state.bg_stroke = if edge > 0.0 { Stroke::new(1.0, shade(edge)) } else { Stroke::NONE };
        state.fg_stroke = Stroke::new(1.2, shade(text));
        state.corner_radius = CORNER;
        state.expansion = 0.0;
    }
    // Rails of sliders and frames of fields need an edge at rest.
    states.inactive.bg_fill = shade(0.20);
    states.inactive.bg_stroke = Stroke::new(1.0, shade(0.14));
    visuals
}
