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
//! [`Session::finish_runs`] waits for them where every frame must be reproducible. A step that the view looks into is
//! found by repeating its run ([`Session::inspection`]). Every edit can be undone. The plane of a network is made from its
//! runs on a thread of its own, and the picture turns to it ([`Session::is_turning`]).

mod accuracy;
mod ahead;
mod cloud;
mod command;
mod contours;
mod critical;
mod curves;
mod edit;
mod eye;
mod film;
mod fit;
mod ghost;
mod history;
mod honesty;
mod inspector;
mod job;
mod keys;
mod lines;
mod machine;
mod marks;
mod panes;
mod picture;
mod plane;
mod playhead;
mod probe;
mod quiver;
mod reading;
mod regions;
mod sections;
mod swarm;
mod tint;
mod track;
mod tuning;
mod turn;
mod vectors;

pub use command::{Command, FieldRange, FilmCommand, STARTS_ARE_SEEDS};
pub use honesty::OffPlane;
pub use inspector::Inspection;
pub use machine::Session;
pub use swarm::Swarm;
pub use track::Track;
pub use tuning::{Tuning, tune_chart};
