//! `fallline grid`: the evaluated surface as a file.

use std::sync::Arc;

use super::args::{Device, GridArgs};
use super::failure::Failure;
use super::request::Request;
use crate::gpu::{Gpu, Prefer, evaluate};
use crate::io::{GridFormat, GridSamples, Losses, write_grid};
use crate::objective::{Interval, Objective};
use crate::scene::Grid;
use crate::spec::Resolved;

pub(super) fn grid(args: &GridArgs) -> Result<(), Failure> {
    GridFormat::of(&args.output).map_err(Failure::wrong)?;
    let Resolved { objective, grid, .. } = Request::read(&args.scene)?.resolve_on_plane()?;
    match args.device {
        Device::Gpu => gpu(args, &objective, grid),
        Device::Cpu => cpu(args, &objective, grid),
    }
}

fn gpu(args: &GridArgs, objective: &Arc<Objective>, grid: Grid) -> Result<(), Failure> {
    let gpu = Gpu::headless(Prefer::Fast)?;
    let (field, _) = evaluate(&gpu, objective, grid)?;
    write(args, objective, grid, Losses::F32(&field.read(&gpu)?))
}

fn cpu(args: &GridArgs, objective: &Objective, grid: Grid) -> Result<(), Failure> {
    let losses = objective.losses_on_grid(&grid.domain, grid.nx as usize, grid.ny as usize);
    write(args, objective, grid, Losses::F64(&losses))
}

fn write(
    args: &GridArgs,
    objective: &Objective,
    grid: Grid,
    losses: Losses<'_>,
) -> Result<(), Failure> {
    let along = |interval: Interval, count: u32| -> Vec<f64> {
        (0..count as usize).map(|index| interval.sample(index, count as usize)).collect()
    };
    let [first, second] = [0, 1].map(|k| objective.parameters[k].as_str());
    let (x, y) = (along(grid.domain.x, grid.nx), along(grid.domain.y, grid.ny));
    let samples = GridSamples { axes: [first, second], x: &x, y: &y, losses };
    write_grid(&args.output, &samples).map_err(anyhow::Error::from)?;
    Ok(())
}
