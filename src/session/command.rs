//! Everything that can be done to a session.

use std::path::PathBuf;

use glam::Vec2;

use crate::scene::View;
use crate::spec::Spec;

/// Why a click on the surface of a network places no start.
pub const STARTS_ARE_SEEDS: &str = "the runs of a network start from the weights of its seeds, not from a point of the plane; change the seeds under Loss";

/// A wish of the user, or the renderer's report.
#[derive(Clone, Debug)]
pub enum Command {
    /// Replaces the spec. What it leaves unchanged goes on; on an error everything stays as it was.
    Edit(Box<Spec>),
    /// Opens another scene in place of this one, which can be undone.
    Open {
        /// What it says.
        spec: Box<Spec>,
        /// What it is called.
        name: String,
        /// Its file, unless it came with the program.
        file: Option<PathBuf>,
    },
    /// Takes the last edit back.
    Undo,
    /// Makes the edit again that was taken back last.
    Redo,
    /// A control is held, or let go: what it changes meanwhile is undone at once.
    Hold(bool),
    /// Plays, or pauses. At the end, plays again from the first step.
    TogglePlay,
    /// Plays from where the playhead is.
    Play,
    /// Stops the playhead.
    Pause,
    /// Pauses on the next whole step.
    StepForward,
    /// Pauses on the previous whole step.
    StepBack,
    /// Moves the playhead to a step; clamped to the runs.
    Scrub(f64),
    /// Sets the speed of the playhead, steps a second.
    Speed(f32),
    /// Turns the eye around its target, radians.
    Orbit {
        /// Around the loss axis, to the left of the picture.
        azimuth: f32,
        /// Upwards.
        elevation: f32,
    },
    /// Moves the picture; in heights of the picture, y down.
    Pan(Vec2),
    /// Comes closer.
    Zoom {
        /// How many times closer; below 1 moves away.
        factor: f32,
        /// The place that stays under the pointer, -1 to 1, y up.
        ndc: Vec2,
    },
    /// Looks at the whole box from a named direction.
    LookFrom(View),
    /// Looks at the whole box from the present direction.
    FrameAll,
    /// Moves what the flat view shows; in its normalised device coordinates.
    Slide(Vec2),
    /// Comes closer in the flat view.
    Magnify {
        /// How many times closer; below 1 moves away.
        factor: f32,
        /// The place that stays under the pointer, -1 to 1, y up.
        ndc: Vec2,
    },
    /// Brings a point of the surface to the centre of the picture.
    Recentre {
        /// Parameters on the plane.
        parameters: [f64; 2],
    },
    /// Puts the probe to these parameters, or takes it away.
    Probe(Option<[f64; 2]>),
    /// Moves the probe along both axes, by shares of the domain.
    Nudge([f64; 2]),
    /// What the pointer is over; a probe that follows it is there.
    Hover(Option<[f64; 2]>),
    /// Starts all runs from here; refused where runs start [from seeds](STARTS_ARE_SEEDS).
    PlaceStart([f64; 2]),
    /// Something about the film.
    Film(FilmCommand),
    /// Makes a key of the present view and step at the present time of the film; a key that stands there takes them over.
    AddKey,
    /// Turns the built-in flight into keys that can be edited.
    KeysOfFlight,
    /// What the renderer found in a new field; it sets the height map.
    FieldRange {
        /// Of which loss: 0 is the session's own, the others follow in the order of the gallery.
        of: usize,
        /// What was found.
        range: FieldRange,
    },
    /// Begins to search learning rates as the spec's `[tune]` says; a search under way is given up.
    Tune,
    /// Gives the search up.
    StopTuning,
    /// Puts the settings that a search found into the runs.
    TakeTuned,
    /// The picture has a new shape.
    Viewport {
        /// Width over height.
        aspect: f32,
    },
}

impl Command {
    /// Whether it changes the spec, so that it can be undone.
    pub(super) fn is_edit(&self) -> bool {
        matches!(
            self,
            Self::Edit(_)
                | Self::PlaceStart(_)
                | Self::TakeTuned
                | Self::AddKey
                | Self::KeysOfFlight
        )
    }

    /// Whether it moves camera or playhead, as only a view can be moved that no film moves.
    pub(super) fn moves_on_its_own(&self) -> bool {
        match self {
            Self::Edit(_)
            | Self::Open { .. }
            | Self::Undo
            | Self::Redo
            | Self::Hold(_)
            | Self::PlaceStart(_)
            | Self::Probe(_)
            | Self::Nudge(_)
            | Self::Hover(_)
            | Self::Speed(_)
            | Self::FieldRange { .. }
            | Self::Viewport { .. }
            | Self::Slide(_)
            | Self::Magnify { .. }
            | Self::Tune
            | Self::StopTuning
            | Self::TakeTuned
            | Self::Film(_)
            | Self::AddKey
            | Self::KeysOfFlight => false,
            Self::TogglePlay
            | Self::Play
            | Self::Pause
            | Self::StepForward
            | Self::StepBack
            | Self::Scrub(_)
            | Self::Orbit { .. }
            | Self::Pan(_)
            | Self::Zoom { .. }
            | Self::LookFrom(_)
            | Self::FrameAll
            | Self::Recentre { .. } => true,
        }
    }
}

/// A wish about the film. Whatever moves the camera or the playhead leaves the film where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FilmCommand {
    /// Shows the film at a time, seconds.
    Seek(f64),
    /// Plays the film in the view, or pauses it. At its end, plays it again.
    TogglePlay,
    /// Back to the view from before.
    Leave,
    /// Whether the way of the film's eye is drawn, while the film itself is not shown.
    ShowRail(bool),
}

/// The range of an evaluated field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FieldRange {
    /// The smallest finite loss.
    pub min: f64,
    /// The largest finite loss.
    pub max: f64,
    /// Share of the samples that are finite, 0 to 1.
    pub finite_share: f64,
}
