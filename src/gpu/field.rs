//! The field: a compute shader evaluates the loss over the grid, tile by tile, into one or more slices.
//!
//! A *slice* is a buffer that one binding can hold; only grids beyond a binding's limit need more than one. A *tile* is
//! a band of rows that one submission evaluates; dear losses get thin tiles, so that the window keeps answering and no
//! driver watchdog fires.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::buffers::{Holds, bind_group, layout, storage, storage_of_size, uniform};
use super::range::{FieldRange, RangeJob, RangePass};
use super::shaders::{points_of, quantity_source};
use super::{Gpu, GpuError};
use crate::objective::{Objective, Quantity};
use crate::scene::Grid;

/// Mirrors `Params` in `shaders/field.wgsl`; a test compares the offsets.
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
            data_rows: if objective.data().is_some() { objective.rows() as u32 } else { 0 },
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
/// What a tile should take.
const TILE_TIME: Duration = Duration::from_millis(12);

/// Bytes of storage that one binding may hold.
pub(super) fn binding_bytes(limits: &wgpu::Limits) -> u64 {
    limits.max_storage_buffer_binding_size.min(limits.max_buffer_size)
}

/// Samples of the largest grid.
pub(super) fn max_samples(limits: &wgpu::Limits) -> u64 {
    binding_bytes(limits) / 4 * MAX_SLICES
}

/// Compiles a shader with the text of a loss in it: its entry point `evaluate` reads parameters, constants and data, and
/// writes one buffer.
pub(super) fn compile(
    gpu: &Gpu,
    label: &'static str,
    source: &str,
) -> Result<(wgpu::ComputePipeline, wgpu::BindGroupLayout), GpuError> {
    let scope = gpu.device.push_error_scope(wgpu::ErrorFilter::Validation);
    let module = gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(label),
        source: wgpu::ShaderSource::Wgsl(source.into()),
    });
    let holds = [Holds::Uniform, Holds::ReadStorage, Holds::ReadStorage, Holds::WriteStorage];
    let layout = layout(&gpu.device, label, wgpu::ShaderStages::COMPUTE, &holds);
    let pipeline = super::pipeline::compute(gpu, label, &[&layout], &module, "evaluate");
    match pollster::block_on(scope.pop()) {
        Some(error) => Err(GpuError::Shader(error.to_string())),
        None => Ok((pipeline, layout)),
    }
}

/// The compiled shader of one loss, or of another quantity of it.
pub struct FieldProgram {
    quantity: Quantity,
    source: String,
    points: u32,
    pipeline: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
}

impl FieldProgram {
    /// Compiles the shader of the objective's loss.
    pub fn new(gpu: &Gpu, objective: &Objective) -> Result<Self, GpuError> {
        Self::of(gpu, objective, Quantity::Loss)
    }

    /// Compiles the shader of a quantity of the objective.
    pub fn of(gpu: &Gpu, objective: &Objective, quantity: Quantity) -> Result<Self, GpuError> {
        let terms = objective.wgsl_of(quantity);
        let (source, points) = (quantity_source(&terms, quantity), points_of(&terms));
        let (pipeline, layout) = compile(gpu, "field", &source)?;
        Ok(Self { quantity, source, points, pipeline, layout })
    }

    /// Whether this is the shader of `objective`: a slider that moved a constant leaves it as it is.
    pub fn fits(&self, objective: &Objective) -> bool {
        self.source == quantity_source(&objective.wgsl_of(self.quantity), self.quantity)
    }
}

/// One loss per sample of a grid, or another quantity of it, on the GPU.
pub struct Field {
    /// The samples.
    pub grid: Grid,
    slices: Vec<wgpu::Buffer>,
    rows_per_slice: u32,
}

impl Field {
    fn new(gpu: &Gpu, grid: Grid) -> Result<Self, GpuError> {
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

    /// The first slice: all of a drawable field.
    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.slices[0]
    }

    /// Copies the whole field to the CPU: shape `(ny, nx)`, row-major, holes as NaN.
    pub fn read(&self, gpu: &Gpu) -> Result<Vec<f32>, GpuError> {
        let mut losses = Vec::with_capacity(self.grid.nx as usize * self.grid.ny as usize);
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

/// A submitted tile.
struct Tile {
    since: Instant,
    /// How often someone has looked whether it is done: in a window, once a frame.
    looks: u32,
    done: Arc<AtomicBool>,
}

impl Tile {
    /// Rows of the next tile: more when this one was done at the first look, fewer when it outlasted several. The clock
    /// alone would not tell, since between two looks the adapter may draw a whole frame.
    fn next_rows(&self, rows: u32) -> u32 {
        let is_quick = self.looks == 1 || self.since.elapsed() < TILE_TIME;
        match self.looks {
            _ if is_quick => rows.saturating_mul(2),
            0..=2 => rows,
            _ => rows / 2,
        }
    }
}

/// An evaluation under way: tiles first, then the range.
pub struct FieldJob {
    field: Field,
    objective: Arc<Objective>,
    next_row: u32,
    tile_rows: u32,
    tile: Option<Tile>,
    range: Option<RangeJob>,
    inputs: [wgpu::Buffer; 2],
}

impl FieldJob {
    /// Makes the buffers; nothing is evaluated yet.
    pub fn new(gpu: &Gpu, objective: Arc<Objective>, grid: Grid) -> Result<Self, GpuError> {
        let field = Field::new(gpu, grid)?;
        let terms_per_row = u64::from(grid.nx) * objective.rows() as u64;
        let mut next_row = 0;
        if objective.landscape().is_some() {
            let losses = objective.losses_on_grid(&grid.domain, grid.nx as usize, grid.ny as usize);
            let losses: Vec<f32> = losses.into_iter().map(|loss| loss as f32).collect();
            gpu.queue.write_buffer(field.buffer(), 0, bytemuck::cast_slice(&losses));
            next_row = grid.ny;
        }
        Ok(Self {
            next_row,
            field,
            inputs: inputs(gpu, &objective),
            objective,
            tile_rows: (FIRST_TILE_TERMS / terms_per_row).clamp(1, u64::from(grid.ny)) as u32,
            tile: None,
            range: None,
        })
    }

    /// What is evaluated.
    pub fn is_for(&self, objective: &Arc<Objective>, grid: Grid) -> bool {
        Arc::ptr_eq(&self.objective, objective) && self.field.grid == grid
    }

    /// The loss that is evaluated.
    pub(super) fn objective(&self) -> &Objective {
        &self.objective
    }

    /// Goes on without waiting: submits the next tile when the last is done. True when the range is known too.
    pub fn advance(
        &mut self,
        gpu: &Gpu,
        program: &FieldProgram,
        pass: &RangePass,
    ) -> Result<bool, GpuError> {
        // A failing poll means a lost device, which the window's own frame reports.
        let _ = gpu.device.poll(wgpu::PollType::Poll);
        if let Some(tile) = &mut self.tile {
            tile.looks += 1;
            if !tile.done.load(Ordering::Acquire) {
                return Ok(false);
            }
            self.tile_rows = tile.next_rows(self.tile_rows).clamp(1, self.field.grid.ny);
            self.tile = None;
        }
        if self.next_row < self.field.grid.ny {
            self.submit_tile(gpu, program);
            let done = Arc::new(AtomicBool::new(false));
            let flag = Arc::clone(&done);
            gpu.queue.on_submitted_work_done(move || flag.store(true, Ordering::Release));
            self.tile = Some(Tile { since: Instant::now(), looks: 0, done });
            return Ok(false);
        }
        let slices = &self.field.slices;
        Ok(self.range.get_or_insert_with(|| pass.start(gpu, slices)).is_done())
    }

    /// Evaluates all that is left and waits for it.
    pub fn finish(
        &mut self,
        gpu: &Gpu,
        program: &FieldProgram,
        pass: &RangePass,
    ) -> Result<(), GpuError> {
        // Nobody waits for a frame meanwhile, so tiles may be larger; still far from any watchdog.
        self.tile_rows = self.tile_rows.saturating_mul(8);
        while self.next_row < self.field.grid.ny {
            self.submit_tile(gpu, program);
            if self.objective.rows() > 1 {
                gpu.wait("the loss was evaluated")?;
            }
        }
        let slices = &self.field.slices;
        self.range.get_or_insert_with(|| pass.start(gpu, slices));
        gpu.wait("the loss was evaluated")
    }

    /// The field and its range; call when `advance` said that it is done.
    pub fn take(self) -> Option<(Field, Arc<Objective>, FieldRange)> {
        let range = self.range?.take()?;
        Some((self.field, self.objective, range))
    }

    fn submit_tile(&mut self, gpu: &Gpu, program: &FieldProgram) {
        let grid = self.field.grid;
        let slice = self.next_row / self.field.rows_per_slice;
        let slice_end = ((slice + 1) * self.field.rows_per_slice).min(grid.ny);
        let whole = self.tile_rows.next_multiple_of(program.points);
        let tile_rows = whole.min(slice_end - self.next_row).min(65_535);
        let params = FieldParams {
            first_row: self.next_row,
            tile_rows,
            slice_row: slice * self.field.rows_per_slice,
            ..FieldParams::whole(&self.objective, grid)
        };
        let params = uniform(&gpu.device, "field tile", &params);
        let heights = &self.field.slices[slice as usize];
        let [constants, data] = &self.inputs;
        let buffers = [&params, constants, data, heights];
        let group = bind_group(&gpu.device, "field tile", &program.layout, &buffers);
        let mut encoder = gpu
            .device
            .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("field tile") });
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("field tile"),
                timestamp_writes: None,
            });
            pass.set_pipeline(&program.pipeline);
            pass.set_bind_group(0, &group, &[]);
            pass.dispatch_workgroups(
                grid.nx.div_ceil(WORKGROUP),
                tile_rows.div_ceil(program.points),
                1,
            );
        }
        gpu.queue.submit([encoder.finish()]);
        self.next_row += tile_rows;
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
    let mut job = FieldJob::new(gpu, Arc::clone(objective), grid)?;
    job.finish(gpu, &program, &pass)?;
    let (field, _, range) = job.take().ok_or(GpuError::Lost("the loss was evaluated"))?;
    Ok((field, range))
}
