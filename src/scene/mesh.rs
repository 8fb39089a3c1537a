//! The surface as a mesh for other programs: what is drawn, as triangles with normals and colours.
//!
//! World space, `z` up, the box 2 by 2 by 1. The picture itself has no such mesh (see `shaders/surface.wgsl`).

use glam::Vec3;

use super::{Color, Grid, Scene, Tint, World};

/// Triangles with a normal and a colour at each vertex, and lines on them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurfaceMesh {
    /// Places of the vertices.
    pub positions: Vec<Vec3>,
    /// Unit normals, upwards.
    pub normals: Vec<Vec3>,
    /// Colours without any light.
    pub colors: Vec<Color>,
    /// Indices of three vertices each, counter-clockwise from above.
    pub triangles: Vec<[u32; 3]>,
    /// Lines, such as the paths of runs.
    pub lines: Vec<MeshLine>,
}

/// A line through the space of a mesh.
#[derive(Clone, Debug, PartialEq)]
pub struct MeshLine {
    /// Whose it is.
    pub name: String,
    /// Its colour.
    pub color: Color,
    /// Its points, at least two.
    pub points: Vec<Vec3>,
}

/// Colours of a map that are told apart.
const COLORS: usize = 256;

impl SurfaceMesh {
    /// The surface of `losses` on the grid (row-major, as everywhere), in the world and the colours of the scene. Cells
    /// with a hole at a corner are left out, and so are vertices that no cell needs. `tinted` are the values of the tint.
    pub fn of(scene: &Scene, grid: Grid, losses: &[f64], tinted: Option<&[f64]>) -> Self {
        let (nx, ny) = (grid.nx as usize, grid.ny as usize);
        let map = scene.style.colormap.colors(COLORS);
        let color_at = |share: f64| map[(share * (COLORS - 1) as f64).round() as usize];
        let color = |index: usize| match (&scene.tint, tinted) {
            (Some(tint), Some(values)) => {
                tint.share(values[index]).map_or(Tint::NO_VALUE, color_at)
            }
            _ => color_at(scene.world.height.height(losses[index])),
        };
        let heights = Heights { world: &scene.world, grid, losses };
        let mut mesh = Self::default();
        let mut number: Vec<Option<u32>> = vec![None; losses.len()];
        for (j, i) in (1..ny).flat_map(|j| (1..nx).map(move |i| (j, i))) {
            let at = j * nx + i;
            let corners = [at - nx - 1, at - nx, at - 1, at];
            if corners.iter().any(|index| !losses[*index].is_finite()) {
                continue;
            }
            let [a, b, c, d] = corners.map(|index| {
                *number[index].get_or_insert_with(|| {
                    mesh.positions.push(heights.position(index));
                    mesh.normals.push(heights.normal(index));
                    mesh.colors.push(color(index));
                    (mesh.positions.len() - 1) as u32
                })
            });
            mesh.triangles.extend([[a, b, c], [c, b, d]]);
        }
        mesh
    }
}

/// Losses on a grid, placed in the world.
struct Heights<'a> {
    world: &'a World,
    grid: Grid,
    losses: &'a [f64],
}

impl Heights<'_> {
    fn position(&self, index: usize) -> Vec3 {
        let (nx, ny) = (self.grid.nx as usize, self.grid.ny as usize);
        let [x, y] = self.grid.domain.grid_point(index, nx, ny);
        self.world.position(x, y, self.losses[index])
    }

    /// By differences to the finite neighbours, as `shaders/relief.wgsl` has it.
    fn normal(&self, index: usize) -> Vec3 {
        let (nx, ny) = (self.grid.nx as usize, self.grid.ny as usize);
        let own = self.position(index);
        let z = |index: usize| {
            let z = self.position(index).z;
            if z.is_finite() { z } else { own.z }
        };
        let slope = |at: usize, count: usize, stride: usize| {
            let (low, high) = (at.saturating_sub(1), (at + 1).min(count - 1));
            let across = 2.0 * (high - low) as f32 / (count - 1) as f32;
            (z(index + (high - at) * stride) - z(index - (at - low) * stride)) / across
        };
        Vec3::new(-slope(index % nx, nx, 1), -slope(index / nx, ny, nx), 1.0).normalize()
    }
}
