//! What surface and floor read: the field, the field of the tint, the colour map and the relief, which is computed here
//! whenever the field or its height map changed.

use super::Gpu;
use super::bands::BandsUniform;
use super::buffers::{Holds, bind_group, layout, storage_of_size, uniform};
use super::field::Field;
use super::frame::{FrameBinding, linear};
use super::shaders::Pass;
use crate::scene::{Colormap, Scene, World};

/// Vertices along one side of the display mesh at most.
const MAX_MESH: u32 = 1024;
/// A cell of the display mesh covers about this many pixels: finer ones cost triangles and show nothing more, since
/// normals come from the full field. A software adapter spends most of a frame on setting up triangles.
const CELL_PX: f32 = 1.5;
const CELL_PX_IN_SOFTWARE: f32 = 4.5;

/// Vertices of the display mesh for a field, where the box is 2 world units wide. Steps by powers of two, so that a
/// slow zoom seldom changes it.
pub(super) fn mesh_size(gpu: &Gpu, field: &Field, px_per_world: f32) -> [u32; 2] {
    let cell_px = if gpu.is_software() { CELL_PX_IN_SOFTWARE } else { CELL_PX };
    let side = ((2.0 * px_per_world / cell_px) as u32).next_power_of_two().clamp(64, MAX_MESH);
    [field.grid.nx.min(side), field.grid.ny.min(side)]
}

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
    field: wgpu::Buffer,
    tint: wgpu::Buffer,
    mesh_size: [u32; 2],
    colors: wgpu::Buffer,
    colormap: Option<Colormap>,
    bands: wgpu::Buffer,
    filled: Option<BandsUniform>,
    sculpted: Option<World>,
}

impl Terrain {
    pub(super) fn new(gpu: &Gpu, frame: &FrameBinding) -> Self {
        let stages = wgpu::ShaderStages::VERTEX_FRAGMENT;
        let storage = Holds::ReadStorage;
        let layout_ = layout(
            &gpu.device,
            "terrain",
            stages,
            &[storage, storage, storage, storage, Holds::Uniform],
        );
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

    /// Binds a field with a display mesh of the given size, and the field of its tint, which has the same samples, if they
    /// are not bound already.
    pub(super) fn bind(
        &mut self,
        gpu: &Gpu,
        field: &Field,
        tint: Option<&Field>,
        mesh_size: [u32; 2],
    ) {
        // Where nothing reads it, the field itself fills the place.
        let tint = tint.unwrap_or(field).buffer();
        let is_bound =
            |s: &State| s.mesh_size == mesh_size && s.field == *field.buffer() && s.tint == *tint;
        if self.state.as_ref().is_some_and(is_bound) {
            return;
        }
        let colors = storage_of_size(&gpu.device, "colour map", 256 * 16);
        let bytes = u64::from(mesh_size[0]) * u64::from(mesh_size[1]) * 16;
        let relief = storage_of_size(&gpu.device, "relief", bytes);
        let none: BandsUniform = bytemuck::Zeroable::zeroed();
        let bands = uniform(&gpu.device, "bands", &none);
        let all = [field.buffer(), &colors, &relief, tint, &bands];
        let own = [field.buffer(), &relief];
        self.state = Some(State {
            group: bind_group(&gpu.device, "terrain", &self.layout, &all),
            relief_group: bind_group(&gpu.device, "relief", &self.relief_layout, &own),
            field: field.buffer().clone(),
            tint: tint.clone(),
            mesh_size,
            colors,
            colormap: None,
            bands,
            filled: None,
            sculpted: None,
        });
    }

    /// Brings colours, bands and relief up to date; the frame's uniforms must be written already.
    pub(super) fn prepare(
        &mut self,
        gpu: &Gpu,
        frame: &FrameBinding,
        encoder: &mut wgpu::CommandEncoder,
        scene: &Scene,
    ) {
        let (colormap, world) = (scene.style.colormap, scene.world);
        let Some(state) = &mut self.state else { return };
        if state.colormap != Some(colormap) {
            gpu.queue.write_buffer(&state.colors, 0, bytemuck::cast_slice(&table(colormap)));
            state.colormap = Some(colormap);
        }
        let filled = BandsUniform::of(scene);
        if state.filled != Some(filled) {
            gpu.queue.write_buffer(&state.bands, 0, bytemuck::bytes_of(&filled));
            state.filled = Some(filled);
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
