//! egui without a window: one picture's shapes from whatever paints them.

use egui::{Context, FullOutput, Painter, RawInput, Rect, ViewportId, ViewportInfo};

/// Lets `paint` paint into a frame, in points, at some pixels per point.
pub fn painted(
    context: &Context,
    frame: Rect,
    pixels_per_point: f32,
    paint: impl Fn(&Painter),
) -> FullOutput {
    let viewport =
        ViewportInfo { native_pixels_per_point: Some(pixels_per_point), ..ViewportInfo::default() };
    let input = RawInput {
        screen_rect: Some(frame),
        viewports: std::iter::once((ViewportId::ROOT, viewport)).collect(),
        time: Some(0.0),
        ..RawInput::default()
    };
    context.run_ui(input, |ui| paint(ui.painter()))
}
