//! Paints egui's shapes over a picture, without a window: the same overlay in PNG and film as in the window.

use super::target::COLOR_FORMAT;
use super::{Gpu, Target};
use crate::overlay::{self, Layout};
use crate::scene::{Scene, TuneChart};

/// egui without a window.
pub struct OverlayPainter {
    context: egui::Context,
    renderer: egui_wgpu::Renderer,
}

impl OverlayPainter {
    /// Loads the fonts.
    pub fn new(gpu: &Gpu) -> Self {
        let context = egui::Context::default();
        overlay::install_fonts(&context);
        let renderer = egui_wgpu::Renderer::new(
            &gpu.device,
            COLOR_FORMAT,
            egui_wgpu::RendererOptions::PREDICTABLE,
        );
        Self { context, renderer }
    }

    /// Paints the overlay of `scene` over `target` and submits it.
    pub fn paint(&mut self, gpu: &Gpu, scene: &Scene, layout: &Layout, target: &Target) {
        let corner = layout.tile.map_or([0; 2], |tile| tile.origin_px);
        self.draw(gpu, (layout.frame, layout.pixels_per_point), (target, corner), |painter| {
            overlay::paint(painter, scene, layout);
        });
    }

    /// Fills `target` with a chart and submits it.
    pub fn paint_chart(&mut self, gpu: &Gpu, chart: &TuneChart, target: &Target) {
        let (frame, pixels_per_point) = Layout::frame_of(target.size_px);
        self.draw(gpu, (frame, pixels_per_point), (target, [0; 2]), |painter| {
            overlay::paint_tune_chart(painter, chart, frame);
        });
    }

    /// Paints shapes over `target`. Given are the frame of the picture in points with the pixels per point, and the pixel of
    /// the picture that is the corner of the target.
    fn draw(
        &mut self,
        gpu: &Gpu,
        (frame, pixels_per_point): (egui::Rect, f32),
        (target, corner): (&Target, [u32; 2]),
        shapes: impl Fn(&egui::Painter),
    ) {
        let side = Some(glyphs_side(gpu, pixels_per_point));
        let mut output = overlay::painted(&self.context, frame, pixels_per_point, side, shapes);
        self.submit(gpu, target, corner, &mut output);
    }

    fn submit(
        &mut self,
        gpu: &Gpu,
        target: &Target,
        corner: [u32; 2],
        output: &mut egui::FullOutput,
    ) {
        let mut primitives =
            self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        for (id, deltas) in &output.textures_delta.set {
            for delta in deltas {
                self.renderer.update_texture(&gpu.device, &gpu.queue, *id, delta);
            }
        }
        let by = corner.map(|px| -(px as f32) / output.pixels_per_point);
        primitives.iter_mut().for_each(|primitive| shift(primitive, by.into()));
        let screen = egui_wgpu::ScreenDescriptor {
            size_in_pixels: target.size_px,
            pixels_per_point: output.pixels_per_point,
        };
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("overlay") });
        let mut buffers = self.renderer.update_buffers(
            &gpu.device,
            &gpu.queue,
            &mut encoder,
            &primitives,
            &screen,
        );
        {
            let attachment = wgpu::RenderPassColorAttachment {
                view: &target.view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
            };
            let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("overlay"),
                color_attachments: &[Some(attachment)],
                ..Default::default()
            });
            self.renderer.render(&mut pass.forget_lifetime(), &primitives, &screen);
        }
        buffers.push(encoder.finish());
        gpu.queue.submit(buffers);
        for id in &output.textures_delta.free {
            self.renderer.free_texture(id);
        }
        // egui insists that every delta was taken note of.
        output.textures_delta.clear();
    }
}

/// Moves what is painted by so many points.
fn shift(primitive: &mut egui::ClippedPrimitive, by: egui::Vec2) {
    primitive.clip_rect = primitive.clip_rect.translate(by);
    if let egui::epaint::Primitive::Mesh(mesh) = &mut primitive.primitive {
        mesh.translate(by);
    }
}

/// Side of the texture of glyphs, pixels: that of egui at one pixel a point, and with the type it grows.
fn glyphs_side(gpu: &Gpu, pixels_per_point: f32) -> usize {
    const AT_ONE: f32 = 2048.0;
    let limit = gpu.device.limits().max_texture_dimension_2d as usize;
    ((AT_ONE * pixels_per_point.ceil()) as usize).min(limit)
}
