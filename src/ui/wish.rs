//! What the panels ask for, and what was typed that cannot be had.

use std::path::PathBuf;

use super::desk::is_under;
use crate::session::Command;
use crate::spec::{FitSpec, LossSpec, NetworkSpec, Spec, SpecError};

/// What the panels ask for.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Something for the session.
    Do(Command),
    /// To open a scene file, or a ready scene by its name.
    Open(String),
    /// To write the scene on screen to this file.
    Save(PathBuf),
    /// To learn the data of this CSV file, by the network or else by a fit.
    FitTo(PathBuf),
    /// To begin with the weights of this file.
    BeginWith(PathBuf),
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
    pub(super) network: Option<NetworkSpec>,
}

impl Repair {
    pub(super) fn of(spec: &Spec) -> Self {
        let Spec { loss, fit, network, .. } = spec.clone();
        Self { loss, fit, network }
    }

    /// Puts what was typed into a spec.
    pub(super) fn put_into(self, spec: &mut Spec) {
        (spec.loss, spec.fit, spec.network) = (self.loss, self.fit, self.network);
    }

    /// Whether a complaint is about what was typed.
    pub(super) fn is_about(error: &SpecError) -> bool {
        ["loss", "fit", "network"].iter().any(|part| is_under(&error.key, part))
    }
}
