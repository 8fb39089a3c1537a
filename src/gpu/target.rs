//! Where a picture is drawn: an antialiased colour and depth target, resolved into a texture that egui paints over,
//! that a window shows and that is read back for files.

use super::frame::encoded;
use super::{Gpu, GpuError};
use crate::scene::Color;

/// Samples a pixel; 4 is what every adapter offers.
pub(super) const SAMPLES: u32 = 4;
pub(super) const DEPTH_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Depth32Float;
/// Colours are sRGB-encoded by the shaders themselves: a software adapter would otherwise decode and encode all four
/// samples of a pixel at every write. egui paints in the same encoding.
pub(super) const COLOR_FORMAT: wgpu::TextureFormat = wgpu::TextureFormat::Rgba8Unorm;

/// A picture-sized set of textures.
pub struct Target {
    /// Width and height, pixels.
    pub size_px: [u32; 2],
    pub(super) texture: wgpu::Texture,
    /// The finished picture: the scene is resolved into it, egui paints on it, a window shows it.
    pub view: wgpu::TextureView,
    pub(super) color: wgpu::TextureView,
    pub(super) depth: wgpu::TextureView,
}

impl Target {
    /// Textures of the given size, at least one pixel.
    pub fn new(gpu: &Gpu, size_px: [u32; 2]) -> Result<Self, GpuError> {
        let limit = gpu.device.limits().max_texture_dimension_2d;
        let size_px = size_px.map(|n| n.max(1));
        if size_px.iter().any(|n| *n > limit) {
            return Err(GpuError::PictureTooLarge { width: size_px[0], height: size_px[1], limit });
        }
        let size =
            wgpu::Extent3d { width: size_px[0], height: size_px[1], depth_or_array_layers: 1 };
        let make = |label, format, samples, usage| {
            gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size,
                mip_level_count: 1,
                sample_count: samples,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage,
                view_formats: &[],
            })
        };
        let attachment = wgpu::TextureUsages::RENDER_ATTACHMENT;
        let shown = attachment
            | wgpu::TextureUsages::COPY_SRC
            | wgpu::TextureUsages::COPY_DST
            | wgpu::TextureUsages::TEXTURE_BINDING;
        let texture = make("picture", COLOR_FORMAT, 1, shown);
        let color = make("antialiased colour", COLOR_FORMAT, SAMPLES, attachment);
        let depth = make("depth", DEPTH_FORMAT, SAMPLES, attachment);
        let view = |texture: &wgpu::Texture, label| {
            texture.create_view(&wgpu::TextureViewDescriptor {
                label: Some(label),
                ..Default::default()
            })
        };
        Ok(Self {
            size_px,
            view: view(&texture, "picture"),
            color: view(&color, "antialiased colour"),
            depth: view(&depth, "depth"),
            texture,
        })
    }

    /// Fills the finished picture with a colour, or with nothing.
    pub fn fill(&self, gpu: &Gpu, color: Option<Color>) {
        let label = Some("fill");
        let mut encoder =
            gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label });
        let [r, g, b, a] = color.map_or([0.0; 4], encoded).map(f64::from);
        encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label,
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view: &self.view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
                    store: wgpu::StoreOp::Store,
                },
            })],
            ..Default::default()
        });
        gpu.queue.submit([encoder.finish()]);
    }

    /// Copies the finished picture into a larger one, its left upper corner at `at_px`.
    pub fn paste(&self, gpu: &Gpu, into: &Self, at_px: [u32; 2]) {
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("paste") });
        let origin = wgpu::Origin3d { x: at_px[0], y: at_px[1], z: 0 };
        encoder.copy_texture_to_texture(
            self.texture.as_image_copy(),
            wgpu::TexelCopyTextureInfo { origin, ..into.texture.as_image_copy() },
            self.texture.size(),
        );
        gpu.queue.submit([encoder.finish()]);
    }
}
