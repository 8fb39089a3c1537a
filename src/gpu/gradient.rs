//! Loss and gradient at the points of a small grid, by a compute shader made from the symbolic gradient; of a network by
//! the CPU, on a thread of its own.
//!
//! The arrows of a quiver are drawn straight from the buffer; a file reads it back.

use std::sync::Arc;

use super::background::Background;
use super::buffers::{bind_group, storage_of_size, uniform};
use super::field::{FIRST_TILE_TERMS, FieldParams, WORKGROUP, inputs};
use super::field_program::compile;
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

/// What evaluates the gradient of one loss.
pub(super) struct GradientProgram {
    /// None for a network, which the CPU differentiates.
    shader: Option<GradientShader>,
}

/// The compiled gradient of a formula.
struct GradientShader {
    source: String,
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl GradientProgram {
    pub(super) fn new(gpu: &Gpu, objective: &Objective) -> Result<Self, GpuError> {
        let compiled = |source: String| {
            let (pipeline, layout) = compile(gpu, "gradient", &source)?;
            Ok::<_, GpuError>(GradientShader { source, pipeline, layout })
        };
        Ok(Self { shader: source(objective).map(compiled).transpose()? })
    }

    /// Whether this evaluates `objective`, too: a slider that moved a constant leaves it as it is.
    pub(super) fn fits(&self, objective: &Objective) -> bool {
        self.shader.as_ref().map(|shader| &shader.source) == source(objective).as_ref()
    }
}

/// The text of the shader; none where the CPU evaluates.
fn source(objective: &Objective) -> Option<String> {
    objective.landscape().is_none().then(|| gradient_source(&objective.gradient_wgsl()))
}

/// An evaluation under way: some points at a time, so that dear losses leave room for frames in between.
pub(super) struct GradientJob {
    objective: Arc<Objective>,
    points: Grid,
    arrows: wgpu::Buffer,
    work: Work,
}

/// How the points are evaluated.
enum Work {
    /// Rows of points at a time, by a shader that reads these; the next row.
    Shader([wgpu::Buffer; 2], u32),
    /// Parts from the CPU; points that have come.
    Parts(Background<Vec<ArrowPoint>>, usize),
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
        let work = match former.map(|job| &job.work) {
            _ if objective.landscape().is_some() => Work::Parts(parts(objective, points), 0),
            Some(Work::Shader(inputs, _)) => Work::Shader(inputs.clone(), 0),
            _ => Work::Shader(inputs(gpu, objective), 0),
        };
        Self {
            arrows: storage_of_size(&gpu.device, "arrows", bytes),
            objective: Arc::clone(objective),
            points,
            work,
        }
    }

    /// What is evaluated.
    pub(super) fn is_for(&self, objective: &Arc<Objective>, points: Grid) -> bool {
        Arc::ptr_eq(&self.objective, objective) && self.points == points
    }

    /// Submits the next rows of points, or uploads those that have come; true when there are no more.
    pub(super) fn advance(
        &mut self,
        gpu: &Gpu,
        program: &GradientProgram,
    ) -> Result<bool, GpuError> {
        let count = self.points.nx as usize * self.points.ny as usize;
        match &mut self.work {
            Work::Shader(inputs, next_row) => {
                let Some(shader) = &program.shader else { return Ok(true) };
                let rows = Rows { objective: &self.objective, points: self.points, inputs };
                *next_row += rows.submit(gpu, shader, *next_row, &self.arrows);
                Ok(*next_row == self.points.ny)
            }
            Work::Parts(parts, done) => {
                while *done < count {
                    let Some(part) = parts.poll()? else { return Ok(false) };
                    upload(gpu, &self.arrows, &part, done);
                }
                Ok(true)
            }
        }
    }

    /// Evaluates all that is left; with data, it waits in between, so that no driver loses patience.
    pub(super) fn finish(&mut self, gpu: &Gpu, program: &GradientProgram) -> Result<(), GpuError> {
        let count = self.points.nx as usize * self.points.ny as usize;
        if let Work::Parts(parts, done) = &mut self.work {
            while *done < count {
                upload(gpu, &self.arrows, &parts.wait()?, done);
            }
        }
        while !self.advance(gpu, program)? {
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

/// What a tile of rows of points needs.
struct Rows<'a> {
    objective: &'a Objective,
    points: Grid,
    inputs: &'a [wgpu::Buffer; 2],
}

impl Rows<'_> {
    /// Evaluates some rows from `first_row` on; how many.
    fn submit(
        &self,
        gpu: &Gpu,
        shader: &GradientShader,
        first_row: u32,
        arrows: &wgpu::Buffer,
    ) -> u32 {
        let Grid { nx, ny, .. } = self.points;
        let terms_per_row = u64::from(nx) * self.objective.rows() as u64;
        let rows = (FIRST_TILE_TERMS / terms_per_row).clamp(1, 65_535) as u32;
        let tile_rows = rows.min(ny - first_row);
        let whole = FieldParams::whole(self.objective, self.points);
        let params =
            uniform(&gpu.device, "gradient tile", &FieldParams { first_row, tile_rows, ..whole });
        let [constants, data] = self.inputs;
        let buffers = [&params, constants, data, arrows];
        let group = bind_group(&gpu.device, "gradient tile", &shader.layout, &buffers);
        let descriptor = wgpu::CommandEncoderDescriptor { label: Some("gradient tile") };
        let mut encoder = gpu.device.create_command_encoder(&descriptor);
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("gradient tile"),
                timestamp_writes: None,
            });
            pass.set_pipeline(&shader.pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(nx.div_ceil(WORKGROUP), tile_rows, 1);
        }
        gpu.queue.submit([encoder.finish()]);
        tile_rows
    }
}

/// Loss and gradient at the points, part after part.
fn parts(objective: &Arc<Objective>, points: Grid) -> Background<Vec<ArrowPoint>> {
    let objective = Arc::clone(objective);
    let Grid { domain, nx, ny } = points;
    let (nx, ny) = (nx as usize, ny as usize);
    let at_once = (FIRST_TILE_TERMS as usize / objective.cost()).max(1);
    Background::start((0..nx * ny).step_by(at_once).map(move |from| {
        let range = from..(nx * ny).min(from + at_once);
        let slopes = objective.gradients_of_points(&domain, (nx, ny), range.clone());
        let arrow = |(index, [loss, by_x, by_y]): (usize, [f64; 3])| {
            let [x, y] = domain.grid_point(index, nx, ny);
            ArrowPoint {
                sample: [x, y, loss].map(|number| number as f32),
                unused: 0.0,
                gradient: [by_x as f32, by_y as f32],
                unused_pair: [0.0; 2],
            }
        };
        range.zip(slopes).map(arrow).collect()
    }))
}

/// Puts a part behind those that are `done`.
fn upload(gpu: &Gpu, arrows: &wgpu::Buffer, part: &[ArrowPoint], done: &mut usize) {
    let at = *done * size_of::<ArrowPoint>();
    gpu.queue.write_buffer(arrows, at as u64, bytemuck::cast_slice(part));
    *done += part.len();
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
