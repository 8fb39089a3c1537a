//! Reading finished pictures back: a ring of buffers, so that the next frame is drawn while the last is copied.

use std::collections::VecDeque;
use std::sync::mpsc;

use super::{Average, Gpu, GpuError, Target};

/// Rows of a copied texture start at multiples of this many bytes.
const ROW_ALIGNMENT: u32 = wgpu::COPY_BYTES_PER_ROW_ALIGNMENT;

struct Pending {
    buffer: wgpu::Buffer,
    submission: wgpu::SubmissionIndex,
    mapped: mpsc::Receiver<Result<(), wgpu::BufferAsyncError>>,
}

/// Copies pictures of one size from the GPU, first in, first out.
pub struct ReadBack {
    size_px: [u32; 2],
    free: Vec<wgpu::Buffer>,
    pending: VecDeque<Pending>,
}

impl ReadBack {
    /// For pictures of `size_px`.
    pub fn new(size_px: [u32; 2]) -> Self {
        Self { size_px, free: Vec::new(), pending: VecDeque::new() }
    }

    /// Copies asked for and not yet taken.
    pub fn in_flight(&self) -> usize {
        self.pending.len()
    }

    /// Starts copying the picture of `target`, which must have the size of this ring.
    pub fn begin(&mut self, gpu: &Gpu, target: &Target) {
        self.begin_texture(gpu, &target.texture);
    }

    /// Starts copying a finished mean, which must have the size of this ring.
    pub fn begin_mean(&mut self, gpu: &Gpu, average: &Average) {
        self.begin_texture(gpu, &average.mean);
    }

    fn begin_texture(&mut self, gpu: &Gpu, texture: &wgpu::Texture) {
        let [width, height] = self.size_px;
        let bytes_per_row = (4 * width).next_multiple_of(ROW_ALIGNMENT);
        let buffer = self.free.pop().unwrap_or_else(|| {
            gpu.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("read-back"),
                size: u64::from(bytes_per_row) * u64::from(height),
                usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        });
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("read-back") });
        encoder.copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(bytes_per_row),
                    rows_per_image: None,
                },
            },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
        let submission = gpu.queue.submit([encoder.finish()]);
        let (sender, mapped) = mpsc::channel();
        buffer.slice(..).map_async(wgpu::MapMode::Read, move |result| {
            // The receiver is gone only when the picture is no longer wanted.
            let _ = sender.send(result);
        });
        self.pending.push_back(Pending { buffer, submission, mapped });
    }

    /// Waits for the oldest copy and writes it to `rgba`: tightly packed sRGB, four bytes a pixel, top row first.
    pub fn take(&mut self, gpu: &Gpu, rgba: &mut [u8]) -> Result<(), GpuError> {
        const LOST: GpuError = GpuError::Lost("a picture was read back");
        let Some(Pending { buffer, submission, mapped }) = self.pending.pop_front() else {
            return Err(LOST);
        };
        gpu.wait_for(submission, "a picture was read back")?;
        mapped.recv().map_err(|_| LOST)?.map_err(|_| LOST)?;
        {
            let view = buffer.slice(..).get_mapped_range().map_err(|_| LOST)?;
            let row = 4 * self.size_px[0] as usize;
            let padded_rows = view.chunks_exact(row.next_multiple_of(ROW_ALIGNMENT as usize));
            for (row_of_rgba, padded) in rgba.chunks_exact_mut(row).zip(padded_rows) {
                row_of_rgba.copy_from_slice(&padded[..row]);
            }
        }
        buffer.unmap();
        self.free.push(buffer);
        Ok(())
    }
}
