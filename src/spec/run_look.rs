//! How a run's path is drawn.

use super::SpecError;
use crate::scene::{Color, PathStyle, Points};

/// What a run may have of its own in the look of its path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLook {
    /// Whether every step has a dot, or none; `None` gives those one that lie far apart on screen.
    pub points: Option<bool>,
    /// The colour of the dots; without it, that of the line.
    pub point_color: Option<Color>,
    /// Whether the line is drawn.
    pub line: bool,
    /// Whether arrow heads say which way it goes.
    pub arrows: bool,
    /// How strong path and marks are, 0 to 1.
    pub opacity: f64,
}

impl Default for RunLook {
    fn default() -> Self {
        Self { points: None, point_color: None, line: true, arrows: true, opacity: 1.0 }
    }
}

impl RunLook {
    /// Gives a style what this says.
    pub fn dress(&self, style: PathStyle) -> PathStyle {
        PathStyle {
            points: match self.points {
                None => Points::Sparse,
                Some(true) => Points::All,
                Some(false) => Points::None,
            },
            point_color: self.point_color.unwrap_or(style.color),
            line: self.line,
            arrows: self.arrows && self.line,
            opacity: self.opacity as f32,
            ..style
        }
    }

    pub(super) fn check(&self) -> Result<(), SpecError> {
        if (0.0..=1.0).contains(&self.opacity) {
            return Ok(());
        }
        let message = format!("the opacity lies between 0 and 1, not at {}", self.opacity);
        Err(SpecError::new("opacity", message))
    }
}
