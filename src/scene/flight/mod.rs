//! Flights: what a film shows at every time, as plain data and maths.
//!
//! ```text
//! Flight + Subject { view, ground, courses } -> Take: a dense, smooth sequence of cameras \
//!                                                                                          Reel::shot(secs) -> Shot
//! Key, Key, ...  ->  CameraPath, Curve, Cues: what the keys say overrides what is built in /
//! ```
//!
//! A built-in flight samples its camera densely and a cubic B-spline runs through the samples, so every flight is smooth
//! whatever it was made from. Keys give positions to a centripetal spline and orientations to quaternions. Last of all
//! the eye is lifted out of the [`Ground`].

mod camera_path;
mod chase;
mod course;
mod cues;
mod curve;
mod ground;
mod keys;
mod race;
mod rail;
mod reel;
mod smooth;
mod subject;
mod sweep;
mod take;

pub use course::Course;
pub use cues::Caption;
pub use curve::Easing;
pub use ground::Ground;
pub use keys::Key;
pub use rail::Rail;
pub use reel::Reel;
pub use subject::Subject;

use super::Camera;

/// A camera path that is built in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flight {
    /// One turn around the surface while the runs play; it ends where it began.
    #[default]
    #[serde(alias = "turn")]
    Orbit,
    /// From the flat contour map up into three dimensions; then the runs play.
    Reveal,
    /// Behind the run that gets lowest, looking ahead.
    Follow,
    /// Down the path of the run that gets lowest, close to the ground.
    Descend,
    /// Frames all runs as they spread.
    Race,
    /// From straight above to the scene's own view while the runs play.
    TopToIso,
    /// One run after the other, then all.
    Compare,
}

impl Flight {
    /// All built-in flights.
    pub const ALL: [Self; 7] = [
        Self::Orbit,
        Self::Reveal,
        Self::Follow,
        Self::Descend,
        Self::Race,
        Self::TopToIso,
        Self::Compare,
    ];

    /// The name on the command line and in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Orbit => "orbit",
            Self::Reveal => "reveal",
            Self::Follow => "follow",
            Self::Descend => "descend",
            Self::Race => "race",
            Self::TopToIso => "top-to-iso",
            Self::Compare => "compare",
        }
    }

    /// What it shows, in a few words.
    pub fn description(self) -> &'static str {
        match self {
            Self::Orbit => "one turn around the surface while the runs play",
            Self::Reveal => "from the flat contour map up into 3-D, then the runs play",
            Self::Follow => "behind the best run, looking ahead; without runs, orbit",
            Self::Descend => "down the best run's path, close to the ground; without runs, orbit",
            Self::Race => "frames all runs as they spread; without runs, orbit",
            Self::TopToIso => "from straight above to the scene's own view while the runs play",
            Self::Compare => "one run after the other, then all; without runs, orbit",
        }
    }

    /// The flight of this name; `turn` is an older name of `orbit`.
    pub fn find(name: &str) -> Option<Self> {
        let name = if name == "turn" { "orbit" } else { name };
        Self::ALL.into_iter().find(|flight| flight.name() == name)
    }
}

/// What a film shows at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Shot {
    /// The eye.
    pub camera: Camera,
    /// The step shown, fractional.
    pub step: f64,
    /// What else differs from the scene's own look.
    pub look: Look,
}

/// What a film changes in the look of its scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Height of the surface as a share of its full height: 0 is the flat contour map.
    pub rise: f32,
    /// Opacity of the surface, 0 to 1; `None` leaves the scene's own.
    pub opacity: Option<f32>,
    /// Number of height intervals between iso-lines; `None` leaves the scene's own.
    pub iso_lines: Option<u32>,
    /// How strong the iso-lines are, 0 to 1: they fade while their number changes.
    pub iso_strength: f32,
    /// How strong each run is shown, 0 to 1, in the order of the `[[run]]`s; those beyond the end are shown fully.
    pub runs: Vec<f32>,
    /// A title instead of the scene's own.
    pub title: Option<Caption>,
    /// A sentence in the lower third.
    pub text: Option<Caption>,
    /// How close the eye is: 0 where the whole box fits into the picture, 1 where the surface fills it, so that axes have no
    /// place and words need a ground of their own.
    pub closeness: f32,
    /// How strong the step counter and the losses stand in the lower third, 0 to 1.
    pub counter: f32,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            rise: 1.0,
            opacity: None,
            iso_lines: None,
            iso_strength: 1.0,
            runs: Vec::new(),
            title: None,
            text: None,
            closeness: 0.0,
            counter: 0.0,
        }
    }
}
