//! An evaluation under way: of a coarse grid first where the loss is dear, then of finer ones, each by tiles of a shader or
//! parts from the CPU, and then its range.

use std::sync::Arc;

use super::background::Background;
use super::buffers::{bind_group, storage, uniform};
use super::field::{FIRST_TILE_TERMS, Field, FieldParams, inputs};
use super::field_program::{FieldProgram, FieldShader};
use super::network::{self, NetworkTables};
use super::range::{FieldRange, RangeJob, RangePass};
use super::tiles::Tiles;
use super::{Gpu, GpuError};
use crate::objective::{Objective, Quantity};
use crate::scene::Grid;

/// How many times coarser the grids before the full one are.
const COARSE: [u32; 2] = [8, 3];
/// Samples along a side of a coarse grid at least.
const LEAST_SIDE: u32 = 9;
/// Terms beyond which coarser grids come first: what about three tiles hold.
const DEAR_TERMS: u64 = 3 * FIRST_TILE_TERMS;

/// What the shader reads besides its parameters.
enum Inputs {
    /// They are there.
    Ready([wgpu::Buffer; 2]),
    /// The first layer of a network is still being evaluated.
    Coming(Background<NetworkTables>),
}

/// How a grid is being evaluated.
enum Evaluation {
    Tiles(Tiles),
    /// Parts of so many samples, and how many have come.
    Parts(Background<Vec<f32>>, usize),
}

/// One of the grids.
struct Stage {
    field: Field,
    evaluation: Evaluation,
    range: Option<RangeJob>,
}

/// An evaluation under way.
pub struct FieldJob {
    objective: Arc<Objective>,
    quantity: Quantity,
    grid: Grid,
    inputs: Inputs,
    /// The grids after this one, the full one first.
    finer: Vec<Grid>,
    stage: Option<Stage>,
}

impl FieldJob {
    /// Makes ready to evaluate a grid with a program that fits the objective.
    pub fn new(
        gpu: &Gpu,
        program: &FieldProgram,
        objective: &Arc<Objective>,
        grid: Grid,
    ) -> Result<Self, GpuError> {
        let mut job = Self {
            inputs: inputs_of(gpu, program, objective)?,
            objective: Arc::clone(objective),
            quantity: program.quantity,
            grid,
            finer: Vec::new(),
            stage: None,
        };
        job.stage = Some(job.stage_of(gpu, grid)?);
        Ok(job)
    }

    /// The same, with coarser grids first where the network is a dear one: [`take`](Self::take) yields each.
    pub fn coarse_to_fine(
        gpu: &Gpu,
        program: &FieldProgram,
        objective: &Arc<Objective>,
        grid: Grid,
    ) -> Result<Self, GpuError> {
        let mut job = Self::new(gpu, program, objective, grid)?;
        let samples = u64::from(grid.nx) * u64::from(grid.ny);
        let is_dear = samples * terms(objective, program.quantity) > DEAR_TERMS;
        if is_dear && objective.landscape().is_some() {
            let side = |n: u32, times: u32| (n / times).max(LEAST_SIDE).min(n);
            let coarse = COARSE.map(|times| Grid {
                nx: side(grid.nx, times),
                ny: side(grid.ny, times),
                ..grid
            });
            job.finer = vec![grid, coarse[1]];
            job.stage = Some(job.stage_of(gpu, coarse[0])?);
        }
        Ok(job)
    }

    fn stage_of(&self, gpu: &Gpu, grid: Grid) -> Result<Stage, GpuError> {
        let field = Field::new(gpu, grid)?;
        let terms = terms(&self.objective, self.quantity);
        let evaluation = if self.objective.landscape().is_some() && self.quantity != Quantity::Loss
        {
            let samples = (FIRST_TILE_TERMS / terms).max(1) as usize;
            Evaluation::Parts(parts(&self.objective, self.quantity, grid, samples), 0)
        } else {
            let rows = FIRST_TILE_TERMS / (u64::from(grid.nx) * terms).max(1);
            Evaluation::Tiles(Tiles::new(grid.ny, rows.min(u64::from(grid.ny)) as u32))
        };
        Ok(Stage { field, evaluation, range: None })
    }

    /// What is evaluated.
    pub fn is_for(&self, objective: &Arc<Objective>, grid: Grid) -> bool {
        Arc::ptr_eq(&self.objective, objective) && self.grid == grid
    }

    /// The objective that is evaluated.
    pub fn objective(&self) -> &Arc<Objective> {
        &self.objective
    }

    /// The grid that is evaluated, in the end.
    pub fn grid(&self) -> Grid {
        self.grid
    }

    /// Whether every grid was taken.
    pub fn is_over(&self) -> bool {
        self.stage.is_none() && self.finer.is_empty()
    }

    /// Goes on without waiting: submits the next tile when the last is done. True when a field and its range are there.
    pub fn advance(
        &mut self,
        gpu: &Gpu,
        program: &FieldProgram,
        pass: &RangePass,
    ) -> Result<bool, GpuError> {
        // A failing poll means a lost device, which the window's own frame reports.
        let _ = gpu.device.poll(wgpu::PollType::Poll);
        if let Inputs::Coming(tables) = &self.inputs {
            let Some(tables) = tables.poll()? else { return Ok(false) };
            self.inputs = Inputs::Ready(upload(gpu, &tables));
        }
        if let (None, Some(grid)) = (&self.stage, self.finer.last()) {
            self.stage = Some(self.stage_of(gpu, *grid)?);
            self.finer.pop();
        }
        let (Some(stage), Inputs::Ready(inputs)) = (&mut self.stage, &self.inputs) else {
            return Ok(false);
        };
        if stage.range.is_none() {
            match &mut stage.evaluation {
                Evaluation::Tiles(tiles) => {
                    if !tiles.is_free() {
                        return Ok(false);
                    }
                    if !tiles.are_submitted() {
                        let tile =
                            TileOf { objective: &self.objective, field: &stage.field, inputs };
                        tile.submit(gpu, program, tiles);
                        tiles.watch(gpu);
                        return Ok(false);
                    }
                }
                Evaluation::Parts(parts, done) => {
                    while *done < stage.field.samples() {
                        let Some(part) = parts.poll()? else { return Ok(false) };
                        stage.field.write(gpu, *done, &part);
                        *done += part.len();
                    }
                }
            }
        }
        let slices = &stage.field.slices;
        Ok(stage.range.get_or_insert_with(|| pass.start(gpu, slices)).is_done())
    }

    /// Evaluates the full grid and waits for it.
    pub fn finish(
        &mut self,
        gpu: &Gpu,
        program: &FieldProgram,
        pass: &RangePass,
    ) -> Result<(), GpuError> {
        if let Inputs::Coming(tables) = &self.inputs {
            self.inputs = Inputs::Ready(upload(gpu, &tables.wait()?));
        }
        self.finer.clear();
        if self.stage.as_ref().is_none_or(|stage| stage.field.grid != self.grid) {
            self.stage = Some(self.stage_of(gpu, self.grid)?);
        }
        let (Some(stage), Inputs::Ready(inputs)) = (&mut self.stage, &self.inputs) else {
            return Ok(());
        };
        match &mut stage.evaluation {
            Evaluation::Tiles(tiles) => {
                // Nobody waits for a frame meanwhile, so tiles may be larger; still far from any watchdog.
                tiles.tile_rows = tiles.tile_rows.saturating_mul(8);
                let tile = TileOf { objective: &self.objective, field: &stage.field, inputs };
                while !tiles.are_submitted() {
                    tile.submit(gpu, program, tiles);
                    if self.objective.rows() > 1 {
                        gpu.wait("the loss was evaluated")?;
                    }
                }
            }
            Evaluation::Parts(parts, done) => {
                while *done < stage.field.samples() {
                    let part = parts.wait()?;
                    stage.field.write(gpu, *done, &part);
                    *done += part.len();
                }
            }
        }
        let slices = &stage.field.slices;
        stage.range.get_or_insert_with(|| pass.start(gpu, slices));
        gpu.wait("the loss was evaluated")
    }

    /// The field that is ready and its range; call when `advance` said so.
    pub fn take(&mut self) -> Option<(Field, FieldRange)> {
        let is_done = self.stage.as_mut()?.range.as_mut()?.is_done();
        let stage = if is_done { self.stage.take()? } else { return None };
        Some((stage.field, stage.range?.take()?))
    }
}

/// The samples of a tile.
struct TileOf<'a> {
    objective: &'a Objective,
    field: &'a Field,
    inputs: &'a [wgpu::Buffer; 2],
}

impl TileOf<'_> {
    /// Evaluates the next tile, of as many rows as `tiles` says.
    fn submit(&self, gpu: &Gpu, program: &FieldProgram, tiles: &mut Tiles) {
        let Some(shader) = &program.shader else { return };
        let Field { grid, slices, rows_per_slice } = self.field;
        let slice = tiles.next_row / rows_per_slice;
        let slice_end = ((slice + 1) * rows_per_slice).min(grid.ny);
        let tile_rows = shader.tile_rows(tiles.tile_rows, slice_end - tiles.next_row, grid.nx);
        let params = FieldParams {
            first_row: tiles.next_row,
            tile_rows,
            slice_row: slice * rows_per_slice,
            ..FieldParams::whole(self.objective, *grid)
        };
        dispatch(gpu, shader, &params, (self.inputs, &slices[slice as usize]));
        tiles.next_row += tile_rows;
    }
}

fn dispatch(
    gpu: &Gpu,
    shader: &FieldShader,
    params: &FieldParams,
    (inputs, heights): (&[wgpu::Buffer; 2], &wgpu::Buffer),
) {
    let uniform = uniform(&gpu.device, "field tile", params);
    let [first, second] = inputs;
    let buffers = [&uniform, first, second, heights];
    let group = bind_group(&gpu.device, "field tile", &shader.layout, &buffers);
    let mut encoder = gpu
        .device
        .create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("field tile") });
    {
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
            label: Some("field tile"),
            timestamp_writes: None,
        });
        pass.set_pipeline(&shader.pipeline);
        pass.set_bind_group(0, &group, &[]);
        let [columns, rows] = shader.workgroups(params.tile_rows, params.size[0]);
        pass.dispatch_workgroups(columns, rows, 1);
    }
    gpu.queue.submit([encoder.finish()]);
}

/// What one sample costs, in terms of a formula.
fn terms(objective: &Objective, quantity: Quantity) -> u64 {
    let terms = match objective.landscape() {
        Some(landscape) if quantity == Quantity::Loss => landscape.cost_of_many(),
        _ => objective.cost(),
    };
    terms.max(1) as u64
}

/// What the shader of an objective reads.
fn inputs_of(
    gpu: &Gpu,
    program: &FieldProgram,
    objective: &Arc<Objective>,
) -> Result<Inputs, GpuError> {
    let Some(landscape) = objective.landscape().filter(|_| program.shader.is_some()) else {
        return Ok(Inputs::Ready(inputs(gpu, objective)));
    };
    network::check(&landscape.network, gpu.max_binding_bytes())?;
    let landscape = Arc::clone(landscape);
    let tables = std::iter::once_with(move || NetworkTables::new(&landscape));
    Ok(Inputs::Coming(Background::start(tables)))
}

fn upload(gpu: &Gpu, tables: &NetworkTables) -> [wgpu::Buffer; 2] {
    [
        storage(&gpu.device, "network blocks", &tables.blocks),
        storage(&gpu.device, "network weights", &tables.weights),
    ]
}

/// A quantity at the samples of a grid, in parts of so many.
fn parts(
    objective: &Arc<Objective>,
    quantity: Quantity,
    grid: Grid,
    samples: usize,
) -> Background<Vec<f32>> {
    let objective = Arc::clone(objective);
    let Grid { domain, nx, ny } = grid;
    let size = (nx as usize, ny as usize);
    let count = size.0 * size.1;
    Background::start((0..count).step_by(samples).map(move |from| {
        let range = from..count.min(from + samples);
        let values = objective.quantities_of_points(quantity, &domain, size, range);
        values.into_iter().map(|value| value as f32).collect()
    }))
}
