//! What the panels ask for, and what was typed that cannot be had.

use std::path::PathBuf;

use crate::session::Command;
use crate::spec::{FitSpec, LossSpec, Spec};

/// What the panels ask for.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Something for the session.
    Do(Command),
    /// To open a scene file, or a ready scene by its name.
    Open(String),
    /// To write the scene on screen to this file.
    Save(PathBuf),
    /// To fit the data of this CSV file.
    FitTo(PathBuf),
    /// To write a picture or a film of what is on screen.
    Write(Order),
    /// To hold the film that is being written, or to let it go on.
    PauseWriting(bool),
    /// To stop writing.
    StopWriting,
    /// To open the dialog that records a film.
    AskForFilm,
    /// To close the window.
    Quit,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// One picture.
    Picture {
        /// Its file.
        path: PathBuf,
        /// Whether the background is left out.
        is_transparent: bool,
    },
    /// The surface as a mesh, at this path.
    Mesh(PathBuf),
    /// A film.
    Film {
        /// Its file, or the folder of its frames.
        path: PathBuf,
        /// Arguments of the ffmpeg that encodes it in place of the program itself.
        ffmpeg: Option<String>,
    },
}

/// An objective that was typed and that the session has not taken (yet).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repair {
    pub(super) loss: Option<LossSpec>,
    pub(super) fit: Option<FitSpec>,
}

impl Repair {
    pub(super) fn of(spec: &Spec) -> Self {
        Self { loss: spec.loss.clone(), fit: spec.fit.clone() }
    }
}
