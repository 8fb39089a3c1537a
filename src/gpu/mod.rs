//! The GPU: device, field, one file a pass, the renderer, the offscreen target.

mod average;
mod buffers;
mod device;
mod field;
mod field_slot;
mod floor;
mod frame;
mod ghost;
mod glyph;
mod painter;
mod pipeline;
mod polyline;
mod range;
mod readback;
mod renderer;
mod shaders;
mod surface;
mod swarm;
mod tangent;
mod target;
mod terrain;

pub use average::{Average, AverageUniform};
pub use device::{AdapterReport, Gpu, GpuError, Prefer, adapters};
pub use field::{Field, FieldJob, FieldParams, FieldProgram, evaluate};
pub use frame::FrameUniform;
pub use glyph::GlyphInstance;
pub use painter::OverlayPainter;
pub use polyline::{LinePoint, LineRun};
pub use range::{FieldRange, RangePass};
pub use readback::ReadBack;
pub use renderer::Renderer;
pub use shaders::{Pass, field_source};
pub use swarm::SwarmUniform;
pub use tangent::TangentUniform;
pub use target::Target;
