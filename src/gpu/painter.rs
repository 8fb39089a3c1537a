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
        self.draw(gpu, (layout.frame, layout.pixels_per_point), target, |painter| {
            overlay::paint(painter, scene, layout);
        });
    }

    /// Fills `target` with a chart and submits it.
    pub fn paint_chart(&mut self, gpu: &Gpu, chart: &TuneChart, target: &Target) {
        let (frame, pixels_per_point) = Layout::frame_of(target.size_px);
        self.draw(gpu, (frame, pixels_per_point), target, |painter| {
            overlay::paint_tune_chart(painter, chart, frame);
        });
    }

    /// Paints shapes over `target`, whose frame in points is given with the pixels per point.
    fn draw(
        &mut self,
        gpu: &Gpu,
        (frame, pixels_per_point): (egui::Rect, f32),
        target: &Target,
        shapes: impl Fn(&egui::Painter),
    ) {
        let mut output = overlay::painted(&self.context, frame, pixels_per_point, shapes);
        self.submit(gpu, target, &mut output);
    }

    fn submit(&mut self, gpu: &Gpu, target: &Target, output: &mut egui::FullOutput) {
        let primitives =
            self.context.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        for (id, deltas) in &output.textures_delta.set {
            for delta in deltas {
                self.renderer.update_texture(&gpu.device, &gpu.queue, *id, delta);
            }
        }
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
