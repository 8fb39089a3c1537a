//! How large things are on screen, whoever draws them: pixels of a picture 1280 wide.

/// Half the width of a path.
pub const PATH_HALF_WIDTH: f32 = 1.6;
/// Half the width of the edges of a simplex.
pub const OUTLINE_HALF_WIDTH: f32 = 1.0;
/// Half the width of the shaft of a vector.
pub const SHAFT_HALF_WIDTH: f32 = 1.3;
/// How far the halo of a line or a glyph reaches over it.
pub const HALO: f32 = 1.0;
/// How strong the halo of a line is, 0 to 1.
pub const LINE_HALO_STRENGTH: f32 = 0.75;
/// How strong the halo of a glyph is, 0 to 1.
pub const GLYPH_HALO_STRENGTH: f32 = 0.8;
/// Radius of an arrow head on a path.
pub const ARROW_RADIUS: f32 = 5.5;
/// Arrow heads on a path are never closer than this.
pub const ARROW_SPACING: f32 = 46.0;
/// Radius of the head of a vector.
pub const HEAD_RADIUS: f32 = 7.0;
/// Radius of a member of a generation.
pub const MEMBER_RADIUS: f32 = 3.6;
/// Radius of a vertex of a simplex.
pub const VERTEX_RADIUS: f32 = 2.8;
/// Radius of the dot of a step.
pub const DOT_RADIUS: f32 = 3.2;
/// Width of the outline of a dot that has a colour of its own.
pub const DOT_RIM: f32 = 0.8;
/// Width of the outline of a mark.
pub const MARK_RIM: f32 = 1.3;
/// Half the width of a stem.
pub const STEM_HALF_WIDTH: f32 = 0.8;
/// Radius of the dot at the end of a stem.
pub const STEM_DOT_RADIUS: f32 = 2.6;
/// Radius of the ring at the end of a stem whose loss lies beyond the axis.
pub const STEM_RING_RADIUS: f32 = 4.0;
/// Half the width of sections and tangents.
pub const GUIDE_HALF_WIDTH: f32 = 1.2;
