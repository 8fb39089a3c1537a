//! Finer pictures: the mean of a larger picture's blocks (supersampling) and of several moments
//! (motion blur), in linear light.
//!
//! ```text
//! target, side times as large --add--> sums, in f32 --add--> ... --add, the last--> mean --> read-back
//! ```
//!
//! Means of encoded colours would darken the edges between light and dark; sums in eight bits would
//! lose what sixteen moments differ in.

use super::buffers::{storage_of_size, uniform};
use super::pipeline::compute;
use super::shaders::Pass;
use super::target::COLOR_FORMAT;
use super::{Gpu, GpuError, Target};

/// Mirrors `Average` in `shaders/average.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct AverageUniform {
    pub size_px: [u32; 2],
    pub side: u32,
    pub index: u32,
    pub count: u32,
    pub unused: u32,
}

/// Averages pictures of one size.
pub struct Average {
    pipeline: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
    buffer: wgpu::Buffer,
    shape: AverageUniform,
    /// The finished mean.
    pub(super) mean: wgpu::Texture,
}

impl Average {
    /// For means of `count` pictures, each drawn into `target`, whose size is `side` times that of the mean.
    ///
    /// # Errors
    /// The adapter does not hold the sums.
    pub fn new(gpu: &Gpu, target: &Target, side: u32, count: u32) -> Result<Self, GpuError> {
        let size_px = target.size_px.map(|n| n / side);
        let [width, height] = size_px;
        let sums_bytes = if count > 1 { 16 * u64::from(width) * u64::from(height) } else { 16 };
        let limit = gpu.device.limits().max_storage_buffer_binding_size;
        if sums_bytes > limit {
            return Err(GpuError::BlurTooLarge { width, height, limit: limit / 16 });
        }
        let sums = storage_of_size(&gpu.device, "sums of light", sums_bytes);
        let shape = AverageUniform { size_px, side, index: 0, count, unused: 0 };
        let buffer = uniform(&gpu.device, "average", &shape);
        let mean = gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("mean"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: COLOR_FORMAT,
            usage: wgpu::TextureUsages::STORAGE_BINDING | wgpu::TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let layout = bindings(&gpu.device);
        let module = Pass::Average.module(&gpu.device);
        let pipeline = compute(gpu, "average", &[&layout], &module, "add");
        let view = mean.create_view(&wgpu::TextureViewDescriptor {
            label: Some("mean"),
            ..Default::default()
        });
        let resources = [
            buffer.as_entire_binding(),
            wgpu::BindingResource::TextureView(&target.view),
            sums.as_entire_binding(),
            wgpu::BindingResource::TextureView(&view),
        ];
        let entries: Vec<_> = (0..)
            .zip(resources)
            .map(|(binding, resource)| wgpu::BindGroupEntry { binding, resource })
            .collect();
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("average"),
            layout: &layout,
            entries: &entries,
        });
        Ok(Self { pipeline, group, buffer, shape, mean })
    }

    /// Adds what the target shows, picture `index` of the mean, from 0; the last one completes it.
    pub fn add(&self, gpu: &Gpu, index: u32) {
        let shape = AverageUniform { index, ..self.shape };
        gpu.queue.write_buffer(&self.buffer, 0, bytemuck::bytes_of(&shape));
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("average") });
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("average"),
                timestamp_writes: None,
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &self.group, &[]);
            let [width, height] = shape.size_px.map(|n| n.div_ceil(8));
            pass.dispatch_workgroups(width, height, 1);
        }
        gpu.queue.submit([encoder.finish()]);
    }
}

fn bindings(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let buffer =
        |ty| wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None };
    let types = [
        buffer(wgpu::BufferBindingType::Uniform),
        wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable: false },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        buffer(wgpu::BufferBindingType::Storage { read_only: false }),
        wgpu::BindingType::StorageTexture {
            access: wgpu::StorageTextureAccess::WriteOnly,
            format: COLOR_FORMAT,
            view_dimension: wgpu::TextureViewDimension::D2,
        },
    ];
    let entries: Vec<_> = (0..)
        .zip(types)
        .map(|(binding, ty)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty,
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("average"),
        entries: &entries,
    })
}
