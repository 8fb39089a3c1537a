//! egui without a window: one picture's shapes from whatever paints them.

use egui::{Context, FullOutput, Painter, RawInput, Rect, ViewportId, ViewportInfo};

/// Lets `paint` paint into a frame, in points, at some pixels per point; `texture_side` is the longest side of a texture of
/// glyphs, in texels, where there is a limit.
pub fn painted(
    context: &Context,
    frame: Rect,
    pixels_per_point: f32,
    texture_side: Option<usize>,
    paint: impl Fn(&Painter),
) -> FullOutput {
    let viewport =
        ViewportInfo { native_pixels_per_point: Some(pixels_per_point), ..ViewportInfo::default() };
    let input = RawInput {
        screen_rect: Some(frame),
        viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
        max_texture_side: texture_side,
        time: Some(0.0),
        ..RawInput::default()
    };
    context.run_ui(input, |ui| paint(ui.painter()))
}
