//! How the surface and its surroundings are drawn.

use super::{Color, Colormap, Theme};

/// What lies under the surface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Floor {
    /// A quiet grid; the surface stands on it as a solid block.
    #[default]
    Grid,
    /// The flat contour map with the shadows of the paths; the surface floats above it.
    Map,
    /// A quiet grid deep under the surface, which floats above it: for what is projected on the floor.
    Deep,
    /// Nothing.
    None,
}

impl Floor {
    /// All floors.
    pub const ALL: [Self; 4] = [Self::Grid, Self::Map, Self::Deep, Self::None];

    /// The name in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Grid => "grid",
            Self::Map => "map",
            Self::Deep => "deep",
            Self::None => "none",
        }
    }

    /// World z at which it lies: what shows something of its own deep enough to be seen under the surface, the others
    /// just below its lowest point.
    pub fn z(self) -> f32 {
        if self.is_deep() { -0.5 } else { -0.02 }
    }

    /// Whether the surface floats above it, so that shadows and contours on it can be seen.
    pub fn is_deep(self) -> bool {
        matches!(self, Self::Map | Self::Deep)
    }
}

/// How the surface and its surroundings are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Style {
    /// Colours by height, or by what the tint shows.
    pub colormap: Colormap,
    /// Dark or light surroundings.
    pub theme: Theme,
    /// Number of height intervals between iso-lines; 0 draws none.
    pub iso_lines: u32,
    /// How strong the iso-lines are, 0 to 1.
    pub iso_strength: f32,
    /// Whether the lines of the display mesh are drawn.
    pub wireframe: bool,
    /// Opacity of the surface, 0 to 1.
    pub opacity: f32,
    /// What lies under the surface.
    pub floor: Floor,
    /// Whether the known minima are marked.
    pub show_minima: bool,
    /// Whether a unit of one parameter is as long as one of the other where the picture is flat.
    pub equal_axes: bool,
    /// How many times as large as usual type and lines are in pictures and films.
    pub scale: f32,
    /// Whether the background is left out: for pictures that are put on another ground.
    pub is_transparent: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            colormap: Colormap::Viridis,
            theme: Theme::Dark,
            iso_lines: 24,
            iso_strength: 1.0,
            wireframe: false,
            opacity: 1.0,
            floor: Floor::Grid,
            show_minima: true,
            equal_axes: false,
            scale: 1.0,
            is_transparent: false,
        }
    }
}

/// Which steps of a path have a dot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Points {
    /// Those that lie far apart on screen.
    #[default]
    Sparse,
    /// All.
    All,
    /// None.
    None,
}

/// How one path is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathStyle {
    /// The colour of line, arrows and marks.
    pub color: Color,
    /// Lengths of dash and gap in pixels at 1280 wide; `None` is a solid line.
    pub dash: Option<[f32; 2]>,
    /// How strong it is, 0 to 1.
    pub opacity: f32,
    /// Which steps have a dot.
    pub points: Points,
    /// The colour of the dots.
    pub point_color: Color,
    /// Whether the line itself is drawn.
    pub line: bool,
    /// Whether arrow heads say which way it goes.
    pub arrows: bool,
}

impl PathStyle {
    /// A solid line at full strength.
    pub fn solid(color: Color) -> Self {
        Self {
            color,
            dash: None,
            opacity: 1.0,
            points: Points::default(),
            point_color: color,
            line: true,
            arrows: true,
        }
    }
}
