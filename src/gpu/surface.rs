//! Draws the surface and its side walls: see `shaders/surface.wgsl`.

use wgpu::PrimitiveTopology::TriangleList;

use super::Gpu;
use super::frame::FrameBinding;
use super::pipeline::{Meets, PassPipelines};
use super::shaders::Pass;
use super::terrain::Terrain;

/// Cells along one side of a tile of the mesh; `TILE - 1` in the shader.
const TILE_CELLS: u32 = 64;

/// The pipelines and the index buffer that all tiles share.
pub(super) struct SurfacePass {
    solid: wgpu::RenderPipeline,
    depth_only: wgpu::RenderPipeline,
    translucent: wgpu::RenderPipeline,
    wall: wgpu::RenderPipeline,
    hidden_wire: wgpu::RenderPipeline,
    ghost: [wgpu::RenderPipeline; 2],
    tile_indices: wgpu::Buffer,
    index_count: u32,
}

impl SurfacePass {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding, terrain: &Terrain) -> Self {
        let module = Pass::Surface.module(&gpu.device);
        let pass = PassPipelines {
            gpu,
            label: "surface",
            layouts: &[&frame.layout, &terrain.layout],
            module: &module,
        };
        let indices = tile_indices();
        let buffer = wgpu::util::DeviceExt::create_buffer_init(
            &gpu.device,
            &wgpu::util::BufferInitDescriptor {
                label: Some("tile indices"),
                contents: bytemuck::cast_slice(&indices),
                usage: wgpu::BufferUsages::INDEX,
            },
        );
        Self {
            solid: pass.render("vs_surface", "fs_surface", TriangleList, Meets::SOLID),
            depth_only: pass.render("vs_surface", "fs_surface", TriangleList, Meets::DEPTH_ONLY),
            translucent: pass.render("vs_surface", "fs_surface", TriangleList, Meets::TRANSLUCENT),
            wall: pass.render("vs_wall", "fs_wall", TriangleList, Meets::SOLID),
            hidden_wire: pass.render("vs_surface", "fs_wire_hidden", TriangleList, Meets::BEHIND),
            ghost: [
                pass.render("vs_surface", "fs_ghost_hidden", TriangleList, Meets::BEHIND),
                pass.render("vs_surface", "fs_ghost", TriangleList, Meets::IN_FRONT),
            ],
            tile_indices: buffer,
            index_count: indices.len() as u32,
        }
    }

    /// Draws into a pass whose groups 0 and 1 are bound; walls only under an opaque surface that stands on the floor.
    pub(super) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        mesh_size: [u32; 2],
        opaque: bool,
        walls: bool,
    ) {
        let [nx, ny] = mesh_size;
        if walls {
            pass.set_pipeline(&self.wall);
            pass.draw(0..6, 0..2 * (nx - 1) + 2 * (ny - 1));
        }
        pass.set_index_buffer(self.tile_indices.slice(..), wgpu::IndexFormat::Uint16);
        let tiles = tiles(mesh_size);
        if !opaque {
            pass.set_pipeline(&self.depth_only);
            pass.draw_indexed(0..self.index_count, 0, tiles.clone());
        }
        pass.set_pipeline(if opaque { &self.solid } else { &self.translucent });
        pass.draw_indexed(0..self.index_count, 0, tiles);
    }

    /// Draws the lines of the mesh that the nearer part of an invisible surface hides, after [`SurfacePass::draw`].
    pub(super) fn draw_hidden_wire(&self, pass: &mut wgpu::RenderPass<'_>, mesh_size: [u32; 2]) {
        pass.set_index_buffer(self.tile_indices.slice(..), wgpu::IndexFormat::Uint16);
        pass.set_pipeline(&self.hidden_wire);
        pass.draw_indexed(0..self.index_count, 0, tiles(mesh_size));
    }

    /// Draws the second surface that is seen through, into a pass whose groups 0 and 1 are its own.
    pub(super) fn draw_ghost(&self, pass: &mut wgpu::RenderPass<'_>, mesh_size: [u32; 2]) {
        pass.set_index_buffer(self.tile_indices.slice(..), wgpu::IndexFormat::Uint16);
        for pipeline in &self.ghost {
            pass.set_pipeline(pipeline);
            pass.draw_indexed(0..self.index_count, 0, tiles(mesh_size));
        }
    }
}

/// The instances that cover a mesh, one a tile.
fn tiles([nx, ny]: [u32; 2]) -> std::ops::Range<u32> {
    0..(nx - 1).div_ceil(TILE_CELLS) * (ny - 1).div_ceil(TILE_CELLS)
}

/// Two triangles a cell, cells in rows of a tile.
fn tile_indices() -> Vec<u16> {
    let side = TILE_CELLS as u16 + 1;
    let cells =
        (0..TILE_CELLS as u16).flat_map(|j| (0..TILE_CELLS as u16).map(move |i| j * side + i));
    cells.flat_map(|at| [at, at + 1, at + side, at + side, at + 1, at + side + 1]).collect()
}
