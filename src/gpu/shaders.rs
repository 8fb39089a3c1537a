//! The list of shaders: which files make up each pass.

const FRAME: &str = include_str!("../../shaders/frame.wgsl");
const TERRAIN: &str = include_str!("../../shaders/terrain.wgsl");

/// A pass whose text is known before a loss is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The surface and its walls.
    Surface,
    /// The floor.
    Floor,
    /// Paths, their halos, their hidden parts and shadows.
    Polyline,
    /// Arrow heads and marks.
    Glyph,
    /// Swarms: discs with fading trails.
    Swarm,
    /// The tangent plane at the probe.
    Tangent,
    /// Height, normal and ambient occlusion of the display mesh.
    Relief,
    /// Range of the finite samples.
    Range,
    /// The mean of several pictures.
    Average,
}

impl Pass {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Surface,
        Self::Floor,
        Self::Polyline,
        Self::Glyph,
        Self::Swarm,
        Self::Tangent,
        Self::Relief,
        Self::Range,
        Self::Average,
    ];

    /// The whole WGSL text of the pass.
    pub fn source(self) -> String {
        let parts: &[&str] = match self {
            Self::Surface => &[FRAME, TERRAIN, include_str!("../../shaders/surface.wgsl")],
            Self::Floor => &[FRAME, TERRAIN, include_str!("../../shaders/floor.wgsl")],
            Self::Polyline => &[FRAME, include_str!("../../shaders/polyline.wgsl")],
            Self::Glyph => &[FRAME, include_str!("../../shaders/glyph.wgsl")],
            Self::Swarm => &[FRAME, include_str!("../../shaders/swarm.wgsl")],
            Self::Tangent => &[FRAME, include_str!("../../shaders/tangent.wgsl")],
            Self::Relief => &[FRAME, include_str!("../../shaders/relief.wgsl")],
            Self::Range => &[include_str!("../../shaders/range.wgsl")],
            Self::Average => &[include_str!("../../shaders/average.wgsl")],
        };
        parts.join("\n")
    }

    /// The label of its objects.
    pub fn label(self) -> &'static str {
        match self {
            Self::Surface => "surface",
            Self::Floor => "floor",
            Self::Polyline => "polyline",
            Self::Glyph => "glyph",
            Self::Swarm => "swarm",
            Self::Tangent => "tangent",
            Self::Relief => "relief",
            Self::Range => "range",
            Self::Average => "average",
        }
    }

    pub(super) fn module(self, device: &wgpu::Device) -> wgpu::ShaderModule {
        device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(self.label()),
            source: wgpu::ShaderSource::Wgsl(self.source().into()),
        })
    }
}

/// The field shader of a loss: `loss` is the text of its `fn loss_term(p: vec2<f32>, row: u32) -> f32`.
pub fn field_source(loss: &str) -> String {
    let points = format!("const POINTS = {}u;", points_of(loss));
    let field = include_str!("../../shaders/field.wgsl");
    [crate::expr::wgsl_prelude(), loss, &points, field].join("\n")
}

/// Samples that an invocation evaluates together: several where they share the reading of data.
pub(super) fn points_of(loss: &str) -> u32 {
    if loss.contains("column(") { 16 } else { 1 }
}
