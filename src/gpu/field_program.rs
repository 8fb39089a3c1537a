//! What evaluates a field: the shader of a formula, that of a network, or the CPU.

use super::buffers::{Holds, layout};
use super::field::WORKGROUP;
use super::network_shader::network_source;
use super::shaders::{points_of, quantity_source};
use super::{Gpu, GpuError, network};
use crate::objective::{Objective, Quantity};

/// Workgroups along one dimension of a dispatch at most: what WebGPU promises.
pub(super) const MOST_WORKGROUPS: u32 = 65_535;

/// Compiles a shader that evaluates a loss: its entry point `evaluate` reads parameters and two tables, of a formula
/// constants and data, and writes one buffer.
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

/// How the samples of a tile are spread over invocations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spread {
    /// A workgroup has 64 samples of a row, and as many rows below it.
    Rows(u32),
    /// An invocation has four samples, one after the other; rows may end among them.
    Samples,
}

/// A compiled shader.
pub(super) struct FieldShader {
    source: String,
    spread: Spread,
    pub(super) pipeline: wgpu::ComputePipeline,
    pub(super) layout: wgpu::BindGroupLayout,
}

impl FieldShader {
    fn new(gpu: &Gpu, source: String, spread: Spread) -> Result<Self, GpuError> {
        let (pipeline, layout) = compile(gpu, "field", &source)?;
        Ok(Self { source, spread, pipeline, layout })
    }

    /// Rows of a tile that should have `wanted` of them, of which so many are left.
    pub(super) fn tile_rows(&self, wanted: u32, left: u32, columns: u32) -> u32 {
        let (whole, most) = match self.spread {
            Spread::Rows(points) => (wanted.next_multiple_of(points), MOST_WORKGROUPS),
            // The shader numbers the samples of a tile by one u32.
            Spread::Samples => (wanted, (1 << 30) / columns),
        };
        whole.min(left).min(most.max(1))
    }

    /// Workgroups of a tile.
    pub(super) fn workgroups(&self, tile_rows: u32, columns: u32) -> [u32; 2] {
        match self.spread {
            Spread::Rows(points) => [columns.div_ceil(WORKGROUP), tile_rows.div_ceil(points)],
            Spread::Samples => {
                let groups = (tile_rows * columns).div_ceil(4 * WORKGROUP);
                let rows = groups.div_ceil(MOST_WORKGROUPS);
                [groups.div_ceil(rows), rows]
            }
        }
    }
}

/// What evaluates one loss, or another quantity of it.
pub struct FieldProgram {
    pub(super) quantity: Quantity,
    /// None for what the CPU evaluates: the derivatives of a network.
    pub(super) shader: Option<FieldShader>,
}

impl FieldProgram {
    /// Compiles the shader of the objective's loss.
    pub fn new(gpu: &Gpu, objective: &Objective) -> Result<Self, GpuError> {
        Self::of(gpu, objective, Quantity::Loss)
    }

    /// Compiles the shader of a quantity of the objective, if a shader evaluates it.
    pub fn of(gpu: &Gpu, objective: &Objective, quantity: Quantity) -> Result<Self, GpuError> {
        if let Some(landscape) = objective.landscape().filter(|_| quantity == Quantity::Loss) {
            network::check(&landscape.network, gpu.max_binding_bytes())?;
        }
        let shader = source(objective, quantity)
            .map(|(source, spread)| FieldShader::new(gpu, source, spread))
            .transpose()?;
        Ok(Self { quantity, shader })
    }

    /// Whether this evaluates `objective`, too: a slider that moved a constant, and another plane through a network's
    /// weights, leave it as it is.
    pub fn fits(&self, objective: &Objective) -> bool {
        let wanted = source(objective, self.quantity);
        self.shader.as_ref().map(|shader| &shader.source) == wanted.as_ref().map(|(text, _)| text)
    }
}

/// The text of the shader that evaluates a quantity, and how; none where the CPU does.
fn source(objective: &Objective, quantity: Quantity) -> Option<(String, Spread)> {
    match objective.landscape() {
        None => {
            let terms = objective.wgsl_of(quantity);
            let spread = Spread::Rows(points_of(&terms));
            Some((quantity_source(&terms, quantity), spread))
        }
        Some(landscape) if quantity == Quantity::Loss => {
            Some((network_source(&landscape.network), Spread::Samples))
        }
        Some(_) => None,
    }
}
