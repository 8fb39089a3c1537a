//! The field: one number for each sample of a grid, in one or more slices on the GPU.
//!
//! A *slice* is a buffer that one binding can hold; only grids beyond a binding's limit need more than one.

use std::sync::Arc;

use super::buffers::{storage, storage_of_size};
use super::field_job::FieldJob;
use super::field_program::FieldProgram;
use super::range::{FieldRange, RangePass};
use super::{Gpu, GpuError};
use crate::objective::{Objective, Quantity};
use crate::scene::Grid;

/// Mirrors `Params` in `shaders/grid.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct FieldParams {
    pub domain_min: [f32; 2],
    pub domain_max: [f32; 2],
    pub size: [u32; 2],
    pub first_row: u32,
    pub tile_rows: u32,
    pub slice_row: u32,
    pub data_rows: u32,
    pub nan_bits: u32,
    pub inf_bits: u32,
}

impl FieldParams {
    /// All rows of a grid, in one slice.
    pub(super) fn whole(objective: &Objective, grid: Grid) -> Self {
        Self {
            domain_min: [grid.domain.x.min as f32, grid.domain.y.min as f32],
            domain_max: [grid.domain.x.max as f32, grid.domain.y.max as f32],
            size: [grid.nx, grid.ny],
            first_row: 0,
            tile_rows: grid.ny,
            slice_row: 0,
            data_rows: if objective.has_data() { objective.rows() as u32 } else { 0 },
            nan_bits: f32::NAN.to_bits(),
            inf_bits: f32::INFINITY.to_bits(),
        }
    }
}

/// The constants and the data of an objective, as the shaders read them.
pub(super) fn inputs(gpu: &Gpu, objective: &Objective) -> [wgpu::Buffer; 2] {
    let constants: Vec<f32> = objective.constant_values().iter().map(|v| *v as f32).collect();
    [
        storage(&gpu.device, "constants", &constants),
        storage(&gpu.device, "data", &objective.columns_f32()),
    ]
}

/// Columns of one workgroup of the shaders.
pub(super) const WORKGROUP: u32 = 64;
/// Slices at most: bounds the memory of one field.
const MAX_SLICES: u64 = 16;
/// Terms (samples times data rows) of the first tile; later tiles follow the pace.
pub(super) const FIRST_TILE_TERMS: u64 = 1 << 22;
/// Bytes of storage that one binding may hold.
pub(super) fn binding_bytes(limits: &wgpu::Limits) -> u64 {
    limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)
}

/// Samples of the largest grid.
pub(super) fn max_samples(limits: &wgpu::Limits) -> u64 {
    binding_bytes(limits) / 4 * MAX_SLICES
}

/// One loss per sample of a grid, or another quantity of it, on the GPU.
pub struct Field {
    /// The samples.
    pub grid: Grid,
    pub(super) slices: Vec<wgpu::Buffer>,
    pub(super) rows_per_slice: u32,
}

impl Field {
    pub(super) fn new(gpu: &Gpu, grid: Grid) -> Result<Self, GpuError> {
        let binding = gpu.max_binding_bytes();
        let row_bytes = u64::from(grid.nx) * 4;
        let samples = u64::from(grid.nx) * u64::from(grid.ny);
        let limit = max_samples(&gpu.device.limits());
        if samples > limit || row_bytes > binding {
            return Err(GpuError::GridTooLarge {
                nx: grid.nx,
                ny: grid.ny,
                limit,
                side: limit.isqrt(),
            });
        }
        let rows_per_slice = (binding / row_bytes).min(u64::from(grid.ny)) as u32;
        let slices = (0..grid.ny)
            .step_by(rows_per_slice as usize)
            .map(|row| {
                let rows = rows_per_slice.min(grid.ny - row);
                storage_of_size(&gpu.device, "field slice", u64::from(rows) * row_bytes)
            })
            .collect();
        Ok(Self { grid, slices, rows_per_slice })
    }

    /// The grid of at most the same density that fits one binding, which is what a picture draws.
    pub fn drawable(gpu: &Gpu, mut grid: Grid) -> Grid {
        let limit = gpu.max_binding_bytes() / 4;
        while u64::from(grid.nx) * u64::from(grid.ny) > limit {
            grid.nx = (grid.nx / 2).max(2);
            grid.ny = (grid.ny / 2).max(2);
        }
        grid
    }

    /// The number of samples.
    pub(super) fn samples(&self) -> usize {
        self.grid.nx as usize * self.grid.ny as usize
    }

    /// The first slice: all of a drawable field.
    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.slices[0]
    }

    /// Puts numbers where the samples from number `index` on belong.
    pub(super) fn write(&self, gpu: &Gpu, index: usize, numbers: &[f32]) {
        let per_slice = self.rows_per_slice as usize * self.grid.nx as usize;
        let (mut at, mut rest) = (index, numbers);
        while !rest.is_empty() {
            let (slice, offset) = (at / per_slice, at % per_slice);
            let (here, beyond) = rest.split_at(rest.len().min(per_slice - offset));
            let bytes = bytemuck::cast_slice(here);
            gpu.queue.write_buffer(&self.slices[slice], 4 * offset as u64, bytes);
            (at, rest) = (at + here.len(), beyond);
        }
    }

    /// Copies the whole field to the CPU: shape `(ny, nx)`, row-major, holes as NaN.
    pub fn read(&self, gpu: &Gpu) -> Result<Vec<f32>, GpuError> {
        let mut losses = Vec::with_capacity(self.samples());
        for slice in &self.slices {
            let bytes = super::range::read_buffer(gpu, slice)?;
            losses.extend(bytemuck::pod_collect_to_vec::<u8, f32>(&bytes));
        }
        for loss in &mut losses {
            if !loss.is_finite() {
                *loss = f32::NAN;
            }
        }
        Ok(losses)
    }
}

/// Evaluates the whole field and waits for it: for files and tests.
pub fn evaluate(
    gpu: &Gpu,
    objective: &Arc<Objective>,
    grid: Grid,
) -> Result<(Field, FieldRange), GpuError> {
    evaluate_quantity(gpu, objective, Quantity::Loss, grid)
}

/// The same for any quantity of the loss.
pub fn evaluate_quantity(
    gpu: &Gpu,
    objective: &Arc<Objective>,
    quantity: Quantity,
    grid: Grid,
) -> Result<(Field, FieldRange), GpuError> {
    let (program, pass) = (FieldProgram::of(gpu, objective, quantity)?, RangePass::new(gpu));
    let mut job = FieldJob::new(gpu, &program, objective, grid)?;
    job.finish(gpu, &program, &pass)?;
    let (field, range) = job.take().ok_or(GpuError::Lost("the loss was evaluated"))?;
    Ok((field, range))
}
