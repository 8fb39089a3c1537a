//! The surface of the window: egui's shapes are painted on it and presented.

use std::sync::Arc;

use winit::dpi::PhysicalSize;
use winit::window::Window;

use super::AppError;
use crate::gpu::Gpu;

/// What a window shows.
pub(super) struct Screen {
    gpu: Gpu,
    surface: wgpu::Surface<'static>,
    config: wgpu::SurfaceConfiguration,
    painter: egui_wgpu::Renderer,
    /// Textures to be freed once the frame that shows them last is submitted.
    is_configured: bool,
}

/// How presenting went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presented {
    /// It is on its way to the screen.
    Yes,
    /// The surface was not ready: try again soon.
    Later,
    /// The window cannot be seen: no need to try until an event says so.
    Hidden,
}

impl Screen {
    /// Configures the surface for the window's size.
    pub(super) fn new(
        gpu: &Gpu,
        surface: wgpu::Surface<'static>,
        size: PhysicalSize<u32>,
    ) -> Result<Self, AppError> {
        let capabilities = surface.get_capabilities(&gpu.adapter);
        let cannot = || AppError::CannotPresent(gpu.adapter.get_info().name);
        // egui blends in gamma space, so a format without an sRGB view is right where there is one.
        let format =
            egui_wgpu::preferred_framebuffer_format(&capabilities.formats).map_err(|_| cannot())?;
        let config = surface
            .get_default_config(&gpu.adapter, size.width.max(1), size.height.max(1))
            .ok_or_else(cannot)?;
        let config =
            wgpu::SurfaceConfiguration { format, present_mode: wgpu::PresentMode::Fifo, ..config };
        let painter =
            egui_wgpu::Renderer::new(&gpu.device, format, egui_wgpu::RendererOptions::default());
        let mut screen = Self { gpu: gpu.clone(), surface, config, painter, is_configured: false };
        screen.resize(size);
        Ok(screen)
    }

    /// Follows the window's size; a minimised window has none.
    pub(super) fn resize(&mut self, size: PhysicalSize<u32>) {
        let limit = self.gpu.device.limits().max_texture_dimension_2d;
        (self.config.width, self.config.height) = (size.width.min(limit), size.height.min(limit));
        self.is_configured = size.width > 0 && size.height > 0;
        if self.is_configured {
            self.surface.configure(&self.gpu.device, &self.config);
        }
    }

    /// Takes over another surface of the same window, after the former was lost.
    pub(super) fn replace(&mut self, surface: wgpu::Surface<'static>) {
        self.surface = surface;
        if self.is_configured {
            self.surface.configure(&self.gpu.device, &self.config);
        }
    }

    /// Shows a texture in egui under an identity of its own.
    pub(super) fn register(&mut self, texture: &wgpu::TextureView) -> egui::TextureId {
        self.painter.register_native_texture(&self.gpu.device, texture, wgpu::FilterMode::Nearest)
    }

    /// Shows another texture under the same identity.
    pub(super) fn update(&mut self, id: egui::TextureId, texture: &wgpu::TextureView) {
        let filter = wgpu::FilterMode::Nearest;
        self.painter.update_egui_texture_from_wgpu_texture(&self.gpu.device, texture, filter, id);
    }

    /// Paints what egui made of a frame and presents it. egui's textures are kept up to date even when nothing is shown.
    pub(super) fn present(
        &mut self,
        output: &mut egui::FullOutput,
        primitives: &[egui::ClippedPrimitive],
        window: &Window,
        remake: impl FnOnce() -> Result<wgpu::Surface<'static>, wgpu::CreateSurfaceError>,
    ) -> Result<Presented, AppError> {
        let (device, queue) = (&self.gpu.device, &self.gpu.queue);
        for (id, deltas) in &output.textures_delta.set {
            for delta in deltas {
                self.painter.update_texture(device, queue, *id, delta);
            }
        }
        let presented = self.paint(output.pixels_per_point, primitives, window, remake);
        for id in &output.textures_delta.free {
            self.painter.free_texture(id);
        }
        output.textures_delta.clear();
        presented
    }

    fn paint(
        &mut self,
        pixels_per_point: f32,
        primitives: &[egui::ClippedPrimitive],
        window: &Window,
        remake: impl FnOnce() -> Result<wgpu::Surface<'static>, wgpu::CreateSurfaceError>,
    ) -> Result<Presented, AppError> {
        use wgpu::CurrentSurfaceTexture as Current;
        if !self.is_configured {
            return Ok(Presented::Hidden);
        }
        let (frame, is_stale) = match self.surface.get_current_texture() {
            Current::Success(frame) => (frame, false),
            Current::Suboptimal(frame) => (frame, true),
            Current::Timeout | Current::Validation => return Ok(Presented::Later),
            Current::Occluded => return Ok(Presented::Hidden),
            Current::Outdated => {
                self.resize(window.inner_size());
                return Ok(Presented::Later);
            }
            Current::Lost => {
                self.replace(remake()?);
                return Ok(Presented::Later);
            }
        };
        let commands = self.encode(&frame, pixels_per_point, primitives);
        self.gpu.queue.submit(commands);
        window.pre_present_notify();
        self.gpu.queue.present(frame);
        if is_stale {
            self.resize(window.inner_size());
        }
        Ok(Presented::Yes)
    }

    fn encode(
        &mut self,
        frame: &wgpu::SurfaceTexture,
        pixels_per_point: f32,
        primitives: &[egui::ClippedPrimitive],
    ) -> Vec<wgpu::CommandBuffer> {
        let (device, queue) = (&self.gpu.device, &self.gpu.queue);
        let view = frame.texture.create_view(&wgpu::TextureViewDescriptor {
            label: Some("window"),
            ..Default::default()
        });
        let size_in_pixels = [self.config.width, self.config.height];
        let screen = egui_wgpu::ScreenDescriptor { size_in_pixels, pixels_per_point };
        let mut encoder = device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("window") });
        let mut commands =
            self.painter.update_buffers(device, queue, &mut encoder, primitives, &screen);
        {
            let attachment = wgpu::RenderPassColorAttachment {
                view: &view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
            };
            let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("window"),
                color_attachments: &[Some(attachment)],
                ..Default::default()
            });
            self.painter.render(&mut pass.forget_lifetime(), primitives, &screen);
        }
        commands.push(encoder.finish());
        commands
    }
}

/// Makes the surface of a window.
pub(super) fn surface_of(
    instance: &wgpu::Instance,
    window: &Arc<Window>,
) -> Result<wgpu::Surface<'static>, wgpu::CreateSurfaceError> {
    instance.create_surface(Arc::clone(window))
}
