//! The surface of a session as a mesh file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use glam::Vec3;

use super::RecordError;
use crate::gpu::{Gpu, evaluate_quantity};
use crate::io::{MeshFormat, check_mesh_size, write_mesh_file};
use crate::objective::{Objective, Quantity};
use crate::scene::{Grid, MeshLine, Scene, SurfaceMesh};
use crate::session::{Command, FieldRange, Session, Track};

/// A line ends where it has left the box by so much, world units: a viewer fits its view to all that there is.
const FAR: f32 = 2.0;

/// Writes the surface of the session with its colours, and the paths of its runs where the format has lines.
///
/// With an adapter the losses are the picture's own, in single precision; without one they are computed on the CPU in
/// double precision.
///
/// # Errors
/// The ending says no format, the grid is too large, the adapter failed, or the file cannot be written.
pub fn write_mesh(
    gpu: Option<&Gpu>,
    session: &mut Session,
    path: &Path,
) -> Result<PathBuf, RecordError> {
    MeshFormat::of(path)?;
    session.finish_on_plane()?;
    let Scene { objective, grid, tint, .. } = session.scene();
    check_mesh_size(grid.nx, grid.ny)?;
    let values = |objective: &Arc<Objective>, quantity| match gpu {
        Some(gpu) => {
            let (field, _) = evaluate_quantity(gpu, objective, quantity, grid)?;
            Ok::<_, RecordError>(field.read(gpu)?.into_iter().map(f64::from).collect())
        }
        None => {
            let Grid { domain, nx, ny } = grid;
            Ok(objective.quantities_on_grid(quantity, &domain, nx as usize, ny as usize))
        }
    };
    let losses: Vec<f64> = values(&objective, Quantity::Loss)?;
    let tinted = tint.map(|tint| values(&tint.objective, tint.quantity)).transpose()?;
    session.apply(Command::FieldRange { of: 0, range: range_of(&losses) })?;
    let mut mesh = SurfaceMesh::of(&session.scene(), grid, &losses, tinted.as_deref());
    mesh.lines = lines(session);
    Ok(write_mesh_file(path, &mesh)?)
}

fn range_of(losses: &[f64]) -> FieldRange {
    let finite = || losses.iter().copied().filter(|loss| loss.is_finite());
    FieldRange {
        min: finite().reduce(f64::min).unwrap_or(f64::NAN),
        max: finite().reduce(f64::max).unwrap_or(f64::NAN),
        finite_share: finite().count() as f64 / losses.len().max(1) as f64,
    }
}

/// The whole paths of the runs, each under the name of its run.
fn lines(session: &Session) -> Vec<MeshLine> {
    let (labels, styles, world) = (session.run_labels(), session.path_styles(), session.world());
    let line = |track: &Track| {
        let points: Vec<Vec3> = track
            .path
            .points()
            .iter()
            .map(|p| world.position(p.parameters[0], p.parameters[1], p.loss))
            .take_while(|at| at.is_finite() && at.truncate().abs().max_element() < FAR)
            .collect();
        let run = track.plan.run;
        (points.len() > 1).then(|| MeshLine {
            name: labels[run].clone(),
            color: styles[run].color,
            points,
        })
    };
    session.tracks().iter().filter_map(line).collect()
}
