//! The range of the finite samples: a reduction on the GPU, read back without blocking.

use std::sync::mpsc;

use super::buffers::{Holds, bind_group, layout, storage, uniform};
use super::shaders::Pass;
use super::{Gpu, GpuError};

/// Range of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldRange {
    /// Smallest finite loss; NaN when there is none.
    pub min: f64,
    /// Largest finite loss; NaN when there is none.
    pub max: f64,
    /// Number of finite samples.
    pub finite: u64,
}

impl FieldRange {
    fn from_keys(keys: [u32; 3]) -> Self {
        let value = |key: u32| {
            let bits = if key & 0x8000_0000 == 0 { !key } else { key & 0x7fff_ffff };
            f64::from(f32::from_bits(bits))
        };
        let finite = u64::from(keys[2]);
        let (min, max) =
            if finite == 0 { (f64::NAN, f64::NAN) } else { (value(keys[0]), value(keys[1])) };
        Self { min, max, finite }
    }
}

/// The compiled reduction.
pub struct RangePass {
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl RangePass {
    /// Compiles the shader.
    pub fn new(gpu: &Gpu) -> Self {
        let module = Pass::Range.module(&gpu.device);
        let holds = [Holds::ReadStorage, Holds::WriteStorage, Holds::Uniform];
        let layout = layout(&gpu.device, "range", wgpu::ShaderStages::COMPUTE, &holds);
        let pipeline = super::pipeline::compute(gpu, "range", &[&layout], &module, "reduce");
        Self { pipeline, layout }
    }

    /// Reduces all slices and asks for the result.
    pub(super) fn start(&self, gpu: &Gpu, slices: &[wgpu::Buffer]) -> RangeJob {
        let range = storage(&gpu.device, "range", &[u32::MAX, 0, 0]);
        let read = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("range read-back"),
            size: range.size(),
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("range") });
        for slice in slices {
            let count = (slice.size() / 4) as u32;
            let count_buffer = uniform(&gpu.device, "range count", &[count, 0, 0, 0]);
            let group =
                bind_group(&gpu.device, "range", &self.layout, &[slice, &range, &count_buffer]);
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("range"),
                timestamp_writes: None,
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(count.div_ceil(256 * 16).clamp(1, 1024), 1, 1);
        }
        encoder.copy_buffer_to_buffer(&range, 0, &read, 0, range.size());
        gpu.queue.submit([encoder.finish()]);
        let (sender, mapped) = mpsc::channel();
        read.slice(..).map_async(wgpu::MapMode::Read, move |result| {
            // The receiver is gone only when the field is no longer wanted.
            let _ = sender.send(result.is_ok());
        });
        RangeJob { read, mapped, done: false }
    }
}

/// A reduction under way.
pub(super) struct RangeJob {
    read: wgpu::Buffer,
    mapped: mpsc::Receiver<bool>,
    done: bool,
}

impl RangeJob {
    /// Whether the result has arrived; the device must be polled meanwhile.
    pub(super) fn is_done(&mut self) -> bool {
        self.done = self.done || self.mapped.try_recv().is_ok();
        self.done
    }

    pub(super) fn take(mut self) -> Option<FieldRange> {
        if !self.is_done() {
            return None;
        }
        let view = self.read.slice(..).get_mapped_range().ok()?;
        let keys: Vec<u32> = bytemuck::pod_collect_to_vec(&view);
        Some(FieldRange::from_keys([keys[0], keys[1], keys[2]]))
    }
}

/// Copies a whole buffer to the CPU and waits for it.
pub(super) fn read_buffer(gpu: &Gpu, source: &wgpu::Buffer) -> Result<Vec<u8>, GpuError> {
    const LOST: GpuError = GpuError::Lost("a buffer was read back");
    let read = gpu.device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("read-back"),
        size: source.size(),
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    });
    let mut encoder = gpu
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read-back") });
    encoder.copy_buffer_to_buffer(source, 0, &read, 0, source.size());
    gpu.queue.submit([encoder.finish()]);
    read.slice(..).map_async(wgpu::MapMode::Read, |_| {});
    gpu.wait("a buffer was read back")?;
    let bytes = read.slice(..).get_mapped_range().map_err(|_| LOST)?.to_vec();
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_as_the_floats_they_stand_for() {
        let key =
            |v: f32| if v.to_bits() >> 31 == 1 { !v.to_bits() } else { v.to_bits() | 0x8000_0000 };
        for (low, high) in [(-3.5f32, 7.25f32), (0.0, 1e30), (-1e-30, -0.0)] {
            assert!(key(low) <= key(high));
            let range = FieldRange::from_keys([key(low), key(high), 2]);
            assert_eq!((range.min, range.max), (f64::from(low), f64::from(high)));
        }
        assert!(FieldRange::from_keys([u32::MAX, 0, 0]).min.is_nan());
    }
}
