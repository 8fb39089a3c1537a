//! The list of shaders: which files make up each pass.

use crate::objective::Quantity;

const FRAME: &str = include_str!("../../shaders/frame.wgsl");
const TERRAIN: &str = include_str!("../../shaders/terrain.wgsl");
const LIGHT: &str = include_str!("../../shaders/light.wgsl");
const ARROW: &str = include_str!("../../shaders/arrow.wgsl");
const GRID: &str = include_str!("../../shaders/grid.wgsl");
const SAMPLES: &str = include_str!("../../shaders/samples.wgsl");

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
    /// The arrows of quivers.
    Quiver,
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
    pub const ALL: [Self; 10] = [
        Self::Surface,
        Self::Floor,
        Self::Polyline,
        Self::Glyph,
        Self::Swarm,
        Self::Quiver,
        Self::Tangent,
        Self::Relief,
        Self::Range,
        Self::Average,
    ];

    /// The whole WGSL text of the pass.
    pub fn source(self) -> String {
        let parts: &[&str] = match self {
            Self::Surface => &[FRAME, TERRAIN, LIGHT, include_str!("../../shaders/surface.wgsl")],
            Self::Floor => &[FRAME, TERRAIN, include_str!("../../shaders/floor.wgsl")],
            Self::Polyline => &[
                FRAME,
                include_str!("../../shaders/polyline.wgsl"),
                include_str!("../../shaders/stroke.wgsl"),
            ],
            Self::Glyph => &[FRAME, include_str!("../../shaders/glyph.wgsl")],
            Self::Swarm => &[FRAME, include_str!("../../shaders/swarm.wgsl")],
            Self::Quiver => &[
                FRAME,
                ARROW,
                include_str!("../../shaders/tangent.wgsl"),
                include_str!("../../shaders/quiver.wgsl"),
            ],
            Self::Tangent => &[FRAME, include_str!("../../shaders/tangent_plane.wgsl")],
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
            Self::Quiver => "quiver",
            Self::Tangent => "tangent plane",
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
    quantity_source(loss, Quantity::Loss)
}

/// The field shader of a quantity: `terms` is what [`wgsl_of`](crate::objective::Objective::wgsl_of) says of it.
pub fn quantity_source(terms: &str, quantity: Quantity) -> String {
    let points = format!("const POINTS = {}u;", points_of(terms));
    let quantities = include_str!("../../shaders/quantity.wgsl");
    let field = include_str!("../../shaders/field.wgsl");
    let finish = finish_of(quantity);
    let prelude = crate::expr::wgsl_prelude();
    let parts = [prelude, terms, quantities, finish, &points, GRID, SAMPLES, field];
    parts.join("\n")
}

/// The gradient shader of a loss: `gradient` is the text of its `fn gradient_term(p: vec2<f32>, row: u32) -> vec3<f32>`.
pub fn gradient_source(gradient: &str) -> String {
    let evaluate = include_str!("../../shaders/gradient.wgsl");
    [crate::expr::wgsl_prelude(), gradient, GRID, SAMPLES, ARROW, evaluate].join("\n")
}

/// What the terms of a quantity are, and what makes the quantity of their means.
pub fn finish_of(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Loss => "alias Term = f32; fn finish(mean: Term) -> f32 { return itself(mean); }",
        Quantity::GradientNorm => {
            "alias Term = vec2<f32>; fn finish(mean: Term) -> f32 { return norm(mean); }"
        }
        Quantity::Curvature => {
            "alias Term = vec3<f32>; fn finish(mean: Term) -> f32 { return largest_eigenvalue(mean); }"
        }
        Quantity::ConditionNumber => {
            "alias Term = vec3<f32>; fn finish(mean: Term) -> f32 { return condition_number(mean); }"
        }
    }
}

/// Samples that an invocation evaluates together: several where they share the reading of data.
pub(super) fn points_of(loss: &str) -> u32 {
    if loss.contains("column(") { 16 } else { 1 }
}
