//! Films and pictures: the frame loop with a fixed clock, and one sink a file format.
//!
//! ```text
//! draw(0), draw(1), ...  ->  bounded queue  ->  encoder thread: FrameSink  ->  hidden file  ->  FILE
//! ```
//!
//! A film is streamed: at most a handful of frames exist at once, and their buffers are used again.
//! Recording has no clock of its own; frame `k` shows the time `k / fps`, however long it took to
//! draw. The file appears under its own name only when it is whole; an error, Ctrl-C or a dropped
//! writer leaves nothing behind.

mod error;
mod format;
mod sink;
mod frame_loop;
mod pipeline;
mod progress;
mod interrupt;
mod png;
mod frames;
mod apng;
mod gif;
mod palette;
mod dither;
mod mp4;
mod yuv;
mod studio;

pub use error::RecordError;
pub use format::{FilmSettings, Format};
pub use frame_loop::record_film;
pub use interrupt::Interrupt;
pub use pipeline::FilmWriter;
pub use png::write_png;
pub use progress::Progress;
pub use studio::{Studio, record, render, render_chart};
