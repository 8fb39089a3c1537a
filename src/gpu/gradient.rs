//! Loss and gradient at the points of a small grid, by a compute shader made from the symbolic gradient.
//!
//! The arrows of a quiver are drawn straight from the buffer; a file reads it back.

use std::sync::Arc;

use super::buffers::{bind_group, storage_of_size, uniform};
use super::field::{FIRST_TILE_TERMS, FieldParams, WORKGROUP, compile, inputs};
use super::range::read_buffer;
use super::shaders::gradient_source;
use super::{Gpu, GpuError};
use crate::objective::Objective;
use crate::scene::Grid;

/// Mirrors `Arrow` in `shaders/arrow.wgsl`; a test compares the offsets.
#[repr(C)]
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[allow(missing_docs, reason = "documented in the shader")]
pub struct ArrowPoint {
    pub sample: [f32; 3],
    pub unused: f32,
    pub gradient: [f32; 2],
    pub unused_pair: [f32; 2],
}

/// The compiled gradient of one loss.
pub(super) struct GradientProgram {
    source: String,
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl GradientProgram {
    pub(super) fn new(gpu: &Gpu, objective: &Objective) -> Result<Self, GpuError> {
        let source = gradient_source(&objective.gradient_wgsl());
        let (pipeline, layout) = compile(gpu, "gradient", &source)?;
        Ok(Self { source, pipeline, layout })
    }

    /// Whether this is the shader of `objective`: a slider that moved a constant leaves it as it is.
    pub(super) fn fits(&self, objective: &Objective) -> bool {
        self.source == gradient_source(&objective.gradient_wgsl())
    }
}

/// An evaluation under way: some rows of points at a time, so that dear losses leave room for frames in between.
pub(super) struct GradientJob {
    objective: Arc<Objective>,
    points: Grid,
    arrows: wgpu::Buffer,
    inputs: [wgpu::Buffer; 2],
    next_row: u32,
}

impl GradientJob {
    /// Makes the buffers; nothing is evaluated yet. A former job for the same objective lends its data.
    pub(super) fn new(
        gpu: &Gpu,
        objective: &Arc<Objective>,
        points: Grid,
        former: Option<&Self>,
    ) -> Self {
        let former = former.filter(|job| Arc::ptr_eq(&job.objective, objective));
        let bytes = u64::from(points.nx) * u64::from(points.ny) * size_of::<ArrowPoint>() as u64;
        Self {
            arrows: storage_of_size(&gpu.device, "arrows", bytes),
            inputs: former.map_or_else(|| inputs(gpu, objective), |job| job.inputs.clone()),
            objective: Arc::clone(objective),
            points,
            next_row: 0,
        }
    }

    /// What is evaluated.
    pub(super) fn is_for(&self, objective: &Arc<Objective>, points: Grid) -> bool {
        Arc::ptr_eq(&self.objective, objective) && self.points == points
    }

    /// Submits the next rows of points; true when there are no more.
    pub(super) fn advance(&mut self, gpu: &Gpu, program: &GradientProgram) -> bool {
        let Grid { nx, ny, .. } = self.points;
        let terms_per_row = u64::from(nx) * self.objective.rows() as u64;
        let rows = (FIRST_TILE_TERMS / terms_per_row).clamp(1, 65_535) as u32;
        let tile_rows = rows.min(ny - self.next_row);
        let whole = FieldParams::whole(&self.objective, self.points);
        let params = FieldParams { first_row: self.next_row, tile_rows, ..whole };
        let params = uniform(&gpu.device, "gradient tile", &params);
        let [constants, data] = &self.inputs;
        let buffers = [&params, constants, data, &self.arrows];
        let group = bind_group(&gpu.device, "gradient tile", &program.layout, &buffers);
        let descriptor = wgpu::CommandEncoderDescriptor { label: Some("gradient tile") };
        let mut encoder = gpu.device.create_command_encoder(&descriptor);
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("gradient tile"),
                timestamp_writes: None,
            });
            pass.set_pipeline(&program.pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(nx.div_ceil(WORKGROUP), tile_rows, 1);
        }
        gpu.queue.submit([encoder.finish()]);
        self.next_row += tile_rows;
        self.next_row == ny
    }

    /// Submits all that is left; with data, it waits in between, so that no driver loses patience.
    pub(super) fn finish(&mut self, gpu: &Gpu, program: &GradientProgram) -> Result<(), GpuError> {
        while !self.advance(gpu, program) {
            if self.objective.rows() > 1 {
                gpu.wait("the gradient was evaluated")?;
            }
        }
        Ok(())
    }

    /// The evaluated points, row-major.
    pub(super) fn arrows(&self) -> &wgpu::Buffer {
        &self.arrows
    }
}

/// Loss and derivatives by the two parameters at the points of a grid, row-major: for files and tests.
pub fn gradients(
    gpu: &Gpu,
    objective: &Arc<Objective>,
    points: Grid,
) -> Result<Vec<[f32; 3]>, GpuError> {
    let program = GradientProgram::new(gpu, objective)?;
    let mut job = GradientJob::new(gpu, objective, points, None);
    job.finish(gpu, &program)?;
    let bytes = read_buffer(gpu, job.arrows())?;
    let arrows: Vec<ArrowPoint> = bytemuck::pod_collect_to_vec(&bytes);
    let slopes = |arrow: &ArrowPoint| [arrow.sample[2], arrow.gradient[0], arrow.gradient[1]];
    Ok(arrows.iter().map(slopes).collect())
}
