//! What surface and floor read: the field, the colour map and the relief, which is computed here whenever the field or
//! its height map changed.

use super::Gpu;
use super::buffers::{Holds, bind_group, layout, storage, storage_of_size};
use super::field::Field;
use super::frame::{FrameBinding, linear};
use super::shaders::Pass;
use crate::scene::{Colormap, World};

/// Vertices along one side of the display mesh at most, on a GPU.
pub(super) const MAX_MESH: u32 = 1024;

/// Group 1 of the passes over the field.
pub(super) struct Terrain {
    pub(super) layout: wgpu::BindGroupLayout,
    sculpt: wgpu::ComputePipeline,
    relief_layout: wgpu::BindGroupLayout,
    state: Option<State>,
}

struct State {
    group: wgpu::BindGroup,
    relief_group: wgpu::BindGroup,
    mesh_size: [u32; 2],
    colors: wgpu::Buffer,
    colormap: Colormap,
    sculpted: Option<World>,
}

impl Terrain {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let layout_ = layout(&gpu.device, "terrain", stages, &[Holds::ReadStorage; 3]);
        let holds = [Holds::ReadStorage, Holds::WriteStorage];
        let relief_layout = layout(&gpu.device, "relief", wgpu::ShaderStages::COMPUTE, &holds);
        let module = Pass::Relief.module(&gpu.device);
        let sculpt = super::pipeline::compute(
            gpu,
            "relief",
            &[&frame.layout, &relief_layout],
            &module,
            "sculpt",
        );
        Self { layout: layout_, sculpt, relief_layout, state: None }
    }

    /// Vertices of the display mesh for a field.
    pub(super) fn mesh_size(field: &Field) -> [u32; 2] {
        [field.grid.nx.min(MAX_MESH), field.grid.ny.min(MAX_MESH)]
    }

    /// Binds a new field.
    pub(super) fn bind(&mut self, gpu: &Gpu, field: &Field) {
        let colormap = Colormap::Viridis;
        let colors = storage(&gpu.device, "colour map", &table(colormap));
        let mesh_size = Self::mesh_size(field);
        let bytes = u64::from(mesh_size[0]) * u64::from(mesh_size[1]) * 16;
        let relief = storage_of_size(&gpu.device, "relief", bytes);
        let buffers = [field.buffer(), &colors, &relief];
        self.state = Some(State {
            group: bind_group(&gpu.device, "terrain", &self.layout, &buffers),
            relief_group: bind_group(
                &gpu.device,
                "relief",
                &self.relief_layout,
                &[field.buffer(), &relief],
            ),
            mesh_size,
            colors,
            colormap,
            sculpted: None,
        });
    }

    /// Brings colours and relief up to date; the frame's uniforms must be written already.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        frame: &FrameBinding,
        encoder: &mut wgpu::CommandEncoder,
        colormap: Colormap,
        world: World,
    ) {
        let Some(state) = &mut self.state else { return };
        if state.colormap != colormap {
            gpu.queue.write_buffer(&state.colors, 0, bytemuck::cast_slice(&table(colormap)));
            state.colormap = colormap;
        }
        if state.sculpted != Some(world) {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor {
                label: Some("relief"),
                timestamp_writes: None,
            });
            pass.set_pipeline(&self.sculpt);
            pass.set_bind_group(0, &frame.group, &[]);
            pass.set_bind_group(1, &state.relief_group, &[]);
            pass.dispatch_workgroups(
                state.mesh_size[0].div_ceil(8),
                state.mesh_size[1].div_ceil(8),
                1,
            );
            state.sculpted = Some(world);
        }
    }

    pub(super) fn group(&self) -> Option<&wgpu::BindGroup> {
        self.state.as_ref().map(|state| &state.group)
    }
}

/// The colour map as the shader reads it: 256 colours in linear light.
fn table(colormap: Colormap) -> Vec<[f32; 4]> {
    colormap.colors(256).into_iter().map(linear).collect()
}

/// Sizes that the frame's uniforms carry for a field.
pub(super) fn sizes(field: &Field) -> ([u32; 2], [u32; 2]) {
    ([field.grid.nx, field.grid.ny], Terrain::mesh_size(field))
}
