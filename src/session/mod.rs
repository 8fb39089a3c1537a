//! The deterministic machine between the user and the picture.
//!
//! ```text
//! Command -> apply() --\
//!                       Session { spec, objective, tracks, playhead, eye } -> scene()
//! seconds -> advance() -/
//! ```
//!
//! It knows no window, no GPU and no clock: the window feeds the time that passed, the recorder feeds `1 / fps`, and the
//! same spec, commands and times give the same scenes. Runs are computed ahead of the picture, each on its own thread;
//! [`Session::finish_runs`] waits for them where every frame must be reproducible.

mod command;
mod edit;
mod eye;
mod film;
mod ghost;
mod keys;
mod machine;
mod picture;
mod playhead;
mod track;

pub use command::{Command, FieldRange, FilmCommand};
pub use machine::Session;
pub use track::Track;
