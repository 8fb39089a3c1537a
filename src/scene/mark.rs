//! Marks: glyphs at samples, of constant size on screen.

use super::Color;

/// The glyph of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// A ring: where a run starts.
    Ring,
    /// A ball with a small glow: where a run is now.
    Ball,
    /// A diamond: a known minimum.
    Diamond,
    /// A thin cross: where a run diverged.
    Cross,
    /// A star with five points.
    Star,
    /// A disc.
    Disc,
    /// A cross with broad arms.
    FilledCross,
    /// A triangle that points upwards: a maximum.
    Triangle,
}

/// A glyph at a sample, of constant size on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its shape.
    pub glyph: Glyph,
    /// Parameters on the plane.
    pub parameters: [f64; 2],
    /// The loss there.
    pub loss: f64,
    /// Its colour.
    pub color: Color,
    /// Radius in pixels at 1280 wide.
    pub radius_px: f32,
    /// How strong it is, 0 to 1.
    pub opacity: f32,
    /// Whether it has an outline that sets it off from every colour map, instead of the soft halo of paths.
    pub outlined: bool,
    /// What is written beside it, in the markup of [`markup`](super::markup).
    pub label: Option<String>,
}

/// One line of the legend that names a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct MarkEntry {
    /// The shape of the swatch.
    pub glyph: Glyph,
    /// Its colour.
    pub color: Color,
    /// What it is called, in the markup of [`markup`](super::markup).
    pub label: String,
    /// The lowest loss at which such a mark stands.
    pub loss: Option<f64>,
}
